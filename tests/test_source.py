"""How a source is read: item by item, by either parser alike, and nothing of it is kept that nobody asks for."""

from __future__ import annotations

import gc
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from house import session, source
from rencontres_feeds import composer, items, press, tables
from rencontres_feeds import source as sources
from rencontres_feeds.catalogue import Message, load
from rencontres_feeds.decoding import FORBIDDEN, FileLines, decode
from rencontres_feeds.editing import finding
from rencontres_feeds.model import Document
from rencontres_feeds.nodes import Mapping, Node, Scalar, Sequence
from rencontres_feeds.places import Places
from rencontres_feeds.problems import Problem, Span

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
TESTS = Path(__file__).parent
SOURCES = sorted(path for room in ("cases", "errors", "warnings") for path in (TESTS / room).rglob("*.yaml"))


def read(text: str) -> press.Draft:
    return press.read(text.encode(), lambda path: Document(path, path, 1, "0" * 64, "application/pdf"), NOW)


def said(draft: press.Draft) -> list[tuple[int, str, str]]:
    """The line of each problem, what it is, and its mend."""
    say = load("en").say
    return [(p.span.line if p.span else 0, say(p.what), say(p.mend) if p.mend else "") for p in draft.problems]


# The parsers


@pytest.mark.parametrize(
    "path", SOURCES, ids=lambda path: "-".join(path.relative_to(TESTS).with_suffix("").parts)
)
def test_a_file_is_read_alike_without_libyaml(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML may come without it: values, places and sentences are the same, and only time is lost."""
    assert sources._LOADER is yaml.CSafeLoader
    by_libyaml = read(path.read_text(encoding="utf-8", errors="replace"))
    monkeypatch.setattr(sources, "_LOADER", yaml.SafeLoader)
    by_python = read(path.read_text(encoding="utf-8", errors="replace"))
    assert by_python.programme == by_libyaml.programme
    assert by_python.problems == by_libyaml.problems
    assert dict(by_python.places) == dict(by_libyaml.places)


# The lines


@given(st.text(alphabet="é a\n\r\r\n", max_size=30))
def test_lines_are_those_that_people_see(text: str) -> None:
    lines = re.split(r"\r\n|\n|\r", text)
    found = FileLines(text.encode())
    assert [*found] == lines
    assert [found[n] for n in range(-len(lines), len(lines))] == lines * 2
    assert (len(found), found[1:3], found[::-1]) == (len(lines), tuple(lines[1:3]), tuple(lines[::-1]))
    assert (found == FileLines(text.encode()), found == lines) == (True, False)
    with pytest.raises(IndexError):
        found[len(lines)]


def test_an_octet_is_on_the_line_where_it_stands() -> None:
    lines = FileLines(b"a\nbc\r\n\rd")
    assert [lines.of(n) for n in range(8)] == [0, 0, 1, 1, 1, 1, 2, 3]


def test_just_the_characters_that_nobody_sees_are_refused() -> None:
    """All of Unicode, in rows as they would be typed."""
    surrogates = range(0xD800, 0xE000)
    for row in range(0, 0x110000, 64):
        text = "".join(chr(code) for code in range(row, row + 64) if code not in surrogates)
        lines = re.split(r"\r\n|\n|\r", text)
        refused = [p.what.values for p in decode(b"text" + text.encode()).problems]
        wanted = [(("code", ord(found)),) for line in lines for found in FORBIDDEN.findall(line)]
        assert refused == wanted, hex(row)


@pytest.mark.parametrize(("mark", "column"), [(b"", 3), (b"\xef\xbb\xbf", 3)])
def test_the_first_octet_that_is_not_utf8_is_shown_among_the_good_lines(mark: bytes, column: int) -> None:
    draft = press.read(
        mark + "é: 1\r\n# ".encode() + b"\xe9t\xe9\n\xc3\xa9", lambda path: Problem(Message(path)), NOW
    )
    assert [*draft.lines] == ["é: 1", "# été", "é"]
    assert [p.span for p in draft.problems] == [Span(2, column, column + 1)]


# Item by item


def test_no_nodes_are_kept_of_the_items_of_a_list() -> None:
    text = source(*(session(f"s{n}") for n in range(300)))
    parsed, _ = items.parse(text.encode())
    alive = [one for one in gc.get_objects() if isinstance(one, Scalar) and one.lines is parsed.lines]
    assert isinstance(parsed.root, Mapping)
    found = parsed.root.parts[-1]
    assert isinstance(found, Sequence)
    assert (len(found.made), found.items, len(alive) < 40) == (300, [], True)


def test_a_list_is_kept_where_nothing_is_to_be_made_of_it() -> None:
    root = sources.parse(source(session(), session("s2")).encode()).root
    assert isinstance(root, Mapping)
    found = root.parts[-1]
    assert isinstance(found, Sequence)
    assert (len(found.items), found.made) == (2, [])


def test_a_file_of_many_sessions_can_be_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composer, "MAX_HELD", 100)
    text = source(*(session(f"s{n}") for n in range(50)))
    assert len(finding.session(finding.top(text), "s49").pairs) == 5
    with pytest.raises(TypeError):
        finding.top(f"a: [{'b, ' * 100}]")


def test_only_lists_below_a_key_at_the_top_are_read_item_by_item() -> None:
    taken: list[Node] = []
    for text in (
        "sessions: {sessions: [a]}",
        "[sessions, [a]]",
        "? [sessions]\n: [a]",
        "sessions: [a, {b: [c]}]",
    ):
        sources.parse(text.encode(), lists=lambda key: taken.append if key == "sessions" else None)
    assert [node.text if isinstance(node, Scalar) else type(node) for node in taken] == ["a", Mapping]


def test_the_order_of_the_keys_at_the_top_makes_no_difference() -> None:
    announcements = "announcements:\n  - {id: a, date: 2018-01-01, title: Ici, session: s1}\n"
    head, tail = source(session(), more=announcements).split("sessions:\n")
    turned = f"sessions:\n{tail}{head}"
    assert read(turned).programme == read(head + "sessions:\n" + tail).programme
    assert read(turned).programme is not None


def test_a_second_list_under_the_same_key_says_nothing_more() -> None:
    """What is in it is not read, and so no mistake of it is told."""
    text = source(session(), more="séances:\n  - {id: s2, titre: 3, date: hier}\n")
    assert [what for _, what, _ in said(read(text))][1:] == ["“séances” says the same as “sessions” on line 11"]


def test_what_is_said_of_an_item_is_in_the_words_of_the_whole_file() -> None:
    """The first session is wrong in a file whose language the others tell; and so are the ids that go on."""
    text = source("  - {id: s1, date: 2018-03-15}\n", "  - {titre: a, date: 2018-03-15}\n")
    french = "".join(
        f"  - {{id: soir-{n}, titre: A, date: 2018-04-{n}, horaire: 18h, lieu: ici}}\n" for n in range(10, 20)
    )
    assert said(read(text + french))[1:] == [
        (12, "a session needs “titre”", "Add a line like “titre: Les budgets participatifs”."),
        (13, "a session needs “id”", "Add the line “id: soir-20”."),
    ]


def test_behind_ten_thousand_errors_no_item_is_looked_at() -> None:
    text = source("  - a\n" * (items.MAX_ERRORS + 5), session())
    errors = [line for line, what, _ in said(read(text)) if what.startswith("a session is written as")]
    assert (len(errors), errors[-1]) == (items.MAX_ERRORS, 11 + items.MAX_ERRORS)


def test_a_file_of_too_many_values_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each item is small, and nothing of it is kept: they are too many all the same."""
    monkeypatch.setattr(composer, "MAX_NODES", 1000)
    text = source("  - [a, b, c]\n" * 334)
    assert said(read(text)) == [
        (345, "the file has more than 1000 keys and values", "Is it the right file?"),
    ]


# A mistake that YAML itself cannot read, behind many items that are right

MANY = "".join(session(f"s{n}", time="") for n in range(1000))


@pytest.mark.parametrize(
    ("behind", "line"),
    [
        ("  - id: 'a\n    title: b\n", 4012),
        ("    x: y: z\n", 4012),
        ("\tx: y\n", 4012),
        ("   - id: a\n", 4012),
        (" announcements: []\n", 4012),
        ("announcements:\n  - 'a\n", 4013),
    ],
)
def test_it_is_told_where_it_is(behind: str, line: int) -> None:
    """Only the last item is read again for it: the parser that explains is thirty times as slow."""
    assert [at for at, _, _ in said(read(source(MANY) + behind))] == [line]
    emptied = sources.parse((source(MANY) + behind).encode(), tables.is_key)
    assert read(source(MANY) + behind).problems == emptied.problems


@pytest.mark.parametrize(
    "text",
    [
        "sessions: [{id: s1}, {id: s2},\n          - ",
        "? sessions\n: - id: s1\n  - id: s2\n  - 'a",
        "sessions:\n- id: s1\n\n-\n  id: s2\n- 'a",
        "sessions:\n  - id: s1\n  -\n    # c\n\n    id: s2\n  - 'a",
    ],
)
def test_it_is_told_alike_however_the_list_is_typed(text: str) -> None:
    whole = sources.parse(text.encode(), tables.is_key)
    assert read(text).problems == whole.problems


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: &x [b]", "“&x” gives this place a name (a YAML anchor)"),
        ("a: !t {b: c}", "“!t” is a YAML tag"),
        ("a: &x b", "“&x” gives this place a name (a YAML anchor)"),
        ("a: *x", "“*x” refers to another place of the file"),
    ],
)
def test_tricks_of_yaml_are_refused_wherever_they_stand(text: str, what: str) -> None:
    assert [said for _, said, _ in said(read(text))] == [what]


def test_a_comment_behind_a_list_is_one() -> None:
    """No text ends where it begins, and so none was eaten by it."""
    assert said(read(source(session(topics="[a, b] #c")))) == said(read(source(session(topics="[a, b]"))))


# Places


def test_places_are_found_by_id_and_field() -> None:
    text = source(
        session("s1", description="|\n      a\n      b"),
        more="announcements:\n  - {id: s1, date: 2018-01-01, title: A}\n",
    )
    places = read(text).places
    assert places["s1", "description"] == Span(17, 18, 19)
    assert places["s1", "title"] == Span(21, 39, 40)  # of two with one id the announcement's
    assert places.get(("s1", "note")) is None
    assert (len(places), len([*places])) == (12, 12)  # with those of the cycle
    assert Places() == {}


def test_a_text_over_lines_is_placed_up_to_the_end_of_its_first() -> None:
    draft = read(source(session(title='"un\n      deux"', note="ailleurs # là")))
    assert draft.places["s1", "title"] == Span(13, 12, 15)


def test_texts_are_composed_wherever_they_stand() -> None:
    typed = source(session(title="Été", venue="là")).replace("  la:", "  là:")
    draft = read(unicodedata.normalize("NFD", typed))
    assert draft.programme is not None
    assert draft.programme == read(typed).programme


def test_of_very_many_faults_the_first_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    text = source(*(session(f"s{n}", f'"Essai \\e{n}"', f"2018-03-{n + 10}") for n in range(5)))
    assert len(read(text).problems) >= 5
    monkeypatch.setattr(composer, "_MANY", 3)
    assert len(read(text).problems) == 3
