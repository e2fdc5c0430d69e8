"""Workflows for forges, which check each proposal and publish the main branch: the text of the file.

The templates are in `workflows/`. What both forges run is there once, as a script, and put into its place.
"""

from __future__ import annotations

import textwrap
from importlib import resources
from typing import Literal, get_args

from rencontres_feeds import __version__

Forge = Literal["github", "gitlab"]
FORGES: tuple[Forge, ...] = get_args(Forge)

_FILES: dict[Forge, str] = {"github": ".github/workflows/rencontres.yml", "gitlab": ".gitlab-ci.yml"}
_SCRIPTS = {"GUARD": "guard.sh", "PUBLISH": "publish.sh"}


def file(forge: Forge) -> str:
    """Where the forge looks for it, from the root of the repository."""
    return _FILES[forge]


def workflow(forge: Forge) -> str:
    """The text of the file. It installs the version of the program that wrote it."""
    lines = [_line(line) for line in _read(f"{forge}.yml").splitlines(keepends=True)]
    return "".join(lines).replace("VERSION", __version__)


def _line(line: str) -> str:
    """The line, or the script that it stands for, as far to the right."""
    name = line.strip()
    if name not in _SCRIPTS:
        return line
    return textwrap.indent(_read(_SCRIPTS[name]), line[: line.index(name)])


def _read(name: str) -> str:
    return (resources.files("rencontres_feeds") / "workflows" / name).read_text(encoding="utf-8")
