"""Reads what a publication shows: the own address of calendar and feeds, and where its pages lead."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from icalendar import Calendar
from lxml import etree

from rencontres_feeds import addresses

_ATOM = "{http://www.w3.org/2005/Atom}"
READ = (addresses.CALENDAR, addresses.RSS, addresses.ATOM, addresses.JSON_FEED)
"""What programs come back for all the time."""
_COPIES = addresses.event("").removesuffix(".ics")
"""The folder of the sessions, whose own files are copies."""


class Unparsable(Exception):
    """It is not what its name says; the argument tells why, in the words of the parser."""


def followed(name: str) -> bool:
    """Whether programs read it: a feed, or a calendar, be it that of a year before, of a cycle or of a topic."""
    if name.startswith(_COPIES) or f"/{_COPIES}" in name:
        return False
    return base(name) in READ or addresses.is_earlier(base(name))


def base(name: str) -> str:
    """The name of a file without its folders."""
    return name.rpartition("/")[2]


def own_address(name: str, data: bytes) -> str:
    """The address that a calendar or feed gives as its own; empty: none. Raises Unparsable."""
    try:
        if addresses.is_calendar(base(name)):
            return str(Calendar.from_ical(data).get("SOURCE", ""))
        if base(name) == addresses.JSON_FEED:
            return _of_json(json.loads(data))
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (ValueError, etree.XMLSyntaxError) as error:
        raise Unparsable(str(error)) from error
    return next((link.get("href", "") for link in root.iter(f"{_ATOM}link") if link.get("rel") == "self"), "")


def _of_json(content: object) -> str:
    if not isinstance(content, dict) or "items" not in content:
        raise ValueError("no JSON Feed")
    return str(content.get("feed_url", ""))


def links(page: bytes) -> list[str]:
    """The http and https addresses that a page links to, as written, each once, in their order."""
    reader = _Links()
    reader.feed(page.decode("utf-8", errors="replace"))
    return list(dict.fromkeys(reader.found))


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = (dict(attrs).get("href") or "") if tag == "a" else ""
        if address.startswith(("http://", "https://")):
            self.found.append(address.partition("#")[0])
