"""Indexes of made-up releases with a history: several segments, replaced and deleted releases, merges."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from oracle import Oracle
from sample import giant, release

from ratssearch.index import ranking
from ratssearch.index.ranking import Ranking
from ratssearch.index.whoosh import maintenance, writer
from ratssearch.index.whoosh.coding import LENGTHS
from ratssearch.index.whoosh.engine import WhooshEngine
from ratssearch.models import Release

RECENT = replace(ranking.DEFAULT, recency=0.4)


@dataclass(frozen=True, repr=False)
class World:
    """An engine and the judge over the same releases."""

    engine: WhooshEngine
    oracle: Oracle
    releases: dict[str, Release]

    def __repr__(self) -> str:
        return f"World({self.engine._folder.name})"


def stored_length(length: int) -> int:
    """How the engine rounds lengths: down to the next one that has a code."""
    return max(code for code in LENGTHS.tolist() if code <= length)


def judged(folder: Path, kept: dict[str, Release], settings: Ranking = ranking.DEFAULT) -> World:
    """The index in a folder beside a judge of what it is to hold."""
    return World(WhooshEngine(folder, ranking=settings), Oracle(kept.values(), settings, stored_length), kept)


def world(folder: Path, seed: int) -> World:
    """One index, or one with a history: commits, replaced and deleted releases, a merge, batches cut short."""
    choose = random.Random(seed)
    engine = WhooshEngine(folder)
    kept: dict[str, Release] = {}
    flush = writer.FLUSH_BYTES
    writer.FLUSH_BYTES = 3_600 if seed % 2 else flush  # several runs for one commit
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
    writer.FLUSH_BYTES = flush
    return judged(folder, kept)


def crumbs(folder: Path) -> World:
    """Dozens of commits of one to four releases: one-document segments, merges behind the writer's back, deletions
    before, during and after them."""
    choose = random.Random(4)
    engine = WhooshEngine(folder)
    kept: dict[str, Release] = {}
    commits = 40
    with engine.writer() as writer_:
        for commit in range(commits):
            for _ in range(choose.randrange(1, 5)):
                one = release(choose.randrange(70), choose)
                writer_.add(one)
                kept[one.id] = one
            if commit % 3 == 2:
                gone = choose.choice(sorted(kept))
                writer_.delete(gone)
                del kept[gone]
            writer_.commit()
    assert len(engine._current.get().views) < maintenance.MERGE_FACTOR, "nothing was merged"
    with engine.writer() as writer_:
        for number in range(200, 203):
            one = release(number, choose)
            writer_.add(one)
            kept[one.id] = one
            writer_.commit()
    return judged(folder, kept)


def giants(folder: Path) -> World:
    """Large numbers, empty fields, newer releases preferred; the newest of all is deleted and counts for nothing."""
    choose = random.Random(5)
    kept: dict[str, Release] = {}
    with WhooshEngine(folder).writer() as writer_:
        for one in (*(release(number, choose) for number in range(30)), *map(giant, range(100, 104))):
            writer_.add(one)
            kept[one.id] = one
        writer_.commit()
        for one in (release(number, choose) for number in range(60, 75)):
            writer_.add(one)
            kept[one.id] = one
        writer_.commit()
        dated = (one for one in kept.values() if one.page.published)
        newest = max(dated, key=lambda one: one.page.published.first)  # type: ignore[union-attr]
        writer_.delete(newest.id)
        del kept[newest.id]
    return judged(folder, kept, RECENT)


def nothing(folder: Path) -> World:
    """Two commits of releases, all of them deleted since."""
    choose = random.Random(6)
    releases = [release(number, choose) for number in range(6)]
    with WhooshEngine(folder).writer() as writer_:
        for number, one in enumerate(releases):
            writer_.add(one)
            if number == 2:
                writer_.commit()
        writer_.commit()
        for one in releases:
            writer_.delete(one.id)
    return judged(folder, {})


def large(folder: Path) -> World:
    """One segment of 66,000 short releases and a small one, with deletions in both."""
    choose = random.Random(7)
    kept: dict[str, Release] = {}
    with WhooshEngine(folder).writer() as writer_:
        for number in range(66_100):
            one = release(number, choose, longest=4)
            kept[f"large-{number}"] = one = replace(one, id=f"large-{number}")
            writer_.add(one)
            if number == 66_000:
                writer_.commit()
        for gone in choose.sample(sorted(kept), 900):
            writer_.delete(gone)
            del kept[gone]
    return judged(folder, kept)


HISTORIES: tuple[Callable[[Path], World], ...] = (
    *((lambda folder, seed=seed: world(folder, seed)) for seed in range(4)),
    crumbs,
    giants,
    nothing,
)
