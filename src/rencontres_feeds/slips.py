"""The slips of the hand behind which YAML cannot read on: one slip, one function, in a plain list.

Each looks at the line where the parser stopped, or at one just above, and yields the problem with the line as it
was meant. Which words are keys it is told; of sessions it knows nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rencontres_feeds.catalogue import Message, Plural
from rencontres_feeds.problems import Problem, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NO_BREAK = "\u00a0\u202f\u2007\u3000\u2002\u2003\u2009"
"""Spaces that look like one and are none to YAML."""

_LEAD = rf"[ {NO_BREAK}]*"
_INDENTED = re.compile(rf"(?P<lead>{_LEAD}(?:-{_LEAD})?)(?P<key>[^:\s'\"#][^:'\"#]*?)[ {NO_BREAK}]*:(?P<rest>.*)")
_BULLET = re.compile(rf"(?P<lead> *)(?P<mark>[\u2010-\u2015\u2212•·*→>])[ {NO_BREAK}]*(?P<rest>\S.*)")
_GLUED_DASH = re.compile(r"(?P<lead> *)-(?P<rest>[^\s-].*)")
_VALUE = re.compile(rf"(?P<lead>{_LEAD}(?:- *)?)(?P<key>[^:\s'\"#][^:'\"#]*?) *: +(?P<text>\S.*)")
_SECOND = re.compile(r"(?P<first>.+?)[ ,;]+(?P<key>[^\s:,;'\"]+):(?: +(?P<rest>.*)|)$")
_KEY = re.compile(r"(?P<lead> *(?:- +)?)(?P<key>[^:\s'\"#-][^:'\"#]*?) *:(?: |$)")
_QUOTES = re.compile("[“”„‟‘’«‹](?P<inner>.*)[“”‟‘’»›]")


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the parser stopped; lines and columns count from 0 here."""

    lines: Sequence[str]
    line: int
    column: int
    begun: int
    """The line where what could not be finished begins."""
    is_key: Callable[[str], bool]

    @property
    def typed(self) -> str:
        """The line."""
        return self.lines[self.line]

    def above(self) -> list[int]:
        """The lines above that say something, the nearest first."""
        return [n for n in range(self.line - 1, -1, -1) if self.lines[n].split("#")[0].strip()]


def find(stop: Stop) -> Problem | None:
    """The first slip that is found."""
    return next((problem for slip in _SLIPS if (problem := slip(stop))), None)


def quoted(text: str) -> str:
    """A text as YAML in quotes, the least of them that hold it; typographic ones around it are replaced."""
    text = text.rstrip()
    if match := _QUOTES.fullmatch(text):
        text = match["inner"].strip()
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def in_typographic_quotes(text: str) -> bool:
    """A text stands between quotation marks that mean nothing to YAML."""
    return _QUOTES.fullmatch(text.strip()) is not None


def no_break_space(line: str, number: int, is_key: Callable[[str], bool]) -> Problem | None:
    """A no-break space before a key, behind its dash or behind its colon."""
    match = _INDENTED.fullmatch(line)
    if match is None or not is_key(match["key"]):
        return None
    lead, behind = match["lead"], match["rest"][:1]
    if not any(c in NO_BREAK for c in lead) and (not behind or behind not in NO_BREAK):
        return None
    column = next((n for n, c in enumerate(lead) if c in NO_BREAK), match.start("rest"))
    plain = re.sub(f"[{NO_BREAK}]", " ", lead)
    mended = f"{plain}{match['key'].rstrip(NO_BREAK)}: {match['rest'].lstrip(NO_BREAK + ' ')}".rstrip()
    return Problem(
        Message("a no-break space, where YAML wants an ordinary one"),
        Message("Type it anew with the space bar:\n{line}", line=mended),
        Span(number + 1, column + 1, column + 2),
    )


def _no_break_space(stop: Stop) -> Problem | None:
    near = [stop.line, stop.begun, *stop.above()[:3]]
    found = (no_break_space(stop.lines[n], n, stop.is_key) for n in near)
    return next((problem for problem in found if problem), None)


def _tab(stop: Stop) -> Problem | None:
    column = stop.typed.find("\t")
    if column < 0 or stop.typed[:column].strip(" -"):
        return None
    return Problem(
        Message("a tab in the indentation"),
        Message("Replace it by spaces, two for each level."),
        Span(stop.line + 1, column + 1, column + 2),
    )


def _other_dash(stop: Stop) -> Problem | None:
    for number in (stop.line, *stop.above()[:1]):
        match = _BULLET.fullmatch(stop.lines[number])
        if match and _begins_with_a_key(match["rest"], stop):
            column = match.start("mark")
            return Problem(
                Message("“{mark}” is not the dash of a list", mark=match["mark"]),
                Message("Use the hyphen of the keyboard:\n{line}", line=f"{match['lead']}- {match['rest']}"),
                Span(number + 1, column + 1, column + 2),
            )
    return None


def _glued(stop: Stop) -> Problem | None:
    """A dash or a colon without the space behind it."""
    for number in (stop.line, stop.begun, *stop.above()[:1]):
        line = stop.lines[number]
        match = _GLUED_DASH.fullmatch(line)
        if match and _begins_with_a_key(match["rest"], stop):
            return Problem(
                Message("a space is missing behind the dash"),
                Message("Write:\n{line}", line=f"{match['lead']}- {match['rest']}"),
                Span(number + 1, match.start("rest"), match.start("rest") + 1),
            )
        match = _INDENTED.fullmatch(line)
        if match and stop.is_key(match["key"]) and not match["rest"].startswith((" ", "//")) and match["rest"]:
            return Problem(
                Message("a space is missing behind the colon"),
                Message("Write:\n{line}", line=f"{match['lead']}{match['key']}: {match['rest']}"),
                Span(number + 1, match.start("rest"), match.start("rest") + 1),
            )
    return None


def _two_keys(stop: Stop) -> Problem | None:
    """`title: Atelier date: 2026-01-01`. A French text has a space before its colon, a key has none."""
    whole = _VALUE.fullmatch(stop.typed)
    second = _SECOND.fullmatch(whole["text"]) if whole else None
    if not whole or not second or not stop.is_key(whole["key"]) or not stop.is_key(second["key"]):
        return None
    column = whole.start("text") + second.start("key")
    first = f"{whole['lead']}{whole['key']}: {second['first']}"
    rest = f"{_blank(whole['lead'])}{second['key']}: {second['rest'] or ''}".rstrip()
    return Problem(
        Message("two keys on one line"),
        Message("Give “{key}” a line of its own:\n{first}\n{rest}", key=second["key"], first=first, rest=rest),
        Span(stop.line + 1, column + 1, column + len(second["key"]) + 1),
    )


def _forgotten_dash(stop: Stop) -> Problem | None:
    """A record that begins by the same key as the one above, without its dash."""
    match = _KEY.match(stop.typed)
    if not match or "-" in match["lead"]:
        return None
    for number in stop.above():
        first = _KEY.match(stop.lines[number])
        if first and first["lead"].strip() and first["key"] == match["key"]:
            lead = first["lead"]
            lines = [lead + stop.typed.strip(), *_following(stop, _blank(lead))]
            return Problem(
                Message("the dash before “{key}” is missing", key=match["key"]),
                Message("Write:\n{line}", line="\n".join(lines)),
                Span(stop.line + 1, match.start("key") + 1, match.end("key") + 1),
            )
    return None


def _following(stop: Stop, lead: str) -> list[str]:
    """The line below, as part of the record: so that its indentation is seen too."""
    below = stop.lines[stop.line + 1 : stop.line + 2]
    return [lead + line.strip() for line in below if _KEY.match(line) and "-" not in line[: len(lead)]]


def _indentation(stop: Stop) -> Problem | None:
    """A key a little to the left or to the right of where its neighbours are."""
    match = _KEY.match(stop.typed)
    if not match or not stop.is_key(match["key"]):
        return None
    dashed, here = "-" in match["lead"], len(match["lead"])
    columns = []
    for number in stop.above():
        other = _KEY.match(stop.lines[number])
        if other and ("-" in other["lead"] or not dashed):
            columns.append(len(other["lead"]))
    near = [column for column in columns if 0 < abs(column - here) <= 3]
    if not near or here in columns[:1]:
        return None
    wanted = min(near, key=lambda column: abs(column - here))
    typed, shift = stop.typed.strip(), 2 if dashed else 0
    return Problem(
        Message(
            "this line is indented by {typed}, and its neighbours by {wanted}",
            typed=_spaces(here - shift),
            wanted=_spaces(wanted - shift),
        ),
        Message("Write:\n{line}", line=" " * (wanted - shift) + typed),
        Span(stop.line + 1, 1, max(here - shift, 1) + 1),
    )


def _spaces(n: int) -> Plural:
    return Plural("{n} space", "{n} spaces", n=n)


def _behind_quotes(stop: Stop) -> Problem | None:
    """`'L'atelier'`: what follows the second mark stands outside of the text."""
    match = _VALUE.fullmatch(stop.typed)
    if not match or match["text"][0] not in "\"'" or stop.column <= match.start("text"):
        return None
    mark, text = match["text"][0], match["text"].rstrip()
    inner = text[1:-1] if text.endswith(mark) else text
    return Problem(
        Message("the text in quotes ends before this, at the second {mark}", mark=mark),
        Message("Write:\n{line}", line=f"{match['lead']}{match['key']}: {quoted(inner)}"),
        Span(stop.line + 1, stop.column + 1, len(stop.typed.rstrip()) + 1),
    )


def _special(stop: Stop) -> Problem | None:
    """A text that begins with a character that means something to YAML."""
    match = _VALUE.fullmatch(stop.typed)
    if not match or match["text"][0] not in "@`%*&!|>{}[],?" or match["text"][0] in "[{" or stop.column == 0:
        return None
    column = match.start("text")
    return Problem(
        Message("a text that begins with “{mark}” needs quotes", mark=match["text"][0]),
        Message("Write:\n{line}", line=f"{match['lead']}{match['key']}: {quoted(match['text'])}"),
        Span(stop.line + 1, column + 1, column + 2),
    )


def _no_colon(stop: Stop) -> Problem | None:
    """`title Un essai`: a line that begins with a key."""
    typed = stop.lines[stop.begun]
    lead = typed[: len(typed) - len(typed.lstrip(" -"))]
    first, space, rest = typed[len(lead) :].partition(" ")
    if ":" in typed or not space or not stop.is_key(first):
        return None
    return Problem(
        Message("a colon is missing behind “{key}”", key=first),
        Message("Write:\n{line}", line=f"{lead}{first}: {rest}"),
        Span(stop.begun + 1, len(lead) + 1, len(lead) + len(first) + 1),
    )


def _goes_on(stop: Stop) -> Problem | None:
    """A text of several lines without the mark that would announce it."""
    typed, above = stop.lines[stop.begun], [n for n in range(stop.begun - 1, -1, -1) if stop.lines[n].strip()]
    match = _VALUE.fullmatch(stop.lines[above[0]]) if above else None
    if ":" in typed or not match or not stop.is_key(match["key"]) or match["text"][0] in "|>\"'":
        return None
    lead, indent = f"{match['lead']}{match['key']}", _blank(match["lead"]) + "  "
    return Problem(
        Message("a text that goes on here without being indented"),
        Message(
            "A text of several lines begins with “|”, and is indented:\n{lines}",
            lines=f"{lead}: |\n{indent}{match['text'].strip()}\n{indent}{typed.strip()}",
        ),
        Span(stop.begun + 1, len(typed) - len(typed.lstrip()) + 1, len(typed.rstrip()) + 1),
    )


def _begins_with_a_key(text: str, stop: Stop) -> bool:
    match = _KEY.match(text)
    return match is not None and stop.is_key(match["key"])


def _blank(lead: str) -> str:
    return " " * len(lead)


_SLIPS: tuple[Callable[[Stop], Problem | None], ...] = (
    _tab,
    _no_break_space,
    _other_dash,
    _glued,
    _two_keys,
    _forgotten_dash,
    _indentation,
    _behind_quotes,
    _special,
    _no_colon,
    _goes_on,
)
