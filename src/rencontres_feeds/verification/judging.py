"""From observations to findings: one question, one function, in a plain list. Pure.

`mend` is what people meet: missing, different, unparsable. What a host does otherwise than it should, and
people hardly notice, is graded `host`.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from rencontres_feeds import addresses, kinship, media
from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.verification import certificates, hosts, programs
from rencontres_feeds.verification.seen import Finding
from rencontres_feeds.verification.types import kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from rencontres_feeds.verification.hosts import Host
    from rencontres_feeds.verification.seen import Condition, Observations, Seen

KEEP_AT_MOST = 3600
"""Seconds for which what may change should be kept by who has it."""

NOT_MODIFIED = 304
_ORDER = ("mend", "host", "fine")
_UPGRADE = Message("Turn on “redirect http to https” at the host.")


def judge(seen: Observations, now: datetime) -> tuple[Finding, ...]:
    """All findings: what is to be mended first, then what the host cannot, then what is fine."""
    host = host_of(seen)
    found = [finding for question in _QUESTIONS for finding in question(seen, host)]
    found += certificates.judge(seen.certificate, now)
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.grade)))


def host_of(seen: Observations) -> Host:
    """The kind of host, by its first answer."""
    return hosts.kind(seen.base, seen.seen[0].headers)


def _shown(seen: Iterable[Seen | Condition]) -> tuple[str, ...]:
    """Each name once: the folder itself shows the index."""
    return tuple(dict.fromkeys(one.name or addresses.INDEX for one in seen))


def _age(seen: Observations, host: Host) -> Iterator[Finding]:  # noqa: ARG001  # as all questions
    """Whether what is public is the last that was built here."""
    kin = seen.kinship
    if kin is None or kin.relation == "same":
        return
    if kin.relation == "earlier":
        what = Message("what is public is older than the folder")
        builds = Plural("{n} build is not there yet", "{n} builds are not there yet", n=kin.builds)
        yield Finding("behind", "mend", what, (Message("{builds}: upload the folder.", builds=builds),))
        return
    for problem in kinship.warnings(kin, "output"):
        yield Finding("elsewhere", "mend", problem.what, (problem.mend,) if problem.mend else ())


def _address(seen: Observations, host: Host) -> Iterator[Finding]:  # noqa: ARG001  # as all questions
    if seen.base != seen.named:
        yield Finding(
            "address",
            "host",
            Message("this is not the address that the publication names, {address}", address=seen.named),
            (Message("A copy to try out? Then all is well. Otherwise put the new address into “cycle: url:”."),),
        )


def _files(seen: Observations, host: Host) -> Iterator[Finding]:
    """Every file there, and with its bytes."""
    gone = [s for s in seen.seen if s.error or not 200 <= s.status < 300]
    changed = [s for s in seen.seen if s not in gone and s.sha256 != seen.files[s.name]]
    other = [
        s for s in changed if s.media_type == "text/html" and media.of(s.name or addresses.INDEX) != "text/html"
    ]
    ends = [s for s in changed if s not in other and seen.files[s.name] in _other_ends(s.body)]
    upload = hosts.to_upload(host)
    yield from _several(
        "missing",
        gone,
        Plural("{n} file is not there", "{n} files are not there", n=len(_shown(gone))),
        (upload, *_why(gone)),
    )
    yield from _several(
        "fallback",
        other,
        Plural(
            "in place of {n} file there is a web page",
            "in place of {n} files there is a web page",
            n=len(_shown(other)),
        ),
        (
            upload,
            Message(
                "A calendar that turns into a page is emptied in some programs: no such rule for this folder."
            ),
        ),
    )
    yield from _several(
        "line-ends",
        ends,
        Plural("{n} file has other line ends", "{n} files have other line ends", n=len(_shown(ends))),
        (Message("It was uploaded as text. Set the transfer to “binary”, and upload the folder again."),),
    )
    rest = [s for s in changed if s not in other and s not in ends]
    yield from _several(
        "different",
        rest,
        Plural("{n} file is another than was built", "{n} files are others than were built", n=len(_shown(rest))),
        (upload,),
    )
    whole = len(_shown(s for s in seen.seen if s not in gone and s not in changed))
    if whole:
        yield Finding(
            "files", "fine", Plural("{n} file is there as built", "{n} files are there as built", n=whole)
        )


def _several(code: str, seen: list[Seen], what: Plural, mend: tuple[Message | Plural, ...]) -> Iterator[Finding]:
    if seen:
        yield Finding(code, "mend", what, mend, _shown(seen))


def _why(gone: list[Seen]) -> tuple[Message | Plural, ...]:
    """What was answered instead, each answer once."""
    said = dict.fromkeys(s.error or Message("The server answers {code}.", code=s.status) for s in gone)
    return tuple(said)[:3]


def _other_ends(body: bytes) -> set[str]:
    """The digests of the same text with other line ends."""
    plain = body.replace(b"\r\n", b"\n")
    return {hashlib.sha256(text).hexdigest() for text in (plain, plain.replace(b"\n", b"\r\n"))}


def _redirected(seen: Observations, host: Host) -> Iterator[Finding]:
    moved = [s for s in seen.seen if s.final and s.final != s.address]
    down = [s for s in moved if s.address.startswith("https:") and s.final.startswith("http:")]
    yield from _several(
        "downgrade",
        down,
        Plural(
            "{n} file is sent back from https to http",
            "{n} files are sent back from https to http",
            n=len(_shown(down)),
        ),
        (Message("Take out that redirection: programs refuse to follow it."),),
    )
    rest = [s for s in moved if s not in down]
    if rest:
        what = Plural("{n} file is at another address", "{n} files are at another address", n=len(_shown(rest)))
        yield Finding("redirected", "host", what, (hosts.to_set(host),), _shown(rest))


def _types(seen: Observations, host: Host) -> Iterator[Finding]:
    yield from kinds([s for s in seen.seen if 200 <= s.status < 300], host)


def _programs(seen: Observations, host: Host) -> Iterator[Finding]:  # noqa: ARG001  # as all questions
    yield from programs.judge(seen)


def _comes_back(seen: Observations, host: Host) -> Iterator[Finding]:
    """Whether those who have a file are told so (304)."""
    none = [c for c in seen.conditions if not c.by_etag and not c.by_date]
    # Who sends both is judged by the ETag alone (RFC 9110 section 13.2.2).
    forgotten = [c for c in seen.conditions if c not in none and (c.by_etag or c.by_date) != NOT_MODIFIED]
    if none:
        what = Message("no ETag and no Last-Modified: who looks again fetches all of it again")
        yield Finding("no-validator", "host", what, (hosts.to_set(host),), _shown(none))
    if forgotten:
        what = Message(
            "the host does not know its own ETag or date again: who looks again fetches all of it again"
        )
        yield Finding("no-304", "host", what, (hosts.to_set(host),), _shown(forgotten))
    if not none and not forgotten:
        yield Finding("revalidation", "fine", Message("who has the calendar and the feeds is told so (304)"))


def _kept(seen: Observations, host: Host) -> Iterator[Finding]:
    """For how long programs keep what may change."""
    read = [s for s in seen.seen if s.name == "" or s.name.endswith((".ics", ".xml", ".html"))]
    silent = [s for s in read if s.status == 200 and "cache-control" not in s.headers]
    long = [s for s in read if _seconds(s.headers.get("cache-control", "")) > KEEP_AT_MOST]
    if long:
        what = Message("programs may keep these for more than an hour, and see changes that much later")
        yield Finding("kept-long", "host", what, (hosts.to_set(host),), _shown(long))
    if silent:
        what = Message("the host does not say how long this may be kept; programs guess")
        yield Finding("caching", "host", what, (hosts.to_set(host),), _shown(silent))


def _seconds(control: str) -> int:
    found = re.search(r"\bmax-age=(\d{1,9})", control)
    return int(found[1]) if found and "no-cache" not in control else 0


def _nothing(seen: Observations, host: Host) -> Iterator[Finding]:
    """What is answered where nothing is."""
    there = [s for s in seen.absent if 200 <= s.status < 300]
    ours = seen.files.get(addresses.NOT_FOUND)
    if any(s.name.endswith(".ics") for s in there):
        what = Message("where there is no calendar, the host shows a page as if there were one (200)")
        why = Message(
            "A calendar that turns into a page is emptied in some programs: no such rule for this folder."
        )
        yield Finding("soft-404", "mend", what, (why, hosts.to_set(host)))
    elif there:
        what = Message("where there is no page, the host shows another as if there were one (200)")
        yield Finding("soft-404", "host", what, (hosts.to_set(host),))
    elif any(s.sha256 != ours for s in seen.absent):
        what = Message("where there is nothing, the host shows a page of its own")
        yield Finding("not-found", "host", what, (hosts.to_set(host),))
    else:
        yield Finding("not-found", "fine", Message("where there is nothing, there is our page, and 404"))


def _secure(seen: Observations, host: Host) -> Iterator[Finding]:
    """https, and what browsers are told."""
    if not seen.base.startswith("https:"):
        what = Message("the address is not https: browsers call it insecure, and some programs refuse it")
        yield Finding("plain", "host", what, (Message("Turn on https at the host; most do it by themselves."),))
    elif seen.plain and not seen.plain.final.startswith("https:"):
        yield Finding("no-upgrade", "host", Message("who types http is not led to https"), (_UPGRADE,))
    lacking = [
        name
        for name in ("X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy")
        if name.lower() not in seen.seen[0].headers
    ]
    if lacking:
        what = Message("the host does not send {names}", names=", ".join(lacking))
        yield Finding("headers", "host", what, (hosts.to_set(host),))


def _links(seen: Observations, host: Host) -> Iterator[Finding]:  # noqa: ARG001  # as all questions
    dead = [link for link in seen.links if link.status in (404, 410)]
    mute = [link for link in seen.links if link.error or (link.status >= 400 and link not in dead)]
    mend = Message("Mend them in the source; a page that is gone may be in https://web.archive.org/")
    if dead:
        what = Plural("{n} link leads nowhere", "{n} links lead nowhere", n=len(dead))
        yield Finding("dead-links", "mend", what, (mend,), tuple(f"{d.page}: {d.address}" for d in dead))
    if mute:
        what = Plural("{n} link could not be followed now", "{n} links could not be followed now", n=len(mute))
        look = Message("Look at them in a browser: some sites answer only to one.")
        yield Finding("mute-links", "host", what, (look,), tuple(f"{m.page}: {m.address}" for m in mute))
    if alive := len(seen.links) - len(dead) - len(mute):
        yield Finding("links", "fine", Plural("{n} link is alive", "{n} links are alive", n=alive))
    if seen.unasked:
        what = Plural("{n} more link was not asked", "{n} more links were not asked", n=seen.unasked)
        yield Finding("unasked-links", "host", what)


_QUESTIONS: tuple[Callable[[Observations, Host], Iterator[Finding]], ...] = (
    _age,
    _address,
    _files,
    _types,
    _programs,
    _nothing,
    _redirected,
    _secure,
    _comes_back,
    _kept,
    _links,
)
