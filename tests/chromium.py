"""The real browser of the tests: Debian's Chromium, driven over its own protocol. No other program is asked."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from rencontres_feeds.catalogue import load
from rencontres_feeds.renderers import page as renderer
from rencontres_feeds.renderers.wording import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from rencontres_feeds.publication import Publication

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BEFORE = "2026-03-12T17:00:00Z"
"""An hour and a half before « prochaine » begins."""
DURING = "2026-03-12T18:00:00Z"
AFTER = "2026-03-12T19:30:00Z"
"""The very instant at which it ends."""
NEVER_AGAIN = "2027-01-01T00:00:00Z"


@dataclass
class Visit:
    """A page under watch: what it complains of, and whom it asks."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("requestfailed", lambda request: self.said.append(request.url))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def titles(self, part: str) -> list[str]:
        return self.page.locator(f"[data-part={part}]:not([hidden]) .title").all_inner_texts()

    def run(self, script: str) -> Any:
        return self.page.evaluate(script)


def visit(context: BrowserContext, address: str, now: str = BEFORE) -> Visit:
    """Open a page; `now` is what its clock says."""
    found = Visit(context.new_page())
    found.page.clock.install(time=now)
    found.page.goto(address)
    return found


def write(publication: Publication, folder: Path) -> None:
    """Put the pages of a publication into a folder."""
    words = Words(load(publication.programme.cycle.language))
    for name, data in renderer.pages(publication, words).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@contextmanager
def started() -> Iterator[Browser]:
    """A browser of our own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own name
        pass


@contextmanager
def served(publication: Publication, folder: Path) -> Iterator[str]:
    """The site on a real server, under the address that its absolute links name."""
    handler = functools.partial(_Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        base = f"http://127.0.0.1:{server.server_port}/"
        cycle = replace(publication.programme.cycle, url=base)
        write(replace(publication, programme=replace(publication.programme, cycle=cycle)), folder)
        yield base
        server.shutdown()
        thread.join()
