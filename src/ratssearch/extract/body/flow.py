"""The flow of a text: the elements that its paragraphs stand in, and how. A line that stands as they do is text too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from lxml.html import HtmlElement

from ratssearch.extract.body.region import may_be_region, width
from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.page_parts import part_of

_PARAGRAPH = 80  # width from which a block shows where the text stands
_NEAR = 4  # elements around a block in which a picture is sought
_MAIN = 0.2  # share of the running text that an element must hold to be one of the flow
_PLAIN = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre center table tbody thead tfoot tr td th".split()  # noqa: SIM905
)


class Flow:
    """Where the paragraphs among kept blocks stand; blocks are all of the page."""

    def __init__(self, blocks: Sequence[Block], kept: Sequence[Block]) -> None:
        self._held: Counter[HtmlElement] = Counter()
        for block in blocks:
            self._held.update(block.inside)
        ways: defaultdict[HtmlElement, Counter[str]] = defaultdict(Counter)
        total = 0
        for block in kept:
            size = width(block.text)
            if size >= _PARAGRAPH and block.link_density < 0.3 and not block.heading:
                holder, way = self._place(block)
                ways[holder][way] += size
                total += size
        self._ways = {
            holder: frozenset(found) for holder, found in ways.items() if sum(found.values()) >= _MAIN * total
        }

    def holds(self, block: Block) -> bool:
        """Whether a block stands in one of the flow's elements as its paragraphs do, or as a plain part of a text."""
        for place, element in enumerate(block.inside):
            if element in self._ways:
                steps = block.inside[place + 1 :]
                way = _way(steps)
                if way in self._ways[element] or all(step.tag in _PLAIN and not part_of(step) for step in steps):
                    return True
        return False

    def _place(self, block: Block) -> tuple[HtmlElement, str]:
        """The element whose flow a block is part of, and how it stands in it: what is around one block alone, and what
        never holds a text, is the block's own."""
        place = len(block.inside) - 1
        while place > 0 and (
            not may_be_region(str(block.inside[place].tag))
            or (self._held[block.inside[place]] == 1 and block.inside[place].tag not in ("body", "main", "article"))
        ):
            place -= 1
        return block.inside[place], _way(block.inside[place + 1 :])


def _way(steps: Sequence[HtmlElement]) -> str:
    return "/".join(f"{step.tag!s}.{step.get('class') or ''}" for step in steps)


def stands_by_picture(block: Block) -> bool:
    """Whether a block shares a small element with a picture, so that it is most likely its caption."""
    for element in block.inside[:-_NEAR:-1]:
        if next(element.iterdescendants("img"), None) is not None:
            return sum(1 for _ in element.iterdescendants("p", "h1", "h2", "h3")) <= 1
        if element.tag in ("figure", "figcaption"):
            return True
    return False
