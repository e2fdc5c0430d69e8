"""A description typed in Markdown, as HTML and as plain text.

The HTML is well-formed XHTML that may stand in a page and in a feed: no element typed by hand, no image
(nothing is fetched from another host), no address but http, https and mailto, all of them absolute.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from rencontres_feeds.renderers import everyday, fragments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_SCHEME = re.compile(r"^\s*([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_ALLOWED = ("http", "https", "mailto")
_HEADING_SHIFT = 2


def html(text: str, base: str) -> str:
    """The text as an XHTML fragment of block elements; relative links are read against `base`.

    Headings begin at h3, since the page has its own h1 and h2.
    """
    found = everyday.read(text)
    return found.html if found else str(_parser().render(text, {"base": base})).strip()


def xhtml(text: str, base: str) -> str:
    """The same, in the one way of writing of `fragments`."""
    found = everyday.read(text)
    return found.html.replace("&quot;", '"') if found else fragments.written(html(text, base))


def plain(text: str) -> str:
    """The text without marks, for a calendar or a summary: paragraphs apart, `- ` before list items.

    A link keeps its address behind its words.
    """
    found = everyday.read(text)
    return found.plain if found else _parsed(text)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> str:
    lines: list[str] = []
    for token in _parser().parse(text):
        if token.type == "inline":
            lines.append(_inline(token.children or ()))
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.rstrip("\n"))
        elif token.type == "list_item_open":
            lines.append("\x00")  # joined to the next text, below
        elif token.nesting == -1 and token.level == 0:
            lines.append("")
    joined = "\n".join(lines).replace("\x00\n", "- ").replace("\x00", "")
    return re.sub(r"\n{3,}", "\n\n", joined).strip()


def cut(text: str, limit: int) -> str:
    """The text, or as many whole words of it as fit into `limit` characters, and « … »."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if text[limit - 1].isspace():
        return head.rstrip() + " …"
    words = head.rsplit(None, 1)  # what the expression finds, where there is nothing odd, at a fifth of its time
    whole = words[0] if len(words) == 2 and not head[-1].isspace() else re.sub(r"\s\S*$", "", head)
    return whole.rstrip() + " …"


def _inline(tokens: Sequence[Token]) -> str:
    said: list[str] = []
    addresses: list[tuple[int, str]] = []
    for token in tokens:
        if token.type == "link_open":
            addresses.append((len(said), str(token.attrs["href"])))
        elif token.type == "link_close":
            start, address = addresses.pop()
            if "".join(said[start:]) not in (address, address.removeprefix("mailto:")):
                said.append(f" ({address})")
        elif token.type == "image":
            said.append(f"{token.content} ({token.attrs['src']})")
        elif token.type in ("softbreak", "hardbreak"):
            said.append("\n" if token.type == "hardbreak" else " ")
        else:
            said.append(token.content)
    return "".join(said)


def _allowed(address: str) -> bool:
    scheme = _SCHEME.match(address)
    return scheme is None or scheme[1].lower() in _ALLOWED


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415  # 30 ms, and many a programme is everyday Markdown alone

    parser = MarkdownIt("js-default", {"xhtmlOut": True, "linkify": True})
    linkify: Any = parser.linkify  # there, since it is an extra of ours
    linkify.set({"fuzzy_link": False, "fuzzy_email": True})
    parser.validateLink = _allowed  # type: ignore[method-assign, assignment]  # its documented way to be stricter
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("heading_close", _heading)
    return parser


def _link_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    token.attrs["href"] = urljoin(env["base"], str(token.attrs["href"]))
    return renderer.renderToken(tokens, index, options, env)


def _image(  # the parser calls every rule with all of these
    renderer: RendererHTML,  # noqa: ARG001
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,  # noqa: ARG001
    env: EnvType,
) -> str:
    """A link to the picture: showing it would ask another host for it."""
    from markdown_it.common.utils import escapeHtml  # noqa: PLC0415  # see `_parser`

    token = tokens[index]
    address = urljoin(env["base"], str(token.attrs["src"]))
    return f'<a href="{escapeHtml(address)}">{escapeHtml(token.content or address)}</a>'


def _heading(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    token.tag = f"h{min(6, int(token.tag[1]) + _HEADING_SHIFT)}"
    return renderer.renderToken(tokens, index, options, env)
