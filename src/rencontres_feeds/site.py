"""The site as a value: names and contents; and the plan that makes a folder of it.

Knows nothing of what the files say, and touches no disk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rencontres_feeds.model import Document

LEDGER = "ledger.json"
STAGING = ".rencontres-feeds"
"""The hidden folder in the output folder where a publication is made ready; no part of a site."""

_AWAY = Message("Move it out of the output folder, then run the same command again.")
_ELSEWHERE = {
    ".htaccess": Message(
        "Move it to the folder above, where Apache reads it as well, then run the same command again.",
    ),
}
"""What is to be done with a file of a name that people need for themselves."""
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:\ud800-\udfff]")
_LAST = ("calendar.ics", "rss.xml", "atom.xml", "feed.json", "index.html", LEDGER)


@dataclass(frozen=True, slots=True)
class Made:
    """A file whose bytes were rendered."""

    data: bytes
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", hashlib.sha256(self.data).hexdigest())


class Drawable(Protocol):
    """What can be made a file, and always the same one."""

    def draw(self) -> bytes:
        """The bytes of the file."""


Keep = Callable[[bytes], Callable[[], bytes]]
"""Puts bytes by, and tells how to have them back."""


def held(data: bytes) -> Callable[[], bytes]:
    """Keep bytes where they are."""
    return lambda: data


@dataclass(frozen=True, eq=False)
class Drawn:
    """A file that is made only when its bytes are asked for, since that takes its time; and once."""

    of: Drawable
    known: str = ""
    """Their sha256, if they were made before."""
    keep: Keep = held
    """Where they are between being made and being written."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Drawn) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    @cached_property
    def _made(self) -> tuple[str, Callable[[], bytes]]:
        """The sha256 of the bytes, and how to have them."""
        data = self.of.draw()
        return hashlib.sha256(data).hexdigest(), self.keep(data)

    @property
    def data(self) -> bytes:
        """The bytes. Raises ValueError if they are not those that were made before."""
        sha256, back = self._made
        data = back()
        if hashlib.sha256(data).hexdigest() != (self.known or sha256):
            raise ValueError(self.known)
        return data

    @property
    def sha256(self) -> str:
        """As of `Made`."""
        return self.known or self._made[0]


@dataclass(frozen=True, slots=True)
class Copied:
    """A file to be copied from the source's folder."""

    path: str
    """Relative to the source's folder."""
    sha256: str
    size: int

    @classmethod
    def of(cls, document: Document) -> Copied:
        """A file of the stock."""
        return cls(document.path, document.sha256, document.size)


Content = Made | Drawn | Copied
Site = dict[str, Content]
"""Names relative to the site, with `/`, to contents."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is on disk under a name."""

    kind: Literal["file", "other"]
    """`other`: a folder, a symbolic link, a device; none of ours."""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing a site does to a folder."""

    write: tuple[str, ...] = ()
    """New or different, in the order in which they are put in place."""
    keep: tuple[str, ...] = ()
    """Already there with the same bytes: not touched."""
    remove: tuple[str, ...] = ()
    """Ours, and no more part of the site."""
    foreign: tuple[str, ...] = ()
    """In the way, and not ours: publishing is refused."""
    altered: tuple[str, ...] = ()
    """Ours by name, but changed by somebody since: refused, unless they may be replaced."""
    left: tuple[str, ...] = ()
    """Ours by name and no more part of the site, but changed since: left where they are."""
    seen: tuple[tuple[str, str], ...] = ()
    """The files to be replaced or removed, with their sha256: publishing makes sure of it."""


def safe(name: str) -> bool:
    """Whether a name stays inside the output folder, on Windows too, and away from our staging."""
    parts = name.split("/")
    return (
        not _UNSAFE.search(name)
        and all(part and part[-1] not in ". " for part in parts)
        and not parts[0].casefold().startswith(STAGING)
    )


def rank(name: str, *, new: bool) -> tuple[int, str]:
    """The place of a file in a publication, so that no page ever links to what is not there yet.

    What the host itself reads, documents and assets, then new pages, changed pages, the calendar, the
    feeds, the index, and the ledger last. Deletions come after all of them.
    """
    if name in _LAST:
        return (3 + _LAST.index(name), name)
    if name.endswith((".html", ".ics", ".xml")):
        return (1 if new else 2, name)
    return (0, name)


def removal(name: str) -> tuple[int, str]:
    """The place of a file among the deletions: a page goes before what it links to, so no link is ever dead."""
    place, name = rank(name, new=False)
    return (-place, name)


def plan(
    site: Site,
    on_disk: Mapping[str, Found],
    ours: Mapping[str, str],
    *,
    replace: bool = False,
) -> Plan:
    """Compare a site with a folder.

    `on_disk` tells what stands under every name of `site` and `ours` (absent: nothing); `ours` is
    the ledger's list of the files that we wrote, with their sha256. `replace`: what was altered
    since is written over.
    """
    write, keep, foreign, altered = [], [], [], []
    for name in sorted(site, key=lambda name: rank(name, new=name not in on_disk)):
        found = on_disk.get(name)
        if found is None:
            write.append(name)
        elif found == Found("file", site[name].sha256):
            keep.append(name)
        elif found.kind == "other" or (name not in ours and name != LEDGER):
            foreign.append(name)
        elif name == LEDGER or found.sha256 == ours[name] or replace:
            write.append(name)
        else:
            altered.append(name)
    gone = [name for name in sorted(ours, key=removal) if name not in site and name in on_disk]
    remove, left = list[str](), list[str]()
    for name in gone:
        (remove if on_disk[name] == Found("file", ours[name]) else left).append(name)
    return Plan(
        write=tuple(write),
        keep=tuple(keep),
        remove=tuple(remove),
        foreign=tuple(foreign),
        altered=tuple(altered),
        left=tuple(left),
        seen=tuple((name, on_disk[name].sha256) for name in (*write, *remove) if name in on_disk),
    )


def obstacles(plan: Plan) -> tuple[Problem, ...]:
    """Why a plan cannot be published: each file that is in the way, and how to mend it."""
    foreign = [
        Problem(
            Message("{name} is in the way: this program did not write it", name=name),
            _ELSEWHERE.get(name) or _AWAY,
        )
        for name in plan.foreign
    ]
    altered = [
        Problem(
            Message("{name} was changed by somebody since it was published", name=name),
            Message(
                "What is to stay belongs in the source. Then write over the file: run the same "
                "command again with --replace.",
            ),
        )
        for name in plan.altered
    ]
    return (*foreign, *altered)
