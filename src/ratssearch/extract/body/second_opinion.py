"""A second opinion on the text: which blocks trafilatura, which reads pages one at a time, would keep.

It takes as long as all other reading of a page, so it is asked for only where something hangs on the answer.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import cached_property
from typing import overload

import trafilatura
from lxml.html import HtmlElement

from ratssearch.extract.html.blocks import Block, is_hidden

# On larger pages nobody is asked: the time would not be bounded.
MAX_BLOCKS = 8_000
MAX_TEXT = 1_000_000  # characters

_NOT_WORDS = re.compile(r"[\W_]+")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs every page without text as an error


class SecondOpinion(Sequence[bool]):
    """What seconded() says of a page, asked when it is first looked at; the tree must still be the same then."""

    def __init__(self, root: HtmlElement, blocks: Sequence[Block]) -> None:
        self._root = root
        self._blocks = blocks

    @cached_property
    def _answer(self) -> list[bool]:
        return seconded(self._root, self._blocks)

    def __len__(self) -> int:
        return len(self._answer)

    @overload
    def __getitem__(self, place: int) -> bool: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[bool]: ...
    def __getitem__(self, place: int | slice) -> bool | Sequence[bool]:
        return self._answer[place]


def seconded(root: HtmlElement, blocks: Sequence[Block]) -> list[bool]:
    """For each block whether trafilatura's text holds it; empty if trafilatura finds no text worth the name."""
    if len(blocks) > MAX_BLOCKS or sum(len(block.text) for block in blocks) > MAX_TEXT:
        return []
    text = trafilatura.extract(root, fast=True, include_comments=False)  # which works on a copy of its own
    heard = _key(text or "")
    if len(heard) < 100:
        return []
    keys = [_key(block.text) for block in blocks]
    opened: dict[HtmlElement, bool] = {}
    return [bool(key) and (key in heard or _is_opened(block, opened)) for key, block in zip(keys, blocks, strict=True)]


def _is_opened(block: Block, known: dict[HtmlElement, bool]) -> bool:
    """Whether a block is hidden text that is read all the same (hidden_text.py): trafilatura never looks at any."""
    for element in block.inside:
        if element not in known:
            known[element] = is_hidden(element)
        if known[element]:
            return True
    return False


def _key(text: str) -> str:
    return _NOT_WORDS.sub("", text.lower())
