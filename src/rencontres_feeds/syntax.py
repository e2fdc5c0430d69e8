"""What a volunteer is told when YAML itself cannot be read: one problem, in her words.

PyYAML says what its scanner expected; what went wrong is nearly always one of a few `slips`, and if not, its
sentence tells a little. The pure Python parser is asked again, since its marks and sentences are the same on
every machine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from rencontres_feeds import slips
from rencontres_feeds.catalogue import Message
from rencontres_feeds.problems import Problem, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_COLON = re.compile(r"^(?P<lead>\s*(?:- +)?[^\s:#'\"][^:#]*?): +(?P<text>[^'\"|>\[{].*?:(?: .*|))$")


def explain(text: str, lines: Sequence[str], is_key: Callable[[str], bool] = lambda _: False) -> Problem:
    """The problem of a text that YAML cannot read; `is_key` tells the words that are keys of the source.

    `lines` are those of the file; in the text some may be empty that nothing was wrong with.
    """
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark  # scanner and parser always tell the place
        return _at(mark.line, mark.column, error, lines, is_key)
    except yaml.YAMLError:
        pass
    return Problem(Message("this file cannot be read as YAML"), None, Span(1, 1, 1))


def _at(
    line: int,
    column: int,
    error: yaml.MarkedYAMLError,
    lines: Sequence[str],
    is_key: Callable[[str], bool],
) -> Problem:
    line, column = _inside(line, column, lines)
    started: Any = error.context_mark
    begun = min(started.line, line) if started and "simple key" in str(error.context) else line
    if slip := slips.find(slips.Stop(lines, line, column, begun, is_key)):
        return slip
    problem, place = str(error.problem), Span(line + 1, column + 1, column + 2)
    if "mapping values are not allowed" in problem:
        return Problem(_colon(lines[line]), _quoted(lines, line, column), place)
    if started is not None and "scalar" in str(error.context):
        return Problem(
            Message("a quotation mark is opened here and never closed"),
            Message("Close it, or leave both out."),
            Span(started.line + 1, started.column + 1, started.column + 2),
        )
    if "could not find expected ':'" in problem:
        return _no_colon(started, lines, place)
    if "block end" in problem or "expected" in problem:
        return Problem(
            Message("this line does not fit the lines above it"),
            Message("Is it indented as its neighbours are? Is a dash, a colon or a closing bracket missing?"),
            place,
        )
    return Problem(
        Message("this cannot be read: {problem}", problem=problem),
        Message("Put the text in quotes if it begins with a special character."),
        place,
    )


def _inside(line: int, column: int, lines: Sequence[str]) -> tuple[int, int]:
    """The place, or the end of the last line that says something, if it lies behind the text."""
    while line >= len(lines) or (line > 0 and not lines[line].strip()):
        line = min(line, len(lines)) - 1
        column = len(lines[line])
    return line, column


def _colon(line: str) -> Message:
    match = _COLON.match(line)
    if match and slips.in_typographic_quotes(match["text"]):
        return Message("a colon in a text whose quotes are typographic, and mean nothing to YAML")
    return Message("a colon in a text without quotes")


def _quoted(lines: Sequence[str], line: int, column: int) -> Message:
    match = _COLON.match(lines[line])
    if match is None or column <= match.end("lead"):
        return Message("Put the text in quotes, or check the indentation.")
    return Message("Put the text in quotes:\n{line}", line=f"{match['lead']}: {slips.quoted(match['text'])}")


def _no_colon(start: Any, lines: Sequence[str], place: Span) -> Problem:  # noqa: ANN401  # a mark, if any
    place = Span(start.line + 1, start.column + 1, len(lines[start.line].rstrip()) + 1) if start else place
    return Problem(
        Message("a key without its colon, or a text that goes on without indentation"),
        Message("Write “key: value”; a text of several lines begins with “|” and is indented."),
        place,
    )
