"""The JSON Schema of the source (draft 2020-12), made from the table of keys: editors complete and explain by it.

It is in one language: that language's keys and words are offered and described. Those of both languages are
accepted, in whatever case, accents and joints, as the reader does. What the reader accepts is valid; what fits
together, the reader alone knows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rencontres_feeds import dates, institute, measures, tables, values
from rencontres_feeds.catalogue import Message
from rencontres_feeds.keys import Built, Key, Later, Many, Table
from rencontres_feeds.measures import Within
from rencontres_feeds.spelling import fold
from rencontres_feeds.values import Choice

if TYPE_CHECKING:
    from rencontres_feeds.catalogue import Catalogue

Shape = dict[str, Any]

_TEXT: Shape = {"type": ["string", "number", "boolean"]}
"""What YAML takes for a number or a boolean is a text as well: the reader takes it as typed."""
_DAY: Shape = {"type": "string", "pattern": "[0-9]{4}"}
_URL: Shape = {"type": "string", "pattern": r"^\s*[hH][tT][tT][pP][sS]?://"}
_SHAPES: Mapping[Callable[..., object], Shape] = {
    values.identifier: {**_TEXT, "pattern": r"^\s*[A-Za-z0-9][A-Za-z0-9_-]{0,63}\s*$"},
    institute.folder: {**_TEXT, "pattern": r"^\s*[A-Za-z0-9][A-Za-z0-9_-]{0,63}\s*$"},
    values.url: _URL,
    values.base_url: _URL,
    values.email: {"type": "string", "pattern": "@"},
    values.timezone: {"type": "string"},
    measures.whole: {"type": ["integer", "string"], "pattern": r"^\s*[0-9]{1,9}\s*$", "minimum": 0},
    measures.geo: {
        "type": "array",
        "items": {"type": ["number", "string"]},
        "minItems": 2,
        "maxItems": 2,
    },
    measures.duration: {"type": "string", "pattern": "[0-9]"},
    measures.size: {"type": ["number", "string"], "pattern": "[0-9]"},
    dates.day: _DAY,
    dates.day_or_month: _DAY,
    dates.year: {
        "type": ["integer", "string"],
        "pattern": r"^\s*[0-9]{4}\s*$",
        "minimum": dates.FIRST_YEAR,
        "maximum": dates.LAST_YEAR,
    },
    dates.hours: {"type": "string", "pattern": "[0-9]"},
}
"""By their readers; all others read a text."""

_JOINT = r"[-_\s’]"
_LETTERS = [chr(code) for code in range(0x41, 0x100) if chr(code).isalpha()]


def schema(catalogue: Catalogue) -> Shape:
    """The schema of a source, as a value for `json`."""
    described = Message("The programme of a cycle of meetings, as rencontres-feeds reads it.")
    return _schema("sessions.yaml", described, tables.TOP, tables.TABLES, catalogue)


def of_institute(catalogue: Catalogue) -> Shape:
    """That of an institute's file."""
    described = Message("An institute and the cycles of meetings that it runs, as rencontres-feeds reads it.")
    return _schema(institute.NAMES[0], described, institute.TOP, institute.TABLES, catalogue)


def _schema(
    title: str, described: Message, top: Table, all_of_them: Iterable[Table], catalogue: Catalogue
) -> Shape:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": catalogue.say(described),
        "$ref": f"#/$defs/{_name(top)}",
        "$defs": {_name(table): _record(table, catalogue) for table in all_of_them},
    }


def _record(table: Table, catalogue: Catalogue) -> Shape:
    words = {key.name: key.word(catalogue.language) for key in table.keys}
    where = f"#/$defs/{_name(table)}/properties/"
    return {
        "title": catalogue.say(table.name),
        "type": ["object", "null"],  # where it must be there, the reference says so
        "properties": {words[key.name]: _field(key, catalogue) for key in table.keys},
        "patternProperties": {
            f"^(?!{words[key.name]}$){_names(key)}$": {"$ref": where + quote(words[key.name])}
            for key in table.keys
        },
        "additionalProperties": False,
        "allOf": [
            *(_needed(key, words[key.name]) for key in table.keys if key.required),
            *(
                {"not": {"type": "object", "required": [key.french, key.name]}}
                for key in table.keys
                if key.french
            ),
        ],
    }


def _needed(key: Key[object], word: str) -> Shape:
    """The word of the language first, since editors tell what the first alternative wants."""
    spelt = {"not": {"propertyNames": {"not": {"pattern": f"^{_names(key)}$"}}}}
    return {"anyOf": [{"required": [word]}, spelt]}


def _field(key: Key[object], catalogue: Catalogue) -> Shape:
    shape = _shape(key.read, catalogue)
    if not key.required:  # a key without a value is as good as absent
        shape = _or_nothing(shape)
    described = {"description": catalogue.say(Message(key.about)), **shape}
    example = _example(key, catalogue)
    return {**described, "examples": [example]} if example else described


def _shape(read: Callable[..., object], catalogue: Catalogue) -> Shape:
    match read:
        case Choice():
            return _choice(read, catalogue)
        case Within(least, most):
            return {"type": ["integer", "string"], "pattern": "[0-9]", "minimum": least, "maximum": most}
        case Many(one):
            items = _shape(one, catalogue)
            return {"type": "array", "items": items if isinstance(one, Built) else _or_nothing(items)}
        case Built(table) | Later(table, "record"):
            return _reference(table)
        case Later(table, "list"):
            return {"type": "array", "items": _or_nothing(_reference(table))}
        case Later(table, _):
            return {"type": "object", "additionalProperties": _reference(table)}
        case _:
            return _SHAPES.get(read, _TEXT)


def _or_nothing(shape: Shape) -> Shape:
    if "$ref" in shape:
        return {"$ref": shape["$ref"]}
    if "type" in shape:
        types = [shape["type"]] if isinstance(shape["type"], str) else shape["type"]
        return {**shape, "type": [*types, "null"]}
    return {"anyOf": [*shape["anyOf"], {"type": "null"}]}


def _choice(read: Choice[Any], catalogue: Catalogue) -> Shape:
    words = [*dict.fromkeys(map(fold, read.options))]
    spelt: list[Shape] = [{"type": "string", "pattern": f"^(?:{'|'.join(map(_spellings, words))})$"}]
    if True in read.options.values():
        spelt.append({"type": "boolean"})
    return {"anyOf": [{"enum": read.words(catalogue.language)}, *spelt]}


def _example(key: Key[object], catalogue: Catalogue) -> object:
    match key.read:
        case Choice() as read:
            return read.words(catalogue.language)[0]
        case Many(one) if key.example:
            del one
            return key.example.strip("[]").split(", ")
    if key.read is measures.geo:
        return [float(number) for number in key.example.strip("[]").split(", ")]
    return key.example


def _reference(table: Table) -> Shape:
    """A record that must be there; `_or_nothing` makes one that need not."""
    return {"$ref": f"#/$defs/{_name(table)}", "type": "object"}


def _name(table: Table) -> str:
    """`a session` without its article."""
    return table.name.msgid.rpartition(" ")[2]


def _names(key: Key[object]) -> str:
    return f"(?:{'|'.join(_spellings(fold(name)) for name in (key.name, key.french) if name)})"


def _spellings(folded: str) -> str:
    """A pattern (ECMA 262) for every way to type a word that is folded to this one."""
    words = ("".join(map(_letter, word)) for word in folded.split("_"))
    return f"{_JOINT}*{f'{_JOINT}+'.join(words)}{_JOINT}*"


def _letter(letter: str) -> str:
    """A letter in both cases, with and without accents."""
    alike = [c for c in _LETTERS if unicodedata.normalize("NFKD", c)[0].casefold() == letter]
    return f"[{''.join(alike)}]" if alike else letter
