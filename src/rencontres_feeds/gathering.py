"""An institute's file and the sources of its cycles, read together: how they must fit.

Pure: whatever is read is asked for from outside. Nothing is decided here of what was published; that is for
`federation`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rencontres_feeds import institute as institutes
from rencontres_feeds import press, source
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import Message, said
from rencontres_feeds.keys import Reading
from rencontres_feeds.model import Programme
from rencontres_feeds.problems import Problem, errors, in_order
from rencontres_feeds.programme import FRAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from rencontres_feeds.institute import Institute, Member
    from rencontres_feeds.model import Language
    from rencontres_feeds.press import Draft
    from rencontres_feeds.programme import Stock


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files at hand, as an institute asks for them."""

    source: Callable[[str], bytes | Problem]
    """From the path of a source, as typed, to its bytes, or to why it cannot be read (without a place)."""
    stock: Callable[[str], Stock]
    """From the path of a source, as typed, to the files at hand in its folder; from `""`, in the institute's."""


Joined = tuple["Member", "Draft", Programme]
"""A cycle: what the institute's file says of it, what was read, and its programme."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """An institute, read with all of its cycles."""

    institute: Institute | None
    """None: the problems hold an error."""
    cycles: tuple[Joined, ...] = ()
    """The cycles, in the order of the file; none, if the problems hold an error."""
    problems: tuple[Problem, ...] = ()
    """All of them, file by file."""
    lines: Sequence[str] = ()
    """Of the institute's file."""
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of each source, by its path as typed."""

    @property
    def language(self) -> Language | None:
        """The language that the institute's file says it is in, even where the rest of it cannot be read."""
        return said(self.lines)

    @property
    def programme(self) -> Programme | None:
        """What the institute says of itself, without any session; None: the problems hold an error."""
        return Programme(self.institute.frame) if self.institute else None


def read(data: bytes, shelf: Shelf, now: datetime) -> Gathering:
    """Read the institute's file and all that it names. Never raises for what is in them."""
    parsed = source.parse(data, institutes.is_key)
    if parsed.root is None or errors(parsed.problems):
        return Gathering(None, problems=in_order(parsed.problems), lines=parsed.lines)
    found = institutes.read(parsed, shelf.stock(""), now)
    problems = [*parsed.problems, *found.problems]
    if found.institute is None:
        return Gathering(None, problems=in_order(problems), lines=parsed.lines)
    cycles, others = list[Joined](), {}
    for member in found.institute.members:
        octets = shelf.source(member.source)
        if isinstance(octets, Problem):
            problems.append(replace(octets, span=member.place))
            continue
        draft = press.read(octets, shelf.stock(member.source), now, found.institute.venues)
        problems += [replace(problem, file=member.source) for problem in _own(draft)]
        others[member.source] = draft.lines
        if draft.programme:
            cycles.append((member, draft, draft.programme))
    if not errors(problems):
        problems += _fit(found.institute, cycles)
    if errors(problems):
        return Gathering(None, (), in_order(problems), parsed.lines, others)
    return Gathering(found.institute, tuple(cycles), in_order(problems), parsed.lines, others)


def _own(draft: Draft) -> Iterator[Problem]:
    """What is wrong with a cycle; that an address is an example only, its institute says for all of them."""
    address = draft.places.get((FRAME, t.CYCLE_URL.name))
    return (p for p in draft.problems if p.span is None or p.severity == "error" or p.span != address)


def _fit(institute: Institute, cycles: Iterable[Joined]) -> Iterator[Problem]:
    """What is wrong with each cycle as one of this institute's."""
    taken = {institute.frame.id.casefold(): ""}
    for member, draft, programme in cycles:
        if programme.cycle.url != institute.address(member):
            yield replace(_address(institute.address(member), draft), file=member.source)
        first = taken.setdefault(programme.cycle.id.casefold(), member.source)
        if first != member.source:
            yield replace(_identifier(programme.cycle.id, draft, first), file=member.source)


def _address(right: str, draft: Draft) -> Problem:
    """The cycle's address is below the institute's: its file says where its pages will be."""
    span = draft.places[FRAME, t.CYCLE_URL.name]
    return Problem(
        Message("in the institute, this cycle’s address is {url}", url=right),
        Message(
            "Write:\n{line}\nIf it had another address until now, its calendar and its news keep their identity:"
            " see “restore”.",
            line=Reading(lines=draft.lines).line(span, right),
        ),
        span,
    )


def _identifier(name: str, draft: Draft, first: str) -> Problem:
    """The id is a part of every identity: no two cycles can have it, nor the institute (`first` is empty)."""
    what = (
        Message("the id “{id}” is that of {source} as well", id=name, source=first)
        if first
        else Message("the id “{id}” is that of the institute as well", id=name)
    )
    mend = Message("Give the one that was never published an id of its own; a published id never changes.")
    return Problem(what, mend, draft.places[FRAME, t.ID.name])
