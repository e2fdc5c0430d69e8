"""What is read back from a calendar and a feed, and what is not taken for ours."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from house import House, content, refused
from rencontres_feeds import published, syndicated
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Refusal
from year import STOCK, life

HOUSE = House()
for _number, (_now, _text) in enumerate(life()):
    HOUSE.build(_text, _now, Consent(first=_number == 0), STOCK)
CALENDAR, FEED = (content(HOUSE.runs[-1], name) for name in ("calendar.ics", "atom.xml"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        CALENDAR.replace(b"PRODID:-//rencontres-feeds//", b"PRODID:-//autre//"),
        CALENDAR.replace(b"/sessions/", b"/seances/"),
        CALENDAR.replace(b"SEQUENCE:", b"X-SEQUENCE:"),
        CALENDAR.replace(b"\r\nBEGIN:VEVENT", b"\r\nBEGIN:VEVENT\r\nBEGIN:VEVENT", 1),
    ],
)
def test_a_calendar_that_is_not_ours_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        published.events(data)
    assert refused(refusal.value) == ["calendar.ics is damaged, or was not written by this program"]


@given(st.integers(0, len(CALENDAR) - 3))
@settings(max_examples=50)
def test_a_calendar_that_was_cut_anywhere_is_refused(end: int) -> None:
    with pytest.raises(Refusal):
        published.events(CALENDAR[:end])


def test_line_ends_are_those_of_any_system() -> None:
    assert published.events(CALENDAR.replace(b"\r\n", b"\n")) == published.events(CALENDAR)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<feed/>",
        FEED[:-10],
        FEED.replace(b'xml:lang="fr"', b'xml:lang="de"'),
        FEED.replace(b"tag:rencontres.essai.fr,2005:essai/a/session", b"urn:autre"),
        FEED.replace(b"<published>", b"<published>hier"),
        FEED.replace(b"+00:00</published>", b"</published>"),
        FEED.replace(b"<title>", b"<titre>").replace(b"</title>", b"</titre>"),
        FEED.replace(b"http://www.w3.org/1999/xhtml", b"urn:autre"),
    ],
)
def test_a_feed_that_is_not_ours_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        syndicated.feed([data])
    assert refused(refusal.value) == ["atom.xml is damaged, or was not written by this program"]


def test_a_feed_gives_no_entity_of_elsewhere(tmp_path: object) -> None:
    secret = f"<!DOCTYPE feed [<!ENTITY e SYSTEM 'file://{tmp_path}/x'>]>".encode()
    data = FEED.replace(b"<feed", secret + b"<feed", 1).replace(b"Un appel", b"&e;")
    with pytest.raises(Refusal):
        syndicated.feed([data])


def test_a_link_that_leads_nowhere_is_none() -> None:
    assert syndicated.previous(FEED) == ""
    bare = FEED.replace(b'rel="enclosure"', b'rel="related"')
    assert {news.enclosure for news in syndicated.feed([bare]).news} == {None}
    (report,) = [news for news in syndicated.feed([FEED]).news if news.kind == "report"]
    assert report.enclosure is not None
    assert report.enclosure.length == 4
    unknown = syndicated.feed([FEED.replace(b' length="4"', b"")]).news
    assert [news.enclosure.length for news in unknown if news.enclosure] == [None]


def test_of_an_event_that_several_calendars_show_the_one_that_was_published_last_counts() -> None:
    first, *others = published.events(CALENDAR)
    later = replace(first, sequence=first.sequence + 1)
    assert published.newest((first, *others, later)) == (later, *others)
    assert published.newest((later, *others, first)) == (later, *others)
