"""What becomes of an institute: cycles that come with their memory and go, edits, and a disk that fails."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import icalendar
import jsonschema
import pytest
import yaml
from lxml import etree

import servers
from house import instant, session
from institutes import URL, Place, events, ids, marks, tree
from interruptions import Faulty, Killed, killed, public
from interruptions import tree as whole_tree
from rencontres_feeds import building, ledger, shelves, showing
from rencontres_feeds.catalogue import load
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Refusal
from rencontres_feeds.site import LEDGER
from two_sites import os_of_disk

SAMPLE = Path(__file__).parent.parent / "docs" / "sample-institute"
OLD = "https://ancien.fr/"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An institute with two cycles; nothing is published yet."""
    made = Place(tmp_path)
    made.institute("un", "deux")
    made.cycle("un", session("s1", venue="commun", topics="[participation]"), session("s2", date="2018-04-15"))
    made.cycle("deux", session("s1", "Un autre", "2018-05-15", topics="[participation]"))
    return made


def alone(place: Place) -> Path:
    """The cycle « trois » as it was before the institute, with a site of its own and a meeting that moved."""
    home = place.root / "before"
    home.mkdir()
    own = Place(home)
    source = own.cycle("trois", session("s1", "Le troisième", "2018-06-15"), url=OLD)
    output = str(home / "site")
    assert own.run("build", str(source), "-o", output, "--first").exit_code == 0
    own.cycle("trois", session("s1", "Le troisième", "2018-06-22"), url=OLD)
    assert own.run("build", str(source), "-o", output, now="2018-01-12").exit_code == 0
    return home / "site"


def joins(place: Place) -> None:
    """The cycle « trois » is in the institute's file."""
    place.institute("un", "deux", "trois")
    place.cycle("trois", session("s1", "Le troisième", "2018-06-22"))


def moves_in(place: Place, *names: str) -> None:
    """Take the memory of what is named along."""
    result = place.run("restore", *names, "--source", place.file, now="2018-01-13")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("first", ["institute", "cycle"])
def test_a_cycle_moves_in_with_its_identities(place: Place, first: str) -> None:
    site = alone(place)
    if first == "institute":
        place.built("--first", now="2018-01-12")
    joins(place)
    moves_in(place, str(site))
    made = place.built(*([] if first == "institute" else ["--first"]), now="2018-01-14")
    calendar = icalendar.Calendar.from_ical(made["calendar.ics"])
    (event,) = [e for e in calendar.walk("VEVENT") if e["UID"] == "s1@trois.ancien.fr"]
    assert (event["SEQUENCE"], str(event["URL"])) == (2, f"{URL}trois/sessions/s1.html")
    assert events(made["trois/calendar.ics"]).items() <= events(made["calendar.ics"]).items()
    told = ["tag:ancien.fr,2005:trois/s1/change", "tag:ancien.fr,2005:trois/s1/session"]
    assert ids(made["trois/atom.xml"]) == told == ids((site / "atom.xml").read_bytes())  # and no notice more
    assert set(told) < set(ids(made["atom.xml"]))
    feed = etree.fromstring(made["trois/atom.xml"])
    assert feed.findtext("{http://www.w3.org/2005/Atom}id") == "tag:ancien.fr,2005:trois"
    assert "0 files written" in place.build(now="2018-01-15").stdout


def test_a_cycle_moves_in_from_its_calendar_and_feed_alone(place: Place) -> None:
    site = alone(place)
    (site / LEDGER).unlink()
    place.built("--first", now="2018-01-12")
    joins(place)
    moves_in(place, str(site))
    assert marks(place.built(now="2018-01-14")["calendar.ics"])["s1@trois.ancien.fr"] == 2


def test_a_cycle_moves_out_with_its_identities(place: Place, tmp_path: Path) -> None:
    before = place.built("--first")
    source = place.cycle("deux", session("s1", "Un autre", "2018-05-15", topics="[participation]"), url=OLD)
    place.institute("un")
    output = str(tmp_path / "deux-site")
    words = ["restore", str(place.output), "--source", str(source), "-o", output]
    assert place.run(*words, now="2018-01-12").exit_code == 0
    assert place.run("build", str(source), "-o", output, now="2018-01-13").exit_code == 0
    calendar = (tmp_path / "deux-site" / "calendar.ics").read_bytes()
    assert marks(calendar) == {"s1@deux.institut.fr": 1}
    assert events(calendar).keys() < events(before["calendar.ics"]).keys()
    stranger = place.cycle("ailleurs", url=OLD)
    refused = place.run("restore", str(place.output), "--source", str(stranger), "-o", output + "2")
    assert "without a cycle “ailleurs”" in refused.stderr
    assert "Its cycles: deux, un." in refused.stderr


def test_a_lost_ledger_of_an_institute_is_taken_back(place: Place, tmp_path: Path) -> None:
    before = place.built("--first")
    shutil.copytree(place.output, tmp_path / "copy")
    (place.output / LEDGER).unlink()
    assert "without its ledger.json" in place.build("--first").stderr
    moves_in(place, str(tmp_path / "copy"))
    assert tree(place.output) == before
    result = place.run("restore", str(tmp_path / "copy" / LEDGER), "--source", place.file)
    assert "The folder has this ledger already" in result.stdout
    (place.output / LEDGER).unlink()
    (tmp_path / "copy" / LEDGER).unlink()
    moves_in(place, str(tmp_path / "copy"))  # from calendars and feeds alone
    after = place.built(now="2018-01-14")
    assert {n: d for n, d in after.items() if n.endswith((".ics", ".xml")) and not n.startswith("topics")} == {
        n: d for n, d in before.items() if n.endswith((".ics", ".xml")) and not n.startswith("topics")
    }


def test_two_clones_of_an_institute_are_made_one(place: Place, tmp_path: Path) -> None:
    place.built("--first")
    shutil.copytree(place.output, tmp_path / "other")
    place.cycle("un", session("s1", venue="commun", topics="[participation]", date="2018-03-16"))
    place.built("--forget", "un/s2", now="2018-01-12")
    mine = tree(place.output)
    place.cycle("un", session("s1", venue="commun", topics="[participation]"), session("s2", date="2018-04-15"))
    place.cycle("deux", session("s1", "Un autre", "2018-05-16", topics="[participation]"))
    assert place.run("build", place.file, "-o", str(tmp_path / "other"), now="2018-01-13").exit_code == 0
    result = place.run("restore", str(tmp_path / "other"), "--source", place.file)
    assert "the session “un/s1” would go back from revision 1 to revision 0" in result.stderr
    assert tree(place.output) == mine
    moves_in(place, str(tmp_path / "other"), str(place.output / LEDGER))
    known = ledger.loads((place.output / LEDGER).read_bytes())
    assert known.cycles["un"].editions["s1"].sequence == 1
    assert known.cycles["deux"].editions["s1"].sequence == 1


def test_what_cannot_be_taken_along_is_refused(place: Place, tmp_path: Path) -> None:
    site = alone(place)
    place.built("--first", now="2018-01-12")
    before = tree(place.output)
    result = place.run("restore", str(site), "--source", place.file)
    assert "this is of no cycle of the institute: trois" in result.stderr
    (site / LEDGER).unlink()
    result = place.run("restore", str(site), "--source", place.file)
    assert "this is of no cycle of the institute" in result.stderr
    joins(place)
    shutil.rmtree(tmp_path / "before")
    example = place.cycle("essai", url="https://essai.example/").rename(tmp_path / "essai.yaml")
    place.run("build", str(example), "-o", str(tmp_path / "rehearsed"))
    place.institute("un", "deux", "essai")
    place.cycle("essai")
    result = place.run("restore", str(tmp_path / "rehearsed"), "--source", place.file)
    assert "the ledger of a rehearsal" in result.stderr
    assert tree(place.output) == before
    place.institute("trois", url="https://institut.example/")
    place.cycle("trois", url="https://institut.example/trois/")
    result = place.run("restore", str(alone(place)), "--source", place.file, "-o", str(tmp_path / "new"))
    assert "“trois” is published for real, and https://institut.example/ is an example" in result.stderr


def test_the_name_of_a_cycles_file_means_the_institute(place: Place) -> None:
    place.built("--first")
    named = str(place.root / "un" / "sessions.yaml")
    for command in ("check", "build", "diff"):
        said = place.run(command, named)
        assert said.exit_code == 0, said.output
        assert f"{named} is a cycle of an institute: this is about all of" in said.stdout
    assert not (place.root / "un" / "output").exists()


def test_in_a_folder_with_an_institutes_file_no_name_is_needed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place.root)
    assert place.run("build", "--first").exit_code == 0
    assert "0 files written" in place.run("build").stdout
    assert place.run("restore", "output/ledger.json").exit_code == 0
    monkeypatch.chdir(place.root / "un")
    assert shelves.whole(place.root / "rien" / "autre.yaml") == place.root / "rien" / "autre.yaml"
    assert "0 files written" in place.run("build").stdout  # it is that of the folder above
    said = place.run("move", "s2", "--date", "2018-04-22", "--yes")
    assert said.exit_code == 0, said.output
    said = place.run("diff", now="2018-01-12")
    assert said.stdout.startswith(
        f"sessions.yaml is a cycle of an institute: this is about all of {os.pardir}{os.sep}"
    )


def test_the_edits_of_a_cycle_know_shared_venues_and_the_institutes_ledger(place: Place) -> None:
    place.built("--first")
    named = str(place.root / "un" / "sessions.yaml")
    said = place.run("move", "s2", named, "--venue", "commun", "--yes")
    assert said.exit_code == 0, said.output
    place.cycle("un", session("s1", venue="commun"))
    place.built("--forget", "un/s2", now="2018-01-12")
    said = place.run("new", named, "--title", "Une de plus", "--date", "2018-07-01", "--yes")
    assert said.exit_code == 0, said.output
    assert "id: s3" in (place.root / "un" / "sessions.yaml").read_text(encoding="utf-8")  # s2 was published once
    said = place.run("message", "s1", named)
    assert said.exit_code == 0, said.output
    assert f"{URL}un/sessions/s1.html" in said.stdout
    assert "the file of an institute" in place.run("move", "s1", place.file, "--date", "2018-04-22").stderr


def test_a_mistake_in_the_institutes_file_is_said_while_a_cycle_is_edited(place: Place) -> None:
    (place.root / "institute.yaml").write_text(
        "institute: {id: x}\ncycles:\n  - {folder: un, source: un/sessions.yaml}\n", encoding="utf-8"
    )
    named = str(place.root / "un" / "sessions.yaml")
    assert "has errors" in place.run("move", "s2", named, "--date", "2018-04-22", "--yes").stderr
    assert "institute.yaml:1:" in place.run("check", named).stderr
    (place.root / "institute.yaml").write_text("institute: [\n", encoding="utf-8")
    assert shelves.above(place.root / "un" / "sessions.yaml") is None


def test_problems_say_in_which_file_they_are(place: Place) -> None:
    place.cycle("un", session("s1", venue="nulle-part"))
    path = f"{place.root.as_posix()}/un/sessions.yaml"
    assert f"{path}:15:12: no venue is called “nulle-part”" in place.run("check", place.file).stderr
    github = place.run("check", place.file, "--format", "github").stdout
    assert github.startswith(f"::error file={path.replace(':', '%3A')},line=15,col=12")
    gitlab = json.loads(place.run("check", place.file, "--format", "gitlab").stdout)
    assert [issue["location"] for issue in gitlab] == [{"path": path, "lines": {"begin": 15}}]
    (problem,) = json.loads(place.run("check", place.file, "--format", "json").stdout)["problems"]
    assert (problem["file"], problem["line"]) == (path, 15)


def test_a_warning_of_several_cycles_is_said_once(place: Place) -> None:
    place.built("--first", now="2018-01-12")
    said = place.run("check", place.file, now="2018-01-11").stderr
    assert said.count("the clock of this machine says") == 1


def test_a_difference_is_told_cycle_by_cycle(place: Place) -> None:
    said = place.run("diff", place.file, "--first")
    assert said.exit_code == 4
    assert said.stdout.count("First publication: nobody has anything yet.") == 2
    assert "The institute: new topics: participation" in said.stdout
    place.built("--first")
    assert place.run("diff", place.file).stdout == "Nothing to publish: members and readers have it all.\n"
    place.cycle("deux", session("s1", "Un autre", "2018-05-22", topics="[participation]"))
    said = place.run("diff", place.file, now="2018-01-12")
    assert said.exit_code == 4
    assert said.stdout.startswith(
        "Cycle deux (deux):\n  Calendar: s1, “Un autre”, moves from Tuesday 15 May 2018 at 18:30 to"
        " Tuesday 22 May 2018 at 18:30 (revision 1)\n"
    )
    assert "The institute: changed pages: embed, index, topics/participation\n" in said.stdout
    assert "Cycle un" not in said.stdout
    told = json.loads(place.run("diff", place.file, "--json", now="2018-01-12").stdout)
    assert (told["institute"], told["publish"], [one["cycle"] for one in told["cycles"]]) == (
        "institut",
        True,
        ["deux"],
    )
    assert told["cycles"][0]["calendar"]["sessions"][0]["changes"] == ["date"]
    assert "topics/participation/calendar.ics" in told["files"]["changed"]
    place.cycle("deux", session("s1", "Un autre", "2018-05-15", topics="[participation]"))
    for path in (place.root / "institute.yaml", place.root / "un" / "sessions.yaml"):
        text = path.read_text(encoding="utf-8").replace("  commun:", "  partage:")
        path.write_text(text.replace("venue: commun", "venue: partage"), encoding="utf-8")
    said = place.run("diff", place.file, now="2018-01-12")
    assert said.stdout.startswith("Members and readers see no change; only the memory of the publication")
    place.institute("un")
    place.cycle("un", session("s1", venue="commun", topics="[participation]"), session("s2", date="2018-04-15"))
    said = place.run("diff", place.file, "--forget", "deux", "--against", str(place.output), now="2018-01-13")
    assert "deux, which leaves the institute:\n  Calendar: s1 is taken out" in said.stdout
    place.built("--forget", "deux", now="2018-01-13")
    place.cycle("un", session("s1", venue="commun"), session("s2", date="2018-04-15"))
    place.built(now="2018-01-14")
    said = place.run("diff", place.file, "--forget", "topics/participation", now="2018-01-15")
    assert "The institute: topics taken out: participation\n" in said.stdout


def test_a_preview_shows_all_of_it_and_follows_every_file(place: Place) -> None:
    place.built("--first")
    place.cycle("un", session("s1"), session("brouillon", draft="yes"), session("s2", date="2018-04-15"))
    source, now = place.root / "institute.yaml", instant("2018-01-12")
    view = showing.look(source, place.output, now, lambda _: load("en"))
    assert {
        "",
        "un/",
        "un/index.html",
        "un/sessions/brouillon.html",
        "topics/participation/",
    } < view.answers.keys()
    assert {
        source,
        place.root / "un" / "sessions.yaml",
        place.root / "deux" / "sessions.yaml",
    } < view.files.keys()
    texts = view.answers["preview/texts.html"].body
    assert isinstance(texts, bytes)
    assert b"t-un-s1" in texts
    assert b"t-deux-s1" in texts
    place.institute("un")
    view = showing.look(source, place.output, now, lambda _: load("en"))
    assert view.findings.counted("error") == 1  # and it is shown all the same
    assert "un/index.html" in view.answers
    (place.output / LEDGER).write_bytes(b"{")
    view = showing.look(source, place.output, now, lambda _: load("en"))
    assert view.findings.counted("error") == 1
    place.cycle("un", session(venue="nulle-part"))
    view = showing.look(source, place.output, now, lambda _: load("en"))
    body = view.missing.body
    assert isinstance(body, bytes)
    assert b"un/sessions.yaml:" in body


@pytest.mark.usefixtures("asked_once")
def test_killed_at_every_file_operation_and_run_again_it_gives_the_same_bytes(place: Place) -> None:
    place.built("--first")
    before = whole_tree(place.output, mtimes=False)
    shutil.copytree(place.output, place.root / "kept")
    place.cycle("un", session("s1", venue="commun", date="2018-03-22", topics="[numérique]"))
    consent, now = Consent(forget=frozenset({"un/s2"})), instant("2018-01-12")
    source = place.root / "institute.yaml"
    draft = building.read(source, now)

    def is_killed(faulty: Faulty) -> bool:
        with os_of_disk(faulty):
            try:
                building.build(source, draft, place.output, now, consent)
            except Killed:
                return True
        return False

    counter = Faulty(0)
    assert not is_killed(counter)
    after = whole_tree(place.output, mtimes=False)
    commit = counter.done.index("replace") + 1
    for at in (*range(1, commit, 7), *range(commit, len(counter.done) + 1)):
        shutil.rmtree(place.output)
        shutil.copytree(place.root / "kept", place.output)
        assert is_killed(Faulty(at, killed)), at
        now_there = public(whole_tree(place.output, mtimes=False))
        assert at > commit or now_there == before, at
        assert all(now_there[name] in (before[name], after[name]) for name in before.keys() & after.keys()), at
        assert not is_killed(Faulty(0)), at
        assert whole_tree(place.output, mtimes=False) == after, at


def test_the_ledger_of_an_institute_is_as_strict_as_any(place: Place) -> None:
    data = place.built("--first")["ledger.json"]
    known = ledger.loads(data)
    assert ledger.dumps(known) == data
    assert all(not each.files and not each.predecessors for each in known.cycles.values())
    for old, new in ((b'"deux": {', b'"trois": {'), (b"s1@deux", b"s1@un"), (b'"held"', b'"hold"')):
        with pytest.raises(Refusal):
            ledger.loads(data.replace(old, new, 1))


def test_what_is_deployed_and_served_is_found_as_built(place: Place, tmp_path: Path) -> None:
    place.built("--first")
    result = place.run("deploy", place.file, "--to", f"{tmp_path}/www", "--yes")
    assert result.exit_code == 0, result.output
    assert tree(tmp_path / "www") == tree(place.output)
    with servers.python(tmp_path / "www") as server:
        result = place.run("verify", server.url, "--source", str(place.root / "un" / "sessions.yaml"), "--json")
        told = {finding["code"]: finding["grade"] for finding in json.loads(result.stdout)["findings"]}
        assert (told["files"], told["readable"]) == ("fine", "fine")
        assert "mend" not in told.values()
    (tmp_path / "www" / "topics" / "participation" / "calendar.ics").write_bytes(b"half a")
    with servers.python(tmp_path / "www") as server:
        result = place.run("verify", server.url, "--source", place.file, "--json")
        wrong = {f["code"]: f["names"] for f in json.loads(result.stdout)["findings"] if f["grade"] == "mend"}
        assert wrong == {
            "different": ["topics/participation/calendar.ics"],
            "unparsable": ["topics/participation/calendar.ics"],
        }


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_editor_knows_the_keys_of_an_institute(language: str) -> None:
    said = Place(SAMPLE).run("schema", "--institute", lang=language).stdout
    validator = jsonschema.Draft202012Validator(json.loads(said))
    text = (SAMPLE / "institut.yaml").read_text(encoding="utf-8")
    assert not list(validator.iter_errors(yaml.load(text, yaml.BaseLoader)))
    for old, new in (("dossier: toulouse", "dossier: a/b"), ("cycles:", "cycle:"), ("langue: fr", "langue: xx")):
        assert list(validator.iter_errors(yaml.load(text.replace(old, new, 1), yaml.BaseLoader)))


def test_a_build_with_nothing_to_do_looks_at_every_file_of_the_institute(place: Place) -> None:
    place.built("--first")
    program = [sys.executable, "-m", "rencontres_feeds", "build", place.file]
    home = {**os.environ, "XDG_CACHE_HOME": str(place.root / "cache"), "LANG": "C"}

    def build() -> subprocess.CompletedProcess[str]:
        return subprocess.run(program, capture_output=True, text=True, check=False, env=home)

    build()
    (stamp,) = (place.root / "cache" / "rencontres-feeds" / "stamps").iterdir()
    looked = json.loads(stamp.read_bytes().partition(b"\n")[2])["outside"]
    sources = [place.root / name / "sessions.yaml" for name in ("un", "deux")]
    assert {place.file, *map(str, sources), str(place.root.parent / "institute.yaml")} < set(looked)
    said = build().stdout
    assert "0 fichier écrit" in said
    for path in (*sources, Path(place.file)):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Ville-Exemple", "Autre-Exemple"), encoding="utf-8")
        assert build().stdout != said, path
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_institute_begins_with_two_files_that_can_be_built(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = Place(tmp_path)
    words = [
        "init",
        "--institute",
        "--title",
        "Essai : l'institut",
        "--language",
        language,
        "--url",
        "https://essai.fr/a",
    ]
    result = place.run(*words, "--now", "2018-01-10T12:00:00Z", lang=language)
    assert result.exit_code == 0, result.output
    name, cycle = {"en": ("institute", "first-cycle"), "fr": ("institut", "premier-cycle")}[language]
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.yaml")}
    assert there == {f"{name}.yaml", f"{cycle}/sessions.yaml"}
    assert f"https://essai.fr/a/{cycle}/\n" in (tmp_path / f"{name}.yaml").read_text(encoding="utf-8")
    assert place.run("build", "--first").exit_code == 0
    before = tree(tmp_path)
    (tmp_path / f"{name}.yaml").unlink()
    again = place.run(*words, "--now", "2018-01-10T12:00:00Z")
    assert "is already there, and is not written over" in again.stderr
    assert tree(tmp_path) == {n: d for n, d in before.items() if n != f"{name}.yaml"}
