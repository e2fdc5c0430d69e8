"""A maintainer’s folder and hosts, for the tests of `deploy`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from click.testing import CliRunner

from hosts import USER
from house import session
from rencontres_feeds.cli import commands

if TYPE_CHECKING:
    from click.testing import Result

URL = "https://rencontres-reelles.fr/"
STATES = {
    "first": [session("s1", report="{file: documents/cr.pdf}"), session("s2", date="2018-04-15")],
    "second": [session("s1", title="Autrement", report="{file: documents/cr.pdf}"), session("s2")],
    "third": [session("s1", title="Autrement"), session("s2")],
}
"""One after the other: a title moves, then a report leaves with its folder."""


class Here:
    """The maintainer's folder, in which a test works."""

    def __init__(self, states: Path, folder: Path) -> None:
        self.states, self.folder, self.output = states, folder, folder / "output"

    def become(self, state: str) -> None:
        """As if the source had been edited and built."""
        shutil.copytree(self.states / state, self.folder, dirs_exist_ok=True)
        shutil.rmtree(self.output)
        shutil.copytree(self.states / state / "output", self.output)


def deploy(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["deploy", *arguments])


def refusal(*arguments: str) -> str:
    """What is said of a deployment that something stops, without ports and folders of this run."""
    result = deploy(*arguments)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    return hidden(result.stderr)


def hidden(text: str) -> str:
    """Without ports, folders and the user of this run."""
    text = re.sub(r"(?<=:)\d{4,5}(?=[/ \].,”]|$)|(?<=-p )\d+", "PORT", text)
    return re.sub(r"/+tmp/[^ ,”:]*|\b" + re.escape(USER) + r"\b(?=@| in)", "…", text)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def folders(root: Path) -> set[str]:
    return {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_dir()}


class Host(NamedTuple):
    """A place to deploy to."""

    to: tuple[str, ...]
    """The options that name it."""
    root: Path
    """Where it is on this machine."""


def sftp(port: int, folder: Path, root: Path, method: str = "sftp") -> Host:
    """A folder behind OpenSSH's server."""
    return Host(("--to", f"{method}://{USER}@127.0.0.1:{port}/{root}", "--key", str(folder / "key")), root)
