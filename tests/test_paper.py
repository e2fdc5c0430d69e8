"""The pages on paper: a sheet each, whatever stands on it, printed by Chromium and read back from the PDF."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import publications as made
from chromium import AFTER, BEFORE, CHROMIUM, served, visit, write

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext

    from rencontres_feeds.model import Session
    from rencontres_feeds.publication import Publication

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or shutil.which("pdftotext") is None, reason="there is no chromium, or no poppler, here"
)

LONG = "Un titre qui ne finit pas, parce que celle qui l'écrit veut tout dire d'un coup : l'objet, le public"
TEXT = "\n\n".join(f"Paragraphe {n}. " + "Il est assez long pour remplir la page. " * 12 for n in range(20))
MORE = "… la suite sur le site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(made.WHOLE, tmp_path_factory.mktemp("site")) as base:
        yield base


@pytest.fixture
def browser_off(context: BrowserContext) -> Iterator[BrowserContext]:
    assert context.browser
    opened = context.browser.new_context(java_script_enabled=False)
    yield opened
    opened.close()


def pages_of(file: Path) -> int:
    said = subprocess.run(["pdfinfo", file], check=True, capture_output=True, encoding="utf-8").stdout
    (count,) = [line.split()[1] for line in said.splitlines() if line.startswith("Pages:")]
    return int(count)


def printed(context: BrowserContext, address: str, folder: Path, now: str = BEFORE) -> list[str]:
    """The text of each sheet, as a reader of PDF finds it."""
    file = folder / "printed.pdf"
    visit(context, address, now).page.pdf(path=file, prefer_css_page_size=True)
    shown = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, encoding="utf-8")
    *sheets, rest = shown.stdout.replace("\u00a0", " ").replace("\u202f", " ").split("\f")
    assert not rest
    return [" ".join(sheet.split()) for sheet in sheets]


def of(publication: Publication, context: BrowserContext, folder: Path, name: str = "index.html") -> list[str]:
    write(publication, folder)
    return printed(context, (folder / name).as_uri(), folder)


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="there is no reader of QR codes here")
@pytest.mark.parametrize(("name", "address"), [("index.html", ""), ("sessions/prochaine.html",) * 2])
def test_a_telephone_reads_the_address(
    context: BrowserContext, site: str, tmp_path: Path, name: str, address: str
) -> None:
    """As printed in 150 dots an inch."""
    printed(context, site + name, tmp_path)
    subprocess.run(["pdftoppm", "-r", "150", "-png", tmp_path / "printed.pdf", tmp_path / "sheet"], check=True)
    command = ["zbarimg", "--quiet", "--nodbus", "--raw", str(tmp_path / "sheet-1.png")]
    assert (
        subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout == f"{site}{address}\n"
    )


def many(count: int, **fields: object) -> list[Session]:
    """A session a month."""
    months = [(2027 + n // 12, n % 12 + 1) for n in range(count)]
    return [
        made.session(
            f"s{n}",
            made.evening(f"{year}-{month:02}-10"),
            **{"title": f"Séance {n}.", "venue": made.HALL, **fields},
        )
        for n, (year, month) in enumerate(months)
    ]


def test_the_index_is_what_is_to_come_on_one_sheet(context: BrowserContext, site: str, tmp_path: Path) -> None:
    (sheet,) = printed(context, f"{site}index.html", tmp_path)
    parts = [
        "Association Exemple",
        "Cycle d’essai à Exempleville",
        "Programme au 2 mars 2026",
        site,
        "Nouvelle date : jeudi 12 mars 2026, au lieu du 10 mars",
        "Habiter l'exemple : qui décide ?",
        "Accès : métro Exemple, puis cinq minutes à pied",
        "Participation gratuite. Par courriel, avant le 10 mars.",
        "Reportée, nouvelle date à fixer",
        "Rencontre d'essai reportée",
        "Horaire encore inconnu",
        "Deux jours ailleurs",
        "Une rencontre d'automne",
    ]
    assert [part for part in parts if part not in sheet] == []
    absent = [
        "Passées",
        "S’abonner",
        "S’inscrire",
        "Flux RSS",
        "Mentions légales",
        "Ajouter",
        "Copier",
        "Première",
        MORE,
    ]
    assert [part for part in absent if part in sheet] == []


def test_the_sheet_is_as_of_its_printing(context: BrowserContext, site: str, tmp_path: Path) -> None:
    (sheet,) = printed(context, f"{site}index.html", tmp_path, AFTER)
    assert "Habiter l'exemple" not in sheet
    assert "Horaire encore inconnu" in sheet


def test_the_sheet_without_script(browser_off: BrowserContext, site: str, tmp_path: Path) -> None:
    page = browser_off.new_page()
    page.goto(f"{site}index.html")
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    assert pages_of(tmp_path / "printed.pdf") == 1


@pytest.mark.parametrize("count", [0, 1, 5, 9, 14, 40])
def test_a_sheet_holds_the_first_that_fit_whole_and_says_that_there_are_more(
    context: BrowserContext, tmp_path: Path, count: int
) -> None:
    (sheet,) = of(made.publication(many(count)), context, tmp_path)
    shown = [n for n in range(count) if f"Séance {n}." in sheet]
    assert shown == list(range(len(shown)))
    assert len(shown) >= min(count, 12)
    assert (MORE in sheet) is (len(shown) < count)
    assert sheet.count("Participation gratuite") in (0, len(shown))  # none is cut in two


def test_long_texts_make_no_second_sheet(context: BrowserContext, tmp_path: Path) -> None:
    cycle = replace(made.CYCLE, title=LONG, description=TEXT[:1500])
    (sheet,) = of(made.publication(many(12, title=LONG * 3, note=LONG), cycle=cycle), context, tmp_path)
    assert MORE in sheet


def test_what_does_not_take_place_is_framed_black_on_white(context: BrowserContext, site: str) -> None:
    found = visit(context, f"{site}index.html")
    found.page.emulate_media(media="print", color_scheme="dark")
    assert found.run("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    off = found.page.locator("[data-part=coming] .is-off").first
    assert off.evaluate(
        "(one) => [getComputedStyle(one).borderTopWidth, getComputedStyle(one).borderTopColor]"
    ) == [
        "2px",
        "rgb(0, 0, 0)",
    ]
    box = found.page.locator(".qr").bounding_box()
    assert box
    assert box["width"] == box["height"] >= 28 / 25.4 * 96 - 1


def test_a_session_is_a_poster(context: BrowserContext, site: str, tmp_path: Path) -> None:
    (sheet,) = printed(context, f"{site}sessions/prochaine.html", tmp_path)
    parts = [
        "Cycle d’essai à Exempleville",
        "Nouvelle date : jeudi 12 mars 2026, au lieu du 10 mars",
        "Jeudi 12 mars 2026",
        "de 18 h 30 à 20 h 30",
        "Habiter l'exemple",
        "Lieu d'essai 1, rue de l'Exemple 31000 Exempleville",
        "Accessibilité : entrée de plain-pied",
        "Personne Exemple, animatrice, Association Exemple (Exempleville)",
        "Une rencontre « d'essai »",
        "Participation gratuite. Par courriel, avant le 10 mars.",
        f"{site}sessions/prochaine.html",
        "Association Exemple, contact@association.example",
    ]
    assert [part for part in parts if part not in sheet] == []
    absent = [
        "Ajouter",
        "Google",
        "Séance suivante",
        "OpenStreetMap",
        "Documents",
        "Annonces",
        "S’inscrire",
        "cookie",
    ]
    assert [part for part in absent if part in sheet] == []


def test_a_poster_that_says_too_much_leaves_paragraphs_out_and_shows_it(
    context: BrowserContext, tmp_path: Path
) -> None:
    long = replace(many(1)[0], title=LONG * 3, description=TEXT)
    (sheet,) = of(made.publication([long]), context, tmp_path, "sessions/s0.html")
    shown = [n for n in range(20) if f"Paragraphe {n}." in sheet]
    assert shown == list(range(len(shown)))
    assert 0 < len(shown) < 20
    assert "…" in sheet
    assert f"{made.CYCLE.url}sessions/s0.html" in sheet


def test_a_report_is_printed_whole(context: BrowserContext, tmp_path: Path) -> None:
    past = replace(made.PAST[0], report=replace(made.PAST[0].report, text=TEXT))  # type: ignore[type-var]  # there is one
    sheets = of(made.publication([past]), context, tmp_path, "sessions/premiere.html")
    assert len(sheets) > 1
    assert [n for n in range(20) if f"Paragraphe {n}." not in " ".join(sheets)] == []
