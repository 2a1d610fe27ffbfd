"""The container that holds a release's text: the one whose blocks add up to most, prose for and menus against it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.page_parts import part_of
from ratssearch.extract.site_name import title_key

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SENTENCE = re.compile(r"[.!?…。！？]")
# A paragraph or a list item is never the region, however long it is.
_NEVER = frozenset(
    "p li ul ol dl dt dd h1 h2 h3 h4 h5 h6 a span figure figcaption blockquote pre tr tbody em b".split()  # noqa: SIM905
)
TEASER = "teaser"  # the part of what belongs to other releases (teasers.py): it goes wherever it stands
_ARTICLES = frozenset(("article", "main"))
_CARD = -80.0  # a heading that is a link names another page
_BEFORE_TITLE = 0.3  # what prose before the page's heading counts
_ALONE = 0.3  # what prose counts that only we would keep
_CLEAR = 0.01  # worth by which one container is clearly better than another, far above what rounding does


def may_be_region(step: str) -> bool:
    """Whether an element may hold a release's text, by its tag or by a path's last step such as "p.lead"."""
    return step.split("#")[0].split(".")[0] not in _NEVER


def width(text: str) -> int:
    """Length as a reader feels it: a Han, kana or hangul character says as much as two and a half Latin letters."""
    return len(text) if text.isascii() else _width(text)


@lru_cache(maxsize=1024)  # every rule asks it of the blocks of its page
def _width(text: str) -> int:
    return len(text) + (3 * len(_CJK.findall(text))) // 2


def parts_of(blocks: Sequence[Block], title: str = "", teasers: Collection[int] = ()) -> list[str]:
    """For each block the part (extract.html.page_parts) that its innermost telling ancestor declares, or ''.

    An element that holds a third of the page's prose, or half of that of the article it stands in, or both the title
    and prose behind it, is no menu or footer, whatever its class says. teasers: numbers of the blocks that belong to
    other releases, whose prose does not count.
    """
    titled = _with_title(blocks, title) if title else frozenset()
    held: dict[HtmlElement, float] = defaultdict(float)
    for block in blocks:
        if block.index not in teasers and (weight := prose(block)):
            for element in block.inside:
                held[element] += weight
    most = max(held.values(), default=0.0) / 3
    # What stands in an element that was met before: its part, and half the prose of the article around it.
    known: dict[HtmlElement, tuple[str, float]] = {}
    answer: list[str] = []
    for block in blocks:
        inside = block.inside
        met = len(inside)
        while met and inside[met - 1] not in known:
            met -= 1
        part, article = known[inside[met - 1]] if met else ("", 0.0)
        for element in inside[met:]:
            holds = held.get(element, 0.0)
            if element.tag in _ARTICLES:
                article = holds / 2
            if not (holds > most or 0 < article <= holds or element in titled):
                part = part_of(element) or part
            known[element] = part, article
        answer.append(part)
    return answer


def _with_title(blocks: Sequence[Block], title: str) -> frozenset[HtmlElement]:
    """The elements that hold the title and prose behind it."""
    key, longest = title_key(title), 2 * len(title)
    around: set[HtmlElement] = set()
    found: set[HtmlElement] = set()
    for block in blocks:
        if not block.anchors and len(block.text) <= longest and title_key(block.text) == key:
            around.update(block.inside)
        elif around and prose(block):
            found.update(around.intersection(block.inside))
    return frozenset(found)


def prose(block: Block) -> float:
    """Width of a block's running text outside links; 0 where it has none."""
    size = width(block.text)
    if block.link_density > 0.5 or size < 40 or not _SENTENCE.search(block.text):
        return 0.0
    return size * (1 - block.link_density)


def worth(block: Block, part: str) -> float:
    """How much a block speaks for (positive) or against (negative) the container it stands in."""
    size = width(block.text)
    free = size * (1 - block.link_density)
    if part:
        return -min(size, 150) * 0.6 - 5
    if block.heading and block.link_density > 0.5:
        return _CARD
    if block.link_density > 0.5:
        return -min(size, 100) * 0.5 - 10
    if block.heading:
        return 5.0
    if _SENTENCE.search(block.text) and size >= 40:
        return free
    return free * 0.3 if size >= 40 else -3.0


def _worths(blocks: Sequence[Block], parts: Sequence[str], seconded: Sequence[bool], title: int) -> Iterator[float]:
    """worth() of each block, nothing for what belongs to other releases, less for prose that trafilatura leaves out or
    that stands before the title, none for the text under a linked heading."""
    card = False
    for place, (block, part) in enumerate(zip(blocks, parts, strict=True)):
        value = 0.0 if part == TEASER else worth(block, part)
        agreed = bool(seconded) and seconded[place]
        linked = block.heading and block.link_density > 0.5
        if linked and agreed and not part:
            value = 0.0
        if card and value > 0 and not agreed:
            value = 0.0
        elif value > 0 and seconded and not agreed:
            value *= _ALONE
        if value > 0 and place < title:
            value *= _BEFORE_TITLE
        card = linked
        yield value


def _bounds(blocks: Sequence[Block], parts: Sequence[str], title: int) -> Iterator[tuple[float, float]]:
    """The least and the most that _worths() may say of each block, whatever a second extractor says."""
    card = False
    for place, (block, part) in enumerate(zip(blocks, parts, strict=True)):
        most = 0.0 if part == TEASER else worth(block, part)
        linked = block.heading and block.link_density > 0.5
        least = most
        if most > 0:
            most *= _BEFORE_TITLE if place < title else 1.0
            least = 0.0 if card else most * _ALONE
        elif linked:
            most = 0.0
        card = linked
        yield least, most


def find_region(
    blocks: Sequence[Block], parts: Sequence[str], seconded: Sequence[bool] = (), title: int = 0
) -> HtmlElement | None:
    """The container whose blocks' worth is greatest; the deepest of equals. None if no block speaks for one.

    seconded: for each block whether a second extractor would keep it (second_opinion.py), or nothing; it is looked at
    only where the answer hangs on it. title: the number of the block that is the page's heading, or 0.
    """
    sure = sure_region(blocks, parts, title)
    return best_region(blocks, parts, seconded, title) if sure is None else sure


def best_region(
    blocks: Sequence[Block], parts: Sequence[str], seconded: Sequence[bool], title: int
) -> HtmlElement | None:
    """find_region(), whatever it costs."""
    sums, depth = _sums(blocks, _worths(blocks, parts, seconded, title))
    if not sums:
        return None
    best = max(sums, key=lambda element: (round(sums[element], 3), depth[element]))
    return best if sums[best] > 0 else None


def _sums(blocks: Sequence[Block], worths: Iterable[float]) -> tuple[dict[HtmlElement, float], dict[HtmlElement, int]]:
    """What the blocks of each container are worth together, and how deep it lies."""
    sums: dict[HtmlElement, float] = defaultdict(float)
    depth: dict[HtmlElement, int] = {}
    for block, value in zip(blocks, worths, strict=True):
        for level, element in enumerate(block.inside):
            if element.tag not in _NEVER:
                sums[element] += value
                depth[element] = level
    return sums, depth


def sure_region(blocks: Sequence[Block], parts: Sequence[str], title: int) -> HtmlElement | None:
    """The container that is worth most whatever a second extractor says, or None: on most pages of releases there is
    one, and the extractor, which takes as long as all other reading, need not be asked."""
    bounds = _Bounds(blocks, parts, title)
    least, most = bounds.least, bounds.most
    best = bounds.best()
    if best is None or least[best] < _CLEAR:
        return None
    around, within = set(bounds.around(best)), {best}
    for element, outer in bounds.outer.items():  # outer ones first
        if outer in within:
            within.add(element)
            rival = least[best] - least[element] < _CLEAR
        elif element in around:
            # It holds all that the best holds: what it adds must count against it, or be nothing at all.
            alike = least[element] == least[best] and most[element] == most[best]
            rival = not alike and most[element] - most[best] > -_CLEAR
        else:
            rival = element is not best and most[element] > least[best] - _CLEAR
        if rival and element.tag not in _NEVER:
            return None
    return best


class _Bounds:
    """The least and the most that the blocks of each element may be worth together. outer: each element's parent, outer
    ones first."""

    def __init__(self, blocks: Sequence[Block], parts: Sequence[str], title: int) -> None:
        self.least: dict[HtmlElement, float] = {}
        self.most: dict[HtmlElement, float] = {}
        self.outer: dict[HtmlElement, HtmlElement | None] = {}
        for block, (low, high) in zip(blocks, _bounds(blocks, parts, title), strict=True):
            element = self._meet(block.inside)
            self.least[element] += low
            self.most[element] += high
        for element, outer in reversed(self.outer.items()):
            if outer is not None:
                self.least[outer] += self.least[element]
                self.most[outer] += self.most[element]

    def _meet(self, inside: Sequence[HtmlElement]) -> HtmlElement:
        """The innermost of a chain of elements, all of which are known from then on."""
        met = len(inside)
        while met and inside[met - 1] not in self.outer:
            met -= 1
        for place in range(met, len(inside)):
            element = inside[place]
            self.least[element] = self.most[element] = 0.0
            self.outer[element] = inside[place - 1] if place else None
        return inside[-1]

    def around(self, element: HtmlElement) -> Iterator[HtmlElement]:
        """The elements around one, from within."""
        outer = self.outer[element]
        while outer is not None:
            yield outer
            outer = self.outer[outer]

    def best(self) -> HtmlElement | None:
        """The likeliest region: of equals the deepest."""
        found, worth = None, 0.0
        for element in self.outer:
            both = self.least[element] + self.most[element]
            # Inner ones come after outer ones, and of those that do not hold each other none is sure if equal.
            if both >= worth and element.tag not in _NEVER:
                found, worth = element, both
        return found
