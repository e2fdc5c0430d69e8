"""Real web servers, for as long as a test needs them: nginx and Apache of Debian, and Python's own."""

from __future__ import annotations

import functools
import http.client
import http.server
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parent.parent
_PATH = os.environ["PATH"] + ":/usr/sbin"
MODULES = "authz_core mime dir env alias setenvif filter headers deflate"


@dataclass(frozen=True)
class Answer:
    """What a server says."""

    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    port: int
    folder: Path
    """What it serves at `path`."""
    path: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def ask(self, name: str, headers: Mapping[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", self.path + name, headers=dict(headers or {}))
        answer = connection.getresponse()
        said = Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        connection.close()
        return said


@contextmanager
def place(site: Path, path: str) -> Iterator[tuple[Path, Path]]:
    """A folder that any user can read, with a copy of the site at its path: the document root, and the copy."""
    base = Path(tempfile.mkdtemp(prefix="hosted-"))
    base.chmod(0o755)
    copy = base / "root" / path.strip("/")
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(site, copy, dirs_exist_ok=True)
    try:
        yield base, copy
    finally:
        shutil.rmtree(base)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def program(name: str) -> str:
    found = shutil.which(name, path=_PATH)
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def _end(pid_file: Path, how: signal.Signals) -> None:
    """End the daemon whose number stands in a file, and wait for it."""
    pid = int(pid_file.read_text())
    watched = os.pidfd_open(pid)
    os.kill(pid, how)
    select.select([watched], [], [], 20)
    os.close(watched)


@contextmanager
def nginx(site: Path, path: str = "/", server: str = "") -> Iterator[Server]:
    """`server` is what stands in its block, beside where it listens and its root."""
    binary = program("nginx")
    with place(site, path) as (base, copy):
        port = free_port()
        user = "user root;" if os.geteuid() == 0 else ""
        (base / "nginx.conf").write_text(
            f"{user}\nworker_processes 1;\npid {base}/pid;\nerror_log {base}/error.log;\nevents {{ }}\n"
            f"http {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n"
            + "".join(f"{kind}_temp_path {base}/{kind};\n" for kind in _TEMPORARY)
            + f"server {{\nlisten 127.0.0.1:{port};\nroot {base}/root;\n{server}\n}}\n}}\n"
        )
        # It leaves its terminal once it listens.
        subprocess.run([binary, "-p", base, "-e", base / "error.log", "-c", base / "nginx.conf"], check=True)
        try:
            yield Server(port, copy, path)
        finally:
            _end(base / "pid", signal.SIGTERM)


_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def apache(
    site: Path, path: str = "/", override: str = "FileInfo", include: Path | None = None
) -> Iterator[Server]:
    """As Debian sets it up; `include` is one of the documents, which knows the folder of the site."""
    binary = program("apache2")
    with place(site, path) as (base, copy):
        port = free_port()
        users = "User www-data\nGroup www-data\n" if os.geteuid() == 0 else ""
        modules = "".join(f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so\n" for m in MODULES.split())
        (base / "apache.conf").write_text(
            f"ServerName localhost\nListen 127.0.0.1:{port}\nPidFile {base}/pid\nErrorLog {base}/error.log\n"
            f"DefaultRuntimeDir {base}\n"
            f"LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\n{modules}{users}"
            "<IfModule mod_mime.c>\nTypesConfig /etc/mime.types\n</IfModule>\nDirectoryIndex index.html\n"
            "Include /etc/apache2/mods-available/deflate.conf\n"
            '<FilesMatch "^\\.ht">\nRequire all denied\n</FilesMatch>\n'
            f"DocumentRoot {base}/root\n<Directory {base}/root>\nRequire all granted\n"
            f"AllowOverride {override}\n</Directory>\n"
            + (f"Define RENCONTRES {copy}\nInclude {include}\n" if include else "")
        )
        subprocess.run([binary, "-f", base / "apache.conf", "-k", "start"], check=True)
        try:
            yield Server(port, copy, path)
        finally:
            _end(base / "pid", signal.SIGTERM)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own name
        pass


@contextmanager
def python(site: Path, path: str = "/") -> Iterator[Server]:
    """`python -m http.server`, as it is."""
    with place(site, path) as (base, copy):
        handler = functools.partial(_Quiet, directory=str(base / "root"))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.05,))
            thread.start()
            try:
                yield Server(server.server_port, copy, path)
            finally:
                server.shutdown()
                thread.join()
