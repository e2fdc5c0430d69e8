"""The cards: what they show, that every reader of PNG sees just that, and that they are drawn once."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import publications as made
from house import House, content, instant, session, source
from rencontres_feeds import press
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.model import Theme, When
from rencontres_feeds.problems import Problem
from rencontres_feeds.publication import Former
from rencontres_feeds.renderers import cards, drawing
from rencontres_feeds.renderers.cards import Card
from rencontres_feeds.renderers.wording import Words
from rencontres_feeds.site import Drawn, Found, plan

if TYPE_CHECKING:
    from rencontres_feeds.press import Run

WORDS = Words(load("fr"))
PLAIN = Card("Cycle", "", False, "Jeudi 15 mars 2018", "Un titre", "Une salle", "Une association")  # noqa: FBT003  # a row


# What a card shows


def of(number: int, former: Former = made.NOTHING, **fields: object) -> Card:
    session = replace(made.COMING[number], **fields)  # type: ignore[arg-type]  # any of its fields
    publication = made.publication((session,))
    edition = replace(publication.editions[session.id], former=former)
    return cards.of_session(session, edition.former, publication.programme.cycle, WORDS)


def test_the_card_of_the_cycle() -> None:
    assert cards.of_cycle(made.CYCLE) == Card(
        head="Association Exemple",
        status="",
        off=False,
        when="",
        title="Cycle d’essai à Exempleville",
        place="Des rencontres d'essai, pour voir\u00a0: rien n'y est vrai."
        " Elles montrent ce que les pages savent dire.",
        foot="rencontres.example/essai",
    )


def test_the_card_of_a_session() -> None:
    assert of(1) == Card(
        head="Cycle d’essai à Exempleville",
        status="",
        off=False,
        when="Jeudi 12\u00a0mars 2026, de 18\u00a0h\u00a030 à 20\u00a0h\u00a030",
        title="Habiter l'exemple\u00a0: qui décide\u202f?",
        place="Lieu d'essai, Exempleville, En ligne",
        foot="Association Exemple",
    )
    assert of(1).alt == (
        "Jeudi 12\u00a0mars 2026, de 18\u00a0h\u00a030 à 20\u00a0h\u00a030"
        " – Habiter l'exemple\u00a0: qui décide\u202f? – Lieu d'essai, Exempleville, En ligne"
    )


def test_a_card_wears_the_colour_of_the_cycle_but_where_its_status_speaks() -> None:
    theme = Theme(color="#7a2b54")
    cycle = replace(made.CYCLE, theme=theme)
    themed = cards.of_cycle(cycle)
    assert themed == replace(cards.of_cycle(made.CYCLE), accent="#7a2b54")
    assert cards.name("cycle", themed) != cards.name("cycle", cards.of_cycle(made.CYCLE))
    assert drawing._accent(themed) == (0x7A, 0x2B, 0x54)
    assert drawing._accent(replace(themed, status="Annulée", off=True)) == drawing._OFF


def test_a_card_says_what_is_not_as_usual() -> None:
    moved = of(1, Former(made.evening("2026-03-10")))
    assert (moved.status, moved.off) == (
        "Nouvelle date\u00a0: jeudi 12\u00a0mars 2026, au lieu du 10\u00a0mars",
        False,
    )
    cancelled = of(1, Former(made.evening("2026-03-10")), status="cancelled")
    assert (cancelled.status, cancelled.off) == ("Annulée", True)
    postponed = of(1, status="postponed")
    assert (postponed.status, postponed.off) == ("Reportée, nouvelle date à fixer", True)
    pending = of(1, when=When((2026, 3)), venue=None, online="")
    assert (pending.status, pending.when, pending.place) == ("Jour à fixer", "Mars 2026", "")


def test_a_name_tells_what_the_card_shows_and_whose_it_is() -> None:
    names = {cards.name("a", PLAIN), cards.name("b", PLAIN)}
    names |= {cards.name("a", replace(PLAIN, **{field: "Autre"})) for field in PLAIN.__slots__ if field != "off"}  # type: ignore[arg-type]
    names.add(cards.name("a", replace(PLAIN, off=True)))
    assert len(names) == 10
    assert cards.name("a", replace(PLAIN)) in names


# Which sessions have one

PAST = session("a", "Un", "2015-12-01")


def pictures(run: Run) -> dict[str, str]:
    """Whose card the page of each session shows: in its head, in words, and to machines, alike."""
    shown = {}
    for name in run.publication.editions:
        page = content(run, f"sessions/{name}.html").decode()
        (image,) = re.findall(r'<meta property="og:image" content="https://essai.example/cycle/([^"]+)">', page)
        (alt,) = re.findall(r'<meta property="og:image:alt" content="([^"]+)">', page)
        drawn = run.site[image]
        assert isinstance(drawn, Drawn)
        assert isinstance(drawn.of, Card)
        assert html.unescape(alt) == drawn.of.alt
        assert f'"image": "https://essai.example/cycle/{image}"' in page
        shown[name] = image.removeprefix("cards/").split(".")[0]
    return shown


def test_what_was_over_when_first_published_shows_the_card_of_the_cycle() -> None:
    house = House()
    filled_in = house.build(source(PAST, session("b", "Deux")))
    assert pictures(filled_in) == {"a": "cycle", "b": "b"}
    assert [name.split(".")[0] for name in filled_in.site if name.startswith("cards/")] == [
        "cards/cycle",
        "cards/b",
    ]


def test_ten_years_of_archive_draw_one_card() -> None:
    held = [session(f"s{number}", f"Rencontre {number}", f"2015-03-{number:02}") for number in range(1, 29)]
    run = House().build(source(*held))
    assert [name.split(".")[0] for name in run.site if name.startswith("cards/")] == ["cards/cycle"]


@pytest.mark.parametrize(
    ("typed", "now"),
    [
        (session("b"), "2018-03-15T19:29:59"),  # it ends at 20:30 in Paris
        (session("b", time=""), "2018-03-15T22:59:59"),
        (session("b", date="2018-03", time=""), "2018-03-31T21:59:59"),
    ],
)
def test_who_comes_late_may_still_come(typed: str, now: str) -> None:
    assert pictures(House().build(source(typed), now)) == {"b": "b"}
    later = (instant(now) + timedelta(seconds=1)).isoformat()[:19]
    assert pictures(House().build(source(typed), later)) == {"b": "cycle"}


def test_no_byte_moves_because_a_session_is_over_now() -> None:
    house = House()
    text = source(PAST, session("b", "Deux"))
    first = house.build(text)
    assert house.build(text, "2028-01-10").site == first.site


@pytest.mark.parametrize("status", ["confirmed", "cancelled", "postponed", "tentative"])
def test_whatever_became_of_it_what_was_announced_keeps_a_card_of_its_own(status: str) -> None:
    house = House()
    house.build(source(session("b")))
    assert pictures(house.build(source(session("b", status=status)), "2018-06-01")) == {"b": "b"}
    assert pictures(House().build(source(session("b", status=status)), "2018-06-01")) == {"b": "cycle"}


def test_an_edit_of_the_date_may_give_a_card_or_take_it() -> None:
    house = House()
    assert pictures(house.build(source(PAST))) == {"a": "cycle"}
    moved = house.build(source(session("a", "Un", "2018-06-12")))
    assert pictures(moved) == {"a": "a"}
    assert pictures(house.build(source(session("a", "Un", "2018-03-01")), "2018-04-01")) == {"a": "a"}
    assert pictures(house.build(source(PAST), "2018-04-02")) == {"a": "cycle"}


def test_a_draft_shows_in_the_preview_what_it_will_show() -> None:
    text = source(session("a", "Un", "2015-12-01", draft="true"), session("b", draft="true"))
    draft = press.read(text.encode(), lambda _: Problem(Message("missing")), instant("2018-01-10"))
    assert pictures(press.preview(draft, None, instant("2018-01-10")).run) == {"a": "cycle", "b": "b"}


# Drawn once


def test_a_card_is_drawn_when_what_it_shows_changes_and_never_else() -> None:
    house = House()
    text = source(session("a", "Un"), session("b", "Deux", "2018-04-15"))
    first, second = house.build(text), house.build(text, "2018-01-11")
    changed = house.build(text.replace("Deux", "Trois"), "2018-01-12")
    shown = [
        {n: c for n, c in run.site.items() if isinstance(c, Drawn) and n.startswith("cards/")}
        for run in (first, second, changed)
    ]
    assert [sum(not card.known for card in found.values()) for found in shown] == [3, 0, 1]
    assert shown[0] == shown[1]
    assert {name: card.sha256 for name, card in shown[0].items()} == {
        name: digest for name, digest in second.ledger.files.items() if name.startswith("cards/")
    }


class Never:
    def draw(self) -> bytes:
        raise AssertionError


class Otherwise:
    def draw(self) -> bytes:
        return b"otherwise"


def test_what_the_folder_has_is_not_drawn() -> None:
    kept = Drawn(Never(), "0" * 64)
    assert plan({"a.png": kept}, {"a.png": Found("file", "0" * 64)}, {"a.png": "0" * 64}).keep == ("a.png",)


def test_what_is_drawn_otherwise_than_before_is_our_fault() -> None:
    with pytest.raises(ValueError, match=r"0{64}"):
        _ = Drawn(Otherwise(), "0" * 64).data
