"""`embed.html`: the next meetings in a frame of another site, as values and in a browser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import publications as made
import strict_html
from chromium import AFTER, BEFORE, CHROMIUM, NEVER_AGAIN, Visit, served, visit
from rencontres_feeds import addresses
from rencontres_feeds.catalogue import load
from rencontres_feeds.renderers import page
from rencontres_feeds.renderers.wording import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

    from rencontres_feeds.publication import Publication

FIRST = ["Rencontre d'essai annulée", "Habiter l'exemple : qui décide ?", "Rencontre d'essai reportée"]
THEN = ["Rencontre d'essai reportée", "Horaire encore inconnu", "Deux jours ailleurs"]

in_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")


def embed(publication: Publication) -> strict_html.Element:
    words = Words(load(publication.programme.cycle.language))
    return strict_html.read(page.pages(publication, words)[addresses.EMBED])


def plain(text: str) -> str:
    return " ".join(text.split())


def titles(tree: strict_html.Element) -> list[str]:
    return [
        plain(card.one(class_="title").text) for card in tree.all("article") if "hidden" not in card.attributes
    ]


def test_the_next_three_are_shown_and_others_in_store() -> None:
    tree = embed(made.WHOLE)
    assert titles(tree) == FIRST
    assert len(tree.all("article")) == len(made.COMING)
    assert tree.one("base").attributes == {"target": "_top"}
    assert not tree.all("header")
    assert not tree.all(class_="adding")
    assert plain(tree.one(class_="as-of").text) == "Au 2 mars 2026"
    assert "hidden" in tree.one(class_="nothing").attributes
    links = [e.attributes["href"] for e in tree.one(class_="more").all("a")]
    assert links == ["index.html", "index.html#s-abonner"]
    assert tree.one("link", rel="canonical").attributes["href"] == made.CYCLE.url


def test_a_large_cycle_makes_no_large_frame() -> None:
    many = [made.session(f"s{n}", made.evening(f"{2027 + n}-03-12"), venue=made.HALL) for n in range(40)]
    publication = made.publication(many)
    assert len(embed(publication).all("article")) == 12
    assert len(page.pages(publication, Words(load("fr")))[addresses.EMBED]) < 15_000


def test_nothing_to_come() -> None:
    tree = embed(made.publication(made.PAST))
    assert titles(tree) == []
    assert plain(tree.one(class_="nothing").text) == "Aucune rencontre n’est prévue pour le moment."
    assert "hidden" not in tree.one(class_="nothing").attributes


def test_in_english() -> None:
    cycle = replace(made.CYCLE, language="en")
    tree = embed(replace(made.WHOLE, programme=replace(made.WHOLE.programme, cycle=cycle)))
    assert tree.one("title").text == f"The next meetings – {made.CYCLE.title}"
    assert [e.text for e in tree.one(class_="more").all("a")] == ["All meetings", "Subscribe"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(made.WHOLE, tmp_path_factory.mktemp("site")) as base:
        yield base


def shown(found: Visit) -> list[str]:
    return [plain(title) for title in found.page.locator(".card:not([hidden]) .title").all_inner_texts()]


@in_chromium
@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Toronto", "Pacific/Kiritimati"])
def test_it_stays_right_in_every_zone(browser: Browser, site: str, zone: str) -> None:
    there = browser.new_context(timezone_id=zone)
    early = visit(there, f"{site}embed.html", "2026-03-02T09:30:00Z")
    assert shown(early) == FIRST
    assert early.page.locator("[data-as-of]:visible").count() == 0
    assert shown(visit(there, f"{site}embed.html", BEFORE)) == [*FIRST[1:], THEN[1]]
    assert shown(visit(there, f"{site}embed.html", AFTER)) == THEN
    there.close()


@in_chromium
def test_it_stays_right_in_a_tab_left_open(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}embed.html")
    found.page.clock.fast_forward(7 * 24 * 3600 * 1000)
    assert shown(found) == THEN
    found.page.locator(".card:visible a").first.focus()
    found.page.clock.fast_forward(40 * 24 * 3600 * 1000)
    assert shown(found) == THEN  # never under the reader
    found.page.locator(".card:visible a").first.blur()
    found.page.clock.fast_forward(60_000)
    assert shown(found) == [*THEN[1:], "Une rencontre d'automne"]


@in_chromium
def test_after_the_last_one(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}embed.html", NEVER_AGAIN)
    assert shown(found) == []
    assert found.page.locator(".nothing").is_visible()


@in_chromium
def test_without_script_it_says_as_of_when(browser: Browser, site: str) -> None:
    plain_one = browser.new_context(java_script_enabled=False)
    opened = plain_one.new_page()
    opened.goto(f"{site}embed.html")
    assert opened.locator(".as-of").inner_text() == "Au 2\u00a0mars 2026"
    assert opened.locator(".card:visible").count() == 3
    plain_one.close()


@in_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_frame_links_lead_the_whole_window(browser: Browser, site: str, tmp_path: Path, scheme: str) -> None:
    holder = tmp_path / "wordpress.html"
    holder.write_text(
        f'<!doctype html><html lang="fr"><title>Ailleurs</title>'
        f'<iframe title="Rencontres" width="600" height="420" src="{site}embed.html"></iframe></html>'
    )
    opened = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
    found = visit(opened, holder.as_uri())
    frame = found.page.frame_locator("iframe")
    assert (
        frame.locator("h1").evaluate("(one) => getComputedStyle(one).color")
        == {
            "light": "rgb(32, 37, 43)",
            "dark": "rgb(233, 230, 224)",
        }[scheme]
    )
    frame.get_by_role("link", name="Habiter").click()
    found.page.wait_for_url(f"{site}sessions/prochaine.html")
    assert found.said == []
    opened.close()
