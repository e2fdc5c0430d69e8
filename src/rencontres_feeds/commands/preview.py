"""`preview`: shows the site in a browser while the source is being edited, and publishes nothing."""

from __future__ import annotations

import threading
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from rencontres_feeds import building, console, folder, showing
from rencontres_feeds.catalogue import Message, Plural, msgid
from rencontres_feeds.commands import arguments
from rencontres_feeds.console import Telling, option
from rencontres_feeds.console import command as make
from rencontres_feeds.preview import LOOPBACK, Server
from rencontres_feeds.problems import refuse

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from rencontres_feeds.showing import View


@make(
    help=msgid(
        "Show the site of SOURCE in the browser, drafts included, and follow each save. Nothing is published or"
        " written; Ctrl-C ends it."
    ),
    epilog="rencontres-feeds preview sessions.yaml",
)
@arguments.source
@arguments.output
@option("--port", type=click.IntRange(0, 65535), default=0, help=msgid("The port; by default any that is free."))
@option("--no-browser", is_flag=True, help=msgid("Do not open a browser; the address is printed."))
@option(
    "--host",
    default=LOOPBACK,
    metavar="ADDRESS",
    help=msgid("Listen at another address than this machine's own."),
)
@option("--now", type=arguments.INSTANT, help=msgid("Show the site as built at this instant."))
def command(  # noqa: PLR0913  # one for each option
    source: Path, output: Path | None, now: datetime | None, *, port: int, host: str, no_browser: bool
) -> None:
    """Preview; say where, and what each save brought."""
    named, source = source, arguments.whole(source)
    published = arguments.folder(source, output)

    def look() -> View:
        return showing.look(source, published, now or arguments.clock(), console.catalogue)

    with Telling(source) as telling:
        telling.note(*arguments.redirected(named, source))
        telling.draft = building.read(source, now or arguments.clock())
        with suppress(KeyboardInterrupt):
            server = _listen(host, port, look)
            telling.note(Message("Preview at {url} – nothing is published. Ctrl-C ends it.", url=server.url))
            if host not in (LOOPBACK, "localhost", "::1"):
                telling.note(
                    Message("Whoever reaches this machine over the network can read it, drafts included.")
                )
            if not no_browser:
                # Apart, since some browsers come back only when they are closed.
                threading.Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()
            telling.note(_sum(server.view))
            server.run(lambda view: telling.note(_sum(view)))
        telling.note(Message("The preview has ended."))


def _listen(host: str, port: int, look: Callable[[], View]) -> Server:
    try:
        return Server(host, port, look)
    except OSError as error:
        raise refuse(
            Message(
                "the preview cannot listen at {host}, port {port}: {reason}",
                host=host,
                port=port,
                reason=folder.reason(error),
            ),
            Message("Leave out --port: a free one is found; and --host, which is for other machines only."),
        ) from error


def _sum(view: View) -> Message:
    wrong, warned = view.findings.counted("error"), view.findings.counted("warning")
    return Message(
        "Read: {problems}, {warnings}.",
        problems=Plural("{n} problem to mend", "{n} problems to mend", n=wrong),
        warnings=Plural("{n} warning", "{n} warnings", n=warned),
    )
