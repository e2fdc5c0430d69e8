"""The archives of the Atom feed: nothing published is lost, and what was cut is never cut anew (RFC 5005)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from house import House, content, instant, session, source
from rencontres_feeds import archives, difference
from rencontres_feeds.guards import Consent
from rencontres_feeds.publication import Item
from rencontres_feeds.renderers import entries
from rencontres_feeds.site import Drawn

if TYPE_CHECKING:
    import pytest

    from rencontres_feeds.press import Run
    from rencontres_feeds.site import Content

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
BASE = "https://essai.example/cycle/"
NEW = instant("2018-01-10")


def many(first: int, last: int, **fields: str) -> list[str]:
    """Sessions of the years to come, a day each."""
    days = (NEW + timedelta(days=30 + n) for n in range(first, last))
    return [session(f"s{n}", f"Essai {n}", day.date().isoformat(), **fields) for n, day in enumerate(days, first)]


def cycle(*sessions: str, shown: int) -> str:
    return source(*sessions).replace("venues:", f"  feed_items: {shown}\nvenues:", 1)


def read(run: Run, name: str) -> Any:
    return etree.fromstring(content(run, name))


def ids(feed: Any) -> list[str]:
    return [entry.findtext(f"{ATOM}id").rpartition(":essai/")[2] for entry in feed.iter(f"{ATOM}entry")]


def links(feed: Any) -> dict[str, str]:
    return {link.get("rel"): link.get("href").removeprefix(BASE) for link in feed.findall(f"{ATOM}link")}


def names(run: Run) -> list[str]:
    return sorted(name for name in run.site if name.startswith("atom"))


def walked(run: Run) -> list[str]:
    """The ids of all entries, as a reader finds them that follows the archives."""
    name, found = "atom.xml", []
    while name:
        feed = read(run, name)
        found += ids(feed)
        name = links(feed).get("prev-archive", "")
    return found


def test_the_feeds_show_the_newest_and_the_archives_keep_the_others_in_minting_order() -> None:
    house = House()
    run = house.build(cycle(*many(0, 115), shown=10))
    assert names(run) == ["atom-1.xml", "atom-2.xml", "atom.xml"]
    assert ids(read(run, "atom.xml")) == [f"s{n}/session" for n in range(114, 104, -1)]
    assert ids(read(run, "atom-2.xml")) == [f"s{n}/session" for n in range(104, 99, -1)]
    assert ids(read(run, "atom-1.xml")) == [f"s{n}/session" for n in range(99, -1, -1)]
    for name in ("rss.xml", "feed.json"):
        shown = content(run, name).decode()
        assert [shown.count(f"essai/s{n}/session") > 0 for n in (104, 105)] == [False, True]


def test_a_reader_finds_its_way_through_the_archives() -> None:
    run = House().build(cycle(*many(0, 115), shown=10))
    assert links(read(run, "atom.xml")) == {"self": "atom.xml", "alternate": "", "prev-archive": "atom-2.xml"}
    assert links(read(run, "atom-2.xml")) == {
        "self": "atom-2.xml",
        "alternate": "",
        "current": "atom.xml",
        "prev-archive": "atom-1.xml",
    }
    assert links(read(run, "atom-1.xml")) == {"self": "atom-1.xml", "alternate": "", "current": "atom.xml"}
    marked = [read(run, name).find(f"{HISTORY}archive") is not None for name in names(run)]
    assert marked == [True, True, False]
    assert {read(run, name).findtext(f"{ATOM}id") for name in names(run)} == {"tag:essai.example,2005:essai"}
    assert sorted(walked(run)) == sorted(f"s{n}/session" for n in range(115))


def test_a_full_archive_keeps_its_bytes_while_the_feed_goes_on() -> None:
    house = House()
    first = house.build(cycle(*many(0, 115), shown=10))
    later = house.build(cycle(*many(0, 130), shown=10), "2018-01-20")
    assert later.site["atom-1.xml"] == first.site["atom-1.xml"]
    assert ids(read(later, "atom-2.xml")) == [f"s{n}/session" for n in range(119, 99, -1)]
    assert ids(read(later, "atom.xml")) == [f"s{n}/session" for n in range(129, 119, -1)]
    again = house.build(cycle(*many(0, 130), shown=10), "2018-01-30")
    assert again.site == later.site


def test_another_number_of_items_cuts_nothing_anew() -> None:
    house = House()
    first = house.build(cycle(*many(0, 115), shown=10))
    more = house.build(cycle(*many(0, 115), shown=50), "2018-01-11")
    assert ids(read(more, "atom.xml")) == [f"s{n}/session" for n in range(114, 64, -1)]
    assert {n: more.site[n] for n in ("atom-1.xml", "atom-2.xml")} == {
        n: first.site[n] for n in ("atom-1.xml", "atom-2.xml")
    }


def test_what_is_in_an_archive_is_not_withdrawn_and_its_correction_is_told() -> None:
    house = House()
    before = house.build(cycle(*many(0, 30), shown=10)).ledger
    sessions = many(0, 30)
    sessions[3] = sessions[3].replace("Essai 3", "Essai corrigé")
    run = house.build(cycle(*sessions, shown=10), "2018-01-11")
    found = difference.between(before, run, difference.onto(before, run.site), instant("2018-01-11"))
    assert [(a.item.about, a.state) for a in found.articles] == [("s3", "corrected")]


def test_an_archived_item_is_corrected_where_it_is() -> None:
    house = House()
    first = house.build(cycle(*many(0, 30), shown=10))
    sessions = many(0, 30)
    sessions[3] = sessions[3].replace("Essai 3", "Essai corrigé")
    later = house.build(cycle(*sessions, shown=10), "2018-01-11")
    entry = next(e for e in read(later, "atom-1.xml").iter(f"{ATOM}entry") if "/s3/" in e.findtext(f"{ATOM}id"))
    assert "Essai corrigé" in entry.findtext(f"{ATOM}title")
    assert ids(read(later, "atom-1.xml")) == ids(read(first, "atom-1.xml"))
    assert read(later, "atom-1.xml").findtext(f"{ATOM}updated") == "2018-01-11T12:00:00+00:00"


def test_an_archive_of_which_all_was_withdrawn_stays_in_the_chain() -> None:
    house = House()
    house.build(cycle(*many(0, 12), shown=10))
    gone = Consent(forget=frozenset({"s0", "s1"}))
    run = house.build(cycle(*many(2, 12), shown=10), "2018-01-11", gone)
    assert (ids(read(run, "atom-1.xml")), links(read(run, "atom.xml"))["prev-archive"]) == ([], "atom-1.xml")
    assert read(run, "atom-1.xml").findtext(f"{ATOM}updated") == "2018-01-10T12:00:00+00:00"


def test_filled_in_news_of_the_past_goes_to_the_archives_by_its_age() -> None:
    house = House()
    house.build(cycle(*many(0, 10), shown=10))
    run = house.build(cycle(session("vieux", "Vieux", "2015-12-01"), *many(0, 10), shown=10), "2018-01-11")
    assert ids(read(run, "atom-1.xml")) == ["vieux/session"]
    assert len(ids(read(run, "atom.xml"))) == 10


@st.composite
def lives(draw: st.DrawFn) -> list[tuple[tuple[int, ...], int]]:
    """Builds, each by the days on which its new items are published and the number that the feeds show."""
    days = st.lists(st.integers(0, 400), max_size=130).map(tuple)
    return draw(st.lists(st.tuples(days, st.integers(10, 60)), min_size=1, max_size=6))


@given(lives(), st.data())
def test_whatever_happens_every_item_is_found_and_no_full_archive_changes(
    life: list[tuple[tuple[int, ...], int]], data: st.DataObject
) -> None:
    items: tuple[Item, ...] = ()
    for days, shown in life:
        new = [
            Item(f"tag:{len(items) + n}", "session", "s", NEW + timedelta(days=day), NEW)
            for n, day in enumerate(days)
        ]
        before = {item.id: item.archive for item in items if item.archive}
        withdrawn = data.draw(st.sets(st.sampled_from([i.id for i in items]), max_size=3)) if items else set()
        items = tuple(replace(item, withdrawn=item.withdrawn or item.id in withdrawn) for item in (*items, *new))
        items = archives.keep(items, shown)
        after = {item.id: item.archive for item in items if item.archive}
        newest = {item.id for item in archives.newest(items)[:shown]}
        assert after.items() >= before.items()
        assert all(item.archive or item.id in newest for item in items if not item.withdrawn)
        sizes = [
            sum(a == number for a in after.values()) for number in range(1, max(after.values(), default=0) + 1)
        ]
        assert all(size == archives.SIZE for size in sizes[:-1])
        assert archives.keep(items, shown) == items


def test_an_archive_makes_its_entries_when_they_are_looked_at_and_always_the_same() -> None:
    run = House().build(cycle(*many(0, 115), shown=10))
    first, second = run.publication.archives
    assert (len(first), len(second)) == (100, 5)
    assert list(first) == list(first)
    assert list(first[2:4]) == [first[2], first[3]]
    assert [entry.item.about for entry in second] == [f"s{n}" for n in range(104, 99, -1)]


def test_what_is_not_kept_until_it_is_asked_for_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = House().build(cycle(*many(0, 115), shown=10))
    monkeypatch.setattr(entries, "_KEPT", 3)
    anew = House().build(cycle(*many(0, 115), shown=10))
    assert {name: content(anew, name) for name in names(anew)} == {n: content(kept, n) for n in names(kept)}


def test_an_archive_that_is_known_is_not_drawn_again_until_one_of_its_items_changes() -> None:
    house, sessions = House(known={}), many(0, 115)
    house.build(cycle(*sessions, shown=10))
    same = house.build(cycle(*sessions, shown=10), "2018-01-11")
    sessions[3] = sessions[3].replace("Essai 3", "Essai corrigé")
    corrected = house.build(cycle(*sessions, shown=10), "2018-01-12")
    drawn = [
        [name for name, made in sorted(run.site.items()) if name.startswith("atom-") and not drawable(made).known]
        for run in (same, corrected)
    ]
    assert drawn == [[], ["atom-1.xml"]]


def drawable(made: Content) -> Drawn:
    assert isinstance(made, Drawn)
    return made
