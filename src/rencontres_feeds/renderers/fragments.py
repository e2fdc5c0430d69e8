"""Pieces of XHTML in one way of writing, so that what is read back from a published feed is the same text.

`"` stands as it is in a text, `<br />` with its space: as many ways of writing would be as many digests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element


_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True)
_VOID = frozenset({"br", "hr"})


def written(fragment: str) -> str:
    """A well-formed fragment, in that way. Raises etree.XMLSyntaxError for any other."""
    return inner(etree.fromstring(f"<div>{fragment}</div>", _PARSER)) if fragment else ""


def inner(element: _Element) -> str:
    """What is in an element, in that way and without the names of its namespaces; the element is changed."""
    for each in element.iter(etree.Element):
        each.tag = etree.QName(each).localname
        if not len(each) and not each.text and each.tag not in _VOID:
            each.text = ""  # with an end of its own: to HTML, `<a />` goes on and on
    etree.cleanup_namespaces(element)
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    return text.partition(">")[2].rpartition("<")[0].replace("/>", " />") if len(element) or element.text else ""
