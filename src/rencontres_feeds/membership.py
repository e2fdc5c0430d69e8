"""What an institute goes on from: one ledger, and of it the case of each cycle.

What must not happen by accident to a single cycle, its `guards` say; here it is said of the cycles as wholes, and
of their topics.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rencontres_feeds import guards, identity, succession, topics
from rencontres_feeds.catalogue import Message
from rencontres_feeds.guards import Case, Consent
from rencontres_feeds.problems import Problem, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from rencontres_feeds.gathering import Gathering
    from rencontres_feeds.institute import Institute, Member
    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.model import Cycle, Programme

_TOPICS = "topics"


@dataclass(frozen=True, slots=True)
class Membership:
    """An institute held against what was published of it."""

    ledger: Ledger
    """To go on from; of cycles that are new, a new one, and of those that left, one that has forgotten them."""
    cases: tuple[tuple[Member, Case], ...]
    """Each cycle, in the order of the institute's file."""
    forgotten: frozenset[str]
    """Slugs of topics that are to leave the publication."""
    problems: tuple[Problem, ...]
    """Why a build is refused."""


def of(
    gathering: Gathering, institute: Institute, before: bytes | None, now: datetime, consent: Consent
) -> Membership:
    """What to go on from. Raises Refusal if there is a ledger, and it cannot be gone on from.

    `before` is the ledger's file (None: there is none), `now` the instant of the build.
    """
    old = _memory(institute.frame, before, now)
    new = _News(gathering, old, consent)
    cases = tuple(
        (
            member,
            Case(
                programme,
                replace(
                    old.cycles.get(programme.cycle.id) or succession.begun(programme.cycle, now),
                    files=_below(old.files, member.folder),
                ),
                draft.places,
                _consent(consent, programme.cycle.id),
                now,
                draft.keys,
                within=f"{programme.cycle.id}/",
            ),
        )
        for member, draft, programme in gathering.cycles
    )
    problems = [*new.problems(), *(p for member, case in cases for p in _guarded(member, case)), *_uids(cases)]
    kept = {name: each if name in new.here else _left(each) for name, each in old.cycles.items()}
    return Membership(replace(old, cycles=kept), cases, new.forgotten, tuple(problems))


def _memory(frame: Cycle, before: bytes | None, now: datetime) -> Ledger:
    """The institute's ledger to go on from; a new one where there is none, or only that of a rehearsal."""
    if before is None:
        return succession.begun(frame, now)
    old = succession.read(before, frame)
    if not old.cycles:
        raise refuse(
            Message(
                "the folder holds the site of a single cycle, “{other}”, not of an institute", other=old.cycle
            ),
            Message(
                "Name another folder (--output). What that cycle published goes with it: rencontres-feeds restore"
                " --source institute.yaml FOLDER"
            ),
        )
    if old.cycle != frame.id:
        raise refuse(
            Message(
                "the folder belongs to another institute, “{other}”, not “{id}”", other=old.cycle, id=frame.id
            ),
            Message("“institute: id:” never changes; put it back, or name another folder (--output)."),
        )
    return succession.gone_on(old, frame, now, Message("Put back the public address under “institute: url:”."))


def _below(files: Mapping[str, str], folder: str) -> dict[str, str]:
    """The files of a folder, by their names in it."""
    start = f"{folder}/"
    return {name.removeprefix(start): digest for name, digest in files.items() if name.startswith(start)}


def _left(kept: Ledger) -> Ledger:
    """The ledger of a cycle that is no more the institute's: its identities stay taken."""
    return replace(
        kept,
        editions={name: replace(e, forgotten=True, digest="") for name, e in kept.editions.items()},
        items=tuple(replace(item, withdrawn=True) for item in kept.items),
        announcements=(),
    )


def _consent(consent: Consent, cycle: str) -> Consent:
    """What the maintainer said of this cycle's sessions, by their own ids."""

    def own(names: frozenset[str]) -> frozenset[str]:
        return frozenset(name.removeprefix(f"{cycle}/") for name in names if name.startswith(f"{cycle}/"))

    return replace(consent, forget=own(consent.forget), same=own(consent.same))


def _guarded(member: Member, case: Case) -> Iterator[Problem]:
    for problem in guards.check(case):
        yield replace(problem, file=member.source)


def _uids(cases: tuple[tuple[Member, Case], ...]) -> Iterator[Problem]:
    """A uid that two cycles give: each of them alone cannot know it."""
    taken: dict[str, str] = {}
    for member, case in cases:
        for session in case.programme.sessions:
            edition = case.ledger.editions.get(session.id)
            uid = edition.uid if edition else identity.uid(session, case.programme.cycle)
            name = case.within + session.id
            first = taken.setdefault(uid, name)
            if not session.draft and first.partition("/")[0] != case.programme.cycle.id:
                yield Problem(
                    Message("the uid “{uid}” belongs to “{first}”", uid=uid, first=first),
                    Message("Each meeting has a uid of its own."),
                    case.place(session, "uid"),
                    file=member.source,
                )


class _News:
    """The cycles that came and those that went, and what the maintainer consented to."""

    def __init__(self, gathering: Gathering, old: Ledger, consent: Consent) -> None:
        self.gathering = gathering
        self.old = old
        self.consent = consent
        self.cycles = gathering.cycles
        self.here = {programme.cycle.id for _, _, programme in self.cycles}
        held = {
            topics.key(topic)
            for _, _, programme in self.cycles
            for session in programme.sessions
            if not session.draft
            for topic in session.topics
        }
        self.topics = {f"{_TOPICS}/{topic.slug}": topic.key in held for topic in old.topics.values()}

    @property
    def forgotten(self) -> frozenset[str]:
        """Slugs of the topics that are to be forgotten."""
        named = (name for name in self.consent.forget if name in self.topics)
        return frozenset(name.partition("/")[2] for name in named)

    def problems(self) -> Iterator[Problem]:
        """All that stops a build."""
        yield from self._new_ones()
        yield from self._gone()
        for name in sorted(self.consent.forget | self.consent.same):
            yield from self._named(name)

    def _new_ones(self) -> Iterator[Problem]:
        new = [one for one in self.cycles if one[2].cycle.id not in self.old.cycles]
        if self.consent.first and not new:
            yield Problem(
                Message("this was already published; --first is for the first time only"),
                Message("Leave --first out."),
            )
        if self.consent.first or self.old.rehearsal:
            return
        for member, _, programme in new:
            yield _new(member, programme)

    def _gone(self) -> Iterator[Problem]:
        for name, kept in sorted(self.old.cycles.items()):
            if name in self.here or name in self.consent.forget or not kept.public:
                continue
            yield Problem(
                Message("the cycle “{id}” is published, and missing in the file", id=name),
                Message(
                    "Put it back. If its id was changed: the id is its identity; put the old one back. To take"
                    " the whole cycle out for good: rencontres-feeds build --forget {id}",
                    id=name,
                ),
            )

    def _named(self, name: str) -> Iterator[Problem]:
        """What is wrong with a name on the command line."""
        if name.partition("/")[0] in self.here and "/" in name:
            return  # the guards of that cycle look at it
        if name in self.here or self.topics.get(name):
            yield Problem(
                Message("“{id}” is still in the file, and cannot be forgotten", id=name),
                Message("Delete it in the file first."),
            )
        elif name not in self.old.cycles and name not in self.topics:
            yield Problem(
                Message("nothing published has the id “{id}”", id=name),
                Message(
                    "In an institute: the id of the cycle, a slash, and the id of the session, as in {id}",
                    id=self._whole(name),
                ),
            )

    def _whole(self, name: str) -> str:
        """How a session of that id is named, in the first cycle that has it, else in any."""
        having = [cycle for cycle, kept in self.old.cycles.items() if name in kept.editions]
        return f"{min(having or self.here)}/{name}"


def _new(member: Member, programme: Programme) -> Problem:
    cycle = programme.cycle
    return Problem(
        Message("the cycle “{id}” is new here: nothing tells what was already published of it", id=cycle.id),
        Message(
            "If nothing was: rencontres-feeds build --first. If it had a site of its own, take its memory along:"
            " rencontres-feeds restore --source institute.yaml FOLDER|ADDRESS of that site"
        ),
        member.place,
    )
