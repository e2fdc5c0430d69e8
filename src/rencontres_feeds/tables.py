"""Every field of the source: its names, how it is read, and what value the record becomes.

The one table from which reading, messages and documentation come. How fields must fit together is in
`rules`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rencontres_feeds import dates, values
from rencontres_feeds.catalogue import Message
from rencontres_feeds.keys import Key, Table, built, many, raw
from rencontres_feeds.model import (
    Link,
    Organizer,
    Registration,
    Speaker,
    Status,
    Venue,
)
from rencontres_feeds.values import choice, line, markdown, scalar, url

if TYPE_CHECKING:
    from rencontres_feeds.keys import Reading, Record
    from rencontres_feeds.model import Language
    from rencontres_feeds.source import Node

TITLE = Key("title", line, "titre", required=True)
NAME = Key("name", line, "nom", required=True)
ID = Key("id", values.identifier, required=True)
URL = Key("url", url)
LINK_URL = Key("url", url, required=True)
LINK_TITLE = Key("title", line, "titre")
TEXT = Key("text", markdown, "texte")
CITY = Key("city", line, "ville")
TIMEZONE = Key("timezone", values.timezone, "fuseau", required=True)
FREE = Key("free", values.flag, "gratuit")
DESCRIPTION = Key("description", markdown, "présentation")

LINK = Table(Message("a link"), (LINK_TITLE, LINK_URL))


def _link(record: Record, _: Reading) -> Link | None:
    address = record.get(LINK_URL)
    return None if address is None else Link(record.take(LINK_TITLE, "") or address, address)


link = built(LINK, _link)
links = many(link, Message("links"))
LINKS = Key("links", links, "liens")

ORGANIZER_NAME = Key("name", line, "nom")
ORGANIZER_EMAIL = Key("email", values.email, "courriel")
ORGANIZER_TABLE = Table(Message("the organizer"), (ORGANIZER_NAME, URL, ORGANIZER_EMAIL))


def _organizer(record: Record, _: Reading) -> Organizer:
    return Organizer(record.take(ORGANIZER_NAME, ""), record.take(URL, ""), record.take(ORGANIZER_EMAIL, ""))


LANGUAGE: Key[Language] = Key("language", values.language, "langue", required=True)
CYCLE_URL = Key("url", values.base_url, required=True)
ORGANIZER = Key("organizer", built(ORGANIZER_TABLE, _organizer), "organisateur")
FOLLOW = Key("follow", links, "suivre")
LEGAL = Key("legal", link, "mentions légales")
DURATION = Key("duration", values.duration, "durée")
FEED_ITEMS = Key("feed_items", values.within(10, 1000), "articles des flux")
CYCLE = Table(
    Message("the cycle"),
    (
        ID,
        TITLE,
        DESCRIPTION,
        LANGUAGE,
        TIMEZONE,
        CYCLE_URL,
        ORGANIZER,
        FOLLOW,
        LEGAL,
        FREE,
        DURATION,
        FEED_ITEMS,
    ),
)

ADDRESS = Key("address", line, "adresse")
POSTAL_CODE = Key("postal_code", line, "code postal")
GEO = Key("geo", values.geo)
ACCESS = Key("access", line, "accès")
ACCESSIBILITY = Key("accessibility", line, "accessibilité")
VENUE_TIMEZONE = Key("timezone", values.timezone, "fuseau")
VENUE = Table(
    Message("a venue"),
    (NAME, ADDRESS, POSTAL_CODE, CITY, GEO, ACCESS, ACCESSIBILITY, URL, VENUE_TIMEZONE),
)


def venue(record: Record, key: str) -> Venue:
    """A venue, as read; its name is its key where it could not be read."""
    return Venue(
        key=key,
        name=record.take(NAME, key),
        address=record.take(ADDRESS, ""),
        postal_code=record.take(POSTAL_CODE, ""),
        city=record.take(CITY, ""),
        geo=record.get(GEO),
        access=record.take(ACCESS, ""),
        accessibility=record.take(ACCESSIBILITY, ""),
        url=record.take(URL, ""),
        timezone=record.take(VENUE_TIMEZONE, ""),
    )


ROLE = Key("role", line, "fonction")
ORGANIZATION = Key("organization", line, "organisme")
SPEAKER = Table(Message("a speaker"), (NAME, ROLE, ORGANIZATION, CITY, URL))


def _speaker(record: Record, _: Reading) -> Speaker | None:
    name = record.get(NAME)
    if not name:
        return None
    return Speaker(
        name,
        record.take(ROLE, ""),
        record.take(ORGANIZATION, ""),
        record.take(CITY, ""),
        record.take(URL, ""),
    )


REGISTRATION_TEXT = Key("text", line, "texte")
REGISTRATION_TABLE = Table(Message("a registration"), (REGISTRATION_TEXT, URL))


def _registration(record: Record, _: Reading) -> Registration:
    return Registration(record.take(REGISTRATION_TEXT, ""), record.take(URL, ""))


ReportStatus = Literal["none", "forthcoming"]
REPORT_PUBLISHED = Key("published", dates.day, "publié le")
REPORT_FILE = Key("file", scalar, "fichier")
REPORT_SIZE = Key("size", values.size, "taille")
_REPORT_STATUS: dict[str, ReportStatus] = {
    "forthcoming": "forthcoming",
    "à venir": "forthcoming",
    "none": "none",
    "aucun": "none",
}
REPORT_STATUS: Key[ReportStatus] = Key("status", choice(_REPORT_STATUS), "statut")
REPORT = Table(Message("a report"), (REPORT_PUBLISHED, REPORT_FILE, URL, REPORT_SIZE, TEXT, REPORT_STATUS))

_STATUS: dict[str, Status] = {
    "confirmed": "confirmed",
    "confirmée": "confirmed",
    "tentative": "tentative",
    "à confirmer": "tentative",
    "cancelled": "cancelled",
    "annulée": "cancelled",
    "postponed": "postponed",
    "reportée": "postponed",
}
DATE = Key("date", dates.day_or_month, required=True)
UNTIL = Key("until", dates.day, "au")
TIME = Key("time", dates.hours, "horaire")
SESSION_VENUE = Key("venue", line, "lieu")
ONLINE = Key("online", url, "en ligne")
STATUS: Key[Status] = Key("status", choice(_STATUS), "statut")
NOTE = Key("note", line, "motif")
ANNOUNCED = Key("announced", dates.day, "annoncée le")
SPEAKERS = Key("speakers", many(built(SPEAKER, _speaker), Message("speakers")), "intervenants")
TOPICS: Key[tuple[str, ...]] = Key("topics", many(line, Message("topics")), "thèmes")
REGISTRATION = Key("registration", built(REGISTRATION_TABLE, _registration), "inscription")
SESSION_REPORT: Key[Node] = Key("report", raw, "compte rendu")
DRAFT = Key("draft", values.flag, "brouillon")
UID = Key("uid", values.uid)
SEQUENCE = Key("sequence", values.whole)
SESSION = Table(
    Message("a session"),
    (
        ID,
        TITLE,
        DATE,
        UNTIL,
        TIME,
        SESSION_VENUE,
        ONLINE,
        STATUS,
        NOTE,
        ANNOUNCED,
        DESCRIPTION,
        SPEAKERS,
        TOPICS,
        LINKS,
        REGISTRATION,
        SESSION_REPORT,
        FREE,
        DRAFT,
        UID,
        SEQUENCE,
    ),
)

ANNOUNCEMENT_DATE = Key("date", dates.day, required=True)
ABOUT = Key("session", line, "séance")
ANNOUNCEMENT = Table(Message("an announcement"), (ID, ANNOUNCEMENT_DATE, TITLE, TEXT, LINKS, ABOUT))

CYCLE_NODE: Key[Node] = Key("cycle", raw, required=True)
VENUES_NODE: Key[Node] = Key("venues", raw, "lieux")
SESSIONS_NODE: Key[Node] = Key("sessions", raw, "séances")
ANNOUNCEMENTS_NODE: Key[Node] = Key("announcements", raw, "annonces")
TOP = Table(Message("the file"), (CYCLE_NODE, VENUES_NODE, SESSIONS_NODE, ANNOUNCEMENTS_NODE))
