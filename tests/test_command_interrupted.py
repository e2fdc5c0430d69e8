"""The command, killed anywhere and run again at the same instant: the bytes of a run that nobody interrupted.

The whole program, on a cycle of which an edit adds, changes and removes files (`cycles.py`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import cycles
from cycles import edited
from interruptions import Faulty, Killed, killed, public, tree
from rencontres_feeds import building
from two_sites import os_of_disk

if TYPE_CHECKING:
    from pathlib import Path


def files(case: cycles.Edited) -> tuple[int, int, int]:
    """How many files an edit adds, changes and removes."""
    before, after = case.before, case.after
    shared = before.keys() & after.keys()
    changed = sum(before[name] != after[name] for name in shared)
    return len(after.keys() - shared), changed, len(before.keys() - shared)


@pytest.mark.usefixtures("asked_once")
def test_killed_at_every_file_operation_and_run_again_it_gives_the_same_bytes(tmp_path: Path) -> None:
    case, folder = edited(tmp_path), tmp_path / "work"
    assert min(files(case)) >= 3
    now, consent = case.arguments
    draft = building.read(case.template / "sessions.yaml", now)

    def is_killed(faulty: Faulty) -> bool:
        with os_of_disk(faulty):
            try:
                building.build(folder / "sessions.yaml", draft, folder / "output", now, consent)
            except Killed:
                return True
        return False

    counter = Faulty(0)
    case.fresh(folder)
    assert not is_killed(counter)
    commit = counter.done.index("replace") + 1
    for at in range(1, len(counter.done) + 1):
        output = case.fresh(folder) / "output"
        assert is_killed(Faulty(at, killed)), at
        assert at > commit or public(tree(output, mtimes=False)) == case.before, at
        assert case.whole(output), at
        assert not is_killed(Faulty(0)), at
        assert tree(output, mtimes=False) == case.after, at


def run(what: str, folder: Path, *rest: str) -> str:
    command = [sys.executable, cycles.__file__, what, str(folder), *rest]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_really_killed_and_run_again_it_gives_the_same_bytes(tmp_path: Path) -> None:
    outcomes = json.loads(run("kills", tmp_path, "6"))
    assert (outcomes.pop("torn"), outcomes.pop("wrong"), sum(outcomes.values())) == (0, 0, 18)
    assert min(outcomes["old"], outcomes["waiting"]) > 3, outcomes
