"""Asks the web, for the commands that were told an address; a build never comes here.

Bounded in size and time; http and https only, after a redirection too.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from rencontres_feeds import __version__
from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rencontres_feeds.problems import Refusal

MAX_OCTETS = 64 * 1024 * 1024
MAX_SECONDS = 60.0
HTTPS_PORT = 443

_CHUNK = 1 << 16
_IDLE = 15.0
"""Seconds without an octet, which come on top."""
_MEND = Message("Look at the address in a browser. Is the machine on line?")


class Absent(Exception):
    """The server answers that there is nothing at this address (404, 410)."""


def is_address(text: str) -> bool:
    """Whether it is an address of the web rather than the name of a file."""
    return text.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answers, whatever its status."""

    address: str
    """Where it came from, after redirections."""
    status: int
    headers: Mapping[str, str]
    """Names in small letters; the first, where one comes twice."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Certificate:
    """How long the certificate of a server holds."""

    since: datetime
    until: datetime


def fetch(address: str, *, limit: int = MAX_OCTETS, seconds: float = MAX_SECONDS) -> bytes:
    """The bytes at an address.

    `limit` is in octets; after `seconds` nothing more is waited for. Raises Absent, or Refusal where it
    cannot be had.
    """
    answer = ask(address, limit=limit, seconds=seconds)
    if answer.status in (404, 410):
        raise Absent(address)
    if answer.status >= 300:  # a redirection that leads nowhere, or an error
        raise _refused(address, Message("the server answers {code}", code=answer.status))
    return answer.body


def ask(
    address: str,
    headers: Mapping[str, str] | None = None,
    *,
    method: Literal["GET", "HEAD"] = "GET",
    limit: int = MAX_OCTETS,
    seconds: float = MAX_SECONDS,
) -> Answer:
    """What is answered at an address, with these headers in the request; bounded as in `fetch`.

    Raises Refusal if there is no answer, or none that is whole.
    """
    if not is_address(address):
        raise _refused(address, Message("only http and https are fetched"))
    end = time.monotonic() + seconds
    named = {"User-Agent": f"rencontres-feeds/{__version__}", **(headers or {})}
    try:
        request = urllib.request.Request(address, headers=named, method=method)  # noqa: S310  # see above
        try:
            answer = _opener().open(request, timeout=min(max(seconds, 1.0), _IDLE))
        except urllib.error.HTTPError as error:  # an answer as well
            answer = error
        with answer:
            said = {name.lower(): value for name, value in reversed(answer.headers.items())}
            return Answer(answer.url, answer.status, said, _body(address, answer, limit, end))
    except (OSError, http.client.HTTPException, ValueError) as error:  # urllib's own errors are OSError too
        reason = getattr(error, "reason", None) or error
        raise _refused(address, str(reason) or type(error).__name__) from error


def _body(address: str, answer: http.client.HTTPResponse, limit: int, end: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := answer.read1(_CHUNK):
        size += len(chunk)
        parts.append(chunk)
        if size > limit:
            raise _refused(address, Message("it is larger than {limit} kB", limit=limit // 1000))
        if time.monotonic() > end:
            raise _refused(address, Message("it takes too long"))
    if answer.length:  # what was announced and did not come
        raise _refused(address, Message("the answer was cut off"))
    return b"".join(parts)


def certificate(address: str) -> Certificate:
    """How long the certificate holds that the server of an https address shows. Raises Refusal."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or HTTPS_PORT
    try:
        with (
            socket.create_connection((host, port), _IDLE) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as safe,
        ):
            shown = safe.getpeercert() or {}
    except OSError as error:
        raise _refused(address, str(error)) from error
    since, until = (ssl.cert_time_to_seconds(str(shown[end])) for end in ("notBefore", "notAfter"))
    return Certificate(datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(until, UTC))


@cache
def _opener() -> urllib.request.OpenerDirector:
    """Without the handlers of file:, ftp: and data:, so that no redirection leads there."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener


def _refused(address: str, reason: Message | str) -> Refusal:
    return refuse(Message("{address} cannot be fetched: {reason}", address=address, reason=reason), _MEND)
