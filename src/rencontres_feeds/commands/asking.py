"""Questions on a terminal; where there is none, nobody is asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from rencontres_feeds import console, nodes
from rencontres_feeds.catalogue import Message
from rencontres_feeds.keys import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

    from rencontres_feeds.keys import Key


class Typed(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """A value that is typed on the command line as in the file, and read by the same reader."""

    def __init__(self, key: Key[Any], form: Callable[[Any], str] | None = None) -> None:
        self.name = key.name
        self.key = key
        self.form = form
        """How the value is written into the file; None: as it was typed."""

    def convert(self, value: Any, param: Any, ctx: Any) -> str:  # noqa: ANN401  # click's signature
        """The value, as it is to be written."""
        read, wrong = self.read(value)
        return self.fail(wrong, param, ctx) if wrong else read

    def read(self, text: str) -> tuple[str, str]:
        """The value as it is to be written, and what is wrong with it."""
        reading = Reading()
        text = text.encode("utf-8", "replace").decode().strip().replace("\r\n", "\n")
        value = self.key.read(nodes.typed(text), reading)
        if reading.problems:
            catalogue = console.catalogue()
            problem = reading.problems[0]
            said = [catalogue.say(one) for one in (problem.what, problem.mend) if one]
            return "", ". ".join(one.rstrip(".") for one in said) + "."
        return (self.form(value) if self.form else text), ""


def here() -> bool:
    """Somebody sits at a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(
    question: Message, kind: Typed, default: str = "", *, needed: bool = False, among: Collection[str] = ()
) -> str:
    """A value, asked for until it can be read; Enter takes the default. A hyphen, or nothing, is no answer."""
    catalogue = console.catalogue()
    said, colon = catalogue.say(question), catalogue.say(Message(": "))
    while True:
        answer = click.prompt(said, default=default, show_default=bool(default), prompt_suffix=colon).strip()
        if answer in ("", "-") and not needed:
            return ""
        read, wrong = kind.read(answer) if answer else ("", "")
        if among and read and read not in among:
            read, wrong = "", catalogue.say(Message("One of: {names}.", names=", ".join(among)))
        if read:
            return read
        click.echo(wrong or catalogue.say(Message("This is needed.")))


def agreed(question: Message) -> bool:
    """Yes or no; Enter is yes."""
    said = console.catalogue().say(question)
    while True:
        answer = click.prompt(said, default="y", show_default=False, prompt_suffix=" ").strip().casefold()
        if answer in ("y", "yes", "o", "oui"):
            return True
        if answer in ("n", "no", "non"):
            return False
        console.say(Message("Type y or n."))
