"""Every field of the source: its names, how it is read, what it is, and what value the record becomes.

The one table from which reading, messages, JSON Schema and documentation come. `parts` and `cycle` belong to it,
and what is known there is known here. How fields must fit together is in `rules`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rencontres_feeds import dates, measures, parts, spelling, values
from rencontres_feeds.catalogue import Message, msgid
from rencontres_feeds.cycle import *
from rencontres_feeds.keys import Key, Later, Many, Table
from rencontres_feeds.misnomers import language_of
from rencontres_feeds.parts import *
from rencontres_feeds.values import Choice, line, url

if TYPE_CHECKING:
    from collections.abc import Mapping as Names

    from rencontres_feeds.model import Language, Status
    from rencontres_feeds.nodes import Node

DATE = Key(
    "date",
    dates.day_or_month,
    required=True,
    about=msgid("the day, or a month while the day is not fixed"),
    example="2017-11-28",
    meant=("jour", "le", "quand", "day", "when", "dates", "début"),
)
UNTIL = Key(
    "until",
    dates.day,
    "au",
    about=msgid("the last day, if it is not the first; needs a day"),
    example="2017-11-29",
    meant=("jusqu'au", "jusqu’à", "fin", "date de fin", "end", "to"),
)
TIME = Key(
    "time",
    dates.hours,
    "horaire",
    about=msgid("the hours; need a day"),
    example="18h30-20h30",
    meant=("horaires", "heure", "heures", "hour", "hours", "times", "start", "de", "à", "plage horaire"),
)
SESSION_VENUE = Key(
    "venue",
    line,
    "lieu",
    about=msgid("a key of `venues`"),
    example="salle-essai",
    meant=(
        "salle",
        "endroit",
        "place",
        "location",
        "adresse",
        "address",
        "lieux",
        "venues",
        "où",
        "room",
        "where",
    ),
)
ONLINE = Key(
    "online",
    url,
    "en ligne",
    about=msgid("address of the meeting on line; may stand beside `venue`"),
    example="https://visio.example/essai",
    meant=("visio", "visioconférence", "zoom", "jitsi", "distanciel", "à distance", "url", "lien"),
)
_STATUS: dict[str, Status] = {
    "confirmed": "confirmed",
    "tentative": "tentative",
    "cancelled": "cancelled",
    "postponed": "postponed",
    "confirmée": "confirmed",
    "à confirmer": "tentative",
    "annulée": "cancelled",
    "reportée": "postponed",
}
_STATUS_MEANT: dict[str, Status] = {
    **dict.fromkeys(("maintenue", "prévue", "ok", "oui"), "confirmed"),
    **dict.fromkeys(("provisoire", "incertaine", "possible"), "tentative"),
    **dict.fromkeys(("supprimée", "annulation", "canceled", "cancel"), "cancelled"),
    **dict.fromkeys(("report", "décalée", "repoussée", "déplacée", "delayed", "rescheduled"), "postponed"),
}
STATUS_WORDS = Choice(_STATUS, _STATUS_MEANT)
STATUS: Key[Status] = Key(
    "status",
    STATUS_WORDS,
    "statut",
    about=msgid("what is sure of it; `confirmed` if absent"),
    meant=("état", "state", "annulée", "reportée", "annulé", "reporté", "cancelled", "postponed"),
)
NOTE = Key(
    "note",
    line,
    "motif",
    about=msgid("a line; why it was cancelled, postponed or moved"),
    example="Salle inondée",
    meant=("raison", "cause", "reason", "remarque", "pourquoi", "notes"),
)
ANNOUNCED = Key(
    "announced",
    dates.day,
    "annoncée le",
    about=msgid(
        "a day, not in the future: when people first learned of it; if absent, when it is first published"
    ),
    example="2017-11-06",
    meant=("annonce", "annoncée", "date d'annonce", "publiée le"),
)
SPEAKERS = Key(
    "speakers",
    parts.speakers,
    "intervenants",
    about=msgid("a list of people, each with a name"),
    meant=("intervenantes", "intervenant", "invités", "avec", "orateurs", "guests", "with", "participants"),
)
TOPICS: Key[tuple[str, ...]] = Key(
    "topics",
    Many(line, Message("topics")),
    "thèmes",
    about=msgid("a list of lines"),
    example="[participation, numérique]",
    meant=("mots clés", "mots-clefs", "tags", "sujets", "catégories", "keywords"),
)
REGISTRATION = Key(
    "registration",
    parts.registration,
    "inscription",
    about=msgid("how to sign up"),
    meant=("inscriptions", "s'inscrire", "réservation", "booking", "signup"),
)
SESSION_REPORT: Key[Node] = Key(
    "report",
    Later(REPORT),
    "compte rendu",
    about=msgid("what came of it, or that it will be written"),
    meant=("cr", "comptes rendus", "bilan", "synthèse", "pv", "minutes"),
)
DRAFT = Key(
    "draft",
    values.flag,
    "brouillon",
    about=msgid("yes: checked, and not published; a published session cannot become one"),
    example="oui",
    meant=("caché", "hidden", "à publier"),
)
UID = Key(
    "uid",
    values.uid,
    about=msgid("one word of at most 255 characters; only for a meeting that another calendar published"),
    example="1234@ancien-agenda.example",
)
SEQUENCE = Key(
    "sequence",
    measures.whole,
    about=msgid("a whole number of at most 9 digits; the revision to begin with, only beside `uid`"),
    example="2",
)
SESSION = Table(
    Message("a session"),
    (
        ID.being(ID.about, "seance-4"),
        TITLE.being(TITLE.about, "Les budgets participatifs"),
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

ANNOUNCEMENT_DATE = Key(
    "date",
    dates.day,
    required=True,
    about=msgid("a day, not in the future"),
    example="2017-11-01",
    meant=DATE.meant,
)
ABOUT = Key(
    "session",
    line,
    "séance",
    about=msgid("the id of the session that it is about"),
    example="seance-4",
    meant=("rencontre", "meeting", "sessions", "séances"),
)
ANNOUNCEMENT = Table(
    Message("an announcement"),
    (
        ID.being(msgid("identifier; never changes; its page has this name"), "bienvenue"),
        ANNOUNCEMENT_DATE,
        TITLE.being(TITLE.about, "Le programme de l’année est en ligne"),
        TEXT.being(TEXT.about, "Le cycle **commence**."),
        LINKS,
        ABOUT,
    ),
)

CYCLE_NODE: Key[Node] = Key(
    "cycle", Later(CYCLE), required=True, about=msgid("the cycle as a whole"), meant=("général", "site", "config")
)
VENUES_NODE: Key[Node] = Key(
    "venues",
    Later(VENUE, "named"),
    "lieux",
    about=msgid("the places, each under a key of its own"),
    meant=("lieu", "venue", "salles", "endroits", "places", "adresses"),
)
SESSIONS_NODE: Key[Node] = Key(
    "sessions",
    Later(SESSION, "list"),
    "séances",
    about=msgid("the list of meetings; their order makes no difference"),
    meant=("rencontres", "réunions", "événements", "dates", "meetings", "events", "séance", "session"),
)
ANNOUNCEMENTS_NODE: Key[Node] = Key(
    "announcements",
    Later(ANNOUNCEMENT, "list"),
    "annonces",
    about=msgid("a list of news that are not sessions"),
    meant=("actualités", "nouvelles", "news", "infos", "annonce", "announcement"),
)
TOP = Table(Message("the file"), (CYCLE_NODE, VENUES_NODE, SESSIONS_NODE, ANNOUNCEMENTS_NODE))

TABLES = (
    *(TOP, CYCLE, ORGANIZER_TABLE, THEME_TABLE, LINK, VENUE, SESSION),
    *(SPEAKER, REGISTRATION_TABLE, REPORT, ANNOUNCEMENT),
)
"""All of them, in the order in which they are documented."""
WORDS = frozenset(name for table in TABLES for name in table.by_name)
"""Every key of the source, folded."""


def is_key(word: str) -> bool:
    """A word is a key somewhere in the source."""
    return spelling.fold(word) in WORDS


def keys_of(words: Names[str, int]) -> Language:
    """The language that the keys of a source are in: as typed, each with how often it was."""
    return language_of(words, TABLES)


def status(value: Status, language: Language) -> str:
    """The line that says the status of a session: `status: cancelled`."""
    return f"{STATUS.word(language)}: {STATUS_WORDS.word(value, language)}"
