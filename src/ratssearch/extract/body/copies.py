"""Copies: a page may print its text twice, once for wide and once for narrow screens."""

from __future__ import annotations

from ratssearch.extract.body.boilerplate import running
from ratssearch.extract.body.labelled import Labelled

COPY = "copy"
_MIN_RUN = 2  # blocks: one sentence alone may well be said twice
_MIN_SHARE = 0.25  # of the running text: what a list of entries has in common is less


def drop_copies(page: Labelled, keep: tuple[str, ...]) -> None:
    """Drop runs of blocks that say once more, in the same order, what stood before."""
    kept = page.kept()
    first: dict[str, int] = {}
    for place, block in enumerate(kept):
        first.setdefault(block.text, place)
    if COPY in keep or len(first) > len(kept) - _MIN_RUN:
        return
    enough = max(1.0, _MIN_SHARE * sum(map(running, kept)))
    run: list[int] = []
    last = -1  # where the block before was said first
    for place, block in enumerate(kept):
        before = first[block.text]
        if run and (before == place or before != last + 1):
            _drop(page, run, enough)
            run = []
        if before < place:
            run.append(block.index)
        last = before
    _drop(page, run, enough)


def _drop(page: Labelled, run: list[int], enough: float) -> None:
    if len(run) >= _MIN_RUN and sum(running(page.blocks[index]) for index in run) >= enough:
        for index in run:
            page.labels[index] = COPY
