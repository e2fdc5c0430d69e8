"""Identity, minted once: the one place where a UID or the id of an item is made."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Container

    from rencontres_feeds.model import Cycle, Session
    from rencontres_feeds.publication import Kind

_YEAR = 2005
"""A constant: whoever lost the ledger finds the same ids again (RFC 4151 asks that the host was ours)."""


def uid(session: Session, cycle: Cycle) -> str:
    """The UID of a session's event (RFC 5545 section 3.8.4.7); one that another calendar gave is kept."""
    return session.uid or f"{session.id}@{cycle.id}.{_host(cycle)}"


def feed(cycle: Cycle) -> str:
    """The id of the feeds as one (RFC 4287 section 4.2.6): minted once, whatever their address becomes."""
    return f"tag:{_host(cycle)},{_YEAR}:{cycle.id}"


def topic(frame: Cycle, slug: str) -> str:
    """The id of the feeds of an institute's topic as one, minted once."""
    return f"{feed(frame)}/topics/{slug}"


def item(cycle: Cycle, about: str, kind: Kind, taken: Container[str]) -> str:
    """A `tag:` URI (RFC 4151) that no item ever had: `tag:host,2005:cycle/about/kind`, then `kind-2` …"""
    first = f"tag:{_host(cycle)},{_YEAR}:{cycle.id}/{about}/{kind}"
    name, number = first, 1
    while name in taken:
        number += 1
        name = f"{first}-{number}"
    return name


def _host(cycle: Cycle) -> str:
    return urlsplit(cycle.url).hostname or ""


def title_digest(title: str) -> str:
    """What the ledger keeps of a title, to know another one: it keeps no former texts."""
    return hashlib.sha256(title.encode()).hexdigest()[:16]
