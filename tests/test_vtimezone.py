"""VTIMEZONE blocks, read by hand and compared with `zoneinfo`.

No calendar library reads them here: some look the name up and never read the block. `Read` does
what RFC 5545 says and nothing else, with dateutil for the recurrences.
"""

# ruff: noqa: DTZ001, DTZ007 - naive wall times are what a block is made of

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from itertools import pairwise, zip_longest

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rencontres_feeds import zones
from rencontres_feeds.renderers.vtimezone import timezone

INTERESTING = (
    "Africa/Cairo",  # the last Thursday at 24:00: now and then in the next month
    "Africa/Casablanca",  # Ramadan
    "Africa/Monrovia",  # an offset in seconds until 1972
    "Africa/Windhoek",  # negative summer time, ended in 2017
    "America/Godthab",
    "America/Havana",
    "America/New_York",
    "America/Nuuk",  # on the Saturday before the last Sunday
    "America/Santiago",
    "America/Sao_Paulo",  # ended in 2019
    "America/St_Johns",  # at 00:01 for a while, two hours in 1988
    "Antarctica/Troll",  # two hours
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Asia/Kolkata",
    "Asia/Tehran",  # the Persian calendar, ended in 2022
    "Australia/Lord_Howe",  # half an hour
    "Etc/GMT+12",
    "Europe/Dublin",  # negative summer time
    "Europe/Istanbul",  # ended in 2016
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Paris",
    "Pacific/Apia",  # a day that never was, in 2011
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "UTC",
)

RANGES = (
    (date(1970, 1, 1), date(1979, 5, 5)),
    (date(1986, 11, 2), date(1998, 4, 3)),
    (date(2009, 6, 15), date(2020, 2, 1)),
    (date(2015, 12, 1), date(2017, 11, 28)),
    (date(2026, 9, 1), date(2026, 9, 1)),
    (date(2026, 1, 1), date(2040, 12, 31)),
    (date(2085, 7, 1), date(2100, 12, 31)),
)

BLOCK = re.compile(
    r"""BEGIN:(STANDARD|DAYLIGHT)
DTSTART:(\d{8}T\d{6})
TZOFFSETFROM:([+-]\d{4}(?:\d\d)?)
TZOFFSETTO:([+-]\d{4}(?:\d\d)?)
(?:RRULE:(FREQ=YEARLY[A-Z0-9=;,-]*?)(?:;UNTIL=(\d{8}T\d{6})Z)?
)?TZNAME:([A-Za-z0-9+-]+)
END:\1
"""
)

DAY = timedelta(days=1)
SIX_DAYS = timedelta(days=6)
SECOND = timedelta(seconds=1)
SHOWN = "%Y%m%dT%H%M%S"


@dataclass(frozen=True)
class Onset:
    wall: datetime
    """As the clocks showed it before."""
    utc: datetime
    """The same, in UTC; naive as well."""
    offset: timedelta
    name: str


class Read:
    """A block, read: the whole of it, or an AssertionError."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        assert lines[0] == "BEGIN:VTIMEZONE"
        assert lines[1].startswith("TZID:")
        assert lines[-1] == "END:VTIMEZONE"
        text = "".join(f"{line}\n" for line in lines[2:-1])
        assert not BLOCK.sub("", text)
        self.blocks = [match.groups() for match in BLOCK.finditer(text)]
        self.onsets = sorted(
            (onset for block in self.blocks for onset in expanded(block)),
            key=lambda onset: onset.utc,
        )
        self._utc = [onset.utc for onset in self.onsets]
        self._walls = [onset.wall for onset in self.onsets]
        assert self._walls == sorted(set(self._walls)), "onsets in another order on the wall"

    def at(self, instant: datetime) -> Onset:
        """What holds at an instant, given in UTC and naive."""
        return self.onsets[self._index(self._utc, instant)]

    def at_wall(self, wall: datetime) -> Onset:
        """What holds at a wall time: the latest onset that is not after it."""
        return self.onsets[self._index(self._walls, wall)]

    def _index(self, times: list[datetime], time: datetime) -> int:
        index = bisect_right(times, time) - 1
        assert index >= 0, f"{time} lies before the first onset, {times[0]}"
        return index


@cache
def expanded(block: tuple[str, ...]) -> tuple[Onset, ...]:
    _, start, before, after, rule, until, name = block
    offset_before, offset_after = offset(before), offset(after)
    first = datetime.strptime(start, SHOWN)
    walls = [first]
    if rule:
        end = datetime.strptime(until, SHOWN) + offset_before if until else datetime(2102, 1, 1)
        walls = rrulestr(rule, dtstart=first).between(first, end, inc=True)
        assert walls[0] == first, "DTSTART is not the first instance of its rule"
        assert not until or walls[-1] == end, "UNTIL is not the last instance of its rule"
    return tuple(Onset(wall, wall - offset_before, offset_after, name) for wall in walls)


def offset(text: str) -> timedelta:
    hours, minutes, seconds = int(text[1:3]), int(text[3:5]), int(text[5:7] or 0)
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -size if text[0] == "-" else size


def assert_right_at(key: str, read: Read, instant: datetime) -> None:
    """At an instant in UTC, naive: the offset, the name, and the way back from the wall."""
    local = instant.replace(tzinfo=UTC).astimezone(zones.zone(key))
    if local.year < 1970:
        return
    found = read.at(instant)
    assert (found.offset, found.name) == (local.utcoffset(), local.tzname()), (key, instant)
    # Of the two instants that a wall time names when clocks are put back, the first is meant.
    if not local.fold:
        assert read.at_wall(local.replace(tzinfo=None)).offset == local.utcoffset(), (key, local)


def assert_right(key: str, first: date, last: date) -> Read:
    """Each day at noon, and each half hour around each change that `zoneinfo` knows."""
    read = Read(timezone(key, first, last))
    place = zones.zone(key)
    begin = datetime(first.year, first.month, first.day) - 2 * DAY
    end = datetime(last.year, last.month, last.day) + 3 * DAY
    noons = [begin + n * DAY for n in range((end - begin) // DAY + 1)]
    offsets = [noon.replace(tzinfo=UTC).astimezone(place).utcoffset() for noon in noons]
    for noon in noons:
        assert_right_at(key, read, noon)
    for (noon, before), (_, after) in pairwise(zip(noons, offsets, strict=True)):
        if before != after:
            for half_hours in range(-48, 96):
                assert_right_at(key, read, noon + half_hours * timedelta(minutes=30))
                assert_right_at(key, read, noon + half_hours * timedelta(minutes=30) - SECOND)
    return read


def assert_right_coarsely(key: str, first: date, last: date) -> None:
    """Every six days, and to the second at each onset: two changes are nowhere nearer than that."""
    read = Read(timezone(key, first, last))
    place = zones.zone(key)
    begin = datetime(first.year, first.month, first.day) - (DAY if first.year > 1970 else -DAY)
    end = datetime(last.year, last.month, last.day) + 2 * DAY
    assert read.onsets[0].utc <= begin
    for onset, following in zip_longest(read.onsets, read.onsets[1:]):
        since = max(begin, onset.utc).replace(tzinfo=UTC)
        until = min(end, following.utc - SECOND if following else end).replace(tzinfo=UTC)
        times = [since + n * SIX_DAYS for n in range((until - since) // SIX_DAYS + 1)]
        if since <= until:
            shown = {time.astimezone(place).utcoffset() for time in (*times, until)}
            assert shown == {onset.offset}, (key, onset)


# Right


@pytest.mark.parametrize("key", INTERESTING)
@pytest.mark.parametrize(("first", "last"), RANGES, ids=lambda day: day.isoformat())
def test_the_block_agrees_with_zoneinfo_at_every_half_hour_around_a_change(
    key: str, first: date, last: date
) -> None:
    assert_right(key, first, last)


def test_the_block_of_every_zone_agrees_with_zoneinfo_from_1970_to_2100() -> None:
    folder = resources.files("tzdata").joinpath("zoneinfo")
    contents = {folder.joinpath(*key.split("/")).read_bytes(): key for key in sorted(zones.names())}
    for key in contents.values():  # once for each content: many names are second names
        assert_right_coarsely(key, date(1970, 1, 1), date(2100, 12, 31))


@settings(deadline=None, max_examples=200)
@given(data=st.data(), key=st.sampled_from(sorted(zones.names())))
def test_the_block_of_any_zone_is_right_for_any_range(data: st.DataObject, key: str) -> None:
    days = st.dates(date(1970, 1, 1), date(2100, 12, 31))
    first, last = sorted((data.draw(days), data.draw(days)))
    assert_right_coarsely(key, first, last)
    kinds = [block[0] for block in Read(timezone(key, first, last)).blocks]
    assert "STANDARD" in kinds


@settings(deadline=None, max_examples=100)
@given(
    key=st.sampled_from(INTERESTING),
    first=st.dates(date(1970, 1, 1), date(2099, 12, 31)),
    length=st.integers(0, 400),
)
def test_the_block_of_a_short_range_is_right_at_every_half_hour(key: str, first: date, length: int) -> None:
    assert_right(key, first, first + length * DAY)


# Stable


def test_the_bytes_of_paris_are_the_same_for_all_years_from_1997_to_2100() -> None:
    one = timezone("Europe/Paris", date(2015, 12, 1), date(2017, 11, 28))
    assert one == timezone("Europe/Paris", date(2026, 1, 1), date(2040, 12, 31))
    for year in range(1997, 2101):
        assert one == timezone("Europe/Paris", date(1997, 1, 1), date(year, 1, 1))
        assert one == timezone("Europe/Paris", date(year, 1, 1), date(year, 12, 31))
        assert one == timezone("Europe/Paris", date(year, 9, 1), date(2100, 12, 31))


@settings(deadline=None)
@given(data=st.data(), key=st.sampled_from(sorted(zones.names())))
def test_a_meeting_more_in_a_year_that_has_one_moves_no_byte(data: st.DataObject, key: str) -> None:
    year = data.draw(st.integers(2000, 2100))
    first = data.draw(st.dates(date(2000, 1, 1), date(year, 1, 1)))
    last = data.draw(st.dates(date(year, 1, 1), date(year, 12, 31)))
    assert timezone(key, first, last) == timezone(key, first, date(year, 12, 31))


@settings(deadline=None)
@given(
    key=st.sampled_from(sorted(zones.names())),
    days=st.tuples(*[st.dates(date(1970, 1, 1), date(2100, 12, 31))] * 4),
)
@example(
    key="America/Sao_Paulo",
    days=(date(2018, 11, 20), date(2018, 11, 20), date(2018, 12, 20), date(2020, 12, 20)),
)
def test_a_longer_range_adds_blocks_and_changes_none(key: str, days: tuple[date, ...]) -> None:
    a, b, c, d = sorted(days)
    inner = Read(timezone(key, b, c)).blocks
    outer = Read(timezone(key, a, d)).blocks
    assert [block for block in inner if block in outer] == inner


def test_a_zone_that_keeps_its_rules_has_the_same_bytes_in_every_year() -> None:
    for key in ("America/New_York", "Europe/London", "Europe/Dublin", "Australia/Lord_Howe"):
        assert len({timezone(key, date(y, 1, 1), date(y, 12, 31)) for y in range(2009, 2101)}) == 1


# Readable


@pytest.mark.parametrize("key", INTERESTING)
@pytest.mark.parametrize(("first", "last"), RANGES, ids=lambda day: day.isoformat())
def test_there_is_a_standard_block_and_no_block_twice(key: str, first: date, last: date) -> None:
    blocks = Read(timezone(key, first, last)).blocks
    assert "STANDARD" in [block[0] for block in blocks]
    assert len(blocks) == len(set(blocks))


@pytest.mark.parametrize("key", INTERESTING)
def test_a_line_needs_no_folding_and_holds_only_ascii(key: str) -> None:
    for line in timezone(key, date(1970, 1, 1), date(2100, 12, 31)):
        assert line.isascii()
        assert line.isprintable()
        if not line.startswith("RRULE"):
            assert len(line) <= 75


@pytest.mark.parametrize(
    ("key", "rules"),
    [
        ("Europe/Paris", {"DAYLIGHT": "BYMONTH=3;BYDAY=-1SU", "STANDARD": "BYMONTH=10;BYDAY=-1SU"}),
        (
            "Europe/Dublin",
            {"DAYLIGHT": "BYMONTH=3;BYDAY=-1SU", "STANDARD": "BYMONTH=10;BYDAY=-1SU"},
        ),
        (
            "America/New_York",
            {"DAYLIGHT": "BYMONTH=3;BYDAY=2SU", "STANDARD": "BYMONTH=11;BYDAY=1SU"},
        ),
        (
            "Australia/Lord_Howe",
            {"DAYLIGHT": "BYMONTH=10;BYDAY=1SU", "STANDARD": "BYMONTH=4;BYDAY=1SU"},
        ),
        (
            "Asia/Jerusalem",
            {
                "DAYLIGHT": "BYMONTH=3;BYMONTHDAY=23,24,25,26,27,28,29;BYDAY=FR",
                "STANDARD": "BYMONTH=10;BYDAY=-1SU",
            },
        ),
        (
            "America/Nuuk",
            {
                "DAYLIGHT": "BYMONTH=3;BYMONTHDAY=24,25,26,27,28,29,30;BYDAY=SA",
                "STANDARD": "BYMONTH=10;BYDAY=-1SU",
            },
        ),
        (
            "Antarctica/Troll",
            {"DAYLIGHT": "BYMONTH=3;BYDAY=-1SU", "STANDARD": "BYMONTH=10;BYDAY=-1SU"},
        ),
    ],
)
def test_a_rule_of_today_is_one_open_ended_block_a_season(key: str, rules: dict[str, str]) -> None:
    blocks = Read(timezone(key, date(2026, 1, 1), date(2040, 12, 31))).blocks
    assert {block[0]: block[4] for block in blocks} == {
        kind: f"FREQ=YEARLY;{rule}" for kind, rule in rules.items()
    }
    assert [block[5] for block in blocks] == [None, None]


@pytest.mark.parametrize(
    ("key", "year"),
    [("America/Sao_Paulo", 2020), ("Europe/Istanbul", 2017), ("Africa/Windhoek", 2018)],
)
def test_rules_that_ended_are_told_only_to_a_range_that_needs_them(key: str, year: int) -> None:
    after = Read(timezone(key, date(year, 1, 1), date(2040, 12, 31))).blocks
    assert [(block[0], block[4]) for block in after] == [("STANDARD", None)]
    before = Read(timezone(key, date(year - 10, 1, 1), date(2040, 12, 31))).blocks
    assert {block[0] for block in before} == {"STANDARD", "DAYLIGHT"}
    assert after[0] in before


def test_a_range_within_one_summer_has_the_winter_before_it_too() -> None:
    summer = Read(timezone("America/Sao_Paulo", date(2018, 11, 20), date(2018, 12, 20))).blocks
    assert [(block[0], block[1]) for block in summer] == [
        ("STANDARD", "20130217T000000"),
        ("DAYLIGHT", "20181104T000000"),
    ]


# Whole texts


def text(key: str, first: date, last: date) -> str:
    return "".join(f"{line}\n" for line in timezone(key, first, last))


def test_paris_whole() -> None:
    assert text("Europe/Paris", date(2015, 12, 1), date(2026, 12, 1)) == (
        """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
END:STANDARD
END:VTIMEZONE
"""
    )


def test_paris_before_1996_whole() -> None:
    assert text("Europe/Paris", date(1990, 1, 1), date(1996, 12, 1)) == (
        """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:STANDARD
DTSTART:19790930T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=-1SU;UNTIL=19950924T010000Z
TZNAME:CET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
END:STANDARD
END:VTIMEZONE
"""
    )


def test_kolkata_whole() -> None:
    assert text("Asia/Kolkata", date(2026, 1, 1), date(2026, 12, 1)) == (
        """BEGIN:VTIMEZONE
TZID:Asia/Kolkata
BEGIN:STANDARD
DTSTART:19451015T000000
TZOFFSETFROM:+0630
TZOFFSETTO:+0530
TZNAME:IST
END:STANDARD
END:VTIMEZONE
"""
    )


def test_utc_whole() -> None:
    assert text("UTC", date(2026, 1, 1), date(2026, 12, 1)) == (
        """BEGIN:VTIMEZONE
TZID:UTC
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0000
TZOFFSETTO:+0000
TZNAME:UTC
END:STANDARD
END:VTIMEZONE
"""
    )


def test_monrovia_with_its_seconds_whole() -> None:
    assert text("Africa/Monrovia", date(1971, 6, 1), date(1972, 6, 1)) == (
        """BEGIN:VTIMEZONE
TZID:Africa/Monrovia
BEGIN:STANDARD
DTSTART:19190301T000000
TZOFFSETFROM:-004308
TZOFFSETTO:-004430
TZNAME:MMT
END:STANDARD
BEGIN:STANDARD
DTSTART:19720107T000000
TZOFFSETFROM:-004430
TZOFFSETTO:+0000
TZNAME:GMT
END:STANDARD
END:VTIMEZONE
"""
    )


def test_casablanca_in_2026_whole() -> None:
    """Ramadan, and in September the end of changing clocks."""
    assert text("Africa/Casablanca", date(2026, 1, 10), date(2026, 12, 1)) == (
        """BEGIN:VTIMEZONE
TZID:Africa/Casablanca
BEGIN:STANDARD
DTSTART:20250406T020000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:+01
END:STANDARD
BEGIN:STANDARD
DTSTART:20260215T030000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:+00
END:STANDARD
BEGIN:STANDARD
DTSTART:20260322T020000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:+01
END:STANDARD
BEGIN:STANDARD
DTSTART:20260920T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:+00
END:STANDARD
END:VTIMEZONE
"""
    )


# Refused


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(KeyError):
        timezone("Europe/Paname", date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(1969, 12, 31), date(2026, 1, 1)),
        (date(2026, 1, 1), date(2101, 1, 1)),
        (date(2026, 1, 2), date(2026, 1, 1)),
    ],
)
def test_a_range_that_is_turned_round_or_beyond_the_known_years_is_refused(first: date, last: date) -> None:
    with pytest.raises(ValueError, match="1970"):
        timezone("Europe/Paris", first, last)
