"""Remove what a page declares about itself, to measure what its visible text alone says."""

from __future__ import annotations

from lxml.html import HtmlElement


def hide_metadata(root: HtmlElement) -> None:
    """Take every meta (but charset), JSON-LD, time element, itemprop and datetime attribute out of the tree."""
    for element in list(root.iter("meta", "script", "time")):
        if element.tag == "meta":
            if element.get("charset") is None:
                element.drop_tree()
        elif element.tag == "script":
            element.drop_tree()
        else:
            # Only the markup goes: what the element shows is visible text.
            element.tag = "span"
    for element in root.iter():
        for name in ("itemprop", "datetime", "pubdate"):
            element.attrib.pop(name, None)
