"""The files at hand: what stands in the source's folder under a path that the source names.

Nothing outside that folder is read, whatever the path or a symbolic link says.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rencontres_feeds import media
from rencontres_feeds.catalogue import Message
from rencontres_feeds.model import Document
from rencontres_feeds.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from rencontres_feeds.programme import Stock

FOLDER = "documents"

_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
"""Windows keeps these for itself, whatever the ending: a folder with such a file cannot be copied there."""


def of(folder: Path) -> Stock:
    """The stock of a folder; each file is read once."""
    return cache(lambda path: _look(folder, path))


def noting(folder: Path, note: Callable[[Path], object]) -> Stock:
    """The stock of a folder; `note` hears of each file that is looked for, before it is, there or not."""
    at_hand = of(folder)

    def ask(path: str) -> Document | Problem:
        note(folder / _typed(path))
        return at_hand(path)

    return ask


def _typed(path: str) -> PurePosixPath:
    """A path as it is meant: on Windows people type backslashes."""
    return PurePosixPath(path.replace("\\", "/"))


def _look(folder: Path, path: str) -> Document | Problem:
    typed = _typed(path)
    if typed.is_absolute() or ".." in typed.parts or ":" in path:
        return _outside(path)
    try:
        file = (folder / typed).resolve(strict=True)
        if not file.is_relative_to(folder.resolve(strict=True)):
            return _outside(path)
        if not file.is_file():
            return Problem(Message("“{path}” is not a file", path=path))
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            size = stream.tell()
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, a link to itself
        return Problem(
            Message("there is no readable file “{path}”", path=path),
            Message("It is looked for beside this file; mind capital letters and the ending."),
        )
    kind = media.of_document(file.name)
    return Document(str(typed), published_name(str(typed)), size, digest, kind)


def published_name(path: str) -> str:
    """Under which name a file is published: below `documents/`, in letters that every system can hold."""
    parts = [_safe(part) for part in PurePosixPath(path).parts]
    if parts[0] != FOLDER or len(parts) == 1:
        parts.insert(0, FOLDER)
    return "/".join(parts)


def _safe(part: str) -> str:
    plain = unicodedata.normalize("NFKD", part.replace("œ", "oe").replace("Œ", "Oe"))
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c))
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", ascii_only)
    name = re.sub(r"-+(?=\.)", "", name).strip("-.") or "document"
    return _RESERVED.sub(r"\1-1", name)


def _outside(path: str) -> Problem:
    return Problem(
        Message("“{path}” is outside the folder of this file", path=path),
        Message("Copy it beside this file, for instance into documents/."),
    )
