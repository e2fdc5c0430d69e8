"""The whole run of an institute as one pure function: its cycles pressed, and put together.

What `press` is for one source, this is for an institute's file and the sources that it names; one ledger keeps
all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from rencontres_feeds import addresses, composition, membership, press, remarks, succession, topics
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.guards import Consent
from rencontres_feeds.press import Preview, Run
from rencontres_feeds.problems import Problem, Refusal, in_order
from rencontres_feeds.publication import Above, Part, Whole
from rencontres_feeds.renderers.wording import Words
from rencontres_feeds.reuse import Reuse
from rencontres_feeds.site import Made

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from rencontres_feeds.gathering import Gathering
    from rencontres_feeds.institute import Institute
    from rencontres_feeds.membership import Membership
    from rencontres_feeds.model import Cycle, Session
    from rencontres_feeds.press import Pressed
    from rencontres_feeds.publication import Topic
    from rencontres_feeds.site import Site


def run(
    gathering: Gathering, before: bytes | None, now: datetime, consent: Consent, reuse: Reuse | None = None
) -> Run:
    """Make the site and the next ledger; as `press.run` for one source.

    The same arguments always give the same bytes. Raises Refusal: there is something to mend.
    """
    if gathering.institute is None:
        raise Refusal(gathering.problems)
    known = membership.of(gathering, gathering.institute, before, now, consent)
    if problems := (*_unknown(gathering.institute.frame, before, consent), *known.problems):
        raise Refusal(in_order(problems))
    return _make(gathering.institute, known, before, now, reuse or Reuse())


def preview(gathering: Gathering, before: bytes | None, now: datetime) -> Preview:
    """Make the site as a build would now, and with the drafts, even where a build would be refused.

    As `press.preview` for one source. Raises Refusal only if there is no institute.
    """
    institute = gathering.institute
    if institute is None:
        raise Refusal(gathering.problems)
    refused = list(_unknown(institute.frame, before, Consent()))
    try:
        known = membership.of(gathering, institute, before, now, Consent())
    except Refusal as refusal:
        refused += refusal.problems
        known, before = membership.of(gathering, institute, None, now, Consent(first=True)), None
    refused += known.problems
    shown = tuple(
        (member, replace(case, programme=press.with_drafts(case.programme))) for member, case in known.cases
    )
    made = _make(institute, replace(known, cases=shown), before, now, Reuse())
    return Preview(made, in_order(refused), known.ledger)


def _unknown(frame: Cycle, before: bytes | None, consent: Consent) -> tuple[Problem, ...]:
    """Why an institute cannot begin without a ledger; of each of its cycles, `membership` says it too."""
    return succession.unknown(frame, consent) if before is None else ()


def _make(institute: Institute, known: Membership, before: bytes | None, now: datetime, reuse: Reuse) -> Run:
    """The site and the next ledger, whatever the guards say of it."""
    frame, old = institute.frame, known.ledger
    sessions = list(_named(known))
    themes = topics.named(sessions, old.topics, frame, now)
    above = Above(frame.title, _pages(themes, sessions))
    pressed = [press.make(case, reuse, above) for _, case in known.cases]
    parts = tuple(Part(m.folder, one.publication) for (m, _), one in zip(known.cases, pressed, strict=True))
    entries = composition.newest(parts)
    themes = topics.holding(themes, sessions, entries, known.forgotten, now)
    # The files and predecessors are those of the whole.
    own = [replace(one.ledger, files={}, predecessors=()) for one in pressed]
    cycles = {**old.cycles, **{each.cycle: each for each in own}}
    updated = max([old.updated, *(one.ledger.updated for one in pressed)])
    kept = replace(old, url=frame.url, updated=updated, cycles=cycles, topics=themes)
    united = composition.united(frame, parts, kept)
    words = Words(load(frame.language))
    shown = sorted((t for t in themes.values() if not t.forgotten), key=lambda t: (t.key, t.slug))
    whole = Whole(united, parts, tuple((t, composition.of_topic(t, united, entries, words)) for t in shown))
    site = composition.site(whole, pressed, [member.source for member, _ in known.cases], old.files)
    site, new = succession.followed(old, before, kept, site)
    warnings = tuple(_remarked(site, known, pressed))
    return Run(site, new, united, warnings, {one.ledger.cycle: one.publication for one in pressed})


def _named(known: Membership) -> Iterator[Session]:
    """The sessions of all cycles that are to be shown, with the names that they have in the whole."""
    for member, case in known.cases:
        for session in case.programme.sessions:
            if not session.draft:
                yield replace(session, id=f"{member.folder}/{session.id}")


def _pages(themes: Mapping[str, Topic], sessions: Sequence[Session]) -> dict[str, str]:
    """Each topic, as typed, to the name of its page."""
    slugs = {topic.key: slug for slug, topic in themes.items()}
    typed = {topic for session in sessions for topic in session.topics}
    return {one: addresses.topic(slugs[topics.key(one)]) + addresses.INDEX for one in sorted(typed)}


def _remarked(site: Site, known: Membership, pressed: Sequence[Pressed]) -> Iterator[Problem]:
    """What the maintainer should know; what every cycle says alike is said once."""
    made = site[addresses.CALENDAR]
    if isinstance(made, Made) and len(made.data) > remarks.MANY_OCTETS:
        yield Problem(
            Message(
                "the calendar of all cycles has {size} kB; Google is said to read no more than about 1,000",
                size=len(made.data) // 1000,
            ),
            Message("Point people to the calendars of the cycles and of the topics."),
            severity="warning",
        )
    said = Counter(warning for one in pressed for warning in one.warnings if warning.span is None)
    for (member, _), one in zip(known.cases, pressed, strict=True):
        for warning in one.warnings:
            if said[warning] < 2:
                yield replace(warning, file=member.source)
    yield from (warning for warning, count in said.items() if count > 1)
