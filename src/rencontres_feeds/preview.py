"""Serves a view on this machine, and follows the files that it was made of. Writes nothing.

Only who asks for this machine by name or number is answered: a page of another host whose name is made to
lead here (DNS rebinding) cannot read the drafts.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from rencontres_feeds.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from rencontres_feeds.showing import View

LOOPBACK = "127.0.0.1"
_PAUSE = 0.2
"""Seconds between two looks at the files, and at whether it is to end."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'self'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Server(ThreadingHTTPServer):
    """Answers with what `look` gives, and looks again when the files were saved."""

    daemon_threads = True

    def __init__(self, host: str, port: int, look: Callable[[], View]) -> None:
        """Begin to listen; port 0 is any that is free. Raises OSError: this cannot be listened to."""
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.host = host
        self.look = look
        self.view = look()
        self.watch = Watch(self.view.files)
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """Where it is seen on this machine."""
        host = {"0.0.0.0": LOOPBACK, "::": "::1"}.get(self.host, self.host)  # noqa: S104  # named, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.server_port}/"

    def run(self, saw: Callable[[View], None]) -> None:
        """Serve until interrupted or shut down; `saw` is told of each new view.

        Raises KeyboardInterrupt, and what goes wrong while looking.
        """
        stop, failed = threading.Event(), list[Exception]()

        def follow() -> None:
            try:
                while not stop.wait(_PAUSE):
                    if self.follow():
                        saw(self.view)
            except Exception as error:  # noqa: BLE001  # raised again below, in the thread that waits
                failed.append(error)
                self.shutdown()

        try:
            # A daemon: whenever the interruption comes, it holds up nobody.
            threading.Thread(target=follow, daemon=True).start()
            self.serve_forever(_PAUSE)
        finally:
            stop.set()
            self.server_close()
        for error in failed:
            raise error

    def follow(self) -> bool:
        """Look once at the files; True: they were saved, and there is a new view."""
        if not self.watch.saved():
            return False
        self.view = self.look()
        self.watch = Watch(self.view.files)
        return True

    def knows(self, hosts: list[str]) -> bool:
        """Whether a request's Host headers name this machine."""
        try:
            (host,) = hosts
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in ("localhost", LOOPBACK, "::1", self.host.lower()):
            return True
        return self.host in ("0.0.0.0", "::") and _is_number(name)  # noqa: S104  # as the person told

    def server_bind(self) -> None:
        """Take the port; without asking the network what this machine is called, as HTTPServer does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.host, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of an answer is no mistake."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on as they came


class _Handler(BaseHTTPRequestHandler):
    """One request, one answer, and the connection is closed."""

    server_version, sys_version = "rencontres-feeds", ""
    timeout = 10

    def do_GET(self) -> None:
        """The answer."""
        self._answer(send=True)

    def do_HEAD(self) -> None:
        """The same without its body."""
        self._answer(send=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own name
        """The terminal is for the maintainer."""

    def _answer(self, *, send: bool) -> None:
        server = cast("Server", self.server)
        if not server.knows(self.headers.get_all("Host", [])):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return
        status, media_type, data = _found(server.view, unquote(urlsplit(self.path).path).removeprefix("/"))
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Type": media_type, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if send:
            self.wfile.write(data)


def _found(view: View, name: str) -> tuple[HTTPStatus, str, bytes]:
    answer = view.answers.get(name)
    if answer:
        try:
            data = answer.body.read_bytes() if isinstance(answer.body, Path) else answer.body
        except OSError:  # a document that went away since the last look
            pass
        else:
            return HTTPStatus.OK, answer.media_type, data
    status = HTTPStatus.NOT_FOUND if view.findings.pages else HTTPStatus.SERVICE_UNAVAILABLE
    return status, view.missing.media_type, cast("bytes", view.missing.body)


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
