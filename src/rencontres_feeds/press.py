"""The whole run as one pure function: no disk, no clock, no network, no chance.

`read` makes the programme of the source's bytes; `run` makes the site and the next ledger of it. Build,
check, difference and preview are thin users of the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from rencontres_feeds import (
    addresses,
    advice,
    archives,
    assembly,
    calendars,
    editions,
    guards,
    programme,
    remarks,
    succession,
)
from rencontres_feeds.catalogue import Message, load, said
from rencontres_feeds.problems import Problem, Refusal, in_order, refuse
from rencontres_feeds.publication import Publication
from rencontres_feeds.renderers import entries, feeds, vevent
from rencontres_feeds.renderers.wording import Words
from rencontres_feeds.reuse import Reuse, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from rencontres_feeds.guards import Case, Consent
    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.model import Cycle, Language, Programme, Session
    from rencontres_feeds.problems import Span
    from rencontres_feeds.programme import Stock, Venues
    from rencontres_feeds.publication import Above, Edition, Item
    from rencontres_feeds.renderers.entries import Entries
    from rencontres_feeds.renderers.vevent import Lines
    from rencontres_feeds.site import Drawn, Site


@dataclass(frozen=True, slots=True)
class Draft:
    """A source, read."""

    programme: Programme | None
    """None: the problems hold an error."""
    problems: tuple[Problem, ...]
    """All of them, in the order of the lines."""
    lines: Sequence[str]
    """Of the source, for excerpts."""
    places: Mapping[tuple[str, str], Span]
    keys: Language = "en"
    """The language that its keys are in."""
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The lines of other files that the problems may be in: none, for a cycle is one file."""

    @property
    def language(self) -> Language | None:
        """The language that the file says it is in, even where the rest of it cannot be read."""
        return said(self.lines)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What becomes of a cycle, be it alone or one of an institute's."""

    site: Site
    """Without the ledger's file."""
    ledger: Ledger
    """The next one, but for its list of files and its predecessors."""
    publication: Publication
    events: Mapping[str, bytes]
    """By id of the session: what every calendar shows of it; nothing for one that is not in the calendar."""
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What is to be published."""

    site: Site
    """The ledger's file is among its files."""
    ledger: Ledger
    publication: Publication
    warnings: tuple[Problem, ...]
    cycles: Mapping[str, Publication] = field(default_factory=dict)
    """Of an institute: by the id of each cycle what is published of it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a build would publish now, with the drafts; for looking at only."""

    run: Run
    """Its ledger is nobody's to keep."""
    refused: tuple[Problem, ...]
    """Why the build would be refused all the same."""
    public: Ledger
    """What was published so far, as far as it is known."""


def read(data: bytes, stock: Stock, now: datetime, shared: Venues = MappingProxyType({})) -> Draft:
    """Read a source's bytes. Never raises for what is in them.

    `shared`: venues that the source may name besides its own.
    """
    found = programme.read(data, stock, now, shared)
    return Draft(found.programme, in_order(found.problems), found.lines, found.places, found.keys)


def run(draft: Draft, before: bytes | None, now: datetime, consent: Consent, reuse: Reuse | None = None) -> Run:
    """Make the site and the next ledger.

    `before` is the ledger's file (None: there is none), `now` the instant of the build. The same
    arguments always give the same bytes. Raises Refusal: there is something to mend.
    """
    if draft.programme is None:
        raise Refusal(draft.problems)
    old = _memory(draft.programme, before, now, consent)
    case = guards.Case(draft.programme, old, draft.places, consent, now, draft.keys)
    if problems := guards.check(case):
        raise Refusal(in_order(problems))
    return _make(case, before, reuse or Reuse())


def preview(draft: Draft, before: bytes | None, now: datetime) -> Preview:
    """Make the site as a build would now, and with the drafts, even where a build would be refused.

    Where the ledger cannot be used, everything is as if published for the first time. Raises Refusal
    only if there is no programme.
    """
    if draft.programme is None:
        raise Refusal(draft.problems)
    plan, refused = draft.programme, list[Problem]()
    try:
        old = _memory(plan, before, now, guards.Consent())
    except Refusal as refusal:
        refused += refusal.problems
        old, before = _memory(plan, None, now, guards.Consent(first=True)), None
    case = guards.Case(plan, old, draft.places, guards.Consent(), now)
    refused += guards.check(case)
    return Preview(_make(replace(case, programme=with_drafts(plan)), before, Reuse()), in_order(refused), old)


def with_drafts(plan: Programme) -> Programme:
    """The programme with its drafts as sessions like the others; their titles say what they are."""
    words = Words(load(plan.cycle.language))
    return replace(
        plan,
        sessions=tuple(
            replace(s, draft=False, title=words._("DRAFT – {title}", title=s.title)) if s.draft else s
            for s in plan.sessions
        ),
    )


def _make(case: Case, before: bytes | None, reuse: Reuse) -> Run:
    """The site and the next ledger of a case, whatever the guards say of it."""
    made = make(case, reuse)
    site, new = succession.followed(case.ledger, before, made.ledger, made.site)
    return Run(site, new, made.publication, made.warnings)


def make(case: Case, reuse: Reuse, above: Above | None = None) -> Pressed:
    """The cycle of a case, whatever the guards say of it; `above` is the institute that it is one of."""
    plan, old, now = case.programme, case.ledger, case.now
    words = Words(load(plan.cycle.language))
    told = editions.tell(case)
    shown = _shown(case, told, words, reuse)
    digests = {name: vevent.digest(lines) for name, lines in shown.events.items()}
    marked, items = editions.mark(told, digests, shown.digests, now)
    items = archives.keep(items, plan.cycle.feed_items)
    new = replace(succession.remembering(old, marked, items, told.announcements, now), url=plan.cycle.url)
    kept = archives.parted(items)
    publication = replace(_publication(plan, new, shown.entries, kept), above=above)
    public = publication.editions
    rendered = {name: vevent.event_bytes(lines, public[name]) for name, lines in shown.events.items()}
    site = assembly.cycle(publication, rendered, words, old.files, reuse)
    site |= _archives(publication, kept, shown, words, reuse)
    remarked = remarks.of(remarks.Outcome(case, new.editions, told.announcements, site))
    return Pressed(site, new, publication, rendered, (*advice.of(case), *remarked))


def _memory(plan: Programme, before: bytes | None, now: datetime, consent: Consent) -> Ledger:
    """The ledger to go on from, or a new one where it is certain that nothing was published."""
    cycle = plan.cycle
    if before is None:
        if problems := succession.unknown(cycle, consent):
            raise Refusal(problems)
        return succession.begun(cycle, now)
    old = succession.read(before, cycle)
    if old.cycles:
        raise refuse(
            Message("the folder holds the site of an institute, “{other}”", other=old.cycle),
            Message("Build the institute’s own file, or name another folder (--output)."),
        )
    if old.cycle != cycle.id:
        raise refuse(
            Message(
                "the folder belongs to another cycle, “{other}”, not “{id}”",
                other=old.cycle,
                id=cycle.id,
            ),
            Message("“cycle: id:” never changes; put it back, or name another folder (--output)."),
        )
    last = succession.gone_on(old, cycle, now, Message("Put back the public address under “cycle: url:”."))
    if consent.first and last is old:
        raise refuse(
            Message("this was already published; --first is for the first time only"),
            Message("Leave --first out."),
        )
    return last


@dataclass(frozen=True, slots=True)
class _Shown:
    """What events and entries show, without marks."""

    entries: Entries
    events: dict[str, Lines] = field(default_factory=dict)
    """By id of the session."""
    digests: dict[str, str] = field(default_factory=dict)
    """By id of the item, of its entry."""
    inputs: dict[str, str] = field(default_factory=dict)
    """Likewise, what stands for all that decides the entry but its dates."""


def _shown(case: Case, told: editions.Told, words: Words, reuse: Reuse) -> _Shown:
    """What is to be shown, session by session: its event and its entries are made of the same texts."""
    plan = case.programme
    shown = _Shown(
        entries.Entries(entries.Frame(plan.cycle, words), plan.sessions, told.announcements, told.editions)
    )
    frame = digest(repr(plan.cycle))
    about: dict[tuple[bool, str], list[Item]] = {}
    for item in told.items:
        if not item.withdrawn:
            about.setdefault((item.kind == "announcement", item.about), []).append(item)
    for session in plan.sessions:
        if session.draft:
            continue
        edition = told.editions[session.id]
        decided = digest(f"{frame}{vevent.inputs(edition)}{session!r}")
        lines = reuse.text(f"event {decided}", partial(_event, session, edition, plan.cycle, words))
        shown.events[session.id] = tuple(lines.split("\n")) if lines else ()
        _tell(shown, about.get((False, session.id), ()), decided, reuse)
    for announcement in told.announcements:
        decided = digest(f"{frame}{announcement!r}")
        _tell(shown, about.get((True, announcement.id), ()), decided, reuse)
    return shown


def _event(session: Session, edition: Edition, cycle: Cycle, words: Words) -> str:
    return "\n".join(vevent.event(session, vevent.unmarked(edition), cycle, words))


def _tell(shown: _Shown, items: Iterable[Item], decided: str, reuse: Reuse) -> None:
    """Note what stands for the entries of items about one session or announcement."""
    for item in items:
        inputs = shown.inputs[item.id] = f"item {decided} {entries.inputs(item)}"
        shown.digests[item.id] = reuse.text(inputs, partial(shown.entries.digest, item))


def _publication(plan: Programme, new: Ledger, shown: Entries, kept: tuple[tuple[Item, ...], ...]) -> Publication:
    newest = archives.newest(new.items)[: plan.cycle.feed_items]
    public = {name: e for name, e in new.editions.items() if not e.forgotten}
    return Publication(
        programme=plan,
        editions=public,
        entries=tuple(map(shown.entry, newest)),
        feed=new.feed,
        created=new.created,
        modified=new.modified,
        updated=new.updated,
        announcements=new.announcements,
        archives=tuple(entries.Archive(items, shown) for items in kept),
        calendars=calendars.parted((s for s in plan.sessions if s.id in public), plan.cycle),
    )


def _archives(
    publication: Publication, kept: tuple[tuple[Item, ...], ...], shown: _Shown, words: Words, reuse: Reuse
) -> dict[str, Drawn]:
    """The archives of the Atom feed: most are full, and known."""
    made = {}
    for number, items in enumerate(kept, 1):
        told = tuple((shown.inputs[item.id], item.published, item.updated) for item in items)
        made[addresses.archive(number)] = reuse.drawn(feeds.ArchiveSheet(publication, words, number, told))
    return made
