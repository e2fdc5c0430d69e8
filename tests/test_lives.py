"""Any life of a cycle, by a state machine: edits, builds and clocks in any order, and what always holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import icalendar
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from house import House, content, session, source
from rencontres_feeds import ledger, merging
from rencontres_feeds.guards import Consent
from test_recollection import moved, recollected

if TYPE_CHECKING:
    from rencontres_feeds.press import Run

FIELDS = {
    "title": st.sampled_from(["Un essai", "Un autre essai", "Encore un"]),
    "date": st.sampled_from(["2018-03-15", "2018-03-22", "2018-07-01"]),
    "time": st.sampled_from(["18h30-20h30", "19h-21h", "18h30", ""]),
    "venue": st.sampled_from(["ici", "la", ""]),
    "status": st.sampled_from(["", "confirmed", "tentative", "cancelled"]),
    "note": st.sampled_from(["", "Salle fermée"]),
    "online": st.sampled_from(["", "https://visio.example/"]),
    "report": st.sampled_from(["", "{status: forthcoming}", "{text: Dit.}", "{url: https://cr.example/a.pdf}"]),
}
CHANGE = st.sampled_from(sorted(FIELDS)).flatmap(lambda name: st.tuples(st.just(name), FIELDS[name]))


@dataclass
class Marks:
    """What must never fall or change, of an event."""

    uid: str
    sequence: int
    modified: datetime
    lines: frozenset[str]


def _marks(run: Run) -> dict[str, Marks]:
    """By session, what subscribers have of it."""
    calendar = icalendar.Calendar.from_ical(content(run, "calendar.ics"))
    shown = {}
    events: list[Any] = calendar.walk("VEVENT")
    for event in events:
        lines = frozenset(
            str(line)
            for line in event.content_lines()
            if not line.startswith(("DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE"))
        )
        name = str(event["UID"]).partition("@")[0]
        shown[name] = Marks(str(event["UID"]), int(event["SEQUENCE"]), event["LAST-MODIFIED"].dt, lines)
    return shown


class Lives(RuleBasedStateMachine):
    """The maintainer edits, builds, and lives with a wrong clock."""

    names = Bundle("names")

    def __init__(self) -> None:
        super().__init__()
        self.house = House()
        self.sessions: dict[str, dict[str, str]] = {}
        self.now = datetime(2018, 1, 10, 12, tzinfo=UTC)
        self.count = 0
        self.forgotten: set[str] = set()
        self.last: Run | None = None
        self.marks: dict[str, Marks] = {}
        self.published: dict[str, datetime] = {}

    @rule(target=names)
    def add(self) -> str:
        self.count += 1
        name = f"s{self.count}"
        self.sessions[name] = {}
        return name

    @rule(name=names, change=CHANGE)
    def edit(self, name: str, change: tuple[str, str]) -> None:
        self.sessions[name][change[0]] = change[1]

    @rule(name=consumes(names))
    def forget(self, name: str) -> None:
        del self.sessions[name]
        editions = self.last.ledger.editions if self.last else {}
        if name in editions and not editions[name].forgotten:
            self.forgotten.add(name)

    @rule(target=names, back=st.booleans())
    def bring_back(self, *, back: bool) -> object:
        gone = [name for name in self.marks if name not in self.sessions]
        if not (back and gone):
            return multiple()
        self.sessions[gone[0]] = {}
        self.forgotten.discard(gone[0])
        return gone[0]

    @rule(hours=st.sampled_from([1, 20, 30, 24 * 40, 24 * 200, -24 * 3650]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        if self.now.year < 1990:
            self.now = datetime(2018, 1, 10, 12, tzinfo=UTC)

    @rule()
    def build(self) -> None:
        consent = Consent(forget=frozenset(self.forgotten), same=frozenset(self.sessions))
        self.last = self.house.build(self._text(), self._now(), consent)
        self.forgotten = set()
        self._events_are_right(self.last)
        self._items_are_right(self.last)

    @rule()
    def build_again(self) -> None:
        self.build()
        first = self.house.runs[-1]
        self.build()
        assert self.house.runs[-1].site == first.site

    @rule()
    def only_the_calendar_and_the_feed_survive(self) -> None:
        """Nothing else remembers what nobody can see: not while something is forgotten or was taken out."""
        if self.last is None or any(e.forgotten for e in self.last.ledger.editions.values()):
            return
        self.build()
        again = recollected(self.last, self._text(), {}, self._now())
        visible = {item.id for item in again.items}
        if all(item.id in visible for item in self.last.ledger.items):
            self.house.ledger = ledger.dumps(again)
            after = self.house.build(self._text(), self._now())
            assert moved(self.last, after) == set()
            self.published |= {item.id: item.published for item in again.items if item.withdrawn}

    @rule(name=names, here=CHANGE, there=CHANGE)
    def two_clones_build_apart_and_are_merged(
        self, name: str, here: tuple[str, str], there: tuple[str, str]
    ) -> None:
        self.build()
        before = dict(self.sessions[name])
        runs = []
        for change in (here, there):
            self.sessions[name] = before | dict([change])
            clone = House(self.house.ledger)
            runs.append(clone.build(self._text(), self._now(), Consent(same=frozenset(self.sessions))))
            self.now += timedelta(hours=1)
        self.house.ledger = ledger.dumps(merging.merge([run.ledger for run in runs]))
        self.sessions[name] = before | dict([here, there])
        run = self.house.build(self._text(), self._now(), Consent(same=frozenset(self.sessions)))
        for side in runs:
            for known, old in _marks(side).items():
                new = _marks(run)[known]
                assert new.uid == old.uid
                assert (new.sequence, new.modified) >= (old.sequence, old.modified)
                if new.lines != old.lines:
                    assert new.sequence > old.sequence
                    assert new.modified > old.modified
            assert {item.id for item in side.ledger.items} <= {item.id for item in run.ledger.items}
        gone = {known: old for known, old in self.marks.items() if known not in _marks(run)}
        self.last, self.marks = run, gone | _marks(run)
        self.published |= {item.id: item.published for item in run.ledger.items}
        self.build_again()

    def _now(self) -> str:
        return self.now.replace(tzinfo=None).isoformat()

    def _text(self) -> str:
        return source(*(session(name, **fields) for name, fields in self.sessions.items()))

    def _events_are_right(self, run: Run) -> None:
        shown = _marks(run)
        assert shown.keys() == self.sessions.keys()
        for name, marks in shown.items():
            old = self.marks.get(name)
            if old is None:
                continue
            assert marks.uid == old.uid
            back = old.lines == frozenset()
            if back or marks.lines != old.lines:
                assert marks.sequence == old.sequence + 1
                assert marks.modified > old.modified
            else:
                assert marks == old
        gone = {name: replace(old, lines=frozenset()) for name, old in self.marks.items() if name not in shown}
        self.marks = gone | shown

    def _items_are_right(self, run: Run) -> None:
        ids = [item.id for item in run.ledger.items]
        assert len(ids) == len(set(ids))
        for item in run.ledger.items:
            assert self.published.setdefault(item.id, item.published) == item.published
            assert item.updated >= item.published
        assert set(self.published) == set(ids)

    @invariant()
    def every_file_of_the_list_is_there(self) -> None:
        if self.last:
            listed = self.last.ledger.files
            made = {n: c.sha256 for n, c in self.last.site.items() if n != "ledger.json"}
            assert listed == made


Lives.TestCase.settings = settings(max_examples=15, stateful_step_count=30)
test_what_holds_in_any_life_of_a_cycle = Lives.TestCase
