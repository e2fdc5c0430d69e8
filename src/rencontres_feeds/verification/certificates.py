"""How long the certificate of the site still holds, by its own measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.verification.seen import Finding

if TYPE_CHECKING:
    from datetime import datetime

    from rencontres_feeds.web import Certificate

_SOON, _NOW = 6, 30
"""A certificate is renewed when a third of its time is left (of 90 days, 30; of 6 days, 2). If less than a sixth
is left, the renewal has failed for a while; if less than a thirtieth, the end is near."""


def judge(certificate: Certificate | None, now: datetime) -> list[Finding]:
    """What is found of it; nothing if there is none."""
    if certificate is None:
        return []
    left, whole = certificate.until - now, certificate.until - certificate.since
    days = Plural("{n} day", "{n} days", n=max(0, left.days))
    renew = Message("Is its renewal at work? Ask the host; afterwards browsers and programs refuse the address.")
    if left < whole / _NOW:
        what = Message("the certificate is about to end: {days} left", days=days)
        return [Finding("certificate", "mend", what, (renew,))]
    if left < whole / _SOON:
        what = Message("the certificate has not been renewed yet: {days} left", days=days)
        return [Finding("certificate", "host", what, (renew,))]
    return [Finding("certificate", "fine", Message("the certificate holds: {days} left", days=days))]
