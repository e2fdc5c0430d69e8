"""`schema`: prints the JSON Schema of the source, by which an editor completes and explains it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from rencontres_feeds import console, schema
from rencontres_feeds.catalogue import msgid
from rencontres_feeds.console import command as make
from rencontres_feeds.console import option

if TYPE_CHECKING:
    from typing import TextIO


@make(
    help=msgid("Print the JSON Schema of sessions.yaml, by which editors complete and explain it."),
    epilog="rencontres-feeds schema --output sessions.schema.json",
)
@option(
    "-o",
    "--output",
    type=click.File("w", encoding="utf-8", lazy=True, atomic=True),
    default="-",
    metavar="FILE",
    help=msgid("Write it to this file."),
)
@option("--institute", is_flag=True, help=msgid("That of institute.yaml instead."))
def command(output: TextIO, *, institute: bool) -> None:
    """Print it, in the language of the person."""
    made = schema.of_institute if institute else schema.schema
    output.write(json.dumps(made(console.catalogue()), ensure_ascii=False, indent=2) + "\n")
