"""What a deployment sends, in which order, what it deletes, and what it must not touch. Pure.

The folder on the host is its own memory: its ledger.json lists what was put there, and while a deployment
is under way a journal beside it lists what may be there already.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import Message
from rencontres_feeds.deployment.target import above
from rencontres_feeds.problems import Problem
from rencontres_feeds.site import LEDGER, STAGING, rank, removal, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rencontres_feeds.ledger import Ledger

JOURNAL = f"{STAGING}/deployment.json"
FORMAT = 1

_FRONT = re.compile(r"index\.\w+|\.htaccess")
"""What decides, at the top of a folder, what people see."""
_WORDPRESS = "wp-config.php"


@dataclass(frozen=True, slots=True)
class Journal:
    """What a deployment that began was going to do."""

    files: Mapping[str, str] = field(default_factory=dict)
    """Those that it puts in place, with their sha256."""
    deletions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class There:
    """What is known of the folder on the host before anything is sent."""

    names: frozenset[str] | None
    """At its top; None: there is no such folder yet."""
    data: bytes | None = None
    """The ledger.json as it is there."""
    ledger: Ledger | None = None
    """The same, read."""
    journal: Journal | None = None
    """Of a deployment that began and did not end."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done on the host."""

    send: tuple[str, ...] = ()
    """In the order in which they are put in place."""
    new: frozenset[str] = frozenset()
    """Those of them that were never put there by us: nothing else may be in their way."""
    keep: tuple[str, ...] = ()
    """There already with the same bytes."""
    delete: tuple[str, ...] = ()
    """Ours, and no more part of the site."""
    folders: tuple[str, ...] = ()
    """Those that may be empty after the deletions, the innermost first."""


def known(there: There) -> dict[str, str]:
    """What we put there, with its sha256; an empty one where a broken deployment leaves it open."""
    if there.ledger is None or there.data is None:
        found = {}
    else:
        found = dict(there.ledger.files) | {LEDGER: _sha256(there.data)}
    if there.journal and not _settled(there):
        found |= dict.fromkeys(there.journal.files, "")
    return {name: sha256 for name, sha256 in found.items() if safe(name)}


def plan(ours: Mapping[str, str], there: There, *, everything: bool = False) -> Plan:
    """Compare what is to be published (names and sha256, the ledger's too) with what is there.

    `everything`: what is there already is sent all the same.
    """
    known_there = known(there)
    order = sorted(ours, key=lambda name: rank(name, new=name not in known_there))
    send = tuple(name for name in order if everything or known_there.get(name) != ours[name])
    sent = frozenset(send)
    former = {*known_there, *(there.journal.deletions if there.journal else ())}
    delete = tuple(sorted((name for name in former if name not in ours and safe(name)), key=removal))
    emptied = {folder for name in delete for folder in above(name)}
    emptied -= {folder for name in ours for folder in above(name)}
    return Plan(
        send=send,
        new=frozenset(sent - known_there.keys()),
        keep=tuple(name for name in order if name not in sent),
        delete=delete,
        folders=tuple(sorted(emptied, key=lambda name: (-name.count("/"), name))),
    )


def doubtful(plan: Plan, there: There, listed: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Names that stand on the host, and that we did not put there: their bytes tell if they are in the way.

    `listed` tells what is in the folders of the new files.
    """
    names = there.names or frozenset()
    ours = known(there)
    fronts = {name for name in names if _FRONT.fullmatch(name.casefold()) and name not in ours}
    met = {name for name in plan.new if name.rpartition("/")[2] in listed.get(_folder(name), ())}
    return tuple(sorted(fronts | met))


def folders(plan: Plan) -> tuple[str, ...]:
    """The folders of the new files, the outermost first."""
    return tuple(sorted({folder for name in plan.new for folder in above(name)}))


def without(plan: Plan, names: Iterable[str]) -> Plan:
    """The plan without new files that were found to be there with the same bytes."""
    found = frozenset(names)
    return Plan(
        send=tuple(name for name in plan.send if name not in found),
        new=plan.new - found,
        keep=(*plan.keep, *sorted(found & plan.new)),
        delete=plan.delete,
        folders=plan.folders,
    )


def wordpress(there: There, where: str) -> tuple[Problem, ...]:
    """Another program's folder is no place for a site of ours."""
    if not any(name.casefold() == _WORDPRESS for name in there.names or ()):
        return ()
    return (
        Problem(
            Message("{where} is the folder of a WordPress site ({name})", where=where, name=_WORDPRESS),
            Message("Choose a folder of its own for the site, beside it or below it."),
        ),
    )


def obstacles(strange: Iterable[str], there: There, url: str) -> tuple[Problem, ...]:
    """Files on the host that are in the way and not ours."""
    names = sorted(strange)
    telling = next((name for name in names if name.endswith((".ics", ".xml"))), None)
    if there.ledger is None and telling:
        what = Message("the host holds a publication ({name} …) without its ledger.json", name=telling)
        return (Problem(what, Message("Take its memory back first: rencontres-feeds restore {url}", url=url)),)
    return tuple(map(_in_the_way, names))


def dumps(journal: Journal) -> bytes:
    """The journal as canonical JSON."""
    content = {"format": FORMAT, "files": dict(sorted(journal.files.items())), "deletions": journal.deletions}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def loads(data: bytes) -> Journal | None:
    """What `dumps` wrote; None for anything else."""
    try:
        content = json.loads(data)
        journal = Journal(dict(content["files"]), tuple(content["deletions"]))
        return journal if dumps(journal) == data and _texts(journal) else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _texts(journal: Journal) -> bool:
    return all(isinstance(text, str) for text in (*journal.files.values(), *journal.deletions))


def _settled(there: There) -> bool:
    """The deployment of the journal had put everything in place: its ledger, which comes last, is there."""
    wanted = there.journal.files.get(LEDGER) if there.journal else None
    return there.data is not None and wanted == _sha256(there.data)


def _in_the_way(name: str) -> Problem:
    if _FRONT.fullmatch(name.casefold()):
        return Problem(
            Message("{name} on the host is not ours, and decides what people see there", name=name),
            Message(
                "Is it the host’s welcome page? Then delete it. Else choose a folder of its own for the site."
            ),
        )
    return Problem(
        Message("{name} is in the way on the host: this program did not put it there", name=name),
        Message("Move it elsewhere on the host, then run the same command again."),
    )


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
