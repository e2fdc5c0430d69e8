"""Findings for people, in lines, and for machines, as one JSON object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import Message, Plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from rencontres_feeds.catalogue import Catalogue
    from rencontres_feeds.verification.hosts import Host
    from rencontres_feeds.verification.seen import Finding, Observations

FORMAT = 1
_NAMES = 6
"""How many files a finding names to people; machines are told all."""
_HEADS = {
    "mend": Message("To mend:"),
    "host": Message("What this host cannot, or does not:"),
    "fine": Message("Fine:"),
}


def lines(findings: Sequence[Finding], catalogue: Catalogue) -> Iterator[str]:
    """What was found: each grade under its head, and at the end the sum."""
    for grade, head in _HEADS.items():
        graded = [finding for finding in findings if finding.grade == grade]
        if graded:
            yield catalogue.say(head)
        for mend in dict.fromkeys(finding.mend for finding in graded):  # what is mended alike stands together
            alike = [finding for finding in graded if finding.mend == mend]
            yield from (f"  {catalogue.say(finding.what)}{_named(finding.names)}" for finding in alike)
            yield from (f"    → {catalogue.say(sentence)}" for sentence in mend)
    yield catalogue.say(_sum(findings))


def _named(names: Sequence[str]) -> str:
    if not names:
        return ""
    more = " …" if len(names) > _NAMES else ""
    return f" ({', '.join(names[:_NAMES])}{more})"


def _sum(findings: Sequence[Finding]) -> Message | Plural:
    to_mend = sum(finding.grade == "mend" for finding in findings)
    if to_mend:
        return Plural("{n} thing to mend.", "{n} things to mend.", n=to_mend)
    return Message("The world sees what was built.")


def dumps(
    findings: Sequence[Finding], seen: Observations, host: Host, now: datetime, catalogue: Catalogue
) -> str:
    """One JSON object; keys and fixed values are English, `what` and `mend` in the language of the person."""
    content = {
        "format": FORMAT,
        "url": seen.base,
        "now": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "host": host,
        "ledger": seen.source,
        "files": len(seen.files),
        "mend": any(finding.grade == "mend" for finding in findings),
        "findings": [
            {
                "code": finding.code,
                "grade": finding.grade,
                "what": catalogue.say(finding.what),
                "mend": [catalogue.say(mend) for mend in finding.mend],
                "names": list(finding.names),
            }
            for finding in findings
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)
