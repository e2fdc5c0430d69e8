"""The common edits of the source, text to text: a session more, other values of one, a report, an announcement.

Only the lines that the edit is about change; keys are typed in the language, the spelling and the layout that the
file is written in. What comes out is not judged here: `revision` holds it against what was there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds import tables as t
from rencontres_feeds.editing import finding, habits, handwriting, listing, sheet
from rencontres_feeds.nodes import Mapping

if TYPE_CHECKING:
    from rencontres_feeds.editing.habits import Habits
    from rencontres_feeds.editing.handwriting import Fields, Value
    from rencontres_feeds.editing.sheet import Sheet
    from rencontres_feeds.keys import Key, Table
    from rencontres_feeds.model import Language
    from rencontres_feeds.nodes import Node


def add_session(text: str, fields: Fields, default: Language = "en") -> str:
    """The source with one session more, at its place by date; `fields` are named in English.

    `default` is the language of keys where the file has none that tells.
    """
    return _add(text, fields, t.SESSIONS_NODE, default)


def add_announcement(text: str, fields: Fields, default: Language = "en") -> str:
    """The source with one announcement more, likewise."""
    return _add(text, fields, t.ANNOUNCEMENTS_NODE, default)


def change_session(text: str, name: str, fields: Fields) -> str:
    """The source with other values for fields of a session. Raises Unknown."""
    for key, value in fields.items():
        text = _change(text, name, key, value)
    return text


def report_session(text: str, name: str, fields: Fields) -> str:
    """The source with these fields in the report of a session, which is no longer promised. Raises Unknown."""
    for key, value in fields.items():
        text = _report(text, name, key, value)
    return text


def _add(text: str, fields: Fields, key: Key[Node], default: Language) -> str:
    top, on = finding.top(text), sheet.sheet(text)
    index = finding.find(top, key, t.TOP)
    known = habits.of(top, None if index is None else top.pairs[index][1], default)
    return sheet.apply(text, listing.add(on, top, key, fields, known))


def _change(text: str, name: str, field: str, value: Value) -> str:
    top, on = finding.top(text), sheet.sheet(text)
    session = finding.session(top, name)
    return sheet.apply(text, _put(on, session, t.SESSION, {field: value}, habits.of(top, session, "en")))


def _report(text: str, name: str, field: str, value: Value) -> str:
    """The report's file or address takes the place of its status; the rest of it stays."""
    top, on = finding.top(text), sheet.sheet(text)
    session = finding.session(top, name)
    known = habits.of(top, session, "en")
    report = finding.get(session, t.SESSION_REPORT, t.SESSION)
    if not isinstance(report, Mapping) or not report.pairs:
        return sheet.apply(text, _put(on, session, t.SESSION, {"report": {field: value}}, known))
    status = finding.find(report, t.REPORT_STATUS, t.REPORT)
    if status is None:
        return sheet.apply(text, _put(on, report, t.REPORT, {field: value}, known))
    key, _ = report.pairs[status]
    ((word, typed),) = known.typed({field: value}, t.REPORT).items()
    quote = on.text[on.begin(key)] if on.text[on.begin(key)] in "\"'" else ""
    renamed = sheet.Splice(on.begin(key), on.stop(key), handwriting.scalar(word, quote=quote))
    return sheet.apply(text, [renamed, *sheet.set_pair(on, report, status, typed, known.hand)])


def _put(on: Sheet, record: Mapping, table: Table, field: Fields, known: Habits) -> list[sheet.Splice]:
    """A field of a record: in the place of its value, or behind the field that comes before it in the table."""
    ((name, _),) = field.items()
    names = [key.name for key in table.keys]
    key = table.keys[names.index(name)]
    ((word, typed),) = known.typed(field, table).items()
    index = finding.find(record, key, table)
    if index is not None:
        return sheet.set_pair(on, record, index, typed, known.hand)
    found = (finding.find(record, before, table) for before in reversed(table.keys[: names.index(name)]))
    after = next((index for index in found if index is not None), len(record.pairs) - 1)
    return sheet.add_pair(on, record, after, {word: typed}, known.hand)
