"""Fetches one file from the web, for the commands that were told an address; a build never comes here.

Bounded in size and time; http and https only, after a redirection too.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from rencontres_feeds import __version__
from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import refuse

if TYPE_CHECKING:
    from rencontres_feeds.problems import Refusal

MAX_OCTETS = 64 * 1024 * 1024
MAX_SECONDS = 60.0

_CHUNK = 1 << 16
_IDLE = 15.0
"""Seconds without an octet, which come on top."""
_MEND = Message("Look at the address in a browser. Is the machine on line?")


class Absent(Exception):
    """The server answers that there is nothing at this address (404, 410)."""


def is_address(text: str) -> bool:
    """Whether it is an address of the web rather than the name of a file."""
    return text.lower().startswith(("http://", "https://"))


def fetch(address: str, *, limit: int = MAX_OCTETS, seconds: float = MAX_SECONDS) -> bytes:
    """The bytes at an address.

    `limit` is in octets; after `seconds` nothing more is waited for. Raises Absent, or Refusal where it
    cannot be had.
    """
    if not is_address(address):
        raise _refused(address, Message("only http and https are fetched"))
    end = time.monotonic() + seconds
    try:
        request = urllib.request.Request(address, headers={"User-Agent": f"rencontres-feeds/{__version__}"})  # noqa: S310  # see above
        with _OPENER.open(request, timeout=_IDLE) as answer:
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
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in (404, 410):
            raise Absent(address) from error
        raise _refused(address, Message("the server answers {code}", code=error.code)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:  # urllib's own errors are OSError too
        reason = getattr(error, "reason", None) or error
        raise _refused(address, str(reason) or type(error).__name__) from error


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


_OPENER = _opener()


def _refused(address: str, reason: Message | str) -> Refusal:
    return refuse(Message("{address} cannot be fetched: {reason}", address=address, reason=reason), _MEND)
