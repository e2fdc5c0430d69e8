"""Facts read back from the sentences that told them, where nothing else knows them any more.

Nothing is taken for true because it looks like it: what the text holds is proposed, and what says the very same
sentence again is believed.
"""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cached_property
from string import Formatter
from typing import TYPE_CHECKING, get_args

from rencontres_feeds.model import Status, When
from rencontres_feeds.publication import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rencontres_feeds.renderers.wording import Words

_HOLE = "\0"
_NOTICE = ("Before: {facts}", "Now: {facts}", "Reason: {note}")
"""The lines of a notice, as `renderers.entries` writes them."""
_LONGEST = 60
"""Days that one session may last, as far as it is looked for."""


class Listener:
    """Hears facts out of sentences of one language, about days of some years.

    `venues` are the names of the known venues with their keys.
    """

    def __init__(self, words: Words, first: int, last: int, venues: Mapping[str, str]) -> None:
        self.words = words
        self.venues = venues
        self._years = (first, last)

    def facts(self, text: str) -> Facts | None:
        """The facts of which `Words.told` makes exactly this text; None: there are none."""
        for when in self._whens(text):
            for status in reversed(get_args(Status)):  # what says a word of its own comes first
                for online in (True, False):
                    found = self._placed(text, Facts(when, status, online=online))
                    if found:
                        return found
        return None

    def change(self, fragment: str) -> tuple[Facts, Facts, str] | None:
        """What the text of a notice tells: before, after, and why; None: it does not tell it so."""
        first = fragment.removeprefix("<p>").partition("</p>")[0]
        lines = [html.unescape(line) for line in first.split("<br />")]
        said = [self.value(*both) for both in zip(lines, _NOTICE, strict=False)]
        if len(said) < 2 or len(said) < len(lines) or said[0] is None or said[1] is None:
            return None
        before, after = self.facts(said[0]), self.facts(said[1])
        return (before, after, said[2] or "" if len(said) > 2 else "") if before and after else None

    def like(self, when: When, text: str) -> Iterator[When]:
        """Times like `when`, but for another day, month or start that the text names."""
        for said, hour in self._hours:
            if when.start and said in text:
                yield replace(when, start=hour)
        for said, day in self._short_days:
            if said in text:
                until = day + (when.until - when.day) if when.until and when.day else None
                yield replace(when, month=(day.year, day.month), day=day, until=until)
        yield from (month for month in self._months if self.words.month(month.month) in text)

    def value(self, text: str, sentence: str) -> str | None:
        """What stands in the one place of a sentence, given as its msgid; None: it is another sentence."""
        names = [name for _, name, _, _ in Formatter().parse(sentence) if name]
        before, _, after = self.words.catalogue._(sentence, **dict.fromkeys(names, _HOLE)).partition(_HOLE)
        if not text.startswith(before) or not text.endswith(after) or len(text) < len(before + after):
            return None
        return text[len(before) : len(text) - len(after)]

    def _placed(self, text: str, bare: Facts) -> Facts | None:
        if self.words.told(bare) == text:
            return bare
        holed = self.words.told(Facts(bare.when, bare.status, place=_HOLE, online=bare.online))
        before, _, after = holed.partition(_HOLE)
        place = text[len(before) : len(text) - len(after)]
        if before + place + after != text or not place:
            return None
        return Facts(bare.when, bare.status, self.venues.get(place, place), place, bare.online)

    def _whens(self, text: str) -> list[When]:
        """Times with which the text may begin; what says most of it comes first."""
        found = {when: self.words.when(when) for when in self._proposed(text)}
        said = [when for when, sentence in found.items() if text.startswith(sentence)]
        return sorted(said, key=lambda when: len(found[when]), reverse=True)

    def _proposed(self, text: str) -> Iterator[When]:
        hours = [hour for said, hour in self._hours if said in text]
        for day in [day for said, day in self._days if said in text]:
            for first, until in self._spans(text, day):
                month = (first.year, first.month)
                yield When(month, first, until)
                for start in hours:
                    yield When(month, first, until, start)
                    for end in hours:
                        yield When(month, first, until, start, end)
        yield from self._months

    def _spans(self, text: str, last: date) -> Iterator[tuple[date, date | None]]:
        yield last, None
        yield last, last + timedelta(days=1)  # past midnight: its second day is not said
        for back in range(1, _LONGEST):
            first = last - timedelta(days=back)
            days = self.words.days(When((first.year, first.month), first, last))
            if days in text or self.words.date(first) in text:
                yield first, last

    @property
    def _months(self) -> Iterator[When]:
        first, last = self._years
        return (When((year, number)) for year in range(first, last + 1) for number in range(1, 13))

    @cached_property
    def _days(self) -> list[tuple[str, date]]:
        first, last = date(self._years[0], 1, 1), date(self._years[1], 12, 31)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [(self.words.date(day), day) for day in days]

    @cached_property
    def _short_days(self) -> list[tuple[str, date]]:
        return [(self.words.short(day), day) for _, day in self._days]

    @cached_property
    def _hours(self) -> list[tuple[str, time]]:
        hours = (time(minute // 60, minute % 60) for minute in range(24 * 60))
        return [(self.words.hour(hour), hour) for hour in hours]
