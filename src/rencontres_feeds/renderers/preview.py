"""What a preview shows beside the site: its bar on every page, the problems, the texts to copy.

The pages of the site stay those that a build makes, but for the bar, and for what makes them work here: their
own public addresses lead to the preview, and their policy lets its script ask whether they are up to date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup, escape

from rencontres_feeds import moments
from rencontres_feeds.catalogue import Message, Plural, load
from rencontres_feeds.problems import errors, excerpt, printable, printable_lines
from rencontres_feeds.renderers import texts
from rencontres_feeds.renderers.layout import environment
from rencontres_feeds.renderers.wording import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from rencontres_feeds.catalogue import Catalogue
    from rencontres_feeds.problems import Problem, Texts
    from rencontres_feeds.publication import Publication

# No name of a site begins so.
PROBLEMS = "preview/problems.html"
TEXTS = "preview/texts.html"
STATE = "preview/state.txt"
_STYLE, _SCRIPT, _ICON = "preview/preview.css", "preview/preview.js", "preview/favicon.svg"

_COMING, _RECENT = 20, 5
"""Whose texts there are: the next meetings; the last ones, and the last announcements. `message` has all."""
_POLICY = re.compile(r'(?<=<meta http-equiv="Content-Security-Policy" content=")')
_TAG = re.compile(r"<(?:a|img|link|script)\b[^>]*>")
# Our typography leaves this element alone: what was typed is shown as typed.
_PRE = Markup("<pre>{}</pre>")
_BODY = re.compile(r"<body\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with a source, as far as it is known."""

    texts: Texts
    problems: tuple[Problem, ...]
    pages: bool
    """There is a site to look at all the same."""

    def counted(self, severity: Literal["error", "warning"]) -> int:
        """How many of them."""
        return sum(problem.severity == severity for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Shown:
    place: str
    what: str
    excerpt: Markup
    mend: Sequence[str]


def assets() -> Mapping[str, bytes]:
    """Name to bytes of what the preview's pages need."""
    static = resources.files("rencontres_feeds") / "static"
    return {name: (static / name.partition("/")[2]).read_bytes() for name in (_STYLE, _SCRIPT, _ICON)}


def bar(found: Findings, catalogue: Catalogue) -> str:
    """The bar at the top of every page, as HTML."""
    refused, warned = found.counted("error"), found.counted("warning")
    return _render(
        "preview-bar.html",
        catalogue,
        pages=found.pages,
        problems=PROBLEMS,
        texts=TEXTS,
        refused=refused and catalogue.say(Plural("{n} problem to mend", "{n} problems to mend", n=refused)),
        warned=warned and catalogue.say(Plural("{n} warning", "{n} warnings", n=warned)),
    )


def problems(found: Findings, catalogue: Catalogue) -> str:
    """The page of the problems: each with its line, its caret and how to mend it."""
    wrong = errors(found.problems)
    count = len(wrong)
    return _render(
        "preview-problems.html",
        catalogue,
        pages=found.pages,
        heading=catalogue.say(
            Plural("{n} problem to mend", "{n} problems to mend", n=count)
            if wrong
            else Message("Nothing to mend")
        ),
        errors=[_shown(problem, found, catalogue) for problem in wrong],
        warnings=[_shown(p, found, catalogue) for p in found.problems if p not in wrong],
    )


def copies(publications: Mapping[str, Publication], now: datetime, catalogue: Catalogue) -> str:
    """The page of the texts to copy: meetings to come, the last ones, the last announcements.

    `publications` are those of the cycles, each under a name that its ids can have before them; `""` for none.
    """
    subjects: list[dict[str, object]] = []
    for prefix, publication in publications.items():
        words = Words(load(publication.programme.cycle.language))
        subjects += _told(prefix, publication, now, words, catalogue, first=not subjects)
    return _render("preview-texts.html", catalogue, subjects=subjects)


def _told(  # noqa: PLR0913  # one call
    prefix: str, publication: Publication, now: datetime, words: Words, catalogue: Catalogue, *, first: bool
) -> list[dict[str, object]]:
    return [
        {
            "id": f"{prefix}-{name}" if prefix else name,
            "title": title,
            "first": first and not number,
            "told": [
                {
                    "purpose": catalogue.say(texts.PURPOSES[told.purpose]),
                    "texts": [_text(told, medium, words, catalogue) for medium in texts.MEDIA],
                }
                for told in texts.told(name, publication, now, words)
            ],
        }
        for number, (name, title) in enumerate(_subjects(publication, now, words))
    ]


def dressed(page: str, base: str, shown: str, state: str) -> str:
    """A page as the preview serves it.

    `base` is the public address of the site, `shown` the bar and `state` what stands for all that is shown:
    a page that is of another state is loaded anew.
    """
    public = escape(base)  # as it stands in an attribute

    def here(tag: re.Match[str]) -> str:
        if 'rel="canonical"' in tag[0]:
            return tag[0]
        return tag[0].replace(f'href="{public}', 'href="/').replace(f'src="{public}', 'src="/')

    head = (
        f'<link rel="stylesheet" href="/{_STYLE}"><script src="/{_SCRIPT}" data-state="{state}" defer></script>'
    )
    page = _TAG.sub(here, page) if base else page
    # Of two directives with one name the first counts (CSP Level 3, section 2.2.1).
    page = _POLICY.sub("connect-src 'self'; ", page, count=1)
    page = page.replace("</head>", f"{head}</head>", 1)
    return _BODY.sub(lambda body: body[0] + shown, page, count=1)


def _text(told: texts.Told, medium: texts.Medium, words: Words, catalogue: Catalogue) -> dict[str, object]:
    text = told.text(medium, words)
    return {
        "medium": catalogue.say(texts.MEDIA[medium]),
        "subject": text.subject and _PRE.format(text.subject),
        "body": _PRE.format(text.body),
        "count": catalogue.say(texts.measured(text, medium)),
    }


def _subjects(publication: Publication, now: datetime, words: Words) -> Iterator[tuple[str, str]]:
    """Ids and titles: what is to come first, then what was, the newest first."""
    cycle = publication.programme.cycle
    coming = [s for s in publication.sessions if moments.session_end(s, cycle) > now]
    over = [s for s in publication.sessions if moments.session_end(s, cycle) <= now]
    for session in (*coming[:_COMING], *over[: -_RECENT - 1 : -1]):
        yield session.id, f"{words.brief(session.when)} – {session.title}"
    for announcement in publication.announcements[: -_RECENT - 1 : -1]:
        yield announcement.id, announcement.title


def _shown(problem: Problem, found: Findings, catalogue: Catalogue) -> _Shown:
    span = problem.span
    path, lines = found.texts.path_of(problem), found.texts.lines_of(problem)
    there = span is not None and span.line <= len(lines)
    return _Shown(
        place=f"{path}:{span.line}:{span.column}" if span else path if problem.file else "",
        what=printable(catalogue.say(problem.what)),
        excerpt=_PRE.format("\n".join(excerpt(lines[span.line - 1], span))) if span and there else Markup(),
        mend=printable_lines(catalogue.say(problem.mend)) if problem.mend else (),
    )


def _render(template: str, catalogue: Catalogue, **values: object) -> str:
    known = {"_": catalogue._, "language": catalogue.language, "icon": _ICON}
    return environment(catalogue.language).get_template(template).render(known | values)
