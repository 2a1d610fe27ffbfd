"""Removed blocks as a reader would want them listed: one entry per run of blocks that one rule took from one place."""

from __future__ import annotations

from collections.abc import Iterator

from ratssearch.extract.body import TITLE, Labelled
from ratssearch.models import RemovedBlock

MAX_REMOVED = 200  # entries of one page
MAX_TEXT = 4000  # characters of one entry


def removed_blocks(page: Labelled) -> tuple[RemovedBlock, ...]:
    """What stood on the page and is not in the body, in page order; the title itself is not listed."""
    return tuple(_runs(page))[:MAX_REMOVED]


def _runs(page: Labelled) -> Iterator[RemovedBlock]:
    lines: list[str] = []
    rule = ""
    paragraph = 0
    for block, label in zip(page.blocks, page.labels, strict=True):
        if label == TITLE:
            continue
        if label != rule and lines:
            yield RemovedBlock("\n".join(lines)[:MAX_TEXT], rule, paragraph)
            lines = []
        rule = label
        if label:
            lines.append(block.text)
        else:
            paragraph += 1
    if lines:
        yield RemovedBlock("\n".join(lines)[:MAX_TEXT], rule, paragraph)
