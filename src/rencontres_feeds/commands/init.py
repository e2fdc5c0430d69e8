"""`init`: begins a new cycle, with a file to go on from."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rencontres_feeds import ci, console, desk, gathering, identifiers, moments, press, stock
from rencontres_feeds import institute as institutes
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import LANGUAGES, Message, msgid
from rencontres_feeds.commands import arguments, asking
from rencontres_feeds.console import Telling, option
from rencontres_feeds.console import command as make
from rencontres_feeds.editing import institution, sample
from rencontres_feeds.gathering import Shelf
from rencontres_feeds.problems import Refusal, errors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rencontres_feeds.gathering import Gathering
    from rencontres_feeds.model import Language
    from rencontres_feeds.press import Draft
    from rencontres_feeds.programme import Stock

_ID, _TITLE, _ZONE = asking.Typed(t.ID), asking.Typed(t.TITLE), asking.Typed(t.TIMEZONE)
_URL, _ORGANIZER = asking.Typed(t.CYCLE_URL), asking.Typed(t.ORGANIZER_NAME)
_ADDRESS, _EMAIL = asking.Typed(t.URL), asking.Typed(t.ORGANIZER_EMAIL)
_ZONES = {"fr": "Europe/Paris", "en": "Europe/London"}
_AHEAD = timedelta(days=30)


@make(
    help=msgid(
        "Begin a new cycle: write SOURCE, with comments and an example, and make the folder “documents”."
        " What is not given is asked. Nothing is ever written over."
    ),
    epilog='rencontres-feeds init --title "Rencontres d’exemple" --language fr',
)
@arguments.source
@option("--title", type=_TITLE, metavar="TEXT", help=msgid("The name of the cycle."))
@option(
    "--id",
    type=_ID,
    metavar="ID",
    help=msgid("The id of the cycle, which never changes; by default from its title."),
)
@option("--url", type=_URL, metavar="URL", help=msgid("The public address of the site; by default an example."))
@option(
    "--language", type=click.Choice(LANGUAGES), help=msgid("What pages, feeds and calendar speak; keys as well.")
)
@option("--timezone", type=_ZONE, metavar="ZONE", help=msgid("As Europe/Paris, which is the default in French."))
@option("--organizer", type=_ORGANIZER, metavar="NAME", help=msgid("Who holds the cycle."))
@option("--organizer-url", type=_ADDRESS, metavar="URL", help=msgid("The address of the organizer."))
@option(
    "--email",
    type=_EMAIL,
    metavar="EMAIL",
    help=msgid("The e-mail address of the organizer, which is published."),
)
@option(
    "--ci",
    "forge",
    type=click.Choice(ci.FORGES),
    help=msgid(
        "Write a workflow that checks, builds and publishes; for a cycle that is there already, that alone."
    ),
)
@option(
    "--institute",
    is_flag=True,
    help=msgid("Begin an institute of several cycles: its file, and a first cycle in a folder of its own."),
)
@arguments.now
def command(  # one for each option
    source: Path,
    now: datetime,
    language: Language | None,
    forge: ci.Forge | None,
    *,
    institute: bool,
    **given: str | None,
) -> None:
    """Begin; with a forge's name, write its workflow too."""
    if institute and source == arguments.SOURCE:
        source = Path(institutes.NAMES[(language or console.catalogue().language) == "fr"])
    with Telling(source) as telling:
        if forge:
            desk.refuse_existing(source.parent / ci.file(forge))
        if not (forge and source.exists()):
            _begin(telling, now, language, given, institute=institute)
        if forge:
            _set_up(telling, forge)


def _set_up(telling: Telling, forge: ci.Forge) -> None:
    workflow = telling.source.parent / ci.file(forge)
    desk.place(workflow, ci.workflow(forge).encode())
    telling.note(Message("new      {name}", name=str(workflow)))
    telling.note(
        Message(
            "Next: commit {path}; docs/hosting/pages.md tells what to set on the forge.",
            path=str(workflow),
        )
    )


def _begin(
    telling: Telling, now: datetime, language: Language | None, given: dict[str, str | None], *, institute: bool
) -> None:
    source = telling.source
    desk.refuse_existing(source)
    language = language or telling.catalogue.language
    if asking.here():
        _complete(
            given, language, Message("Name of the institute") if institute else Message("Name of the cycle")
        )
    if not given["title"]:
        raise click.UsageError(console.catalogue().say(Message("missing: {options}", options="--title")))
    beginning = _beginning(given, language)
    day = moments.local_day(now, beginning.timezone) + _AHEAD
    texts = institution.samples(beginning, day) if institute else {"": sample.sample(beginning, day)}
    data = {name: text.encode() for name, text in texts.items()}
    draft = _read(data, stock.of(source.parent), now)
    if wrong := errors(draft.problems):
        telling.draft = draft
        raise Refusal(wrong)
    others = [name for name in data if name]
    for name in others:
        desk.refuse_existing(source.parent / name)
    if others:
        desk.place(source, data[""])
        made = [source, *(path for name in others for path in desk.create(source.parent / name, data[name]))]
    else:
        made = desk.create(source, data[""])
    for path in made:
        telling.note(Message("new      {name}", name=str(path)))
    if others:
        first = str(source.parent / others[0])
        telling.note(
            Message(
                "Next: look at {path} and at the file of its first cycle, {cycle}.", path=str(source), cycle=first
            )
        )
        return
    telling.note(Message("Next: look at {path}, then “rencontres-feeds new” adds a session.", path=str(source)))


def _read(data: Mapping[str, bytes], at_hand: Stock, now: datetime) -> Draft | Gathering:
    """The new files, as they will be read: what was given is typed into them."""
    if len(data) == 1:
        return press.read(data[""], at_hand, now)
    return gathering.read(data[""], Shelf(data.__getitem__, lambda _: at_hand), now)


def _beginning(given: dict[str, str | None], language: Language) -> sample.Beginning:
    title = given["title"] or ""
    name = given["id"] or identifiers.slug(title, "cycle")
    return sample.Beginning(
        id=name,
        title=title,
        language=language,
        timezone=given["timezone"] or _ZONES[language],
        url=given["url"] or f"https://rencontres.example/{name}/",
        organizer=given["organizer"] or "",
        organizer_url=given["organizer_url"] or "",
        email=given["email"] or "",
    )


def _complete(given: dict[str, str | None], language: Language, name: Message) -> None:
    """Ask for what was not given; `name` asks for the title."""

    def put(
        field: str, question: Message, kind: asking.Typed, default: str = "", *, needed: bool = False
    ) -> None:
        if given[field] is None:
            given[field] = asking.ask(question, kind, default, needed=needed)

    put("title", name, _TITLE, needed=True)
    put(
        "id",
        Message("Its id, which never changes"),
        _ID,
        identifiers.slug(given["title"] or "", "cycle"),
        needed=True,
    )
    put("organizer", Message("Who holds it (Enter: nothing is said)"), _ORGANIZER)
    put("email", Message("E-mail address of the organizer, which is published (Enter: none)"), _EMAIL)
    put("url", Message("Public address of the site (Enter: an example for now)"), _URL)
    put("timezone", Message("Time zone"), _ZONE, _ZONES[language], needed=True)
