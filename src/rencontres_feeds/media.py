"""Media types: the one table of what a file is served as, by its name."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

from rencontres_feeds import addresses

TYPES = {
    ".html": "text/html",
    ".ics": "text/calendar",
    ".xml": "application/xml",  # not application/rss+xml: browsers would show its source or save it
    ".json": "application/json",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}
"""Of what we make, by the ending of the name; all of it is UTF-8."""
NAMES = {addresses.JSON_FEED: "application/feed+json"}
"""Files that are more than their ending tells."""
CHARSET = frozenset({"text/html", "text/calendar", "text/css", "text/javascript", "text/plain"})
"""Types that have a `charset`; XML and JSON carry their own (RFC 7303 section 3, RFC 8259 section 11)."""
UNKNOWN = "application/octet-stream"

_DOCUMENTS = "documents/"
_OTHERS = mimetypes.MimeTypes(filenames=())
"""Python's own table; that of the system would make bytes depend on the machine."""


def of_document(name: str) -> str:
    """The type of a file that we copy, by its ending. What encoding its text is in, its author knows."""
    return _OTHERS.guess_type(name)[0] or UNKNOWN


def is_document(name: str) -> bool:
    """Whether it is a file that we copy."""
    return name.startswith(_DOCUMENTS)


def of(name: str) -> str:
    """The type of a file of the site, without parameters."""
    if is_document(name):
        return of_document(name)
    return NAMES.get(name) or TYPES.get(PurePosixPath(name).suffix) or of_document(name)


def header(name: str) -> str:
    """The same as a `Content-Type`, with its charset where it has one (RFC 9110 section 8.3)."""
    found = of(name)
    if found in CHARSET and not is_document(name):
        return f"{found}; charset=utf-8"
    return found
