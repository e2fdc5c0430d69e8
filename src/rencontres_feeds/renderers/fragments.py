"""Pieces of XHTML in one way of writing, so that what is read back from a published feed is the same text.

`"` stands as it is in a text, `<br />` with its space: as many ways of writing would be as many digests.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

_VOID = frozenset({"br", "hr"})


def escaped(text: str) -> str:
    """A text as it stands in an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def paragraph(text: str) -> str:
    """A paragraph of plain text."""
    return f"<p>{escaped(text)}</p>"


def link(url: str, text: str) -> str:
    """A link with plain words."""
    address = escaped(url).replace('"', "&quot;")
    return f'<a href="{address}">{escaped(text)}</a>'


@cache
def _parser() -> XMLParser:
    from lxml import etree  # noqa: PLC0415  # see `written`

    return etree.XMLParser(resolve_entities=False, huge_tree=True)


def written(fragment: str) -> str:
    """A well-formed fragment, in that way. Raises etree.XMLSyntaxError for any other."""
    from lxml import etree  # noqa: PLC0415  # most fragments are written here, and need no parser

    return inner(etree.fromstring(f"<div>{fragment}</div>", _parser())) if fragment else ""


def inner(element: _Element) -> str:
    """What is in an element, in that way and without the names of its namespaces; the element is changed."""
    from lxml import etree  # noqa: PLC0415  # whoever has an element has imported it

    for each in element.iter(etree.Element):
        each.tag = etree.QName(each).localname
        if not len(each) and not each.text and each.tag not in _VOID:
            each.text = ""  # with an end of its own: to HTML, `<a />` goes on and on
    etree.cleanup_namespaces(element)
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    return text.partition(">")[2].rpartition("<")[0].replace("/>", " />") if len(element) or element.text else ""
