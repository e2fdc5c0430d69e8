"""The templates, compiled when the package is built: they are those that lie in templates/, or are not used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rencontres_feeds.renderers import compiled, layout

if TYPE_CHECKING:
    from pathlib import Path

    from rencontres_feeds.model import Language

HEAD = "from jinja2.runtime import "


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_was_compiled_is_what_the_templates_are_in_every_language(
    language: Language, tmp_path: Path
) -> None:
    """Where this fails after a change of a template: `make setup`."""
    compiled.write_all(layout.environment(language), tmp_path / "again")
    assert _files(compiled.FOLDER) == _files(tmp_path / "again")


@pytest.mark.parametrize(
    ("before", "after", "used"),
    [
        ("", "", True),
        ("of = ", "of = 'another'  # ", False),
        (HEAD, f"{HEAD}Gone, ", False),
    ],
)
def test_what_was_compiled_of_something_else_is_not_used(
    before: str, after: str, tmp_path: Path, *, used: bool
) -> None:
    environment = layout.environment("fr").overlay(loader=compiled.Loader(tmp_path))
    compiled.write_all(environment, tmp_path)
    name = "404.html"
    path = tmp_path / f"{name}.code"
    text = path.read_text(encoding="utf-8").replace(before, after, 1)
    path.write_text(text + "marked = 'so'\n", encoding="utf-8")
    function = environment.get_template(name).root_render_func
    assert ("marked" in function.__globals__) is used


def test_what_was_not_compiled_is_compiled_when_it_is_needed(tmp_path: Path) -> None:
    environment = layout.environment("fr").overlay(loader=compiled.Loader(tmp_path))
    environments = (environment, layout.environment("fr"))
    one, other = (each.get_template("404.html").blocks for each in environments)
    assert one.keys() == other.keys()
