"""Which way leads to a place; the libraries of the others are not imported."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import Message
from rencontres_feeds.deployment.staged import Staged
from rencontres_feeds.problems import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rencontres_feeds.deployment.passwords import Passwords
    from rencontres_feeds.deployment.places import Place
    from rencontres_feeds.deployment.target import Target


@contextmanager
def connected(place: Place, passwords: Passwords, *, terminal: bool) -> Iterator[Target]:
    """The folder of a place, as long as the `with` block lasts.

    `terminal`: there is somebody who can be asked. Raises Refusal, or Broken.
    """
    if place.method == "folder":
        from rencontres_feeds.deployment import local  # noqa: PLC0415  # one way, one import

        yield Staged(local.Local(Path(place.path)))
    elif place.method == "rsync":
        from rencontres_feeds.deployment import rsync  # noqa: PLC0415  # as above

        with rsync.connected(place, terminal=terminal) as target:
            yield target
    elif place.method == "ftp":
        from rencontres_feeds.deployment import ftp  # noqa: PLC0415  # as above

        with ftp.connected(place, passwords) as store:
            yield Staged(store)
    else:
        try:
            from rencontres_feeds.deployment import sftp  # noqa: PLC0415  # as above
        except ImportError as error:
            raise refuse(
                Message("for SFTP the library {library} is missing", library="paramiko"),
                Message(
                    "Install it: pip install 'rencontres-feeds[sftp]'; after pipx:"
                    " pipx inject rencontres-feeds paramiko"
                ),
            ) from error
        with sftp.connected(place, passwords) as sftp_store:
            yield Staged(sftp_store)
