"""`new`: one session more, a series of them, or an announcement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rencontres_feeds import console, desk, moments
from rencontres_feeds import tables as t
from rencontres_feeds.catalogue import Message, msgid
from rencontres_feeds.commands import arguments, asking, revising
from rencontres_feeds.console import Telling, argument, option
from rencontres_feeds.console import command as make
from rencontres_feeds.editing import composing, finding, phrases
from rencontres_feeds.editing.revision import Meant
from rencontres_feeds.problems import printable

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from rencontres_feeds.desk import Opened
    from rencontres_feeds.editing.handwriting import Value

_ID = asking.Typed(t.ID)
_SESSION, _ANNOUNCEMENT = ("session", "séance", "seance"), ("announcement", "annonce")
_ONLY_ANNOUNCEMENTS = {"text", "session"}
_BOTH = {"id", "title", "date", "link"}


@make(
    help=msgid(
        "Add a session to SOURCE, at its place by date; show the change and ask. With --every it is a series:"
        " a session for each day from --from to --until. “new announcement” adds an announcement."
    ),
    epilog='rencontres-feeds new --title "Un essai" --date 2018-03-15 --time 18h30-20h30 --venue mjc-prevert',
)
@argument("kind", required=False, metavar="[announcement]")
@arguments.source
@option("--id", type=_ID, metavar="ID", help=msgid("Its id, which never changes; by default the next one."))
@option("--title", type=revising.TITLE, metavar="TEXT", help=msgid("Its title."))
@option(
    "--date",
    type=revising.DATE,
    metavar="DAY",
    help=msgid("Its day, or a month; of an announcement, by default today."),
)
@option(
    "--until",
    type=revising.DAY,
    metavar="DAY",
    help=msgid("Its last day, of several; with --every, the end of the series."),
)
@option("--time", type=revising.TIME, metavar="HOURS", help=msgid("Its hours, as 18h30-20h30."))
@option("--venue", type=revising.VENUE, metavar="KEY", help=msgid("The key of its venue."))
@option("--online", type=revising.ONLINE, metavar="URL", help=msgid("The address of the meeting on line."))
@option(
    "--status",
    type=asking.Typed(t.STATUS, str),
    metavar="WORD",
    help=msgid("Such as “tentative”; confirmed by default."),
)
@option("--note", type=revising.NOTE, metavar="TEXT", help=msgid("A word on its status."))
@option(
    "--description",
    type=asking.Typed(t.DESCRIPTION),
    metavar="TEXT",
    help=msgid("What it is about, in Markdown."),
)
@option("--speaker", multiple=True, metavar="TEXT", help=msgid("As “Name, role, organization (city)”."))
@option("--topic", multiple=True, type=asking.Typed(t.SESSION_VENUE), metavar="TEXT", help=msgid("A topic."))
@option("--link", multiple=True, metavar="TEXT", help=msgid("As “Title https://…”."))
@option("--registration", metavar="TEXT", help=msgid("How to sign up: an address or words."))
@option("--draft", is_flag=True, help=msgid("Not to be published yet."))
@option("--every", metavar="RULE", help=msgid("“first Thursday”, “Thursday”, “Thursday every 2 weeks” …"))
@option(
    "--from",
    "since",
    type=revising.DAY,
    metavar="DAY",
    help=msgid("From when the series runs; by default from today."),
)
@option(
    "--except",
    "left_out",
    multiple=True,
    type=revising.DATE,
    metavar="DAY",
    help=msgid("A day, or a month, without one."),
)
@option(
    "--text", type=asking.Typed(t.TEXT), metavar="TEXT", help=msgid("The text of an announcement, in Markdown.")
)
@option("--session", metavar="ID", help=msgid("The session that an announcement is about."))
@revising.yes
@arguments.output
@arguments.now
def command(
    kind: str | None,
    source: Path,
    output: Path | None,
    now: datetime,
    *,
    yes: bool,
    **given: Any,  # noqa: ANN401  # an option each
) -> None:
    """Add."""
    news = (kind or "").casefold() in _ANNOUNCEMENT
    if kind and not news and kind.casefold() not in _SESSION:
        source = Path(kind)
    _refuse_others(given, news=news)
    with Telling(source) as telling:
        opened = revising.begin(telling, source, now)
        site = arguments.folder(arguments.whole(source), output)
        sessions, announcements = desk.taken(desk.published(site, opened.programme.cycle.id))
        asked = asking.here() and not yes
        if news:
            today = moments.local_day(now, opened.programme.cycle.timezone).isoformat()
            fields = _fields(given) | {"date": given["date"] or today}
            fields["id"] = given["id"] or composing.next_announcement(opened.programme, announcements)
            if asked:
                _complete(fields)
            _need(fields, "title")
            text = composing.announcement(opened.text, opened.programme, fields)
            meant = Meant(announcements=frozenset({str(fields["id"])}))
        else:
            fields = _fields(given)
            if asked:
                _complete_session(fields, opened, sessions, series=bool(given["every"]))
            _need(fields, "title", *([] if given["every"] else ["date"]))
            days = _days(given, opened)
            text, ids = composing.sessions(opened.text, opened.programme, fields, days, sessions)
            meant = Meant(sessions=frozenset(ids))
        revising.settle(telling, opened, text, meant, yes=yes)


def _refuse_others(given: dict[str, Any], *, news: bool) -> None:
    """Options that the other kind takes, or that go with --every."""
    typed = {name for name, value in given.items() if value}
    wrong = typed - _BOTH - _ONLY_ANNOUNCEMENTS if news else typed & _ONLY_ANNOUNCEMENTS
    if not news and given["every"]:
        wrong |= typed & {"id", "date"}
    if not news and not given["every"]:
        wrong |= typed & {"since", "left_out"}
    if wrong:
        names = {"since": "from", "left_out": "except"}
        listed = ", ".join(sorted(f"--{names.get(name, name)}" for name in wrong))
        _usage(Message("not with this: {options}", options=listed))
    if given["every"] and not given["until"]:
        _usage(Message("a series needs its end: --until"))


def _usage(message: Message) -> None:
    raise click.UsageError(console.catalogue().say(message))


def _need(fields: dict[str, Value], *names: str) -> None:
    if missing := [f"--{name}" for name in names if not fields.get(name)]:
        _usage(Message("missing: {options}", options=", ".join(missing)))


def _fields(given: dict[str, Any]) -> dict[str, Value]:
    """The fields that were given, as the source has them."""
    plain = ("id", "title", "date", "time", "venue", "online", "status", "note", "description", "text", "session")
    fields: dict[str, Value] = {name: given[name] for name in plain if given[name]}
    if given["until"] and not given["every"]:
        fields["until"] = given["until"]
    fields["speakers"] = tuple(phrases.speaker(one) for one in given["speaker"])
    fields["topics"] = given["topic"]
    fields["links"] = tuple(phrases.link(one) for one in given["link"])
    if given["registration"]:
        fields["registration"] = phrases.registration(given["registration"])
    if given["draft"]:
        fields["draft"] = "yes"
    return {name: value for name, value in fields.items() if value}


def _days(given: dict[str, Any], opened: Opened) -> list[str]:
    if not given["every"]:
        return []
    today = moments.local_day(opened.now, opened.programme.cycle.timezone).isoformat()
    return composing.days(given["every"], given["since"] or today, given["until"], given["left_out"])


def _complete(fields: dict[str, Value]) -> None:
    """Ask for what an announcement lacks."""
    if "title" not in fields:
        fields["title"] = asking.ask(Message("Title"), revising.TITLE, needed=True)
    if "text" not in fields:
        _put(fields, "text", asking.ask(Message("Text (Enter: none)"), asking.Typed(t.TEXT)))


def _complete_session(fields: dict[str, Value], opened: Opened, taken: frozenset[str], *, series: bool) -> None:
    """Ask for what a session lacks, and propose what the last one had."""
    last = composing.last(opened.programme)
    if "title" not in fields:
        fields["title"] = asking.ask(Message("Title"), revising.TITLE, needed=True)
    if "date" not in fields and not series:
        fields["date"] = asking.ask(Message("Day (as 2018-03-15, or a month)"), revising.DATE, needed=True)
    if "time" not in fields and len(str(fields.get("date", "2018-03-15"))) == len("2018-03-15"):  # not a month
        question = Message("Hours (as 18h30-20h30; - if not known yet)")
        _put(fields, "time", asking.ask(question, revising.TIME, last.time))
    if "venue" not in fields and "online" not in fields and (venues := finding.venues(opened.text)):
        for key, name in venues.items():
            click.echo(f"  {printable(key)}  {printable(name)}")
        question = Message("Venue, by its key (- for none)")
        _put(fields, "venue", asking.ask(question, revising.VENUE, last.venue, among=venues))
    if "id" not in fields and not series:
        proposed = composing.next_session(opened.programme, taken, str(fields["date"]))
        fields["id"] = asking.ask(Message("Id, which never changes"), _ID, proposed, needed=True)


def _put(fields: dict[str, Value], name: str, answer: str) -> None:
    if answer:
        fields[name] = answer
