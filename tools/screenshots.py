"""Makes the pictures of `docs/screenshots/` from the made-up cycle of `docs/sample/`: `make screenshots`.

The cycle is built twice, so that a meeting has moved, and looked at on a fixed day, with Debian's Chromium. The
fonts are those of the machine: other ones give other pictures.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, NamedTuple

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "docs" / "sample"
PICTURES = ROOT / "docs" / "screenshots"
FIRST, SECOND, LOOKED_AT = "2026-01-06T09:00:00Z", "2026-01-20T09:00:00Z", "2026-01-21T10:00:00Z"
BEFORE = (
    ("date: 2035-03-15", "date: 2035-03-08"),
    ("    venue: maison-exemple\n    note:", "    venue: brouillon\n    note:"),
)
"""What the meeting that moves said at first: its day and its place."""
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
HEAVY = 60_000
"""Octets: heavier pictures do not belong into a repository."""


class Shot(NamedTuple):
    """A picture: of which page, how large the window is, in which colours."""

    name: str
    page: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"


SCREENS = (
    Shot("index", "index.html", 1000, 1180),
    Shot("index-dark-narrow", "index.html", 380, 820, "dark"),
    Shot("session", "sessions/quartiers.html", 1000, 1180),
    Shot("report-dark", "sessions/tirage-au-sort.html", 1000, 1000, "dark"),
    Shot("embed", "embed.html", 680, 540),
)
SHEETS = (
    Shot("programme-on-paper", "index.html", 1000, 1000),
    Shot("poster-on-paper", "sessions/quartiers.html", 1000, 1000),
)


def main() -> None:
    """Make them all anew."""
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as temporary, sync_playwright() as playwright:
        site = build(Path(temporary))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        for shot in SCREENS:
            screen(browser, site, shot)
        for shot in SHEETS:
            sheet(browser, site, shot)
        browser.close()
    for picture in sorted(PICTURES.glob("*.png")):
        lighten(picture)
        size = picture.stat().st_size
        sys.stdout.write(f"{size:7} {picture.relative_to(ROOT)}\n")
        if size > HEAVY:
            sys.exit(f"{picture.name} is too heavy")


def build(folder: Path) -> Path:
    """The sample, published as it was and then as it is; the folder of its site."""
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    source = folder / "sessions.yaml"
    now = source.read_text(encoding="utf-8")
    before = now
    for new, old in BEFORE:
        if new not in before:
            sys.exit(f"the sample says no more: {new}")
        before = before.replace(new, old, 1)
    for text, instant in ((before, FIRST), (now, SECOND)):
        source.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "rencontres_feeds", "build", str(source), "--now", instant]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own program
    return folder / "output"


def screen(browser: Browser, site: Path, shot: Shot) -> None:
    """A page as a window shows it."""
    window = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme, locale="fr-FR"
    )
    page = window.new_page()
    page.clock.install(time=LOOKED_AT)
    page.goto((site / shot.page).as_uri())
    page.screenshot(path=PICTURES / f"{shot.name}.png")
    window.close()


def sheet(browser: Browser, site: Path, shot: Shot) -> None:
    """A page as a printer shows it; there is one sheet of each."""
    page = browser.new_page()
    page.clock.install(time=LOOKED_AT)
    page.goto((site / shot.page).as_uri())
    printed = site / "printed.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    page.close()
    picture = str(PICTURES / shot.name)
    subprocess.run(["pdftoppm", "-singlefile", "-gray", "-png", "-r", "80", str(printed), picture], check=True)  # noqa: S603, S607  # poppler's


def lighten(picture: Path) -> None:
    """Leave it as many colours as letters on paper need."""
    command = ["pngquant", "--force", "--speed", "1", "--strip", "--output", str(picture), "64", str(picture)]
    subprocess.run(command, check=True)  # noqa: S603  # pngquant's


if __name__ == "__main__":
    main()
