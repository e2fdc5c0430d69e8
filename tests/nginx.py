"""A folder served as the web serves it: by nginx, on the loopback interface."""

from __future__ import annotations

import shutil
import socket
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# One process, in the foreground, that writes nowhere but below `work`; types as in Debian's table.
CONFIGURATION = """\
daemon off;
master_process off;
pid {work}/nginx.pid;
error_log stderr notice;
events {{}}
http {{
    types {{
        text/html html; text/css css; text/calendar ics; application/xml xml; application/json json;
        text/javascript js; image/svg+xml svg; application/pdf pdf;
    }}
    access_log off;
    log_not_found off; # nobody reads the pipe to the end
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder};
    }}
}}
"""


@contextmanager
def served(folder: Path, work: Path) -> Iterator[str]:
    """The folder over HTTP; its address, which ends in `/`. `work` is a folder for nginx itself."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if not program:
        pytest.skip("this needs nginx (on Debian: apt install nginx-light)")
    work.mkdir()
    command = [program, "-p", str(work), "-c", "nginx.conf", "-e", "stderr"]
    port = _free_port()
    while True:
        text = CONFIGURATION.format(work=work, folder=folder, port=port)
        (work / "nginx.conf").write_text(text, encoding="utf-8")
        if server := _listening(command):
            break
        port = _free_port()  # somebody else has taken the other meanwhile
    with server:
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _listening(command: list[str]) -> subprocess.Popen[str] | None:
    """The server, as soon as it says that it waits for requests; None if the port was taken."""
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr
    said = ""
    for line in server.stderr:
        said += line
        if "event method" in line:
            return server
    server.wait()
    assert "Address already in use" in said, said
    return None
