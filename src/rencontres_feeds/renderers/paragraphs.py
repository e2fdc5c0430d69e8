"""An entry's XHTML as plain paragraphs, for letters and posts: what the feeds show, without marks.

Reads what `entries` and `markdown` write, and no other HTML.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rencontres_feeds.renderers.wording import Words

_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol", "li", "tr", "hr"})
_CELLS = frozenset({"td", "th"})
_ITEM = "- "


def plain(html: str, words: Words, *, links: bool = True) -> list[str]:
    """The paragraphs; the items of a list are one, a line each.

    A link keeps its address behind its words, on a line of its own where nothing else is said there.
    Without `links` addresses are left out, and so are paragraphs that are nothing but links.
    """
    reader = _Reader(words, links=links)
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.paragraphs


class _Reader(HTMLParser):
    def __init__(self, words: Words, *, links: bool) -> None:
        super().__init__()
        self.words = words
        self.links = links
        self.paragraphs: list[str] = []
        self._said: list[str] = []
        self._found: list[tuple[str, str]] = []
        """The links of the block: words and address."""
        self._beside = ""
        """What the block says outside its links."""
        self._address: str | None = None
        self._from = 0
        self._item = False
        self._listed = False
        self._verbatim = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_block()
            self._verbatim = tag == "pre"
            self._item = self._item or tag == "li"
        elif tag == "br":
            self._said.append("\n")
        elif tag in _CELLS and self._said:
            self._said.append(" | ")
        elif tag == "a":
            self._address, self._from = dict(attrs).get("href"), len(self._said)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        elif tag == "a" and self._address:
            text, address = "".join(self._said[self._from :]).strip(), self._address
            self._found.append((text, address))
            if self.links and text not in (address, address.removeprefix("mailto:")):
                self._said.append(f" ({address})")
            self._address = None

    def handle_data(self, data: str) -> None:
        text = data if self._verbatim else " ".join(f"|{data}|".split())[1:-1]
        if not self._verbatim and not text.strip() and not self._said:
            return
        self._said.append(text)
        if self._address is None:
            self._beside += text

    def end_block(self) -> None:
        """What was said since the last block, if anything, becomes a paragraph or goes on with a list."""
        text, found = "".join(self._said).strip(), self._found
        if found and not self._beside.strip(" ·\n"):
            text = "\n".join(self._line(*link) for link in found) if self.links else ""
        self._said, self._found, self._beside, self._verbatim = [], [], "", False
        if not text:
            return
        if self._item and self._listed:
            self.paragraphs[-1] += f"\n{_ITEM}{text}"
        else:
            self.paragraphs.append(_ITEM + text if self._item else text)
        self._item, self._listed = False, self._item

    def _line(self, text: str, address: str) -> str:
        if text in (address, address.removeprefix("mailto:")):
            return text
        return self.words._("{title}: {url}", title=text, url=address)
