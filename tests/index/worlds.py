"""Indexes of made-up releases with a history: several segments, replaced and deleted releases."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from oracle import Oracle
from sample import release

from ratssearch.index import ranking
from ratssearch.index.whoosh.coding import LENGTHS
from ratssearch.index.whoosh.engine import WhooshEngine
from ratssearch.models import Release


@dataclass(frozen=True, repr=False)
class World:
    """An engine and the judge over the same releases."""

    engine: WhooshEngine
    oracle: Oracle
    releases: dict[str, Release]


def stored_lengths() -> dict[int, int]:
    """How the engine rounds lengths: down to the next one that has a code."""
    codes = LENGTHS.tolist()
    return {length: max(code for code in codes if code <= length) for length in range(5000)}


def world(folder: Path, seed: int) -> World:
    """One index, or one with a history: commits, replaced and deleted releases, a merge, batches cut short."""
    choose = random.Random(seed)
    engine = WhooshEngine(folder)
    kept: dict[str, Release] = {}
    for commit in range(seed % 4 + 1):
        with engine.writer() as writer_:
            for _ in range(choose.randrange(10, 60)):
                one = release(choose.randrange(90), choose)
                writer_.add(one)
                kept[one.id] = one
            for gone in choose.sample(sorted(kept), 5 if commit else 1):
                writer_.delete(gone)
                del kept[gone]
        if seed == 3 and commit == 1:
            with engine.writer() as writer_:
                writer_.commit_joined()
    return World(engine, Oracle(kept.values(), ranking.DEFAULT, stored_lengths()), kept)
