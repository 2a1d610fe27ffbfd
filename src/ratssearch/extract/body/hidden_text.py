"""Text that styles or attributes hide: which of it belongs to the text of the page, and what of it is left out.

Hidden text is read where the page shows hardly anything else (a script shows the text later, or streamed it), and
where it goes on among the paragraphs of what is shown ("Read more"). All other is kept for the account of what was cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from ratssearch.extract.body.region import parts_of, prose
from ratssearch.extract.html.blocks import BLOCK_TAGS, Block, segment
from ratssearch.extract.html.element_paths import Known

_FAR_LESS = 0.2  # share of the hidden text below which the shown one is not what the page is about
_MAIN = 0.3  # share of the largest hidden text that another must have to be read with it
_MIN_TEXT = 30.0  # width of running text
_NEAR = 2  # levels between hidden text and the paragraphs that it goes on with
_MAX_CONTROLS = 20  # elements looked at
_OPENERS = frozenset("h2 h3 h4 h5 h6 dt summary button".split())  # noqa: SIM905
_HANDLES = frozenset(("onclick", "aria-controls", "aria-expanded", "data-toggle", "data-target"))
_MAX_LINKED = 0.3  # share of linked text in what may go on among paragraphs


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """The blocks of a page that are read, and hidden ones that are not, each before the number of a block."""

    read: list[Block]
    hidden: tuple[tuple[int, Block], ...] = ()


def page_blocks(root: HtmlElement, *, known: Known | None = None, varying: frozenset[str] = frozenset()) -> PageBlocks:
    """All blocks of the page, in document order."""
    blocks = segment(root, hidden=True, known=known, varying=varying)
    if all(block.hidden is None for block in blocks):
        return PageBlocks(blocks)
    if opened := _opened(blocks):
        blocks = segment(root, hidden=True, opened=opened, known=known, varying=varying)
    read = [block for block in blocks if block.hidden is None]
    if not read:
        opened = frozenset(block.hidden for block in blocks if block.hidden is not None)
        return PageBlocks(segment(root, hidden=True, opened=opened))
    hidden: list[tuple[int, Block]] = []
    place = 0
    for block in blocks:
        if block.hidden is not None:
            hidden.append((place, block))
        else:
            block.index = place
            place += 1
    return PageBlocks(read, tuple(hidden))


def _opened(blocks: Sequence[Block]) -> frozenset[HtmlElement]:
    """The hidden elements that are read."""
    groups: defaultdict[HtmlElement, list[Block]] = defaultdict(list)
    for block in blocks:
        if block.hidden is not None:
            groups[block.hidden].append(block)
    parts = parts_of(blocks)
    text = {
        element: sum(prose(block) for block in group if not parts[block.index]) for element, group in groups.items()
    }
    shown = sum(prose(block) for block in blocks if block.hidden is None and not parts[block.index])
    if shown < _FAR_LESS * sum(text.values()):
        most = max(text.values())
        return frozenset(element for element, size in text.items() if size >= _MAIN * most)
    said = {block.text for block in blocks if block.hidden is None}
    beside = _holders_of_text(blocks)
    return frozenset(
        element
        for element, group in groups.items()
        if text[element] >= _MIN_TEXT and _goes_on(element, group, beside) and said.isdisjoint(b.text for b in group)
    )


def _holders_of_text(blocks: Sequence[Block]) -> frozenset[HtmlElement]:
    """The elements that hold shown paragraphs themselves."""
    shown = (block for block in blocks if block.hidden is None and prose(block))
    return frozenset(element for block in shown for element in block.inside[-2:])


def _goes_on(element: HtmlElement, group: Sequence[Block], beside: frozenset[HtmlElement]) -> bool:
    """Whether a hidden element stands among paragraphs, beside what shows it, and holds no form and few links."""
    if not any(outer in beside for outer in islice(element.iterancestors(), _NEAR)):
        return False
    around = [element] if element.tag in BLOCK_TAGS else [element, *islice(element.iterancestors(), 1)]
    beside_it = (other for outer in around for other in (outer.getprevious(), outer.getnext()))
    if not any(_shows(other) for other in beside_it if other is not None):
        return False
    if next(element.iter("form", "input", "textarea"), None) is not None:
        return False
    return sum(block.links for block in group) <= _MAX_LINKED * sum(len(block.text) for block in group)


def _shows(element: HtmlElement) -> bool:
    """Whether an element may be what a reader presses to see hidden text: a heading, a button, a link to nowhere."""
    if element.tag in _OPENERS:
        return True
    inside = islice(element.iter("a", "button", "label", "span", "div", "p"), _MAX_CONTROLS)
    return any(
        part.tag in _OPENERS
        or part.get("role") == "button"
        or not _HANDLES.isdisjoint(part.attrib)
        or (part.tag == "a" and (part.get("href") or "#").lower().startswith(("#", "javascript:")))
        for part in inside
    )
