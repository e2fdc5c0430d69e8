"""Texts to paste into a letter, a post or a short message, made of the same sentences as the feeds.

Nothing is sent from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from rencontres_feeds import moments
from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.renderers import gsm, markdown, timeline, typography
from rencontres_feeds.renderers.paragraphs import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from rencontres_feeds.model import Session
    from rencontres_feeds.publication import Entry, Publication
    from rencontres_feeds.renderers.wording import Words

Purpose = Literal["announcement", "reminder", "change", "cancellation", "report"]
PURPOSES: Mapping[Purpose, Message] = {
    "announcement": Message("Announcement"),
    "reminder": Message("Reminder"),
    "change": Message("Change"),
    "cancellation": Message("Cancellation"),
    "report": Message("Report"),
}
Medium = Literal["email", "mastodon", "sms"]
MEDIA: Mapping[Medium, Message] = {
    "email": Message("E-mail"),
    "mastodon": Message("Mastodon"),
    "sms": Message("SMS"),
}

RECENT = timedelta(days=7)
"""A meeting within this time is recalled rather than announced; what moved within it is told as a change."""
MASTODON = 500
"""Characters of a post, on most servers."""
_LINK = 23
"""What a link counts for there, however long it is."""
_URL = re.compile(r"https?://\S+")
_APART = "\n\n"
_SHORTEST = 60
"""Of a subject that is cut: its kind and its day are there."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text to paste."""

    subject: str
    """Of a letter; empty: the medium has none."""
    body: str
    length: int
    """As the medium counts it."""
    parts: int = 1
    """Of an SMS: how many messages it takes."""


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to say of a session or an announcement, for one purpose."""

    purpose: Purpose
    subject: str
    entry: Entry
    place: str = ""
    """Where it is, if the subject does not say it."""

    def text(self, medium: Medium, words: Words) -> Text:
        """The text for one medium."""
        return {"email": _email, "mastodon": _mastodon, "sms": _sms}[medium](self, words)


def told(about: str, publication: Publication, now: datetime, words: Words) -> tuple[Told, ...]:
    """What can be told of the session or announcement with this id, the most fitting at `now` first.

    Empty: nothing that is published has this id.
    """
    entries = _entries(about, publication)
    if "announcement" in entries:
        return (Told("announcement", entries["announcement"].title, entries["announcement"]),)
    for session in publication.sessions:
        if session.id == about:
            case = _Case(session, entries, publication, now, words)
            return tuple(sorted(case.all(), key=case.unfitting))
    return ()


def measured(text: Text, medium: Medium) -> Message | Plural:
    """How long a text is, as its medium counts."""
    if medium == "mastodon":
        return Message("{n} of {limit} characters", n=text.length, limit=MASTODON)
    if medium == "sms":
        signs = Plural("{n} character", "{n} characters", n=text.length)
        if text.parts == 1:
            return Message("{signs} of {limit}, one message", signs=signs, limit=gsm.SINGLE)
        return Message("{signs}, {parts} messages", signs=signs, parts=text.parts)
    return Plural("{n} character", "{n} characters", n=text.length)


def _entries(about: str, publication: Publication) -> dict[str, Entry]:
    """The newest entry of each kind about a session or an announcement."""
    shown = [*publication.entries, *(entry for part in publication.archives for entry in part)]
    shown.sort(key=lambda entry: entry.item.published)
    return {entry.item.kind: entry for entry in shown if entry.item.about == about}


@dataclass(frozen=True, slots=True)
class _Case:
    session: Session
    entries: Mapping[str, Entry]
    publication: Publication
    now: datetime
    words: Words

    @property
    def over(self) -> bool:
        return moments.session_end(self.session, self.publication.programme.cycle) <= self.now

    def all(self) -> Iterator[Told]:
        """All that can be told, in the order of what is most wanted."""
        session, entries = self.session, self.entries
        if entry := entries.get("report"):
            yield Told("report", entry.title, entry)
        if session.status == "cancelled":
            notice = entries.get("change")
            off = notice and notice.item.after and notice.item.after.status == "cancelled"
            entry = notice if notice and off else entries["session"]
            yield Told("cancellation", entry.title, entry)
        elif entry := entries.get("change"):
            yield Told("change", entry.title, entry)
        if session.status in timeline.OFF:
            return
        entry = entries["session"]
        place = self.words.place(self.publication.editions[session.id].told)
        if session.when.day and not self.over:
            when = self.words.brief(session.when)
            subject = self.words._("Reminder, {when}: {title}", when=when, title=session.title)
            yield Told("reminder", subject, entry, place)
        yield Told("announcement", entry.title, entry, place)

    def unfitting(self, told: Told) -> bool:
        """There is something better to say now."""
        since = self.now - RECENT
        if told.purpose == "change":
            return self.over or told.entry.item.published < since
        if told.purpose == "reminder":
            far = moments.session_start(self.session) > self.now + RECENT
            return far or told.entry.item.published > self.now - moments.DAY  # only just announced
        return False


def _email(told: Told, words: Words) -> Text:
    said = plain(told.entry.html, words)
    if not any(told.entry.url in part for part in said):
        said.append(told.entry.url)
    body = _typeset(_APART.join(said), words)
    return Text(_typeset(told.subject, words), body, len(body))


def _mastodon(told: Told, words: Words) -> Text:
    """The subject, as much of the text as there is room for, the link, the topics."""
    tags = dict.fromkeys(filter(None, map(_hashtag, told.entry.topics)))
    end = _APART.join([told.entry.url, *([" ".join(tags)] if tags else [])])
    if counted(end) > MASTODON // 2:  # so many topics that nothing could be said
        end = told.entry.url
    said = [told.subject, *plain(told.entry.html, words, links=False)]
    room = MASTODON - counted(_APART + end)
    body = _fitted(_typeset(_APART.join(said), words), room) + _APART + end
    return Text("", body, counted(body))


def _sms(told: Told, words: Words) -> Text:  # noqa: ARG001  # one signature
    """In as few messages as can be, if need be with a shorter subject; the address stays whole."""
    subject, end = gsm.plain(told.subject), f"\n{told.entry.url}"
    where = f", {gsm.plain(told.place)}" if told.place else ""
    room = gsm.SINGLE - gsm.length(end)
    short = [gsm.plain(markdown.cut(subject, room - 4))] if room >= _SHORTEST else []  # « … » takes three
    bodies = [head + end for head in (subject + where, subject, *short)]
    body = min(bodies, key=gsm.parts)
    return Text("", body, gsm.length(body), gsm.parts(body))


def counted(text: str) -> int:
    """Characters as Mastodon counts them (its own count of a composed character may be lower)."""
    return len(_URL.sub("x" * _LINK, text))


def _fitted(text: str, room: int) -> str:
    """As many whole words of a text as count for at most `room`."""
    head, limit = text, room + len(text) - counted(text)  # no more than this can fit
    while counted(head) > room:
        head = markdown.cut(text, limit)
        limit -= 1
    return head


def _hashtag(topic: str) -> str:
    """« habitat participatif » as `#HabitatParticipatif`; empty: nothing in it can be a tag."""
    joined = "".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", topic))
    return f"#{joined}" if joined and not joined.isdigit() else ""


def _typeset(text: str, words: Words) -> str:
    """No-break spaces as French wants them; the wide one everywhere, for plain text is shown by any font."""
    typeset = typography.of(words.catalogue.language)
    return "\n".join(typeset(line).replace(typography.NARROW, typography.WIDE) for line in text.split("\n"))
