"""The life of a session is what `docs/lifecycle.md` says, line by line.

`UPDATE_GOLDEN=1` writes its tables anew; the difference is then read like any other change.
"""

from __future__ import annotations

import gettext
import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from house import House
from lifecycle import HEAD, rows
from rencontres_feeds import catalogue, press
from stories import STORIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rencontres_feeds.model import Language

DOCUMENT = Path(__file__).parent.parent / "docs" / "lifecycle.md"


class _Reworded(gettext.NullTranslations):
    """A catalogue in which one message is said otherwise."""

    def __init__(self, known: gettext.NullTranslations, msgid: str, said: str) -> None:
        super().__init__()
        self.add_fallback(known)
        self.msgid, self.said = msgid, said

    def gettext(self, message: str) -> str:
        return self.said if message == self.msgid else super().gettext(message)


@contextmanager
def reword(what: tuple[str, str] | None) -> Iterator[None]:
    """A later version of the program, for a build."""

    def load(language: Language) -> catalogue.Catalogue:
        known = catalogue.load(language)
        return known if what is None else catalogue.Catalogue(language, _Reworded(known.translations, *what))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(press, "load", load)
        yield


def _documented() -> dict[str, str]:
    parts = re.split(r"^### (.+)$", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("name", STORIES)
def test_what_subscribers_find_after_each_edit_is_what_the_document_says(name: str) -> None:
    table = HEAD + "\n".join(rows(STORIES[name], House(), reword)) + "\n"
    text = DOCUMENT.read_text(encoding="utf-8")
    if os.environ.get("UPDATE_GOLDEN") == "1":
        # A function as replacement: the table is no pattern.
        text = re.sub(rf"(?<=^### {re.escape(name)}\n\n)(\|.*\n)*", lambda _: table, text, flags=re.MULTILINE)
        DOCUMENT.write_text(text, encoding="utf-8", newline="\n")
    assert f"### {name}\n\n{table}" in text


def test_every_story_of_the_document_is_one_of_ours_and_in_this_order() -> None:
    assert list(_documented()) == list(STORIES)
