"""What people already have becomes a draft that passes `check`, and says what is not certain.

`tests/imports/<name>` is what they have, `<name>.yaml` beside it the draft, and at its end what is said of it.
`UPDATE_GOLDEN=1` writes the drafts anew; the difference is then read like any other change.
"""

from __future__ import annotations

import http.server
import os
import threading
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from house import House, content, session, source
from rencontres_feeds import press
from rencontres_feeds.catalogue import Message
from rencontres_feeds.cli import commands
from rencontres_feeds.imports import clues, drafted, events, page, sections
from rencontres_feeds.imports.drafted import block, scalar
from rencontres_feeds.imports.found import Place
from rencontres_feeds.model import Programme, Speaker
from rencontres_feeds.problems import Problem, Refusal, errors

FOLDER = Path(__file__).parent / "imports"
GIVEN = sorted(path for path in FOLDER.iterdir() if path.suffix != ".yaml")
NOW = datetime(2018, 1, 10, 12, tzinfo=UTC)
FRENCH = {"LC_ALL": "fr_FR.UTF-8"}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["import", *arguments, "--now", "2018-01-10T12:00:00Z"], env=FRENCH)


def programme(text: str) -> Programme:
    draft = press.read(text.encode(), lambda _: Problem(Message("missing")), NOW)
    assert errors(draft.problems) == ()
    assert draft.programme
    return draft.programme


@pytest.mark.parametrize("path", GIVEN, ids=lambda path: path.name)
def test_what_people_have_becomes_exactly_this_draft(path: Path) -> None:
    result = run(str(path))
    expected = FOLDER / f"{path.name}.yaml"
    text = result.stdout + "".join(f"# stderr: {line}\n" for line in result.stderr.splitlines())
    if os.environ.get("UPDATE_GOLDEN") == "1":
        expected.write_text(text, encoding="utf-8", newline="")
    assert result.exit_code == 0
    assert text == expected.read_text(encoding="utf-8")
    programme(text)


def test_every_draft_has_its_origin() -> None:
    assert {path.name.removesuffix(".yaml") for path in FOLDER.glob("*.yaml")} == {path.name for path in GIVEN}


@given(st.text(max_size=400))
def test_any_text_becomes_a_draft_that_passes_check(text: str) -> None:
    lines = [
        f"Séance du 15 mars 2018 : {text}",
        f"Lieu : {text}",
        f"Avec {text}",
        f"« {text} », 12 avril 2018, 18h",
    ]
    data = "\n".join([*lines, text]).encode("utf-8", "replace")
    programme(drafted.text(sections.harvest(page.read(data)), NOW).text)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page_or_no_calendar_and_never_a_traceback(data: bytes) -> None:
    for start in (b"", b"<p>", b"<h2>15 mars 2018</h2><p>"):
        page.read(start + data)
    try:
        programme(drafted.text(events.harvest(b"BEGIN:VCALENDAR\r\n" + data), NOW).text)
    except Refusal:
        return


VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@given(st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=4))
def test_any_calendar_becomes_a_draft_that_passes_check(found: list[tuple[str, str, str]]) -> None:
    lines = ["BEGIN:VCALENDAR"]
    for summary, location, other in found:
        lines += ["BEGIN:VEVENT", f"UID:{other}", f"SUMMARY:{summary}", f"LOCATION:{location}", f"URL:{other}"]
        lines += [
            f"DESCRIPTION:{location}\\n{other}",
            f"CATEGORIES:{other}",
            f"SEQUENCE:{other}",
            "DTSTART:20180315T183000",
        ]
        lines += [f"DTEND:{other}", f"STATUS:{other}", "END:VEVENT"]
    text = "\r\n".join([*lines, "END:VCALENDAR", ""])
    try:
        harvest = events.harvest(text.encode())
    except Refusal:
        return
    programme(drafted.text(harvest, NOW).text)


def test_subscribers_of_the_old_calendar_keep_their_events() -> None:
    house = House()
    house.build(source(session(), session("s2", "Un autre", "2018-04-12")))
    old = house.build(source(session(date="2018-03-22"), session("s2", "Un autre", "2018-04-12")), "2018-01-11")
    harvest = events.harvest(content(old, "calendar.ics"))
    new = programme(drafted.text(harvest, NOW).text)
    assert [(s.title, s.when, s.uid, s.sequence) for s in new.sessions] == [
        (s.title, s.when, old.ledger.editions[s.id].uid, old.ledger.editions[s.id].sequence)
        for s in old.publication.sessions
    ]


# The command


def test_a_draft_is_written_to_a_new_file_and_never_over_one(tmp_path: Path) -> None:
    target = tmp_path / "sessions.yaml"
    first = run(str(FOLDER / "page.html"), "-o", str(target))
    assert (first.exit_code, first.stdout) == (0, "")
    written = target.read_bytes()
    again = run(str(FOLDER / "text.txt"), "-o", str(target))
    assert (again.exit_code, target.read_bytes()) == (1, written)
    assert "existe déjà, et reste tel quel" in again.stderr
    nowhere = run(str(FOLDER / "text.txt"), "-o", str(tmp_path / "absent" / "sessions.yaml"))
    assert (nowhere.exit_code, "ne peut pas être écrit" in nowhere.stderr) == (1, True)


@pytest.mark.parametrize(
    ("data", "arguments", "said"),
    [
        (b"Rien ici.", (), "aucune rencontre n’a été trouvée dans"),
        (b"<p></p>", (), "aucune rencontre n’a été trouvée dans"),
        (b"<html", (), "aucune rencontre n’a été trouvée dans"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VTODO\r\n", (), "ce n’est pas un calendrier lisible"),
        (b"15 mars 2018", ("--timezone", "Paris"), "fuseau horaire inconnu «\u00a0Paris\u00a0»"),
        (None, (), "ne peut pas être lu"),
    ],
)
def test_what_gives_no_draft_is_said(
    data: bytes | None, arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "donnée"
    if data is not None:
        path.write_bytes(data)
    result = run(str(path), *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_the_zone_may_be_named() -> None:
    result = run(str(FOLDER / "calendar.ics"), "--timezone", "Indian/Reunion")
    found = programme(result.stdout)
    assert (found.cycle.timezone, found.sessions[0].when.start) == ("Indian/Reunion", time(21, 30))


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/absente":
            self.send_error(404)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(
            b"<h2>15 mars 2018 : Un essai</h2><a href='cr.pdf'>Compte rendu</a><a href='http://['>?</a>"
        )

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own name
        pass


def test_a_page_of_the_web_is_fetched_and_its_links_are_whole() -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), _Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        base = f"http://127.0.0.1:{server.server_port}/"
        found, absent = run(base), run(f"{base}absente")
        server.shutdown()
        thread.join()
    report = programme(found.stdout).sessions[0].report
    assert report
    assert report.url == f"{base}cr.pdf"
    assert (absent.exit_code, absent.stderr) == (1, f"il n’y a rien à l’adresse {base}absente\n")


# Single facts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("le 1er décembre 2015 puis le 18 février 2016", [date(2015, 12, 1), date(2016, 2, 18)]),
        ("Tuesday 28th of November, 2017", [date(2017, 11, 28)]),
        ("November 28, 2017", [date(2017, 11, 28)]),
        ("12/06/2019 ou 2019-06-13", [date(2019, 6, 12), date(2019, 6, 13)]),
        ("31 février 2016, 15 mars 1802, 12 machin 2016, 18 février", []),
    ],
)
def test_days_are_found_in_running_text(text: str, found: list[date]) -> None:
    assert [day for day, _ in clues.days(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("de 18h00 à 20h.", (time(18), time(20))),
        ("18 h 30 – 20 h 30", (time(18, 30), time(20, 30))),
        ("à 20 h", (time(20), None)),
        ("18:30 à 21:00", (time(18, 30), time(21))),
        ("from 6:30 to 8 pm", (time(18, 30), time(20))),
        ("6-8pm", (time(18), time(20))),
        ("12 am", (time(0), None)),
        ("12 pm to 2 p.m.", (time(12), time(14))),
        ("à 25h, puis à 19h", (time(19), None)),
        ("18 personnes, 30 hommes", None),
    ],
)
def test_hours_are_found_in_running_text(text: str, found: tuple[time, time | None] | None) -> None:
    assert clues.hours(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "au centre social Essai, rue de l’Invention, de 18h à 20h.",
            Place("centre social Essai", "rue de l’Invention"),
        ),
        ("à la Maison des essais de Basso Inventé de 18h30 à 20h.", Place("Maison des essais de Basso Inventé")),
        (
            "à la MJC Essai, 12 rue Inventée, 31000 Essai-Ville",
            Place("MJC Essai", "12 rue Inventée", "31000", "Essai-Ville"),
        ),
        ("Lieu : Salle d'essai, Toulouse", Place("Salle d'essai", city="Toulouse")),
        ("Lieu : ,", Place(",")),
        ("Lieu : Salle, bâtiment B, 31000 Essai", Place("Salle", "bâtiment B", "31000", "Essai")),
        ("à la fin, au début", None),
    ],
)
def test_places_are_found_in_running_text(text: str, found: Place | None) -> None:
    assert clues.place(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Avec Personne Exemple, formatrice, Institut d'essai (Essai) et Autre Exemple, sociologue. La suite",
            (
                Speaker("Personne Exemple", "formatrice", "Institut d'essai", "Essai"),
                Speaker("Autre Exemple", "sociologue"),
            ),
        ),
        (
            "Intervenants : Personne Exemple (Institut d'essai)",
            (Speaker("Personne Exemple", city="Institut d'essai"),),
        ),
        ("With Person Example, Example Institute", (Speaker("Person Example", "", "Example Institute"),)),
        ("Avec les nombreux budgets, avec plaisir", ()),
    ],
)
def test_people_are_found_in_running_text(text: str, found: tuple[Speaker, ...]) -> None:
    assert clues.people(text) == found


@given(st.text())
def test_any_text_is_typed_so_that_it_is_read_again(text: str) -> None:
    line = " ".join(text.encode("utf-8", "replace").decode().split())
    given = source(session(title=scalar(f"a {line}"[:400]), description=block(f"b\n{line}"[:400], "      ")))
    assert [s.id for s in programme(given).sessions] == ["s1"]
