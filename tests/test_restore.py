"""A lost ledger, taken back: after it a build changes nothing for subscribers, and an edit is told as ever."""

from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rencontres_feeds import ledger, writer
from rencontres_feeds.cli import commands
from year import REAL, life


@pytest.fixture(scope="module")
def a_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a source, and what a year made of it."""
    folder = tmp_path_factory.mktemp("year")
    (folder / "documents").mkdir()
    (folder / "documents" / "cr.pdf").write_bytes(b"%PDF")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for number, (now, text) in enumerate(life()):
            write(folder, text)
            done(build(now, *(["--first"] if number == 0 else [])))
    return folder


@pytest.fixture
def here(a_year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to work in, in English."""
    folder = Path(shutil.copytree(a_year, tmp_path / "here"))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments)


def build(now: str, *more: str) -> Result:
    moment = now if "T" in now else f"{now}T12:00:00"
    return run("build", "--now", f"{moment}Z", *more)


def done(result: Result) -> Result:
    assert result.exit_code == 0, result.output
    return result


def write(folder: Path, text: str) -> None:
    (folder / "sessions.yaml").write_text(text, encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def public(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in files(folder).items() if name != "ledger.json"}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own name
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def copy(here: Path) -> Path:
    """A copy of the folder, elsewhere."""
    return Path(shutil.copytree(here / "output", here / "copie"))


def by_file(here: Path) -> None:
    kept = copy(here) / "ledger.json"
    (here / "output" / "ledger.json").unlink()
    done(run("restore", str(kept)))


def by_folder(here: Path) -> None:
    copy(here)
    (here / "output" / "ledger.json").write_bytes(b"{")
    done(run("restore", "copie"))


def by_address(here: Path) -> None:
    (here / "output" / "ledger.json").rename(here / "kept.json")
    web = copy(here)
    (here / "kept.json").rename(web / "ledger.json")
    with served(here / "copie") as address:
        done(run("restore", f"{address}index.html"))


def by_marks(here: Path) -> None:
    path = here / "output" / "ledger.json"
    data = path.read_bytes()
    path.write_bytes(b"<<<<<<< HEAD\n" + data + b"=======\n" + data + b">>>>>>> other\n")
    done(run("restore", str(path)))


def by_calendar(here: Path) -> None:
    (here / "output" / "ledger.json").unlink()
    done(run("restore", "output"))


def by_calendar_elsewhere(here: Path) -> None:
    web = copy(here)
    (web / "ledger.json").unlink()
    (here / "output" / "ledger.json").write_bytes(b"")
    with served(web) as address:
        done(run("restore", address))


WAYS = [by_file, by_folder, by_address, by_marks, by_calendar, by_calendar_elsewhere]
LEFT_PAGE = "announcements/appel.html"
"""The page of an announcement that left the source: a feed does not say which day was typed."""


@pytest.mark.parametrize("way", WAYS)
def test_after_a_ledger_is_restored_a_build_changes_nothing_and_the_next_edit_is_told_as_ever(
    way: Callable[[Path], None], here: Path
) -> None:
    def shown(folder: Path) -> dict[str, bytes]:
        seen = public(folder / "output")
        return {name: data for name, data in seen.items() if "calendar" not in way.__name__ or name != LEFT_PAGE}

    never_lost = Path(shutil.copytree(here, here.parent / "never-lost"))
    way(here)
    assert public(here / "output") == public(never_lost / "output")
    done(build("2018-03-03"))
    assert shown(here) == shown(never_lost)
    write(here, life()[-1][1].replace("2018-03-22", "2018-03-29").replace("Deux jours", "Trois jours"))
    write(never_lost, (here / "sessions.yaml").read_text(encoding="utf-8"))
    done(build("2018-03-05"))
    done(build("2018-03-05", "--output", str(never_lost / "output")))
    assert shown(here) == shown(never_lost)


# What is refused, and that nothing is changed by it


def refused(*arguments: str) -> str:
    """What a refusal says; nothing is changed by it."""
    before = files(Path())
    result = run("restore", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert files(Path()) == before
    return result.stderr


def test_an_older_ledger_is_refused_and_what_would_be_lost_is_named(here: Path) -> None:
    copy(here)
    before = (here / "copie" / "ledger.json").read_bytes()
    write(here, life()[-1][1].replace("title: Un essai", "title: Autrement").replace("18h30-20h30", "18h30-21h"))
    done(build("2018-03-03"))
    newer = str(here / "output" / "ledger.json")
    said = refused("copie")
    assert said.splitlines()[-1] == (
        f"  → The folder’s own ledger knows more. To make one of both, name it as well: {newer}"
    )
    assert said.startswith("the session “a” would go back from revision 3 to revision 2\n")
    assert "the item tag:rencontres.essai.fr,2005:essai/a/session of the feeds would go back in time\n" in said
    assert done(run("restore", "copie", newer)).stdout == (
        "The folder has this ledger already; nothing was written.\n"
    )
    (here / "output" / "ledger.json").unlink()
    shown = refused("copie")
    assert shown.splitlines()[:-1] == said.splitlines()[:-1]
    assert shown.splitlines()[-1] == (
        "  → What stands in the folder is newer. Name a newer ledger; if there is none, name this:"
        f" {here / 'output' / 'calendar.ics'}"
    )
    shutil.rmtree(here / "output")
    done(run("restore", "copie"))
    assert files(here / "output").keys() == {"ledger.json"}
    assert ledger.loads(before).editions == ledger.loads((here / "output" / "ledger.json").read_bytes()).editions


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rien"], "rien cannot be read: there is no such file\n"),
        (["vide"], "vide/calendar.ics cannot be read: there is no such file\n"),
        (["sessions.yaml"], "sessions.yaml: the ledger (ledger.json) is damaged\n"),
        (
            ["output/calendar.ics", "output/ledger.json"],
            "ledgers and a published calendar cannot be taken together\n",
        ),
        (["vide/calendar.ics"], "vide/calendar.ics cannot be read: there is no such file\n"),
    ],
)
def test_what_cannot_be_read_is_named(arguments: list[str], said: str, here: Path) -> None:
    (here / "vide").mkdir()
    assert refused(*arguments).startswith(said)


def test_what_is_not_on_the_web_is_named(here: Path) -> None:
    (here / "vide").mkdir()
    with served(here / "vide") as address:
        assert refused(f"{address}ledger.json").startswith(f"there is nothing at {address}ledger.json\n")
        assert refused(address).startswith(f"there is nothing at {address}calendar.ics\n")
    with served(here) as address:
        done(run("restore", f"{address}output"))


def test_one_copy_that_cannot_be_read_spoils_all(here: Path) -> None:
    kept = copy(here)
    (here / "output" / "ledger.json").unlink()
    (here / "other.json").write_bytes((kept / "ledger.json").read_bytes()[:-5])
    assert refused("copie", "other.json").startswith("other.json: the ledger (ledger.json) is damaged\n")


def test_a_ledger_of_another_cycle_or_of_a_rehearsal_is_refused(here: Path) -> None:
    copy(here)
    text = (here / "sessions.yaml").read_text(encoding="utf-8")
    write(here, text.replace("id: essai", "id: autre"))
    assert refused("copie").startswith("this ledger belongs to another cycle, “essai”, not “autre”\n")
    assert refused("copie/atom.xml").startswith("this was published of another cycle, “essai”, not of “autre”\n")
    write(here, text.replace(REAL, "https://essai.example/cycle/"))
    shutil.rmtree(here / "copie")
    done(build("2018-03-01", "--output", "copie"))
    write(here, text)
    assert f"this is the ledger of a rehearsal; it knows nothing of {REAL}\n" in refused("copie")


def test_a_real_ledger_takes_the_place_of_a_rehearsal(here: Path) -> None:
    (here / "output").rename(here / "copie")
    write(here, life()[-1][1].replace(REAL, "https://essai.example/cycle/"))
    done(build("2018-03-01"))
    write(here, life()[-1][1])
    done(run("restore", "copie"))
    done(build("2018-03-03"))
    assert ledger.loads((here / "output" / "ledger.json").read_bytes()).editions == (
        ledger.loads((here / "copie" / "ledger.json").read_bytes()).editions
    )


def test_the_folder_of_another_cycle_and_a_newer_ledger_stay_as_they_are(here: Path) -> None:
    copy(here)
    path = here / "output" / "ledger.json"
    newer = path.read_bytes().replace(b'"format": 1', b'"format": 2')
    path.write_bytes(newer)
    assert refused("copie").startswith("the ledger was written by a newer version of this program\n")
    (here / "newer.json").write_bytes(newer)
    path.unlink()
    assert refused("newer.json").startswith("the ledger was written by a newer version of this program\n")
    text = (here / "sessions.yaml").read_text(encoding="utf-8")
    write(here, text.replace("id: essai", "id: autre"))
    done(build("2018-03-01", "--first", "--output", "autre"))
    write(here, text)
    assert refused("copie", "--output", "autre").startswith(
        "the folder belongs to another cycle, “autre”, not “essai”\n"
    )


def test_a_source_that_is_wrong_is_to_be_mended_first(here: Path) -> None:
    write(here, "cycle:\n")
    assert "sessions.yaml:1:" in refused("output")


# What is found in the folder


def test_files_that_somebody_changed_are_told_and_the_next_build_writes_them_again(here: Path) -> None:
    before = public(copy(here))
    output = here / "output"
    (output / "ledger.json").unlink()
    (output / "index.html").write_text("changé")
    (output / "rss.xml").unlink()
    (output / "autre.txt").write_text("à moi")
    restored = done(run("restore", "copie"))
    assert restored.stderr == (
        "warning: the announcement “appel” left the file, and stays published\n"
        * 0
        + "warning: 1 file is not as any ledger says: index.html\n"
        "  → The next build writes over this. What is to stay belongs in the source.\n"
    )
    assert restored.stdout == (
        "Restored: 9 sessions, 19 items of the feeds, as of 2018-03-01T20:00:00Z.\n"
        "Now run “rencontres-feeds check”, then “rencontres-feeds build”.\n"
    )
    done(run("check"))
    done(build("2018-03-03"))
    assert public(output) == before | {"autre.txt": "à moi".encode()}


def test_a_file_that_no_build_writes_any_more_is_removed_only_if_a_ledger_knows_its_bytes(here: Path) -> None:
    copy(here)
    write(here, life()[-1][1].replace("file: documents/cr.pdf, ", ""))
    (here / "output" / "ledger.json").unlink()
    done(run("restore", "copie"))
    (here / "output" / "ledger.json").unlink()
    (here / "output" / "documents" / "cr.pdf").write_bytes(b"another")
    assert (
        "1 file is not as any ledger says: documents/cr.pdf\n  → This is left where it is.\n"
        in done(run("restore", "copie")).stderr
    )
    done(build("2018-03-03"))
    assert (here / "output" / "documents" / "cr.pdf").read_bytes() == b"another"


def test_what_stops_a_build_does_not_stop_a_ledger_from_being_restored(here: Path) -> None:
    copy(here)
    (here / "output" / "ledger.json").unlink()
    write(
        here,
        life()[-1][1]
        .replace("id: h", "id: hh")
        .replace("title: Un essai", "uid: autre@exemple\n    title: Un essai"),
    )
    done(run("restore", "copie"))
    assert build("2018-03-03").exit_code == 1
    write(here, life()[-1][1])
    assert "0 files written" in done(build("2018-03-03")).stdout


def test_what_was_forgotten_stays_forgotten(here: Path) -> None:
    text = life()[-1][1]
    gone = text[: text.index("  - id: h\n")] + text[text.index("  - id: i\n") :]
    write(here, gone)
    done(build("2018-03-03", "--forget", "h"))
    (here / "other.json").write_bytes((here / "output" / "ledger.json").read_bytes())
    (here / "output" / "ledger.json").unlink()
    assert "8 sessions" in done(run("restore", "other.json")).stdout
    assert "0 files written" in done(build("2018-03-04")).stdout


def test_an_interrupted_publication_is_finished_first_and_brings_its_ledger(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, life()[-1][1].replace("title: Un essai", "title: Autrement"))
    with monkeypatch.context() as patched:
        patched.setattr(writer, "_settle", interrupt)
        assert build("2018-03-03").exit_code == 1
    assert "nothing was written" in done(run("restore", "output")).stdout
    assert "0 files written" in done(build("2018-03-04")).stdout


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_copy_whose_line_ends_were_turned_is_read(here: Path) -> None:
    kept = copy(here) / "ledger.json"
    kept.write_bytes(kept.read_bytes().replace(b"\n", b"\r\n"))
    (here / "output" / "ledger.json").unlink()
    done(run("restore", str(kept)))
    assert (here / "output" / "ledger.json").read_bytes() == kept.read_bytes().replace(b"\r\n", b"\n")


def test_archives_are_read_as_well_and_must_all_be_there(here: Path) -> None:
    text = life()[-1][1].replace("venues:", "  feed_items: 10\nvenues:", 1)
    write(here, text)
    done(build("2018-03-03"))
    before = public(here / "output")
    assert "atom-1.xml" in before
    by_calendar(here)
    done(build("2018-03-04"))
    assert public(here / "output") | {LEFT_PAGE: b""} == before | {LEFT_PAGE: b""}
    copy(here)
    (here / "copie" / "atom-1.xml").unlink()
    (here / "output" / "ledger.json").unlink()
    assert refused("copie/calendar.ics").startswith("copie/atom-1.xml cannot be read: there is no such file\n")
    (here / "copie" / "atom-1.xml").write_bytes((here / "copie" / "atom.xml").read_bytes())
    assert refused("copie/calendar.ics").startswith("atom-1.xml is damaged, or was not written by this program\n")
    (here / "copie" / "atom-1.xml").write_bytes(b"")
    assert refused("copie/calendar.ics").startswith("atom.xml is damaged, or was not written by this program\n")


def parted(here: Path) -> dict[str, bytes]:
    """The year is over, and the calendar begins with the next one."""
    write(here, life()[-1][1].replace("venues:", "  calendar_from: 2018\nvenues:", 1))
    done(build("2018-03-03"))
    assert [name for name in public(here / "output") if name.startswith("calendar")] == [
        "calendar-2017.ics",
        "calendar.ics",
    ]
    return public(here / "output")


@pytest.mark.parametrize(
    "named", [["calendar.ics"], ["calendar-2017.ics"], ["atom.xml"], ["calendar.ics", "calendar-2017.ics"]]
)
def test_the_calendars_of_the_years_before_are_read_as_well(named: list[str], here: Path) -> None:
    before = parted(here)
    copy(here)
    (here / "output" / "ledger.json").unlink()
    done(run("restore", *(f"copie/{name}" for name in named)))
    done(build("2018-03-04"))
    assert public(here / "output") | {LEFT_PAGE: b""} == before | {LEFT_PAGE: b""}


def test_they_are_found_on_the_web_too_and_must_all_be_there(here: Path) -> None:
    before = parted(here)
    by_calendar_elsewhere(here)
    done(build("2018-03-04"))
    assert public(here / "output") | {LEFT_PAGE: b""} == before | {LEFT_PAGE: b""}
    (here / "copie" / "calendar-2017.ics").unlink()
    (here / "output" / "ledger.json").unlink()
    missing = "copie/calendar-2017.ics cannot be read: there is no such file\n"
    assert refused("copie/calendar.ics").startswith(missing)
    (here / "copie" / "calendar-2017.ics").write_bytes(b"BEGIN:VCALENDAR")
    damaged = "calendar-2017.ics is damaged, or was not written by this program\n"
    assert refused("copie/calendar.ics").startswith(damaged)


def test_a_calendar_of_a_year_that_came_back_is_cleared_away_by_the_next_build(here: Path) -> None:
    parted(here)
    write(here, life()[-1][1])
    by_calendar(here)
    done(build("2018-03-04"))
    assert "calendar-2017.ics" not in public(here / "output")


def test_what_stands_in_the_calendar_of_a_year_is_not_forgotten_either(here: Path) -> None:
    assert b"UID:g@" in parted(here)["calendar-2017.ics"]
    old = copy(here)
    write(here, (here / "sessions.yaml").read_text().replace("title: De longue date", "title: Autrement"))
    done(build("2018-03-04"))
    (here / "output" / "ledger.json").unlink()
    loss = "the session “g” would go back from revision 2 to revision 1\n"
    assert refused(str(old / "ledger.json")).startswith(loss)
