"""What several commands take: the source, the folder, the instant, and what the maintainer consents to."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rencontres_feeds import shelves
from rencontres_feeds.catalogue import Message, msgid
from rencontres_feeds.console import argument, catalogue, option
from rencontres_feeds.guards import Consent

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class _Instant(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """An ISO instant with its offset; whole seconds."""

    name = "instant"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:  # noqa: ANN401  # click's signature
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            wrong = Message("“{text}” is not an instant like 2026-03-15T12:00:00Z", text=value)
            self.fail(catalogue().say(wrong), param, ctx)
        if moment.tzinfo is None:
            wrong = Message("“{text}” needs its offset, like 2026-03-15T12:00:00Z", text=value)
            self.fail(catalogue().say(wrong), param, ctx)
        return moment.astimezone(UTC).replace(microsecond=0)


INSTANT = _Instant()


def clock() -> datetime:
    """The present instant, in whole seconds, UTC: the one look at the clock."""
    return datetime.now(UTC).replace(microsecond=0)


now = option("--now", type=INSTANT, default=clock, help=msgid("The instant of the build."))
output = option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=msgid("The folder of the site; by default “output” beside the source."),
)
SOURCE = Path("sessions.yaml")
"""Where nothing is named."""
source = argument("source", type=click.Path(path_type=Path), default=SOURCE)
first = option("--first", is_flag=True, help=msgid("Nothing was ever published at this address."))
forget = option("--forget", multiple=True, metavar="ID", help=msgid("Take a session out of the publication."))
replace = option("--replace", is_flag=True, help=msgid("Write over files of ours that were changed since."))
same = option("--same", multiple=True, metavar="ID", help=msgid("It is the same meeting, much changed."))


def where(command: Callable[..., None]) -> Callable[..., None]:
    """Source, folder and instant: what every command takes that looks at a publication."""
    return source(output(now(command)))


def consents(command: Callable[..., None]) -> Callable[..., None]:
    """What the maintainer consents to, as one value: the command takes `consent`."""

    @first
    @forget
    @replace
    @same
    @wraps(command)
    def consenting(
        *, first: bool, forget: tuple[str, ...], replace: bool, same: tuple[str, ...], **others: object
    ) -> None:
        command(consent=Consent(first, frozenset(forget), frozenset(same), replace), **others)

    return consenting


def whole(source: Path) -> Path:
    """The file that is published: the institute's, where the source is one of its cycles."""
    return shelves.whole(source)


def redirected(named: Path, whole: Path) -> tuple[Message, ...]:
    """What is said where one of the cycles of an institute was named: it is about the institute."""
    if named == whole or not named.exists():
        return ()
    return (
        Message(
            "{source} is a cycle of an institute: this is about all of {institute}.",
            source=str(named),
            institute=str(whole),
        ),
    )


def folder(source: Path, output: Path | None) -> Path:
    """The output folder: as named, else beside the source."""
    return output or source.parent / "output"
