"""What changed between two states of a session, as far as it is told to people.

One question, asked by the decision (is there a notice?) and by the wording (what does it say?), so that
they cannot disagree. Knows neither the ledger nor any language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rencontres_feeds.publication import Facts, Former

if TYPE_CHECKING:
    from rencontres_feeds.model import Session

Change = Literal[
    "cancelled",
    "postponed",
    "maintained",
    "date",
    "day-fixed",
    "hours",
    "hours-fixed",
    "venue",
    "venue-fixed",
    "venue-open",
    "online-only",
    "online-too",
    "online-no-more",
    "confirmed",
    "tentative",
]
"""In the order in which they name a notice: the first is its title."""

_OFF = ("cancelled", "postponed")


def of(session: Session) -> Facts:
    """The facts that members are told of a session."""
    return Facts(
        when=session.when,
        status=session.status,
        venue=session.venue.key if session.venue else "",
        place=session.venue.name if session.venue else "",
        online=bool(session.online),
    )


def changes(before: Facts, after: Facts) -> tuple[Change, ...]:
    """All that a person would be told, the most important first; empty when nothing is to be told.

    A venue is new only when the place a person would go to is another: both its key and its shown name
    differ (a key renamed, a name or an address completed: the same place), or the meeting goes on line
    or off it.
    """
    return (*_status(before, after), *_time(before, after), *_place(before, after))


def _status(before: Facts, after: Facts) -> tuple[Change, ...]:
    if before.status == after.status:
        return ()
    if after.status == "cancelled":
        return ("cancelled",)
    if after.status == "postponed":
        return ("postponed",)
    if before.status in _OFF:
        return ("maintained",) if _day(before) == _day(after) else ()
    return ("confirmed",) if after.status == "confirmed" else ("tentative",)


def _time(before: Facts, after: Facts) -> tuple[Change, ...]:
    told: list[Change] = []
    if _day(before) != _day(after):
        told.append("day-fixed" if _fixed(before, after) else "date")
    if _hours(before) != _hours(after):
        told.append("hours-fixed" if before.when.start is None else "hours")
    return tuple(told)


def _place(before: Facts, after: Facts) -> tuple[Change, ...]:
    moved = before.venue != after.venue and before.place != after.place
    if not moved and before.online == after.online:
        return ()
    if not (after.place or after.online):
        return ("venue-open",)
    if not (before.place or before.online):
        return ("venue-fixed",)
    if not after.place:
        return ("online-only",)
    if moved:
        return ("venue",)
    return ("online-too",) if after.online else ("online-no-more",)


def _fixed(before: Facts, after: Facts) -> bool:
    """A day is fixed in the very month that was told; another month is a new date."""
    return before.when.day is None and before.when.month == after.when.month


def _day(facts: Facts) -> object:
    return (facts.when.month, facts.when.day, facts.when.last)


def _hours(facts: Facts) -> object:
    return (facts.when.start, facts.when.end)


def former(known: Former, before: Facts, after: Facts) -> Former:
    """What used to be true, after a change: each fact as it was before its own last change.

    A fact that came back to what it was has no former state any more.
    """
    told = changes(before, after)
    when, place = known.when, known.place
    if "date" in told or "hours" in told:
        when = before.when
    if "venue" in told or "online-only" in told:
        place = before.place
    return Former(
        when=None if when == after.when else when,
        place="" if place == after.place else place,
    )
