"""Who is measured: where each finds its sources, how it is called, what it may keep, and what it needs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import generate
import sources
from sources import HERE, Meetings

OUTPUT = "output"
CACHE = "cache"
"""In a contender's folder: whatever it remembers besides its output."""
NOW = generate.NOW.isoformat()
_MODULES = HERE / "node" / "node_modules"
_NO_NODE = "Node is missing: apt-get install nodejs npm"
_NO_PACKAGES = "its packages are missing: npm ci --prefix benchmarks/node --ignore-scripts (make bench does it)"


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody who makes the site of the same meetings, in a folder of its own, into `output` there."""

    key: str
    name: str
    missing: Callable[[], str]
    """What to do so that it is at hand; empty if it is."""
    version: Callable[[], str]
    prepare: Callable[[Path, Meetings], None]
    """Write its sources into the folder."""
    command: Callable[[Path], list[str]]
    """What to run there; the same line each time, as people have it in their fingers or in a workflow."""


def _ours(folder: Path) -> list[str]:
    program = str(Path(sys.executable).parent / "rencontres-feeds")
    return [program, "--quiet", "build", str(folder / "sessions.yaml"), "--now", NOW]


def _plain(folder: Path) -> list[str]:
    script = str(HERE / "plain" / "build.py")
    return [sys.executable, script, str(folder / "sessions.yaml"), str(folder / OUTPUT), NOW]


def _hugo(folder: Path) -> list[str]:
    kept = ["--cacheDir", str(folder / CACHE)]
    return [
        _found("hugo"),
        "--quiet",
        "--source",
        str(folder / "site"),
        "--destination",
        str(folder / OUTPUT),
        *kept,
    ]


def _eleventy(folder: Path) -> list[str]:  # noqa: ARG001  # one signature
    """Relative to the folder, in which it is run: Eleventy takes its project to be where it stands."""
    program = str(_MODULES / "@11ty" / "eleventy" / "cmd.cjs")
    where = ["--config=site/eleventy.config.mjs", "--input=site", f"--output={OUTPUT}"]
    return [_found("node"), program, *where, "--quiet"]


def _node(folder: Path) -> list[str]:
    return [
        _found("node"),
        str(HERE / "node" / "script.mjs"),
        str(folder / "sessions.yaml"),
        str(folder / OUTPUT),
    ]


def _found(program: str) -> str:
    return shutil.which(program) or ""


def _nothing() -> str:
    return ""


def _hugo_missing() -> str:
    return "" if _found("hugo") else "it is missing: apt-get install hugo"


def _node_missing() -> str:
    if not _found("node"):
        return _NO_NODE
    return "" if (_MODULES / ".package-lock.json").exists() else _NO_PACKAGES


def _package(name: str) -> str:
    found = json.loads((_MODULES / name / "package.json").read_bytes())
    return str(found["version"])


@cache
def _hugo_version() -> str:
    said = subprocess.run([_found("hugo"), "version"], capture_output=True, text=True, check=True).stdout
    return said.split()[1].partition("+")[0].removeprefix("v")


CONTENDERS = (
    Contender(
        key="ours",
        name="rencontres-feeds",
        missing=_nothing,
        version=lambda: version("rencontres-feeds"),
        prepare=sources.typed,
        command=_ours,
    ),
    Contender(
        key="plain",
        name="plain script",
        missing=_nothing,
        version=lambda: f"icalendar {version('icalendar')}, feedgen {version('feedgen')}",
        prepare=sources.typed,
        command=_plain,
    ),
    Contender(
        key="hugo",
        name="Hugo",
        missing=_hugo_missing,
        version=_hugo_version,
        prepare=sources.hugo,
        command=_hugo,
    ),
    Contender(
        key="eleventy",
        name="Eleventy",
        missing=_node_missing,
        version=lambda: _package("@11ty/eleventy"),
        prepare=sources.eleventy,
        command=_eleventy,
    ),
    Contender(
        key="node",
        name="script in Node",
        missing=_node_missing,
        version=lambda: f"ical-generator {_package('ical-generator')}, feed {_package('feed')}",
        prepare=sources.typed,
        command=_node,
    ),
)


def wipe(folder: Path) -> None:
    """Forget whatever was made, as if nothing had ever been built there."""
    for name in (OUTPUT, CACHE):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / OUTPUT).mkdir()
