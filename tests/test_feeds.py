"""The feeds as browsers show them and as feed readers take them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import feedparser
import pytest
from lxml import etree

import publications as made
from rencontres_feeds.catalogue import load
from rencontres_feeds.renderers import assets, feeds, markdown
from rencontres_feeds.renderers.wording import Words

if TYPE_CHECKING:
    from rencontres_feeds.publication import Publication

WORDS = Words(load("fr"))
XHTML = "{http://www.w3.org/1999/xhtml}"
FOLLOW = (
    "Ceci est un flux\u00a0: copiez l’adresse de cette page dans un lecteur de flux (Thunderbird, FreshRSS…)."
)


def archived() -> Publication:
    return replace(made.WHOLE, archives=(made.WHOLE.entries[1:],))


@pytest.fixture(scope="module")
def documents() -> dict[str, bytes]:
    return {
        "rss.xml": feeds.rss(archived(), WORDS),
        "atom.xml": feeds.atom(archived(), WORDS),
        "atom-1.xml": feeds.ArchiveSheet(archived(), WORDS, 1, ()).draw(),
    }


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "atom-1.xml"])
def test_a_feed_names_the_style_sheet_by_which_browsers_show_it(documents: dict[str, bytes], name: str) -> None:
    instruction = etree.fromstring(documents[name]).getprevious()
    assert instruction is not None
    href = assets.names()["feed"]
    said = f'<?xml-stylesheet type="text/css" href="{href}"?>'
    assert etree.tostring(instruction, with_tail=False).decode() == said
    assert href in assets.files()


def test_a_feed_says_what_it_is_and_an_archive_where_its_feed_is(documents: dict[str, bytes]) -> None:
    titled = {
        name: [(link.get("href"), link.get("title")) for link in etree.fromstring(data).iter("{*}link")]
        for name, data in documents.items()
    }
    base = made.CYCLE.url
    assert [link for link in titled["rss.xml"] if link[1]] == [(f"{base}rss.xml", FOLLOW)]
    feed_level = {
        name: [(link.get("href"), link.get("title")) for link in etree.fromstring(data).findall("{*}link")]
        for name, data in documents.items()
    }
    assert [link for link in feed_level["atom.xml"] if link[1]] == [(f"{base}atom.xml", FOLLOW)]
    (told,) = [link for link in feed_level["atom-1.xml"] if link[1]]
    assert told[0] == f"{base}atom.xml"
    assert told[1] is not None
    assert told[1].startswith("Voici les nouvelles plus anciennes")


@pytest.mark.parametrize(
    "typed",
    [
        "**a***b*`c`",
        "```\nx  y\n\n  z\n```",
        "> " * 300 + "x",
        "Du *texte* & <b>pas de balises</b>, un [lien](https://lien.example/?a=1&b=2)\n\n- un\n- deux",
    ],
)
def test_a_text_is_the_same_in_both_formats_and_spaced_as_typed(typed: str) -> None:
    shown = markdown.html(typed, "https://rencontres.example/essai/")
    entry = replace(made.WHOLE.entries[0], html=shown)
    publication = replace(made.WHOLE, entries=(entry,))
    atom = etree.fromstring(feeds.atom(publication, WORDS))
    (content,) = atom.iterfind("{*}entry/{*}content")
    (element,) = content
    assert content.get("type") == "xhtml"
    wrapped = etree.fromstring(f'<div xmlns="http://www.w3.org/1999/xhtml">\n{shown}\n</div>')
    assert element.tag == f"{XHTML}div"
    assert etree.tostring(element, method="c14n2") == etree.tostring(wrapped, method="c14n2")
    rss = etree.fromstring(feeds.rss(publication, WORDS))
    assert rss.findtext(".//{http://purl.org/rss/1.0/modules/content/}encoded") == shown


def test_a_feed_reader_finds_the_same_in_both_formats(documents: dict[str, bytes]) -> None:
    read = {name: feedparser.parse(data) for name, data in documents.items()}
    assert [feed.bozo for feed in read.values()] == [False] * 3
    rss, atom = (
        [(e.id, e.title, e.link, e.published_parsed, e.content[0].value, e.summary) for e in read[name].entries]
        for name in ("rss.xml", "atom.xml")
    )
    assert rss == atom
    assert len(rss) == len(made.WHOLE.entries)
