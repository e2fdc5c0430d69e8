"""What a publication of an institute would change, cycle by cycle: in sentences, and for machines."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from rencontres_feeds import addresses
from rencontres_feeds.difference import Difference
from rencontres_feeds.renderers import difference as sentences
from rencontres_feeds.renderers import jsondifference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rencontres_feeds.differences import Changed, Differences
    from rencontres_feeds.renderers.jsondifference import About
    from rencontres_feeds.renderers.wording import Words

_TOPICS = addresses.topic("").removesuffix("/")
"""Before the slug of each."""


def lines(found: Differences, words: Words) -> tuple[str, ...]:
    """What people will see, a line each, those of a cycle below its name; nothing for nothing."""
    return tuple(_lines(found, words))


def files(found: Differences, words: Words, *, named: bool) -> tuple[str, ...]:
    """How many files change, of all; `named`: and which."""
    return sentences.files(_whole(found), words, named=named)


def dumps(found: Differences, institute: str, about: About, words: Words) -> str:
    """One JSON object, in ASCII; `institute` is the id. Each cycle's is as that of a cycle with its own site."""
    own = replace(about, warnings=())
    content = {
        "format": jsondifference.FORMAT,
        "institute": institute,
        "now": jsondifference.instant(about.now),
        "against": jsondifference.against(about),
        "publish": bool(found.files),
        "cycles": [jsondifference.content(one.difference, one.publication, own, words) for one in found.cycles],
        "files": jsondifference.files(found.files),
        "warnings": jsondifference.warnings(about, words),
        "lines": list(lines(found, words)),
    }
    return json.dumps(content, indent=1)


def _whole(found: Differences) -> Difference:
    """All files as one difference, without what changes for people."""
    return Difference(None, (), (), (), found.files)


def _lines(found: Differences, words: Words) -> Iterator[str]:
    for one in found.cycles:
        yield _heading(one, words)
        yield from (f"  {line}" for line in sentences.lines(one.difference, words))
    top = found.top
    if new := _topics(top.new):
        yield words._("The institute: new topics: {names}", names=", ".join(new))
    if gone := _topics(top.removed):
        yield words._("The institute: topics taken out: {names}", names=", ".join(gone))
    if pages := [name for name in top.changed if name.endswith(".html")]:
        yield words._("The institute: changed pages: {names}", names=", ".join(map(_short, pages)))
    if _whole(found).unseen:
        yield from sentences.lines(_whole(found), words)


def _heading(one: Changed, words: Words) -> str:
    if not one.title:
        return words._("{id}, which leaves the institute:", id=one.cycle)
    return words._("{title} ({id}):", title=one.title, id=one.cycle)


def _topics(names: tuple[str, ...]) -> list[str]:
    """The topics whose pages are among the names."""
    return [_short(n).removeprefix(_TOPICS) for n in names if n.startswith(_TOPICS) and n.endswith(".html")]


def _short(name: str) -> str:
    """A page without what all of them have: `index`, `topics/participation`."""
    return name.removesuffix(f"/{addresses.INDEX}").removesuffix(".html")
