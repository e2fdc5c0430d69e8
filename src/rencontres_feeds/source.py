"""YAML bytes to located nodes: what the author typed, where. Knows nothing of sessions.

Scalars stay the author's own characters (NFC): PyYAML's constructors would read `18:30` as 1110, `no` as
False and `013` as 11, and let a repeated key win in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import yaml

from rencontres_feeds.catalogue import Message
from rencontres_feeds.composer import Composer, Stop
from rencontres_feeds.decoding import FORBIDDEN, decode
from rencontres_feeds.problems import Problem, Span
from rencontres_feeds.syntax import explain

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as Names
    from collections.abc import Sequence as Lines

    from rencontres_feeds.composer import Take
    from rencontres_feeds.nodes import Node

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HASH = re.compile(rb"(?<![0-9A-Za-z/])#[^\s#]")
"""What may have eaten a text, for a first look: not in an address, as most are."""
_MANY_LINES = 1_000_000
"""In so many lines it is looked for."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds."""

    root: Node | None
    """None: it could not be read, and the problems say why."""
    lines: Lines[str]
    """The lines as people see them, for excerpts."""
    problems: tuple[Problem, ...]
    words: Names[str, int] = field(default_factory=dict)
    """The keys as typed, and how often each of them was."""


def parse(
    data: bytes,
    is_key: Callable[[str], bool] = lambda _: False,
    lists: Callable[[str], Take | None] = lambda _: None,
) -> Parsed:
    """Read a file's bytes: UTF-8, with or without a byte order mark. Never raises, whatever the bytes.

    `is_key` tells the words that are keys of the source, so that a slip of the hand can be explained. `lists`
    tells of a key at the top what is to be made of each item of the list below it; the list holds that, no nodes.
    """
    decoded = decode(data)
    lines = decoded.lines
    if decoded.problems:
        return Parsed(None, lines, decoded.problems)
    hashes = frozenset(lines.of(match.start()) for match in islice(_HASH.finditer(decoded.data), _MANY_LINES))
    composer = Composer(lines, hashes, is_key, lists)
    try:
        # libyaml's events, or the same from Python, thirty times as slowly, where PyYAML came without it.
        root = composer.compose(iter(_LOADER(decoded.data).get_event, None))
    except Stop as stop:
        return Parsed(None, lines, (stop.problem,))
    except yaml.YAMLError:
        return Parsed(None, lines, (explain(lines.emptied(composer.done()), lines, is_key),))
    if root is None:
        empty = Problem(
            Message("the file is empty"),
            Message("Start with:\ncycle:\n  id: …"),
            Span(1, 1, 1),
        )
        return Parsed(None, lines, (empty,))
    return Parsed(root, lines, (*composer.problems, *decoded.warnings), composer.words)


def printable(text: str) -> str:
    """The text without the characters that a source must not hold."""
    return FORBIDDEN.sub("", text)
