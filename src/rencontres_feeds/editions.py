"""What is told: identity, notices and items of a run, and the revision marks of what shows a change.

Two steps, since the marks follow what is shown and what is shown follows the notices:
`tell` compares the programme with what members were told, and mints; the renderers then show events and
entries without marks; `mark` moves the marks of exactly those that show something else than before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rencontres_feeds import facts, identity, moments
from rencontres_feeds.publication import Edition, Facts, Former, Item

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rencontres_feeds.guards import Case
    from rencontres_feeds.model import Announcement, Session
    from rencontres_feeds.publication import Kind

SECOND = timedelta(seconds=1)
TOGETHER = timedelta(hours=24)
"""Changes of one session within this time are told once."""
BACKDATED = timedelta(days=30)
"""A typed day further back than this fills in the past, and dates its item."""


@dataclass(frozen=True, slots=True)
class Told:
    """Editions and items of a run; marks and digests are still those of the last one."""

    editions: dict[str, Edition]
    """The forgotten ones are among them."""
    items: tuple[Item, ...]
    announcements: tuple[Announcement, ...]


def tell(case: Case) -> Told:
    """Compare the programme with the ledger: mint what is new, tell what changed, keep the rest."""
    teller = _Teller(case)
    editions = {}
    for session in case.programme.sessions:
        if not session.draft:
            editions[session.id] = teller.session(session)
    for name, edition in case.ledger.editions.items():
        if name not in editions:
            editions[name] = replace(edition, forgotten=True, digest="")
            teller.withdraw(name, "session", "change", "report")
    announcements = teller.announcements()
    return Told(editions, tuple(teller.items.values()), announcements)


def mark(
    told: Told, events: Mapping[str, str], entries: Mapping[str, str], now: datetime
) -> tuple[dict[str, Edition], tuple[Item, ...]]:
    """Move the marks of what shows something new.

    `events` and `entries` give the digest of each session's event (absent: not in the calendar) and of
    each item's entry. A mark never falls, whatever the clock does.
    """
    editions = {name: _mark_edition(e, events.get(name, ""), now) for name, e in told.editions.items()}
    items = tuple(item if item.withdrawn else _mark_item(item, entries[item.id], now) for item in told.items)
    return editions, items


def _mark_edition(edition: Edition, digest: str, now: datetime) -> Edition:
    if digest == edition.digest or edition.forgotten:
        return edition
    if not edition.digest:  # new to the calendar: the marks are as minted
        modified = max(now, edition.modified)
        return replace(edition, digest=digest, modified=modified)
    return replace(
        edition,
        digest=digest,
        sequence=edition.sequence + 1,
        modified=max(now, edition.modified + SECOND),
    )


def _mark_item(item: Item, digest: str, now: datetime) -> Item:
    if digest == item.digest:
        return item
    if not item.digest:
        return replace(item, digest=digest)
    return replace(item, digest=digest, updated=max(now, item.updated + SECOND))


class _Teller:
    """Goes through the programme once; the items are gathered in minting order."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.cycle = case.programme.cycle
        self.now = case.now
        self.date = max(case.now, case.ledger.modified)
        """What is minted now is dated so: behind nothing that was published, though the clock went back."""
        self.items = {item.id: item for item in case.ledger.items}
        self._ids: dict[tuple[str, str], list[str]] = {}
        """Of the items of one kind about one thing, in minting order: looked for once for each session."""
        for item in case.ledger.items:
            self._ids.setdefault((item.about, item.kind), []).append(item.id)

    def session(self, session: Session) -> Edition:
        """The edition of a session, and its items."""
        edition = self.case.ledger.editions.get(session.id)
        if edition is None or edition.forgotten:
            return self._first(session, edition)
        told = facts.of(session)
        tells = self._tells(session, edition.told, told)
        # A correction of what is past is no change: nothing was « au lieu de » something else.
        base = self._notice(session, edition.told, told) if tells else told
        self._report(session, first=False)
        since = edition.since
        if edition.told.status != told.status:
            since = self._today(session) if tells else None
        return replace(
            edition,
            told=told,
            title=identity.title_digest(session.title),
            former=facts.former(edition.former, base, told),
            since=since,
        )

    def _first(self, session: Session, back: Edition | None) -> Edition:
        """A session that enters the publication, or comes back to it."""
        over = self._over(session)
        self._mint("session", session.id, self._announced(session, over=over), past=over)
        self._report(session, first=True)
        if back is not None:
            return replace(
                back,
                told=facts.of(session),
                title=identity.title_digest(session.title),
                former=Former(),
                since=None,
                announced=session.announced,
                forgotten=False,
                sequence=back.sequence + 1,
                modified=max(self.date, back.modified + SECOND),
            )
        return Edition(
            session=session.id,
            uid=identity.uid(session, self.cycle),
            sequence=session.sequence,
            created=self.date,
            modified=self.date,
            digest="",
            told=facts.of(session),
            title=identity.title_digest(session.title),
            announced=session.announced,
        )

    # Notices

    def _tells(self, session: Session, before: Facts, after: Facts) -> bool:
        """Something that people are told of changed, and not everything of it is past."""
        if not facts.changes(before, after):
            return False
        ends = (moments.end(told.when, session.timezone, self.cycle.duration) for told in (before, after))
        return max(ends) > self.now

    def _notice(self, session: Session, before: Facts, after: Facts) -> Facts:
        """Mint the notice of a change; the facts that it begins from.

        With an earlier one of the same day it tells both changes, under a new id, for readers leave an
        edited item read; the earlier one leaves the feeds.
        """
        opened = self.date
        earlier = self._last(session.id, "change")
        if earlier and earlier.opened and earlier.before and self.date - earlier.opened < TOGETHER:
            before, opened = earlier.before, earlier.opened
            self._keep(replace(earlier, withdrawn=True))
        published = max([self.date, *(i.published + SECOND for i in self._of(session.id, "change"))])
        item = self._mint("change", session.id, published)
        self._keep(replace(item, before=before, after=after, note=session.note, opened=opened))
        return before

    # Reports

    def _report(self, session: Session, *, first: bool) -> None:
        report, last = session.report, self._last(session.id, "report", withdrawn=True)
        if report is None or report.status != "published":
            self.withdraw(session.id, "report")
            return
        enclosed = bool(report.document or report.url)
        if last is None or (enclosed and not last.enclosed) or (first and last.withdrawn):
            self.withdraw(session.id, "report")
            published = self._reported(session, report.published, first=first)
            item = self._mint("report", session.id, published)
            self._keep(replace(item, enclosed=enclosed))
        elif last.withdrawn:
            self._keep(replace(last, withdrawn=False))

    # Announcements

    def announcements(self) -> tuple[Announcement, ...]:
        """Those of the source, and those that left it and were not forgotten."""
        kept = {a.id: a for a in self.case.ledger.announcements if a.id not in self.case.consent.forget}
        for gone in self.case.ledger.announcements:
            if gone.id not in kept:
                self.withdraw(gone.id, "announcement")
        for announcement in self.case.programme.announcements:
            if announcement.id not in kept:
                published = self.date
                if self._long_ago(announcement.date):
                    published = self._noon(announcement.date, self.cycle.timezone)
                self._mint("announcement", announcement.id, published)
            kept[announcement.id] = announcement
        return tuple(sorted(kept.values(), key=lambda a: (a.date, a.id)))

    # Dates

    def _announced(self, session: Session, *, over: bool) -> datetime:
        if session.announced and (over or self._long_ago(session.announced)):
            return self._noon(session.announced, session.timezone)
        if not over:
            return self.date
        when = session.when
        if when.start is None:
            return self._noon(when.day or date(*when.month, 1), session.timezone)
        return min(moments.session_start(session), self.now)

    def _reported(self, session: Session, typed: date | None, *, first: bool) -> datetime:
        filling_in = first and self._over(session)
        if typed and (filling_in or self._long_ago(typed)):
            return self._noon(typed, session.timezone)
        if not filling_in:
            return self.date
        when = session.when
        if when.end is None:
            return self._noon(when.last or date(*when.month, 1), session.timezone)
        return min(moments.session_end(session, self.cycle), self.now)

    def _long_ago(self, day: date) -> bool:
        return self.now - self._noon(day, self.cycle.timezone) > BACKDATED

    def _noon(self, day: date, timezone: str) -> datetime:
        return min(moments.instant(day, moments.NOON, timezone), self.now)

    def _over(self, session: Session) -> bool:
        return moments.session_end(session, self.cycle) <= self.now

    def _today(self, session: Session) -> date:
        return moments.local_day(self.date, session.timezone)

    # Items

    def _mint(self, kind: Kind, about: str, published: datetime, *, past: bool = False) -> Item:
        name = identity.item(self.cycle, about, kind, self.items)
        item = Item(name, kind, about, published, published, past=past)
        self.items[name] = item
        self._ids.setdefault((about, kind), []).append(name)
        return item

    def _of(self, about: str, kind: str) -> list[Item]:
        return [self.items[name] for name in self._ids.get((about, kind), ())]

    def _last(self, about: str, kind: str, *, withdrawn: bool = False) -> Item | None:
        items = [i for i in self._of(about, kind) if withdrawn or not i.withdrawn]
        return items[-1] if items else None

    def _keep(self, item: Item) -> None:
        self.items[item.id] = item

    def withdraw(self, about: str, *kinds: str) -> None:
        """Take the items of something out of the feeds; their ids stay taken."""
        for kind in kinds:
            for item in self._of(about, kind):
                self._keep(replace(item, withdrawn=True))
