"""Pages as sheets: what one says of itself stands for its bytes, and filling in a form is rendering the page."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import publications as made
from rencontres_feeds import addresses
from rencontres_feeds.catalogue import load
from rencontres_feeds.model import Cycle, Link, Registration, Report, Session, Theme
from rencontres_feeds.publication import Former, Publication
from rencontres_feeds.renderers import page
from rencontres_feeds.renderers.wording import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from rencontres_feeds.renderers.sheets import Sheet

TEXTS = ("", "Un texte : « court » ?", "# Titre\n\nDeux *mots*, et <https://exemple.example/> ; 18 h 30.")
VARIANTS: dict[str, tuple[object, ...]] = {
    "title": ("Qui décide ?", "Qui décide encore ?", "x" * 81),
    "when": (
        made.evening("2026-03-12"),
        made.evening("2026-03-12", end=""),
        made.evening("2026-03-13", "", ""),
        replace(made.evening("2026-03-12"), until=date(2026, 3, 14)),
        made.evening("2024-03-12"),
        replace(made.evening("2026-03-12"), day=None, start=None, end=None),
    ),
    "timezone": ("Europe/Paris", "America/Toronto"),
    "venue": (None, made.HALL, replace(made.HALL, access=""), made.OTHER, replace(made.OTHER, geo=(1.0, 2.0))),
    "online": ("", "https://visio.example/"),
    "status": ("confirmed", "tentative", "cancelled", "postponed"),
    "note": ("", "la salle est fermée"),
    "description": TEXTS,
    "speakers": ((), (made.FIRST,), (made.FIRST, made.SECOND)),
    "topics": ((), ("essai",)),
    "links": ((), (Link("Un lien", "https://lien.example/"),)),
    "registration": (None, Registration("Par courriel."), Registration(url="https://inscription.example/")),
    "report": (None, *(Report("published", text=text) for text in TEXTS), Report("none"), Report("forthcoming")),
    "free": (None, True, False),
}
"""What a session may be, field by field; the pages show nothing of the others."""
FORMER = (Former(), Former(made.evening("2026-03-10")), Former(place="Ailleurs"))
CYCLES = (
    made.CYCLE,
    replace(made.CYCLE, language="en"),
    replace(made.CYCLE, title="Un autre titre"),
    replace(made.CYCLE, url="https://ailleurs.example/"),
    replace(made.CYCLE, duration=timedelta(hours=2)),
    replace(made.CYCLE, free=None, legal=None, description=""),
    replace(made.CYCLE, organizer=replace(made.CYCLE.organizer, email="")),
    replace(made.CYCLE, theme=Theme("#7b2d53", "#7b2d53")),
)
INSTANTS = (made.MODIFIED, datetime(2027, 1, 1, tzinfo=UTC))
ABOUT = ("", "a", "b")


def sheets(publication: Publication) -> dict[str, Sheet]:
    every = page.sheets(publication, Words(load(publication.programme.cycle.language)))
    return {name: sheet for name, sheet in every.items() if not isinstance(sheet, bytes)}


@st.composite
def _session(draw: st.DrawFn, identifier: str) -> Session:
    drawn: dict[str, Any] = {name: draw(st.sampled_from(values)) for name, values in VARIANTS.items()}
    return Session(id=identifier, **drawn)


@st.composite
def _edited(draw: st.DrawFn, session: Session) -> Session:
    name = draw(st.sampled_from(tuple(VARIANTS)))
    change: dict[str, Any] = {name: draw(st.sampled_from(VARIANTS[name]))}
    return replace(session, **change)


@st.composite
def _publication(draw: st.DrawFn, sessions: tuple[Session, ...]) -> Publication:
    announcement = replace(
        made.ANNOUNCEMENTS[0], text=draw(st.sampled_from(TEXTS)), session=draw(st.sampled_from(ABOUT))
    )
    return made.publication(
        sessions,
        cycle=draw(st.sampled_from(CYCLES)),
        former={session.id: draw(st.sampled_from(FORMER)) for session in sessions},
        announcements=[announcement],
        modified=draw(st.sampled_from(INSTANTS)),
    )


@st.composite
def _twice(draw: st.DrawFn) -> tuple[Publication, Publication]:
    """Two publications of which one or two things are different, or nothing."""
    first = tuple(draw(_session(identifier)) for identifier in "abc")
    second = (first[0], draw(_edited(first[1])), first[2])
    before = draw(_publication(first))
    after = draw(st.one_of(st.just(before), _publication(first)))
    programme = replace(after.programme, sessions=draw(st.sampled_from((first, second))))
    return before, replace(after, programme=programme)


@settings(max_examples=50)
@given(_twice())
def test_where_inputs_are_the_same_the_bytes_are(pair: tuple[Publication, Publication]) -> None:
    before, after = map(sheets, pair)
    for name in before.keys() & after.keys():
        if before[name].inputs() == after[name].inputs():
            assert before[name].draw() == after[name].draw()


def test_no_field_of_a_session_is_forgotten() -> None:
    """Those of which the tests above know no variants decide where a page is, or the calendar alone."""
    assert {field.name for field in fields(Session)} - VARIANTS.keys() == {
        "id",
        "announced",
        "draft",
        "uid",
        "sequence",
    }


def _titled(publication: Publication, identifier: str) -> Publication:
    sessions = tuple(
        replace(s, title=f"{s.title} !") if s.id == identifier else s for s in publication.programme.sessions
    )
    return replace(publication, programme=replace(publication.programme, sessions=sessions))


def _of(cycle: Cycle) -> Callable[[Publication], Publication]:
    return lambda publication: replace(publication, programme=replace(publication.programme, cycle=cycle))


PAGES = {addresses.page(s.id) for s in made.WHOLE.sessions}
ANNOUNCED = {addresses.announcement(a.id) for a in made.ANNOUNCEMENTS}


@pytest.mark.parametrize(
    ("edit", "touched"),
    [
        pytest.param(replace, set(), id="nothing"),
        pytest.param(
            lambda p: _titled(p, "prochaine"),
            {
                "sessions/annulee.html",
                "sessions/prochaine.html",
                "sessions/reportee.html",
                "announcements/appel.html",
            },
            id="a title",
        ),
        pytest.param(
            lambda p: replace(p, modified=datetime(2026, 3, 6, tzinfo=UTC)), {"sessions/annulee.html"}, id="time"
        ),
        pytest.param(
            lambda p: replace(p, announcements=made.ANNOUNCEMENTS[1:]), {"sessions/prochaine.html"}, id="news"
        ),
        pytest.param(_of(replace(made.CYCLE, title="Autrement")), PAGES | ANNOUNCED, id="the cycle"),
    ],
)
def test_an_edit_touches_what_shows_it_and_nothing_else(
    edit: Callable[[Publication], Publication], touched: set[str]
) -> None:
    before, after = sheets(made.WHOLE), sheets(edit(made.WHOLE))
    same = before.keys() & after.keys()
    assert {name for name in same if before[name].inputs() != after[name].inputs()} == touched
    assert {name for name in same if before[name].draw() != after[name].draw()} == touched


def test_a_year_is_touched_by_its_own_meetings() -> None:
    """And by their places in the programme, which its page tells the script of the index."""
    one = made.PAST[1]
    many = made.publication(
        [replace(one, id=f"s{n}", when=made.evening(f"{2020 + n // 15}-05-{n % 15 + 1:02}")) for n in range(60)]
    )
    years = {"years/2020.html", "years/2021.html"}
    before, retitled = sheets(many), sheets(_titled(many, "s3"))
    fewer = sheets(replace(many, programme=replace(many.programme, sessions=many.programme.sessions[1:])))
    assert years == {name for name in before if name.startswith("years/")}
    assert before["years/2020.html"].inputs() != retitled["years/2020.html"].inputs()
    assert before["years/2021.html"].inputs() == retitled["years/2021.html"].inputs()
    assert before["years/2021.html"].draw() == retitled["years/2021.html"].draw()
    assert before["years/2021.html"].inputs() != fewer["years/2021.html"].inputs()
    assert before["years/2021.html"].draw() != fewer["years/2021.html"].draw()


class _Whole:
    """In the place of a form: renders the whole page, with its frame."""

    def __init__(self, of: Any, template: str) -> None:
        self.layout = of.layout
        self.template = template

    def filled(self, name: str, **values: object) -> bytes:
        data: bytes = self.layout.page(self.template, name, **values)
        return data


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_form_filled_in_is_the_page(language: str) -> None:
    publication = _of(replace(made.CYCLE, language=language))(made.WHOLE)  # type: ignore[arg-type]
    filled = {name: sheet.draw() for name, sheet in sheets(publication).items()}
    whole = {}
    for name, sheet in sheets(publication).items():
        frame: Any = sheet.frame  # type: ignore[attr-defined]
        frame.session, frame.announcement = _Whole(frame, "session.html"), _Whole(frame, "announcement.html")
        whole[name] = sheet.draw()
    assert filled == whole
