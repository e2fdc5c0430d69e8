"""The life of a session as a table: named edits, built one after the other, and what subscribers then find.

Everything in the table is read back from the published files, as a calendar, a feed reader and a browser do.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import icalendar
from lxml import etree

import strict_html
from house import House, content, refused
from rencontres_feeds import addresses
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Refusal
from rencontres_feeds.site import LEDGER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rencontres_feeds.model import Document
    from rencontres_feeds.press import Run

HEAD = "| build | edit | event | feeds | files written | session’s page |\n|---|---|---|---|---|---|\n"
PREFIX = "tag:essai.example,2005:essai/"
ATOM = "{http://www.w3.org/2005/Atom}"
NOTHING = "–"


@dataclass
class Step:
    """A build after an edit."""

    edit: str
    text: str
    now: str = "2018-01-12"
    consent: Consent = Consent()  # noqa: RUF009  # frozen
    stock: dict[str, Document] = field(default_factory=dict)
    reworded: tuple[str, str] | None = None
    """A message of the catalogue, and how a later version of the program says it."""


@dataclass
class Seen:
    """What subscribers find after a build."""

    files: Mapping[str, object] = field(default_factory=dict)
    events: dict[str, Any] = field(default_factory=dict)
    calendars: dict[str, str] = field(default_factory=dict)
    """Name of the calendar in which each event stands."""
    items: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Id to title, published and updated."""
    pages: dict[str, str] = field(default_factory=dict)


def see(run: Run) -> Seen:
    """Read a publication back."""
    events, calendars = {}, {}
    for name in sorted(filter(addresses.is_calendar, run.site)):
        calendar: Any = icalendar.Calendar.from_ical(content(run, name))
        for event in calendar.walk("VEVENT"):
            session = str(event["UID"]).partition("@")[0]
            assert session not in events
            events[session], calendars[session] = event, name
    pages = {
        name.removeprefix("sessions/").removesuffix(".html"): _page(content(run, name))
        for name in sorted(run.site)
        if name.startswith("sessions/") and name.endswith(".html")
    }
    return Seen(run.site, events, calendars, _feeds(run), pages)


def _feeds(run: Run) -> dict[str, tuple[str, str, str]]:
    """The items of the feeds, which must not disagree."""
    atom = etree.fromstring(content(run, "atom.xml"))
    rss = etree.fromstring(content(run, "rss.xml"))
    feed = json.loads(content(run, "feed.json"))
    items = {
        _text(entry, "id"): (_text(entry, "title"), _text(entry, "published"), _text(entry, "updated"))
        for entry in atom.iter(f"{ATOM}entry")
    }
    titles = [(name, title) for name, (title, *_) in items.items()]
    assert [(item["id"], item["title"]) for item in feed["items"]] == titles
    assert [(item.findtext("guid"), item.findtext("title")) for item in rss.iter("item")] == titles
    return items


def _text(entry: Any, name: str) -> str:
    return str(entry.findtext(ATOM + name))


def _page(data: bytes) -> str:
    """The words of status at the top of a page, and what search engines are told beyond « scheduled »."""
    page = strict_html.read(data)
    article = page.one("article")
    shown = [e for e in article.all("p", class_="status") if "data-live" not in e.attributes]
    words = [_plain(e.text) for e in (*shown, *article.all("p", class_="reason"))]
    (script,) = (e for e in page.all("script") if e.attributes.get("type") == "application/ld+json")
    event = json.loads(script.text)
    state = event["eventStatus"].rpartition("/")[2]
    was = event.get("previousStartDate")
    told = [] if state == "EventScheduled" else [f"`{state}`" + (f" (was {was})" if was else "")]
    return "<br>".join([*words, *told]) or NOTHING


def rows(steps: list[Step], house: House, reword: Any) -> list[str]:
    """A line of the table for each step."""
    before, table = Seen(), []
    for step in steps:
        with reword(step.reworded):
            table.append(_row(step, house, before))
        before = see(house.runs[-1])
    return table


def _row(step: Step, house: House, before: Seen) -> str:
    try:
        run = house.build(step.text, step.now, step.consent, step.stock)
    except Refusal as refusal:
        cells = [f"**refused:** {'; '.join(refused(refusal))}", NOTHING, NOTHING, NOTHING]
    else:
        after = see(run)
        cells = [_events(before, after), _items(before, after), _files(before, after), _pages(before, after)]
    return f"| {step.now.replace('T', ' ')[:16]} | {step.edit} | {' | '.join(cells)} |"


def _events(before: Seen, after: Seen) -> str:
    """Each event of which a mark moved, with all of its marks and what a calendar shows."""
    told = []
    for name in sorted(before.events.keys() | after.events.keys()):
        old, new = before.events.get(name), after.events.get(name)
        if new is None:
            told.append(f"`{name}` gone")
        elif old is None or old.to_ical() != new.to_ical():
            marks = (
                f"sequence {new['SEQUENCE']}"
                if old is None
                else f"sequence {old['SEQUENCE']} → {new['SEQUENCE']}"
            )
            created = new["CREATED"].dt
            stamps = [f"created {_short(created)}"] if old is None or old["CREATED"].dt != created else []
            if new["LAST-MODIFIED"].dt != created:
                stamps.append(f"modified {_short(new['LAST-MODIFIED'].dt)}")
            shown = f"{_short(new['DTSTART'].dt)} {new['STATUS']} « {_plain(new['SUMMARY'])} »"
            report = [
                line for line in new["DESCRIPTION"].split("\n") if line.startswith(("Compte rendu", "Report"))
            ]
            said = "".join(f"<br>« {_plain(line)} »" for line in report)
            told.append(f"`{name}` " + ", ".join([marks, *stamps]) + f": {shown}{said}")
        here, there = before.calendars.get(name), after.calendars.get(name)
        if here and there and here != there:
            told.append(f"`{name}` passes from {here} to {there}")
        elif not here and there != "calendar.ics":
            told.append(f"`{name}` stands in {there}")
    return "<br>".join(told) or NOTHING


def _items(before: Seen, after: Seen) -> str:
    """New (+), corrected (~) and withdrawn (−) items."""
    told = []
    for name in (*after.items, *(name for name in before.items if name not in after.items)):
        old, new = before.items.get(name), after.items.get(name)
        kind = name.removeprefix(PREFIX)
        if new is None:
            told.append(f"− `{kind}`")
        elif old is None:
            told.append(f"+ `{kind}` {_moment(new[1])} « {_plain(new[0])} »")
        elif old != new:
            told.append(f"~ `{kind}` {_moment(new[2])}" + (f" « {_plain(new[0])} »" if old[0] != new[0] else ""))
            assert old[1] == new[1]
    return "<br>".join(told) or NOTHING


def _files(before: Seen, after: Seen) -> str:
    """The files that a build writes and removes, but for the ledger, which goes with each of them."""
    if not before.files:
        return "all"
    names = sorted(before.files.keys() | after.files.keys())
    written = [name for name in names if after.files.get(name, before.files.get(name)) != before.files.get(name)]
    gone = [f"~~{name}~~" for name in names if name not in after.files]
    assert (LEDGER in written) or not (written or gone)
    told = " ".join([*(name for name in written if name != LEDGER), *gone])
    told = re.sub(r"[0-9a-f]{12}", "…", told)  # of what a card shows
    return told or ("ledger" if written else NOTHING)


def _pages(before: Seen, after: Seen) -> str:
    """The words of the pages that say something else than before."""
    changed = {name: said for name, said in after.pages.items() if before.pages.get(name, NOTHING) != said}
    told = [said if len(after.pages) == 1 else f"`{name}` {said}" for name, said in changed.items()]
    return "<br>".join("normal again" if said == NOTHING else said for said in told) or NOTHING


def _plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").replace("|", "\\|").split())


def _short(moment: date) -> str:
    """A day, or an instant or wall time to the minute."""
    text = moment.isoformat()
    return text[:16].replace("T", " ") if isinstance(moment, datetime) else text


def _moment(text: str) -> str:
    return text[:16].replace("T", " ")
