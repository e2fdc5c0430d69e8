"""Whatever the bytes of the source, time and memory are bounded: a process reads it that has little."""

from __future__ import annotations

import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from house import session, source

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 20
OCTETS = 512 * 1024**2


def within(folder: Path, data: bytes) -> subprocess.CompletedProcess[str]:
    """Check a source, with so many seconds of a processor and so many octets of memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (OCTETS, OCTETS))

    (folder / "sessions.yaml").write_bytes(data)
    command = [sys.executable, "-m", "rencontres_feeds", "check"]
    return subprocess.run(
        command,
        cwd=folder,
        env={"LC_ALL": "en_GB.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )


def described(text: str) -> bytes:
    return source(session(description=f'"{text}"')).encode()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        pytest.param(b"[" + b"[]," * 600_000 + b"]", "more than 500000 keys and values in one place", id="lists"),
        pytest.param(source("- a\n" * 600_000).encode(), "more than 500000 keys and values in one", id="items"),
        pytest.param(source("- a\n" * 40_000).encode(), "… and 9901 more", id="problems"),
        pytest.param(b"\x01\n" * 300_000, "an invisible character (U+0001)", id="invisible"),
        pytest.param(b"a: &a [" + b"*a, " * 1_000_000 + b"]", "(a YAML anchor)", id="anchors"),
        pytest.param(b"{a: " * 2_000_000, "more than 50 levels", id="depth"),
        pytest.param(b"- " + b"9" * 4_000_000, "“key: value” lines", id="one number"),
        pytest.param(b"\xff" * (25 * 1024**2), "not saved as UTF-8", id="no text"),
        pytest.param(described("[" * 99_000), "more than 1000 opening brackets", id="brackets"),
    ],
)
def test_no_source_takes_much_time_or_memory(tmp_path: Path, data: bytes, what: str) -> None:
    done = within(tmp_path, data)
    assert (done.returncode, done.stdout) == (1, "")
    assert what in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 50_000


@pytest.mark.parametrize("piece", ["**a *b ", "> ", "![a]("])
def test_no_description_takes_much_time_or_memory(tmp_path: Path, piece: str) -> None:
    """Within the limits that are told, whatever is nested in it: it is published."""
    text = piece * min(1_000 if "[" in piece else 99_000, 99_000 // len(piece))
    done = within(tmp_path, described(text))
    assert (done.returncode, done.stdout) == (0, "1 session: nothing to mend.\n")
