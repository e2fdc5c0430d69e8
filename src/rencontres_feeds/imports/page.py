"""A page, or its plain text, as lines with their links. Knows HTML, and nothing of meetings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import lxml.html
from lxml import etree

from rencontres_feeds.model import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_HTML = re.compile(rb"<(?:!doctype|html|head|body|div|p|h\d|br|ul|table)\b", re.IGNORECASE)
_DECLARED = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
_LEFT_OUT = frozenset(
    {"script", "style", "noscript", "template", "nav", "form", "svg", "iframe", "footer", "head"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption"}
    | {"figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre"}
    | {"section", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong"})
_MAX_DEPTH = 250
_MAX_TITLE = 100
_ADDRESS = ("//base/@href", '//link[@rel="canonical"]/@href', '//meta[@property="og:url"]/@content')
"""Where a page says its own address."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as people see it."""

    text: str
    heading: bool = False
    """A heading, or all of it in bold."""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page."""

    lines: tuple[Line, ...]
    title: str = ""
    site: str = ""
    """Name of the site, where it says it (Open Graph)."""


def read(data: bytes, address: str = "") -> Page:
    """Read a page or a plain text; `address` is where links lead from. Never raises for what is in it."""
    if not _HTML.search(data[:100_000]):
        text = _decoded(data, "")
        lines = tuple(_plain(line) for line in text.splitlines() if line.strip())
        first = lines[0].text if lines else ""
        return Page(lines, first if len(first) <= _MAX_TITLE else "")
    declared = _DECLARED.search(data[:4096])
    text = _decoded(data, declared[1].decode("ascii") if declared else "").replace("\x00", "")
    try:
        root = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError):
        return Page(())
    heads = (*root.iter("h1"), *root.iter("title"))
    titles = [words(element.text_content()) for element in heads]
    sites = root.xpath('string(//meta[@property="og:site_name"]/@content)')
    walker = _Walker(
        address or next(filter(None, (str(root.xpath(f"string({where})")) for where in _ADDRESS)), "")
    )
    walker.walk(root)
    walker.end_line()
    return Page(tuple(walker.lines), next(filter(None, titles), ""), words(str(sites)))


def words(text: str) -> str:
    """The text in one line, with single plain spaces."""
    return " ".join(text.split())


def _plain(line: str) -> Line:
    """A line of a plain text; a Markdown heading is one."""
    text = words(line)
    stripped = text.lstrip("#").strip()
    links = tuple(Link(url, url) for url in re.findall(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)»]", text))
    return Line(stripped or text, heading=text.startswith("#"), links=links)


def _decoded(data: bytes, declared: str) -> str:
    for encoding in ("utf-8-sig", declared):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


@dataclass
class _Walker:
    """Goes through the elements once, and ends a line where a browser would."""

    address: str
    lines: list[Line] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    heading: bool = False

    def walk(self, element: HtmlElement, depth: int = 0, *, bold: bool = False) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag not in _LEFT_OUT and tag and depth < _MAX_DEPTH:
            inside = bold or tag in _BOLD
            self._begin(tag)
            self._say(element.text, bold=inside)
            for child in element:
                self.walk(child, depth + 1, bold=inside)
            self._finish(tag, element)
        self._say(element.tail, bold=bold)

    def end_line(self) -> None:
        text = words("".join(self.text))
        if text:
            self.lines.append(Line(text, self.heading or all(self.bold), tuple(self.links)))
        self.text, self.bold, self.links = [], [], []

    def _begin(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_line()
            self.heading = tag in _HEADINGS or (self.heading and tag == "br")

    def _finish(self, tag: str, element: HtmlElement) -> None:
        if tag == "a":
            self.links += self._link(element)
        if tag in _BLOCKS and tag != "br":
            self.end_line()
            self.heading = False

    def _link(self, element: HtmlElement) -> Iterator[Link]:
        try:
            url = urljoin(self.address, (element.get("href") or "").strip())
        except ValueError:
            return
        if url.startswith(("http://", "https://")):
            yield Link(words(element.text_content()) or url, url)

    def _say(self, text: str | None, *, bold: bool) -> None:
        if text:
            self.text.append(text)
            if text.strip():
                self.bold.append(bold)
