"""Looks at a publication on the web: asks for every file, bounded and politely. Judges nothing."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rencontres_feeds import addresses, elsewhere, kinship, ledger, media, web
from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Refusal, refuse
from rencontres_feeds.site import LEDGER
from rencontres_feeds.verification import reading
from rencontres_feeds.verification.seen import Condition, Link, Observations, Seen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rencontres_feeds.ledger import Ledger

MAX_LINKS = 200
AT_ONCE = 4
"""Requests under way at the same time."""
_LINK_SECONDS = 10.0
_COMPRESSED = {"Accept-Encoding": "gzip"}
"""As calendar programs, readers and browsers ask."""
_NOTHING = "rencontres-feeds-nothing-is-here"


def look(where: str, at_hand: bytes | None, *, links: bool = False) -> Observations:
    """Look at the site of an address.

    `at_hand` is the ledger's file of the folder that was built; without it, the site's own says what should
    be there. `links`: the links out of the pages are asked as well. Raises Refusal: there is no such site.
    """
    base = elsewhere.address(where).removesuffix(LEDGER)
    if not base.endswith("/"):  # the address of another .json
        base = base.rpartition("/")[0] + "/"
    public = web.ask(base + LEDGER)  # if nothing answers at all, there is nothing to look at
    theirs = _ledger(public.body) if public.status < 300 else None
    ours = ledger.loads(at_hand) if at_hand else theirs
    if ours is None:
        raise refuse(
            Message("there is no ledger.json of ours at {address}", address=base),
            Message("Is the address right? To compare with the folder that you built, name it: --output."),
        )
    if theirs and theirs.cycle != ours.cycle:
        raise refuse(
            Message(
                "{where} belongs to another cycle, “{other}”, not “{id}”",
                where=base,
                other=theirs.cycle,
                id=ours.cycle,
            )
        )
    files = _expected(ours, at_hand or public.body)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        seen = tuple(pool.map(lambda name: _see(base, name), files))
        conditions = tuple(pool.map(lambda name: _condition(base, name), ["", *reading.READ]))
        absent = tuple(_see(base, f"{_NOTHING}{ending}") for ending in (".ics", ".html"))
        found = _links((base, ours.url), seen) if links else {}
        asked = tuple(pool.map(_follow, list(found.items())[:MAX_LINKS]))
    return Observations(
        base=base,
        named=ours.url,
        files=files,
        source="local" if at_hand else "public",
        seen=seen,
        conditions=conditions,
        absent=absent,
        plain=_plain(base),
        certificate=web.certificate(base) if base.startswith("https:") else None,
        kinship=kinship.of(base, theirs, ours) if at_hand and theirs else None,
        links=asked,
        unasked=max(0, len(found) - MAX_LINKS),
    )


def _ledger(data: bytes) -> Ledger | None:
    """None: it is not what a build wrote; its bytes will tell as well."""
    try:
        return ledger.loads(data)
    except Refusal:
        return None


def _expected(of: Ledger, written: bytes) -> dict[str, str]:
    """Name to sha256; the folder itself shows the index, and files for the host are shown to nobody."""
    files = {name: digest for name, digest in of.files.items() if name not in addresses.FOR_HOSTS}
    return {"": files.get(addresses.INDEX, ""), **files, LEDGER: hashlib.sha256(written).hexdigest()}


def _see(base: str, name: str) -> Seen:
    address = addresses.absolute(base, name)
    try:
        answer = web.ask(address)
    except Refusal as refusal:
        return Seen(name, address, refusal.problems[0].what)
    return Seen(
        name,
        address,
        status=answer.status,
        final=answer.address,
        headers=answer.headers,
        sha256=hashlib.sha256(answer.body).hexdigest(),
        body=b"" if media.is_document(name) else answer.body,
    )


def _condition(base: str, name: str) -> Condition:
    """As a program does that comes back: with the marks of the answer that it got."""
    address = addresses.absolute(base, name)
    try:
        first = web.ask(address, _COMPRESSED)
        etag, date = first.headers.get("etag"), first.headers.get("last-modified")
        compressed = "content-encoding" in first.headers
        by_etag = _status(address, {"If-None-Match": etag}) if etag else None
        by_date = _status(address, {"If-Modified-Since": date}) if date else None
    except Refusal:  # that it cannot be had is told of the file itself
        return Condition(name, compressed=False, by_etag=None, by_date=None)
    return Condition(name, compressed, by_etag, by_date)


def _status(address: str, condition: Mapping[str, str]) -> int:
    return web.ask(address, {**_COMPRESSED, **condition}).status


def _plain(base: str) -> Seen | None:
    """By http, where that is the other side of https."""
    parts = urlsplit(base)
    if parts.scheme != "https" or parts.port not in (None, web.HTTPS_PORT):
        return None
    return _see(f"http://{parts.hostname}{parts.path}", "")


def _links(own: tuple[str, ...], seen: tuple[Seen, ...]) -> dict[str, str]:
    """Each address out of the pages, and the first page that has it."""
    found: dict[str, str] = {}
    for page in seen:
        if page.name.endswith(".html") and page.status == 200:
            for address in reading.links(page.body):
                if not address.startswith(own):
                    found.setdefault(address, page.name)
    return found


def _follow(link: tuple[str, str]) -> Link:
    """Asked for its head, and only if the server knows no such question, for the whole."""
    address, page = link
    try:
        answer = web.ask(address, method="HEAD", seconds=_LINK_SECONDS)
        if answer.status in (403, 405, 501):
            answer = web.ask(address, seconds=_LINK_SECONDS)
    except Refusal as refusal:
        return Link(address, page, error=refusal.problems[0].what)
    return Link(address, page, answer.status)
