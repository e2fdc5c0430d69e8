"""What the documentation shows is true."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from click import Context

from house import CYCLE
from rencontres_feeds import composer, dates, decoding, institute, press, source, stock, tables, values
from rencontres_feeds.catalogue import Message
from rencontres_feeds.cli import commands
from rencontres_feeds.deployment import settings
from rencontres_feeds.model import Status
from rencontres_feeds.problems import Problem, errors

if TYPE_CHECKING:
    from rencontres_feeds.keys import Table

ROOT = Path(__file__).parent.parent
DEPLOY = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
INSTITUTE = (ROOT / "docs" / "institute.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", FORMAT, re.MULTILINE | re.DOTALL)
TABLES = {
    "The file": tables.TOP,
    "`cycle`": tables.CYCLE,
    "`cycle: organizer`": tables.ORGANIZER_TABLE,
    "`cycle: theme`": tables.THEME_TABLE,
    "A link (`follow`, `legal`, `links`)": tables.LINK,
    "A venue, under its key in `venues`": tables.VENUE,
    "A session": tables.SESSION,
    "A speaker": tables.SPEAKER,
    "`registration`": tables.REGISTRATION_TABLE,
    "`report`": tables.REPORT,
    "An announcement": tables.ANNOUNCEMENT,
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_right(example: str) -> None:
    frame = CYCLE.format(language="fr", zone="Europe/Paris", url="https://essai.example/")
    text = example if example.startswith("cycle:") else frame.removesuffix("sessions:\n") + example
    draft = press.read(text.encode(), lambda _: Problem(Message("missing")), datetime(2018, 1, 10, tzinfo=UTC))
    assert errors(draft.problems) == ()


def _rows(table: Table) -> str:
    """The table of a record as the documentation shows it."""
    rows = [("key", "French", "required", "what it is", "example"), ("---",) * 5]
    for key in table.keys:
        french, example = (f"`{text}`" if text else "" for text in (key.french, key.example))
        rows.append((f"`{key.name}`", french, "yes" if key.required else "", key.about, example))
    return "".join("|" + "|".join(f" {cell} " if cell != "---" else cell for cell in row) + "|\n" for row in rows)


def test_every_key_is_documented_as_the_table_of_keys_has_it() -> None:
    """`UPDATE_GOLDEN=1` writes the tables anew."""
    text = FORMAT
    for heading, table in TABLES.items():
        before, title, after = text.partition(f"### {heading}\n\n")
        text = before + title + _rows(table) + re.sub(r"\A(?:\|.*\n)+", "", after)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        (ROOT / "docs" / "format.md").write_text(text, encoding="utf-8", newline="\n")
    assert text == FORMAT
    assert re.findall(r"^### (.+)$", FORMAT, re.MULTILINE) == list(TABLES)
    assert tuple(TABLES.values()) == tables.TABLES, "a table is not documented"


def test_every_key_of_an_institute_is_documented_likewise() -> None:
    text = INSTITUTE
    headings = {
        "The institute's file": institute.TOP,
        "`institute`": institute.INSTITUTE,
        "One of `cycles`": institute.MEMBER,
    }
    for heading, table in headings.items():
        before, title, after = text.partition(f"### {heading}\n\n")
        text = before + title + _rows(table) + re.sub(r"\A(?:\|.*\n)+", "", after)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        (ROOT / "docs" / "institute.md").write_text(text, encoding="utf-8", newline="\n")
    assert text == INSTITUTE


@pytest.mark.parametrize("name", ["institute.md", "institut.fr.md"])
def test_the_example_of_an_institute_is_right(name: str) -> None:
    shown = (ROOT / "docs" / name).read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", shown, re.MULTILINE | re.DOTALL)
    parsed = source.parse(example.encode(), institute.is_key)
    read = institute.read(parsed, lambda _: Problem(Message("missing")), datetime(2018, 1, 10, tzinfo=UTC))
    assert read.institute
    assert errors((*parsed.problems, *read.problems)) == ()
    assert [member.folder for member in read.institute.members] == ["toulouse", "numerique"]


def test_every_fixed_word_is_documented_with_its_synonym() -> None:
    shown = dict(re.findall(r"^\| `([a-z]+)` \| `([^`]+)` \| [^|]+ \|$", FORMAT, re.MULTILINE))
    for words in (tables.STATUS_WORDS, tables.REPORT_WORDS):
        for english, french in zip(words.words("en"), words.words("fr"), strict=True):
            assert shown.get(english) == french


def test_what_is_told_of_deploy_yaml_is_what_is_read() -> None:
    assert _rows(settings.TARGET) in DEPLOY
    examples = re.findall(r"^```yaml\n(.*?)^```$", DEPLOY, re.MULTILINE | re.DOTALL)
    assert [(list(read.targets), read.problems) for read in map(settings.read, map(str.encode, examples))] == [
        (["site"], ()),
        (["site"], ()),
    ]


def test_the_limits_are_those_of_the_code() -> None:
    assert f"{decoding.MAX_BYTES // 1024**2} MiB for the file, {composer.MAX_DEPTH} levels" in FORMAT
    assert f"{composer.MAX_NODES:,} keys and values in sessions" in FORMAT
    assert f"of them {composer.MAX_HELD:,} in one" in FORMAT
    assert f"(and {values.MAX_BRACKETS:,} `[` in it)" in FORMAT
    assert f"{values.MAX_LINE} characters for a text of one line" in FORMAT
    assert f"{values.MAX_TEXT:,} for a Markdown text" in FORMAT
    assert f"{values.MAX_URL:,} for an address" in FORMAT
    assert f"from {dates.FIRST_YEAR} to {dates.LAST_YEAR}" in FORMAT


def test_the_documents_show_every_command_with_its_options_and_no_others() -> None:
    context = Context(commands)
    names = commands.list_commands(context)
    assert re.findall(r"^\| `([a-z-]+)` \| [^|]+ \|$", README, re.MULTILINE) == names
    assert re.findall(r"^## `([a-z-]+)`$", COMMANDS, re.MULTILINE) == names
    for name in names:
        command = commands.get_command(context, name)
        line = re.search(rf"^rencontres-feeds {name}\b.*$", COMMANDS, re.MULTILINE)
        assert command
        assert line
        options = {option for param in command.params for option in param.opts if option.startswith("-")}
        typed = set(re.findall(r"(?<=\[)--?[a-z-]+", line[0]))
        assert typed == options - {"--output"}


def test_the_readme_names_every_file_of_the_site() -> None:
    folder = Path(__file__).parent / "cases" / "whole" / "output"
    names = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
    for name in names:
        shown = re.sub(r"(?<=^sessions/)[^/]+(?=\.)|(?<=^announcements/)[^/]+(?=\.)", "<id>", name)
        shown = re.sub(r"(?<=^calendar-)\d{4}", "<year>", shown)
        shown = re.sub(r"^(documents|assets|cards)/.*", r"\1/…", shown)
        assert f"`{shown}`" in README


def test_the_sample_is_right_but_for_its_address() -> None:
    source = (ROOT / "docs" / "sample" / "sessions.yaml").read_bytes()
    draft = press.read(source, stock.of(ROOT / "docs" / "sample"), datetime(2026, 1, 20, tzinfo=UTC))
    assert draft.programme
    assert [problem.what.msgid for problem in draft.problems if isinstance(problem.what, Message)] == [
        "{url} is an example, not yet an address of the web"
    ]
    assert {session.status for session in draft.programme.sessions} == set(get_args(Status))


def test_links_between_documents_lead_to_files() -> None:
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| \[([a-z-]+)\]\(\1\.md\) \|", index, re.MULTILINE)
    assert shown == sorted(p.stem for p in folder.glob("*.md") if p.stem != "README")
