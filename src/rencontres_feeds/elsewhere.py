"""A publication that is not in the output folder: in a copy, or on the web, where a command was told to look.

A place is named as people name it: a file, a folder, or an address.
"""

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
    try:
        data = octets(ledger_at(where), _MEND)
    except web.Absent as absent:
        raise refuse(Message("nothing is published at {address}", address=str(absent)), _MEND) from absent
    try:
        found = ledger.loads(unturned(data))
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


def ledger_at(where: str) -> str:
    """Where the ledger stands: in the folder, or on the site of that address; a file is one itself."""
    if web.is_address(where):
        return address(where)
    path = Path(where)
    return str(path / LEDGER if path.is_dir() else path)


def octets(where: str, mend: Message) -> bytes:
    """What a file holds, or what is at an address.

    Raises Refusal, with `mend` if it is a file; or web.Absent if nothing is at the address.
    """
    if web.is_address(where):
        return web.fetch(where)
    path = Path(where)
    try:
        return path.read_bytes()
    except OSError as error:
        reason = folder.reason(error)
        raise refuse(Message("{name} cannot be read: {reason}", name=str(path), reason=reason), mend) from error


def unturned(data: bytes) -> bytes:
    """A ledger with its own line ends, which a working copy on Windows may have turned.

    The digest inside tells if all is right.
    """
    return data.replace(b"\r\n", b"\n")


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
