"""A ledger that is not in the output folder: in a copy of it, or on the web, where a command was told to look."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from rencontres_feeds import folder, ledger, web
from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Problem, Refusal, refuse
from rencontres_feeds.site import LEDGER

_MEND = Message("Name a ledger.json, a folder that holds one, or the public address of the site.")


def read(where: str, cycle: str) -> ledger.Ledger:
    """The ledger of a cycle (its `id`) at an address, in a folder or in a file.

    An address that names no .json file is that of the site. Raises Refusal if there is none, none that this
    program wrote, or that of another cycle.
    """
    data = _fetched(where) if web.is_address(where) else _opened(Path(where))
    try:
        # A working copy on Windows may have turned its line ends; the digest inside tells if all is right.
        found = ledger.loads(data.replace(b"\r\n", b"\n"))
    except Refusal as refusal:
        raise Refusal(
            Problem(Message("{where}: {what}", where=where, what=problem.what), _MEND)
            for problem in refusal.problems
        ) from refusal
    if found.cycle != cycle:
        raise refuse(
            Message(
                "{where} belongs to another cycle, “{other}”, not “{id}”",
                where=where,
                other=found.cycle,
                id=cycle,
            ),
            _MEND,
        )
    return found


def address(where: str) -> str:
    """The address of the ledger, of that of the site, of its index or of itself; without query and fragment."""
    try:
        parts = urlsplit(where)
    except ValueError:
        return where  # whoever fetches it says why not
    path = parts.path.removesuffix("index.html")
    if not path.endswith(".json"):
        path = f"{path.removesuffix('/')}/{LEDGER}"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _fetched(where: str) -> bytes:
    try:
        return web.fetch(address(where))
    except web.Absent as absent:
        raise refuse(Message("nothing is published at {address}", address=str(absent)), _MEND) from absent


def _opened(path: Path) -> bytes:
    file = path / LEDGER if path.is_dir() else path
    try:
        return file.read_bytes()
    except OSError as error:
        reason = folder.reason(error)
        raise refuse(Message("{name} cannot be read: {reason}", name=str(file), reason=reason), _MEND) from error
