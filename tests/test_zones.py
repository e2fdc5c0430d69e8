"""The names, the zones and the instants of the pinned time zone data."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rencontres_feeds import zones

UNSAFE = (
    "",
    ".",
    "..",
    "../zones",
    "../x",
    "/etc/localtime",
    "Europe",
    "Europe/",
    "America/Argentina",
    "Europe/../Europe/Paris",
    "Europe//Paris",
    "Europe\\Paris",
    "Europe/Paris\0",
    " Europe/Paris",
    "europe/paris",
    "posixrules",
    "localtime",
    "__init__.py",
    "Europe/__init__.py",
    "tzdata.zi",
    "zone.tab",
    "Mars/Olympus",
)


def test_every_name_is_a_zone_and_carries_its_name() -> None:
    assert len(zones.names()) > 400
    for key in zones.names():
        assert zones.known(key)
        assert zones.zone(key).key == key


def test_no_name_holds_a_character_that_a_content_line_would_escape_or_fold() -> None:
    safe = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/")
    assert not [key for key in zones.names() if set(key) - safe or len(key) > 60]


@pytest.mark.parametrize("key", UNSAFE)
def test_a_name_that_is_not_of_the_list_opens_no_file(key: str) -> None:
    assert not zones.known(key)
    with pytest.raises(KeyError):
        zones.zone(key)


def test_a_zone_is_one_object() -> None:
    assert zones.zone("Europe/Paris") is zones.zone("Europe/Paris")


def test_the_database_of_the_system_is_not_read() -> None:
    """An audit hook sees every file that is opened, by whatever means."""
    program = (
        "import os, sys, tzdata\n"
        "from datetime import datetime\n"
        "from rencontres_feeds import zones\n"
        "opened = []\n"
        "sys.addaudithook(lambda what, given: what == 'open' and opened.append(str(given[0])))\n"
        "zones.instants(datetime(2026, 7, 1), 'Europe/Paris')\n"
        "data = [name for name in opened if not name.endswith(('.py', '.pyc'))]\n"
        "assert len(data) == 2, data\n"
        "assert all(name.startswith(os.path.dirname(tzdata.__file__)) for name in data), data\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("wall", "key", "expected"),
    [
        ("2026-07-01T18:30:00", "Europe/Paris", ["2026-07-01T16:30:00+00:00"]),
        ("2026-12-01T18:30:00", "Europe/Paris", ["2026-12-01T17:30:00+00:00"]),
        ("2026-03-29T01:59:59", "Europe/Paris", ["2026-03-29T00:59:59+00:00"]),
        ("2026-03-29T02:00:00", "Europe/Paris", []),
        ("2026-03-29T02:59:59", "Europe/Paris", []),
        ("2026-03-29T03:00:00", "Europe/Paris", ["2026-03-29T01:00:00+00:00"]),
        ("2026-10-25T01:59:59", "Europe/Paris", ["2026-10-24T23:59:59+00:00"]),
        (
            "2026-10-25T02:00:00",
            "Europe/Paris",
            ["2026-10-25T00:00:00+00:00", "2026-10-25T01:00:00+00:00"],
        ),
        ("2026-10-25T03:00:00", "Europe/Paris", ["2026-10-25T02:00:00+00:00"]),
        (
            "2026-04-05T01:30:00",
            "Australia/Lord_Howe",
            ["2026-04-04T14:30:00+00:00", "2026-04-04T15:00:00+00:00"],
        ),
        ("2026-10-04T02:15:00", "Australia/Lord_Howe", []),
        ("2011-12-30T12:00:00", "Pacific/Apia", []),
        ("2011-12-31T00:00:00", "Pacific/Apia", ["2011-12-30T10:00:00+00:00"]),
        ("1971-06-01T12:00:00", "Africa/Monrovia", ["1971-06-01T12:44:30+00:00"]),
        ("0001-01-01T00:00:00", "Asia/Tokyo", []),
        ("9999-12-31T23:59:59", "Pacific/Honolulu", []),
    ],
)
def test_a_wall_time_names_no_instant_or_one_or_two(wall: str, key: str, expected: list[str]) -> None:
    found = zones.instants(datetime.fromisoformat(wall), key)
    assert [instant.isoformat() for instant in found] == expected
    assert all(instant.tzinfo is UTC for instant in found)


def test_the_fold_of_a_wall_time_is_not_looked_at() -> None:
    wall = datetime.fromisoformat("2026-10-25T02:30:00")
    assert zones.instants(wall, "Europe/Paris") == zones.instants(wall.replace(fold=1), "Europe/Paris")


def test_a_wall_time_that_is_aware_or_finer_than_a_second_is_refused() -> None:
    wall = datetime.fromisoformat("2026-07-01T18:30:00")
    for wrong in (wall.replace(tzinfo=UTC), wall.replace(microsecond=1)):
        with pytest.raises(ValueError, match="datetime"):
            zones.instants(wrong, "Europe/Paris")


def test_the_instants_of_an_unknown_zone_are_refused() -> None:
    with pytest.raises(KeyError):
        zones.instants(datetime.fromisoformat("2026-07-01T18:30:00"), "../x")


@given(
    key=st.sampled_from(sorted(zones.names())),
    at=st.integers(0, 4_133_980_800),  # 1970 to 2100
)
def test_every_instant_is_named_by_what_the_clocks_show_at_it(key: str, at: int) -> None:
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)
    wall = instant.astimezone(zones.zone(key)).replace(tzinfo=None)
    found = zones.instants(wall, key)
    assert instant in found
    assert list(found) == sorted(set(found))
    assert len(found) <= 2


@given(
    key=st.sampled_from(sorted(zones.names())),
    at=st.datetimes(datetime.fromisoformat("1970-01-01T00:00:00"), datetime.fromisoformat("2100-12-31T23:59:59")),
)
@example(key="Europe/Paris", at=datetime.fromisoformat("2026-03-29T02:30:00"))
@example(key="Europe/Paris", at=datetime.fromisoformat("2026-10-25T02:00:00"))
@example(key="Europe/Paris", at=datetime.fromisoformat("2026-10-25T03:00:00"))
@example(key="Pacific/Apia", at=datetime.fromisoformat("2011-12-30T12:00:00"))
def test_an_hour_comes_once_if_one_instant_is_named_by_it(key: str, at: datetime) -> None:
    wall = at.replace(microsecond=0)
    assert zones.once(wall, key) == (len(zones.instants(wall, key)) == 1)
