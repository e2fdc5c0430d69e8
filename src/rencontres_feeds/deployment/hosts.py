"""What is said of a host that is not there, cannot be trusted, or does not trust us; every way says it alike."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import Message
from rencontres_feeds.deployment.places import PORTS
from rencontres_feeds.folder import reason
from rencontres_feeds.problems import refuse

if TYPE_CHECKING:
    from rencontres_feeds.deployment.places import Place
    from rencontres_feeds.problems import Refusal

_ENDED = Message("the host ended it")
_WHY: tuple[tuple[type[OSError], Message], ...] = (
    (socket.gaierror, Message("there is no host of that name")),
    (ConnectionRefusedError, Message("nobody answers there at this port")),
    (TimeoutError, Message("there is no answer")),
    (ConnectionError, _ENDED),
)


def why(error: Exception) -> Message | str:
    """Why there is no connection any more, or none yet, in words for people where we have them."""
    causes = getattr(error, "errors", None)  # paramiko's, of every address that it tried
    if isinstance(causes, dict):
        return why(next(iter(causes.values())))
    known = next((said for kind, said in _WHY if isinstance(error, kind)), None)
    said = reason(error) if isinstance(error, OSError) else str(error)
    return known or said or _ENDED


def unknown_key(place: Place) -> Refusal:
    """Nobody said yet that the key of this host is right."""
    return refuse(
        Message("{host} is not known to this machine: its key was never accepted", host=place.host),
        Message(
            "Run “ssh -p {port} {account}” once, compare the fingerprint that it shows with the one that the host"
            " publishes, and answer yes.",
            port=place.port or PORTS[place.method],
            account=place.account if place.user else place.host,
        ),
    )


def other_key(place: Place) -> Refusal:
    """The key of the host is another than the one that was accepted."""
    return refuse(
        Message("the key of {host} is not the one that this machine knows: nothing was sent", host=place.host),
        Message(
            "Ask the host whether it changed its key. If it did: ssh-keygen -R {name}, then accept the new one.",
            name=f"[{place.host}]:{place.port}" if place.port else place.host,
        ),
    )


def not_let_in(host: str, user: str) -> Refusal:
    """The host knows neither the password nor the key."""
    return refuse(
        Message("{host} does not let {user} in", host=host, user=user or "…"),
        Message("Mend the name, the password or the key."),
    )
