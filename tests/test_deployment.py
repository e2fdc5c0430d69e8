"""What a deployment decides, and that it may be cut anywhere: on a host in memory, and in values."""

from __future__ import annotations

import shutil
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from house import session, source
from rencontres_feeds import disk
from rencontres_feeds.catalogue import load
from rencontres_feeds.cli import commands
from rencontres_feeds.deployment import delivery, outgoing, plan
from rencontres_feeds.deployment.delivery import Request
from rencontres_feeds.deployment.plan import JOURNAL, Journal, There
from rencontres_feeds.deployment.staged import Staged
from rencontres_feeds.deployment.target import Broken, above
from rencontres_feeds.problems import Refusal
from rencontres_feeds.site import LEDGER, STAGING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rencontres_feeds.deployment.delivery import Found
    from rencontres_feeds.deployment.target import Progress

URL = "https://rencontres-reelles.fr/"
SOURCES = (
    source(session(report="{file: documents/cr.pdf}"), session("s2"), url=URL),
    source(session(title="Autrement", report="{file: documents/cr.pdf}"), session("s2"), url=URL),
    source(session(title="Autrement"), session("s2"), session("s3"), url=URL),
    source(session(report="{file: documents/cr.pdf}"), session("s2"), session("s3"), url=URL),
)
"""One after the other; the last has what the third had not, and the first had."""


# --- a host in memory, and a connection that is cut


@dataclass
class Memory:
    """A Store; `watch` is called whenever a name changes, and may cut the connection."""

    files: dict[str, bytes] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    watch: Callable[[], None] = lambda: None
    log: list[str] = field(default_factory=list)
    """The names that were written."""

    def names(self, folder: str) -> frozenset[str] | None:
        if folder and folder not in self.folders:
            return None
        inside = f"{folder}/" if folder else ""
        all_names = (*self.files, *self.folders)
        return frozenset(n[len(inside) :].partition("/")[0] for n in all_names if n.startswith(inside))

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def put(self, name: str, file: BinaryIO, sent: Callable[[int], None]) -> None:
        self.log.append(name)
        data = file.read()
        self.files[name] = data[: len(data) // 2]
        self.watch()
        self.files[name] = data
        sent(len(data))
        self.watch()

    def rename(self, old: str, new: str) -> None:
        self.watch()
        self.files[new] = self.files.pop(old)
        self.watch()

    def delete(self, name: str) -> None:
        self.watch()
        self.files.pop(name, None)
        self.watch()

    def make(self, folder: str) -> None:
        self.watch()
        self.folders.add(folder)

    def drop(self, folder: str) -> None:
        self.folders.remove(folder)
        self.watch()

    @property
    def public(self) -> dict[str, bytes]:
        """What the world sees."""
        return {name: data for name, data in self.files.items() if not name.startswith(STAGING)}


class Silent:
    """Agrees, and says nothing."""

    def agree(self, found: Found) -> None:
        pass

    def begin(self, found: Found, octets: int) -> Progress:  # noqa: ARG002  # a Listener is told
        return self

    def again(self, broken: Broken) -> None:
        pass

    def sent(self, octets: int) -> None:
        pass

    def placed(self, name: str) -> None:
        pass


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> list[outgoing.Outgoing]:
    """A publication of each source, in a folder."""
    work, found = tmp_path_factory.mktemp("work"), []
    (work / "documents").mkdir()
    (work / "documents" / "cr.pdf").write_bytes(b"%PDF a report")
    for day, text in enumerate(SOURCES, 10):
        (work / "sessions.yaml").write_text(text, encoding="utf-8")
        begin = ["--first"] if day == 10 else []
        arguments = ["build", str(work / "sessions.yaml"), "--now", f"2018-01-{day}T12:00:00Z", *begin]
        assert CliRunner().invoke(commands, arguments).exit_code == 0
        found.append(outgoing.of(shutil.copytree(work / "output", work / str(day))))
    return found


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def deploy(goods: outgoing.Outgoing, host: Memory, pauses: tuple[float, ...] = ()) -> Found:
    return delivery.deploy(goods, lambda: nullcontext(Staged(host)), Request("here"), Silent(), pauses)


CUTS = st.lists(st.integers(0, 150), min_size=len(SOURCES), max_size=len(SOURCES))


@settings(max_examples=60)
@given(cuts=CUTS)
def test_wherever_it_is_cut_all_that_is_seen_is_whole_and_the_next_goes_on(
    cuts: list[int], builds: list[outgoing.Outgoing]
) -> None:
    trees = [tree(goods.root) for goods in builds]
    whole = {(name, data) for each in trees for name, data in each.items()}
    strange = {"robots.txt": b"of somebody else"}
    host = Memory(dict(strange))
    left, wanted = 0, trees[0]

    def watch() -> None:
        nonlocal left
        seen = host.public
        assert {name: seen.pop(name) for name in strange} == strange
        assert set(seen.items()) <= whole, "half a file"
        if seen.get(LEDGER) == wanted[LEDGER]:
            assert wanted.items() <= seen.items(), "the ledger came before the rest"
        if seen.get("index.html") == wanted["index.html"]:
            pages = {name for name in wanted if not name.endswith((".xml", ".json"))}
            assert pages <= seen.keys(), "the index links to what is not there"
        left -= 1
        if left == 0:
            raise Broken("cut")

    host.watch = watch
    for goods, tree_of_it, cut in zip(builds, trees, cuts, strict=True):
        wanted, left = tree_of_it, cut
        with suppress(Refusal):
            deploy(goods, host)
    left = 0
    deploy(builds[-1], host)
    assert host.files == trees[-1] | strange
    assert host.folders == {folder for name in trees[-1] for folder in above(name)}
    assert not deploy(builds[-1], host).plan.send


def test_what_arrived_before_the_cut_is_not_sent_again(builds: list[outgoing.Outgoing]) -> None:
    host = Memory()

    def watch() -> None:
        if len(host.files) == 6:
            raise Broken("cut")

    host.watch = watch
    with pytest.raises(Refusal):
        deploy(builds[0], host)
    arrived = {name for name in host.files if not name.endswith(".part")}
    host.watch, host.log = lambda: None, []
    deploy(builds[0], host)
    assert len(arrived) == 5
    assert not arrived & {name.removesuffix(".part") for name in host.log}


def test_a_deployment_that_only_swept_not_is_swept(builds: list[outgoing.Outgoing]) -> None:
    host = Memory()
    deploy(builds[0], host)
    journal = Journal(dict(builds[0].files), ("gone.html",))
    host.folders.add(STAGING)
    host.files[JOURNAL] = plan.dumps(journal)
    host.files["gone.html"] = b"ours, and to go"
    found = deploy(builds[0], host)
    assert (found.plan.send, found.plan.delete) == ((), ("gone.html",))
    assert host.files == tree(builds[0].root)
    host.folders.add(STAGING)
    assert deploy(builds[0], host).plan.delete == ()
    assert STAGING not in host.folders


def test_somebody_elses_file_in_the_staging_folder_stays(builds: list[outgoing.Outgoing]) -> None:
    host = Memory({f"{STAGING}/notes.txt": b"x"}, {STAGING})
    deploy(builds[0], host)
    assert host.files == tree(builds[0].root) | {f"{STAGING}/notes.txt": b"x"}


def test_it_is_tried_again_so_often_and_no_more(
    builds: list[outgoing.Outgoing], monkeypatch: pytest.MonkeyPatch
) -> None:
    naps: list[float] = []
    monkeypatch.setattr(disk, "nap", naps.append)
    host = Memory()

    def watch() -> None:
        if "404.html" in host.files:
            raise Broken("cut")

    host.watch = watch
    with pytest.raises(Refusal) as refusal:
        deploy(builds[0], host, delivery.PAUSES)
    assert naps == [1.0, 4.0]
    order = plan.plan(builds[0].files, There(None)).send
    place = order.index("404.html")
    (problem,) = refusal.value.problems
    assert load("en").say(problem.what) == "the connection to here broke: cut"
    assert problem.mend
    assert load("en").say(problem.mend) == (
        f"{place} files are in place, the others are as they were. Run the same command again: it goes on."
    )


def test_what_a_ledger_names_outside_of_the_folder_is_never_touched(builds: list[outgoing.Outgoing]) -> None:
    evil = {"../../etc/passwd": "0" * 64, f"{STAGING}/x": "0" * 64}
    known = builds[0].ledger
    there = There(frozenset(), b"", replace(known, files={**known.files, **evil}), Journal({}, ("../up",)))
    assert plan.plan(builds[0].files, there).delete == ()


# --- values


@given(st.builds(Journal, st.dictionaries(st.text(), st.text()), st.lists(st.text()).map(tuple)))
def test_a_journal_is_read_as_it_was_written(journal: Journal) -> None:
    with suppress(UnicodeEncodeError):  # half of a pair is no text
        assert plan.loads(plan.dumps(journal)) == journal


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"files": {}, "deletions": []}', b'{"files": {"a": 1}}'])
def test_what_is_no_journal_is_none(data: bytes) -> None:
    assert plan.loads(data) is None


def test_a_journal_of_numbers_is_none() -> None:
    written = plan.dumps(Journal({"a": 1}, ()))  # type: ignore[dict-item]  # on purpose
    assert plan.loads(written) is None
