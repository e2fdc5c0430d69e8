"""Time zones by their IANA names, from the pinned `tzdata` package and never from the system.

The same source so gives the same hours on every machine. Knows nothing of calendars or sessions.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo


@cache
def names() -> frozenset[str]:
    """Every name that `zone` knows, such as "Europe/Paris": the list that `tzdata` itself gives."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("ascii").split())


def known(key: str) -> bool:
    """Whether `zone` knows this name; capitals count."""
    return key in names()


@cache
def zone(key: str) -> ZoneInfo:
    """The zone of this name, one object per name.

    KeyError when the name is unknown: also for folders, and for the names of other files.
    """
    # No path is made of a name that is not in the list, so none can lead out of the package.
    if key not in names():
        raise KeyError(key)
    with resources.files("tzdata").joinpath("zoneinfo", *key.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=key)


def once(wall: datetime, key: str) -> bool:
    """Whether the clocks of a zone show `wall`, naive, exactly once: which nearly every hour is.

    When they are put forward over it, or back to it, its offset depends on its fold (PEP 495).
    KeyError: unknown zone.
    """
    place = zone(key)
    return place.utcoffset(wall) == place.utcoffset(wall.replace(fold=1))


def instants(wall: datetime, key: str) -> tuple[datetime, ...]:
    """The instants, in UTC, at which the clocks of a zone show `wall`: earliest first.

    One as a rule; none when the clocks are put forward over it; two when they are put back and show
    it again. `wall` is naive and in whole seconds (ValueError); its fold is not looked at.
    KeyError: unknown zone.
    """
    if wall.tzinfo is not None or wall.microsecond:
        raise ValueError(f"not a naive datetime in whole seconds: {wall!r}")
    place = zone(key)
    found = set()
    for fold in (0, 1):
        try:
            instant = wall.replace(tzinfo=place, fold=fold).astimezone(UTC)
            shown = instant.astimezone(place).replace(tzinfo=None)
        except OverflowError:  # beyond the years 1 to 9999, where there are no instants
            continue
        # In a gap, Python answers with an instant at which the clocks show something else.
        if shown == wall:
            found.add(instant)
    return tuple(sorted(found))
