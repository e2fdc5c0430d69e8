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
    from collections.abc import Callable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Gathering:
    """An institute, read with all of its cycles."""

    institute: Institute | None
    """None: the problems hold an error."""
    drafts: tuple[Draft, ...] = ()
    """The cycles, in the order of the file; each has its programme."""
    problems: tuple[Problem, ...] = ()
    """All of them, file by file."""
    lines: tuple[str, ...] = ()
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

    @property
    def cycles(self) -> Iterator[tuple[Member, Draft, Programme]]:
        """Each cycle: what the institute's file says of it, what was read, and its programme."""
        if self.institute:
            for member, draft in zip(self.institute.members, self.drafts, strict=True):
                if draft.programme:
                    yield member, draft, draft.programme


def read(data: bytes, shelf: Shelf, now: datetime) -> Gathering:
    """Read the institute's file and all that it names. Never raises for what is in them."""
    parsed = source.parse(data, institutes.is_key)
    if parsed.root is None or errors(parsed.problems):
        return Gathering(None, problems=in_order(parsed.problems), lines=parsed.lines)
    found = institutes.read(parsed.root, shelf.stock(""), now, parsed.lines)
    problems = [*parsed.problems, *found.problems]
    if found.institute is None:
        return Gathering(None, problems=in_order(problems), lines=parsed.lines)
    drafts, others = [], {}
    for member in found.institute.members:
        octets = shelf.source(member.source)
        if isinstance(octets, Problem):
            problems.append(replace(octets, span=member.place))
            continue
        draft = press.read(octets, shelf.stock(member.source), now, found.institute.venues)
        problems += [replace(problem, file=member.source) for problem in _own(draft)]
        drafts.append(draft)
        others[member.source] = draft.lines
    if not errors(problems):
        problems += _fit(found.institute, drafts)
    whole = None if errors(problems) else found.institute
    return Gathering(whole, tuple(drafts), in_order(problems), parsed.lines, others)


def _own(draft: Draft) -> Iterator[Problem]:
    """What is wrong with a cycle; that an address is an example only, its institute says for all of them."""
    address = draft.places.get((FRAME, t.CYCLE_URL.name))
    return (p for p in draft.problems if p.span is None or p.severity == "error" or p.span != address)


def _fit(institute: Institute, drafts: list[Draft]) -> Iterator[Problem]:
    """What is wrong with each cycle as one of this institute's."""
    taken = {institute.frame.id.casefold(): ""}
    for member, draft in zip(institute.members, drafts, strict=True):
        if draft.programme is None:
            continue
        cycle = draft.programme.cycle
        problems = [_address(institute, member, draft), _identifier(draft, taken)]
        yield from (replace(problem, file=member.source) for problem in problems if problem)
        taken.setdefault(cycle.id.casefold(), member.source)


def _address(institute: Institute, member: Member, draft: Draft) -> Problem | None:
    """The cycle's address is below the institute's: the file says where its pages will be."""
    right, span = institute.address(member), draft.places[FRAME, t.CYCLE_URL.name]
    if draft.programme is None or draft.programme.cycle.url == right:
        return None
    return Problem(
        Message("in the institute, this cycle’s address is {url}", url=right),
        Message(
            "Write:\n{line}\nIf it had another address until now, its calendar and its news keep their identity:"
            " see “restore”.",
            line=Reading(lines=draft.lines).line(span, right),
        ),
        span,
    )


def _identifier(draft: Draft, taken: Mapping[str, str]) -> Problem | None:
    """The id is a part of every identity, so that no two cycles can have it, nor the institute."""
    if draft.programme is None:
        return None
    name = draft.programme.cycle.id
    first = taken.get(name.casefold())
    if first is None:
        return None
    what = (
        Message("the id “{id}” is that of {source} as well", id=name, source=first)
        if first
        else Message("the id “{id}” is that of the institute as well", id=name)
    )
    mend = Message("Give the one that was never published an id of its own; a published id never changes.")
    return Problem(what, mend, draft.places[FRAME, t.ID.name])
