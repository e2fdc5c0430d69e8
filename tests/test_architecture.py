"""The rooms and who may enter them: `docs/architecture.md` says it, and the imports are just that."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import rencontres_feeds

ROOT = Path(rencontres_feeds.__file__).parent
PACKAGES = (
    "rencontres_feeds",
    "rencontres_feeds.commands",
    "rencontres_feeds.editing",
    "rencontres_feeds.deployment",
    "rencontres_feeds.imports",
    "rencontres_feeds.renderers",
    "rencontres_feeds.verification",
)
TABLE = Path(__file__).parent.parent / "docs" / "architecture.md"


def _imports(path: Path) -> set[str]:
    """Our own modules that a module imports while running, by their names below the package."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {id(n) for i in tree.body if isinstance(i, ast.If) for n in ast.walk(i)}
    for node in ast.walk(tree):
        if id(node) in typing_only or not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        if node.module in PACKAGES:
            inside = node.module.removeprefix("rencontres_feeds").lstrip(".")
            found |= {f"{inside}.{a.name}".lstrip(".") for a in node.names if a.name != "__version__"}
        elif node.module.startswith("rencontres_feeds."):
            found.add(node.module.removeprefix("rencontres_feeds."))
    return found


def _modules() -> dict[str, set[str]]:
    paths = {p.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): p for p in ROOT.rglob("*.py")}
    return {name: _imports(path) for name, path in paths.items() if "__" not in name}


def _table() -> dict[str, set[str]]:
    rows = re.findall(r"^\| `([a-z._]+)` \|[^|]*\|([^|]*)\|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: set(re.findall(r"`([a-z._]+)`", allowed)) for name, allowed in rows}


def test_every_module_imports_what_the_table_says_and_nothing_else() -> None:
    assert _modules() == _table()


def test_each_library_is_imported_only_where_the_table_says() -> None:
    rows = re.findall(r"^\| ([a-z0-9_]+) \| (`.*`) \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name: set(re.findall(r"`([a-z._]+)`", rooms)) for name, rooms in rows} == _libraries()


def _libraries() -> dict[str, set[str]]:
    """Each library that is not Python's own, and the modules that import it, be it for types alone."""
    found: dict[str, set[str]] = {}
    for path in ROOT.rglob("*.py"):
        room = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.partition(".")[0]
                if top not in (*sys.stdlib_module_names, "rencontres_feeds"):
                    found.setdefault(top, set()).add(room)
    return found


def test_imports_never_go_round() -> None:
    table, done = _table(), set[str]()
    while table:
        free = {name for name, needs in table.items() if needs <= done}
        assert free, f"in a circle: {sorted(table)}"
        done |= free
        table = {name: needs for name, needs in table.items() if name not in free}
