"""What must not happen by accident to what was published: the source held against the ledger.

One guard, one function, in a plain list; each yields problems, with their places in the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rencontres_feeds import identity, moments
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Problem, Span

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.model import Language, Programme, Session
    from rencontres_feeds.publication import Edition


@dataclass(frozen=True, slots=True)
class Consent:
    """What the maintainer said on the command line, beside the source."""

    first: bool = False
    """`--first`: nothing was ever published, make everything new."""
    forget: frozenset[str] = frozenset()
    """`--forget ID`: take these out of the publication."""
    same: frozenset[str] = frozenset()
    """`--same ID`: these are the meetings that were published, however much they changed."""
    replace: bool = False
    """`--replace`: files of ours that somebody changed since are written over."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the guards look at."""

    programme: Programme
    ledger: Ledger
    places: Mapping[tuple[str, str], Span]
    consent: Consent
    now: datetime
    keys: Language = "en"
    """The language that the keys of the source are in."""
    within: str = ""
    """What stands before an id on the command line: `toulouse/`, in an institute."""

    @property
    def published(self) -> dict[str, Edition]:
        """The editions that are public now."""
        return {name: e for name, e in self.ledger.editions.items() if not e.forgotten}

    @property
    def known(self) -> Iterator[tuple[Session, Edition]]:
        """The sessions of the source that are already public."""
        published = self.published
        for session in self.programme.sessions:
            if session.id in published and not session.draft:
                yield session, published[session.id]

    def place(self, session: Session, field: str) -> Span | None:
        """Where a field stands, or the session, if the field is absent."""
        return self.places.get((session.id, field)) or self.places.get((session.id, "id"))


def check(case: Case) -> tuple[Problem, ...]:
    """Everything that stops a build, given what is public."""
    return tuple(problem for guard in _GUARDS for problem in guard(case))


def _nothing_vanishes(case: Case) -> Iterator[Problem]:
    there = {s.id: s for s in case.programme.sessions}
    for name in sorted(case.published):
        session = there.get(name)
        if name in case.consent.forget or (session and not session.draft):
            continue
        mend = Message(
            "If it is off, keep it with “{line}”, so that members learn of it. If its id was"
            " changed: the id is its identity; put the old one back. To take it out for good:"
            " rencontres-feeds build --forget {id}",
            id=case.within + name,
            line=t.status("cancelled", case.keys),
        )
        if session:
            what = Message("“{id}” is published, and cannot become a draft", id=name)
            yield Problem(what, mend, case.place(session, "draft"))
        else:
            yield Problem(Message("“{id}” is published, and missing in the file", id=name), mend)


def _forget_what_is_gone(case: Case) -> Iterator[Problem]:
    there = {s.id: s for s in case.programme.sessions}
    announced = {a.id for a in case.programme.announcements}
    # Forgotten before is forgotten: the same command may be run again after a kill.
    known = {*case.ledger.editions, *(item.about for item in case.ledger.items)}
    for name in sorted(case.consent.forget):
        if name in there or name in announced:
            yield Problem(
                Message("“{id}” is still in the file, and cannot be forgotten", id=name),
                Message("Delete it in the file first."),
                case.places.get((name, "id")),
            )
        elif name not in known:
            yield Problem(Message("nothing published has the id “{id}”", id=name))


def _postponed_keeps_its_day(case: Case) -> Iterator[Problem]:
    for session, edition in case.known:
        if session.status == "postponed" and session.when.day != edition.told.when.day:
            yield Problem(
                Message("a postponed session keeps the day that members know"),
                Message(
                    "The new date is known: “{line}”. If not: put back {day}.",
                    line=t.status("confirmed", case.keys),
                    day=_typed(edition),
                ),
                case.place(session, "date"),
            )


def _a_day_stays_a_day(case: Case) -> Iterator[Problem]:
    for session, edition in case.known:
        if session.status != "postponed" and session.when.day is None and edition.told.when.day:
            yield Problem(
                Message("members know the day already ({day})", day=_typed(edition)),
                Message(
                    "Put the day back; if it is no more valid: “{line}”.", line=t.status("postponed", case.keys)
                ),
                case.place(session, "date"),
            )


def _a_new_meeting_has_a_new_id(case: Case) -> Iterator[Problem]:
    """Last year's block typed over: the date moves on after it was held, and the title is another."""
    for session, edition in case.known:
        if session.id in case.consent.same or not edition.title:
            continue
        told = moments.end(edition.told.when, session.timezone, case.programme.cycle.duration)
        held = told <= case.now and edition.told.status not in ("cancelled", "postponed")
        ahead = moments.session_end(session, case.programme.cycle) > case.now
        if held and ahead and edition.title != identity.title_digest(session.title):
            yield Problem(
                Message(
                    "the session “{id}” was held on {day}; here is another title, and a date to come",
                    id=session.id,
                    day=_typed(edition),
                ),
                Message(
                    "A new meeting wants a new id; keep the old one as it was. If it is the same meeting:"
                    " rencontres-feeds build --same {id}",
                    id=case.within + session.id,
                ),
                case.place(session, "date"),
            )


def _a_uid_stays(case: Case) -> Iterator[Problem]:
    taken: dict[str, str] = {e.uid: name for name, e in case.ledger.editions.items()}
    for session in case.programme.sessions:
        edition = case.ledger.editions.get(session.id)
        if session.draft:
            continue
        if edition and session.uid and session.uid != edition.uid:
            yield Problem(
                Message("this session is published with another uid"),
                Message("Put back “uid: {uid}”, or leave the line out.", uid=edition.uid),
                case.place(session, "uid"),
            )
            continue
        uid = edition.uid if edition else identity.uid(session, case.programme.cycle)
        first = taken.setdefault(uid, session.id)
        if first != session.id:
            yield Problem(
                Message("the uid “{uid}” belongs to “{first}”", uid=uid, first=first),
                Message("Each meeting has a uid of its own."),
                case.place(session, "uid"),
            )


def _typed(edition: Edition) -> str:
    when = edition.told.when
    return when.day.isoformat() if when.day else f"{when.month[0]:04}-{when.month[1]:02}"


_GUARDS: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    _nothing_vanishes,
    _forget_what_is_gone,
    _postponed_keeps_its_day,
    _a_day_stays_a_day,
    _a_new_meeting_has_a_new_id,
    _a_uid_stays,
)
