"""Readers who ask over HTTP while it is being published."""

from __future__ import annotations

import functools
import hashlib
import http.server
import re
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from interruptions import (
    expected,
    put,
    tree,
)
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
