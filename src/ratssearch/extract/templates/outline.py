"""The outline of a page: what learning needs to know of each block, without its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from ratssearch.extract.body.region import width
from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.element_paths import Paths, key_of, part_key

_MIN_FURNITURE = 3  # blocks


@dataclass(frozen=True, slots=True)
class OutlineBlock:
    """One block: digest of its text, its width, whether it is mostly link, where it stands, what became of it."""

    key: str
    width: int
    linked: bool
    containers: tuple[int, ...]  # numbers of Outline.paths, outermost first
    label: str  # "" for the body, else the rule that took it out


@dataclass(frozen=True, slots=True)
class Outline:
    """A page as learning sees it. `single` holds the paths that exactly one element of the page has; `parts` are those
    of them that hold a few blocks but not most of the page, with the digest of their text."""

    url: str
    paths: tuple[str, ...]
    single: frozenset[int]
    blocks: tuple[OutlineBlock, ...]
    parts: tuple[tuple[int, str], ...]


def outline_of(url: str, blocks: Sequence[Block], labels: Sequence[str]) -> Outline:
    """The outline of a page whose blocks were labelled (body/labels.py)."""
    paths = Paths()
    numbers: dict[str, int] = {}
    owners: dict[int, HtmlElement] = {}
    shared: set[int] = set()
    outlined: list[OutlineBlock] = []
    for block, label in zip(blocks, labels, strict=True):
        containers = []
        for element, path in zip(block.inside, paths.of(block.inside), strict=False):
            number = numbers.setdefault(path, len(numbers))
            if owners.setdefault(number, element) is not element:
                shared.add(number)
            containers.append(number)
        outlined.append(
            OutlineBlock(key_of(block.text), width(block.text), block.link_density > 0.5, tuple(containers), label)
        )
    single = frozenset(owners) - shared
    held = Counter(number for block in outlined for number in block.containers)
    parts = (
        (number, part_key(owners[number]))
        for number in sorted(single)
        if _MIN_FURNITURE <= held[number] <= 0.7 * len(outlined)
    )
    return Outline(url, tuple(numbers), single, tuple(outlined), tuple(parts))
