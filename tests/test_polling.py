"""Readers who ask over HTTP while it is being published."""

from __future__ import annotations

import functools
import hashlib
import html
import http.server
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import cycles
from cycles import published
from interruptions import (
    expected,
    put,
    tree,
)
from nginx import served as served_by_nginx
from rencontres_feeds.site import LEDGER

if TYPE_CHECKING:
    from collections.abc import Iterator


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder over HTTP; its address."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def sealed(text: str) -> bytes:
    """A page that tells whether it is whole."""
    return f"{text}\n{hashlib.sha256(text.encode()).hexdigest()}\n".encode()


def linked_site(number: int) -> dict[str, bytes]:
    """Pages with links; each number has pages and documents of its own, which come and go."""
    page, document = f"seances/{number // 3}.html", f"documents/{number // 5}/{number}.pdf"
    padding = "… " * 20_000
    return {
        document: sealed(f"{number} {padding}"),
        page: sealed(f"<{document}> <feed.json> {number}"),
        "feed.json": sealed(f"<{page}> {number} {padding}"),
        "index.html": sealed(f"<{page}> <{document}> <feed.json> {number} {padding}"),
        LEDGER: sealed(f"{number}"),
    }


class Reader:
    """Reads a site over and over, and notes what should never be seen."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.read = 0
        self.bad: list[str] = []

    def get(self, name: str) -> str | None:
        """The text of a page; None: 404."""
        try:
            with urllib.request.urlopen(f"{self.address}/{name}", timeout=10) as answer:
                data: bytes = answer.read()
        except urllib.error.HTTPError as error:
            error.close()
            return None
        text, _, seal = data.decode().rstrip("\n").rpartition("\n")
        if data != sealed(text) or not seal:
            self.bad.append(f"half: {name}")
        self.read += 1
        return text

    def links(self, name: str) -> list[str]:
        text = self.get(name)
        if text is None:
            self.bad.append(f"missing: {name}")
        return re.findall("<(.*?)>", text or "")

    def visit(self) -> None:
        """The index and all that it links to. A link that is dead must be gone when we look again."""
        for link in self.links("index.html"):
            if self.get(link) is None and link in self.links("index.html"):
                self.bad.append(f"dead: {link}")

    def until(self, end: threading.Event) -> None:
        while not end.is_set():
            self.visit()


def test_a_reader_over_http_never_sees_half_a_file_nor_a_dead_link(tmp_path: Path) -> None:
    put(tmp_path, linked_site(0))
    end = threading.Event()
    with served(tmp_path) as address:
        reader = Reader(address)
        thread = threading.Thread(target=reader.until, args=(end,))
        thread.start()
        for number in range(1, 201):
            put(tmp_path, linked_site(number), linked_site(number - 1))
        end.set()
        thread.join()
    assert reader.bad == []
    assert reader.read > 100
    assert tree(tmp_path, mtimes=False) == expected(linked_site(200))


# ------------------------------------------------------------------------------------- real builds

CYCLE = "https://essai.example/cycle/"
LAST = 10


def linked(name: str, text: str) -> set[str]:
    """The files of the site that one of them links to: by address everywhere, relative ones in pages."""
    unfolded = html.unescape(text.replace("\r\n ", ""))
    found = {name.removeprefix(CYCLE) for name in re.findall(rf"{CYCLE}[\w./-]*\w", unfolded)}
    if name.endswith(".html"):
        base = urllib.parse.urljoin(CYCLE, name)
        hrefs = re.findall(r'(?:href|src)="([^"]*)"', unfolded)
        urls = [urllib.parse.urljoin(base, href).partition("#")[0] for href in hrefs]
        found |= {url.removeprefix(CYCLE) for url in urls if url.startswith(CYCLE)}
    return found - {""}


class Crawler:
    """Follows every link of a site over and over; each file must be one that some build wrote, whole."""

    STARTS = ("index.html", "calendar.ics", "rss.xml", "atom.xml", "feed.json", "sitemap.xml")

    def __init__(self, address: str, written: dict[str, set[bytes]], end: threading.Event) -> None:
        self.address, self.written, self.end = address, written, end
        self.read = 0
        self.bad: set[str] = set()

    def get(self, name: str) -> str | None:
        """The text of a file; None: 404."""
        try:
            with urllib.request.urlopen(f"{self.address}{name}", timeout=10) as answer:
                data: bytes = answer.read()
        except urllib.error.HTTPError as error:
            error.close()
            return None
        self.read += 1
        if data not in self.written[name]:
            self.bad.add(f"half: {name}")
        return data.decode("latin-1" if name.endswith((".pdf", ".png")) else "utf-8")

    def dead(self, link: str, page: str) -> bool:
        """Whether a link leads nowhere, while it is on a page of the one publication that stands all along.

        A slow reader may meet three publications in three questions, of which the first and the last take away
        what the second brings back: the ledger, the last file of each, says that it was one.
        """
        before = self.get(LEDGER)
        dead = self.get(link) is None and link in linked(page, self.get(page) or "") and self.get(link) is None
        return dead and self.get(LEDGER) == before

    def visit(self) -> None:
        """The whole site once, as long as it is being built."""
        to_do, seen = list(self.STARTS), set(self.STARTS)
        while to_do and not self.end.is_set():
            page = to_do.pop()
            text = self.get(page)
            if text is None and page in self.STARTS:
                self.bad.add(f"missing: {page}")
            for link in linked(page, text or "") - seen:
                seen.add(link)
                to_do.append(link)
                if self.dead(link, page):
                    self.bad.add(f"dead: {link} in {page}")

    def until_the_end(self) -> None:
        while not self.end.is_set():
            self.visit()


def test_readers_of_a_site_that_is_built_never_meet_half_a_file_nor_a_dead_link(tmp_path: Path) -> None:
    """Each build adds, changes and removes pages and documents; nginx serves, three readers follow every link."""
    written: dict[str, set[bytes]] = {}
    for files in published(tmp_path / "alone", range(LAST + 1)):
        for name, entry in files.items():
            written.setdefault(name, set()).update(part for part in entry if isinstance(part, bytes))
    published(tmp_path / "cycle", range(1))
    end = threading.Event()
    with served_by_nginx(tmp_path / "cycle/output", tmp_path / "nginx") as address:
        crawlers = [Crawler(address, written, end) for _ in range(3)]
        threads = [threading.Thread(target=crawler.until_the_end) for crawler in crawlers]
        for thread in threads:
            thread.start()
        command = [sys.executable, cycles.__file__, "builds", str(tmp_path / "cycle"), str(LAST)]
        subprocess.run(command, check=True, timeout=120)
        end.set()
        for thread in threads:
            thread.join()
    assert [crawler.bad for crawler in crawlers] == [set(), set(), set()]
    assert min(crawler.read for crawler in crawlers) > 20
