"""A year of a cycle that knows every state of a session, and the edits that made it. All of it is made up."""

from __future__ import annotations

from house import document, session, source

REAL = "https://rencontres.essai.fr/cycle/"

ANNOUNCEMENTS = """\
announcements:
  - {id: voeux, date: 2018-01-05, title: Des vœux, text: "Bonne *année* & [oui](https://a.example/)", session: a}
"""
LEFT = "  - {id: appel, date: 2018-01-08, title: Un appel, text: Écrivez <vite> !}\n"


def life() -> list[tuple[str, str]]:
    """A year of edits: the day of each, and the sources."""

    def all_of(more: str = ANNOUNCEMENTS, **changed: str) -> str:
        sessions = {
            "a": session(
                "a",
                description='"Un *texte* & des [liens](https://lien.example/), l\'été"',
                topics="[essais, exemples]",
            ),
            "b": session("b", "Deux jours", "2018-04-10", until="2018-04-11", time="9h-17h", status="tentative"),
            "c": session("c", "Sans horaire", "2018-05-10", time="", venue=""),
            "d": session("d", "Sans jour", "2018-06", time="", venue="la"),
            "e": session("e", "Sans fin", "2018-07-10", time="18h30", online="https://visio.example/e"),
            "f": session("f", "La nuit", "2018-08-10", until="2018-08-11", time="22h-1h"),
            "g": session("g", "De longue date", "2017-01-10"),
            "h": session("h", "En ligne", "2018-09-10", venue="", online="https://visio.example/h"),
            "i": session("i", "Pour plus tard", "2018-11", time="", venue=""),
        } | changed
        return source(*sessions.values(), url=REAL, more=more)

    moved = {"a": session("a", "Un essai", "2018-03-22", time="19h-21h", note='"La salle était prise, d’abord."')}
    again = {"a": session("a", "Un essai", "2018-03-22", time="19h-21h", venue="la", note="Trop petit")}
    off = {"e": session("e", "Sans fin", "2018-07-10", time="18h30", status="cancelled", note="Plus de voix")}
    later = {"b": session("b", "Deux jours", "2018-04-10", until="2018-04-11", time="9h-17h", status="postponed")}
    report = {
        "g": session("g", "De longue date", "2017-01-10", report="\n      {file: documents/cr.pdf, text: Dit.}")
    }
    fixed = {"c": session("c", "Sans horaire", "2018-05-10", time="20h-22h", venue="la"), **report}
    back = {"e": session("e", "Sans fin", "2018-07-10", time="18h30")}
    night = {"f": session("f", "La nuit", "2018-08-12", until="2018-08-13", time="22h30-1h", venue="la")}
    return [
        ("2018-01-10", all_of(ANNOUNCEMENTS + LEFT)),
        ("2018-01-15", all_of(**moved)),
        ("2018-02-01", all_of(**again)),
        ("2018-02-01T20:00:00", all_of(**again | later)),
        ("2018-02-02T08:00:00", all_of(**again | off | later)),
        ("2018-02-10", all_of(**again | later | off | fixed)),
        ("2018-03-01", all_of(**again | later | back | fixed)),
        ("2018-03-01T20:00:00", all_of(**again | later | back | fixed | night)),
    ]


STOCK = {"documents/cr.pdf": document("documents/cr.pdf", 4)}
"""The report of it, where no disk is."""

EDITS = {
    "title": ("title: Un essai", "title: Un autre essai"),
    "date": ("date: 2018-03-22", "date: 2018-03-29"),
    "hours": ("time: 22h30-1h", "time: 21h-23h"),
    "venue": ("venue: la", "venue: ici"),
    "address completed": ("name: Autre salle,", "name: Autre salle, address: 2 rue Inventée,"),
    "status": ("title: Un essai", "title: Un essai\n    status: cancelled"),
    "end known": ("time: 18h30\n", "time: 18h30-20h\n"),
    "day fixed": ("date: 2018-11\n", "date: 2018-11-15\n"),
    "description": ("time: 18h30\n", "time: 18h30\n    description: Du nouveau.\n"),
    "report": ("text: Dit.", "text: Dit et redit."),
    "online": ("online: https://visio.example/h", "online: https://visio.example/h2"),
    "announcement": ("title: Des vœux", "title: Nos vœux"),
    "address of the site": ("https://rencontres.essai.fr/", "https://ailleurs.essai.fr/"),
    "language": ("language: fr", "language: en"),
    "time zone": ("timezone: Europe/Paris", "timezone: Europe/London"),
}
"""Of its last source: what to put in place of what."""
