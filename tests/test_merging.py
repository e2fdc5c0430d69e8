"""Two clones that published apart, made one: by git's own hands, and by values."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from house import House, instant, refused, session, source
from rencontres_feeds import ledger, merging
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.cli import commands
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Refusal

if TYPE_CHECKING:
    from rencontres_feeds.ledger import Ledger

ROOT = Path(__file__).parent.parent
THREE = {name: session(name, f"Essai {name}", f"2018-03-1{n}") for n, name in enumerate(("s1", "s2", "s3"))}


def text(**changed: str) -> str:
    return source(*(THREE | changed).values())


def moved(name: str, day: str = "2018-04-01") -> dict[str, str]:
    return {name: session(name, f"Essai {name}", day)}


def apart(one: str, two: str, base: str | None = None, forget: str = "") -> tuple[Ledger, Ledger, Ledger]:
    """A ledger, and what two clones made of it on the next two days."""
    first = House()
    start = first.build(base or text())
    second = House(first.ledger)
    left = first.build(one, "2018-01-12", Consent(forget=frozenset(forget.split())))
    return start.ledger, left.ledger, second.build(two, "2018-01-14").ledger


def marks(known: Ledger) -> dict[str, tuple[int, str]]:
    return {name: (e.sequence, e.modified.strftime("%m-%dT%H:%M:%S")) for name, e in known.editions.items()}


def kinds(known: Ledger) -> list[str]:
    return [f"{item.about}/{item.kind}{' -' * item.withdrawn}" for item in known.items]


def test_what_two_clones_changed_is_all_remembered() -> None:
    _, one, two = apart(text(**moved("s1")), text(**moved("s2")))
    both = merging.merge([one, two])
    assert both == merging.merge([two, one])
    assert marks(both) == {"s1": (1, "01-12T12:00:00"), "s2": (1, "01-14T12:00:00"), "s3": (0, "01-10T12:00:00")}
    assert kinds(both) == ["s1/session", "s2/session", "s3/session", "s1/change", "s2/change"]
    assert both.updated == instant("2018-01-14")
    house = House(ledger.dumps(both))
    run = house.build(text(**moved("s1"), **moved("s2")), "2018-01-20")
    assert (marks(run.ledger), kinds(run.ledger)) == (marks(both), kinds(both))


def test_of_two_versions_of_a_session_the_merged_marks_are_above_both() -> None:
    _, one, two = apart(text(**moved("s1")), text(**moved("s1", "2018-05-01")))
    both = merging.merge([one, two])
    assert marks(both)["s1"] == (2, "01-14T12:00:01")
    assert both.editions["s1"].told == two.editions["s1"].told
    assert kinds(both) == ["s1/session", "s2/session", "s3/session", "s1/change"]
    assert both.items[-1].after == two.items[-1].after
    assert both.items[-1].updated == instant("2018-01-14")
    again = House(ledger.dumps(both)).build(text(**moved("s1")), "2018-01-20")
    assert marks(again.ledger)["s1"] == (3, "01-20T12:00:00")
    assert kinds(again.ledger)[-1] == "s1/change"


def test_the_higher_revision_wins_whatever_the_clocks_say() -> None:
    first = House()
    first.build(text())
    second = House(first.ledger)
    first.build(text(**moved("s1")), "2018-01-12")
    first.build(text(**moved("s1", "2018-05-01")), "2018-01-13")
    one, two = first.runs[-1].ledger, second.build(text(**moved("s1", "2018-06-01")), "2018-01-20").ledger
    both = merging.merge([one, two])
    assert marks(both)["s1"] == (3, "01-20T12:00:01")
    assert both.editions["s1"].told == one.editions["s1"].told
    assert both.items[3].after == one.items[3].after


def test_the_same_content_with_other_revisions_keeps_the_higher_one() -> None:
    first = House()
    first.build(text())
    second = House(first.ledger)
    first.build(text(s1=session("s1", "Autrement", "2018-03-10")), "2018-01-12")
    first.build(text(), "2018-01-13")
    second.build(text(**moved("s2")), "2018-01-14")
    both = merging.merge([second.runs[-1].ledger, first.runs[-1].ledger])
    assert marks(both)["s1"] == (2, "01-13T12:00:00")


def test_a_ledger_that_another_went_on_from_says_nothing_new() -> None:
    start, one, two = apart(text(**moved("s1")), text(**moved("s2")))
    assert merging.merge([start, one, start]) is one
    assert merging.merge([start, two, one]) == merging.merge([one, two])


def test_the_ledgers_before_are_those_of_both_and_both() -> None:
    start, one, two = apart(text(**moved("s1")), text(**moved("s2")))
    names = [ledger.sha256(ledger.dumps(each)) for each in (start, one, two)]
    assert list(merging.merge([one, two]).predecessors) == names


def test_what_one_side_forgot_is_forgotten_and_comes_back_as_ever() -> None:
    base = text()
    left = source(THREE["s1"], THREE["s2"])
    _, one, two = apart(left, text(**moved("s3")), base, forget="s3")
    both = merging.merge([one, two])
    assert both.editions["s3"].forgotten
    assert kinds(both) == ["s1/session", "s2/session", "s3/session -", "s3/change"]
    back = House(ledger.dumps(both)).build(text(**moved("s3")), "2018-01-20").ledger
    assert marks(back)["s3"] == (2, "01-20T12:00:00")
    assert kinds(back)[-1] == "s3/session"


def test_announcements_of_both_are_kept_but_those_that_one_side_forgot() -> None:
    def told(*names: str) -> str:
        lines = [f"  - {{id: {name}, date: 2018-01-09, title: Annonce {name}}}\n" for name in names]
        return source(*THREE.values(), more="announcements:\n" + "".join(lines))

    _, one, two = apart(
        told("a").replace("Annonce a", "Une annonce"),
        told("a", "b", "c"),
        told("a", "b"),
        forget="b",
    )
    both = merging.merge([one, two])
    assert [(a.id, a.title) for a in both.announcements] == [("a", "Annonce a"), ("c", "Annonce c")]


def test_a_day_that_one_side_fixed_is_fixed() -> None:
    month = session("s1", "Essai s1", "2018-03", time="")
    _, one, two = apart(text(), text(s1=month.replace("Essai s1", "Autrement")), text(s1=month))
    for order in ((one, two), (two, one)):
        assert merging.merge(order).editions["s1"].digest == one.editions["s1"].digest


def test_a_rehearsal_says_nothing_beside_a_real_ledger() -> None:
    rehearsal = House().build(text()).ledger
    real = (
        House()
        .build(source(*THREE.values(), url="https://rencontres.essai.fr/"), consent=Consent(first=True))
        .ledger
    )
    assert merging.merge([rehearsal, real]) is real
    assert merging.merge([rehearsal]) is rehearsal


def test_items_keep_the_order_of_both_sides_as_far_as_they_agree() -> None:
    rank = dict.fromkeys("abcdef", 0) | {"x": 1, "y": 2}
    assert merging.woven("abc", "abc", rank.__getitem__) == ["a", "b", "c"]
    assert merging.woven("ayb", "axb", rank.__getitem__) == ["a", "x", "y", "b"]
    assert merging.woven("axb", "ayb", rank.__getitem__) == ["a", "x", "y", "b"]
    assert merging.woven("abx", "bay", rank.__getitem__) == ["a", "b", "x", "y"]
    assert merging.woven("ab", "cab", rank.__getitem__) == ["c", "a", "b"]
    assert merging.woven("abd", "ad", rank.__getitem__) == ["a", "b", "d"]


def test_an_item_keeps_its_place_in_an_archive_whichever_side_gave_it_one() -> None:
    _, one, two = apart(text(**moved("s1")), text(**moved("s2")))
    placed = [replace(two, items=(replace(two.items[0], archive=n), *two.items[1:])) for n in (1, 2)]
    assert merging.merge([one, placed[0]]).items[0].archive == 1
    assert (
        merging.merge([replace(one, items=(replace(one.items[0], archive=2), *one.items[1:])), placed[0]])
        .items[0]
        .archive
        == 1
    )


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda known: replace(known, cycle="autre"), "these ledgers belong to several cycles: autre, essai"),
        (
            lambda known: replace(
                known, editions=known.editions | {"s1": replace(known.editions["s1"], uid="autre@exemple")}
            ),
            "these ledgers give “s1” different identities",
        ),
    ],
)
def test_ledgers_of_different_identities_are_not_made_one(change: object, what: str) -> None:
    _, one, two = apart(text(**moved("s1")), text(**moved("s2")))
    assert callable(change)
    with pytest.raises(Refusal) as refusal:
        merging.merge([one, change(two)])
    assert refused(refusal.value) == [what]


def test_what_would_be_lost_is_named() -> None:
    start, one, two = apart(text(**moved("s1")), source(*THREE.values(), session("s4")))
    assert said(merging.lost(merging.known(start), one)) == []
    assert said(merging.lost(merging.known(two), one)) == [
        "the session “s4” (s4@essai.essai.example) would be lost",
        "the item tag:essai.example,2005:essai/s4/session of the feeds would be lost",
    ]
    assert said(merging.lost(merging.known(one), start)) == [
        "the session “s1” would go back from revision 1 to revision 0",
        "the item tag:essai.example,2005:essai/s1/session of the feeds would go back in time",
        "the item tag:essai.example,2005:essai/s1/change of the feeds would be lost",
    ]
    later = replace(start.editions["s1"], modified=instant("2018-01-11"))
    newer = replace(start, editions=start.editions | {"s1": later})
    assert said(merging.lost(merging.known(newer), start)) == ["the session “s1” would go back in time"]


def said(messages: list[Message]) -> list[str]:
    return [load("en").say(message) for message in messages]


# Git


def git(folder: Path, *arguments: str) -> int:
    settings = ["-c", "user.name=Personne Exemple", "-c", "user.email=personne@exemple.example"]
    command = ["git", "-C", str(folder), *settings, *arguments]
    return subprocess.run(command, check=False, capture_output=True).returncode


def rencontres(folder: Path, *arguments: str) -> str:
    source = (
        ["--source", str(folder / "sessions.yaml")]
        if arguments[0] == "restore"
        else [str(folder / "sessions.yaml")]
    )
    result = CliRunner(env={"LC_ALL": "en_GB.UTF-8"}).invoke(commands, [*arguments[:1], *source, *arguments[1:]])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("style", ["attributes", "merge", "diff3", "zdiff3"])
def test_two_branches_that_both_built_conflict_and_restore_makes_one_ledger_of_both(
    style: str, tmp_path: Path
) -> None:
    def published(now: str, **changed: str) -> None:
        (tmp_path / "sessions.yaml").write_text(text(**changed), encoding="utf-8")
        rencontres(tmp_path, "build", "--now", f"{now}T12:00:00Z")
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--message", now)

    git(tmp_path, "init", "--initial-branch", "main")
    git(tmp_path, "config", "merge.conflictStyle", "merge" if style == "attributes" else style)
    if style == "attributes":
        shutil.copy(ROOT / ".gitattributes", tmp_path)
    published("2018-01-10")
    git(tmp_path, "checkout", "-b", "other")
    published("2018-01-12", **moved("s1"))
    git(tmp_path, "checkout", "main")
    published("2018-01-14", **moved("s2"), s4=session("s4"))
    assert git(tmp_path, "merge", "other") == 1
    ours = tmp_path / "output" / "ledger.json"
    assert ledger.conflicted(ours.read_bytes()) == (style != "attributes")
    names = [str(ours)]
    if style == "attributes":  # git leaves ours whole
        theirs = subprocess.run(
            ["git", "-C", str(tmp_path), "show", "MERGE_HEAD:output/ledger.json"], check=True, capture_output=True
        )
        (tmp_path / "theirs.json").write_bytes(theirs.stdout)
        names.append(str(tmp_path / "theirs.json"))
    (tmp_path / "sessions.yaml").write_text(
        text(**moved("s1"), **moved("s2"), s4=session("s4")), encoding="utf-8"
    )
    assert "Restored: 4 sessions, 6 items of the feeds" in rencontres(tmp_path, "restore", *names)
    both = ledger.loads(ours.read_bytes())
    rencontres(tmp_path, "build", "--now", "2018-01-20T12:00:00Z")
    after = ledger.loads(ours.read_bytes())
    assert (marks(after), kinds(after)) == (marks(both), kinds(both))
    assert marks(after) == {
        "s1": (1, "01-12T12:00:00"),
        "s2": (1, "01-14T12:00:00"),
        "s3": (0, "01-10T12:00:00"),
        "s4": (0, "01-14T12:00:00"),
    }
