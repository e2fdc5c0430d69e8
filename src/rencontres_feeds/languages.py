"""In which language a person is spoken to: as asked with `--lang`, else as her system is set.

Knows the environment and Windows; the language of the file is the caller's last resort.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import LANGUAGES, lent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rencontres_feeds.model import Language

OPTION = "--lang"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_WINDOWS: dict[int, Language] = {0x09: "en", 0x0C: "fr"}
"""Windows' primary language identifiers, the low ten bits of a LANGID."""

_asked: list[Language | None] = [None]
"""The last one holds, in all threads: gettext's domain and LANGUAGE are the whole process's as well."""


@contextmanager
def speaking(arguments: Sequence[str]) -> Iterator[None]:
    """While it lasts, the language that a command line asks for is `chosen`, for click's own words too.

    The line is looked through before click reads it, since what is wrong in it must be said in that language.
    """
    _asked.append(_typed(arguments))
    try:
        with lent(chosen() or "en"):
            yield
    finally:
        _asked.pop()


def chosen() -> Language | None:
    """The language that was asked for, else that of LC_ALL, LC_MESSAGES or LANG, else that of Windows.

    None: none of them tells, or it is one that we do not speak.
    """
    return _asked[-1] or _environment() or _windows()


def _typed(arguments: Sequence[str]) -> Language | None:
    """The last `--lang fr` or `--lang=fr` of a command line, as click takes it."""
    found: Language | None = None
    for before, argument in zip(("", *arguments), arguments, strict=False):
        if argument == "--":
            break
        name, _, value = argument.partition("=")
        typed = argument if before == OPTION else value if name == OPTION else ""
        if typed in LANGUAGES:
            found = typed
    return found


def _environment() -> Language | None:
    """The first of the variables that is set decides (POSIX, chapter 8.2)."""
    value = next(filter(None, (os.environ.get(name) for name in _VARIABLES)), "")
    language, rest = value[:2], value[2:3]
    return language if language in LANGUAGES and rest in ("", "_", ".", "@") else None


def _windows() -> Language | None:
    """The language of Windows' own menus; elsewhere than there, None."""
    import ctypes  # noqa: PLC0415  # only where nothing else tells

    windows = getattr(ctypes, "windll", None)
    return _WINDOWS.get(windows.kernel32.GetUserDefaultUILanguage() & 0x3FF) if windows else None
