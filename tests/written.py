"""Any source, as any hand may have written it: comments, quotes, orders, layouts, line ends, either language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from hypothesis import strategies as st

from rencontres_feeds.editing.handwriting import scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

FRENCH = {
    "sessions": "séances",
    "announcements": "annonces",
    "venues": "lieux",
    "title": "titre",
    "time": "horaire",
    "venue": "lieu",
    "status": "statut",
    "note": "motif",
    "report": "compte rendu",
    "name": "nom",
    "topics": "thèmes",
    "text": "texte",
    "forthcoming": "à venir",
}
TEXT = (
    st.text(st.sampled_from("abé ' \"\\:#,-[]{}!&*|>%@`?012~=\t«»’"), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)
CYCLE = ("id: essai", "title: Cycle", "language: fr", "timezone: Europe/Paris", "url: https://essai.example/")


@dataclass(frozen=True)
class Hand:
    """Somebody who writes."""

    draw: st.DrawFn
    french: bool
    step: int
    offset: int
    gap: int
    blank: int

    def one(self, *choices: T) -> T:
        return self.draw(st.sampled_from(choices))

    def word(self, name: str) -> str:
        return FRENCH.get(name, name) if self.french else name

    def key(self, name: str) -> str:
        word = self.word(name)
        return self.one(word, word, word, word.upper(), f'"{word}"', f"'{word}'")

    def typed(self, text: str, *, flow: bool) -> str:
        return self.one(scalar(text, flow=flow), scalar(text, quote="'"), scalar(text, quote='"'))

    def trailing(self) -> str:
        return self.one("", "", "", "  # note", " ")

    def remarks(self, indent: int) -> list[str]:
        comment = self.one("", "", "", "# - id: x", "# « titre : » { [", "#")
        return [" " * indent + comment] if comment else []

    def report(self) -> list[str]:
        promised, inner = self.word("forthcoming"), " " * (self.step + 2)
        key = f"{self.key('report')}:"
        return self.one(
            [],
            [key, " " * self.step + f"{self.key('status')}: {promised}{self.trailing()}"],
            [f"{key} {{{self.key('status')}: {promised}}}"],
            [key + self.trailing()],
            [key, " " * self.step + f"{self.key('text')}: |", inner + "un", "", inner + "deux"],
        )

    def braces(self, fields: Sequence[tuple[str, str]], topics: Sequence[str]) -> str:
        pairs = [f"{self.key(name)}: {self.typed(value, flow=True)}" for name, value in fields]
        if topics:
            pairs.append(f"{self.key('topics')}: [{', '.join(self.typed(t, flow=True) for t in topics)}]")
        if self.draw(st.booleans()):
            pairs.append(f"{self.key('report')}: {{{self.key('status')}: {self.word('forthcoming')}}}")
        glue = self.one(", ", " , ", ",\n" + " " * (self.offset + self.gap + 1))
        return "{" + self.one("", " ") + glue.join(pairs) + "}"

    def lines(self, fields: Sequence[tuple[str, str]], topics: Sequence[str]) -> list[str]:
        lines: list[str] = []
        for name, value in fields:
            lines += self.remarks(0) if lines else []
            lines.append(f"{self.key(name)}: {self.typed(value, flow=False)}{self.trailing()}")
        if topics:
            lines.append(f"{self.key('topics')}:")
            lines += [" " * self.offset + "-".ljust(self.gap) + self.typed(t, flow=False) for t in topics]
        return lines + self.report()

    def session(self, number: int, day: date) -> tuple[list[tuple[str, str]], list[str]]:
        fields = [
            ("id", f"s{number}"),
            ("title", self.draw(TEXT)),
            ("date", self.one(day.isoformat(), f"{day:%d/%m/%Y}")),
            *self.one([], [("time", "18h30-20h30")], [("time", "18:30")]),
            *self.one([], [("venue", "ici")]),
            *self.one([], [("note", self.draw(TEXT))]),
        ]
        return list(self.draw(st.permutations(fields))), self.draw(st.lists(TEXT, max_size=2))

    def item(self, number: int, day: date) -> list[str]:
        fields, topics = self.session(number, day)
        indent, dash = " " * (self.offset + self.gap), " " * self.offset + "-"
        if self.draw(st.integers(0, 2)) == 0:
            first, *rest = self.braces(fields, topics).split("\n")
            lines = [dash.ljust(len(indent)) + first, *rest]
        else:
            first, *rest = self.lines(fields, topics)
            below = [indent + line if line else "" for line in rest]
            lines = [*self.one([dash.ljust(len(indent)) + first], [dash, indent + first]), *below]
        around = self.remarks(self.offset), self.remarks(len(indent))
        return [*around[0], *lines, *around[1], *[""] * self.blank]

    def sessions(self, days: Sequence[date]) -> list[str]:
        key = self.key("sessions")
        if not days:
            return self.one([], [f"{key}:"], [f"{key}: []"], [f"{key}: [] # rien"], [f"{key}:  # rien"])
        if self.draw(st.integers(0, 2)) == 0:
            items = [self.braces(*self.session(number, day)) for number, day in enumerate(days, 1)]
            return [f"{key}: [" + self.one("", "\n  ") + self.one(", ", ",\n  ").join(items) + "]"]
        listed = [self.item(number, day) for number, day in enumerate(days, 1)]
        return [f"{key}:{self.trailing()}", *(line for lines in listed for line in lines)]


@st.composite
def sources(draw: st.DrawFn) -> str:
    """A source without errors, of up to four sessions `s1` to `s4` and an announcement `a1`."""
    hand = Hand(
        draw, draw(st.booleans()), *(draw(st.integers(*limits)) for limits in ((1, 4), (0, 3), (2, 4), (0, 2)))
    )
    days = draw(st.lists(st.dates(date(2018, 1, 1), date(2018, 12, 31)), max_size=4))
    days = hand.one(days, sorted(days), sorted(days, reverse=True))
    pad = " " * hand.step
    lines = [
        *hand.remarks(0),
        "cycle:",
        *(pad + line for line in CYCLE),
        *[""] * hand.blank,
        f"{hand.key('venues')}:",
        f"{pad}ici: {{{hand.key('name')}: Ici}}",
        f"{pad}la: {{{hand.key('name')}: Là}}",
        *hand.remarks(hand.step),
        *[""] * hand.blank,
        *hand.sessions(days),
        *hand.one(
            [], [f"{hand.key('announcements')}:", f"- {{id: a1, date: 2018-01-01, {hand.key('title')}: A}}"]
        ),
        *hand.remarks(0),
    ]
    text = "\n".join(lines) + hand.one("", "\n", "\n\n", "\n# fin\n")
    return text.replace("\n", hand.one("\n", "\r\n"))
