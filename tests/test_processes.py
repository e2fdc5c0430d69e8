"""Publications of real processes: killed, two at once, on disks that are full."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import interruptions


def run(what: str, folder: Path, *rest: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, interruptions.__file__, what, str(folder), *rest]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def test_really_killed_nothing_is_torn_missing_or_left_unfinished(tmp_path: Path) -> None:
    outcomes = json.loads(run("kills", tmp_path, "40").stdout)
    kills = outcomes.pop("kills")
    assert outcomes["old"] + outcomes["finished"] + outcomes["new"] == kills >= 100
    assert min(outcomes["old"], outcomes["finished"]) > 10
    assert (outcomes["torn"], outcomes["missing"], outcomes["wrong"]) == (0, 0, 0)


def test_two_processes_at_once_never_make_a_mix(tmp_path: Path) -> None:
    command = [sys.executable, interruptions.__file__, "compete", str(tmp_path / "output")]
    with (
        subprocess.Popen([*command, "0"]) as one,
        subprocess.Popen([*command, "1"]) as other,
    ):
        assert (one.wait(), other.wait()) == (0, 0)


def test_a_file_too_large_for_the_disk_leaves_the_folder_intact(tmp_path: Path) -> None:
    assert run("limited", tmp_path / "output").stdout == (
        "a.pdf cannot be written: the file is too large for this disk\n"
        "  → Nothing was published. Mend this, then run the same command again.\n"
        "intact\n"
    )


def test_a_really_full_disk_leaves_the_folder_intact(tmp_path: Path) -> None:
    mount = 'mount -t tmpfs -o size=512k tmpfs "$1"'
    # A disk of our own, in a name space of our own: it is gone with the process, whatever happens.
    alone = ["unshare", "--mount", "--map-root-user", "sh", "-ec"]
    if not shutil.which("unshare"):
        pytest.skip("a small disk needs Linux's unshare")
    trial = subprocess.run([*alone, mount, "sh", str(tmp_path)], capture_output=True, text=True, check=False)
    if trial.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {trial.stderr.strip()}")
    done = subprocess.run(
        [
            *alone,
            f'{mount}; exec "$2" "$3" full "$1"',
            "sh",
            str(tmp_path),
            sys.executable,
            interruptions.__file__,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    outcomes = json.loads(done.stdout)
    assert outcomes["reasons"] == ["the disk is full"]
    assert outcomes["wrong"] == 0
    assert min(outcomes["refused"], outcomes["published"]) > 5
