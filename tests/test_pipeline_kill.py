"""kill -9 at any moment and start again: no release lost, none doubled, no address forgotten."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from killed_crawls import check_equal, crawl_with_kills, launcher
from pipeline_site import SmallSite, reading, serve, text
from ratssearch.archive import RunState
from ratssearch.pipeline import Workspace


def kill_and_compare(folder: Path, *, size: int, kills: int, seed: int) -> None:
    """Rounds of a first crawl, a change of the site, and a second crawl, each killed at random moments; after each
    the result equals that of crawls that were left alone."""
    chance = random.Random(seed)
    done = rounds = 0
    with serve(SmallSite(size)) as site, launcher(site, follow_every=max(5, size // 10)) as begin:
        while done < kills:
            rounds += 1
            site.texts.clear()
            site.answers.clear()
            disturbed, undisturbed = (Workspace(folder / f"{rounds}" / name) for name in ("killed", "alone"))
            for _ in range(2):
                started = time.monotonic()
                assert begin.crawl(undisturbed) == 0
                seconds = time.monotonic() - started
                done += crawl_with_kills(begin, disturbed, seconds, chance, kills - done)
                check_equal(disturbed, undisturbed)
                for number in range(1, size, 3):
                    site.texts[number] = text(number, people=f"{number} lighthouse keepers")
                site.answers["/news/2"] = 410, b"gone"
        with reading(disturbed) as archive:
            states = {run.state for run in archive.runs("small")}
    assert states <= {RunState.DONE, RunState.INTERRUPTED}


def test_killed_crawls_end_as_if_nothing_had_happened(tmp_path: Path) -> None:
    """Five random moments of crawls of a small site."""
    kill_and_compare(tmp_path, size=24, kills=5, seed=20260501)


@pytest.mark.soak
def test_two_hundred_killed_crawls(tmp_path: Path) -> None:
    """Two hundred random moments of crawls of a site of 300 pages."""
    kill_and_compare(tmp_path, size=300, kills=200, seed=7549)
