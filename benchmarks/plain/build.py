"""The site by a plain script: the same libraries as ours, no memory, everything written anew each time.

    python benchmarks/plain/build.py sessions.yaml OUTPUT INSTANT

As most people would write it: dictionaries from `yaml.safe_load`, and each library used as its manual says.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import yaml
from feedgen.feed import FeedGenerator
from icalendar import Calendar, Event
from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt

HERE = Path(__file__).parent
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MARKDOWN = MarkdownIt("js-default")
ITEMS = 100


def main(source: Path, output: Path, now: datetime) -> None:
    """Read the source and write the whole site."""
    programme = yaml.safe_load(source.read_text(encoding="utf-8"))
    cycle, venues = programme["cycle"], programme["venues"]
    zone = ZoneInfo(cycle["timezone"])
    sessions = [prepare(session, cycle, venues, zone, now) for session in programme["sessions"]]
    sessions.sort(key=lambda session: session["start"])
    (output / "sessions").mkdir(parents=True, exist_ok=True)

    calendar = new_calendar()
    calendar.add("NAME", cycle["title"])
    calendar.add("X-WR-CALNAME", cycle["title"])
    calendar.add("X-WR-TIMEZONE", cycle["timezone"])
    for session in sessions:
        event = make_event(session, cycle)
        calendar.add_component(event)
        single = new_calendar()
        single.add_component(event)
        single.add_missing_timezones()
        (output / "sessions" / f"{session['id']}.ics").write_bytes(single.to_ical())
    calendar.add_missing_timezones()
    (output / "calendar.ics").write_bytes(calendar.to_ical())

    items = newest_items(sessions, zone)
    write_feeds(items, cycle, output)
    write_pages(sessions, items, cycle, output)
    shutil.copy(HERE.parent / "static" / "style.css", output)


def prepare(
    session: dict[str, Any], cycle: dict[str, Any], venues: dict[str, Any], zone: ZoneInfo, now: datetime
) -> dict[str, Any]:
    """A session with all that the templates need."""
    start, end = (
        datetime.combine(session["date"], hour, zone) for hour in map(read_hour, session["time"].split("-"))
    )
    venue = venues[session["venue"]]
    text = MARKDOWN.render(session["description"])
    report = session.get("report")
    town = f"{venue['postal_code']} {venue['city']}"
    plain = to_plain(text)
    page = f"{cycle['url']}sessions/{session['id']}.html"
    prepared = {
        **session,
        "start": start,
        "end": end,
        "past": end <= now,
        "venue": venue,
        "location": ", ".join(part for part in (venue["name"], venue.get("address"), town) if part),
        "day": say_day(start),
        "hours": f"de {say_hour(start)} à {say_hour(end)}",
        "people": session.get("speakers", ()),
        "speakers": [say_speaker(speaker) for speaker in session.get("speakers", ())],
        "html": text,
        "plain": plain,
        "summary": cut(f"{say_day(start)}. {venue['name']}, {venue['city']}. {' '.join(plain.split())}", 300),
        "report": report and {**report, "html": MARKDOWN.render(report["text"])},
        "page": page,
    }
    prepared["google"] = "https://calendar.google.com/calendar/render?" + urlencode(
        {
            "action": "TEMPLATE",
            "text": session["title"],
            "dates": f"{start:%Y%m%dT%H%M%S}/{end:%Y%m%dT%H%M%S}",
            "ctz": cycle["timezone"],
            "location": prepared["location"],
            "details": page,
        }
    )
    return prepared


def read_hour(text: str) -> time:
    """`18h30` or `18h`."""
    hour, _, minute = text.partition("h")
    return time(int(hour), int(minute or 0))


def say_day(day: date) -> str:
    return f"{DAYS[day.weekday()]} {say_date(day)}"


def say_date(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def say_hour(moment: datetime) -> str:
    return f"{moment.hour} h {moment.minute:02}" if moment.minute else f"{moment.hour} h"


def say_speaker(speaker: dict[str, str]) -> str:
    return f"{speaker['name']}, {speaker['role']}, {speaker['organization']} ({speaker['city']})"


def to_plain(text: str) -> str:
    """HTML without its tags."""
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip()


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 2].rsplit(" ", 1)[0] + " …"


def new_calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", "-//exemple//script//FR")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    return calendar


def make_event(session: dict[str, Any], cycle: dict[str, Any]) -> Event:
    event = Event()
    event.add("UID", f"{session['id']}@rencontres.example")
    event.add("DTSTAMP", datetime.combine(session["announced"], time(12), ZoneInfo("UTC")))
    event.add("DTSTART", session["start"])
    event.add("DTEND", session["end"])
    event.add("SUMMARY", session["title"])
    lines = [f"Avec {speaker}" for speaker in session["speakers"]]
    lines += ["", cut(session["plain"], 800), "", f"Page : {session['page']}"]
    if session["report"]:
        lines.append(f"Compte rendu : {session['page']}")
    lines += ["", f"{cycle['title']}, {cycle['organizer']['name']}"]
    event.add("DESCRIPTION", "\n".join(lines).strip())
    event.add("LOCATION", session["location"])
    if session["venue"].get("geo"):
        event.add("GEO", tuple(session["venue"]["geo"]))
    event.add("STATUS", "CONFIRMED")
    event.add("CATEGORIES", session["topics"])
    event.add("CONTACT", f"{cycle['organizer']['name']}, {cycle['organizer']['url']}")
    event.add("URL", session["page"])
    return event


def newest_items(sessions: list[dict[str, Any]], zone: ZoneInfo) -> list[dict[str, Any]]:
    """What the feeds show: each session and each report is news, at noon of its day."""
    items = []
    for session in sessions:
        noon = datetime.combine(session["announced"], time(12), zone)
        told = f"<p>{session['day']}, {session['hours']}, {html.escape(session['venue']['name'])}</p>"
        told += "".join(f"<p>Avec {html.escape(speaker)}</p>" for speaker in session["speakers"])
        if session["past"]:
            title = f"Séance du {session['day']} : {session['title']}"
        else:
            title = f"Nouvelle séance, {session['day']} à {say_hour(session['start'])} : {session['title']}"
        items.append(make_item("session", session, noon, title, told + session["html"]))
        if session["report"]:
            noon = datetime.combine(session["report"]["published"], time(12), zone)
            title = f"Compte rendu, séance du {say_date(session['start'])} : {session['title']}"
            items.append(make_item("report", session, noon, title, session["report"]["html"]))
    items.sort(key=lambda item: item["date"])
    return items[::-1][:ITEMS]


def make_item(kind: str, session: dict[str, Any], noon: datetime, title: str, text: str) -> dict[str, Any]:
    return {
        "id": f"tag:rencontres.example,2005:{session['id']}/{kind}",
        "session": session,
        "title": title,
        "date": noon,
        "day": say_date(noon),
        "html": f'{text}<p><a href="{session["page"]}">La page de la séance</a></p>',
    }


def write_feeds(items: list[dict[str, Any]], cycle: dict[str, Any], output: Path) -> None:
    for name in ("rss", "atom"):
        feed = FeedGenerator()
        feed.id(cycle["url"])
        feed.title(cycle["title"])
        feed.description(cycle["description"].strip())
        feed.language(cycle["language"])
        feed.author(name=cycle["organizer"]["name"])
        feed.link(href=f"{cycle['url']}{name}.xml", rel="self")
        feed.link(href=cycle["url"], rel="alternate")
        feed.updated(items[0]["date"])
        for item in items:
            entry = feed.add_entry(order="append")
            entry.id(item["id"])
            entry.title(item["title"])
            entry.link(href=item["session"]["page"])
            entry.published(item["date"])
            entry.updated(item["date"])
            entry.summary(item["session"]["summary"])
            entry.content(item["html"], type="html")
            for topic in item["session"]["topics"]:
                entry.category(term=topic)
        write = feed.rss_file if name == "rss" else feed.atom_file
        write(str(output / f"{name}.xml"), pretty=True)
    shown = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": cycle["title"],
        "home_page_url": cycle["url"],
        "feed_url": f"{cycle['url']}feed.json",
        "description": cycle["description"].strip(),
        "authors": [{"name": cycle["organizer"]["name"]}],
        "language": cycle["language"],
        "items": [
            {
                "id": item["id"],
                "url": item["session"]["page"],
                "title": item["title"],
                "content_html": item["html"],
                "summary": item["session"]["summary"],
                "date_published": item["date"].isoformat(),
                "tags": item["session"]["topics"],
            }
            for item in items
        ],
    }
    text = json.dumps(shown, ensure_ascii=False, indent=1)
    (output / "feed.json").write_text(text, encoding="utf-8")


def write_pages(
    sessions: list[dict[str, Any]], items: list[dict[str, Any]], cycle: dict[str, Any], output: Path
) -> None:
    jinja = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True)
    page = jinja.get_template("session.html")
    for number, session in enumerate(sessions):
        shown = page.render(
            cycle=cycle,
            session=session,
            event=json_ld(session, cycle),
            title=session["title"],
            summary=session["summary"],
            address=session["page"],
            kind="article",
            root="../",
            previous=sessions[number - 1] if number else None,
            following=sessions[number + 1] if number + 1 < len(sessions) else None,
        )
        (output / "sessions" / f"{session['id']}.html").write_text(shown, encoding="utf-8")
    held = [session for session in reversed(sessions) if session["past"]]
    shown = jinja.get_template("index.html").render(
        cycle=cycle,
        purpose=MARKDOWN.render(cycle["description"]),
        title=cycle["title"],
        summary=cycle["description"].strip(),
        address=cycle["url"],
        kind="website",
        root="",
        coming=[session for session in sessions if not session["past"]],
        past=[(year, list(those)) for year, those in groupby(held, lambda session: session["start"].year)],
        news=items[:5],
    )
    (output / "index.html").write_text(shown, encoding="utf-8")


def json_ld(session: dict[str, Any], cycle: dict[str, Any]) -> dict[str, Any]:
    venue = session["venue"]
    place = {
        "@type": "Place",
        "name": venue["name"],
        "address": {
            "@type": "PostalAddress",
            "postalCode": venue["postal_code"],
            "addressLocality": venue["city"],
        },
    }
    if venue.get("address"):
        place["address"]["streetAddress"] = venue["address"]
    if venue.get("geo"):
        place["geo"] = {"@type": "GeoCoordinates", "latitude": venue["geo"][0], "longitude": venue["geo"][1]}
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": session["title"],
        "description": cut(session["plain"], 300),
        "startDate": session["start"].isoformat(),
        "endDate": session["end"].isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": place,
        "organizer": {"@type": "Organization", **cycle["organizer"]},
        "performer": [
            {
                "@type": "Person",
                "name": one["name"],
                "affiliation": {"@type": "Organization", "name": one["organization"]},
            }
            for one in session["people"]
        ],
        "keywords": session["topics"],
        "inLanguage": cycle["language"],
        "url": session["page"],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
