"""What a publication would change for those who follow it: the last ledger held against a run.

Values only, for whoever says them: members see the calendar, readers the feeds, passers-by the posters. Knows
no language, no disk and no clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from rencontres_feeds import addresses, calendars, facts, ledger, moments, site
from rencontres_feeds.facts import Change
from rencontres_feeds.site import LEDGER, Found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rencontres_feeds.calendars import Move
    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.model import Cycle, Session
    from rencontres_feeds.press import Run
    from rencontres_feeds.publication import Edition, Facts, Item, Publication
    from rencontres_feeds.site import Plan, Site

Beginning = Literal["first", "real"]
"""The first publication of all, or the first at a real address: every identity is new."""
State = Literal["new", "changed", "corrected", "returned", "removed"]
Reason = Literal[Change, "title", "removed"]

_OFF = ("cancelled", "postponed")
_FEEDS = frozenset({addresses.RSS, addresses.ATOM, addresses.JSON_FEED})


@dataclass(frozen=True, slots=True)
class Names:
    """Names of files, sorted."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    """Ours and no more part of the site, but changed by somebody: they stay where they are."""

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)

    def below(self, *, start: str = "", end: str = "") -> Names:
        """Those that begin and end so."""

        def chosen(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(name for name in names if name.startswith(start) and name.endswith(end))

        return Names(chosen(self.new), chosen(self.changed), chosen(self.removed), chosen(self.left))


@dataclass(frozen=True, slots=True)
class Meeting:
    """What becomes of a session, for those who subscribe to the calendar."""

    session: str
    uid: str
    title: str
    """Empty for one that is removed: the ledger keeps no titles."""
    timezone: str
    told: Facts
    """What is told of it from now on; of a removed one, what was told last."""
    state: State
    """`changed`: people are told what. `corrected`: something else that its event shows is another."""
    changes: tuple[Change, ...] = ()
    """What is told, the most important first."""
    retitled: bool = False
    reported: bool = False
    """It gets its report, which readers are told of."""
    before: Facts | None = None
    """What was told; None: nothing."""
    was: int | None = None
    """The public revision (SEQUENCE) of its event; None: it is not in the calendar."""
    sequence: int | None = None
    """The next one, likewise."""


@dataclass(frozen=True, slots=True)
class Article:
    """What becomes of an item, for those who follow the feeds."""

    item: Item
    state: State
    title: str
    """As readers see it; of a removed one the title of what it was about, empty where that is not known."""


@dataclass(frozen=True, slots=True)
class Poster:
    """A session to come whose poster, on somebody's wall, is not true any more."""

    session: str
    title: str
    reasons: tuple[Reason, ...]
    down: bool
    """Nobody is to go there: to be taken down, rather than printed again."""


@dataclass(frozen=True, slots=True)
class Difference:
    """All that a publication would change."""

    beginning: Beginning | None
    meetings: tuple[Meeting, ...]
    """In the order of the programme; the removed ones last."""
    articles: tuple[Article, ...]
    """Newest first; the removed ones last."""
    posters: tuple[Poster, ...]
    files: Names
    moves: tuple[Move, ...] = ()
    """Sessions that go from one calendar to another."""

    @property
    def pages(self) -> Names:
        """The pages among the files."""
        return self.files.below(end=".html")

    @property
    def documents(self) -> Names:
        """The documents among the files."""
        return self.files.below(start="documents/")

    @property
    def calendar_frame(self) -> bool:
        """The files of the calendars change, and no event in them."""
        dated = any(m.was is not None or m.sequence is not None for m in self.meetings)
        changed = any(map(addresses.is_calendar, self.files.changed))
        return changed and not dated and not self.moves

    @property
    def feeds_frame(self) -> bool:
        """The files of the feeds change, and no item in them."""
        return bool(_FEEDS.intersection(self.files.changed)) and not self.articles

    @property
    def unseen(self) -> bool:
        """Nothing changes but the ledger: nobody sees it."""
        return self.files == Names(changed=(LEDGER,))


# The files


def planned(plan: Plan, new: frozenset[str]) -> Names:
    """The files that a plan writes and removes; `new` are those that were not there."""
    return Names(
        new=tuple(sorted(name for name in plan.write if name in new)),
        changed=tuple(sorted(name for name in plan.write if name not in new)),
        removed=tuple(sorted(plan.remove)),
        left=tuple(sorted(plan.left)),
    )


def onto(public: Ledger | None, there: Site) -> Names:
    """The files that are others, for someone who has that publication exactly as its ledger lists it."""
    listed = {name: Found("file", digest) for name, digest in public.files.items()} if public else {}
    if public:
        listed[LEDGER] = Found("file", site.Made(ledger.dumps(public)).sha256)
    plan = site.plan(there, listed, public.files if public else {})
    return planned(plan, frozenset(name for name in plan.write if name not in listed))


# What changes


def between(before: Ledger | None, run: Run, files: Names, now: datetime) -> Difference:
    """What changes for someone who has the publication of `before` (None: nobody has any).

    `files` are those that change, `now` the instant of the run.
    """
    beginning: Beginning | None = "first" if before is None else None
    if before and before.rehearsal and not run.ledger.rehearsal:
        before, beginning = None, "real"  # what was rehearsed had other identities
    publication = run.publication
    editions = before.editions if before else {}
    articles = _articles(publication, before)
    reported = {a.item.about for a in articles if a.item.kind == "report" and a.state in ("new", "returned")}
    meetings = (*_meetings(publication, editions, reported), *_removed(run, editions))
    cycle = publication.programme.cycle
    posters = tuple(poster for meeting in meetings for poster in _poster(meeting, cycle, now))
    listed = before.files if before else {}
    moves = calendars.moves(editions, listed, publication.programme)
    return Difference(beginning, meetings, articles, posters, files, moves)


def _meetings(publication: Publication, editions: dict[str, Edition], reported: set[str]) -> Iterator[Meeting]:
    for session in publication.sessions:
        new, old = publication.editions[session.id], editions.get(session.id)
        if old and old.uid != new.uid:
            old = None  # another event altogether, for every calendar
        meeting = _meeting(session, old, new, reported=session.id in reported)
        if meeting:
            yield meeting


def _meeting(session: Session, old: Edition | None, new: Edition, *, reported: bool) -> Meeting | None:
    """What becomes of one session; None: nothing that anybody sees."""
    made = Meeting(
        session.id,
        new.uid,
        session.title,
        session.timezone,
        new.told,
        state="new",
        before=old.told if old else None,
        was=_revision(old),
        sequence=_revision(new),
    )
    if old is None:
        return made
    if old.forgotten:
        return replace(made, state="returned")
    changes = facts.changes(old.told, new.told)
    retitled = old.title not in ("", new.title)
    if changes or retitled or reported:
        return replace(made, state="changed", changes=changes, retitled=retitled, reported=reported)
    marks = [(e.digest, e.sequence, e.modified) for e in (old, new)]
    return replace(made, state="corrected") if marks[0] != marks[1] else None


def _revision(edition: Edition | None) -> int | None:
    return edition.sequence if edition and edition.digest else None


def _removed(run: Run, editions: dict[str, Edition]) -> Iterator[Meeting]:
    cycle = run.publication.programme.cycle
    for name, old in sorted(editions.items()):
        new = run.publication.editions.get(name)
        if not old.forgotten and (new is None or new.uid != old.uid):
            yield Meeting(
                name,
                old.uid,
                "",
                cycle.timezone,
                old.told,
                "removed",
                before=old.told,
                was=_revision(old),
            )


def _articles(publication: Publication, before: Ledger | None) -> tuple[Article, ...]:
    known = {item.id: item for item in before.items} if before else {}
    archived = [entry for archive in reversed(publication.archives) for entry in archive]
    shown = {entry.item.id: entry for entry in (*publication.entries, *archived)}  # some are in both
    found = []
    for entry in shown.values():
        item, old = entry.item, known.get(entry.item.id)
        if old is None:
            found.append(Article(item, "new", entry.title))
        elif old.withdrawn:
            found.append(Article(item, "returned", entry.title))
        elif (old.digest, old.updated) != (item.digest, item.updated):
            found.append(Article(item, "corrected", entry.title))
    sessions = {session.id: session.title for session in publication.sessions}
    announcements = {a.id: a.title for a in before.announcements} if before else {}
    for item in known.values():
        if not item.withdrawn and item.id not in shown:
            titles = announcements if item.kind == "announcement" else sessions
            found.append(Article(item, "removed", titles.get(item.about, "")))
    return tuple(found)


def _poster(meeting: Meeting, cycle: Cycle, now: datetime) -> Iterator[Poster]:
    """The poster of a session that was public before, and is not over."""
    if meeting.before is None or meeting.state == "returned":
        return
    if moments.end(meeting.told.when, meeting.timezone, cycle.duration) <= now:
        return
    removed = meeting.state == "removed"
    down = removed or meeting.told.status in _OFF
    if meeting.before.status in _OFF and down:
        return  # it was taken down then
    reasons: tuple[Reason, ...] = (*meeting.changes, *(("title",) if meeting.retitled else ()))
    if down:
        reasons = ("removed",) if removed else meeting.changes[:1]  # its status comes first
    if reasons:
        yield Poster(meeting.session, meeting.title, reasons, down)
