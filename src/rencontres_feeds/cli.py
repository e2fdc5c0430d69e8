"""The program `rencontres-feeds`: finds the command that was asked for, and runs it.

0 done, 1 something to mend (source, folder, ledger), 2 wrong usage, 3 our fault, 4 something to publish.
"""

from __future__ import annotations

import importlib
import keyword
import sys
from typing import TYPE_CHECKING, Any

import click

from rencontres_feeds import __version__, console, languages
from rencontres_feeds.catalogue import Message, msgid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rencontres_feeds.stamp import Stamp

COMMANDS = {
    "init": msgid("begin a new cycle"),
    "new": msgid("add a session, a series or an announcement"),
    "move": msgid("give a session another day, other hours or another place"),
    "postpone": msgid("say that a session will be held later, on a day not known yet"),
    "cancel": msgid("say that a session is cancelled"),
    "minutes": msgid("put the report of a session into the source"),
    "import": msgid("draft a source from a page or a calendar"),
    "check": msgid("say what is to be mended, and write nothing"),
    "preview": msgid("show the site in the browser while you edit"),
    "diff": msgid("say what members and readers will see, and write nothing"),
    "build": msgid("publish the source into the output folder"),
    "message": msgid("print a text to paste into a letter, a post or an SMS"),
    "deploy": msgid("put the output folder on its host"),
    "verify": msgid("look at what is published, as the world does"),
    "restore": msgid("take a lost ledger back, from a copy or from the web site"),
    "schema": msgid("print the JSON Schema of the source, for editors"),
}
"""What each does, in the order of the help; each is a module of `commands`, imported when it is asked for."""

ALIASES = {"compte-rendu": "minutes"}
"""French names, where the English one says nothing to a volunteer."""


def main(stamp: Stamp | None = None) -> None:
    """Run the command line; a mistake of ours is said as such, with its trace for a report.

    `stamp` is begun: a command that leaves one keeps it.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character gets another one, never an error.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # both are text files here
    with languages.speaking(sys.argv[1:]):
        try:
            commands(obj=stamp)
        except Exception:  # noqa: BLE001  # the last door: whatever comes here is our fault
            import traceback  # noqa: PLC0415  # 5 ms, that nobody else needs

            traceback.print_exc()
            console.say(Message("This is a mistake of the program, not yours. Nothing more was done."), err=True)
            sys.exit(console.OUR_FAULT)


def _module(name: str) -> str:
    """The module of a command: `import` is a word that Python keeps for itself."""
    return f"{name}_" if keyword.iskeyword(name) else name.replace("-", "_")


class _Program(console.Command, click.Group):
    """All commands, none of which is imported before it is needed."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> Any:  # noqa: ANN401  # click's signature
        """Run, and speak as the line asks, in click's own words too."""
        args = sys.argv[1:] if args is None else list(args)
        with languages.speaking(args):
            return super().main(args, *more, **extra)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        *pieces, _ = super().collect_usage_pieces(ctx)
        return [*pieces, console.catalogue().say(Message("COMMAND [ARGS]..."))]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:  # click looks for near names among the imported ones
            raise click.NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        module = ALIASES.get(cmd_name, cmd_name)
        if module not in COMMANDS:
            return None
        found: Any = importlib.import_module(f"rencontres_feeds.commands.{_module(module)}")
        made: click.Command = found.command
        made.name = cmd_name
        return made

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # as above
        catalogue = console.catalogue()
        with formatter.section(catalogue.say(Message("Commands"))):
            formatter.write_dl([(name, catalogue.say(Message(what))) for name, what in COMMANDS.items()])


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=msgid("Publish a hand-edited sessions.yaml as a calendar, feeds and pages."),
)
@click.version_option(
    __version__,
    prog_name="rencontres-feeds",
    message="%(prog)s %(version)s",
    help=msgid("Show the version and exit."),
    cls=console.Option,
)
def commands() -> None:
    """All of them."""
