"""The outline of a page: what learning needs to know of each block, without its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from ratssearch.extract.body.boilerplate import is_date_line, is_paragraph, is_sentence
from ratssearch.extract.body.captions import stands_by_picture
from ratssearch.extract.body.region import TEASER, may_be_region, width
from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.element_paths import Paths, beginning_of, key_of, part_key
from ratssearch.extract.site_name import title_key

_MIN_FURNITURE = 3  # blocks
END_OF_TEXT = "$"  # behind a label that stands at the end of texts
_DAY = "day"
_LONGEST_NAME = 120  # characters
# Labels of what tells of other releases.
OF_OTHERS = frozenset(
    (TEASER, "part:related", "tail:behind-teasers", "tail:related", "tail:read-also", "tail:in-other-news")
)
OWN_TEXT = "#text"  # last step of the path of text that stands in a container beside other blocks


@dataclass(frozen=True, slots=True)
class OutlineBlock:
    """One block: digests of its text and of its first letters, its width, whether it is mostly link, whether it is a
    paragraph of running text or says a sentence (that is no caption), where it stands, what became of it, and of which
    other release it tells."""

    key: str
    beginning: str
    width: int
    linked: bool
    running: bool
    sentence: bool
    heading: bool
    containers: tuple[int, ...]  # numbers of Outline.paths, outermost first
    label: str  # "" for the body, else the rule that took it out
    release: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A page as learning sees it. `single` holds the paths that exactly one element of the page has; `parts` are those
    of them that hold a few blocks but not most of the page, with the digest of their text."""

    url: str
    title: str  # title_key() of the page's
    names: frozenset[str]  # title_key()s of what may be the site's name: headings, the title element and its pieces
    paths: tuple[str, ...]
    single: frozenset[int]
    blocks: tuple[OutlineBlock, ...]
    parts: tuple[tuple[int, str], ...]


def outline_of(
    url: str,
    title: str,
    declared: Sequence[str],
    blocks: Sequence[Block],
    labels: Sequence[str],
    teasers: Mapping[int, str],
) -> Outline:
    """The outline of a page whose blocks were labelled (body/labels.py). declared: what its head says of its title.
    teasers: number of a block -> the release that it tells of."""
    paths = Paths()
    numbers: dict[str, int] = {}
    owners: dict[int, HtmlElement] = {}
    shared: set[int] = set()
    outlined: list[OutlineBlock] = []
    held = Counter(element for block in blocks for element in block.inside)
    for block, label in zip(blocks, labels, strict=True):
        containers = []
        way = paths.of(block.inside)
        for element, path in zip(block.inside, way, strict=False):
            number = numbers.setdefault(path, len(numbers))
            if owners.setdefault(number, element) is not element:
                shared.add(number)
            containers.append(number)
        if way and stands_free(block, held[block.inside[-1]]):
            containers.append(numbers.setdefault(f"{way[-1]}/{OWN_TEXT}", len(numbers)))
        caption = is_sentence(block) and stands_by_picture(block)
        outlined.append(
            OutlineBlock(
                key_of(block.text),
                label_of(block.text),
                width(block.text),
                block.link_density > 0.5,
                is_paragraph(block) and not caption,
                is_sentence(block) and not caption,
                block.heading,
                tuple(containers),
                label,
                teasers.get(block.index, ""),
            )
        )
    single = frozenset(owners) - shared
    counts = Counter(number for block in outlined for number in block.containers)
    parts = (
        (number, part_key(owners[number]))
        for number in sorted(single)
        if _MIN_FURNITURE <= counts[number] <= 0.7 * len(outlined)
    )
    plain = (block for block, label in zip(blocks, labels, strict=True) if label not in OF_OTHERS and not block.anchors)
    headings = (block.text for block in plain if (block.heading or block.strong) and len(block.text) <= _LONGEST_NAME)
    names = frozenset(filter(None, map(title_key, (*headings, *declared))))
    return Outline(url, title_key(title), names, tuple(numbers), single, tuple(outlined), tuple(parts))


def label_of(text: str) -> str:
    """What a line is known again by as a label: that it is a day, or how it begins (element_paths.py)."""
    return _DAY if is_date_line(text) else beginning_of(text)


def stands_free(block: Block, neighbours: int) -> bool:
    """Whether a block is text that a container holds beside other blocks, outside any paragraph."""
    return neighbours > 1 and may_be_region(block.tag)
