"""What an item shows, before any feed format: one value that RSS, Atom, JSON Feed and pages share."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from rencontres_feeds import addresses
from rencontres_feeds.catalogue import Message
from rencontres_feeds.model import Report
from rencontres_feeds.publication import Enclosure, Entry
from rencontres_feeds.renderers import fragments, markdown, titles
from rencontres_feeds.renderers.vevent import report_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rencontres_feeds.model import Announcement, Cycle, Link, Session
    from rencontres_feeds.publication import Edition, Item, Kind, Verbatim
    from rencontres_feeds.renderers.wording import Words

LABELS: Mapping[Kind, Message] = {
    "session": Message("New session"),
    "change": Message("Change"),
    "report": Message("Report"),
    "announcement": Message("Announcement"),
}
TERMS: Mapping[Kind, str] = {
    "session": "announcement",
    "change": "change",
    "report": "report",
    "announcement": "announcement",
}
"""Fixed categories, in no language, that readers can filter by."""

_DIGEST = "1"
_SUMMARY = 300
_PARAGRAPH = Markup("<p>{}</p>")
_LINK = Markup('<a href="{}">{}</a>')


def of_session(item: Item, session: Session, edition: Edition, cycle: Cycle, words: Words) -> Entry:
    """The entry of an item about a session: its announcement, a change or its report."""
    frame = _Frame(cycle, words)
    if item.verbatim:
        return _as_it_was(item, item.verbatim, frame.address(addresses.page(session.id)), words, session.topics)
    show = {"session": _announced, "change": _changed, "report": _reported}[item.kind]
    return show(item, session, edition, frame)


def of_announcement(item: Item, announcement: Announcement, cycle: Cycle, words: Words) -> Entry:
    """The entry of an announcement."""
    frame = _Frame(cycle, words)
    url = frame.address(addresses.announcement(announcement.id))
    if item.verbatim:
        return _as_it_was(item, item.verbatim, url, words)
    parts = [Markup(markdown.html(announcement.text, url)), _links(announcement.links)]  # noqa: S704  # made safe there
    if announcement.session:
        about = frame.address(addresses.page(announcement.session))
        parts.append(_PARAGRAPH.format(_LINK.format(about, words.catalogue._("The session’s page"))))
    return Entry(
        item=item,
        title=announcement.title,
        url=url,
        html=_joined(parts),
        summary=markdown.cut(markdown.plain(announcement.text), _SUMMARY) or announcement.title,
        label=words.say(LABELS[item.kind]),
    )


def digest(entry: Entry) -> str:
    """What stands for an entry's content in the ledger: title, text, link and enclosure."""
    enclosure = entry.enclosure
    offered = [enclosure.url, enclosure.media_type, enclosure.length, enclosure.sha256] if enclosure else []
    shown = json.dumps([entry.title, entry.html, entry.url, offered], ensure_ascii=False)
    return f"{_DIGEST}:{hashlib.sha256(shown.encode()).hexdigest()}"


def _as_it_was(item: Item, shown: Verbatim, url: str, words: Words, topics: tuple[str, ...] = ()) -> Entry:
    """An entry of which nothing is known but what it showed."""
    return Entry(item, shown.title, url, shown.html, shown.summary, words.say(LABELS[item.kind]), topics)


class _Frame:
    """The cycle and the language that every entry is shown in."""

    def __init__(self, cycle: Cycle, words: Words) -> None:
        self.cycle = cycle
        self.words = words
        self._ = words.catalogue._

    def address(self, name: str) -> str:
        return addresses.absolute(self.cycle.url, name)


def _announced(item: Item, session: Session, edition: Edition, frame: _Frame) -> Entry:
    _, words = frame._, frame.words
    if session.status == "cancelled":
        title = _(
            "Cancelled session, {when}: {title}",
            when=words.brief(session.when),
            title=session.title,
        )
    elif session.status == "postponed":
        title = _("Postponed session, {when}: {title}", when=words.brief(session.when), title=session.title)
    elif item.past:
        name = words.session_of(session.when)
        title = _("{session}: {title}", session=name[:1].upper() + name[1:], title=session.title)
    else:
        title = _("New session, {when}: {title}", when=words.brief(session.when), title=session.title)
    told = words.told(edition.told)
    parts = [
        *(_PARAGRAPH.format(sentence) for sentence in words.standing(session, edition)),
        _PARAGRAPH.format(told),
        *(_PARAGRAPH.format(_("With {speaker}", speaker=words.speaker(s))) for s in session.speakers),
        Markup(markdown.html(session.description, frame.address(addresses.page(session.id)))),  # noqa: S704  # made safe there
        _registration(session, frame),
        _links(session.links),
        _more(session, frame),
    ]
    text = " – ".join(part for part in (told, markdown.plain(session.description)) if part)
    return _entry(item, session, frame, title=title, parts=parts, text=text)


def _changed(item: Item, session: Session, edition: Edition, frame: _Frame) -> Entry:
    _ = frame._
    was, now = item.before or edition.told, item.after or edition.told
    before, after = frame.words.told(was), frame.words.told(now)
    lines = [_("Before: {facts}", facts=before), _("Now: {facts}", facts=after)]
    if item.note:
        lines.append(_("Reason: {note}", note=item.note))
    advice = _("If you subscribe to the calendar, yours will follow; if not, remember to correct it.")
    parts = [
        _PARAGRAPH.format(Markup("<br />").join(lines)),
        _PARAGRAPH.format(advice),
        _more(session, frame),
    ]
    title = titles.change(was, now, session.title, frame.words)
    text = " ".join(f"{line}." for line in lines)
    return _entry(item, session, frame, title=title, parts=parts, text=text)


def _reported(item: Item, session: Session, edition: Edition, frame: _Frame) -> Entry:  # noqa: ARG001  # one signature
    _, words = frame._, frame.words
    report = session.report or Report("none")
    page = frame.address(addresses.page(session.id))
    last = session.when.last
    title = (
        _("Report, session of {day}: {title}", day=words.date(last), title=session.title)
        if last
        else _("Report: {title}", title=session.title)
    )
    enclosure = _enclosure(session, report, frame)
    parts = [
        _PARAGRAPH.format(_LINK.format(enclosure.url, enclosure.title)) if enclosure else Markup(),
        Markup(markdown.html(report.text, page)),  # noqa: S704  # made safe there
        _more(session, frame),
    ]
    text = markdown.plain(report.text) or words.report(session, report)
    return _entry(item, session, frame, title=title, parts=parts, text=text, enclosure=enclosure)


def _enclosure(session: Session, report: Report, frame: _Frame) -> Enclosure | None:
    address = report_address(report, "", frame.cycle)
    if not address:
        return None
    title, document = frame.words.report(session, report), report.document
    if document:
        return Enclosure(address, document.media_type, document.size, title, document.sha256)
    kind = "application/pdf" if address.lower().endswith(".pdf") else "text/html"
    return Enclosure(address, kind, report.size, title)


def _entry(  # noqa: PLR0913  # what every entry about a session has, and what is its own
    item: Item,
    session: Session,
    frame: _Frame,
    *,
    title: str,
    parts: Iterable[Markup],
    text: str,
    enclosure: Enclosure | None = None,
) -> Entry:
    return Entry(
        item=item,
        title=title,
        url=frame.address(addresses.page(session.id)),
        html=_joined(parts),
        summary=markdown.cut(" ".join(text.split()), _SUMMARY),
        label=frame.words.say(LABELS[item.kind]),
        topics=session.topics,
        enclosure=enclosure,
    )


def _joined(parts: Iterable[Markup]) -> str:
    return fragments.written("\n".join(str(part) for part in parts if part))


def _registration(session: Session, frame: _Frame) -> Markup:
    registration = session.registration
    if registration is None or not (registration.text or registration.url):
        return Markup()
    told = escape(registration.text)
    if registration.url:
        told = Markup(" ").join([*([told] if told else []), _LINK.format(registration.url, registration.url)])
    return _PARAGRAPH.format(escape(frame._("Registration: {text}", text="\0")).replace("\0", told))


def _links(links: tuple[Link, ...]) -> Markup:
    if not links:
        return Markup()
    items = (Markup("<li>{}</li>").format(_LINK.format(link.url, link.title)) for link in links)
    return Markup("<ul>{}</ul>").format(Markup().join(items))


def _more(session: Session, frame: _Frame) -> Markup:
    page = frame.address(addresses.page(session.id))
    calendar = frame.address(addresses.INDEX) + "#s-abonner"
    return _PARAGRAPH.format(
        Markup(" · ").join(
            [
                _LINK.format(page, frame._("The session’s page")),
                _LINK.format(calendar, frame._("Subscribe to the calendar")),
            ]
        )
    )
