"""Whether the pages say what they must: the index with the pages of years, and each session's own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from lxml import html

import expected
import generate
from generate import Meeting
from words import holds, line, said, same

_HEAD = {"rss.xml", "atom.xml", "feed.json", "calendar.ics"}

Meetings = tuple[Meeting, ...]
Instants = tuple[list[datetime], list[datetime]]


@dataclass(frozen=True, slots=True)
class Card:
    """A meeting as the index lists it."""

    title: str
    text: str
    reports: int
    """How many links to a report it has."""
    instants: Instants


def index(output: Path, meetings: Meetings) -> Iterator[str]:
    """Of the list of all meetings: those to come on the index, the past there or on pages of their years."""
    listed = [expected.page(one) for one in meetings if expected.end(one) > generate.NOW]
    cards = _cards(output / "index.html", generate.URL)
    yield from same("index.html: to come", [address for address, _ in cards[: len(listed)]], listed)
    years = sorted(output.glob("years/*.html"))
    cards += [card for year in years for card in _cards(year, f"{generate.URL}years/{year.name}")]
    yield from same("index.html: number of meetings", len(cards), len(meetings))
    by_address = dict(cards)
    for meeting in meetings:
        if card := by_address.get(expected.page(meeting)):
            yield from _card(f"index.html: {meeting.id}", card, meeting)
        else:
            yield f"index.html: {meeting.id} is missing"


def _cards(path: Path, address: str) -> list[tuple[str, Card]]:
    """The meetings that a page lists, each with the address that it leads to."""
    found = []
    for shown in html.parse(path).getroot().find_class("h-event"):
        link = shown.find_class("u-url")[0]
        reports = [one for one in shown.iter("a") if "#compte-rendu" in str(one.get("href"))]
        card = Card(line(link.text_content()), said(shown), len(reports), _instants(shown))
        found.append((urljoin(address, link.get("href")), card))
    return found


def _card(where: str, card: Card, meeting: Meeting) -> Iterator[str]:
    yield from same(f"{where}: title", card.title, meeting.title)
    yield from same(f"{where}: times", card.instants, ([expected.start(meeting)], [expected.end(meeting)]))
    yield from same(f"{where}: reports", card.reports, int(meeting.report is not None))
    for fact in (
        *map(expected.speaker, meeting.speakers),
        *meeting.topics,
        meeting.venue.name,
        meeting.venue.city,
    ):
        yield from holds(where, card.text, fact)


def pages(output: Path, meetings: Meetings) -> Iterator[str]:
    """Of each session's page."""
    for number, meeting in enumerate(meetings):
        before = meetings[number - 1] if number else None
        after = meetings[number + 1] if number + 1 < len(meetings) else None
        name = f"sessions/{meeting.id}.html"
        root = html.parse(output / name).getroot()
        for link in root.iter("a", "link"):
            link.set("href", urljoin(expected.page(meeting), link.get("href")))
        yield from _head(name, root, meeting)
        yield from _body(name, root.get_element_by_id("contenu"), meeting)
        for relation, neighbour in (("prev", before), ("next", after)):
            found = [(one.get("href"), said(one)) for one in root.xpath(f"//a[@rel='{relation}']")]
            yield from same(
                f"{name}: {relation}",
                [href for href, _ in found],
                [expected.page(neighbour)] if neighbour else [],
            )
            if neighbour and found:
                yield from holds(f"{name}: {relation}", found[0][1], neighbour.title)


def _head(name: str, root: html.HtmlElement, meeting: Meeting) -> Iterator[str]:
    yield from same(f"{name}: language", root.get("lang"), "fr")
    yield from holds(
        f"{name}: title", root.findtext(".//title") or "", f"{meeting.title}, {expected.day(meeting.day)}"
    )
    links = {(one.get("rel"), one.get("href")) for one in root.iter("link")}
    wanted = {("canonical", expected.page(meeting))} | {("alternate", generate.URL + feed) for feed in _HEAD}
    yield from same(f"{name}: links in the head", links & wanted, wanted)
    metas = {one.get("property") or one.get("name"): line(one.get("content") or "") for one in root.iter("meta")}
    graph = {
        "og:title": meeting.title,
        "og:url": expected.page(meeting),
        "og:type": "article",
        "og:site_name": generate.TITLE,
        "og:locale": "fr_FR",
    }
    for key, value in graph.items():
        yield from same(f"{name}: {key}", metas.get(key), value)
    for key in ("description", "og:description"):
        yield from holds(f"{name}: {key}", metas.get(key) or "", expected.day(meeting.day))
    yield from _json_ld(name, root, meeting)


def _json_ld(name: str, root: html.HtmlElement, meeting: Meeting) -> Iterator[str]:
    data = json.loads(root.xpath("string(//script[@type='application/ld+json'])"))
    venue = meeting.venue
    told = [
        data["@type"],
        line(data["name"]),
        datetime.fromisoformat(data["startDate"]),
        datetime.fromisoformat(data["endDate"]),
        data["location"]["name"],
        data["location"]["address"]["streetAddress"],
        data["location"]["address"]["addressLocality"],
        [one["name"] for one in data.get("performer", ())],
        set(data["keywords"]),
        data["organizer"]["name"],
        data["url"],
    ]
    wanted = [
        "Event",
        meeting.title,
        expected.start(meeting),
        expected.end(meeting),
        venue.name,
        venue.address,
        venue.city,
        [one.name for one in meeting.speakers],
        set(meeting.topics),
        generate.ORGANIZER,
        expected.page(meeting),
    ]
    yield from same(f"{name}: JSON-LD", told, wanted)


def _body(name: str, main: html.HtmlElement, meeting: Meeting) -> Iterator[str]:
    yield from same(f"{name}: heading", [line(one.text_content()) for one in main.iter("h1")], [meeting.title])
    yield from same(f"{name}: times", _instants(main), ([expected.start(meeting)], [expected.end(meeting)]))
    text = said(main)
    venue = meeting.venue
    facts = [
        expected.day(meeting.day) + " " + expected.hours(meeting),
        f"{venue.name} {venue.address} {venue.postal_code} {venue.city}",
        *map(expected.speaker, meeting.speakers),
        *meeting.topics,
        expected.plain(meeting.description),
    ]
    typed = meeting.description
    if meeting.report:
        facts.append(expected.plain(meeting.report.text))
        typed += "\n" + meeting.report.text
    for fact in facts:
        yield from holds(name, text, fact)
    hrefs = {one.get("href") for one in main.iter("a")}
    wanted = set(expected.addresses(typed))
    yield from same(f"{name}: links of the text", hrefs & wanted, wanted)
    stressed = len(list(main.iter("strong", "em")))
    yield from same(
        f"{name}: marks rendered", (stressed >= len(re.findall(r"[*]+", typed)) // 2, "*" in text), (True, False)
    )


def _instants(element: html.HtmlElement) -> Instants:
    """The starts and the ends that a machine reads of a card or a page."""
    starts, ends = (
        [datetime.fromisoformat(str(one.get("datetime"))) for one in element.find_class(key)]
        for key in ("dt-start", "dt-end")
    )
    return starts, ends
