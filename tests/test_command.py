"""The command as a process: with the network cut, two at once, on a full disk, in any environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cycles
from cycles import edit, published
from house import session, source
from interruptions import tree

COMMAND = [sys.executable, "-m", "rencontres_feeds", "build"]
ALONE = """
import runpy, sys

def refuse(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")) and event != "socket.gethostname":
        sys.stderr.write(f"network: {event}\\n")
        raise SystemExit(97)

sys.addaudithook(refuse)
"""


def alone(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python, with every use of the network refused and told, whoever asks for it."""
    command = [sys.executable, "-c", ALONE + code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_build_does_not_use_the_network(tmp_path: Path) -> None:
    expected = published(tmp_path / "expected", range(4))[-1]
    published(tmp_path / "found", range(2))
    for number in (2, 3):
        options = edit(tmp_path / "found", number)
        done = alone(
            "runpy.run_module('rencontres_feeds', run_name='__main__')",
            "build",
            str(tmp_path / "found/sessions.yaml"),
            *options,
        )
        assert (done.returncode, done.stderr.count("network:")) == (0, 0), done.stderr
    assert tree(tmp_path / "found/output", mtimes=False) == expected


@pytest.mark.parametrize(
    "code", ["import urllib.request as r; r.urlopen('http://127.0.0.1:9/')", "import socket; socket.socket()"]
)
def test_a_use_of_the_network_would_have_been_seen(code: str) -> None:
    assert alone(code).returncode == 97


@pytest.mark.parametrize(
    ("environment", "umask"),
    [
        pytest.param(
            {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0"}, 0o077, id="Tokyo"
        ),
        pytest.param({"TZ": "America/Lima", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "77"}, 0o000, id="Lima"),
    ],
)
def test_bytes_and_modes_depend_on_no_zone_locale_hash_seed_or_umask(
    environment: dict[str, str], umask: int, tmp_path: Path
) -> None:
    """Files are 0644 and folders 0755: `tree` compares the modes as well."""
    expected = published(tmp_path / "expected", range(5))[-1]
    published(tmp_path / "found", range(4))
    options = edit(tmp_path / "found", 4)
    subprocess.run(
        [*COMMAND, "sessions.yaml", *options],
        cwd=tmp_path / "found",
        env=os.environ | environment,
        umask=umask,
        capture_output=True,
        check=True,
    )
    assert tree(tmp_path / "found/output", mtimes=False) == expected
    assert {entry[:2] for entry in expected.values()} == {("file", "0o644"), ("folder", "0o755")}


def test_two_builds_at_once_give_what_one_after_the_other_gives(tmp_path: Path) -> None:
    sources = {}
    for name in ("one", "two"):
        sources[name] = tmp_path / f"{name}.yaml"
        sessions = (session(f"s{n}", f"Essai {n}, {name}") for n in range(20))
        sources[name].write_text(source(*sessions), encoding="utf-8")

    def start(name: str, output: Path) -> subprocess.Popen[bytes]:
        command = [*COMMAND, str(sources[name]), "-o", str(output), "--now", "2018-01-10T12:00:00Z"]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    after = []
    for turn, names in enumerate([("one", "two"), ("two", "one")]):
        for name in names:
            assert start(name, tmp_path / f"turn{turn}").wait() == 0
        after.append(tree(tmp_path / f"turn{turn}", mtimes=False))
    for turn in range(2):
        both = [start(name, tmp_path / f"both{turn}") for name in ("one", "two")]
        assert [process.wait() for process in both] == [0, 0]
        assert tree(tmp_path / f"both{turn}", mtimes=False) in after


def test_on_a_really_full_disk_the_folder_stays_and_the_next_run_gives_the_same_bytes(tmp_path: Path) -> None:
    mount = 'mount -t tmpfs -o size=2m tmpfs "$1"'
    # A disk of our own, in a name space of our own: it is gone with the process, whatever happens.
    space = ["unshare", "--mount", "--map-root-user", "sh", "-ec"]
    if not shutil.which("unshare"):
        pytest.skip("a small disk needs Linux's unshare")
    trial = subprocess.run([*space, mount, "sh", str(tmp_path)], capture_output=True, text=True, check=False)
    if trial.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {trial.stderr.strip()}")
    script = f'{mount}; exec "$2" "$3" full "$1"'
    done = subprocess.run(
        [*space, script, "sh", str(tmp_path), sys.executable, cycles.__file__],
        capture_output=True,
        text=True,
        check=True,
    )
    outcomes = json.loads(done.stdout)
    assert outcomes["said"] == [
        "  → Nothing was published. Mend this, then run the same command again.",
        "the disk is full",
    ]
    assert outcomes["wrong"] == 0
    assert min(outcomes["refused"], outcomes["published"]) > 1, outcomes
