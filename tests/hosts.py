"""What servers for the tests of a deployment have in common; a wire that can be cut, and a terminal."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

USER = getpass.getuser()
PASSWORD = "pas-un-secret"


def program(name: str) -> str:
    """Where a program is; without it the test is skipped."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if not found:
        pytest.skip(f"there is no {name} here")
    return found


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens there."""
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert process.poll() is None, "the server ended"
        threading.Event().wait(0.02)
    raise AssertionError(f"nobody listens on {port}")


@contextmanager
def running(port: int, *command: str) -> Iterator[None]:
    """A server, as long as the `with` block lasts."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(port, process)
            yield
        finally:
            process.terminate()


@contextmanager
def accepting(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port at which each connection is served."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with suppress(OSError):  # the server is closed
                while True:
                    serve(server.accept()[0])

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@contextmanager
def terminal(*command: str) -> Iterator[Terminal]:
    """A program that runs on a terminal of its own."""
    inside, outside = os.openpty()
    try:
        with subprocess.Popen(
            [program("setsid"), "--ctty", "--wait", *command], stdin=outside, stdout=outside, stderr=outside
        ) as process:
            os.close(outside)
            yield Terminal(inside, process)
    finally:
        os.close(inside)


class Terminal:
    """What a person sees and types."""

    def __init__(self, descriptor: int, process: subprocess.Popen[bytes]) -> None:
        self._descriptor, self._process = descriptor, process
        self.seen = ""

    def until(self, text: str) -> None:
        """Read until it is there."""
        while text not in self.seen:
            self.seen += os.read(self._descriptor, 4096).decode()

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self._descriptor, f"{text}\n".encode())

    def end(self) -> int:
        """Read all that is left; the exit code."""
        with suppress(OSError):  # EIO: the other side is closed
            while data := os.read(self._descriptor, 4096):
                self.seen += data.decode()
        return self._process.wait()


@contextmanager
def wire(port: int, octets: int, cuts: int) -> Iterator[int]:
    """A port that leads to another, and is cut when so many octets went in, as often as `cuts` says."""
    left = [cuts]

    def pump(source: socket.socket, sink: socket.socket, limit: int | None) -> None:
        passed = 0
        with suppress(OSError):
            while data := source.recv(4096):
                passed += len(data)
                if limit is not None and passed > limit:
                    left[0] -= 1
                    break
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()

    def join(inner: socket.socket) -> None:
        outer = socket.create_connection(("127.0.0.1", port))
        limit = octets if left[0] > 0 else None
        threading.Thread(target=pump, args=(inner, outer, limit), daemon=True).start()
        threading.Thread(target=pump, args=(outer, inner, None), daemon=True).start()

    with accepting(join) as entrance:
        yield entrance
