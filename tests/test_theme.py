"""The look that a cycle brings along: it can be read, wherever its colours stand, and its logo comes with it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import house
import publications as made
import strict_html
from rencontres_feeds import colors, press, stock
from rencontres_feeds.catalogue import load
from rencontres_feeds.guards import Consent
from rencontres_feeds.model import Cycle, Document, Theme
from rencontres_feeds.problems import errors
from rencontres_feeds.renderers import assets, look, page
from rencontres_feeds.renderers.wording import Words
from rencontres_feeds.site import Copied

NOW = datetime(2026, 1, 10, 9, tzinfo=UTC)
LOGO = Document("images/logo.svg", "assets/logo.0123456789ab.svg", 12, "0" * 64, "image/svg+xml")
ANY = st.builds("#{:06x}".format, st.integers(0, 0xFFFFFF))


def cycle(theme: str, folder: Path, more: str = "") -> Cycle:
    """The cycle of a source that has this theme; its folder holds a logo."""
    (folder / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    text = house.source().replace("organizer:", f"theme: {theme}\n  {more}organizer:")
    draft = press.read(text.encode(), stock.of(folder), NOW)
    assert errors(draft.problems) == ()
    assert draft.programme
    return draft.programme.cycle


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#ffffff", 1),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colors.contrast(one, other) == colors.contrast(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("#14564f", "#14564f"),
        ("14564F", "#14564f"),
        ("#abc", "#aabbcc"),
        ("green", None),
        ("#14564", None),
        ("", None),
    ],
)
def test_colours_are_read_as_typed(typed: str, read: str | None) -> None:
    assert colors.parse(typed) == read


@given(ANY)
def test_every_colour_has_a_shade_that_can_be_read_on_each_paper(color: str) -> None:
    for papers in (colors.LIGHT, colors.DARK):
        near = colors.nearest(color, papers)
        assert colors.readable(near, papers)
        assert colors.nearest(near, papers) == near
        assert (near == color) is colors.readable(color, papers)


def test_the_nearest_is_hardly_more_than_enough() -> None:
    assert colors.nearest("#ffcc00", colors.LIGHT) == "#876c00"
    assert 4.5 <= colors.weakest("#876c00", colors.LIGHT) < 4.9


def test_the_papers_are_those_of_the_stylesheet() -> None:
    css = (resources.files("rencontres_feeds") / "static" / "style.css").read_text(encoding="utf-8")
    found = re.findall(r"--paper: (#\w{6});\s+--tint: (#\w{6});", css)
    assert found == [colors.LIGHT, colors.DARK]
    others = re.findall(r"--(?:ink|soft|color|accent|off|changed): (#\w{6});", css)
    assert len(others) == 12
    assert all(colors.readable(color, colors.LIGHT) for color in others[:6])
    assert all(colors.readable(color, colors.DARK) for color in others[6:])


@pytest.mark.parametrize(
    ("typed", "theme"),
    [
        ("", Theme()),
        ('{color: "#7b2d53"}', Theme("#7b2d53", "#7b2d53")),
        ('{couleur: "#7b2d53", accent: "#14564f"}', Theme("#7b2d53", "#14564f")),
        ("{accent: 14564f}", Theme("#14564f", "#14564f")),
    ],
)
def test_one_colour_serves_for_both(typed: str, theme: Theme, tmp_path: Path) -> None:
    assert cycle(typed, tmp_path).theme == theme


def test_the_logo_is_published_among_the_assets(tmp_path: Path) -> None:
    logo = cycle("{logo: logo.svg}", tmp_path).theme.logo
    assert logo
    assert re.fullmatch(r"assets/logo\.[0-9a-f]{12}\.svg", logo.name)
    draft = press.read(
        house.source().replace("organizer:", "theme: {logo: logo.svg}\n  organizer:").encode(),
        stock.of(tmp_path),
        NOW,
    )
    site = press.run(draft, None, NOW, Consent()).site
    assert site[logo.name] == Copied("logo.svg", logo.sha256, logo.size)


def test_who_may_frame_it_is_read_once_each(tmp_path: Path) -> None:
    more = 'embed_from: ["https://A.example", "https://a.example/", "http://b.example:8080"]\n  '
    assert cycle("", tmp_path, more).embed_from == ("https://a.example", "http://b.example:8080")


def test_a_cycle_without_theme_has_no_stylesheet_of_its_own() -> None:
    assert look.stylesheet(look.OURS) == b""
    assert set(assets.names()) == {"style", "script", "favicon", "feed"}
    assert assets.files() == assets.files(Theme(logo=LOGO))


def test_the_theme_is_a_stylesheet_for_screens() -> None:
    assert look.stylesheet(Theme("#14564f", "#7b2d53")).decode() == (
        "@media screen { :root { --color: #14564f; --accent: #7b2d53; } }\n"
        "@media screen and (prefers-color-scheme: dark) { :root { --color: #23988b; --accent: #c86998; } }\n"
    )


@pytest.mark.parametrize("name", ["index.html", "embed.html", "404.html", "sessions/prochaine.html"])
def test_pages_wear_the_theme(name: str) -> None:
    dressed = replace(made.CYCLE, theme=Theme("#7b2d53", "#7b2d53", LOGO))
    publication = replace(made.WHOLE, programme=replace(made.WHOLE.programme, cycle=dressed))
    files = page.pages(publication, Words(load("fr")))
    tree = strict_html.read(files[name])
    sheets = [e.attributes["href"] for e in tree.all("link", rel="stylesheet")]
    assert [re.sub(r"^.*assets/|[0-9a-f]{12}\.", "", sheet) for sheet in sheets] == ["style.css", "theme.css"]
    theme = assets.names(dressed.theme)
    assert b"#7b2d53" in files[theme["theme"]]
    assert b"#7b2d53" in files[theme["favicon"]]
    assert not tree.all("style")


def test_the_logo_says_whose_it_is() -> None:
    dressed = replace(made.CYCLE, theme=Theme(logo=LOGO))
    publication = replace(made.WHOLE, programme=replace(made.WHOLE.programme, cycle=dressed))
    tree = strict_html.read(page.pages(publication, Words(load("fr")))["index.html"])
    link = tree.one(class_="site").one("a")
    assert link.attributes["href"] == made.CYCLE.organizer.url
    assert link.one("img").attributes == {"class": "logo", "src": LOGO.name, "alt": "Association Exemple"}
