"""The titles of notices: what, when, then the meeting's own title; cut at the end they still serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds import facts
from rencontres_feeds.catalogue import Message

if TYPE_CHECKING:
    from rencontres_feeds.publication import Facts
    from rencontres_feeds.renderers.wording import Words

_PLAIN = {
    "day-fixed": Message("Day fixed, {when}"),
    "hours-fixed": Message("Hours fixed, {when}"),
    "hours": Message("New hours, {when}"),
    "hours-open": Message("Hours to be confirmed again, {day}"),
    "venue": Message("New venue, {day}, {place}"),
    "venue-fixed": Message("Venue fixed, {when}"),
    "venue-open": Message("Venue to be confirmed, {when}"),
    "online-only": Message("Online only, {when}"),
    "online-too": Message("Also online, {when}"),
    "online-no-more": Message("On site only, {when}, {place}"),
    "confirmed": Message("Confirmed, {when}"),
    "tentative": Message("To be confirmed again, {when}"),
    "cancelled": Message("CANCELLED, {session}"),
    "postponed": Message("POSTPONED, {session} (new date to be fixed)"),
    "maintained": Message("GOING AHEAD, {session}"),
    "date": Message("New date, {when}"),
}


def change(before: Facts, after: Facts, title: str, words: Words) -> str:
    """The title of a notice: the most important of what changed, when it is, what was, and the meeting."""
    kind = _kind(before, after)
    values = {
        "when": words.brief(after.when),
        "day": words.days(after.when),
        "place": words.place(after),
        "session": words.session_of(after.when),
    }
    what = words.say(Message(_PLAIN[kind].msgid, **values))
    return words._("{what}: {title}", what=_beside(what, _instead(kind, before, after, words)), title=title)


def _kind(before: Facts, after: Facts) -> str:
    if after.status in ("cancelled", "postponed"):
        return after.status
    told = facts.changes(before, after)
    kind = told[0] if told else "maintained"
    return "hours-open" if kind == "hours" and after.when.start is None else kind


def _instead(kind: str, before: Facts, after: Facts, words: Words) -> str:
    """What it was before: « au lieu du 15 mars »; empty where it need not be said."""
    start = before.when.start
    if kind == "date":
        return words.instead_of(before.when, after.when)
    if kind == "hours" and start and start != after.when.start:
        return words._("instead of {old}", old=words.hour(start))
    return words._("instead of {old}", old=before.place) if kind == "online-only" and before.place else ""


def _beside(what: str, aside: str) -> str:
    """An aside in brackets; where the sentence ends in brackets already, in those."""
    if not aside:
        return what
    return f"{what[:-1]}, {aside})" if what.endswith(")") else f"{what} ({aside})"
