"""Whatever is typed, in every field at once: no script, no strange address, and every line is ours."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

import strict_html
from house import House, content, instant
from rencontres_feeds import press
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.problems import Problem, errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rencontres_feeds.press import Run

OURS = {"", "http", "https", "mailto", "webcal"}
ATTACKS = [
    "<script>alert(1)</script>",
    "</script><script src=//mal.example/x></script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "[clic](javascript:alert(1))",
    "[clic](JaVaScRiPt&colon;alert(1))",
    "[clic](java\tscript:alert(1))",
    "[clic](data:text/html;base64,PHNjcmlwdD4=)",
    "[clic](vbscript:x) <javascript:alert(1)> ![x](file:///etc/passwd)",
    "[clic]: javascript:alert(1)\n\n[clic]",
    "javascript:alert(1)",
    "]]><script>alert(1)</script><![CDATA[",
    "--><script>alert(1)</script><!--",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "fin\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nTRIGGER:-PT15M",
    "fin\nATTACH:javascript:alert(1)",
    "\\nATTENDEE:mailto:a@mal.example",
    ";X-MAL=1:mal",
    "{{ 7 * 7 }}{% raw %}",
    "%(title)s {0.__class__}",
    "</title></head><body onload=alert(1)>",
    "é" * 80 + "\u2003END:VCALENDAR",
]  # fmt: skip
ANY = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Cf", "Co"]), min_size=1, max_size=20
)
TEXT = st.lists(st.sampled_from(ATTACKS) | ANY, min_size=1, max_size=3).map(" ".join).filter(str.strip)
URLS = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    " data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://mal.example/",
    "//mal.example/",
    'https://mal.example/" onclick="x',
    "https://mal.example/<script>",
    "https://mal.example/\r\nATTACH:x",
    "blob:https://mal.example/x",
]  # fmt: skip
COMPONENTS = {"VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT"}
PROPERTIES = frozenset(
    [
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "METHOD",
        "NAME",
        "X-WR-CALNAME",
        "DESCRIPTION",
        "X-WR-CALDESC",
        "X-WR-TIMEZONE",
        "URL",
        "SOURCE",
        "COLOR",
        "REFRESH-INTERVAL",
        "X-PUBLISHED-TTL",
        "LAST-MODIFIED",
        "UID",
        "DTSTAMP",
        "SEQUENCE",
        "CREATED",
        "SUMMARY",
        "DTSTART",
        "DTEND",
        "STATUS",
        "TRANSP",
        "LOCATION",
        "GEO",
        "CATEGORIES",
        "CONFERENCE",
        "ATTACH",
        "CONTACT",
        "ORGANIZER",
        "TZID",
        "TZOFFSETFROM",
        "TZOFFSETTO",
        "TZNAME",
        "RRULE",
    ]  # read as one text
)


def whole(text: str, url: str = "https://lien.example/") -> dict[str, Any]:
    """A source that has a text in every field that takes one, and an address in every field that takes one."""
    link = {"title": text, "url": url}
    speaker = {"name": text, "role": text, "organization": text, "city": text, "url": url}
    venue = {"name": text, "address": text, "city": text, "access": text, "accessibility": text, "url": url}
    report = {"text": text, "url": url}
    told = {"title": text, "description": text, "note": text, "venue": "ici", "online": url}
    rich = {"speakers": [speaker], "topics": [text], "links": [link], "registration": link | {"text": text}}
    del rich["registration"]["title"]  # type: ignore[attr-defined]
    return {
        "cycle": {
            "id": "essai",
            "title": text,
            "description": text,
            "language": "fr",
            "timezone": "Europe/Paris",
            "url": "https://essai.example/cycle/",
            "organizer": {"name": text, "url": url, "email": "contact@essai.example"},
            "follow": [link],
            "legal": link,
        },
        "venues": {"ici": venue},
        "sessions": [
            {"id": "s1", "date": "2018-01-03", "time": "18h30-20h30", "report": report, **told, **rich},
            {"id": "s2", "date": "2018-03-15", "time": "18h30-20h30", "status": "cancelled", **told, **rich},
            {"id": "s3", "date": "2018-03-22", **told, **rich},
        ],
        "announcements": [{"id": "a", "date": "2018-01-09", "title": text, "text": text, "links": [link]}],
    }


def calm(elements: Iterator[Any]) -> bool:
    """Whether nothing in a piece of HTML runs or leads where no link of ours leads."""
    for element in elements:
        if etree.QName(element).localname in {
            "script",
            "iframe",
            "object",
            "embed",
            "style",
            "img",
            "form",
            "base",
            "meta",
            "svg",
        }:
            return False
        for name, value in element.attrib.items():
            if name.startswith("on") or name == "srcdoc":
                return False
            if name in {"href", "src", "action"} and urlsplit(value).scheme not in OURS:
                return False
    return True


def look_at_page(data: bytes) -> None:
    tree = strict_html.read(data)
    for element in tree.all():
        assert not any(name.startswith("on") or name == "style" for name in element.attributes)
        for name in ("href", "src"):
            assert urlsplit(element.attributes.get(name, "")).scheme in OURS
    for script in tree.all("script"):
        assert script.attributes.get("type") == "application/ld+json" or (
            re.fullmatch(r"(\.\./|https://essai\.example/cycle/)?assets/[\w.-]+\.js", script.attributes["src"])
            and not script.text
        )
    assert not {e.tag for e in tree.all()} & {"iframe", "object", "embed", "style", "form", "img"}
    assert all(
        base.attributes == {"target": "_top"} for base in tree.all("base")
    )  # in a frame, links lead out of it


def look_at_feed(data: bytes) -> None:
    """HTML is what an item's text holds; a title and the text of the whole feed are plain by both standards."""
    root = etree.fromstring(data)
    for element in root.iter(etree.Element):
        addresses = [value for name, value in element.attrib.items() if name in {"href", "url"}]
        addresses += [element.text or ""] if element.tag == "link" else []
        assert all(urlsplit(address).scheme in OURS for address in addresses)
        assert element.get("type") in {None, "html", "text", "xhtml"} or element.get("href") or element.get("url")
    shown = root.xpath("//item/description | //*[@type='html']")
    assert shown
    for element in shown:
        assert calm(html.fragment_fromstring(element.text, create_parent="div").iter())
    for element in root.xpath("//*[@type='xhtml']"):
        assert calm(element.iterdescendants())


def look_at_json_feed(data: bytes) -> None:
    for item in json.loads(data)["items"]:
        assert urlsplit(item["url"]).scheme in OURS
        assert calm(html.fragment_fromstring(item["content_html"], create_parent="div").iter())


def look_at_calendar(data: bytes) -> None:
    raw = data.split(b"\r\n")
    assert raw.pop() == b""
    assert all(len(line) <= 75 and not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line) for line in raw)
    lines = data.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    assert {re.split("[:;]", line, maxsplit=1)[0] for line in lines} <= PROPERTIES
    assert {line.partition(":")[2] for line in lines if line.startswith(("BEGIN:", "END:"))} <= COMPONENTS
    for line in lines:
        if re.match("URL|ATTACH|SOURCE|CONFERENCE", line):
            assert re.search(r":https?://[^\s]+$", line), line


def look_at_everything(run: Run) -> None:
    looks = {".html": look_at_page, ".xml": look_at_feed, ".json": look_at_json_feed, ".ics": look_at_calendar}
    for name in run.site:
        if name not in {
            "ledger.json",
            "sitemap.xml",
            ".htaccess",
            "_headers",
            ".nojekyll",
        } and not name.startswith(("assets/", "cards/")):
            looks[f".{name.rpartition('.')[2]}"](content(run, name))


@given(TEXT)
@settings(max_examples=20)
def test_no_text_becomes_a_script_an_address_or_a_line_of_its_own(text: str) -> None:
    run = House().build(json.dumps(whole(text), ensure_ascii=False))
    look_at_everything(run)
    assert content(run, "calendar.ics").count(b"BEGIN:VEVENT\r\n") == 3


@pytest.mark.parametrize("first", range(0, len(ATTACKS), 4))
def test_each_attack_stays_text(first: int) -> None:
    look_at_everything(House().build(json.dumps(whole(" ".join(ATTACKS[first : first + 4])))))


@pytest.mark.parametrize("url", URLS)
def test_a_strange_address_is_refused_in_every_field(url: str) -> None:
    """The cycle's own address too: as many problems as there are fields."""
    hostile, harmless = whole("essai", url), whole("essai")
    hostile["cycle"]["url"] = url
    text, missing = json.dumps(hostile), Problem(Message("missing"))
    draft = press.read(text.encode(), lambda _: missing, instant("2018-01-10"))
    assert len({problem.span for problem in errors(draft.problems)}) == json.dumps(harmless).count("https://")
    assert all(load("en").say(p.what) for p in draft.problems)
