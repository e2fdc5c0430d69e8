"""`diff` as people and machines run it: what it prints, its exit codes, and that it touches nothing."""

from __future__ import annotations

import http.server
import json
import re
import shutil
import threading
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, get_args

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from house import House, content, session, source
from rencontres_feeds import ledger, writer
from rencontres_feeds.cli import commands
from rencontres_feeds.difference import Reason, State
from rencontres_feeds.facts import Change
from rencontres_feeds.kinship import Relation
from rencontres_feeds.model import Status
from rencontres_feeds.publication import Kind
from test_difference import GOLDEN as TEXTS
from test_docs import COMMANDS
from test_lives import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result

Tree = dict[str, tuple[int, int, bytes]]
"""Names to mode, mtime and bytes; of folders too."""

START, MOVED, CANCELLED = (
    source(session()),
    source(session(date="2018-03-22")),
    source(session(status="cancelled")),
)
NOTHING = "Nothing to publish: members and readers have it all.\n"
MOVE = (TEXTS / "en.txt").read_text(encoding="utf-8").partition("## the day moves\n\n")[2].partition("\n## ")[0]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a source and its publication, in English."""
    folder = tmp_path / "ici"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    write(START)
    assert run("build", now="2018-01-10").exit_code == 0
    return folder


def write(text: str) -> None:
    Path("sessions.yaml").write_text(text, encoding="utf-8")


def run(*arguments: str, now: str = "2018-01-12") -> Result:
    return CliRunner().invoke(commands, [*arguments, "--now", f"{now}T12:00:00Z"])


def outcome(result: Result) -> tuple[int, str]:
    """Exit code and standard output, with plain spaces."""
    return result.exit_code, result.stdout.replace("\u00a0", " ")


def tree(folder: Path) -> Tree:
    """Everything below a folder, with mode, mtime and bytes."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in (folder, *folder.rglob("*"))
    }


# Against the folder


def test_what_is_to_be_published_is_said_and_nothing_is_touched(here: Path) -> None:
    write(MOVED)
    before = tree(here)
    assert outcome(run("diff")) == (4, MOVE)
    assert tree(here) == before


@pytest.mark.usefixtures("here")
def test_it_does_not_wait_for_a_build_that_is_at_work() -> None:
    with writer.locked(Path("output")):
        assert outcome(run("diff")) == (0, NOTHING)


@pytest.mark.usefixtures("here")
def test_the_first_publication_is_told_and_no_folder_is_made() -> None:
    exit_code, said = outcome(run("diff", "-o", "ailleurs"))
    assert (exit_code, said.splitlines()[0]) == (4, "First publication: nobody has anything yet.")
    assert not Path("ailleurs").exists()


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("language", ["fr_FR.UTF-8", "en_GB.UTF-8"])
def test_warnings_are_shown_as_check_shows_them(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", language)
    checked, compared = run("check"), run("diff")
    assert compared.stderr == checked.stderr != ""


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "text", [source(), source(session(date="2018-02-30")), source(session(uid="autre@ailleurs.example"))]
)
def test_what_stops_a_build_stops_it_alike(text: str) -> None:
    write(text)
    compared, built = run("diff", "--json"), run("build")
    assert (compared.exit_code, compared.stdout, compared.stderr) == (1, "", built.stderr)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.usefixtures("here")
def test_an_interrupted_publication_is_told_as_check_does(monkeypatch: pytest.MonkeyPatch) -> None:
    write(MOVED)
    with monkeypatch.context() as patched:
        patched.setattr(writer, "_settle", _interrupt)
        run("build")
    compared = run("diff")
    assert "a publication was interrupted, and is not finished" in compared.stderr
    assert (compared.exit_code, compared.stderr) == (1, run("check").stderr)


@pytest.mark.usefixtures("here")
def test_it_takes_the_consents_of_a_build() -> None:
    write(source())
    assert run("diff").exit_code == 1
    exit_code, said = outcome(run("diff", "--forget", "s1", "-v"))
    assert exit_code == 4
    assert "Posters to take down: s1 (taken out)\n" in said
    assert "removed  sessions/s1.ics\nFiles: " in said


def test_what_the_documents_show_is_what_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    write(source(session("seance-4", "Regards croisés", "2017-11-28")))
    run("build", now="2017-11-06")
    write(source(session("seance-4", "Regards croisés", "2017-12-05")))
    shown = COMMANDS.partition("$ rencontres-feeds diff\n")[2].partition("```")[0]
    assert outcome(run("diff", now="2017-11-20")) == (4, shown)


# Always


CHANGES = st.fixed_dictionaries({}, optional=FIELDS)
SESSIONS = st.dictionaries(st.sampled_from(["s1", "s2", "s3"]), CHANGES, min_size=1)


def _text(sessions: dict[str, dict[str, str]]) -> str:
    return source(*(session(name, **fields) for name, fields in sessions.items()))


@given(before=SESSIONS, after=SESSIONS, forget=st.sets(st.sampled_from(["s1", "s2", "s3"])))
@settings(max_examples=25)
def test_it_says_something_exactly_when_a_build_would_write_it(
    before: dict[str, dict[str, str]], after: dict[str, dict[str, str]], forget: set[str]
) -> None:
    consents = [part for name in sorted(forget) for part in ("--forget", name)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "sessions.yaml"
        file.write_text(_text(before), encoding="utf-8")
        assert run("build", str(file), now="2018-01-10").exit_code == 0
        file.write_text(_text(after), encoding="utf-8")
        old = tree(folder / "output")
        compared = run("diff", str(file), "--json", *consents)
        assert tree(folder / "output") == old
        built = run("build", str(file), *consents)
        if built.exit_code:
            assert (compared.exit_code, compared.stdout, compared.stderr) == (1, "", built.stderr)
            return
        new = tree(folder / "output")
    assert compared.exit_code == (4 if new != old else 0)
    told = json.loads(compared.stdout)
    jsonschema.validate(told, SCHEMA)
    assert told["files"] == _written(old, new) | {"left": []}
    assert bool(told["lines"]) == (new != old)


def _written(old: Tree, new: Tree) -> dict[str, list[str]]:
    """The files that a build wrote and removed."""
    was, now = ({name for name, found in each.items() if found[2]} for each in (old, new))
    return {
        "new": sorted(now - was),
        "changed": sorted(name for name in now & was if old[name] != new[name]),
        "removed": sorted(was - now),
    }


# For machines


def _object(**members: object) -> dict[str, object]:
    """An object with exactly these members."""
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def _list(of: object) -> dict[str, object]:
    return {"type": "array", "items": of}


def _maybe(schema: object) -> dict[str, object]:
    return {"anyOf": [schema, {"type": "null"}]}


TEXT = {"type": "string", "minLength": 1}
NUMBER = {"type": "integer", "minimum": 0}
FLAG = {"type": "boolean"}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
NAMES = {"new": _list(TEXT), "changed": _list(TEXT), "removed": _list(TEXT)}
CHANGED = [*get_args(Change), "title", "report"]
FACTS = _object(
    day={"type": "string", "pattern": r"^\d{4}-\d\d(-\d\d)?$"},
    until=_maybe({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}),
    start=_maybe(INSTANT),
    end=_maybe(INSTANT),
    timezone=TEXT,
    status={"enum": list(get_args(Status))},
    venue=_maybe(TEXT),
    online=FLAG,
)
MEETING = _object(
    session=TEXT,
    uid=TEXT,
    title=_maybe(TEXT),
    state={"enum": list(get_args(State))},
    changes=_list({"enum": CHANGED}),
    sequence=_object(before=_maybe(NUMBER), after=_maybe(NUMBER)),
    before=_maybe(FACTS),
    after=_maybe(FACTS),
)
ITEM = _object(
    id=TEXT,
    kind={"enum": list(get_args(Kind))},
    about=TEXT,
    state={"enum": ["new", "returned", "corrected", "removed"]},
    title=_maybe(TEXT),
    published=INSTANT,
    updated=INSTANT,
)
CROSSING = _object(**{"from": TEXT}, to=TEXT, sessions=_list(TEXT))
SCHEMA = _object(
    format={"const": 1},
    cycle=TEXT,
    now=INSTANT,
    against=_maybe(_object(where=TEXT, relation={"enum": list(get_args(Relation))}, builds=NUMBER)),
    publish=FLAG,
    beginning={"enum": ["first", "real", None]},
    calendar=_object(sessions=_list(MEETING), moves=_list(CROSSING), frame=FLAG),
    feeds=_object(items=_list(ITEM), frame=FLAG),
    pages=_object(**NAMES),
    documents=_object(**NAMES),
    files=_object(**NAMES, left=_list(TEXT)),
    posters=_list(
        _object(
            session=TEXT,
            title=_maybe(TEXT),
            reasons={"type": "array", "items": {"enum": list(get_args(Reason))}, "minItems": 1},
            action={"enum": ["reprint", "take-down"]},
        )
    ),
    warnings=_list(_object(line=_maybe(NUMBER), column=_maybe(NUMBER), what=TEXT, mend=_maybe(TEXT))),
    lines=_list(TEXT),
)


@pytest.mark.usefixtures("here")
def test_for_machines_it_is_one_object_and_the_documents_show_it() -> None:
    write(MOVED)
    result = run("diff", "--json")
    told = json.loads(result.stdout)
    jsonschema.validate(told, SCHEMA)
    shown = re.search(r"^```json\n(.*?)^```$", COMMANDS, re.MULTILINE | re.DOTALL)
    assert shown
    jsonschema.validate(json.loads(shown[1]), SCHEMA)
    for name, value in json.loads(shown[1]).items():
        if name not in ("pages", "files"):  # the schema is enough for these: they name whatever the site has
            assert value == told[name], name
    assert (result.exit_code, result.stdout.isascii()) == (4, True)


@pytest.mark.usefixtures("here")
def test_for_machines_nothing_to_publish_is_said_too() -> None:
    result = run("diff", "--json", "--against", "output")
    told = json.loads(result.stdout)
    jsonschema.validate(told, SCHEMA)
    assert (result.exit_code, told["publish"], told["lines"]) == (0, False, [])
    assert told["against"] == {"where": "output", "relation": "same", "builds": 0}


@pytest.mark.usefixtures("here")
def test_for_machines_it_says_which_meetings_go_to_another_calendar() -> None:
    early = source(session("s2", date="2017-03-15"), session())
    write(early.replace("venues:", "  calendar_from: 2018\nvenues:", 1))
    assert run("build", now="2018-01-11").exit_code == 0
    write(early)
    told = json.loads(run("diff", "--json").stdout)
    jsonschema.validate(told, SCHEMA)
    assert told["calendar"]["moves"] == [{"from": "calendar-2017.ics", "to": "calendar.ics", "sessions": ["s2"]}]


# Against what is public


@pytest.fixture
def public(here: Path) -> Path:
    """A copy of the publication, as it is on the web."""
    return Path(shutil.copytree(here / "output", here.parent / "public"))


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own name
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder."""
    handler = partial(_Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("end", ["", "/", "/index.html", "/ledger.json", "/?vers=1#ici"])
def test_the_public_site_is_compared_by_its_address(end: str, public: Path) -> None:
    write(MOVED)
    with served(public) as address:
        assert outcome(run("diff", "--against", address + end)) == (
            4,
            f"Compared with {address}{end}, the last publication of this folder.\n{MOVE}",
        )


def test_a_folder_that_was_not_uploaded_yet_is_told(public: Path) -> None:
    write(MOVED)
    run("build")
    file = str(public / "ledger.json")
    assert outcome(run("diff")) == (0, NOTHING)
    exit_code, said = outcome(run("diff", "--against", file))
    assert exit_code == 4
    assert said == (
        f"Compared with {file}, which is older than the folder: 1 build is not there yet.\n"
        f"{MOVE}The folder is up to date; it remains to upload it.\n"
    )


def _warned(result: Result) -> str:
    """What is said on standard error, but for the address that is an example."""
    return result.stderr.partition("this is a rehearsal.\n")[2]


@pytest.mark.usefixtures("here")
def test_a_public_site_that_is_newer_than_the_folder_is_a_warning() -> None:
    old = Path(shutil.copytree("output", "ancien"))
    write(MOVED)
    run("build")
    write(START)
    result = run("diff", "-o", str(old), "--against", "output")
    assert _warned(result) == (
        "warning: output is newer than the folder, by 1 build: somebody published from another copy\n"
        "  → Before you publish: rencontres-feeds restore output\n"
    )
    assert result.exit_code == 4


@pytest.mark.usefixtures("here")
def test_two_publications_that_went_apart_are_a_warning() -> None:
    other = shutil.copytree("output", "autre")
    write(MOVED)
    run("build", "-o", other)
    write(CANCELLED)
    run("build")
    result = run("diff", "--against", other)
    assert _warned(result) == (
        "warning: autre and the folder were published apart: neither comes from the other\n"
        "  → Before you publish, unite the two: rencontres-feeds restore output autre\n"
    )
    assert result.exit_code == 4


def test_without_a_ledger_in_the_folder_it_goes_on_from_the_public_one(here: Path, public: Path) -> None:
    shutil.rmtree(here / "output")
    write(MOVED)
    result = run("diff", "--against", str(public))
    assert outcome(result) == (4, f"Compared with {public}.\n{MOVE}")
    assert _warned(result) == (
        f"warning: the folder holds no ledger.json: this is as if that of {public} were in it\n"
        f"  → Before you publish: rencontres-feeds restore {public}\n"
    )
    assert not (here / "output").exists()


OTHER_CYCLE = content(House().build(START.replace("id: essai", "id: autre")), "ledger.json")
NAME_ONE = "  → Name a ledger.json, a folder that holds one, or the public address of the site.\n"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (OTHER_CYCLE, "là.json belongs to another cycle, “autre”, not “essai”"),
        (b"<!doctype html>", "là.json: the ledger (ledger.json) is damaged"),
        (None, "là.json cannot be read: there is no such file"),
    ],
)
def test_what_is_no_publication_of_this_cycle_is_refused(data: bytes | None, said: str) -> None:
    if data is not None:
        Path("là.json").write_bytes(data)
    result = run("diff", "--against", "là.json")
    assert (result.exit_code, result.stdout, _warned(result)) == (1, "", f"{said}\n{NAME_ONE}")


def test_an_address_without_a_publication_is_refused(here: Path) -> None:
    with served(here) as address:
        result = run("diff", "--against", address)
    assert (result.exit_code, _warned(result)) == (
        1,
        f"nothing is published at {address}/ledger.json\n{NAME_ONE}",
    )


@pytest.mark.usefixtures("here")
def test_an_address_that_is_none_is_refused() -> None:
    result = run("diff", "--against", "http://[/")
    assert _warned(result).startswith("http://[/ cannot be fetched: ")
    assert result.exit_code == 1


@pytest.mark.usefixtures("here")
def test_a_bad_source_is_told_before_anything_is_fetched() -> None:
    write(source(session(date="2018-02-30")))
    assert run("diff", "--against", "http://[/").stderr == run("check").stderr


@pytest.mark.usefixtures("here")
def test_another_publication_cannot_drive_the_terminal() -> None:
    text = source(session(), more="announcements:\n  - {id: n, date: 2018-01-05, title: Méchante}\n")
    house = House()
    evil = house.build(text).ledger
    evil = replace(evil, announcements=(replace(evil.announcements[0], title="\x1b[2J\u202e"),))
    Path("évil.json").write_bytes(ledger.dumps(evil))
    assert "Feeds: 1 item withdrawn, “\\x1b[2J\\u202e”\n" in run("diff", "--against", "évil.json").stdout
