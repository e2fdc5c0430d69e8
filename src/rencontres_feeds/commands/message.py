"""`message`: prints a text to paste about a session or an announcement; sends nothing."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, get_args

import click

from rencontres_feeds import desk, ledger, press
from rencontres_feeds.catalogue import Message, load, msgid
from rencontres_feeds.commands import arguments, revising
from rencontres_feeds.console import Telling, argument, option
from rencontres_feeds.console import command as make
from rencontres_feeds.problems import Problem, Refusal, refuse
from rencontres_feeds.renderers import texts
from rencontres_feeds.renderers.wording import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from rencontres_feeds.press import Preview
    from rencontres_feeds.publication import Publication
    from rencontres_feeds.renderers.texts import Medium, Purpose, Told


@make(
    help=msgid(
        "Print subject and text, to be pasted, for the session or announcement ID. Nothing is sent."
        " The text leads to its page: publish first."
    ),
    epilog="rencontres-feeds message seance-4 --for sms",
)
@argument("id", metavar="ID")
@arguments.where
@option(
    "--for",
    "medium",
    type=click.Choice(get_args(texts.Medium)),
    default="email",
    help=msgid("Where you paste it."),
)
@option(
    "--kind",
    type=click.Choice(get_args(texts.Purpose)),
    help=msgid("What it is about; by default what fits best now."),
)
def command(  # noqa: PLR0913  # one for each option
    id: str,  # noqa: A002  # as it is called everywhere
    source: Path,
    output: Path | None,
    now: datetime,
    *,
    medium: Medium,
    kind: Purpose | None,
) -> None:
    """Print the text on standard output, and on standard error what is to be known of it."""
    with Telling(source) as telling:
        opened = revising.begin(telling, source, now)
        known = desk.published(arguments.folder(arguments.whole(source), output), opened.programme.cycle.id)
        seen = press.preview(opened.draft, ledger.dumps(known) if known else None, now)
        if seen.refused:
            raise Refusal(seen.refused)
        publication = seen.run.publication
        words = Words(load(publication.programme.cycle.language))
        found = texts.told(id, publication, now, words)
        told = _chosen(id, found, kind, publication)
        text = told.text(medium, words)
        if text.subject:
            telling.note(Message("Subject: {subject}", subject=text.subject))
            click.echo()
        click.echo(text.body)
        telling.warn(_unpublished(told, seen))
        for remark in (texts.measured(text, medium), *_others(told, found)):
            telling.remark(remark)


def _chosen(about: str, found: tuple[Told, ...], kind: Purpose | None, publication: Publication) -> Told:
    if not found:
        known = [s.id for s in publication.sessions] + [a.id for a in publication.announcements]
        near = get_close_matches(about, known, n=3) or known
        raise refuse(
            Message("no session or announcement has the id “{id}”", id=about),
            Message("There is: {names}", names=", ".join(near)) if near else None,
        )
    for told in found:
        if kind in (None, told.purpose):
            return told
    raise refuse(
        Message("of “{id}” there is nothing to tell of the kind “{kind}”", id=about, kind=kind),
        Message("There is: {names}", names=", ".join(told.purpose for told in found)),
    )


def _unpublished(told: Told, seen: Preview) -> Iterator[Problem]:
    if told.entry.item not in seen.public.items:
        yield Problem(
            Message("what is told here is not published as it stands in the file"),
            Message("Before you send it: rencontres-feeds build, and put the folder on the web host."),
            severity="warning",
        )


def _others(told: Told, found: tuple[Told, ...]) -> Iterator[Message]:
    others = [f"--kind {other.purpose}" for other in found if other is not told]
    if others:
        yield Message("Kind: {kind}. Also: {others}", kind=told.purpose, others=", ".join(others))
