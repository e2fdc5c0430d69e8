"""The templates, and what is the same on all pages of a site, worked out once.

A page is rendered as a whole, or filled into a form: the frame around the pages of a folder, base.html, is
then rendered once for all of them, and of each page only the blocks of its own template.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from rencontres_feeds import addresses
from rencontres_feeds.renderers import compiled, typography

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jinja2 import Template
    from jinja2.runtime import Context

    from rencontres_feeds.model import Cycle, Language
    from rencontres_feeds.renderers.wording import Words

_BASE = "base.html"
_MACROS = ("meta", "parts")
"""Templates of macros, known on every page under these names; they see what all pages know."""


class _Gap(str):
    """Where a block goes that each page has of its own; the text is its name."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Form:
    """What the pages of a template in one folder have in common; what is a page's own is filled in."""

    template: Template
    known: Mapping[str, object]
    pieces: tuple[str, ...]

    def filled(self, name: str, **values: object) -> bytes:
        """The page called `name`; the blocks of the template see nothing but `values` and what all pages know."""
        context = self.template.new_context({**self.known, "name": name, **values}, shared=True)
        blocks = self.template.blocks
        return "".join(
            ["".join(blocks[piece](context)) if isinstance(piece, _Gap) else piece for piece in self.pieces]
        ).encode()


class Layout:
    """The templates with what all pages of a site know: `cycle`, `words`, `_`, `absolute` and `values`."""

    def __init__(self, cycle: Cycle, words: Words, **values: object) -> None:
        self._environment = environment(cycle.language)
        self._known: dict[str, object] = {
            **self._environment.globals,
            "_": words._,
            "words": words,
            "cycle": cycle,
            "absolute": partial(addresses.absolute, cycle.url),
            **values,
        }
        self._known |= {
            name: self._environment.get_template(f"{name}.html").make_module(self._known) for name in _MACROS
        }

    def page(self, template: str, name: str, **values: object) -> bytes:
        """The page called `name`; its links are relative unless `values` has another way to write them."""
        link = partial(addresses.relative, name)
        known = {**self._known, "name": name, "link": link, **values}
        return self._environment.get_template(template).render(known).encode()

    def form(self, template: str, name: str) -> Form:
        """The form of all pages that lie in one folder with `name`."""
        own = self._environment.get_template(template)
        known = {**self._known, "link": partial(addresses.relative, name)}
        base = self._environment.get_template(_BASE)
        context = base.new_context(known)
        # Of a page, the frame knows nothing: StrictUndefined says so where base.html asks for its name.
        context.blocks |= {block: [_gap(block)] for block in own.blocks}
        runs = groupby(base.root_render_func(context), key=lambda piece: isinstance(piece, _Gap))
        pieces = [piece for gaps, run in runs for piece in (run if gaps else ["".join(run)])]
        return Form(own, known, tuple(pieces))


def _gap(block: str) -> Callable[[Context], Iterator[str]]:
    def rendered(_: Context) -> Iterator[str]:
        yield _Gap(block)

    return rendered


@cache
def environment(language: Language) -> Environment:
    """The templates, once for each language, since its typography sees every text.

    What is Markup was typeset where it was made: our macros are, and so is prose.
    """
    typeset = typography.of_plain(language)

    def finalize(value: object) -> object:
        return typeset(value) if type(value) is str else value

    return Environment(
        loader=compiled.Loader(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
