"""Whether each file is served as what it is: its type, and how its text is encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds import addresses, media
from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.verification import hosts
from rencontres_feeds.verification.seen import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rencontres_feeds.verification.hosts import Host
    from rencontres_feeds.verification.seen import Seen

_AS_GOOD = {
    "application/xml": {"text/xml"},
    "application/feed+json": {"application/json"},
    "text/javascript": {"application/javascript", "application/x-javascript"},
}
"""Types that say the same to every program that we know of."""
_BROKEN = {"text/html", "text/css", "text/javascript", "image/svg+xml"}
"""What browsers do not show, or refuse, as another type."""


def kinds(seen: list[Seen], host: Host) -> Iterator[Finding]:
    """What is found of the types of files that are there."""
    ours = [s for s in seen if not media.is_document(s.name)]
    wrong = [s for s in ours if s.media_type not in {_type(s), *_AS_GOOD.get(_type(s), ())}]
    broken = [s for s in wrong if _type(s) in _BROKEN or s.media_type == "text/html"]
    odd = [s for s in wrong if s not in broken]
    garbled = [s for s in ours if s.charset not in ("", "utf-8", "utf8")]
    unsaid = [s for s in ours if _type(s) == "text/calendar" and s not in wrong and not s.charset]
    how = (hosts.to_set(host),)
    what: Message | Plural
    if broken:
        what = Plural(
            "{n} file is served as something else: {types}",
            "{n} files are served as something else: {types}",
            n=len(broken),
            types=_said(broken),
        )
        yield Finding("type", "mend", what, how, _names(broken))
    if odd:
        what = Plural(
            "{n} file is served as {types}", "{n} files are served as {types}", n=len(odd), types=_said(odd)
        )
        yield Finding("type", "host", what, how, _names(odd))
    if garbled:
        charsets = ", ".join(sorted({s.charset for s in garbled}))
        what = Message(
            "the host says that text is {charset}, and it is UTF-8: accents are garbled", charset=charsets
        )
        yield Finding("charset", "mend", what, how, _names(garbled))
    if unsaid:
        what = Message("the host does not say that calendars are UTF-8; programs should know")
        yield Finding("charset", "host", what, how, _names(unsaid))
    if not (wrong or garbled or unsaid):
        yield Finding("types", "fine", Message("types and charsets are right"))


def _type(seen: Seen) -> str:
    return media.of(seen.name or addresses.INDEX)


def _said(seen: list[Seen]) -> str:
    return ", ".join(sorted({s.media_type or "?" for s in seen}))


def _names(seen: list[Seen]) -> tuple[str, ...]:
    return tuple(s.name or addresses.INDEX for s in seen)
