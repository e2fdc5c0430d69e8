"""The fields of the cycle, its organizer and its look: the frame around the meetings, a part of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds import dates, measures, parts, values
from rencontres_feeds.catalogue import Message, msgid
from rencontres_feeds.keys import Built, Key, Later, Many, Table
from rencontres_feeds.model import Organizer
from rencontres_feeds.parts import DESCRIPTION, FREE, ID, TIMEZONE, TITLE, URL
from rencontres_feeds.values import line, scalar

if TYPE_CHECKING:
    from rencontres_feeds.keys import Reading, Record
    from rencontres_feeds.model import Language
    from rencontres_feeds.nodes import Node

ORGANIZER_NAME = Key(
    "name", line, "nom", about=msgid("a line"), example="Institut d’essai", meant=("title", "titre")
)
ORGANIZER_EMAIL = Key(
    "email",
    values.email,
    "courriel",
    about=msgid("e-mail address; with it calendar apps know an organizer"),
    example="contact@institut.example",
    meant=("mail", "e-mail", "mél", "adresse", "address", "contact"),
)
ORGANIZER_TABLE = Table(
    Message("the organizer"),
    (ORGANIZER_NAME, URL.being(URL.about, "https://institut.example/"), ORGANIZER_EMAIL),
)


def _organizer(record: Record, _: Reading) -> Organizer:
    return Organizer(record.take(ORGANIZER_NAME, ""), record.take(URL, ""), record.take(ORGANIZER_EMAIL, ""))


organizer = Built(ORGANIZER_TABLE, _organizer)

COLOR = Key(
    "color",
    values.color,
    "couleur",
    about=msgid("of the band at the top, of the next meeting and of dates"),
    example='"#14564f"',
    meant=("colour", "fond"),
)
ACCENT = Key("accent", values.color, about=msgid("of links and buttons; either colour serves for both"))
LOGO = Key(
    "logo",
    scalar,
    about=msgid(
        "path of an SVG, PNG or WebP in the folder of the source;"
        " it takes the place of the organizer's name at the top of the index"
    ),
    example="documents/logo.svg",
    meant=("image", "picture"),
)
THEME_TABLE = Table(Message("the theme"), (COLOR, ACCENT, LOGO))

LANGUAGE: Key[Language] = Key(
    "language",
    values.language,
    "langue",
    required=True,
    about=msgid("`fr` or `en`: what pages, feeds and calendar say"),
    example="fr",
    meant=("lang", "locale"),
)
CYCLE_URL = Key(
    "url",
    values.base_url,
    required=True,
    about=msgid("address of the folder where `output/` is put; the `/` at its end is added"),
    example="https://rencontres.example/toulouse/",
    meant=URL.meant,
)
ORGANIZER = Key(
    "organizer",
    organizer,
    "organisateur",
    about=msgid("who holds the cycle"),
    meant=("organisation", "association", "organisatrice", "contact"),
)
FOLLOW = Key(
    "follow",
    parts.links,
    "suivre",
    about=msgid("a list of links: mailing list, other networks"),
    meant=("réseaux", "réseaux sociaux", "social", "liens", "links"),
)
LEGAL = Key(
    "legal",
    parts.link,
    "mentions légales",
    about=msgid("a link: who is responsible for the site"),
    meant=("mentions",),
)
DURATION = Key(
    "duration",
    measures.duration,
    "durée",
    about=msgid("how long a session lasts that has a start alone"),
    example="2h",
    meant=("longueur", "length"),
)
FEED_ITEMS = Key(
    "feed_items",
    measures.Within(10, 1000),
    "articles des flux",
    about=msgid("how many of the newest items the feeds show, from 10 to 1000; 100 if absent"),
    example="100",
    meant=("articles", "items", "flux"),
)
CALENDAR_FROM = Key(
    "calendar_from",
    dates.year,
    "calendrier depuis",
    about=msgid(
        "the year with which the calendar to subscribe to begins; sessions that were over before it leave that"
        " calendar, for `calendar-<year>.ics`"
    ),
    example="2020",
    meant=("calendrier", "calendar", "depuis", "from", "calendar since"),
)
THEME: Key[Node] = Key(
    "theme",
    Later(THEME_TABLE),
    "apparence",
    about=msgid("colours and logo"),
    meant=("couleurs", "colors", "style", "look"),
)
EMBED_FROM = Key(
    "embed_from",
    Many(values.origin, Message("addresses")),
    "afficher sur",
    about=msgid("a list of sites that may show `embed.html` in a frame"),
    meant=("iframe", "embed", "intégrer"),
)
CYCLE = Table(
    Message("the cycle"),
    (
        ID.being(msgid("identifier; part of every identity, never changes"), "toulouse"),
        TITLE.being(msgid("a line; the name of calendar, feeds and pages"), "Rencontres de Toulouse"),
        DESCRIPTION,
        LANGUAGE,
        TIMEZONE,
        CYCLE_URL,
        ORGANIZER,
        FOLLOW,
        LEGAL,
        FREE.being(msgid("yes or no, for every session that does not say it itself"), "oui"),
        DURATION,
        FEED_ITEMS,
        CALENDAR_FROM,
        THEME,
        EMBED_FROM,
    ),
)
