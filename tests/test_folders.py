"""Any life of a folder on a real disk: builds, kills, and ledgers lost, damaged, restored and merged."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from house import session, source
from interruptions import Faulty, Killed, killed
from rencontres_feeds import building, disk, ledger, restoring
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Refusal

Edit = tuple[str, tuple[str, str]]
"""Of a session: which, which field, and what is typed there."""
EDITS = st.tuples(
    st.sampled_from(["s1", "s2", "s3"]),
    st.sampled_from(
        [
            ("title", "Un essai"),
            ("title", "Un autre"),
            ("date", "2018-03-15"),
            ("date", "2018-04-20"),
            ("time", "18h30-20h30"),
            ("time", "19h"),
            ("venue", "la"),
            ("status", "cancelled"),
            ("status", ""),
        ]
    ),
)


class Folders(RuleBasedStateMachine):
    """A maintainer whose machine dies, whose disk forgets, and who works in two places."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.output = self.home / "output"
        self.kept = self.home / "kept"
        self.now = datetime(2018, 1, 10, 12, tzinfo=UTC)
        self.sessions: dict[str, dict[str, str]] = {"s1": {}, "s2": {}}
        self.whole = False
        """The ledger in the folder is the last one; else it is lost or damaged, and `kept` has it."""
        self.seen: dict[str, tuple[int, datetime, frozenset[str]]] = {}
        self.published: dict[str, datetime] = {}
        self.build()

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    # What happens

    @rule(edit=EDITS)
    def edit(self, edit: Edit) -> None:
        name, (key, value) = edit
        self.sessions.setdefault(name, {})[key] = value

    @rule(hours=st.sampled_from([1, 30, 24 * 40, -24 * 20]))
    def time_passes(self, hours: int) -> None:
        self.now = max(self.now + timedelta(hours=hours), datetime(2018, 1, 1, tzinfo=UTC))

    @precondition(lambda self: self.whole)
    @rule()
    def build(self) -> None:
        self._build(self.output)
        self._look()
        before = self._tree()
        self.now += timedelta(hours=1)
        self._build(self.output)
        assert self._tree() == before, "a second build wrote something"

    @precondition(lambda self: self.whole)
    @rule(at=st.integers(1, 120))
    def die_while_building(self, at: int) -> None:
        vars(disk)["os"] = Faulty(at, killed)
        try:
            self._build(self.output)
        except Killed:
            pass
        finally:
            vars(disk)["os"] = os
        self.build()

    @precondition(lambda self: self.whole)
    @rule(cut=st.floats(0, 0.99), flip=st.booleans())
    def damage(self, *, cut: float, flip: bool) -> None:
        path = self.output / "ledger.json"
        data = bytearray(path.read_bytes())
        at = int(len(data) * cut)
        if flip:
            data[at] ^= 1
        path.write_bytes(data if flip else data[:at])
        self._is_refused()

    @precondition(lambda self: self.whole)
    @rule()
    def lose(self) -> None:
        (self.output / "ledger.json").unlink()
        self._is_refused()

    @precondition(lambda self: not self.whole)
    @rule(way=st.sampled_from(["file", "folder", "marks", "calendar", "both"]))
    def restore(self, way: str) -> None:
        shown = self._public()
        kept = self.kept / "ledger.json"
        copies = [str(kept if way == "file" else self.kept)]
        if way == "marks":
            data = kept.read_bytes()
            (self.output / "ledger.json").write_bytes(
                b"<<<<<<< a\n" + data + b"=======\n" + data + b">>>>>>> b\n"
            )
            copies = [str(self.output / "ledger.json")]
        elif way == "calendar":
            copies = [str(self.kept / "calendar.ics")]
        elif way == "both":
            copies *= 2
        restoring.restore(copies, self._draft(), self.output, self.now)
        assert self._public() == shown
        self.whole = True
        self.build()

    @precondition(lambda self: self.whole)
    @rule(here=EDITS, there=EDITS)
    def publish_in_two_places(
        self, here: tuple[str, tuple[str, str]], there: tuple[str, tuple[str, str]]
    ) -> None:
        """Two clones build apart from one state; their sources and their ledgers are merged."""
        self.build()
        other = self.home / "other"
        shutil.copytree(self.output, other)
        mine = {name: dict(fields) for name, fields in self.sessions.items()}
        self.edit(there)
        self._build(other)
        theirs, self.sessions = self.sessions, mine
        self.edit(here)
        self._build(self.output)
        self.now += timedelta(hours=1)
        seen = [self._events(folder) for folder in (other, self.output)]
        for folder in (other, self.output):
            for item in ledger.loads((folder / "ledger.json").read_bytes()).items:
                self.published.setdefault(item.id, item.published)
        self.sessions = {name: theirs.get(name, {}) | fields for name, fields in self.sessions.items()} | {
            name: fields for name, fields in theirs.items() if name not in self.sessions
        }
        restoring.restore([str(other), str(self.output)], self._draft(), self.output, self.now)
        self.now += timedelta(hours=1)
        self._build(self.output)
        merged = self._events(self.output)
        for side in seen:
            for name, (sequence, modified, lines) in side.items():
                assert merged[name][:2] >= (sequence, modified)
                if merged[name][2] != lines:
                    assert merged[name][0] > sequence
                    assert merged[name][1] > modified
        self.seen = merged
        for item in self._ledger().items:  # of two under one id, one is kept
            self.published[item.id] = item.published
        shutil.rmtree(other)
        self.build()

    # What holds

    @invariant()
    def every_file_of_the_list_is_there_and_is_as_listed(self) -> None:
        if self.whole:
            for name, digest in self._ledger().files.items():
                assert hashlib.sha256((self.output / name).read_bytes()).hexdigest() == digest

    def _look(self) -> None:
        """What subscribers hold after a build, against what they held."""
        events = self._events(self.output)
        for name, (sequence, modified, lines) in self.seen.items():
            if events[name][2] == lines:
                assert events[name][:2] == (sequence, modified)
            else:
                assert events[name][0] == sequence + 1
                assert events[name][1] > modified
        self.seen = events
        items = self._ledger().items
        assert len({item.id for item in items}) == len(items)
        for item in items:
            if item.withdrawn:  # nobody sees it any more, and a feed gives back its id alone
                continue
            assert self.published.setdefault(item.id, item.published) == item.published
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.copytree(self.output, self.kept)

    def _is_refused(self) -> None:
        self.whole = False
        before = self._tree()
        try:
            self._build(self.output)
        except Refusal as refusal:
            assert "restore" in str(refusal.problems[0].mend)  # noqa: PT017  # with what follows
        else:
            raise AssertionError
        assert self._tree() == before

    # How

    def _draft(self) -> Any:
        text = source(*(session(name, **fields) for name, fields in self.sessions.items()))
        (self.home / "sessions.yaml").write_text(text, encoding="utf-8")
        return building.read(self.home / "sessions.yaml", self.now)

    def _build(self, output: Path) -> None:
        consent = Consent(same=frozenset(self.sessions))
        building.build(self.home / "sessions.yaml", self._draft(), output, self.now, consent)
        self.whole = True

    def _ledger(self) -> ledger.Ledger:
        return ledger.loads((self.output / "ledger.json").read_bytes())

    def _events(self, folder: Path) -> dict[str, tuple[int, datetime, frozenset[str]]]:
        calendar = icalendar.Calendar.from_ical((folder / "calendar.ics").read_bytes().decode())
        shown = {}
        events: list[Any] = calendar.walk("VEVENT")
        for event in events:
            marks = ("DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE")
            lines = frozenset(str(line) for line in event.content_lines() if not line.startswith(marks))
            shown[str(event["UID"])] = (int(event["SEQUENCE"]), event["LAST-MODIFIED"].dt, lines)
        return shown

    def _tree(self) -> dict[str, tuple[bytes, int]]:
        return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in self.output.rglob("*") if p.is_file()}

    def _public(self) -> dict[str, tuple[bytes, int]]:
        return {name: file for name, file in self._tree().items() if not name.endswith("ledger.json")}


Folders.TestCase.settings = settings(max_examples=12, stateful_step_count=15)
test_what_holds_in_any_life_of_a_folder = Folders.TestCase
