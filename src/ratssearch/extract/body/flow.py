"""The flow of a text: the elements that its paragraphs stand in, and how. A line that stands as they do is text too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from ratssearch.extract.body.region import width
from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.element_paths import Paths
from ratssearch.extract.html.page_parts import part_of

_PARAGRAPH = 80  # width from which a block shows where the text stands
_NEAR = 4  # elements around a block that may be its own alone
_ROOTS = frozenset(("body", "main", "article", "td"))
_MAIN = 0.2  # share of the running text that an element must hold to be one of the flow
_PLAIN = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre center table tbody thead tfoot tr td th".split()  # noqa: SIM905
)


class Flow:
    """Where the paragraphs of a text stand. kept: the blocks that are left of its page."""

    def __init__(self, kept: Sequence[Block], text: Sequence[Block]) -> None:
        self._held = Counter(element for block in kept for element in block.inside[-_NEAR:])
        self._paths = Paths()
        ways: Counter[str] = Counter()
        holders: dict[str, str] = {}
        for block in text:
            size = width(block.text)
            if size >= _PARAGRAPH and block.link_density < 0.3 and not block.heading:
                way = self._way(block)
                ways[way] += size
                holders[way] = self._holder(block)
        self.is_even = len(ways) <= 1  # all paragraphs stand alike
        main = [way for way, size in ways.items() if size >= _MAIN * ways.total()]
        self._ways = frozenset(main)
        self._holders = frozenset(holders[way] for way in main)

    def holds(self, block: Block) -> bool:
        """Whether a block stands as the flow's paragraphs do, or as a plain part of a text beside them."""
        return self._way(block) in self._ways or self._holder(block) in self._holders

    def _way(self, block: Block) -> str:
        return self._paths.at(block.inside, len(block.inside) - 1)

    def _holder(self, block: Block) -> str:
        """The path of what holds a block: without what is a plain part of a text, and without a nameless element around
        the block alone."""
        place = len(block.inside) - 1
        while place > 0 and _is_plain(block.inside[place]):
            place -= 1
        element = block.inside[place]
        alone = self._held[element] == 1 and element.tag not in _ROOTS and not element.attrib
        return self._paths.at(block.inside, place - alone)


def _is_plain(element: HtmlElement) -> bool:
    return element.tag in _PLAIN and not part_of(element)
