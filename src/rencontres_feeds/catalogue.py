"""Sentences for people, in their language: messages as values, and the gettext catalogues that say them.

A message keeps its English sentence and its values apart until somebody reads it, so that the core
needs no language. Knows nothing of what the sentences are about.
"""

from __future__ import annotations

import gettext
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rencontres_feeds.model import Language

DOMAIN = "rencontres_feeds"
LANGUAGES: tuple[Language, ...] = ("fr", "en")
_LOCALES = Path(__file__).parent / "locales"


_SAID = re.compile(r"\s+[\"']?(?:language|langue)[\"']?\s*:\s*[\"']?(fr|en)\b")


def said(lines: Iterable[str]) -> Language | None:
    """The language that a source says it is in, even where the rest of its lines cannot be read."""
    found = next(filter(None, map(_SAID.match, lines)), None)
    return cast("Language", found[1]) if found else None


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A sentence to be said: an English msgid with `{name}` places, and the values for them.

    A value may be a message itself.
    """

    msgid: str
    values: tuple[tuple[str, object], ...]

    def __init__(self, msgid: str, /, **values: object) -> None:
        object.__setattr__(self, "msgid", msgid)
        object.__setattr__(self, "values", tuple(sorted(values.items())))


@dataclass(frozen=True, slots=True, init=False)
class Plural:
    """A sentence that counts: two msgids, the number `n` that chooses, and other values."""

    singular: str
    plural: str
    n: int
    values: tuple[tuple[str, object], ...]

    def __init__(self, singular: str, plural: str, /, n: int, **values: object) -> None:
        object.__setattr__(self, "singular", singular)
        object.__setattr__(self, "plural", plural)
        object.__setattr__(self, "n", n)
        object.__setattr__(self, "values", tuple(sorted({**values, "n": n}.items())))


def msgid(text: str) -> str:
    """Marks a sentence for the catalogues that is said elsewhere, by its English words."""
    return text


def plural(singular: str, many: str) -> tuple[str, str]:
    """Marks a sentence that counts, as `msgid` does."""
    return singular, many


WEEKDAYS = (
    Message("Monday"),
    Message("Tuesday"),
    Message("Wednesday"),
    Message("Thursday"),
    Message("Friday"),
    Message("Saturday"),
    Message("Sunday"),
)
MONTHS = (
    Message("January"),
    Message("February"),
    Message("March"),
    Message("April"),
    Message("May"),
    Message("June"),
    Message("July"),
    Message("August"),
    Message("September"),
    Message("October"),
    Message("November"),
    Message("December"),
)
"""Words that every part of the house needs, Monday and January first."""


_SAID_LATER = (Message, Plural)
"""What may stand in a place of a sentence, and is to be said itself."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language's sentences."""

    language: Language
    translations: gettext.NullTranslations

    def say(self, message: Message | Plural) -> str:
        """The sentence in this language, its places filled."""
        if isinstance(message, Plural):
            text = self.translations.ngettext(message.singular, message.plural, message.n)
        else:
            text = self.translations.gettext(message.msgid)
        return self._filled(text, dict(message.values))

    def _(self, msgid: str, /, **values: object) -> str:
        """What `say(Message(msgid, …))` says, without the message: renderers write some ten for each session."""
        return self._filled(self.translations.gettext(msgid), values)

    def _filled(self, text: str, values: dict[str, object]) -> str:
        for name, value in values.items():
            if isinstance(value, _SAID_LATER):
                values[name] = self.say(value)
        return text.format_map(values)


@cache
def load(language: Language) -> Catalogue:
    """The catalogue of a language; English needs none, it is what the code says.

    Raises FileNotFoundError if the compiled catalogue is missing, which is a broken installation.
    """
    if language == "en":
        return Catalogue(language, gettext.NullTranslations())
    return Catalogue(language, gettext.translation(DOMAIN, _LOCALES, languages=[language]))


@contextmanager
def lent(language: Language) -> Iterator[None]:
    """While it lasts, gettext's own functions speak `language` from our catalogue.

    So do the libraries that call them, as click does; gettext looks for the language in LANGUAGE first.
    """
    domain, before = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(_LOCALES))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before
