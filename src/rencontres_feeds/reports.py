"""The report of a session: how its record is read, and what « report » is mistaken for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rencontres_feeds import dates, rules, spelling
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import Message
from rencontres_feeds.keys import record
from rencontres_feeds.model import Document, Report
from rencontres_feeds.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from datetime import datetime

    from rencontres_feeds.keys import Key, Reading, Record
    from rencontres_feeds.model import Cycle
    from rencontres_feeds.problems import Span
    from rencontres_feeds.programme import Stock


_LATER = frozenset(("date", "status", "statut", "au", "until"))
"""Keys below « report » that speak of a postponement, or of the report itself."""


def record_of(found: Record, reading: Reading) -> Record | None:
    """The record of a session's report; None if it has none, or none that could be read."""
    node = found.values.pop(t.SESSION_REPORT.name, None)
    if not isinstance(node, Scalar | Mapping | Sequence) or _postponement(node, found, reading):
        return None
    if isinstance(node, Scalar):
        _no_record(node, found, reading)
        return None
    return record(node, t.REPORT, reading)


def read(inner: Record, cycle: Cycle, stock: Stock, now: datetime, reading: Reading) -> Report:
    """The report of its record."""
    path = inner.get(t.REPORT_FILE)
    document = _document(path, inner.place(t.REPORT_FILE), stock, reading) if path else None
    _check(inner, cycle, now, reading)
    typed = inner.get(t.REPORT_STATUS)
    return Report(
        status=typed or "published",
        published=inner.get(t.REPORT_PUBLISHED),
        text=inner.take(t.TEXT, ""),
        document=document,
        url=inner.take(t.URL, ""),
        size=inner.get(t.REPORT_SIZE),
    )


def _document(path: str, place: Span, stock: Stock, reading: Reading) -> Document | None:
    found = stock(path)
    if isinstance(found, Document):
        return found
    reading.problems.append(replace(found, span=place))
    return None


def _check(found: Record, cycle: Cycle, now: datetime, reading: Reading) -> None:
    """How the fields of a report must fit together."""
    reading.problems += rules.not_in_future(found, t.REPORT_PUBLISHED, found.get(t.REPORT_PUBLISHED), cycle, now)
    status = found.get(t.REPORT_STATUS)
    there = any(found.has(key) for key in (t.REPORT_FILE, t.URL, t.TEXT))
    if status and there:
        reading.error(
            found.place(t.REPORT_STATUS),
            Message(
                "the report is there, and said to be “{status}”",
                status=t.REPORT_WORDS.word(status, reading.keys),
            ),
            Message("Delete the line “{key}”.", key=found.word(t.REPORT_STATUS)),
        )
    if not there and not found.has(t.REPORT_STATUS):
        line = f"{t.REPORT_STATUS.word(reading.keys)}: {t.REPORT_WORDS.word('forthcoming', reading.keys)}"
        reading.error(
            found.span,
            Message("a report has a text, a file or an address"),
            Message("While it is promised only: “{line}”.", line=line),
        )


def _no_record(node: Scalar, found: Record, reading: Reading) -> None:
    """What stands where the keys of a report should be tells which of them is meant."""
    text, words = node.text.strip(), t.REPORT_WORDS
    key: Key[object]
    known = {spelling.fold(name): value for name, value in {**words.options, **words.meant}.items()}
    if value := known.get(spelling.fold(text)):
        key, text = t.REPORT_STATUS, words.word(value, reading.keys)
    elif text.startswith(("http://", "https://")):
        key, text = t.URL, f'"{text}"'
    elif " " not in text and "." in text:
        key = t.REPORT_FILE
    else:
        first, _, more = text.partition("\n")
        key, text = t.TEXT, f"|\n    {first}{' …' if more else ''}"
    reading.error(
        node.span,
        Message("{name} is written as “key: value” lines", name=t.REPORT.name),
        Message("Write:\n{line}", line=f"{found.word(t.SESSION_REPORT)}:\n  {key.word(reading.keys)}: {text}"),
    )


def _postponement(node: Node, found: Record, reading: Reading) -> bool:
    """To a French eye « report » is a postponement: a day or « reportée » below it is meant so."""
    texts = [node] if isinstance(node, Scalar) else []
    if isinstance(node, Mapping):
        pairs = [(key.text, value) for key, value in node.pairs if isinstance(key, Scalar)]
        texts = [value for key, value in pairs if spelling.fold(key) in _LATER and isinstance(value, Scalar)]
    meant = [text for text in texts if _means_later(text.text)]
    key = found.word(t.SESSION_REPORT)
    for text in meant:
        reading.error(
            text.span,
            Message("“{key}” is what was written of a session, not its postponement", key=key),
            Message(
                "For a postponed session, leave “{date}:” as it was and write: “{line}”. Once the new day is"
                " known, write it as “{date}:”, and leave the status out.",
                date=found.word(t.DATE),
                line=t.status("postponed", reading.keys),
            ),
        )
    return bool(meant)


def _means_later(text: str) -> bool:
    folded = spelling.fold(text)
    return folded.startswith(("report", "postpon", "repouss", "decal")) or dates.looks_like_a_day(text)
