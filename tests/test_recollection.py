"""A ledger made again from what subscribers have: nobody can tell it from the lost one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from house import House, content, instant, refused, source
from rencontres_feeds import press, published, recollection, syndicated
from rencontres_feeds.catalogue import load
from rencontres_feeds.guards import Consent
from rencontres_feeds.ledger import dumps
from rencontres_feeds.problems import Refusal
from rencontres_feeds.renderers.wording import Words
from rencontres_feeds.retelling import Listener
from rencontres_feeds.site import LEDGER, Copied
from stories import STORIES
from year import EDITS, STOCK, life

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rencontres_feeds.ledger import Ledger
    from rencontres_feeds.model import Document
    from rencontres_feeds.press import Run

LEFT_PAGE = "announcements/appel.html"
"""The page of an announcement that left the source: a feed does not say which day was typed."""


def read(run: Run) -> published.Published:
    """What subscribers have of it."""
    feed = [content(run, "atom.xml")]
    while before := syndicated.previous(feed[-1]):
        feed.append(content(run, before.rpartition("/")[2]))
    names = ["calendar.ics", *published.earlier(content(run, "calendar.ics"))]
    events = tuple(event for name in names for event in published.events(content(run, name), name))
    return published.Published(events, syndicated.feed(feed))


def recollected(run: Run, text: str, stock: Mapping[str, Document] = STOCK, now: str = "2018-03-02") -> Ledger:
    """What is known again with a source, which may have been edited since."""
    draft = press.read(text.encode(), lambda path: stock[path], instant(now))
    assert draft.programme
    documents = {name: made.sha256 for name, made in run.site.items() if isinstance(made, Copied)}
    return recollection.recollect(draft.programme, read(run), documents)


def moved(before: Run, after: Run) -> set[str]:
    """The names of the files that differ."""
    names = before.site.keys() | after.site.keys()
    return {name for name in names if before.site.get(name) != after.site.get(name)} - {LEDGER}


@pytest.fixture(scope="module")
def a_year() -> House:
    house = House()
    for number, (now, text) in enumerate(life()):
        house.build(text, now, Consent(first=number == 0), STOCK)
    return house


@pytest.mark.parametrize("story", STORIES)
def test_at_any_point_of_any_story_the_next_build_changes_nothing(story: str) -> None:
    house = House()
    for step in STORIES[story]:
        try:
            run = house.build(step.text, step.now, step.consent, step.stock)
        except Refusal:  # a step that is refused leaves everything as it is
            continue
        again = House(dumps(recollected(run, step.text, step.stock, step.now)))
        assert moved(run, again.build(step.text, "2032-01-01", stock=step.stock)) == set()


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_that_was_not_published_yet_is_told_as_if_nothing_had_been_lost(edit: str, a_year: House) -> None:
    run, text = a_year.runs[-1], life()[-1][1]
    assert EDITS[edit][0] in text
    edited = text.replace(*EDITS[edit])
    never_lost = House(a_year.ledger).build(edited, "2018-03-03", stock=STOCK)
    again = House(dumps(recollected(run, edited))).build(edited, "2018-03-03", stock=STOCK)
    assert moved(never_lost, again) == {LEFT_PAGE}


def test_a_session_that_left_the_source_is_missed_by_the_next_build(a_year: House) -> None:
    text = life()[-1][1]
    gone = re.sub(r"  - id: ([hi])\n(?:    .*\n|      .*\n)*", "", text)
    house = House(dumps(recollected(a_year.runs[-1], gone)))
    with pytest.raises(Refusal) as refusal:
        house.build(gone, "2018-03-03", stock=STOCK)
    assert refused(refusal.value) == [
        "“h” is published, and missing in the file",
        "“i” is published, and missing in the file",
    ]
    again = house.build(text, "2018-03-03", stock=STOCK)
    corrected = {"calendar.ics", "rss.xml", "atom.xml", "feed.json", "index.html", "sitemap.xml"}
    assert moved(a_year.runs[-1], again) <= corrected | {LEFT_PAGE, "sessions/h.html", "sessions/h.ics"}
    assert [i.id for i in again.ledger.items] == [i.id for i in a_year.runs[-1].ledger.items]


def test_a_notice_that_cannot_be_told_again_is_kept_word_for_word(a_year: House) -> None:
    run, text = a_year.runs[-1], life()[-1][1]
    subscribed = read(run)
    feed = replace(
        subscribed.feed,
        news=tuple(
            replace(news, html=news.html.replace("Avant", "Auparavant")) if news.kind == "change" else news
            for news in subscribed.feed.news
        ),
    )
    programme = press.read(text.encode(), lambda path: STOCK[path], instant("2018-03-02")).programme
    assert programme
    known = recollection.recollect(programme, replace(subscribed, feed=feed), {})
    again = House(dumps(known)).build(text, "2018-03-03", stock=STOCK)
    shown = {e.item.id: (e.title, e.html, e.item.updated) for e in again.publication.entries}
    for news in feed.news:
        if news.kind == "change":
            assert shown[news.id] == (news.title, news.html, news.updated)
    later = House(dumps(again.ledger)).build(text.replace("Un essai", "Un autre"), "2018-03-05", stock=STOCK)
    kept = {e.item.id: (e.title, e.html, e.item.updated) for e in later.publication.entries}
    assert all(kept[news.id] == shown[news.id] for news in feed.news if news.kind == "change")


def test_a_place_that_the_source_does_not_know_any_more_is_told_as_a_new_venue(a_year: House) -> None:
    text = life()[-1][1].replace("name: Autre salle", "name: Grande salle")
    again = House(dumps(recollected(a_year.runs[-1], text))).build(text, "2018-03-03", stock=STOCK)
    told = [entry.title for entry in again.publication.entries if entry.item.published == instant("2018-03-03")]
    assert "Nouveau lieu" in "".join(told)


@pytest.mark.parametrize("text", ["jeudi", "15 mars 2018 de 18 h 30 à 20 h 30", "mars 2018 (jour à fixer)."])
def test_a_sentence_that_the_house_would_not_say_tells_nothing(text: str) -> None:
    assert Listener(Words(load("fr")), 2017, 2019, {}).facts(text) is None


def test_a_text_is_typed_again_from_what_it_became() -> None:
    shown = '<p>Un <em>mot</em> &amp; <a href="https://a.example/">un lien</a></p>\n<ul>\n<li>un</li>\n</ul>'
    assert recollection.typed(shown) == "Un mot & [un lien](https://a.example/)\n\n\n- un"


def test_an_empty_publication_is_known_again() -> None:
    run = House().build(source())
    known = recollected(run, source(), {})
    assert replace(known, files=run.ledger.files) == run.ledger
