"""What is typed is what is read: times, days, words of both languages, and any bytes at all."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from house import refused, session, source
from rencontres_feeds import building, press
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.composer import MAX_HELD
from rencontres_feeds.decoding import MAX_BYTES
from rencontres_feeds.model import Document, Registration, Session, When
from rencontres_feeds.nodes import Scalar
from rencontres_feeds.problems import Problem, Refusal, Span, errors, show
from rencontres_feeds.rules import is_example
from rencontres_feeds.source import parse
from rencontres_feeds.stock import of, published_name
from rencontres_feeds.syntax import explain

if TYPE_CHECKING:
    from pathlib import Path

    from rencontres_feeds.press import Draft

NOW = datetime(2018, 1, 10, 12, tzinfo=UTC)


def read(data: bytes | str) -> Draft:
    data = data.encode() if isinstance(data, str) else data
    return press.read(data, lambda _: Problem(Message("missing")), NOW)


def one(*lines: str) -> Session:
    """The only session of a source that is otherwise right."""
    typed = "".join(f"    {line}\n" for line in lines)
    has = {line.partition(":")[0] for line in lines}
    day = "" if has & {"date", "Date"} else "    date: 2018-03-15\n"
    title = "" if has & {"title", "titre"} else "    title: Un essai\n"
    draft = read(source(f"  - id: s1\n{title}{day}{typed}"))
    assert draft.programme, draft.problems
    return draft.programme.sessions[0]


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("18:30", time(18, 30), None),
        ("18h30", time(18, 30), None),
        ("18 h 30", time(18, 30), None),
        ("18h", time(18), None),
        ("à 9h", time(9), None),
        ("18:30-20:30", time(18, 30), time(20, 30)),
        ("18h30-20h", time(18, 30), time(20)),
        ("18h30 – 20h30", time(18, 30), time(20, 30)),
        ("18\u00a0h\u00a030 à 20\u202fh\u202f30", time(18, 30), time(20, 30)),
        ("de 18h30 à 20h30", time(18, 30), time(20, 30)),
        ("from 18:30 to 20:30", time(18, 30), time(20, 30)),
        ("9h jusqu’à 10h", time(9), time(10)),
        ("DE 9H00 À 10H", time(9), time(10)),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, start: time, end: time | None) -> None:
    when = one(f"time: {typed}").when
    assert (when.start, when.end) == (start, end)


@pytest.mark.parametrize(
    ("typed", "day", "month"),
    [
        ("2017-11-28", date(2017, 11, 28), (2017, 11)),
        ("28/11/2017", date(2017, 11, 28), (2017, 11)),
        ("1/2/2018", date(2018, 2, 1), (2018, 2)),
        ("28 novembre 2017", date(2017, 11, 28), (2017, 11)),
        ("28 November 2017", date(2017, 11, 28), (2017, 11)),
        ("1er décembre 2015", date(2015, 12, 1), (2015, 12)),
        ("mardi 28 novembre 2017", date(2017, 11, 28), (2017, 11)),
        ("mardi 2017-11-28", date(2017, 11, 28), (2017, 11)),
        ("Tuesday, 28 November 2017", date(2017, 11, 28), (2017, 11)),
        ("2018‑03‑15", date(2018, 3, 15), (2018, 3)),
        ("2018-02", None, (2018, 2)),
        ("février 2018", None, (2018, 2)),
    ],
)
def test_days_are_read_as_people_type_them(typed: str, day: date | None, month: tuple[int, int]) -> None:
    assert one(f"date: {typed}").when == When(month, day)


@given(
    st.dates(date(1970, 1, 1), date(2100, 12, 31)), st.times().map(lambda t: t.replace(second=0, microsecond=0))
)
@settings(max_examples=50)
def test_every_day_and_hour_can_be_typed(day: date, hour: time) -> None:
    draft = read(source(f"  - {{id: s1, title: A, date: {day}, time: '{hour:%H:%M}'}}\n", zone="UTC"))
    assert draft.programme
    assert draft.programme.sessions[0].when == When((day.year, day.month), day, None, hour, None)


def test_texts_are_kept_as_typed() -> None:
    session = one("title: 013", "note: no", 'description: "18:30"', "registration: {text: 31000}")
    assert (session.title, session.note, session.description, session.registration) == (
        "013",
        "no",
        "18:30",
        Registration("31000"),
    )


def test_a_title_on_two_lines_is_one_line() -> None:
    assert one("title: |", "  Un", "  essai").title == "Un essai"


def test_the_same_day_as_until_is_one_day() -> None:
    assert one("until: 2018-03-15").when == When((2018, 3), date(2018, 3, 15))


FRENCH = """\
cycle:
  id: essai
  titre: Cycle d'essai
  présentation: Un cycle
  langue: fr
  fuseau: Europe/Paris
  url: https://séance.fr/été
  organisateur: {nom: Institut d'essai, courriel: a@essai.fr}
  gratuit: oui
  durée: 1h30
lieux:
  ici: {nom: Salle, adresse: 1 rue, code_postal: 01000, ville: V, accès: Bus, accessibilité: Oui, fuseau: UTC}
  la:
séances:
  - id: s1
    titre: Un essai
    date: 2018-03-15
    AU: 2018-03-16
    horaire: 9h-17h
    lieu: ici
    en ligne: https://visio.fr/
    statut: à confirmer
    motif: Raison
    annoncée le: 2018-01-05
    présentation: Texte
    intervenants: [{nom: Personne Exemple, fonction: f, organisme: o, ville: v}]
    thèmes: [a, a, b]
    liens: [{titre: t, url: "https://lien.fr/"}]
    inscription: {texte: Par courriel}
    gratuit: non
    compte rendu: {publié le: 2018-01-08, texte: T, taille: "1,5 Mo"}
    brouillon: non
  -
annonces:
  - {id: a, date: 2018-01-05, titre: A, texte: T, séance: s1}
"""
ENGLISH = """\
cycle:
  id: essai
  title: Cycle d'essai
  description: Un cycle
  language: fr
  timezone: Europe/Paris
  url: https://xn--sance-bsa.fr/%C3%A9t%C3%A9/
  organizer: {name: Institut d'essai, email: a@essai.fr}
  free: true
  duration: 90 min
venues:
  ici: {name: Salle, address: 1 rue, postal_code: 01000, city: V, access: Bus, accessibility: Oui, timezone: UTC}
  la: {name: la}
sessions:
  - id: s1
    title: Un essai
    date: 2018-03-15
    until: 2018-03-16
    time: 9h-17h
    venue: ici
    online: https://visio.fr/
    status: tentative
    note: Raison
    announced: 2018-01-05
    description: Texte
    speakers: [{name: Personne Exemple, role: f, organization: o, city: v}]
    topics: [a, b]
    links: [{title: t, url: "https://lien.fr/"}]
    registration: {text: Par courriel}
    free: false
    report: {published: 2018-01-08, text: T, size: 1500 ko}
    draft: false
announcements:
  - {id: a, date: 2018-01-05, title: A, text: T, session: s1}
"""


def test_french_keys_and_words_say_the_same_as_english_ones() -> None:
    french, english = read(FRENCH.replace("  la:\n", "  la: {nom: la}\n")), read(ENGLISH)
    assert french.programme == english.programme
    assert french.programme is not None
    assert french.programme.cycle.duration == timedelta(minutes=90)


def test_a_venue_without_anything_needs_a_name() -> None:
    (problem,) = read(FRENCH).problems
    assert load("en").say(problem.what) == "a venue is written as “key: value” lines"


# Any bytes


@given(st.binary(max_size=300))
@settings(max_examples=200)
@example(b"\xff\xfea")
@example(b"a: \xe9\n")
@example(b'a: "\\ud800"\n')
@example(b"? \n")
@example(b"%YAML 9.9\n---\na")
@example(b"a: b\n\n\n- ")
@example(b"'")
@example(b"{")
@example(b"a\n:")
@example(b"a: |\n x\n\ty")
def test_no_bytes_end_in_a_traceback(data: bytes) -> None:
    draft = read(data)
    assert draft.programme or draft.problems
    for problem in draft.problems:
        for language in ("en", "fr"):
            assert "\x1b" not in show(problem, "s.yaml", draft.lines, load(language))


@given(st.text("abc: -\n\"'[]{}#&*!|>%@`,?é\t", max_size=60))
@settings(max_examples=300)
def test_no_yaml_ends_in_a_traceback(text: str) -> None:
    draft = read(source() + text)
    for problem in draft.problems:
        assert problem.span is None or problem.span.line >= 1


@pytest.mark.parametrize("data", [b"[" * 1_000_000, b"- " * 500_000, b"a: " * 100_000, b"{a: " * 100_000])
def test_depth_ends_in_one_problem(data: bytes) -> None:
    assert len(read(data).problems) == 1


def test_a_file_over_the_limit_is_not_read() -> None:
    (problem,) = read(b" " * (MAX_BYTES + 1)).problems
    assert (load("en").say(problem.what), problem.span) == ("the file is larger than 256 MiB", None)


def test_a_file_on_the_disk_over_the_limit_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "sessions.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(Refusal) as refusal:
        building.load(path)
    assert refused(refusal.value) == ["the file is larger than 256 MiB"]


def test_a_file_of_too_many_values_is_not_read_to_its_end() -> None:
    (problem,) = read(b"[" + b"[], " * (MAX_HELD + 1) + b"]").problems
    assert load("en").say(problem.what) == "more than 500000 keys and values in one place"
    assert problem.span == Span(1, 4 * MAX_HELD + 2, 4 * MAX_HELD + 3)


@pytest.mark.parametrize(
    ("brackets", "told"), [(1000, []), (1001, ["this text has more than 1000 opening brackets"])]
)
def test_a_text_has_so_many_brackets_at_most(brackets: int, told: list[str]) -> None:
    draft = read(source(session(description='"' + "[" * brackets + '"')))
    assert [load("en").say(problem.what) for problem in errors(draft.problems)] == told


def test_a_byte_order_mark_is_accepted() -> None:
    assert read(b"\xef\xbb\xbf" + source().encode()).programme is not None


def test_texts_are_composed_characters() -> None:
    root = parse("e\u0301".encode()).root
    assert isinstance(root, Scalar)
    assert (root.text, root.span, root.plain) == ("é", Span(1, 1, 3), True)


@given(
    st.text(min_size=1, max_size=40).filter(
        lambda t: t.strip() == t and t.isprintable() and t == __import__("unicodedata").normalize("NFC", t)
    )
)
@settings(max_examples=80)
def test_any_printable_text_in_quotes_is_read_as_typed(text: str) -> None:
    draft = read(source(f"  - {{id: s1, title: {json.dumps(text, ensure_ascii=False)}, date: 2018-03-15}}\n"))
    if draft.programme:
        assert draft.programme.sessions[0].title == text
    else:
        assert "invisible" in load("en").say(draft.problems[0].what)


# Files and addresses


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("documents/cr.pdf", "documents/cr.pdf"),
        ("cr.pdf", "documents/cr.pdf"),
        ("documents", "documents/documents"),
        ("documents/2017/Séance n° 4 – « œuvre ».pdf", "documents/2017/Seance-n-4-oeuvre.pdf"),
        ("rapports/cr.pdf", "documents/rapports/cr.pdf"),
        ("日本", "documents/document"),
        ("aux.pdf", "documents/aux-1.pdf"),
        ("rapports/Com1", "documents/rapports/Com1-1"),
        ("console.pdf", "documents/console.pdf"),
    ],
)
def test_a_document_is_published_under_a_name_that_every_system_can_hold(path: str, name: str) -> None:
    assert published_name(path) == name


def test_the_stock_knows_size_digest_and_type(tmp_path: Path) -> None:
    (tmp_path / "cr.pdf").write_bytes(b"")
    (tmp_path / "cr.zzz").write_bytes(b"a")
    stock = of(tmp_path)
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert stock("./cr.pdf") == Document("cr.pdf", "documents/cr.pdf", 0, empty, "application/pdf")
    found = stock("cr.zzz")
    assert isinstance(found, Document)
    assert found.media_type == "application/octet-stream"


@pytest.mark.parametrize(
    ("url", "example"),
    [
        ("https://rencontres.example/x/", True),
        ("https://a.example.com/", True),
        ("http://localhost:8000/", True),
        ("http://127.0.0.1/", True),
        ("http://[::1]/", True),
        ("http://192.0.2.1/", False),
        ("https://example.fr/", False),
        ("https://notexample.com/", False),
    ],
)
def test_an_example_is_an_address_that_nobody_can_reach(url: str, *, example: bool) -> None:
    assert is_example(url) is example


def test_a_problem_without_a_place_or_a_mend_is_one_line() -> None:
    assert show(Problem(Message("no\x1b[31m")), "s.yaml", (), load("en")) == "no\\x1b[31m"


@pytest.mark.parametrize("text", ["a: b", "\x00"])
def test_what_the_other_parser_takes_or_cannot_place_is_told_all_the_same(text: str) -> None:
    assert explain(text, (text,)).what == Message("this file cannot be read as YAML")


def test_a_text_over_the_limit_is_told_with_its_length() -> None:
    read_text = read(source(session(description=f'"{"x" * 100_001}"')).encode())
    assert [load("en").say(p.what) for p in errors(read_text.problems)] == [
        "this text has 100001 characters; at most 100000 fit"
    ]
