"""Publishes a site: the only module that changes the output folder.

What differs is staged inside the folder, then a journal is written: the commit point. Until then no
file of the site was touched; after it, whoever comes next finishes (`recover`). Decides nothing:
what is written and removed, and in which order, says the plan.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING

from rencontres_feeds import disk
from rencontres_feeds.catalogue import Message
from rencontres_feeds.folder import JOURNAL, kind, look, read, survey, unreadable
from rencontres_feeds.journal import Journal, Move, Removal, dumps, loads
from rencontres_feeds.listener import Listener
from rencontres_feeds.lock import Held, locked
from rencontres_feeds.problems import Problem, Refusal, refuse
from rencontres_feeds.setbacks import AGAIN, Incomplete, failing, finishing, illegible, in_the_way
from rencontres_feeds.site import STAGING, Copied, Found, obstacles, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from rencontres_feeds.site import Content, Plan, Site

__all__ = ["Held", "Incomplete", "locked", "publish", "recover"]

_DRAFT = f"{STAGING}/journal.tmp"
_STAGED = re.compile(r"[0-9]+|journal\.tmp")
_CHUNK = 1 << 20
_AT_ONCE = 64
"""Files that are open at the same time, while the disk is waited for: some systems allow 256."""
_NOBODY = Listener()


def publish(held: Held, site: Site, plan: Plan, source: Path | None, listener: Listener = _NOBODY) -> None:
    """Make the output folder what the plan says; if that is nothing, touch nothing.

    `source` is the folder of the files to be copied; `told` hears, before each file is staged, how many were and
    how many there are. Raises Refusal, and the site's files are as
    they were; or Incomplete, if the disk failed after the commit point. Done means: on the disk.
    """
    if problems := obstacles(plan):
        raise Refusal(problems)
    if not plan.write and not plan.remove:
        return
    if recover(held):  # the plan was made without it
        raise refuse(Message("an interrupted publication was finished first"), AGAIN)
    root = held.folder
    try:
        journal = _draw_up(root, site, plan)
        _stage(root, _counted([(name, site[name]) for name in plan.write], listener), source)
        _guard(root, journal)
        _commit(root, journal)
    except BaseException:  # Ctrl-C too: what was staged goes, unless it was committed
        with suppress(OSError):
            _clear(root)
        raise
    _settle(root, journal, listener)


def recover(held: Held) -> bool:
    """Finish what was interrupted after its commit point; clear away what was before it.

    True if one was finished. Raises Incomplete if that cannot be done, Refusal if what stands where
    our staging folder should be is not ours.
    """
    root = held.folder
    _recognise(root)
    data = read(root, JOURNAL)
    if data is None:
        with failing(STAGING):
            _clear(root)
        return False
    journal = loads(data)
    if journal is None:
        raise Incomplete([illegible(root)])
    if problems := _hindrances(root, journal):
        raise Incomplete(problems)
    _settle(root, journal)
    return True


def _recognise(root: Path) -> None:
    """Make sure that the staging folder, if there is one, is a folder."""
    with failing(STAGING):
        what = kind(root, STAGING)
    if what not in {"absent", "folder"}:
        raise refuse(
            Message("{name} in {folder} is no folder of this program", name=STAGING, folder=root),
            Message("Move it elsewhere, then run the same command again."),
        )


def _draw_up(root: Path, site: Site, plan: Plan) -> Journal:
    """The journal of a plan. Raises ValueError if the plan names what is outside of the folder."""
    seen = dict(plan.seen)
    moves = [Move(name, site[name].sha256, seen.get(name, "")) for name in plan.write]
    spelt = {_folded(name): name for name in site}
    removals = []
    for name in plan.remove:
        twin = spelt.get(_folded(name))
        if not twin or not _same(root / twin, root / name):
            removals.append(Removal(name, seen[name]))
    if not all(safe(name) for name in (*plan.write, *plan.remove)):
        raise ValueError(plan)
    return Journal(tuple(moves), tuple(removals))


def _same(path: Path, other: Path) -> bool:
    """Whether this is one file: disks that ignore case find it by either name."""
    with suppress(OSError):
        return path.samefile(other)
    return False


def _folded(name: str) -> str:
    """What a name is to a disk that takes case and accents lightly."""
    return unicodedata.normalize("NFC", name).casefold()


def _counted(contents: Sequence[tuple[str, Content]], listener: Listener) -> Iterator[tuple[str, Content]]:
    for number, content in enumerate(contents):
        listener.staged(number, len(contents))
        yield content


def _stage(root: Path, contents: Iterable[tuple[str, Content]], source: Path | None) -> None:
    """Write the new files into the staging folder, named by their number."""
    with failing(STAGING):
        if kind(root, STAGING) == "absent":
            disk.make_folder(root / STAGING)
            disk.sync_folder(root)
    name, waiting = STAGING, list[int]()
    try:
        for number, (name, content) in enumerate(contents):
            with failing(name):
                chunks = _copied(content, source) if isinstance(content, Copied) else [content.data]
                waiting.append(disk.create(f"{root}/{STAGING}/{number}", chunks, _modified(f"{root}/{name}")))
                if len(waiting) == _AT_ONCE:
                    _wait(waiting)
    finally:
        with failing(name):
            _wait(waiting)


def _wait(written: list[int]) -> None:
    """Wait until the disk has the files of these descriptors; none of them is open afterwards."""
    descriptors = tuple(written)
    written.clear()
    disk.sync(descriptors)


def _modified(path: str) -> int | None:
    """When a file was modified, in nanoseconds; None: it is not there."""
    with suppress(OSError):
        return os.lstat(path).st_mtime_ns
    return None


def _copied(content: Copied, source: Path | None) -> Iterator[bytes]:
    """The bytes of a file beside the source. Raises Refusal if they are no more those planned."""
    if source is None:
        raise ValueError(content)
    digest = hashlib.sha256()
    size = 0
    try:
        with (source / content.path).open("rb") as file:
            while size <= content.size and (chunk := file.read(_CHUNK)):
                digest.update(chunk)
                size += len(chunk)
                yield chunk
    except OSError as error:
        raise unreadable(content.path, error) from error
    if digest.hexdigest() != content.sha256:
        raise refuse(
            Message("{name} was changed while it was being published", name=content.path),
            AGAIN,
        )


def _guard(root: Path, journal: Journal) -> None:
    """Make sure that what will be replaced is still what the plan saw."""
    found = survey(root, [move.name for move in journal.moves])
    expected = {m.name: Found("file", m.before) for m in journal.moves if m.before}
    moved = [m.name for m in journal.moves if found.get(m.name) != expected.get(m.name)]
    if moved:
        raise Refusal(map(in_the_way, moved))


def _commit(root: Path, journal: Journal) -> None:
    """Write the journal: from its last line on, the publication will be finished."""
    with failing(STAGING):
        disk.write(root / _DRAFT, [dumps(journal)])
        disk.sync_folder(root / STAGING)
        disk.replace(root / _DRAFT, root / JOURNAL)


def _hindrances(root: Path, journal: Journal) -> list[Problem]:
    """Why a publication cannot be finished; looked for before the first step."""
    problems = []
    for number, move in enumerate(journal.moves):
        with finishing(root, move.name):
            staged, found = look(root, f"{STAGING}/{number}"), look(root, move.name)
        new = Found("file", move.sha256)
        if staged != new and (staged or found != new):
            problems.append(illegible(root))
        elif found not in {None, new, Found("file", move.before)}:
            problems.append(in_the_way(move.name))
    return problems


def _settle(root: Path, journal: Journal, listener: Listener = _NOBODY) -> None:
    """All that follows the commit point; what was done before a kill is found done."""
    folders = _above(move.name for move in journal.moves)
    with finishing(root, STAGING):
        disk.sync_folder(root / STAGING)
    for number, move in enumerate(journal.moves):
        with finishing(root, move.name):
            _put(root, f"{STAGING}/{number}", move.name)
        listener.put(move.name, root / move.name)
    with finishing(root, STAGING):
        _sync(root, folders)
    for removal in journal.removals:
        with finishing(root, removal.name):
            if look(root, removal.name) == Found("file", removal.sha256):
                disk.unlink(root / removal.name)
    with finishing(root, STAGING):
        emptied = _above(removal.name for removal in journal.removals)
        for name in emptied:
            _drop(root, name)
        _sync(root, emptied)
        disk.unlink(root / JOURNAL)
        disk.sync_folder(root / STAGING)
        _drop(root, STAGING)
        disk.sync_folder(root)


def _put(root: Path, staged: str, name: str) -> None:
    """Put one staged file in its place, and the folders above it if need be."""
    if not os.path.lexists(f"{root}/{staged}"):
        return
    parent = name.rpartition("/")[0]
    if parent and kind(root, parent) == "absent":
        for above in reversed(_above([name])):
            if kind(root, above) == "absent":
                disk.make_folder(root / above)
    if kind(root, name) not in {"absent", "file"}:  # a link, or below one: never followed
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    disk.replace(f"{root}/{staged}", f"{root}/{name}")


def _above(names: Iterable[str]) -> list[str]:
    """The folders above the names, each once, the deepest first; without the output folder."""
    parts = [name.split("/") for name in names]
    above = {"/".join(part[:depth]) for part in parts for depth in range(1, len(part))}
    return sorted(above, key=lambda name: (-name.count("/"), name))


def _sync(root: Path, names: Iterable[str]) -> None:
    """Wait until the disk has what is in these folders, and in the output folder."""
    for name in names:
        if kind(root, name) == "folder":
            disk.sync_folder(root / name)
    disk.sync_folder(root)


def _drop(root: Path, name: str) -> None:
    """Remove a folder that is empty."""
    if kind(root, name) == "folder" and not any((root / name).iterdir()):
        disk.remove_folder(root / name)


def _clear(root: Path) -> None:
    """Remove what was staged and not committed: plain files with our names; then the folder."""
    if kind(root, STAGING) != "folder" or kind(root, JOURNAL) != "absent":
        return
    for path in sorted((root / STAGING).iterdir()):
        if _STAGED.fullmatch(path.name) and kind(path.parent, path.name) == "file":
            disk.unlink(path)
    _drop(root, STAGING)
