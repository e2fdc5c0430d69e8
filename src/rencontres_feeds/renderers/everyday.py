"""Everyday Markdown, read without a parser: paragraphs, stressed words, links and lists of a line each.

Most of what people type is no more than that, and a parser takes thirty times as long for it. Whatever is not
certainly so is nobody's business here: `read` says so, and `markdown` has it parsed. What is read here comes out
as the parser has it, to the byte: `tests/test_shortcuts.py` compares the two.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# What a mark may stand beside, so that it can only open, or only close, what is stressed (CommonMark 0.31, 6.2).
# What comes before it is looked at behind it, since an expression that begins with a character is found faster.
_STANDS = r"(?<![^\s(«’'“–—:;,./\"-]MARK)([^\W_](?:[^*\n]*[^\W_])?)MARK(?![^\s)»’'”–—:;,./\"?!…&-])"
_STRONG = re.compile(r"\*\*" + _STANDS.replace("MARK", r"\*\*"))
_STRESS = re.compile(r"\*" + _STANDS.replace("MARK", r"\*"))
# An address of which neither the parser nor `urljoin` changes a character.
_ADDRESS = r"https?://(?:[a-z0-9-]{1,60}\.){1,3}[a-z]{2,20}(?:/[A-Za-z0-9+,=_~-]*(?:\.[A-Za-z0-9+,=_~-]+)*)*"
_LINK = re.compile(rf"\[(?<!!\[)([^\[\]&_\x00-\x1f]+)\]\(({_ADDRESS})\)")
# What may mean something else, wherever it stands; and characters that nobody types.
_ELSE = re.compile(r"[\\`~<|@\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_ENTITY = re.compile(r"&[#A-Za-z]")
_MARKS = re.compile(r"[\[\]_]")
# What may mean something else at the beginning of a line, or of an item in a list; and a space at the end of one.
_ODD = re.compile(r"\n(?:(?<=[^\S\n]\n)|-(?! )|- [-\n]|(?:- )?(?:[^\S\n]|[#>+=:]|[0-9]+[.)]|\*\*?(?![^\W_])))")
_BLANK = re.compile(r"\n\n+")
# While a text is read: around what is strong, and what is stressed.
_TAGS = (("\x01", "<strong>"), ("\x02", "</strong>"), ("\x03", "<em>"), ("\x04", "</em>"))


class Read(NamedTuple):
    """A text, read."""

    html: str
    plain: str


@lru_cache(maxsize=64)  # one session after the other is asked for by all who show it
def read(text: str) -> Read | None:
    """The text as HTML and without marks; None: it is more than everyday Markdown."""
    text = text.strip("\n")
    if _ELSE.search(text) or ("&" in text and _ENTITY.search(text)) or _ODD.search(f"\n{text}\n"):
        return None
    plain = bare = _STRESS.sub(_stressed, _STRONG.sub(_strong, text)) if "*" in text else text
    html = plain.replace("&", "&amp;").replace(">", "&gt;").replace('"', "&quot;")
    if "](" in plain:
        html = _LINK.sub(_linked, html)
        bare = _LINK.sub(" ", plain)
        plain = _LINK.sub(_addressed, plain)
    if "*" in bare or "//" in bare or _MARKS.search(bare) or "[" in html:
        return None
    if "*" in text:
        for mark, tag in _TAGS:
            html, plain = html.replace(mark, tag), plain.replace(mark, "")
    return _blocks(html, plain)


def _strong(found: re.Match[str]) -> str:
    return f"\x01{found[1]}\x02"


def _stressed(found: re.Match[str]) -> str:
    return f"\x03{found[1]}\x04"


def _linked(found: re.Match[str]) -> str:
    return f'<a href="{found[2]}">{found[1]}</a>'


def _addressed(found: re.Match[str]) -> str:
    return found[1] if found[1] == found[2] else f"{found[1]} ({found[2]})"


def _blocks(html: str, plain: str) -> Read | None:
    """Put paragraphs and lists around what stands in them."""
    if not html:
        return Read("", "")
    shown, said, listed = [], [], False
    for marked, bare in zip(_BLANK.split(html), _BLANK.split(plain), strict=True):
        if marked.startswith("- "):
            # Two lists behind each other are one to the parser, with paragraphs in it.
            if listed or marked.count("\n- ") != marked.count("\n"):
                return None
            items = marked[2:].replace("\n- ", "</li>\n<li>")
            shown.append(f"<ul>\n<li>{items}</li>\n</ul>")
            said.append(bare)
            listed = True
        elif "\n- " in marked:
            return None
        else:
            shown.append(f"<p>{marked}</p>")
            said.append(bare.replace("\n", " "))
            listed = False
    return Read("\n".join(shown), "\n\n".join(said).strip())
