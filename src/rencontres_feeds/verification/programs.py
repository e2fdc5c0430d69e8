"""What calendar programs and readers get: does it parse, where does it say that it is, is it too large?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds import addresses
from rencontres_feeds.catalogue import Message
from rencontres_feeds.verification import reading
from rencontres_feeds.verification.seen import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rencontres_feeds.verification.seen import Observations

LARGE_CALENDAR = 800_000
"""Octets; Google is said to drop what lies beyond about 1 MB."""
MANY_EVENTS = 1_000
LARGE_FEED = 1_000_000
"""Octets; some readers stop there."""


def judge(seen: Observations) -> Iterator[Finding]:
    """What is found in the calendar and the feeds that are there."""
    parsed, strange = 0, []
    read = [s for s in seen.seen if reading.followed(s.name) and s.status == 200]
    for file in read:
        try:
            own = reading.own_address(file.name, file.body)
        except reading.Unparsable as error:
            what = Message("{name} cannot be read by programs: {reason}", name=file.name, reason=str(error))
            mend = Message("What was built can be: something changed it on its way.")
            yield Finding("unparsable", "mend", what, (mend,), (file.name,))
            continue
        parsed += 1
        if own not in ("", addresses.absolute(seen.named, file.name)):
            strange.append(file.name)
        if _too_large(file.name, file.body):
            what = Message("{name} is so large that some programs drop a part of it", name=file.name)
            mend = Message(
                "Google stops at about 1 MB or 1,100 events. Let the calendar begin later, with"
                " “calendar_from” in the source; check proposes the year."
            )
            yield Finding("large", "host", what, (mend,), (file.name,))
    if strange:
        what = Message("they give another address than {address} as their own", address=seen.named)
        yield Finding("self", "mend", what, (Message("Upload the folder again, whole."),), tuple(strange))
    if parsed and parsed == len(read) and not strange:
        yield Finding("readable", "fine", Message("calendar and feeds can be read, and name their own address"))


def _too_large(name: str, body: bytes) -> bool:
    if addresses.is_calendar(reading.base(name)):
        return len(body) > LARGE_CALENDAR or body.count(b"\nBEGIN:VEVENT") > MANY_EVENTS
    return len(body) > LARGE_FEED
