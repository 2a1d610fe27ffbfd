"""Text to an lxml tree that has lost nothing: what lxml drops (deep or unclosed input) a flat second parse keeps."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, html_parser
from lxml.html import HTMLParser as LxmlParser

from ratssearch.errors import ExtractionError
from ratssearch.visible_text import visible_text

MAX_DEPTH: Final = 100  # elements below this depth are flattened into their ancestor
MAX_ELEMENTS: Final = 200_000

_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # XML allows none of them
_CONTROLS = bytes([*range(9), 11, *range(14, 32), 127])
_LONGEST_TAG = 20_000  # characters: attributes beyond all use slow a parser down
_LONG_TAG = re.compile(rf"<([a-zA-Z][\w:-]{{0,60}})\s[^<>]{{{_LONGEST_TAG},}}>")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_TAIL = 40_000  # characters at a page's end, or before a script there, in which its last words are sought
_NEAR_END = 4_000  # of these, looked at first
_MAX_SCRIPTS = 40  # in a row at a page's end
_PLAIN = re.compile(r">([^<>&\0\r]{30,400})(?=<)")  # between two tags: a parser shows it as it is written
_ENOUGH = 25  # characters but blanks
_UNSEEN = ("script", "style", "template", "noscript", "svg")
_NAME = re.compile(r"[a-z][a-z0-9-]*")


def build_tree(text: str) -> HtmlElement:
    """The html element of the page; raises ExtractionError("no_body") if nothing can be parsed."""
    if _may_hold_long_tag(text):
        text = _LONG_TAG.sub(r"<\1>", text)
    root = _parse_lxml(text)
    if root is not None and _is_whole(root, text):
        return root
    flat = _parse_flat(_INVALID.sub("", text.replace("\f", " ")))
    if flat is not None and (root is None or _tree_count(flat) > _tree_count(root)):
        return flat
    if root is None:
        raise ExtractionError("no_body", "The page cannot be parsed.")
    return root


def _may_hold_long_tag(text: str) -> bool:
    """Whether more than _LONGEST_TAG characters stand between two signs that close a tag."""
    start = 0
    while len(text) - start > _LONGEST_TAG:
        closing = text.rfind(">", start, start + _LONGEST_TAG + 1)
        if closing < 0:
            return True
        start = closing + 1
    return False


def _is_whole(root: HtmlElement, text: str) -> bool:
    """Whether lxml kept the page's text: where it meets tags too deep it drops all that follows without a word."""
    shown = etree.tostring(root, method="text", encoding="utf-8")
    unseen = [element.text or "" for element in root.iter(*_UNSEEN)]
    end = _last_words(text)
    if end and end.encode("utf-8", "replace") in shown and not any(end in hidden for hidden in unseen):
        return True  # the page's last words were reached: no need to count
    count = len(_squeezed(shown.decode("utf-8"))) - sum(len(_squeezed(hidden)) for hidden in unseen)
    return count >= 0.7 * len(_squeezed(visible_text(text)))


def _last_words(text: str) -> str:
    """The last words of a page between two tags, as they are written there; nothing where none stand near its end."""
    end = len(text)
    for _ in range(_MAX_SCRIPTS):  # from behind, over the scripts with which a page ends
        closing = text.rfind("</script", 0, end)
        start = max(0, closing, end - _TAIL)
        for first in (max(start, end - _NEAR_END), start):  # most often they stand right there
            for said in reversed(_PLAIN.findall(text, first, end)):
                if len(_squeezed(said)) >= _ENOUGH:
                    return str(said)
        end = text.rfind("<script", 0, closing) + 1 if start == closing else 0
        if end <= 1:
            break
    return ""


def _parse_lxml(text: str) -> HtmlElement | None:
    parser = LxmlParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # lxml.html asks a Python function which class each element is of, again and again; nobody here needs its forms.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        root = etree.fromstring(text.encode("utf-8", "ignore").translate(None, _CONTROLS), parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return root if isinstance(root, HtmlElement) else None


def _tree_count(root: HtmlElement) -> int:
    """Characters but blanks that a reader of the page could see."""
    unseen = sum(len(_squeezed(element.text or "")) for element in root.iter(*_UNSEEN))
    return len(_squeezed("".join(root.itertext()))) - unseen


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _parse_flat(text: str) -> HtmlElement | None:
    builder = _FlatBuilder()
    builder.feed(text)
    builder.close()
    return builder.root


class _FlatBuilder(HTMLParser):
    """Builds an lxml tree of limited depth from whatever tags come."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = html_parser.makeelement("html")
        self._open = [self.root]
        self._said: list[str] = []  # text not yet in the tree: adding piece by piece would copy all before it
        self._count = 0

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """ "<![" before what is no name is a comment to browsers; the library's parser raises on it."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i, report)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html" or not _NAME.fullmatch(tag) or self._count >= MAX_ELEMENTS:
            return
        if len(self._open) >= MAX_DEPTH and tag not in _VOID:
            if tag in ("p", "div", "li", "td", "tr", "br"):
                self._append("br")
            return
        element = self._append(tag)
        for name, value in attrs:
            if _NAME.fullmatch(name):
                element.set(name, _INVALID.sub("", value or ""))
        if tag not in _VOID:
            self._open.append(element)

    def _append(self, tag: str) -> HtmlElement:
        self._write()
        self._count += 1
        element = html_parser.makeelement(tag)
        self._open[-1].append(element)
        return element

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, max(0, len(self._open) - 40), -1):
            if self._open[depth].tag == tag:
                self._write()
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._said.append(data)

    def close(self) -> None:
        super().close()
        self._write()

    def _write(self) -> None:
        """Put the text that came since the last tag into the tree."""
        if not self._said:
            return
        parent = self._open[-1]
        data = _INVALID.sub("", "".join(self._said))
        self._said.clear()
        last = next(parent.iterchildren(reversed=True), None)  # len() would count all children each time
        if last is None:
            parent.text = (parent.text or "") + data
        else:
            last.tail = (last.tail or "") + data
