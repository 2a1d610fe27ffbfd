"""Removed blocks as a reader would want them listed: one entry per run of blocks that one rule took from one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ratssearch.extract.body.labels import TITLE, Labelled
from ratssearch.extract.body.region import TEASER
from ratssearch.extract.html.blocks import Block
from ratssearch.models import RemovedBlock

MAX_REMOVED = 200  # entries of one page
MAX_TEXT = 4000  # characters of one entry


def removed_blocks(page: Labelled) -> tuple[RemovedBlock, ...]:
    """What stood on the page and is not in the body, in page order; the title itself is not listed."""
    return tuple(_runs(page))[:MAX_REMOVED]


def _runs(page: Labelled) -> Iterator[RemovedBlock]:
    paragraph = 0
    for label, run in groupby(zip(page.blocks, _labels(page), strict=True), key=lambda pair: pair[1]):
        blocks = [block for block, _ in run]
        if label:
            text = "\n".join(block.text for block in blocks if page.labels[block.index] != TITLE)
            if text:
                yield RemovedBlock(text[:MAX_TEXT], label, paragraph, _shared_by(page, blocks))
        else:
            paragraph += len(blocks)


def _labels(page: Labelled) -> Iterator[str]:
    """The labels of the blocks; a title inside a run of removed blocks does not break it."""
    before = ""
    for index, label in enumerate(page.labels):
        named = f"{TEASER}: {page.teasers[index]}" if label == TEASER else label
        before = (before or TITLE) if label == TITLE else named
        yield before


def _shared_by(page: Labelled, blocks: Sequence[Block]) -> int:
    """On how many of the site's pages all of blocks stand, as far as a template was learnt."""
    return min((page.fit.pages_of(block) for block in blocks), default=0) if page.fit else 0
