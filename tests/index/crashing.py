"""Programs for the crash test: `write FOLDER SEED` commits without end, `rebuild FOLDER SEED` replaces the index
without end, `read FOLDER SECONDS THREADS` checks every answer.

Each commit rewrites a group of releases so that all of them name the commit, adds others and deletes others. An answer
is right if the group is whole and of one commit, never of an earlier one than the last answer, if every count agrees
with the hits, and if pages by cursor stay in the commit in which they began.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from dataclasses import replace
from itertools import count
from pathlib import Path

from sample import release

from ratssearch.errors import CursorExpired
from ratssearch.index.whoosh import rebuild as building
from ratssearch.index.whoosh import writer as writing
from ratssearch.index.whoosh.engine import WhooshEngine
from ratssearch.models import FacetRequest, Hit, Release, Results, SearchRequest, Sort

GROUP = 12
_OTHERS = 60
_ASKED = SearchRequest(
    "title:epoch", limit=1000, sort=Sort.RELEVANCE, facets=(FacetRequest("source", 50),), highlight=True
)


def grouped(number: int, epoch: int, choose: random.Random) -> Release:
    """A release of the group, as of one commit."""
    one = release(number, choose)
    page = replace(one.page, title=f"epoch {epoch}", paragraphs=("grain " * 20, f"epoch {epoch} border"))
    return replace(one, id=f"group-{number:03}", page=page)


def write(folder: Path, seed: int) -> None:
    """Commit until killed; prints a line for each commit: what it is called, and how many merges it published."""
    choose = random.Random(seed)
    with WhooshEngine(folder).writer() as writer:
        for epoch in count(seed * 100_000):
            merging = writer._merging
            for number in range(GROUP):
                writer.add(grouped(number, epoch, choose))
            for _ in range(choose.randrange(6)):
                writer.add(release(choose.randrange(_OTHERS), choose))
                writer.delete(release(choose.randrange(_OTHERS), choose).id)
            writer.commit()
            merged = merging.result.segment_id() if merging else ""
            print(epoch, sum(segment.segment_id() == merged for segment in writer._segments), flush=True)


def rebuild(folder: Path, seed: int) -> None:
    """Replace the whole index until killed, by one process and by two; prints a line each time, as write() does."""
    choose = random.Random(seed)
    building._CHUNK, writing.FLUSH_BYTES = 10, 2_000  # so that a second process has segments to make and to merge
    engine = WhooshEngine(folder)
    for epoch in count(seed * 100_000):
        group = [grouped(number, epoch, choose) for number in range(GROUP)]
        releases = [*group, *(release(number, choose) for number in range(_OTHERS))]
        engine.rebuild(releases, processes=1 + epoch % 2)
        print(epoch, 0, flush=True)


def wrong(engine: WhooshEngine, at_least: int = 0) -> tuple[int, str]:
    """The commit that an answer of now is of, and what is wrong with it; empty if nothing is."""
    results = engine.search(_ASKED)
    epoch = int(results.hits[0].title.split()[1]) if results.hits else -1
    if epoch < at_least:
        return epoch, f"{results.generation}: {epoch} after {at_least}"
    return epoch, _unequal(results) or _miscounted(engine) or _torn(engine)


def _torn(engine: WhooshEngine) -> str:
    """Pages by cursor belong to one commit, however many come between them."""
    request = replace(_ASKED, limit=5, facets=(), highlight=False)
    found: list[Hit] = []
    try:
        page = engine.search(request)
        found.extend(page.hits)
        while page.next_cursor:
            page = engine.search(replace(request, cursor=page.next_cursor))
            found.extend(page.hits)
    except CursorExpired:
        return ""
    if len({hit.id for hit in found}) != GROUP or len({hit.title for hit in found}) != 1:
        return f"{page.generation}: pages {[(hit.id, hit.title) for hit in found]}"
    return ""


def _unequal(results: Results) -> str:
    epochs = {hit.title for hit in results.hits}
    texts = {snippet.text for hit in results.hits for snippet in hit.snippets}
    if len(results.hits) != GROUP or results.total != GROUP:
        return f"{results.generation}: {results.total} of the group, {len(results.hits)} hits"
    if len(epochs) != 1 or not all(next(iter(epochs)) in text for text in texts if "epoch" in text):
        return f"{results.generation}: {epochs} {texts}"
    if sum(value.count for value in results.facets[0].values) != GROUP:
        return f"{results.generation}: facets {results.facets}"
    return ""


def _miscounted(engine: WhooshEngine) -> str:
    every = engine.search(replace(_ASKED, text="", sort=Sort.NEWEST, highlight=False))
    if not every.total == every.corpus == len(every.hits):
        return f"{every.generation}: {every.total} {every.corpus} {len(every.hits)}"
    return ""


def read(folder: Path, seconds: float, threads: int) -> int:
    """Ask from many threads; the number of wrong answers and errors, each printed."""
    engine = WhooshEngine(folder)
    until = time.monotonic() + seconds
    problems: list[str] = []
    answers = [0] * threads

    def ask(number: int) -> None:
        epoch = 0
        while time.monotonic() < until and not problems:
            try:
                epoch, problem = wrong(engine, epoch)
            except Exception as error:  # noqa: BLE001 - any error is a finding, and is reported
                problem = repr(error)
            answers[number] += 1
            if problem:
                problems.append(problem)

    workers = [threading.Thread(target=ask, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(f"{sum(answers)} answers", *problems, sep="\n", flush=True)
    return len(problems)


if __name__ == "__main__":
    if sys.argv[1] in ("write", "rebuild"):
        {"write": write, "rebuild": rebuild}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(min(1, read(Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))))
