"""What an item shows, before any feed format: one value that RSS, Atom, JSON Feed and pages share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, overload

from rencontres_feeds import addresses
from rencontres_feeds.catalogue import Message
from rencontres_feeds.model import Report
from rencontres_feeds.publication import Enclosure, Entry
from rencontres_feeds.renderers import markdown, titles
from rencontres_feeds.renderers.fragments import escaped, link, paragraph
from rencontres_feeds.renderers.vevent import report_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rencontres_feeds.model import Announcement, Cycle, Link, Session
    from rencontres_feeds.publication import Edition, Item, Kind
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
_MAX_SUMMARY = 300
_KEPT = 20_000
"""Of so many items what they show is kept until it is asked for; of more, memory is dearer than time."""


class Frame:
    """The cycle and the language that every entry is shown in."""

    def __init__(self, cycle: Cycle, words: Words) -> None:
        self.cycle = cycle
        self.words = words
        self._ = words.catalogue._
        self.labels = {kind: words.say(label) for kind, label in LABELS.items()}
        subscribe = self.address(addresses.INDEX) + "#s-abonner"
        self.more = f" · {link(subscribe, self._('Subscribe to the calendar'))}</p>"
        """The end of the paragraph that leads on from every entry."""
        self.page = self._("The session’s page")

    def address(self, name: str) -> str:
        """The public address of a file of the site."""
        return addresses.absolute(self.cycle.url, name)


class _Shown(NamedTuple):
    """What people read of an item."""

    title: str
    url: str
    html: str
    summary: str
    enclosure: Enclosure | None = None


class Entries:
    """The entries of a run: what stands for each in the ledger is told of all, the entry made of few."""

    def __init__(
        self,
        frame: Frame,
        sessions: Iterable[Session],
        announcements: Iterable[Announcement],
        editions: Mapping[str, Edition],
    ) -> None:
        self._frame = frame
        self._sessions = {session.id: session for session in sessions}
        self._announcements = {announcement.id: announcement for announcement in announcements}
        self._editions = editions
        self._kept: dict[str, _Shown] = {}

    def digest(self, item: Item) -> str:
        """The digest of an item's entry. It is new, or shows something new: its entry will be asked for."""
        shown = self._shown(item)
        if len(self._kept) < _KEPT:
            self._kept[item.id] = shown
        return _digest(shown.title, shown.html, shown.url, shown.enclosure)

    def entry(self, item: Item) -> Entry:
        """The entry of an item."""
        shown = self._kept.pop(item.id, None) or self._shown(item)
        topics = () if item.kind == "announcement" else self._sessions[item.about].topics
        return _entry(item, shown, self._frame, topics)

    def _shown(self, item: Item) -> _Shown:
        if item.kind == "announcement":
            return _of_announcement(item, self._announcements[item.about], self._frame)
        return _of_session(item, self._sessions[item.about], self._editions[item.about], self._frame)


class Archive(Sequence[Entry]):
    """The entries of an archive, each made whenever it is looked at."""

    def __init__(self, items: tuple[Item, ...], entries: Entries) -> None:
        self._items = items
        self._entries = entries

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, number: int) -> Entry: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Entry]: ...
    def __getitem__(self, number: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(number, slice):
            return Archive(self._items[number], self._entries)
        return self._entries.entry(self._items[number])


def inputs(item: Item) -> str:
    """What stands for all of an item that its entry may show, but for its dates."""
    return repr((item.id, item.kind, item.about, item.past, item.before, item.after, item.note, item.verbatim))


def of_session(item: Item, session: Session, edition: Edition, frame: Frame) -> Entry:
    """The entry of an item about a session: its announcement, a change or its report."""
    shown = _of_session(item, session, edition, frame)
    return _entry(item, shown, frame, session.topics)


def of_announcement(item: Item, announcement: Announcement, frame: Frame) -> Entry:
    """The entry of an announcement."""
    return _entry(item, _of_announcement(item, announcement, frame), frame)


def digest(entry: Entry) -> str:
    """What stands for an entry's content in the ledger: title, text, link and enclosure."""
    return _digest(entry.title, entry.html, entry.url, entry.enclosure)


def _digest(title: str, html: str, url: str, enclosure: Enclosure | None) -> str:
    offered = [enclosure.url, enclosure.media_type, enclosure.length, enclosure.sha256] if enclosure else []
    shown = json.dumps([title, html, url, offered], ensure_ascii=False)
    return f"{_DIGEST}:{hashlib.sha256(shown.encode()).hexdigest()}"


def _entry(item: Item, shown: _Shown, frame: Frame, topics: tuple[str, ...] = ()) -> Entry:
    return Entry(
        item=item,
        title=shown.title,
        url=shown.url,
        html=shown.html,
        summary=shown.summary,
        label=frame.labels[item.kind],
        topics=topics,
        enclosure=shown.enclosure,
    )


def _of_session(item: Item, session: Session, edition: Edition, frame: Frame) -> _Shown:
    page = frame.address(addresses.page(session.id))
    if item.verbatim:  # nothing is known of it but what it showed
        return _Shown(item.verbatim.title, page, item.verbatim.html, item.verbatim.summary)
    if item.kind == "session":
        return _announced(item, session, edition, page, frame)
    if item.kind == "change":
        return _changed(item, session, edition, page, frame)
    return _reported(session, page, frame)


def _of_announcement(item: Item, announcement: Announcement, frame: Frame) -> _Shown:
    url = frame.address(addresses.announcement(announcement.id))
    if item.verbatim:
        return _Shown(item.verbatim.title, url, item.verbatim.html, item.verbatim.summary)
    about = frame.address(addresses.page(announcement.session)) if announcement.session else ""
    parts = [
        markdown.xhtml(announcement.text, url),
        _links(announcement.links),
        f"<p>{link(about, frame.page)}</p>" if about else "",
    ]
    summary = markdown.cut(markdown.plain(announcement.text), _MAX_SUMMARY) or announcement.title
    return _Shown(announcement.title, url, _joined(parts), summary)


def _announced(item: Item, session: Session, edition: Edition, page: str, frame: Frame) -> _Shown:
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
        *map(paragraph, words.standing(session, edition)),
        paragraph(told),
        *(paragraph(_("With {speaker}", speaker=words.speaker(s))) for s in session.speakers),
        markdown.xhtml(session.description, page),
        _registration(session, frame),
        _links(session.links),
        _more(page, frame),
    ]
    text = " – ".join(part for part in (told, markdown.plain(session.description)) if part)
    return _Shown(title, page, _joined(parts), _summary(text))


def _changed(item: Item, session: Session, edition: Edition, page: str, frame: Frame) -> _Shown:
    _ = frame._
    was, now = item.before or edition.told, item.after or edition.told
    before, after = frame.words.told(was), frame.words.told(now)
    lines = [_("Before: {facts}", facts=before), _("Now: {facts}", facts=after)]
    if item.note:
        lines.append(_("Reason: {note}", note=item.note))
    advice = _("If you subscribe to the calendar, yours will follow; if not, remember to correct it.")
    parts = [
        f"<p>{'<br />'.join(map(escaped, lines))}</p>",
        paragraph(advice),
        _more(page, frame),
    ]
    title = titles.change(was, now, session.title, frame.words)
    return _Shown(title, page, _joined(parts), _summary(" ".join(f"{line}." for line in lines)))


def _reported(session: Session, page: str, frame: Frame) -> _Shown:
    _, words = frame._, frame.words
    report = session.report or Report("none")
    last = session.when.last
    title = (
        _("Report, session of {day}: {title}", day=words.date(last), title=session.title)
        if last
        else _("Report: {title}", title=session.title)
    )
    enclosure = _enclosure(session, report, frame)
    parts = [
        f"<p>{link(enclosure.url, enclosure.title)}</p>" if enclosure else "",
        markdown.xhtml(report.text, page),
        _more(page, frame),
    ]
    text = markdown.plain(report.text) or words.report(session, report)
    return _Shown(title, page, _joined(parts), _summary(text), enclosure)


def _enclosure(session: Session, report: Report, frame: Frame) -> Enclosure | None:
    address = report_address(report, "", frame.cycle)
    if not address:
        return None
    title, document = frame.words.report(session, report), report.document
    if document:
        return Enclosure(address, document.media_type, document.size, title, document.sha256)
    kind = "application/pdf" if address.lower().endswith(".pdf") else "text/html"
    return Enclosure(address, kind, report.size, title)


def _joined(parts: list[str]) -> str:
    return "\n".join(part for part in parts if part)


def _summary(text: str) -> str:
    return markdown.cut(" ".join(text.split()), _MAX_SUMMARY)


def _registration(session: Session, frame: Frame) -> str:
    registration = session.registration
    if registration is None or not (registration.text or registration.url):
        return ""
    told = [escaped(registration.text)] if registration.text else []
    if registration.url:
        told.append(link(registration.url, registration.url))
    sentence = escaped(frame._("Registration: {text}", text="\0"))
    return f"<p>{sentence.replace(chr(0), ' '.join(told))}</p>"


def _links(links: tuple[Link, ...]) -> str:
    if not links:
        return ""
    return f"<ul>{''.join(f'<li>{link(one.url, one.title)}</li>' for one in links)}</ul>"


def _more(page: str, frame: Frame) -> str:
    return f"<p>{link(page, frame.page)}{frame.more}"
