"""`deploy.yaml`: where the site is to be put, read by the same reader as the source. Pure.

A password in it is refused, and not even shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from rencontres_feeds import source, values
from rencontres_feeds.catalogue import Message, msgid
from rencontres_feeds.deployment.places import HOST as HOST_NAME
from rencontres_feeds.deployment.places import USER as USER_NAME
from rencontres_feeds.deployment.places import Place
from rencontres_feeds.keys import Key, Later, Reading, Record, Table, record
from rencontres_feeds.measures import Within
from rencontres_feeds.misnomers import language_of
from rencontres_feeds.nodes import Mapping, Scalar, Sequence
from rencontres_feeds.problems import Problem, Span, errors, in_order
from rencontres_feeds.spelling import fold
from rencontres_feeds.values import Choice, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Sequence as Lines

    from rencontres_feeds.deployment.places import Method
    from rencontres_feeds.nodes import Node

FILE = "deploy.yaml"
"""Beside the source."""

_SECRETS = frozenset(map(fold, ("password", "passwd", "pass", "passphrase", "secret", "mot de passe", "mdp")))
_MASK = "•" * 8


def host(node: Node, reading: Reading) -> str | None:
    """The name of a host, or its number."""
    text = line(node, reading)
    if text is None or HOST_NAME.fullmatch(text):
        return text
    reading.error(
        node.span,
        Message("“{text}” is not the name of a host", text=text),
        Message("Write the name alone, as in ftp.host.example: no “://”, no “/”."),
    )
    return None


def user(node: Node, reading: Reading) -> str | None:
    """The name with which one logs in."""
    text = line(node, reading)
    if text is None or USER_NAME.fullmatch(text):
        return text
    reading.error(node.span, Message("“{text}” is not the name of a user", text=text))
    return None


METHODS: Choice[Method] = Choice(
    {"folder": "folder", "rsync": "rsync", "sftp": "sftp", "ftp": "ftp", "dossier": "folder"},
    {"ssh": "rsync", "scp": "sftp", "ftps": "ftp", "local": "folder"},
)
METHOD: Key[Method] = Key(
    "method",
    METHODS,
    "méthode",
    required=True,
    about=msgid("`folder` (`dossier`), `rsync`, `sftp` or `ftp`"),
    example="sftp",
)
PATH = Key(
    "path",
    line,
    "chemin",
    required=True,
    about=msgid("the folder of the site: from where one is after logging in, or, with `/`, from the top"),
    example="www/rencontres",
)
HOST = Key(
    "host",
    host,
    "hôte",
    about=msgid("the name of the machine; for all but `folder`"),
    example="ssh.hebergeur.example",
)
PORT = Key(
    "port",
    Within(1, 65535),
    about=msgid("where it is not the usual one: 22, for FTP 21"),
    example="2222",
)
USER = Key(
    "user",
    user,
    "utilisateur",
    about=msgid("the name with which one logs in; needed for `sftp` and `ftp`"),
    example="asso",
)
KEY = Key(
    "key",
    line,
    "clé",
    about=msgid("the file of a private key, for `rsync` and `sftp`"),
    example="~/.ssh/id_ed25519",
)
INSECURE = Key(
    "insecure",
    values.flag,
    "non chiffré",
    about=msgid("FTP without encryption, with a warning each time"),
    example="no",
)
TARGET = Table(Message("a target"), (METHOD, PATH, HOST, PORT, USER, KEY, INSECURE))

TARGETS: Key[Node] = Key("targets", Later(TARGET, "named"), "cibles", required=True)
TOP = Table(Message("the file"), (TARGETS,))

_SERVES: tuple[tuple[Key[object], tuple[Method, ...]], ...] = (
    (HOST, ("rsync", "sftp", "ftp")),
    (PORT, ("rsync", "sftp", "ftp")),
    (USER, ("rsync", "sftp", "ftp")),
    (KEY, ("rsync", "sftp")),
    (INSECURE, ("ftp",)),
)
"""For which methods a key is of use."""
_NEEDS: dict[Method, tuple[Key[str], ...]] = {
    "folder": (),
    "rsync": (HOST,),
    "sftp": (HOST, USER),
    "ftp": (HOST, USER),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file says."""

    targets: dict[str, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    lines: tuple[str, ...] = ()
    """For excerpts; a password typed there is masked."""


class _Secret(NamedTuple):
    key: Span
    value: Span


def read(data: bytes) -> Settings:
    """Read the bytes of the file. Never raises for what is in them; an error leaves no targets."""
    parsed = source.parse(data)
    secrets = tuple(_secrets(parsed.root)) if parsed.root else ()
    lines = _masked(parsed.lines, secrets)
    if parsed.root is None or errors(parsed.problems):
        return Settings(problems=in_order(parsed.problems), lines=lines)
    reading = Reading(list(parsed.problems), language_of(parsed.words, (TOP, TARGET)), lines)
    for secret in secrets:
        reading.error(
            secret.key,
            Message("a password does not belong into this file"),
            Message("Delete the line, and change the password if others have seen the file. It is asked for,"
                    " or taken from RENCONTRES_FEEDS_PASSWORD or the keyring of the system."),
        )  # fmt: skip
    targets = _targets(_without_secrets(parsed.root), reading)
    problems = in_order(reading.problems)
    return Settings({} if errors(problems) else targets, problems, lines)


def _targets(root: Node, reading: Reading) -> dict[str, Place]:
    top = record(root, TOP, reading)
    node = top.get(TARGETS) if top else None
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        reading.error(
            node.span,
            Message("each target has a name"),
            Message("Write it as:\ntargets:\n  site:\n    method: sftp"),
        )
        return {}
    found: dict[str, Place] = {}
    for typed, value in node.pairs:
        name = values.identifier(typed, reading)
        if name is not None and name in found:
            reading.error(typed.span, Message("there are two targets “{name}”", name=name), None)
        fields = record(value, TARGET, reading)
        place = _place(fields, reading) if fields else None
        if name is not None and place:
            found.setdefault(name, place)
    return found


def _place(fields: Record, reading: Reading) -> Place | None:
    method, path = fields.get(METHOD), fields.get(PATH)
    if method is None or path is None:
        return None
    word = METHODS.word(method, reading.keys)
    for key, methods in _SERVES:
        if fields.has(key) and method not in methods:
            reading.error(
                fields.place(key),
                Message("“{key}” is of no use with the method “{method}”", key=fields.word(key), method=word),
                Message("Leave the line out."),
            )
    for needed in _NEEDS[method]:
        if not fields.has(needed):
            reading.error(
                fields.span,
                Message("the method “{method}” needs “{key}”", method=word, key=fields.word(needed)),
                Message("Add a line like “{line}”.", line=f"{fields.word(needed)}: {needed.example}"),
            )
    return Place(
        method=method,
        path=path,
        host=fields.take(HOST, ""),
        port=fields.take(PORT, 0),
        user=fields.take(USER, ""),
        key=fields.take(KEY, ""),
        insecure=fields.take(INSECURE, default=False),
    )


def _secrets(node: Node) -> Iterator[_Secret]:
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            if isinstance(key, Scalar) and fold(key.text) in _SECRETS:
                yield _Secret(key.span, value.span)
            yield from _secrets(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _secrets(item)


def _without_secrets(node: Node) -> Node:
    if not isinstance(node, Mapping):
        return node
    return replace(
        node,
        parts=[
            part
            for key, value in node.pairs
            if not (isinstance(key, Scalar) and fold(key.text) in _SECRETS)
            for part in (key, _without_secrets(value))
        ],
    )


def _masked(lines: Lines[str], secrets: Iterable[_Secret]) -> tuple[str, ...]:
    """The lines, without what follows such a key on its line."""
    masked = list(lines)
    for secret in secrets:
        number = secret.key.line - 1
        masked[number] = f"{masked[number][: secret.key.end - 1].rstrip(' :')}: {_MASK}"
    return tuple(masked)
