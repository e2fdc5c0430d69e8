"""What a publication would change, in sentences: a line for each thing that a person would see.

The lines are for a terminal. Days, places and notices are in the words that members and readers get.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rencontres_feeds import addresses
from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.renderers import titles
from rencontres_feeds.renderers.entries import LABELS
from rencontres_feeds.renderers.wording import past_midnight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rencontres_feeds.calendars import Move
    from rencontres_feeds.difference import Article, Difference, Meeting, Names, Poster, Reason, State
    from rencontres_feeds.facts import Change
    from rencontres_feeds.model import When
    from rencontres_feeds.publication import Facts
    from rencontres_feeds.renderers.wording import Words

_APART = 3
"""So many sessions of which nothing is told to readers have a line each; more of them share one."""
_MANY = 8
"""So many names of a kind of file are shown."""

_BEGINNINGS = {
    "first": Message("First publication: nobody has anything yet."),
    "real": Message(
        "First publication at a real address: each session gets its lasting identity, and the rehearsal is over."
    ),
}
_PLAIN: dict[Change, Message] = {
    "cancelled": Message("is cancelled"),
    "postponed": Message("is postponed, new date to be fixed"),
    "maintained": Message("goes ahead after all"),
    "day-fixed": Message("day fixed: {when}"),
    "hours-fixed": Message("hours fixed: {when}"),
    "venue": Message("new venue: {place}, no longer {old}"),
    "venue-fixed": Message("venue fixed: {place}"),
    "venue-open": Message("its venue is to be confirmed again, no longer {old}"),
    "online-only": Message("venue: online only, no longer {old}"),
    "online-too": Message("is online as well"),
    "online-no-more": Message("is no longer online: {place}"),
    "confirmed": Message("is confirmed"),
    "tentative": Message("is to be confirmed again"),
}
_REASONS: dict[Reason, Message] = {
    "date": Message("date"),
    "day-fixed": Message("date"),
    "hours": Message("hours"),
    "hours-fixed": Message("hours"),
    "venue": Message("venue"),
    "venue-fixed": Message("venue"),
    "venue-open": Message("venue"),
    "online-only": Message("venue"),
    "online-too": Message("online"),
    "online-no-more": Message("online"),
    "title": Message("title"),
    "cancelled": Message("cancelled"),
    "postponed": Message("postponed"),
    "maintained": Message("going ahead"),
    "confirmed": Message("confirmed"),
    "tentative": Message("to be confirmed"),
    "removed": Message("taken out"),
}


def lines(difference: Difference, words: Words) -> tuple[str, ...]:
    """What people will see, a line each; nothing for nothing."""
    return tuple(_lines(difference, words)) if difference.files else ()


def files(difference: Difference, words: Words, *, named: bool) -> tuple[str, ...]:
    """How many files change; `named`: and which."""
    return tuple(_files(difference.files, words, named=named)) if difference.files else ()


def _lines(difference: Difference, words: Words) -> Iterator[str]:
    if difference.beginning:
        yield words.say(_BEGINNINGS[difference.beginning])
    yield from _calendar(difference, words)
    yield from _feeds(difference, words)
    yield from _pages(difference.pages, words, _MANY)
    yield from _documents(difference.documents, words, _MANY)
    yield from _posters(difference.posters, words)
    if difference.unseen:
        yield words._(
            "Members and readers see no change; only the memory of the publication (ledger.json) is updated."
        )


# Calendar


def _calendar(difference: Difference, words: Words) -> Iterator[str]:
    corrected = [m.session for m in difference.meetings if m.state == "corrected"]
    together = len(corrected) > _APART
    for meeting in difference.meetings:
        if not (together and meeting.state == "corrected"):
            yield words._("Calendar: {change}", change=_meeting(meeting, words))
    if together:
        names = ", ".join(corrected)
        yield words._(
            "Calendar: {n} sessions are corrected in their details: {names}", n=len(corrected), names=names
        )
    for move in difference.moves:
        yield words.say(_move(move))
    if difference.calendar_frame:
        yield words._("Calendar: what it says of itself changes, and no session")


def _move(move: Move) -> Plural:
    """Sessions that leave the calendar to subscribe to, or come back to it."""
    n, old = len(move.sessions), addresses.calendar(move.before)
    if move.after:
        return Plural(
            "Calendar: {n} session passes from {old} to {new}",
            "Calendar: {n} sessions pass from {old} to {new}",
            n=n,
            old=old,
            new=addresses.calendar(move.after),
        )
    return Plural(
        "Calendar: {n} session comes back from {old}",
        "Calendar: {n} sessions come back from {old}",
        n=n,
        old=old,
    )


def _meeting(meeting: Meeting, words: Words) -> str:
    """What becomes of a session."""
    name = meeting.session
    if meeting.title:
        name = words._("{id}, “{title}”", id=name, title=meeting.title)
    told = words.told(meeting.told)
    if meeting.before is None:
        sentence = words._("new session {session}, {told}", session=name, told=told)
    elif meeting.state == "removed":
        sentence = words._("{session} is taken out: {told}", session=name, told=told)
    elif meeting.state == "returned":
        sentence = words._("{session}, comes back: {told}", session=name, told=told)
    elif meeting.state == "corrected":
        sentence = words._("{session}, is corrected in its details", session=name)
    else:
        what = list(_changes(meeting, meeting.before, words))
        sentence = words._("{session}, {what}", session=name, what=what[0])
        for also in what[1:]:
            sentence = words._("{sentence}; {also}", sentence=sentence, also=also)
    return _marked(meeting, sentence, words)


def _marked(meeting: Meeting, sentence: str, words: Words) -> str:
    """The same, with what becomes of its event."""
    if meeting.state == "removed":
        left = meeting.was is not None
        return words._("{sentence}; it leaves people’s calendars", sentence=sentence) if left else sentence
    if meeting.sequence is None:
        return words._("{sentence}; it enters people’s calendars once its day is fixed", sentence=sentence)
    if meeting.state == "new" or meeting.was == meeting.sequence:
        return sentence
    if meeting.was is None and meeting.state == "changed":
        return words._("{sentence}; it enters people’s calendars", sentence=sentence)
    return words._("{sentence} (revision {n})", sentence=sentence, n=meeting.sequence)


def _changes(meeting: Meeting, before: Facts, words: Words) -> Iterator[str]:
    moved = {"date", "day-fixed"}.intersection(meeting.changes)
    for change in meeting.changes:
        if not (moved and change in ("hours", "hours-fixed")):  # said with the day
            yield _change(change, before, meeting.told, words)
    if meeting.retitled:
        yield words._("has another title")
    if meeting.reported:
        yield words._("gets its report")


def _change(change: Change, before: Facts, after: Facts, words: Words) -> str:
    if change == "date":
        return _date(before.when, after.when, words)
    if change == "hours":
        return _hours(before.when, after.when, words)
    old = before.place or words.place(before)
    return words._(_PLAIN[change].msgid, when=words.when(after.when), place=words.place(after), old=old)


def _date(old: When, new: When, words: Words) -> str:
    if not (_one_day(old) and _one_day(new)):
        return words._("new date: {new}, {instead}", new=words.when(new), instead=words.instead_of(old, new))
    if (old.start, old.end) == (new.start, new.end):
        return words._("moves from {old} to {new}", old=words.brief(old), new=words.brief(new))
    return words._("moves from {old}, to {new}", old=words.when(old), new=words.when(new))


def _one_day(when: When) -> bool:
    return when.day is not None and (when.until is None or past_midnight(when))


def _hours(old: When, new: When, words: Words) -> str:
    before = words.hours(old)
    if new.start is None:
        return words._("its hours are to be confirmed again, no longer {old}", old=before)
    day = words.days(new)
    return words._("new hours on {day}: {new}, no longer {old}", day=day, new=words.hours(new), old=before)


# Feeds


def _feeds(difference: Difference, words: Words) -> Iterator[str]:
    states: tuple[State, ...] = ("new", "returned", "corrected", "removed")
    for state in states:
        titles = [_title(a, words) for a in difference.articles if a.state == state]
        if len(titles) == 1:
            yield words._("{articles}, {title}", articles=_count(state, 1), title=titles[0])
        elif titles:
            yield words._("{articles}:", articles=_count(state, len(titles)))
            yield from (f"  - {title}" for title in titles)
    if difference.feeds_frame:
        yield words._("Feeds: what they say of themselves changes, and no item")


def _count(state: State, n: int) -> Plural:
    if state == "new":
        return Plural("Feeds: {n} new item", "Feeds: {n} new items", n=n)
    if state == "returned":
        return Plural("Feeds: {n} item comes back", "Feeds: {n} items come back", n=n)
    if state == "corrected":
        return Plural("Feeds: {n} item corrected", "Feeds: {n} items corrected", n=n)
    return Plural("Feeds: {n} item withdrawn", "Feeds: {n} items withdrawn", n=n)


def _title(article: Article, words: Words) -> str:
    """The title of an item; of a withdrawn one as far as it is known."""
    item, title = article.item, article.title
    if article.state == "removed" and item.kind != "announcement":
        title = title or item.about
        if item.before and item.after:
            title = titles.change(item.before, item.after, title, words)
        else:
            title = words._("{session}: {title}", session=words.say(LABELS[item.kind]), title=title)
    return words._("“{title}”", title=title)


# Pages, documents, posters, files


def _pages(pages: Names, words: Words, most: int) -> Iterator[str]:
    if pages.new:
        yield words._("New pages: {names}", names=_stems(pages.new, words, most))
    if pages.changed:
        yield words._("Changed pages: {names}", names=_stems(pages.changed, words, most))
    if pages.removed:
        yield words._("Removed pages: {names}", names=_stems(pages.removed, words, most))


def _documents(documents: Names, words: Words, most: int) -> Iterator[str]:
    if documents.new:
        yield words._("New documents: {names}", names=_files_of(documents.new, words, most))
    if documents.changed:
        yield words._("Changed documents: {names}", names=_files_of(documents.changed, words, most))
    if documents.removed:
        yield words._("Removed documents: {names}", names=_files_of(documents.removed, words, most))


def _posters(posters: Sequence[Poster], words: Words) -> Iterator[str]:
    again = ", ".join(_poster(poster, words) for poster in posters if not poster.down)
    down = ", ".join(_poster(poster, words) for poster in posters if poster.down)
    if again:
        yield words._("Posters to print again: {names}", names=again)
    if down:
        yield words._("Posters to take down: {names}", names=down)


def _poster(poster: Poster, words: Words) -> str:
    reasons = dict.fromkeys(words.say(_REASONS[reason]) for reason in poster.reasons)
    return f"{poster.session} ({', '.join(reasons)})"


def _files(files: Names, words: Words, *, named: bool) -> Iterator[str]:
    if named:
        yield from (words._("new      {name}", name=name) for name in files.new)
        yield from (words._("changed  {name}", name=name) for name in files.changed)
        yield from (words._("removed  {name}", name=name) for name in files.removed)
    if files.left:
        yield words._("Left where they are, for somebody changed them: {names}", names=", ".join(files.left))
    count = Message(
        "{written}, {removed}",
        written=Plural("{n} to write", "{n} to write", n=len(files.new) + len(files.changed)),
        removed=Plural("{n} to remove", "{n} to remove", n=len(files.removed)),
    )
    yield (
        words._("Files: {count}.", count=count)
        if named
        else words._("Files: {count} (-v names them).", count=count)
    )


def _stems(names: Iterable[str], words: Words, most: int) -> str:
    return _some([PurePosixPath(name).stem for name in names], words, most)


def _files_of(names: Iterable[str], words: Words, most: int) -> str:
    return _some([name.partition("/")[2] for name in names], words, most)


def _some(names: Sequence[str], words: Words, most: int) -> str:
    """The names, as many as are to be shown."""
    if len(names) <= most + 1:
        return ", ".join(names)
    return words._("{names} and {n} others", names=", ".join(names[:most]), n=len(names) - most)
