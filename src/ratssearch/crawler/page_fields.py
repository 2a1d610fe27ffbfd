"""A page as the row of small texts that a reader sees, in document order: what each stands in, and where.

A field ends where an element begins or ends that sets its text apart (a cell, a paragraph, a span, bold print, a link);
italics and the like end none. Fields of one line stand beside each other on the screen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice

from lxml import etree, html

from ratssearch.text import collapse

_SILENT = frozenset(("script", "style", "template", "noscript", "head", "select", "svg", "iframe", "textarea"))
# fmt: off
_IN_TEXT = frozenset((
    "abbr", "acronym", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd",
    "mark", "nobr", "q", "s", "samp", "strike", "sub", "sup", "tt", "u", "var", "wbr",
))
# fmt: on
_IN_LINE = frozenset(("a", "b", "button", "label", "small", "span", "strong", "time"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TITLES = _HEADINGS | {"caption", "legend", "th", "dt"}  # elements that stand over something
_CELLS = frozenset(("td", "th"))
_SIBLINGS = 40  # elements before one that are counted

Step = tuple[str, str, int]
Place = tuple[int, int]  # the elements around a text, numbered, and which text of its owner it is


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A text of the page, white space collapsed. `spelled` has the white space at its ends, for joining."""

    text: str
    spelled: str
    owner: html.HtmlElement  # the element that sets it apart
    number: int  # which text of its owner it is
    line: int
    link: html.HtmlElement | None  # the link that it stands in
    heading: bool
    over: bool  # it stands in a heading, caption or the like
    stamp: str = ""  # a machine-readable day; such a field has no text


class PageFields:
    """The fields of a page, and which of them stand in which element."""

    def __init__(self, tree: html.HtmlElement) -> None:
        self.all: list[Field] = []
        self._spans: dict[html.HtmlElement, tuple[int, int]] = {}
        self._steps: dict[html.HtmlElement, Step] = {}
        self._places: dict[tuple[int, Step], int] = {}
        self._below: dict[html.HtmlElement, dict[html.HtmlElement, int]] = defaultdict(dict)
        self._headings = self._titles = 0  # open elements that are one
        self._numbers: Counter[html.HtmlElement] = Counter()
        self._parts: list[str] = []
        self._line = 0
        self._owners = [tree]
        self._links: list[html.HtmlElement] = []
        self._read(tree)

    def span(self, element: html.HtmlElement) -> tuple[int, int]:
        """First field within element, and first one behind it."""
        return self._spans.get(element, (0, 0))

    def has(self, element: html.HtmlElement) -> bool:
        """Whether element sets its text apart, so that it has a span."""
        return element in self._spans

    def within(self, element: html.HtmlElement) -> list[Field]:
        start, end = self.span(element)
        return self.all[start:end]

    def place(self, field: Field, top: html.HtmlElement) -> Place:
        """Where the field stands below top: alike for the same field of entries made alike, and for no other."""
        known = self._below[top]
        steps: list[html.HtmlElement] = []
        element: html.HtmlElement | None = field.owner
        while element is not None and element is not top and element not in known:
            steps.append(element)
            element = element.getparent()
        place = known.get(element, 0) if element is not None else 0
        for element in reversed(steps):
            known[element] = place = self._places.setdefault((place, self._step(element)), len(self._places) + 1)
        return place, field.number

    def column(self, field: Field, top: html.HtmlElement) -> int:
        """The column of the table below top in which the field stands, or -1."""
        column = -1
        for element in (field.owner, *field.owner.iterancestors()):
            if element is top:
                break
            if element.tag in _CELLS:
                column = self._step(element)[2]
        return column

    def _step(self, element: html.HtmlElement) -> Step:
        if element not in self._steps:
            self._steps[element] = _step_of(element)
        return self._steps[element]

    def _read(self, tree: html.HtmlElement) -> None:
        walk = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walk:
            tag = str(element.tag)
            if event == "start":
                self._begin(element, tag)
                if tag in _SILENT:
                    walk.skip_subtree()
                elif element.text:
                    self._parts.append(element.text)
            else:
                self._finish(element, tag)
                if element.tail and element is not tree:
                    self._parts.append(element.tail)
        self._flush()

    def _begin(self, element: html.HtmlElement, tag: str) -> None:
        if tag in _IN_TEXT:
            return
        self._flush()
        self._line += tag not in _IN_LINE
        self._spans[element] = (len(self.all), len(self.all))
        self._owners.append(element)
        self._headings += tag in _HEADINGS
        self._titles += tag in _TITLES
        if tag == "a" and element.get("href"):
            self._links.append(element)
        stamp = element.get("datetime") or (element.get("content") if "date" in (element.get("itemprop") or "") else "")
        if stamp:
            self._add("", "", stamp.strip())

    def _finish(self, element: html.HtmlElement, tag: str) -> None:
        if tag in _IN_TEXT:
            return
        self._flush()
        self._line += tag not in _IN_LINE
        self._spans[element] = (self._spans[element][0], len(self.all))
        self._owners.pop()
        self._headings -= tag in _HEADINGS
        self._titles -= tag in _TITLES
        if self._links and self._links[-1] is element:
            self._links.pop()

    def _flush(self) -> None:
        if not self._parts:
            return
        spelled = "".join(self._parts)
        self._parts.clear()
        if spelled.isspace():
            return  # most of what stands between two elements
        text = collapse(spelled)
        if text:
            self._add(text, spelled, "")

    def _add(self, text: str, spelled: str, stamp: str) -> None:
        owner = self._owners[-1]
        link = self._links[-1] if self._links else None
        number = -1 if stamp else self._numbers[owner]
        self._numbers[owner] += not stamp
        heading, over = self._headings > 0, self._titles > 0
        self.all.append(Field(text, spelled, owner, number, self._line, link, heading, over, stamp))


def column_of(cell: html.HtmlElement) -> int:
    """The number of a table's cell in its row, from 0."""
    return sum(1 for _ in islice(cell.itersiblings("td", "th", preceding=True), _SIBLINGS))


def _step_of(element: html.HtmlElement) -> Step:
    """The element's name, class and number among those before it that are alike; a cell's is its column."""
    if element.tag in _CELLS:
        return "td", "", column_of(element)
    name = element.get("class") or ""
    name = " ".join(word for word in name.split() if not any(map(str.isdigit, word)))
    alike = 0
    for count, sibling in enumerate(element.itersiblings(str(element.tag), preceding=True)):
        alike += (sibling.get("class") or "") == (element.get("class") or "")
        if count == _SIBLINGS:
            break
    return str(element.tag), name, alike
