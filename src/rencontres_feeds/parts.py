"""The fields that several records have, and the records that a session holds: the first part of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rencontres_feeds import dates, measures, values
from rencontres_feeds.catalogue import Message, msgid
from rencontres_feeds.keys import Built, Key, Many, Table
from rencontres_feeds.model import Link, Registration, Speaker, Venue
from rencontres_feeds.values import Choice, line, markdown, scalar, url

if TYPE_CHECKING:
    from rencontres_feeds.keys import Reading, Record

TITLE = Key(
    "title", line, "titre", required=True, about=msgid("a line"), meant=("intitulé", "sujet", "name", "nom")
)
NAME = Key("name", line, "nom", required=True, about=msgid("a line"), meant=("title", "titre", "prénom"))
URL = Key("url", url, about=msgid("address"), meant=("lien", "site", "link", "web", "page", "href"))
TEXT = Key("text", markdown, "texte", about=msgid("Markdown"), meant=("contenu", "corps", "content", "body"))
CITY = Key("city", line, "ville", about=msgid("a line"), example="Toulouse", meant=("commune", "town"))
TIMEZONE = Key(
    "timezone",
    values.timezone,
    "fuseau",
    required=True,
    about=msgid("IANA name, as `Europe/Paris`; capitals count"),
    example="Europe/Paris",
    meant=("fuseau horaire", "tz", "zone", "time zone"),
)

ID = Key(
    "id", values.identifier, required=True, about=msgid("identifier; never changes"), meant=("identifiant", "n°")
)
FREE = Key(
    "free",
    values.flag,
    "gratuit",
    about=msgid("yes or no"),
    example="oui",
    meant=("entrée libre", "entrée", "prix", "tarif", "price"),
)
DESCRIPTION = Key(
    "description",
    markdown,
    "présentation",
    about=msgid("Markdown"),
    example="Une soirée pour **faire connaissance**.",
    meant=("résumé", "texte", "text", "contenu", "summary", "détails", "descriptif"),
)

LINK_TITLE = Key(
    "title",
    line,
    "titre",
    about=msgid("a line; the address itself if absent"),
    example="Les actes du colloque",
    meant=("nom", "name", "texte", "text"),
)
LINK_URL = Key(
    "url",
    url,
    required=True,
    about=msgid("address"),
    example="https://institut.example/actes",
    meant=("adresse", *URL.meant),
)
LINK = Table(Message("a link"), (LINK_TITLE, LINK_URL))


def _link(record: Record, _: Reading) -> Link | None:
    address = record.get(LINK_URL)
    return None if address is None else Link(record.take(LINK_TITLE, "") or address, address)


link = Built(LINK, _link)
links = Many(link, Message("links"))
LINKS = Key("links", links, "liens", about=msgid("a list of links"), meant=("ressources", "documents"))

ADDRESS = Key(
    "address",
    line,
    "adresse",
    about=msgid("a line; street and number"),
    example="1, rue Inventée",
    meant=("rue", "street", "lieu"),
)
POSTAL_CODE = Key(
    "postal_code",
    line,
    "code postal",
    about=msgid("a line, kept as typed"),
    example="31000",
    meant=("cp", "zip", "zip code", "postcode"),
)
GEO = Key(
    "geo",
    measures.geo,
    about=msgid("latitude and longitude in degrees, `[43.57, 1.40]`"),
    example="[43.57, 1.40]",
    meant=("gps", "coordonnées", "coordinates", "latitude", "longitude", "position"),
)
ACCESS = Key(
    "access",
    line,
    "accès",
    about=msgid("a line; how to get there"),
    example="Métro Basso Cambo",
    meant=("transports", "métro", "bus", "venir", "parking"),
)
ACCESSIBILITY = Key(
    "accessibility",
    line,
    "accessibilité",
    about=msgid("a line; steps, lift, loop …"),
    example="De plain-pied, boucle magnétique",
    meant=("pmr", "handicap"),
)
VENUE_TIMEZONE = Key(
    "timezone",
    values.timezone,
    "fuseau",
    about=msgid("IANA name, if it is not the cycle's"),
    example="Indian/Reunion",
    meant=TIMEZONE.meant,
)
VENUE = Table(
    Message("a venue"),
    (
        NAME.being(msgid("a line; what people know it by"), "Salle d’essai"),
        ADDRESS,
        POSTAL_CODE,
        CITY,
        GEO,
        ACCESS,
        ACCESSIBILITY,
        URL.being(msgid("address of its own page"), "https://salle.example/"),
        VENUE_TIMEZONE,
    ),
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


ROLE = Key(
    "role", line, "fonction", about=msgid("a line"), example="sociologue", meant=("qualité", "métier", "job")
)
ORGANIZATION = Key(
    "organization",
    line,
    "organisme",
    about=msgid("a line"),
    example="association Exemple",
    meant=("organisation", "association", "structure", "institution"),
)
SPEAKER = Table(
    Message("a speaker"),
    (
        NAME.being(NAME.about, "Personne Exemple"),
        ROLE,
        ORGANIZATION,
        CITY,
        URL.being(URL.about, "https://personne.example/"),
    ),
)


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


speakers = Many(Built(SPEAKER, _speaker), Message("speakers"))

REGISTRATION_TEXT = Key(
    "text",
    line,
    "texte",
    about=msgid("a line"),
    example="Par courriel, avant la veille",
    meant=("comment", "how"),
)
REGISTRATION_TABLE = Table(
    Message("a registration"),
    (REGISTRATION_TEXT, URL.being(URL.about, "https://inscription.example/")),
)


def _registration(record: Record, _: Reading) -> Registration:
    return Registration(record.take(REGISTRATION_TEXT, ""), record.take(URL, ""))


registration = Built(REGISTRATION_TABLE, _registration)

ReportStatus = Literal["none", "forthcoming"]
REPORT_PUBLISHED = Key(
    "published",
    dates.day,
    "publié le",
    about=msgid("a day, not in the future; if absent, when it is first published"),
    example="2017-12-12",
    meant=("publié", "date de publication"),
)
REPORT_FILE = Key(
    "file",
    scalar,
    "fichier",
    about=msgid("path of a file in the folder of the source"),
    example="documents/compte-rendu.pdf",
    meant=("pdf", "document", "chemin", "path"),
)
REPORT_SIZE = Key(
    "size",
    measures.size,
    "taille",
    about=msgid("of what is at `url`: `240 ko`, `1,2 Mo`, `245760`"),
    example="240 ko",
    meant=("poids",),
)
_REPORT_STATUS: dict[str, ReportStatus] = {
    "forthcoming": "forthcoming",
    "none": "none",
    "à venir": "forthcoming",
    "aucun": "none",
}
_REPORT_MEANT: dict[str, ReportStatus] = {
    **dict.fromkeys(("promis", "promised", "prévu", "en cours", "bientôt", "soon"), "forthcoming"),
    **dict.fromkeys(("non", "no", "pas de compte rendu"), "none"),
}
REPORT_WORDS = Choice(_REPORT_STATUS, _REPORT_MEANT)
REPORT_STATUS: Key[ReportStatus] = Key(
    "status",
    REPORT_WORDS,
    "statut",
    about=msgid("`forthcoming` or `none`, and then nothing else of the report"),
    meant=("état", "state"),
)
REPORT = Table(
    Message("a report"),
    (
        REPORT_PUBLISHED,
        REPORT_FILE,
        URL.being(msgid("address of a report kept elsewhere"), "https://institut.example/compte-rendu.pdf"),
        REPORT_SIZE,
        TEXT.being(TEXT.about, "Ce qui s’est dit."),
        REPORT_STATUS,
    ),
)
