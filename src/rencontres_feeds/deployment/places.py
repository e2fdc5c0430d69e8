"""Where a site is to be put: a value, and how it is typed as an address on the command line.

Never holds a password.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import refuse

Method = Literal["folder", "rsync", "sftp", "ftp"]

PORTS: dict[Method, int] = {"rsync": 22, "sftp": 22, "ftp": 21}
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+")
USER = re.compile(r"[A-Za-z0-9_.@+][A-Za-z0-9_.@+-]*")

_PATH = re.compile(r"[^\x00-\x1f\x7f]+")
_SCHEMES: dict[str, Method] = {"rsync": "rsync", "sftp": "sftp", "ftp": "ftp"}


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, here or on a host."""

    method: Method
    path: str
    """On a host: relative to where one is after logging in, unless it begins with `/`."""
    host: str = ""
    port: int = 0
    """0: the usual one."""
    user: str = ""
    key: str = ""
    """The file of a private key, for `rsync` and `sftp`."""
    insecure: bool = False
    """FTP without encryption is consented to."""

    def __str__(self) -> str:
        if self.method == "folder":
            return self.path
        user = f"{self.user}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port else ""
        return f"{self.method}://{user}{host}{port}/{self.path}"

    @property
    def account(self) -> str:
        """Whose password it is that is asked for."""
        return f"{self.user}@{self.host}"


def is_address(text: str) -> bool:
    """Whether it is an address rather than a folder or the name of a target."""
    return "://" in text


def read(text: str) -> Place:
    """`sftp://user@host:port/path`; a second slash before the path makes it begin at the top of the host.

    Raises Refusal, for a password in it too.
    """
    mend = Message("Write it as sftp://user@host/path; the methods: {names}.", names=", ".join(_SCHEMES))
    try:
        parts = urlsplit(text)
        port = parts.port or 0
    except ValueError as error:
        raise refuse(Message("“{text}” is not an address to send to", text=text), mend) from error
    method = _SCHEMES.get(parts.scheme)
    if parts.password is not None:
        raise refuse(
            Message("a password does not belong on the command line: others on this machine can read it"),
            Message("Leave it out; it is asked for, or taken from RENCONTRES_FEEDS_PASSWORD."),
        )
    user, host, path = unquote(parts.username or ""), parts.hostname or "", unquote(parts.path[1:])
    whole = method and _PATH.fullmatch(path) and HOST.fullmatch(host) and (not user or USER.fullmatch(user))
    if not method or not whole or parts.query or parts.fragment or (not user and method != "rsync"):
        raise refuse(Message("“{text}” is not an address to send to", text=text), mend)
    return Place(method, path, host, port, user)
