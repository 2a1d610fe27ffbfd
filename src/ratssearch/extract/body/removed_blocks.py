"""Removed blocks as a reader would want them listed: one entry per run of blocks that one rule took from one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ratssearch.extract.body.labelled import TITLE, Labelled
from ratssearch.extract.body.region import TEASER
from ratssearch.extract.html.blocks import Block
from ratssearch.models import RemovedBlock

HIDDEN = "hidden"
MAX_REMOVED = 200  # entries of one page
MAX_TEXT = 4000  # characters of one entry


def removed_blocks(page: Labelled, hidden: Sequence[tuple[int, Block]] = ()) -> tuple[RemovedBlock, ...]:
    """What stood on the page and is not in the body, in page order; the title itself is not listed. hidden: blocks that
    the page does not show, each before the number of a block of the page."""
    return tuple(_runs(page, hidden))[:MAX_REMOVED]


def _runs(page: Labelled, hidden: Sequence[tuple[int, Block]]) -> Iterator[RemovedBlock]:
    paragraph = 0
    for label, run in groupby(_in_order(page, hidden), key=lambda entry: entry[1]):
        blocks = [(block, is_title) for block, _, is_title in run]
        if label:
            text = "\n".join(block.text for block, is_title in blocks if not is_title)
            if text:
                yield RemovedBlock(text[:MAX_TEXT], label, paragraph, _shared_by(page, [block for block, _ in blocks]))
        else:
            paragraph += len(blocks)


def _in_order(page: Labelled, hidden: Sequence[tuple[int, Block]]) -> Iterator[tuple[Block, str, bool]]:
    """Each block with its label, and whether it is the title; hidden ones in their places."""
    left = list(reversed(hidden))
    for block, label in zip(page.blocks, _labels(page), strict=True):
        while left and left[-1][0] <= block.index:
            yield left.pop()[1], HIDDEN, False
        yield block, label, page.labels[block.index] == TITLE
    yield from ((block, HIDDEN, False) for _, block in reversed(left))


def _labels(page: Labelled) -> Iterator[str]:
    """The labels of the blocks; a title inside a run of removed blocks does not break it."""
    before = ""
    for index, label in enumerate(page.labels):
        named = f"{TEASER}: {page.teasers[index]}" if label == TEASER else label
        before = (before or TITLE) if label == TITLE else named
        yield before


def _shared_by(page: Labelled, blocks: Sequence[Block]) -> int:
    """On how many of the site's pages all of blocks stand, as far as a template was learnt."""
    fit = page.fit
    if fit is None:
        return 0
    fewest = 0
    for place, block in enumerate(blocks):
        pages = fit.pages_of(block)
        if not pages:
            return 0
        fewest = min(fewest, pages) if place else pages
    return fewest
