"""A page as the row of small texts that a reader sees, in document order: what each stands in, and where.

A field ends where an element begins or ends that sets its text apart (a cell, a paragraph, a span, bold print, a link);
italics and the like end none. Fields of one line stand beside each other on the screen.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from lxml import etree, html

from ratssearch.text import collapse

_SILENT = frozenset(("script", "style", "template", "noscript", "head", "select", "svg", "iframe", "textarea"))
# fmt: off
_IN_TEXT = frozenset((
    "abbr", "acronym", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd",
    "mark", "nobr", "q", "s", "samp", "small", "strike", "sub", "sup", "tt", "u", "var", "wbr",
))
# fmt: on
_IN_LINE = frozenset(("a", "b", "button", "label", "span", "strong", "time"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TITLES = _HEADINGS | {"caption", "legend", "th", "dt"}  # elements that stand over something
_SIBLINGS = 40  # elements before one that are counted

Step = tuple[str, str, int]


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

    def path(self, field: Field, top: html.HtmlElement) -> tuple[Step | int, ...]:
        """Where the field stands below top: alike for the same field of entries made alike."""
        steps: list[Step | int] = [field.number]
        element: html.HtmlElement | None = field.owner
        while element is not None and element is not top:
            steps.append(self._step(element))
            element = element.getparent()
        return tuple(reversed(steps))

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
                else:
                    self._parts.append(element.text or "")
            else:
                self._finish(element, tag)
                self._parts.append(element.tail or "" if element is not tree else "")
        self._flush()

    def _begin(self, element: html.HtmlElement, tag: str) -> None:
        if tag in _IN_TEXT:
            return
        self._flush()
        self._line += tag not in _IN_LINE
        self._spans[element] = (len(self.all), len(self.all))
        self._owners.append(element)
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
        if self._links and self._links[-1] is element:
            self._links.pop()

    def _flush(self) -> None:
        spelled = "".join(self._parts)
        self._parts = []
        text = collapse(spelled)
        if text:
            self._add(text, spelled, "")

    def _add(self, text: str, spelled: str, stamp: str) -> None:
        owner = self._owners[-1]
        tags = {each.tag for each in self._owners}
        link = self._links[-1] if self._links else None
        over = not tags.isdisjoint(_TITLES)
        heading = not tags.isdisjoint(_HEADINGS)
        number = -1 if stamp else self._numbers[owner]
        self._numbers[owner] += not stamp
        self.all.append(Field(text, spelled, owner, number, self._line, link, heading, over, stamp))


def column_of(cell: html.HtmlElement) -> int:
    """The number of a table's cell in its row, from 0."""
    return sum(1 for _ in islice(cell.itersiblings("td", "th", preceding=True), _SIBLINGS))


def _step_of(element: html.HtmlElement) -> Step:
    """The element's name, class and number among those before it that are alike; a cell's is its column."""
    if element.tag in ("td", "th"):
        return "td", "", column_of(element)
    name = element.get("class") or ""
    name = " ".join(word for word in name.split() if not any(map(str.isdigit, word)))
    alike = 0
    for count, sibling in enumerate(element.itersiblings(str(element.tag), preceding=True)):
        alike += (sibling.get("class") or "") == (element.get("class") or "")
        if count == _SIBLINGS:
            break
    return str(element.tag), name, alike
