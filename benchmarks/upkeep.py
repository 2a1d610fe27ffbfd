"""Keeping an index: how soon a commit is seen, how fast segments are merged, how much memory a reader holds."""

from __future__ import annotations

import pickle
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from benchmarks.corpus import Document, read_corpus
from benchmarks.peers import ours
from benchmarks.queries import BenchQuery
from benchmarks.stamp import REPOSITORY
from ratssearch.index.whoosh.analyses import ANALYSES
from ratssearch.index.whoosh.arrayfile import ArrayFile
from ratssearch.index.whoosh.batch import Batch
from ratssearch.index.whoosh.derived import derive
from ratssearch.index.whoosh.document import document
from ratssearch.index.whoosh.merge import Source, merge

_COMMITS = 5
_COMMITTED = 100  # releases in each
_SEGMENTS = 10


def measure(corpus: Path, index: Path, work: Path, queries: Sequence[BenchQuery]) -> Iterator[tuple[str, float]]:
    """Yield (figure name, value). `index` holds the corpus and stays as it is."""
    commit = _commit_ms(corpus, index, work / "commits")
    rate = _merge_rate(list(read_corpus(corpus, 20_000)), work / "merging")
    memory, alone = _memory_mb(index, queries, processes=2), _memory_mb(index, queries, processes=1)
    print(f"\nCommit of {_COMMITTED} releases, until a reader has them: {commit:.0f} ms")
    print(f"Merge of {_SEGMENTS} segments: {rate:,.0f} documents a second")
    print(f"Private memory of each of two processes that have answered every query: {memory:.0f} MB, alone {alone:.0f}")
    yield "engine.commit_100_ms", commit
    yield "engine.merge.docs_per_second", rate
    yield "engine.memory_mb", memory
    yield "engine.memory_alone_mb", alone


def _commit_ms(corpus: Path, index: Path, folder: Path) -> float:
    """Median milliseconds from the first add() of some releases until an open reader counts them."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(index, folder)
    reader = ours.open_index(folder)
    given = read_corpus(corpus)
    times: list[float] = []
    for number in range(_COMMITS):
        fresh = [replace(one, id=10**9 + number * _COMMITTED + one.id) for one in islice(given, _COMMITTED)]
        releases = [ours.release_of(one, tokens=True) for one in fresh]
        expected = reader.count() + len(fresh)
        with ours.open_index(folder).writer() as writer:
            start = time.perf_counter()
            for release in releases:
                writer.add(release)
            writer.commit()
            if reader.count() != expected:
                raise RuntimeError("a reader does not see what was committed")
            times.append(1000 * (time.perf_counter() - start))
    reader.close()
    shutil.rmtree(folder)
    return statistics.median(times)


def _merge_rate(documents: Sequence[Document], folder: Path) -> float:
    """Documents a second through a merge of some segments of real text into one that can be searched."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    analysis = ANALYSES["words"]
    batch = Batch(analysis.vocabulary())
    parts: list[Path] = []
    for number in range(_SEGMENTS):
        for one in documents[number::_SEGMENTS]:
            batch.add(document(ours.release_of(one, tokens=False)))
        parts.append(folder / f"part-{number}.arr")
        batch.write(parts[-1])
        batch = batch.next()
    times: list[float] = []
    for _ in range(3):
        whole, derived = folder / "whole.arr", folder / "whole.drv"
        start = time.perf_counter()
        merge([Source(ArrayFile(part)) for part in parts], whole)
        derive(ArrayFile(whole), derived, analysis.stems)
        times.append(time.perf_counter() - start)
        whole.unlink()
        derived.unlink()
    shutil.rmtree(folder)
    return len(documents) / statistics.median(times)


def _memory_mb(index: Path, queries: Sequence[BenchQuery], processes: int) -> float:
    """Megabytes that only one process holds, while so many have opened the index and answered all queries: the most of
    any of them. What a file's mapping holds is private to a process that is alone, and shared by two."""
    command = [sys.executable, "-m", "benchmarks.upkeep", str(index)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=REPOSITORY)
        for _ in range(processes)
    ]
    asked = [pickle.dumps(list(queries)), b"measure"]
    answers: list[bytes] = []
    for told in asked:  # all have answered before any is measured
        for one in running:
            assert one.stdin is not None
            one.stdin.write(told)
            one.stdin.flush()
        answers = []
        for one in running:
            assert one.stdout is not None
            answers.append(one.stdout.readline())
    for one in running:
        one.communicate(timeout=60)
    return max(map(float, answers)) / 1e6


def _private_bytes() -> int:
    """Bytes of this process that no other shares (Linux)."""
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Private_"))


def _reader() -> None:
    engine = ours.Ours(Path(sys.argv[1]))
    for query in pickle.load(sys.stdin.buffer):
        engine.ask(query)
    print("answered", flush=True)
    sys.stdin.buffer.read(len(b"measure"))
    print(_private_bytes(), flush=True)
    sys.stdin.buffer.read()  # until all have been measured
    engine.close()


if __name__ == "__main__":
    _reader()
