"""Fetching from real servers on this machine: what is had, and what is refused, in bounded time and size."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest

from house import refused
from rencontres_feeds import web
from rencontres_feeds.problems import Refusal


class Server(http.server.BaseHTTPRequestHandler):
    """Answers as its path says."""

    def do_GET(self) -> None:
        match self.path:
            case "/absent" | "/gone":
                self.send_error({"/absent": 404, "/gone": 410}[self.path])
            case "/broken":
                self.send_error(500)
            case "/elsewhere" | "/disk":
                self.send_response(302)
                self.send_header("Location", {"/elsewhere": "/", "/disk": "file:///etc/hostname"}[self.path])
                self.send_header("Content-Length", "0")
                self.end_headers()
            case _:
                self.send_response(200)
                self.send_header("Content-Length", "9" if self.path == "/cut" else "5")
                self.end_headers()
                self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own name
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/", "/elsewhere"])
def test_a_file_is_had_after_a_redirection_too(site: str, path: str) -> None:
    assert web.fetch(site + path) == b"hello"


@pytest.mark.parametrize("path", ["/absent", "/gone"])
def test_what_is_not_there_is_told_apart(site: str, path: str) -> None:
    with pytest.raises(web.Absent):
        web.fetch(site + path)


@pytest.mark.parametrize(
    ("path", "limits", "reason"),
    [
        ("/broken", {}, "the server answers 500"),
        ("/cut", {}, "the answer was cut off"),
        ("/", {"limit": 4}, "it is larger than 0 kB"),
        ("/", {"seconds": 1e-9}, "it takes too long"),
    ],
)
def test_what_cannot_be_had_is_refused_with_its_reason(
    site: str, path: str, limits: dict[str, float], reason: str
) -> None:
    limited = {"seconds": 20.0, "limit": 1000, **limits}
    with pytest.raises(Refusal) as refusal:
        web.fetch(site + path, limit=int(limited["limit"]), seconds=limited["seconds"])
    assert refused(refusal.value) == [f"{site + path} cannot be fetched: {reason}"]


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "ftp://essai.example/", "http://[", "http://127.0.0.1:1/"]
)
def test_other_addresses_and_silent_hosts_are_refused(address: str) -> None:
    with pytest.raises(Refusal):
        web.fetch(address)


def test_a_redirection_to_the_disk_is_not_followed(site: str) -> None:
    with pytest.raises(Refusal):
        web.fetch(site + "/disk")
