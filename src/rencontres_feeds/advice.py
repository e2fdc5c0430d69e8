"""What a programme still wants, though it can be published as it is.

One piece of advice, one function, in a plain list; each yields warnings, at the line that they are about. What
lies behind is left in peace: nobody goes to a meeting of last year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rencontres_feeds import moments
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Problem, in_order

if TYPE_CHECKING:
    from rencontres_feeds.guards import Case
    from rencontres_feeds.model import Session

WITHOUT_HOURS = timedelta(days=7)
"""So long before a session its hours should be known."""
PROMISED = timedelta(days=365)
"""So long after a session nobody believes in its report any more."""


def of(case: Case) -> tuple[Problem, ...]:
    """All of it, in the order of the lines."""
    return in_order(problem for advice in _ADVICE for problem in advice(case))


def _hours_to_fix(case: Case) -> Iterator[Problem]:
    for session in _to_come(case):
        begins = moments.session_start(session)
        if session.when.day and session.when.start is None and begins - case.now <= WITHOUT_HOURS:
            yield Problem(
                Message("“{id}” is less than a week away, and has no hours", id=session.id),
                Message("Add a line like “{line}”.", line=f"{t.TIME.word(case.keys)}: {t.TIME.example}"),
                case.place(session, "date"),
                "warning",
            )


def _report_to_write(case: Case) -> Iterator[Problem]:
    for session in case.programme.sessions:
        late = case.now - moments.session_end(session, case.programme.cycle) >= PROMISED
        if late and session.report and session.report.status == "forthcoming":
            status, none = t.REPORT_STATUS.word(case.keys), t.REPORT_WORDS.word("none", case.keys)
            yield Problem(
                Message("the report of “{id}” has been promised for more than a year", id=session.id),
                Message("If it will not be written, say so: “{line}”.", line=f"{status}: {none}"),
                case.place(session, "report"),
                "warning",
            )


def _report_to_read(case: Case) -> Iterator[Problem]:
    """A PDF is hard to read on a phone, and often impossible for a screen reader."""
    for session in case.programme.sessions:
        report = session.report
        if report is None or report.text:
            continue
        file = report.document.name if report.document else report.url.partition("?")[0]
        if file.lower().endswith(".pdf"):
            yield Problem(
                Message("the report of “{id}” is a PDF alone", id=session.id),
                Message(
                    "Who hears the page instead of seeing it, or reads it on a phone, will be glad of a few lines"
                    " under “{key}:”.",
                    key=t.TEXT.word(case.keys),
                ),
                case.place(session, "report"),
                "warning",
            )


def _venue_to_find(case: Case) -> Iterator[Problem]:
    """Once for each venue, at the next session there."""
    told = set[str]()
    for session in _to_come(case):
        venue = session.venue
        if venue and not venue.address and not venue.geo and venue.key not in told:
            told.add(venue.key)
            yield Problem(
                Message("“{name}” has no address: newcomers will look for it", name=venue.name),
                Message(
                    "Under “{venues}:”, add to “{venue}” a line like “{line}”.",
                    venues=t.VENUES_NODE.word(case.keys),
                    venue=venue.key,
                    line=f"{t.ADDRESS.word(case.keys)}: {t.ADDRESS.example}",
                ),
                case.place(session, "venue"),
                "warning",
            )


def _at_the_same_time(case: Case) -> Iterator[Problem]:
    """Each session against the one before it that ends last."""
    last: tuple[datetime, Session] | None = None
    for session in sorted(_to_come(case), key=moments.session_start):
        if session.when.start is None:
            continue
        begins, ends = moments.session_start(session), _ends(session, case)
        if last and begins < last[0]:
            yield Problem(
                Message("“{id}” begins before “{other}” ends", id=session.id, other=last[1].id),
                Message("Is one of the two on another day, or cancelled?"),
                case.place(session, "time"),
                "warning",
            )
        if last is None or ends > last[0]:
            last = ends, session


def _ends(session: Session, case: Case) -> datetime:
    """When a session is over; when it begins, where its end is not known."""
    known = session.when.end or case.programme.cycle.duration
    return moments.session_end(session, case.programme.cycle) if known else moments.session_start(session)


def _to_come(case: Case) -> Iterator[Session]:
    """The sessions that people may still go to, in the order of the programme."""
    for session in case.programme.sessions:
        ahead = moments.session_end(session, case.programme.cycle) > case.now
        if ahead and session.status in ("confirmed", "tentative") and not session.draft:
            yield session


_ADVICE: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    _hours_to_fix,
    _report_to_write,
    _report_to_read,
    _venue_to_find,
    _at_the_same_time,
)
