"""Two programs for the crash test: `write FOLDER SEED` commits without end, `read FOLDER SECONDS` checks every answer.

Each commit rewrites a group of releases so that all of them name the commit, adds others and deletes others. An answer
is right if the group is whole and of one commit, and if every count agrees with the hits.
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

from ratssearch.index.whoosh.engine import WhooshEngine
from ratssearch.models import FacetRequest, Release, SearchRequest, Sort

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
    """Commit until killed; prints a line for each commit."""
    choose = random.Random(seed)
    with WhooshEngine(folder).writer() as writer:
        for epoch in count(seed * 100_000):
            for number in range(GROUP):
                writer.add(grouped(number, epoch, choose))
            for _ in range(choose.randrange(6)):
                writer.add(release(choose.randrange(_OTHERS), choose))
                writer.delete(release(choose.randrange(_OTHERS), choose).id)
            writer.commit()
            print(epoch, flush=True)


def wrong(engine: WhooshEngine) -> str:
    """What is wrong with an answer of now; empty if nothing is."""
    results = engine.search(_ASKED)
    epochs = {hit.title for hit in results.hits}
    texts = {snippet.text for hit in results.hits for snippet in hit.snippets}
    if len(results.hits) != GROUP or results.total != GROUP:
        return f"{results.generation}: {results.total} of the group, {len(results.hits)} hits"
    if len(epochs) != 1 or not all(next(iter(epochs)) in text for text in texts if "epoch" in text):
        return f"{results.generation}: {epochs} {texts}"
    if sum(value.count for value in results.facets[0].values) != GROUP:
        return f"{results.generation}: facets {results.facets}"
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
        while time.monotonic() < until and not problems:
            try:
                problem = wrong(engine)
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
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(min(1, read(Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))))
