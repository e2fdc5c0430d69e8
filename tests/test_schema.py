"""The JSON Schema accepts what the reader accepts, in both languages, and refuses what is plainly wrong.

The files are read as an editor reads them, by the core schema of YAML 1.2: `18:30` and `no` are texts, `013` is
a number.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from house import document
from rencontres_feeds import keys, press, schema, source, tables
from rencontres_feeds.catalogue import load
from rencontres_feeds.cli import commands
from rencontres_feeds.keys import Built, Key, Later, Many, Table
from rencontres_feeds.problems import errors
from rencontres_feeds.values import Choice
from test_docs import EXAMPLES
from test_reading import ENGLISH, FRENCH

if TYPE_CHECKING:
    from rencontres_feeds.model import Document, Language

ROOT = Path(__file__).parent.parent
LANGUAGES: tuple[Language, ...] = ("en", "fr")
SCHEMA = {language: schema.schema(load(language)) for language in LANGUAGES}
SCHEMAS = {language: Draft202012Validator(one) for language, one in SCHEMA.items()}
SOURCES = [ROOT / "sessions.yaml", *sorted((ROOT / "tests" / "cases").glob("*/sessions.yaml"))]
NOW = datetime(2018, 6, 1, tzinfo=UTC)


class _Core(yaml.CSafeLoader):
    """YAML 1.2, core schema (section 10.3.2): what an editor's parser makes of plain scalars."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # PyYAML's


for tag, pattern in (
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("null", r"~|null|Null|NULL|"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"),
):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), None)
_Core.add_constructor(
    "tag:yaml.org,2002:int", lambda _, node: int(node.value, 0 if node.value[:2] in ("0x", "0o") else 10)
)
_Core.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))


def _read(text: str) -> Any:
    """A file as JSON has it: keys are texts."""
    return json.loads(json.dumps(yaml.load(text, Loader=_Core), ensure_ascii=False))


def _wrong(text: str) -> dict[str, list[str]]:
    return {name: [e.json_path for e in one.iter_errors(_read(text))] for name, one in SCHEMAS.items()}


def _stock(path: str) -> Document:
    return document(path)


def _accepted(text: str) -> bool:
    return not errors(press.read(text.encode(), _stock, NOW).problems)


def test_the_schemas_are_schemas() -> None:
    for one in SCHEMA.values():
        Draft202012Validator.check_schema(one)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.parent.name)
def test_real_sources_are_valid(path: Path) -> None:
    assert _wrong(path.read_text(encoding="utf-8")) == {"en": [], "fr": []}


@pytest.mark.parametrize("text", [ENGLISH, FRENCH.replace("  la:\n", "  la: {nom: la}\n"), *EXAMPLES])
def test_what_the_documents_and_the_other_tests_show_is_valid(text: str) -> None:
    cycle = ENGLISH[: ENGLISH.index("venues:")]
    assert _wrong(text if text.startswith("cycle:") else cycle + text) == {"en": [], "fr": []}


@pytest.mark.parametrize(
    ("sessions", "path"),
    [
        ("{title: A, date: 2018-03-15}", "$.sessions[0]"),
        ("{id: s1, title: A}", "$.sessions[0]"),
        ("{id: s1, title: A, date: 2018-03-15, horraire: 18h}", "$.sessions[0]"),
        ("{id: s1, title: A, titre: B, date: 2018-03-15}", "$.sessions[0]"),
        ("{id: s1, title: , date: 2018-03-15}", "$.sessions[0].title"),
        ("{id: s1, title: A, date: demain}", "$.sessions[0].date"),
        ("{id: s1, title: A, date: 2018-03-15, statut: perdue}", "$.sessions[0].statut"),
        ("{id: s1, title: A, date: 2018-03-15, free: peut-être}", "$.sessions[0].free"),
        ("{id: s1, title: A, date: 2018-03-15, links: [{title: A}]}", "$.sessions[0].links[0]"),
        ("{id: s1, title: A, date: 2018-03-15, online: visio.example}", "$.sessions[0].online"),
        ("{id: s1, title: A, date: 2018-03-15, report: bientôt}", "$.sessions[0].report"),
        ("{id: s 1, title: A, date: 2018-03-15}", "$.sessions[0].id"),
    ],
)
def test_what_is_plainly_wrong_is_refused_in_its_place(sessions: str, path: str) -> None:
    text = f"{ENGLISH[: ENGLISH.index('venues:')]}sessions:\n  - {sessions}\n"
    assert not _accepted(text)
    assert _wrong(text) == {"en": [path], "fr": [path]}


def test_the_words_of_the_language_are_offered_and_described() -> None:
    french = SCHEMA["fr"]["$defs"]["session"]
    assert list(french["properties"])[:6] == ["id", "titre", "date", "au", "horaire", "lieu"]
    assert french["title"] == "une séance"
    assert french["properties"]["horaire"] == {
        "description": "l’horaire ; il faut un jour".replace(" ;", "\u00a0;"),
        "type": ["string", "null"],
        "pattern": "[0-9]",
        "examples": ["18h30-20h30"],
    }
    assert french["properties"]["statut"]["anyOf"][0] == {
        "enum": ["confirmée", "à confirmer", "annulée", "reportée"]
    }
    english = SCHEMA["en"]["$defs"]["session"]["properties"]
    assert english["status"]["anyOf"][0] == {"enum": ["confirmed", "tentative", "cancelled", "postponed"]}
    assert english["free"]["examples"] == ["yes"]


def test_every_example_of_the_table_is_what_its_reader_takes() -> None:
    for table in tables.TABLES:
        for key in table.keys:
            for language, one in SCHEMA.items():
                shape = one["$defs"][schema._name(table)]["properties"][key.word(language)]
                for example in shape.get("examples", ()):
                    assert Draft202012Validator({"$defs": one["$defs"], **shape}).is_valid(example), key.name


def test_the_command_prints_it_in_the_language_of_the_person(tmp_path: Path) -> None:
    for language, one in SCHEMA.items():
        printed = CliRunner().invoke(commands, ["schema", "--lang", language])
        assert json.loads(printed.stdout) == one
        path = tmp_path / f"{language}.json"
        CliRunner().invoke(commands, ["--lang", language, "schema", "-o", str(path)])
        assert path.read_text(encoding="utf-8") == printed.stdout


# Whatever the reader accepts


def _spelt(word: str, chance: random.Random) -> str:
    """A word typed in another way that the reader takes for the same."""
    if chance.random() < 0.5:
        word = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    word = re.sub("[ _-]", lambda _: chance.choice(" _-"), word)
    return chance.choice([word, word.upper(), word.title(), word.swapcase()])


TEXTS = st.text("abé1.:'#-,!?0 \n/@", min_size=1, max_size=12) | st.sampled_from(
    ["no", "013", "1e3", "true", "18:30", "2018-03-15", "0x1f", "1_000", "-5", ".5", "07", "1.0", "NO", "Oui"]
)
URLS = st.sampled_from(["https://a.fr/", "HTTP://a.fr/é", "https://exemple.fr:8000/x?y=z"])
VALUES: dict[str, st.SearchStrategy[str]] = {
    "id": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,9}", fullmatch=True),
    "date": st.sampled_from(
        ["2018-03-15", "15/3/2018", "jeudi 15 mars 2018", "2018-02", "March 2018", "1er mai 2018"]
    ),
    "until": st.sampled_from(["2018-03-16", "16 mars 2018"]),
    "time": st.sampled_from(["18h30-20h30", "18:30", "09:30", "de 9 h à 10 h", "9h"]),
    "url": URLS,
    "online": URLS,
    "timezone": st.sampled_from(["Europe/Paris", "UTC"]),
    "geo": st.sampled_from(["[43.57, 1.40]", "[43, -1]", '["43,57", "1,40"]']),
    "email": st.just("a@essai.fr"),
    "duration": st.sampled_from(["2h", "1h30", "90 min"]),
    "feed_items": st.sampled_from(["10", "0100", '"1000"']),
    "size": st.sampled_from(["240 ko", '"1,2 Mo"', "245760", "1.5", '"12"']),
    "file": st.just("documents/cr.pdf"),
    "announced": st.sampled_from(["2018-03-15", "15 mars 2018"]),
    "published": st.sampled_from(["2018-03-15", "15/03/2018"]),
    "uid": st.sampled_from(["1234", "a@b.fr", "true"]),
    "sequence": st.sampled_from(["0", "3", "007", '"2"']),
    "venue": st.just("ici"),
    "session": st.just("s1"),
}


def _text(draw: st.DrawFn) -> str:
    """A text as one types it: plain where the reader takes it whole, else in quotes."""
    text = draw(TEXTS)
    plain = re.fullmatch(r"[a-zA-Z0-9é.][a-zA-Z0-9é.:-]*(?<!:)", text)
    return text if plain and draw(st.booleans()) else json.dumps(text, ensure_ascii=False)


@st.composite
def _values(draw: st.DrawFn, key: Key[object], chance: random.Random) -> str:
    match key.read:
        case Choice() as read:
            return _spelt(draw(st.sampled_from(list(read.options))), chance)
        case Many(read=Built(table)):
            return f"[{', '.join(draw(_records(table, chance)) for _ in range(draw(st.integers(0, 2))))}]"
        case Many():
            return f"[{', '.join(_text(draw) for _ in range(draw(st.integers(0, 2))))}]"
        case Built(table) | Later(table, "record"):
            return draw(_records(table, chance))
        case Later(table, "list"):
            return f"[{', '.join(draw(_records(table, chance)) for _ in range(draw(st.integers(0, 2))))}]"
        case Later(table, _):
            return f"{{ici: {draw(_records(table, chance))}, 12: {draw(_records(table, chance))}}}"
        case _:
            return draw(VALUES[key.name]) if key.name in VALUES else _text(draw)


@st.composite
def _records(draw: st.DrawFn, table: Table, chance: random.Random) -> str:
    """A record in braces, its keys in both languages and many spellings."""
    lines = []
    for key in table.keys:
        if key.required or draw(st.integers(0, 2)) == 0:
            word = _spelt(draw(st.sampled_from([name for name in (key.name, key.french) if name])), chance)
            blank = not key.required and draw(st.integers(0, 9)) == 0
            lines.append(f"{word}: {'' if blank else draw(_values(key, chance))}")
    return "{" + ", ".join(lines) + "}"


@given(st.data(), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_what_the_reader_accepts_is_valid(data: st.DataObject, chance: random.Random) -> None:
    """Rules between fields are the reader's own, so its own readers of fields are asked one by one."""
    table = data.draw(st.sampled_from([one for one in tables.TABLES if one is not tables.TOP]))
    text = data.draw(_records(table, chance))
    parsed, reading = source.parse(text.encode()), keys.Reading()
    found = keys.record(parsed.root, table, reading) if parsed.root else None
    if found and (report := found.get(tables.SESSION_REPORT)):
        keys.record(report, tables.REPORT, reading)
    if not found or reading.problems:
        return
    for one in SCHEMA.values():
        there = Draft202012Validator({**one, "$ref": f"#/$defs/{schema._name(table)}"})
        assert [error.message for error in there.iter_errors(_read(text))] == [], text
