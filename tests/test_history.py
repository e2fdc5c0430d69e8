"""The life of a session, by named edits: what each tells subscribers, and that nothing else moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from house import House, document, refused, session, source, story
from rencontres_feeds.guards import Consent
from rencontres_feeds.problems import Refusal

if TYPE_CHECKING:
    from rencontres_feeds.model import Document

NEW = "+ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai"


@dataclass
class Step:
    """A build, and what it tells."""

    text: str
    told: list[str]
    now: str = "2018-01-12"
    consent: Consent = Consent()  # noqa: RUF009  # frozen
    stock: dict[str, Document] = field(default_factory=dict)


START = Step(source(session()), ["s1: published, sequence 0", NEW], "2018-01-10")
PDF = {"documents/cr.pdf": document("documents/cr.pdf")}
OTHER_PDF = {"documents/cr.pdf": document("documents/cr.pdf", sha256="1" * 64)}
REPORT = "\n      file: documents/cr.pdf"
THREE = [session(f"s{n}", f"Essai {n}", f"2018-0{n + 2}-15") for n in (1, 2, 3)]

STORIES: dict[str, list[Step]] = {
    "nothing changes": [START, Step(START.text, []), Step(START.text, [], "2031-01-01")],
    "comments, quotes and the order of keys change": [
        START,
        Step(source(session(title='"Un essai"')) + "# un commentaire\n", []),
        Step(
            source(
                "  - date: 2018-03-15\n    venue: ici\n    time: 18:30-20:30\n    id: s1\n    title: Un essai\n"
            ),
            [],
        ),
    ],
    "the order of the file changes": [
        Step(
            source(*THREE),
            [
                "s1: published, sequence 0",
                "s2: published, sequence 0",
                "s3: published, sequence 0",
                "+ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Essai 1",
                "+ s2/session: Nouvelle séance, dimanche 15 avril 2018 à 18 h 30 : Essai 2",
                "+ s3/session: Nouvelle séance, mardi 15 mai 2018 à 18 h 30 : Essai 3",
            ],
        ),
        Step(source(*reversed(THREE)), []),
    ],
    "a typo in the title, and its return": [
        START,
        Step(
            source(session(title="Un esai")),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un esai",
            ],
        ),
        Step(
            source(session()),
            [
                "s1: sequence 1 -> 2",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai",
            ],
            "2018-01-13",
        ),
    ],
    "the day moves": [
        START,
        Step(
            source(session(date="2018-03-22")),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 22 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change: Nouvelle date, jeudi 22 mars 2018 à 18 h 30 (au lieu du 15 mars) : Un essai",
            ],
        ),
        Step(source(session(date="2018-03-22")), [], "2018-01-20"),
    ],
    "the hours move": [
        START,
        Step(
            source(session(time="19h-21h")),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 19 h : Un essai",
                "+ s1/change: Nouvel horaire, jeudi 15 mars 2018 à 19 h (au lieu de 18 h 30) : Un essai",
            ],
        ),
    ],
    "the venue moves": [
        START,
        Step(
            source(session(venue="la")),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change: Nouveau lieu, jeudi 15 mars 2018, Autre salle : Un essai",
            ],
        ),
    ],
    "the venue's address is completed": [
        START,
        Step(
            source(session()).replace("1 rue Inventée", "10 rue Inventée"),
            ["s1: sequence 0 -> 1"],
        ),
    ],
    "it goes on line as well": [
        START,
        Step(
            source(session(online="https://visio.example/essai")),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change: Nouveau lieu, jeudi 15 mars 2018, Salle d'essai et en ligne : Un essai",
            ],
        ),
    ],
    "month, then day, then hours": [
        Step(
            source(session(date="2018-03", time="")),
            [
                "s1: published, sequence 0",
                "+ s1/session: Nouvelle séance, mars 2018 (jour à fixer) : Un essai",
            ],
            "2018-01-10",
        ),
        Step(
            source(session(time="")),
            [
                "s1: sequence 0 -> 0",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 (horaire à confirmer) : Un essai",
                "+ s1/change: Jour fixé, jeudi 15 mars 2018 (horaire à confirmer) : Un essai",
            ],
            "2018-01-20",
        ),
        Step(
            source(session()),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change-2: Horaire fixé, jeudi 15 mars 2018 à 18 h 30 : Un essai",
            ],
            "2018-01-30",
        ),
    ],
    "to be confirmed, then confirmed, then in doubt again": [
        Step(source(session(status="tentative")), ["s1: published, sequence 0", NEW], "2018-01-10"),
        Step(
            source(session()),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change: Confirmée, jeudi 15 mars 2018 à 18 h 30 : Un essai",
            ],
        ),
        Step(
            source(session(status="tentative")),
            [
                "s1: sequence 1 -> 2",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change-2: De nouveau à confirmer, jeudi 15 mars 2018 à 18 h 30 : Un essai",
            ],
            "2018-01-20",
        ),
    ],
    "cancelled, then on again": [
        START,
        Step(
            source(session(status="cancelled", note="Salle fermée")),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Séance annulée, jeudi 15 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change: ANNULÉE, séance du jeudi 15 mars 2018 : Un essai",
            ],
        ),
        Step(
            source(session()),
            [
                "s1: sequence 1 -> 2",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change-2: MAINTENUE, séance du jeudi 15 mars 2018 : Un essai",
            ],
            "2018-01-20",
        ),
    ],
    "postponed, and three months later a new date": [
        START,
        Step(
            source(session(status="postponed")),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Séance reportée, jeudi 15 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change: REPORTÉE, séance du jeudi 15 mars 2018 (nouvelle date à fixer) : Un essai",
            ],
        ),
        Step(
            source(session(date="2018-06-14")),
            [
                "s1: sequence 1 -> 2",
                "~ s1/session: Nouvelle séance, jeudi 14 juin 2018 à 18 h 30 : Un essai",
                "+ s1/change-2: Nouvelle date, jeudi 14 juin 2018 à 18 h 30 (au lieu du 15 mars) : Un essai",
            ],
            "2018-04-20",
        ),
    ],
    "two changes within the day are told once, from the first state": [
        START,
        Step(
            source(session(date="2018-03-22")),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 22 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change: Nouvelle date, jeudi 22 mars 2018 à 18 h 30 (au lieu du 15 mars) : Un essai",
            ],
            "2018-01-12T08:00:00",
        ),
        Step(
            source(session(date="2018-03-29")),
            [
                "s1: sequence 1 -> 2",
                "~ s1/session: Nouvelle séance, jeudi 29 mars 2018 à 18 h 30 : Un essai",
                "- s1/change",
                "+ s1/change-2: Nouvelle date, jeudi 29 mars 2018 à 18 h 30 (au lieu du 15 mars) : Un essai",
            ],
            "2018-01-12T20:00:00",
        ),
    ],
    "undone within the day: it is maintained, for the change may have been read": [
        START,
        Step(
            source(session(date="2018-03-22")),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 22 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change: Nouvelle date, jeudi 22 mars 2018 à 18 h 30 (au lieu du 15 mars) : Un essai",
            ],
            "2018-01-12T08:00:00",
        ),
        Step(
            source(session()),
            [
                "s1: sequence 1 -> 2",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai",
                "- s1/change",
                "+ s1/change-2: MAINTENUE, séance du jeudi 15 mars 2018 : Un essai",
            ],
            "2018-01-12T20:00:00",
        ),
    ],
    "undone after the day: told as another change": [
        START,
        Step(
            source(session(date="2018-03-22")),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 22 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change: Nouvelle date, jeudi 22 mars 2018 à 18 h 30 (au lieu du 15 mars) : Un essai",
            ],
        ),
        Step(
            source(session()),
            [
                "s1: sequence 1 -> 2",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai",
                "+ s1/change-2: Nouvelle date, jeudi 15 mars 2018 à 18 h 30 (au lieu du 22 mars) : Un essai",
            ],
            "2018-01-20",
        ),
    ],
    "a report promised, then in text, then as a file, then another file of the same name": [
        START,
        Step(
            source(session(report="{status: forthcoming}")),
            ["s1: sequence 0 -> 1"],
            "2018-03-20",
        ),
        Step(
            source(session(report="{text: Tout est dit.}")),
            [
                "s1: sequence 1 -> 2",
                "+ s1/report: Compte rendu, séance du 15 mars 2018 : Un essai",
            ],
            "2018-04-20",
        ),
        Step(
            source(session(report=REPORT)),
            [
                "s1: sequence 2 -> 3",
                "- s1/report",
                "+ s1/report-2: Compte rendu, séance du 15 mars 2018 : Un essai",
            ],
            "2018-05-20",
            stock=PDF,
        ),
        Step(
            source(session(report=REPORT)),
            ["~ s1/report-2: Compte rendu, séance du 15 mars 2018 : Un essai"],
            "2018-05-21",
            stock=OTHER_PDF,
        ),
    ],
    "a report taken back, and given again": [
        START,
        Step(
            source(session(report="{text: Tout est dit.}")),
            [
                "s1: sequence 0 -> 1",
                "+ s1/report: Compte rendu, séance du 15 mars 2018 : Un essai",
            ],
            "2018-03-20",
        ),
        Step(source(session()), ["s1: sequence 1 -> 2", "- s1/report"], "2018-03-21"),
        Step(
            source(session(report="{text: Tout est dit.}")),
            ["s1: sequence 2 -> 3"],
            "2018-03-22",
        ),
    ],
    "an announcement added, corrected, removed": [
        START,
        Step(
            source(session(), more="announcements:\n  - {id: a1, date: 2018-01-12, title: Une annonce}\n"),
            ["+ a1/announcement: Une annonce"],
        ),
        Step(
            source(session(), more="announcements:\n  - {id: a1, date: 2018-01-12, title: Une annonce !}\n"),
            ["~ a1/announcement: Une annonce !"],
            "2018-01-13",
        ),
        Step(source(session()), [], "2018-01-14"),
        Step(
            source(session()),
            ["- a1/announcement"],
            "2018-01-15",
            Consent(forget=frozenset({"a1"})),
        ),
    ],
    "the site moves to another host: identities stay, everything is shown with new links": [
        START,
        Step(
            source(session(), url="https://ailleurs.example/"),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai",
            ],
        ),
    ],
    "the time zone changes": [
        START,
        Step(source(session(), zone="Europe/London"), ["s1: sequence 0 -> 1"]),
    ],
    "the language changes": [
        START,
        Step(
            source(session(), language="en"),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: New session, Thursday 15 March 2018 at 18:30: Un essai",
            ],
        ),
    ],
    "the clock goes backwards": [
        START,
        Step(
            source(session(title="Un autre")),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un autre",
            ],
            "2008-01-01",
        ),
    ],
    "a past session is corrected: marks move, no notice": [
        START,
        Step(
            source(session(time="18h-20h")),
            [
                "s1: sequence 0 -> 1",
                "~ s1/session: Nouvelle séance, jeudi 15 mars 2018 à 18 h : Un essai",
            ],
            "2018-04-01",
        ),
    ],
    "a session is added that is already over": [
        START,
        Step(
            source(session(), session("s0", "Une séance passée", "2015-12-01")),
            [
                "s0: published, sequence 0",
                "+ s0/session: Séance du mardi 1er décembre 2015 : Une séance passée",
            ],
        ),
    ],
    "removed by --forget, then typed again: the same session comes back": [
        START,
        Step(
            source(),
            ["s1: forgotten", "- s1/session"],
            consent=Consent(forget=frozenset({"s1"})),
        ),
        Step(
            source(session()),
            [
                "s1: sequence 0 -> 1",
                "+ s1/session-2: Nouvelle séance, jeudi 15 mars 2018 à 18 h 30 : Un essai",
            ],
            "2018-01-20",
        ),
    ],
}


@pytest.mark.parametrize("name", STORIES)
def test_an_edit_tells_what_it_changed_and_nothing_else(name: str) -> None:
    house, before = House(), None
    for number, step in enumerate(STORIES[name]):
        run = house.build(step.text, step.now, step.consent, step.stock)
        assert story(before, run) == step.told, f"step {number}"
        if not step.told and before:
            moved = {n for n in run.site if run.site[n] != before.site.get(n)}
            assert moved <= {"ledger.json"} - ({"ledger.json"} if run.ledger == before.ledger else set())
        before = run


@pytest.mark.parametrize(
    ("text", "now", "what"),
    [
        (source(), "2018-01-12", "“s1” is published, and missing in the file"),
        (
            source(session("s1-bis")),
            "2018-01-12",
            "“s1” is published, and missing in the file",
        ),
        (source(session(draft="true")), "2018-01-12", "“s1” is published, and cannot become a draft"),
        (
            source(session(title="L'an prochain", date="2019-03-14")),
            "2018-06-01",
            "the session “s1” was held on 2018-03-15; here is another title, and a date to come",
        ),
        (
            source(session(status="postponed", date="2018-03-22")),
            "2018-01-12",
            "a postponed session keeps the day that members know",
        ),
        (
            source(session(date="2018-03", time="")),
            "2018-01-12",
            "members know the day already (2018-03-15)",
        ),
        (source(session(uid="autre@exemple")), "2018-01-12", "this session is published with another uid"),
        (
            source(session(), session("s2", uid="s1@essai.essai.example")),
            "2018-01-12",
            "the uid “s1@essai.essai.example” belongs to “s1”",
        ),
    ],
)
def test_what_was_published_cannot_vanish_by_accident(text: str, now: str, what: str) -> None:
    house = House()
    house.build(START.text, START.now)
    with pytest.raises(Refusal) as refusal:
        house.build(text, now)
    assert refused(refusal.value) == [what]


def test_the_same_meeting_may_change_its_title_and_date_with_same() -> None:
    house = House()
    house.build(START.text, START.now)
    text = source(session(title="L'an prochain", date="2019-03-14"))
    run = house.build(text, "2018-06-01", Consent(same=frozenset({"s1"})))
    assert run.ledger.editions["s1"].sequence == 1


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("s1", START.text, "“s1” is still in the file, and cannot be forgotten"),
        ("s9", START.text, "nothing published has the id “s9”"),
    ],
)
def test_only_what_left_the_file_is_forgotten(name: str, text: str, what: str) -> None:
    house = House()
    house.build(START.text, START.now)
    with pytest.raises(Refusal) as refusal:
        house.build(text, consent=Consent(forget=frozenset({name})))
    assert refused(refusal.value) == [what]
