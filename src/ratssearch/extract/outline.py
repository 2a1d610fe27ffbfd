"""The outline of a page: what learning needs to know of each block, without its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from lxml.html import HtmlElement

from ratssearch.extract.blocks import Block
from ratssearch.extract.region import width
from ratssearch.text import fold

_NUMBERED = re.compile(r"\d")  # a class or id with a number in it names one page, not a layout
_NOT_WORDS = re.compile(r"[\W_]+")
_MAX_STEPS = 60  # of one path: deeper containers are no layout


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
    """A page as learning sees it. `single` holds the paths that exactly one element of the page has."""

    url: str
    paths: tuple[str, ...]
    single: frozenset[int]
    blocks: tuple[OutlineBlock, ...]


class Paths:
    """Paths of the elements of one page: tag, id and classes from the body down, without the body's own classes."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, str] = {}

    def of(self, inside: Sequence[HtmlElement]) -> list[str]:
        """The path of each of inside, which is a chain of elements, outermost first."""
        answer: list[str] = []
        above = ""
        for element in inside[:_MAX_STEPS]:
            path = self._known.get(element)
            if path is None:
                step = _step(str(element.tag), element.get("id") or "", element.get("class") or "")
                path = self._known[element] = f"{above}/{step}" if above else step
            answer.append(path)
            above = path
        return answer


@lru_cache(maxsize=4096)
def _step(tag: str, identifier: str, classes: str) -> str:
    if tag in ("html", "body"):
        return tag
    names = sorted({name for name in classes[:300].split() if not _NUMBERED.search(name)})
    own = f"#{identifier}" if identifier and not _NUMBERED.search(identifier) and " " not in identifier else ""
    return f"{tag}{own}{''.join('.' + name for name in names)}"


def key_of(text: str) -> str:
    """The digest by which a block is known again on another page; empty for a text without letters or digits."""
    said = _NOT_WORDS.sub("", fold(text))
    return blake2b(said.encode("utf-8", "replace"), digest_size=9).hexdigest() if said else ""


def outline_of(url: str, blocks: Sequence[Block], labels: Sequence[str]) -> Outline:
    """The outline of a page whose blocks were labelled (body.py)."""
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
    return Outline(url, tuple(numbers), frozenset(owners) - shared, tuple(outlined))
