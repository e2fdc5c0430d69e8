"""Publications made by hand, for the tests of what shows them. Every name in them is made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from rencontres_feeds import facts
from rencontres_feeds.model import (
    Announcement,
    Cycle,
    Document,
    Link,
    Organizer,
    Programme,
    Registration,
    Report,
    Session,
    Speaker,
    Venue,
    When,
)
from rencontres_feeds.publication import Edition, Entry, Former, Item, Publication

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PUBLISHED = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)
MODIFIED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

CYCLE = Cycle(
    id="essai",
    title="Cycle d’essai à Exempleville",
    language="fr",
    timezone="Europe/Paris",
    url="https://rencontres.example/essai/",
    description="Des rencontres d'essai, pour voir : rien n'y est vrai.\n\n"
    "Elles montrent ce que les pages savent dire.",
    organizer=Organizer("Association Exemple", "https://association.example/", "contact@association.example"),
    follow=(Link("Liste de diffusion d'essai", "https://listes.example/essai"),),
    legal=Link("Mentions légales", "https://association.example/mentions"),
    free=True,
)
HALL = Venue(
    key="salle-essai",
    name="Lieu d'essai",
    address="1, rue de l'Exemple",
    postal_code="31000",
    city="Exempleville",
    geo=(43.57, 1.4),
    access="métro Exemple, puis cinq minutes à pied",
    accessibility="entrée de plain-pied ; boucle magnétique",
    url="https://lieu.example/",
)
OTHER = Venue(key="autre", name="Maison Exemple", city="Autreville")
FIRST = Speaker(
    "Personne Exemple", "animatrice", "Association Exemple", "Exempleville", "https://personne.example/"
)
SECOND = Speaker("Autre Exemple")
NOTHING = Former()


def evening(day: str, start: str = "18:30", end: str = "20:30") -> When:
    """A day, with hours; no end where `end` is empty."""
    fixed = date.fromisoformat(day)
    return When(
        month=(fixed.year, fixed.month),
        day=fixed,
        start=time.fromisoformat(start) if start else None,
        end=time.fromisoformat(end) if end else None,
    )


def session(identifier: str, when: When, **fields: object) -> Session:
    """A session in the zone of the cycle."""
    known = {"title": f"Séance {identifier}", "timezone": "Europe/Paris", **fields}
    return Session(id=identifier, when=when, **known)  # type: ignore[arg-type]  # checked where it matters


def edition(of: Session, former: Former = NOTHING, modified: datetime = PUBLISHED) -> Edition:
    """Its edition."""
    return Edition(
        session=of.id,
        uid=f"{of.id}@essai.rencontres.example",
        sequence=0,
        created=PUBLISHED,
        modified=modified,
        digest="",
        told=facts.of(of),
        former=former,
    )


def entry(about: str, kind: str, title: str, published: datetime = PUBLISHED) -> Entry:
    """An item as people read it."""
    folder = "announcements" if kind == "announcement" else "sessions"
    item = Item(
        id=f"tag:rencontres.example,2005:essai/{about}/{kind}",
        kind=kind,  # type: ignore[arg-type]
        about=about,
        published=published,
        updated=published,
    )
    return Entry(item, title, f"{CYCLE.url}{folder}/{about}.html", "<p>…</p>", "…", kind)


def publication(  # noqa: PLR0913  # what a test is not about, it leaves out
    sessions: Iterable[Session] = (),
    *,
    cycle: Cycle = CYCLE,
    former: Mapping[str, Former] | None = None,
    entries: Iterable[Entry] = (),
    announcements: Iterable[Announcement] = (),
    modified: datetime = MODIFIED,
) -> Publication:
    """A publication of these sessions, as of `modified`."""
    held = tuple(sessions)
    told = tuple(announcements)
    return Publication(
        programme=Programme(cycle, held, told),
        editions={s.id: edition(s, (former or {}).get(s.id, NOTHING)) for s in held},
        entries=tuple(entries),
        feed="tag:essai.example,2005:essai",
        created=PUBLISHED,
        modified=modified,
        updated=modified,
        announcements=told,
    )


PAST = (
    session(
        "premiere",
        evening("2024-12-01", end=""),
        title="Première rencontre d'essai",
        venue=OTHER,
        report=Report("published", text="Une quinzaine de personnes ; la suite ?\n\n## Suites\n\n- en *février*"),
    ),
    session(
        "budget",
        evening("2025-02-18"),
        title="Prendre part à un budget d'essai, est-ce possible ?",
        venue=HALL,
        speakers=(SECOND,),
        report=Report(
            "published",
            document=Document(
                "documents/budget.pdf", "documents/budget.pdf", 240_000, "0" * 64, "application/pdf"
            ),
            url="https://ailleurs.example/budget",
        ),
    ),
    session("sans", evening("2025-05-12"), title="Sans trace", venue=OTHER, report=Report("none")),
    session(
        "regards",
        evening("2025-11-28"),
        title="Regards croisés d'essai",
        venue=HALL,
        speakers=(FIRST, SECOND),
        report=Report("forthcoming"),
    ),
)
COMING = (
    session(
        "annulee",
        evening("2026-03-05"),
        title="Rencontre d'essai annulée",
        venue=OTHER,
        status="cancelled",
        note="la salle d'essai est fermée.",
    ),
    session(
        "prochaine",
        evening("2026-03-12"),
        title="Habiter l'exemple : qui décide ?",
        venue=HALL,
        online="https://visio.example/essai",
        description="Une rencontre « d'essai » ; voir `a ; b` et <https://exemple.example/a?b=c;d>."
        "\n\n# Pourquoi ?\n\nPour voir.",
        speakers=(FIRST, SECOND),
        topics=("essai", "budget"),
        links=(Link("Un document d'essai", "https://document.example/"),),
        registration=Registration("Par courriel, avant le 10 mars.", "https://inscription.example/"),
        note="la salle était prise.",
    ),
    session(
        "reportee", evening("2026-04-09"), title="Rencontre d'essai reportée", venue=HALL, status="postponed"
    ),
    session(
        "incertaine", evening("2026-05-20", start="", end=""), title="Horaire encore inconnu", status="tentative"
    ),
    session(
        "voyage",
        replace(evening("2026-06-04", "10:00", "12:00"), until=date(2026, 6, 5)),
        title="Deux jours ailleurs",
        timezone="America/Toronto",
        online="https://visio.example/voyage",
        free=False,
    ),
    session("automne", When((2026, 10)), title="Une rencontre d'automne", venue=replace(HALL, geo=None)),
)
ANNOUNCEMENTS = (
    Announcement(
        "appel",
        date(2026, 2, 1),
        "Appel à exemples",
        "Envoyez vos exemples !",
        (Link("Le formulaire", "https://formulaire.example/"),),
        "prochaine",
    ),
    Announcement("voeux", date(2026, 1, 10), "Vœux d'essai"),
)
WHOLE = publication(
    (*PAST, *COMING),
    former={"prochaine": Former(evening("2026-03-10", "18:00", "20:00"), "Maison Exemple")},
    entries=(
        entry(
            "prochaine",
            "change",
            "Nouvelle date, jeudi 12 mars 2026 à 18 h 30 (au lieu du 10 mars) : Habiter l'exemple",
            MODIFIED,
        ),
        entry("appel", "announcement", "Appel à exemples", datetime(2026, 2, 1, 11, 0, tzinfo=UTC)),
        entry("prochaine", "session", "Nouvelle séance, jeudi 12 mars 2026 à 18 h 30 : Habiter l'exemple"),
        entry("budget", "report", "Compte rendu, séance du 18 février 2025 : Prendre part", PUBLISHED),
        entry("voeux", "announcement", "Vœux d'essai"),
        entry("premiere", "session", "Séance du dimanche 1er décembre 2024 : Première rencontre d'essai"),
    ),
    announcements=ANNOUNCEMENTS,
)
"""Every state that the pages know, as of 2 March 2026."""
