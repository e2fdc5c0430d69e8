"""What the commands share that edit the source: they show the difference, ask, and write."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rencontres_feeds import console, desk, institute, press, shelves, stock
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import Message, msgid
from rencontres_feeds.commands import asking
from rencontres_feeds.console import Telling, option
from rencontres_feeds.dates import Day
from rencontres_feeds.editing import changes, edits, revision
from rencontres_feeds.problems import Refusal, errors, refuse
from rencontres_feeds.spelling import near

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from rencontres_feeds.desk import Adopted, Opened
    from rencontres_feeds.editing.revision import Meant
    from rencontres_feeds.model import Session, Status

yes = option("-y", "--yes", is_flag=True, help=msgid("Do not ask: write."))


def _iso(day: Day | date) -> str:
    """A day as it is written into the file, or a month."""
    if not isinstance(day, Day):
        return day.isoformat()
    return day.day.isoformat() if day.day else "{:04}-{:02}".format(*day.month)


TITLE = asking.Typed(t.TITLE)
DATE = asking.Typed(t.DATE, _iso)
DAY = asking.Typed(t.UNTIL, _iso)
TIME = asking.Typed(t.TIME)
VENUE = asking.Typed(t.SESSION_VENUE)
ONLINE = asking.Typed(t.ONLINE)
NOTE = asking.Typed(t.NOTE)
note = option("--note", type=NOTE, metavar="TEXT", help=msgid("Why; members read it."))


def begin(telling: Telling, source: Path, now: datetime) -> Opened:
    """The source, open. Raises Refusal if it cannot be read, or has errors."""
    data = desk.read(source)
    if institute.is_one(data):
        raise refuse(
            Message(
                "{path} is the file of an institute: its sessions are in those of its cycles", path=str(source)
            ),
            Message("Name the file of the cycle instead, as in toulouse/sessions.yaml"),
        )
    draft = telling.draft = press.read(data, stock.of(source.parent), now, shelves.shared(source))
    return desk.opened(source, data, draft, now)


def session(opened: Opened, name: str) -> Session:
    """The session of an id. Raises Refusal."""
    there = {s.id: s for s in opened.programme.sessions}
    if name in there:
        return there[name]
    close = near(name, there)
    raise refuse(
        Message("no session has the id “{id}”", id=name),
        Message("Did you mean “{close}”?", close=close)
        if close
        else Message("The ids: {names}.", names=", ".join(there) or "–"),
    )


def settle(  # noqa: PLR0913  # one call in each command
    telling: Telling, opened: Opened, text: str, meant: Meant, *, yes: bool, adopted: Adopted | None = None
) -> None:
    """Read the edited text again, show what would change, ask, and write it.

    Leaves with `USAGE` if there is nobody to ask, and with `MEND` if the answer is no: then nothing was written.
    """
    data = revision.data_of(text, opened.data)
    if data == opened.data:
        telling.note(Message("That is what the file says already."))
        return
    after = desk.read_again(opened, data, adopted)
    new = [problem for problem in after.problems if problem.what not in {p.what for p in opened.draft.problems}]
    telling.draft = after
    if after.programme is None:
        telling.remark(Message("Nothing was written. With this change there would be something to mend:"))
        raise Refusal(errors(after.problems))
    telling.warn(new)
    if not revision.holds(opened.programme, after.programme, meant):
        raise refuse(
            Message("this cannot be typed into the file without touching something else"),
            Message("Its layout is unusual here: make this change by hand."),
        )
    telling.changes(revision.difference(opened.text, text))
    if not yes:
        _ask(telling, opened)
    if adopted:
        desk.copy(opened.path, adopted)
    desk.write(opened, data)
    telling.note(
        Message("{path} is written. Next: “rencontres-feeds build” publishes it.", path=str(opened.path))
    )


def _ask(telling: Telling, opened: Opened) -> None:
    if not asking.here():
        telling.remark(Message("Nothing was written: there is nobody to ask. With --yes it is written."))
        sys.exit(console.USAGE)
    if not asking.agreed(Message("Write this into {path}? [Y/n]", path=str(opened.path))):
        telling.note(Message("Nothing was written."))
        sys.exit(console.MEND)


def set_status(  # noqa: PLR0913  # as `settle`
    source: Path, now: datetime, name: str, status: Status, note: str | None, *, yes: bool
) -> None:
    """Give a session another status; why is asked on a terminal, and stays as it is if nothing is said."""
    with Telling(source) as telling:
        opened = begin(telling, source, now)
        found = session(opened, name)
        if note is None and asking.here() and not yes:
            note = asking.ask(Message("Why? (Enter: nothing is said)"), NOTE, found.note)
        fields = {"status": status, **({"note": note} if note else {})}
        text = edits.change_session(opened.text, name, fields)
        settle(telling, opened, text, changes.meant(name, fields), yes=yes)
