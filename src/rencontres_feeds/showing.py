"""A look at a source: what its preview answers at each address. Reads the source, its documents and the ledger.

Writes nothing, and knows no network.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rencontres_feeds import addresses, building, folder, media, stock, watch
from rencontres_feeds.problems import Refusal, Texts, in_order
from rencontres_feeds.renderers import preview
from rencontres_feeds.site import LEDGER, Copied

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from rencontres_feeds.catalogue import Catalogue
    from rencontres_feeds.model import Language
    from rencontres_feeds.problems import Problem
    from rencontres_feeds.site import Content
    from rencontres_feeds.watch import State

_PAGE = media.header(addresses.INDEX)
_UNSEEN = frozenset({LEDGER, *addresses.FOR_HOSTS})
"""Files of the site that say nothing to readers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered at an address."""

    media_type: str
    body: bytes | Path
    """A document is read when it is asked for."""


@dataclass(frozen=True, slots=True)
class View:
    """All that a preview shows, as of one look."""

    answers: Mapping[str, Answer]
    """By name in the site; the index has the empty name too."""
    missing: Answer
    """At every other address."""
    files: Mapping[Path, State]
    """What was looked at, and in which state: when any of these is saved, something else may be shown."""
    findings: preview.Findings
    """If there are no pages of the site, `missing` shows these."""


def look(source: Path, output: Path, now: datetime, language: Callable[[Language | None], Catalogue]) -> View:
    """Look at the source as it is at `now`. Never raises for what is in the files.

    `output` is the folder with the ledger, and `language` gives the language of the person, else of the file.
    """
    files = {path: watch.state(path) for path in (source, output / LEDGER)}
    texts = Texts(str(source))
    catalogue = language(None)
    seen = None

    def note(path: Path) -> None:
        files.setdefault(path, watch.state(path))

    try:
        draft = building.read(source, now, lambda folder: stock.noting(folder, note))
        texts, catalogue = Texts(str(source), draft.lines, draft.others), language(draft.language)
        before, unread = _ledger(output)
        seen = building.preview(draft, before, now)
        problems = in_order((*draft.problems, *unread, *seen.refused, *seen.run.warnings))
    except Refusal as refusal:
        problems = refusal.problems
    findings = preview.Findings(texts, problems, pages=seen is not None)
    pages = {preview.PROBLEMS: preview.problems(findings, catalogue)}
    contents: Mapping[str, Content] = {}
    base = ""
    if seen:
        run = seen.run
        pages[preview.TEXTS] = preview.copies(run.cycles or {"": run.publication}, now, catalogue)
        contents = {name: content for name, content in run.site.items() if name not in _UNSEEN}
        base = run.publication.programme.cycle.url
    dress = _dresser(base, preview.bar(findings, catalogue), pages, contents)
    answers = {name: _answer(name, content, source.parent, dress) for name, content in contents.items()}
    answers |= {name: Answer(_PAGE, dress.page(page)) for name, page in pages.items()}
    answers |= {name: Answer(media.header(name), data) for name, data in preview.assets().items()}
    answers[preview.STATE] = Answer(media.header(preview.STATE), dress.state.encode())
    missing = answers[addresses.NOT_FOUND if seen else preview.PROBLEMS]
    if seen:  # an index is found as its folder, too
        answers |= {
            name.removesuffix(addresses.INDEX): answer
            for name, answer in answers.items()
            if name.rpartition("/")[2] == addresses.INDEX
        }
    return View(answers, missing, files, findings)


@dataclass(frozen=True, slots=True)
class _Dress:
    """What every page of one view wears."""

    base: str
    bar: str
    state: str

    def page(self, page: str) -> bytes:
        return preview.dressed(page, self.base, self.bar, self.state).encode()


def _dresser(base: str, bar: str, pages: Mapping[str, str], contents: Mapping[str, Content]) -> _Dress:
    """With a state that is another as soon as anything that is shown is another."""
    shown = [bar, *pages.values(), *(f"{name} {contents[name].sha256}" for name in sorted(contents))]
    return _Dress(base, bar, hashlib.sha256("\n".join(shown).encode()).hexdigest())


def _answer(name: str, content: Content, folder: Path, dress: _Dress) -> Answer:
    if isinstance(content, Copied):
        return Answer(media.header(name), folder / content.path)
    media_type = media.header(name)
    return Answer(media_type, dress.page(content.data.decode()) if media_type == _PAGE else content.data)


def _ledger(output: Path) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The ledger's bytes, or why they cannot be read."""
    try:
        return folder.read(output, LEDGER), ()
    except Refusal as refusal:
        return None, refusal.problems
