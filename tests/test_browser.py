"""The pages in a real browser: what they ask for, what they say, and that they stay true as time goes by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import publications as made
from chromium import AFTER, CHROMIUM, DURING, NEVER_AGAIN, served, visit, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
SPACED += " p { margin-bottom: 2em !important }"  # WCAG 2.2, 1.4.12

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    with served(made.WHOLE, folder) as base:
        yield base


NAMES = ("index.html", "sessions/prochaine.html", "sessions/premiere.html", "sessions/annulee.html")
ALL = (*NAMES, "sessions/voyage.html", "announcements/appel.html", "embed.html", "404.html")


@pytest.mark.parametrize("name", ALL)
def test_silent_and_alone(context: BrowserContext, site: str, name: str) -> None:
    found = visit(context, site + name)
    assert found.said == []
    assert all(address.startswith(site) for address in found.asked)
    assert len(found.asked) >= 3  # the page, its style and its script: the policy lets them through
    assert found.run("document.styleSheets[0].cssRules.length") > 20


@pytest.mark.parametrize("name", NAMES)
def test_from_a_folder(context: BrowserContext, site: str, folder: Path, name: str) -> None:
    assert site
    found = visit(context, (folder / name).as_uri())
    assert found.said == []
    assert all(address.startswith(folder.as_uri()) for address in found.asked)
    assert found.run("document.styleSheets.length") == 1
    if name == "index.html":
        assert found.page.locator("[data-copy]").first.is_visible()  # the script ran


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("spaced", [False, True], ids=["plain", "spaced"])
def test_no_sideways_scroll(browser: Browser, site: str, name: str, *, spaced: bool) -> None:
    narrow = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=spaced)
    found = visit(narrow, site + name)
    if spaced:
        found.page.add_style_tag(content=SPACED)
    found.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert found.run("document.documentElement.scrollWidth") == 320
    outside = (
        "[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > 321).length"
    )
    assert found.run(outside) == 0
    narrow.close()


@pytest.mark.parametrize("name", [*NAMES, "embed.html"])
def test_targets(browser: Browser, site: str, name: str) -> None:
    """24 px each way (WCAG 2.2, 2.5.8), but for links inside a sentence."""
    narrow = browser.new_context(viewport={"width": 320, "height": 640})
    small = """[...document.querySelectorAll('button, summary, :is(nav, footer, .ways, .add, .items, .more) a')]
        .filter((e) => e.offsetParent)
        .filter((e) => { const box = e.getBoundingClientRect(); return box.width < 24 || box.height < 24 })
        .map((e) => e.textContent)"""
    found = visit(narrow, site + name)
    assert found.run(small) == []
    narrow.close()


# The clock


def test_before(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}index.html")
    assert found.titles("next") == ["Habiter l'exemple\u00a0: qui décide\u202f?"]
    assert found.titles("past")[0] == "Rencontre d'essai annulée"  # over since the site was built
    assert found.page.locator(".card [data-live]:visible").count() == 0
    assert found.page.locator("[data-as-of]:visible").count() == 0  # it is as of now


def test_during(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}index.html", DURING)
    assert found.titles("next") == ["Habiter l'exemple\u00a0: qui décide\u202f?"]
    assert found.page.locator("[data-part=next] [data-live]").is_visible()
    page = visit(context, f"{site}sessions/prochaine.html", DURING).page
    assert page.locator("[data-live]").inner_text() == "En cours"
    assert page.locator(".adding").is_visible()


def test_after(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}index.html", AFTER)
    assert found.titles("next") == ["Horaire encore inconnu"]  # not the postponed one before it
    assert found.titles("coming") == [
        "Rencontre d'essai reportée",
        "Deux jours ailleurs",
        "Une rencontre d'automne",
    ]
    assert found.titles("past")[:3] == [
        "Habiter l'exemple\u00a0: qui décide\u202f?",
        "Rencontre d'essai annulée",
        "Regards croisés d'essai",
    ]
    years = found.page.locator("[data-part=past] h3").all_inner_texts()
    assert years == ["2026", "2025", "2024"]
    assert (
        found.page.locator("[data-part=past] .title").evaluate_all("all => all.map((e) => e.localName)")
        == ["h4"] * 6
    )
    assert found.page.locator("[data-live]:visible").count() == 0
    assert found.page.locator(".strip:visible").count() == 0
    page = visit(context, f"{site}sessions/prochaine.html", AFTER).page
    assert page.locator(".adding:visible, [data-live]:visible").count() == 0


def test_last_day(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}index.html", NEVER_AGAIN)
    assert found.titles("next") == found.titles("coming") == []
    assert found.page.locator(".nothing").is_visible()
    assert not found.page.locator("[data-part=coming]").is_visible()
    assert len(found.titles("past")) == len(made.WHOLE.sessions)


def test_a_clock_behind(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}index.html", "2024-01-01T00:00:00Z")
    assert found.titles("next") == ["Première rencontre d'essai"]
    assert not found.page.locator("[data-part=past]").is_visible()
    assert not found.page.locator("nav [data-with=past]").is_visible()
    found.page.clock.set_fixed_time(AFTER)
    found.run("dispatchEvent(new Event('pageshow'))")
    assert found.titles("next") == ["Horaire encore inconnu"]
    assert found.page.locator("nav [data-with=past]").is_visible()


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Toronto", "Pacific/Kiritimati"])
def test_every_zone(browser: Browser, site: str, zone: str) -> None:
    there = browser.new_context(timezone_id=zone)
    assert visit(there, f"{site}index.html", "2026-03-12T19:29:00Z").titles("next")[0].startswith("Habiter")
    assert visit(there, f"{site}index.html", AFTER).titles("next") == ["Horaire encore inconnu"]
    there.close()


def test_a_tab_left_open(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}index.html")
    assert found.titles("next")[0].startswith("Habiter")
    found.page.clock.fast_forward("02:31:00")
    assert found.titles("next") == ["Horaire encore inconnu"]
    found.page.clock.fast_forward(400 * 24 * 3600 * 1000)
    assert found.titles("next") == []


def test_never_under_the_reader(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}index.html")
    link = found.page.locator("[data-part=next] .title a")
    link.focus()
    found.page.clock.fast_forward("02:31:00")
    assert found.titles("next")[0].startswith("Habiter")
    assert link.evaluate("(one) => one === document.activeElement")
    link.blur()
    found.page.clock.fast_forward("01:00")
    assert found.titles("next") == ["Horaire encore inconnu"]


def test_without_script(browser: Browser, site: str) -> None:
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{site}index.html")
    assert page.locator(".as-of").all_inner_texts() == ["Au 2\u00a0mars 2026"] * 2
    assert page.locator("button:visible").count() == 0
    assert page.locator("[data-live]:visible, .strip:visible").count() == 0
    assert page.locator("[data-part=next] .title").inner_text().startswith("Habiter")
    plain.close()


# Buttons and keys


def test_copy(context: BrowserContext, site: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    found = visit(context, f"{site}index.html")
    for number, (name, said) in enumerate(
        [("calendar.ics", "Adresse du calendrier copiée."), ("rss.xml", "Adresse du flux RSS copiée.")]
    ):
        found.page.locator("[data-copy]").nth(number).click()
        found.page.clock.run_for(100)
        assert found.run("navigator.clipboard.readText()") == site + name
        assert found.page.get_by_role("status").nth(number).inner_text() == said


def test_copy_where_it_is_not_allowed(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}index.html")
    found.run("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    found.page.locator("[data-copy]").first.click()
    found.page.clock.run_for(100)
    assert found.page.get_by_role("status").first.inner_text() == "L’adresse est sélectionnée\u00a0: copiez-la."
    assert found.run("getSelection().toString()") == f"{site}calendar.ics"


def test_print_button(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}index.html")
    found.run("window.print = () => (window.printed = true)")
    found.page.locator("[data-print] button").click()
    assert found.run("window.printed")


@pytest.mark.parametrize("name", NAMES)
def test_keys_reach_everything(context: BrowserContext, site: str, name: str) -> None:
    found = visit(context, site + name)
    wanted = """[...document.querySelectorAll('a[href], button, summary')]
        .filter((e) => e.checkVisibility()).map((e) => e.textContent.trim())"""
    active = "document.activeElement.textContent.trim()"
    outlined = "getComputedStyle(document.activeElement).outlineStyle"
    expected = found.run(wanted)
    reached = []
    for _ in expected:
        found.page.keyboard.press("Tab")
        reached.append(found.run(active))
        assert found.run(outlined) == "solid"
    assert reached == expected
    assert reached[0] == "Aller au contenu"


def test_skip_link(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}index.html")
    found.page.keyboard.press("Tab")
    assert found.run("document.activeElement.getBoundingClientRect().top") >= 0
    found.page.keyboard.press("Enter")
    assert found.run("document.activeElement.id") == "contenu"


# Colours


PAIRS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour[3] === 255) return colour;
    }
  };
  const texts = [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility())
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  return texts.map((e) => {
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    return [(a + .05) / (b + .05), e.outerHTML.slice(0, 80)];
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ALL)
def test_contrast(browser: Browser, site: str, name: str, scheme: Any) -> None:
    """4.5 to 1 for every text (WCAG 2.2, 1.4.3), the large ones too."""
    coloured = browser.new_context(color_scheme=scheme)
    pairs = visit(coloured, site + name, DURING).run(PAIRS)
    assert len(pairs) > 5
    assert [pair for pair in pairs if pair[0] < 4.5] == []
    coloured.close()


def test_months_far_away_are_past_too(browser: Browser, tmp_path: Path) -> None:
    """A cycle whose only meeting is over since it was built: the page says so by itself."""
    alone = made.session("seule", replace(made.evening("2026-03-12"), until=date(2026, 3, 12)), title="Seule")
    write(made.publication([alone]), tmp_path)
    opened = browser.new_context()
    found = visit(opened, (tmp_path / "index.html").as_uri(), AFTER)
    assert found.titles("past") == ["Seule"]
    assert found.page.locator(".nothing").is_visible()
    opened.close()
