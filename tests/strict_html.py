"""A strict reader of our pages: every element closed in its order, every id and attribute once.

Python's html.parser reads the tokens; the rules are those by which we write, stricter than HTML's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"base", "br", "hr", "img", "link", "meta", "path"})
RAW = frozenset({"code", "pre", "script"})


@dataclass
class Element:
    """An element, with what is in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """The elements in it, by tag and attributes (`class_` for a class among others)."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if child._fits(tag, attributes):
                    found.append(child)
                found += child.all(tag, **attributes)
        return found

    def one(self, tag: str = "", **attributes: str) -> Element:
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def text(self) -> str:
        """Its text, with single spaces between the words; no-break ones stay."""
        return " ".join("".join(self.strings()).split(" "))

    def strings(self, *, prose: bool = False) -> list[str]:
        """The pieces of its text; of prose alone, without code and data."""
        found = []
        for child in self.children:
            if isinstance(child, str):
                found.append(child)
            elif not (prose and child.tag in RAW):
                found += child.strings(prose=prose)
        return found

    def _fits(self, tag: str, attributes: dict[str, str]) -> bool:
        classes = self.attributes.get("class", "").split()
        return (not tag or self.tag == tag) and all(
            value in classes if name == "class_" else self.attributes.get(name.replace("_", "-")) == value
            for name, value in attributes.items()
        )


def read(data: bytes) -> Element:
    """The page as a tree; AssertionError where it is not strictly well-formed."""
    text = data.decode()
    assert text.startswith("<!DOCTYPE html>\n<html lang=")
    assert text.endswith("</html>\n")
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == [reader.root], f"not closed: {[e.tag for e in reader.open]}"
    ids = [e.attributes["id"] for e in reader.root.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids)), ids
    return reader.root.one("html")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID, tag
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, (self.open[-1].tag, tag)
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)  # comments are for templates, not for readers
