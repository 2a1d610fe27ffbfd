"""Engine figures: requests, indexing rate, size, snippets; ours beside Tantivy, Xapian, FTS5 and stock Whoosh."""

from __future__ import annotations

import gc
import os
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks import upkeep
from benchmarks.builds import Built, build_peers, cached
from benchmarks.corpus import make_corpus, read_corpus
from benchmarks.peers import Peer, folder_size, fts5, ours, stock_whoosh, tantivy, xapian
from benchmarks.queries import CLASSES, FACETS, BenchQuery, make_queries
from benchmarks.requests import check_agreement, geometric_mean, print_table, ratios, time_requests
from ratssearch.models import FacetRequest, Sort
from ratssearch.models import SearchRequest as Request

_FEW = 3  # queries a class for peers that take long


def measure(size: int, gold: Path | None, *, runs: int, each: int, work: Path) -> Iterator[tuple[str, float]]:
    """Yield (figure name, value); prints its tables as it goes."""
    corpus = make_corpus(size, gold)
    built = build_peers(corpus, size)
    # Ours is built anew in every run: it is what this commit writes.
    shutil.rmtree(work, ignore_errors=True)
    mine = cached(work / "ours", lambda folder: ours.build(folder, read_corpus(corpus)))
    yield "engine.docs", float(size)
    yield "engine.size.vs_tantivy", folder_size(mine.folder) / folder_size(built["tantivy"].folder)
    queries = make_queries(read_corpus(corpus, 3000), each, size)
    yield from _requests(mine, built, queries, runs)
    yield from _indexing(corpus, work, size)
    yield from _snippets(corpus, work, queries, runs)
    yield from upkeep.measure(corpus, mine.folder, work, queries)


def _requests(
    mine: Built, built: dict[str, Built], queries: list[BenchQuery], runs: int
) -> Iterator[tuple[str, float]]:
    own = ours.Ours(mine.folder)
    start = time.perf_counter()
    own.ask(queries[0])
    yield "engine.request_ms.cold", 1000 * (time.perf_counter() - start)
    fast: list[Peer] = [own, tantivy.Tantivy(built["tantivy"].folder), fts5.Fts5(built["fts5"].folder)]
    check_agreement(fast, queries)
    timings = time_requests(fast, queries, runs)
    print("\nRequest: top 20, exact total, five facets, titles; milliseconds, and the peer's time over ours")
    print_table(timings, "ours")
    yield from _slow_requests(own, built, queries, runs)
    every = sorted(value for times in timings["ours"].values() for value in times)
    yield "engine.request_ms.p50", statistics.median(every)
    yield "engine.request_ms.p99", every[int(0.99 * (len(every) - 1))]
    by_class = ratios(timings["ours"], timings["tantivy"])
    yield "engine.vs_tantivy.geomean", geometric_mean(list(by_class.values()))
    yield "engine.vs_tantivy.worst", min(by_class.values())
    for klass, value in by_class.items():
        yield f"engine.vs_tantivy.{klass}", value
    by_class = ratios(timings["ours"], timings["fts5"])
    for klass, taken in _first_times(mine.folder, queries, runs).items():
        yield f"engine.vs_tantivy.{klass}_first", statistics.median(timings["tantivy"][klass]) / taken
    yield "engine.vs_fts5.common", by_class["common"]
    yield "engine.vs_fts5.rare", by_class["rare"]
    for peer in fast:
        peer.close()


def _first_times(folder: Path, queries: list[BenchQuery], runs: int) -> dict[str, float]:
    """Median milliseconds of the first request for each phrase, its words being known, and for each wildcard: of later
    ones the documents are in memory."""
    taken: dict[str, dict[BenchQuery, list[float]]] = {"phrase": {}, "prefix": {}}
    for _ in range(runs):
        own = ours.Ours(folder)
        for query in (query for query in queries if query.klass not in taken):
            own.ask(query)
        for query in (query for query in queries if query.klass in taken):
            if query.klass == "phrase":
                own.meet_words(query)
            start = time.perf_counter()
            own.ask(query)
            taken[query.klass].setdefault(query, []).append(1000 * (time.perf_counter() - start))
        own.close()
    medians = {klass: statistics.median(map(statistics.median, times.values())) for klass, times in taken.items()}
    print("First requests, milliseconds: " + ", ".join(f"{klass} {value:.2f}" for klass, value in medians.items()))
    return medians


def _slow_requests(
    own: Peer, built: dict[str, Built], queries: list[BenchQuery], runs: int
) -> Iterator[tuple[str, float]]:
    """Peers that would take too long over every query, one by one: a few queries, one run.

    Ours is then timed as it wakes from waiting for Xapian's process. How it does in several runs in one piece is a
    figure of its own, `engine.vs_xapian.warm`."""
    few = [query for klass in CLASSES for query in islice((q for q in queries if q.klass == klass), _FEW)]
    openers: dict[str, Callable[[Path], Peer]] = {"xapian": xapian.Xapian, "whoosh": stock_whoosh.StockWhoosh}
    for name, opened in openers.items():
        if name not in built:
            continue
        peer = opened(built[name].folder)
        check_agreement([own, peer], few)
        timings = time_requests([own, peer], few, 1)
        print(f"The same, {_FEW} queries a class, one run")
        print_table(timings, "ours")
        yield f"engine.vs_{name}.geomean", geometric_mean(list(ratios(timings["ours"], timings[name]).values()))
        if name == "xapian":
            timings = time_requests([own, peer], few, runs, apart=True)
            yield "engine.vs_xapian.warm", geometric_mean(list(ratios(timings["ours"], timings[name]).values()))
        peer.close()


def _indexing(corpus: Path, work: Path, size: int) -> Iterator[tuple[str, float]]:
    """Text to searchable commit with each engine's own English analysis; documents are in memory before the clock."""
    many = list(read_corpus(corpus, size))
    few = many[: min(len(many), 5_000)]
    releases = [ours.release_of(one, tokens=False) for one in many]
    jobs: dict[str, tuple[int, Callable[[Path], None]]] = {
        "ours": (len(many), lambda folder: ours.build_releases(folder, releases, tokens=False)),
        "ours, two processes": (
            len(many),
            lambda folder: ours.build_releases(folder, releases, tokens=False, processes=2),
        ),
        "tantivy, one writer thread": (len(many), lambda folder: tantivy.build(folder, many, tokens=False)),
        "fts5": (len(many), lambda folder: fts5.build(folder, many, tokens=False)),
        "stock whoosh": (len(few), lambda folder: stock_whoosh.build(folder, few, tokens=False)),
    }
    gc.collect()
    gc.freeze()  # the documents in memory are the benchmark's: nobody's collector is to go through them
    taken: dict[str, list[_Taken]] = {name: [] for name in jobs}
    for number in range(5):  # in turns, so that a busy moment of the machine meets all alike
        for name, (documents, build) in jobs.items():
            if number == 0 or name not in ("fts5", "stock whoosh"):  # these take long
                taken[name].append(_build(work / f"rate-{number}", documents, build))
    rates = {name: statistics.median(one.rate for one in runs) for name, runs in taken.items()}
    cpu = {name: statistics.median(one.cpu_rate for one in runs) for name, runs in taken.items()}
    print("\nIndexing, documents a second, and the same for each second of processor time")
    for name, rate in rates.items():
        print(f"{name:<28}{rate:>10,.0f}{rates['ours'] / rate:>8.2f}{cpu[name]:>10,.0f}{cpu['ours'] / cpu[name]:>8.2f}")
    yield "engine.index.docs_per_second", rates["ours"]
    yield "engine.index.vs_whoosh", rates["ours"] / rates["stock whoosh"]
    yield "engine.index.vs_tantivy1", rates["ours"] / rates["tantivy, one writer thread"]
    yield "engine.index.vs_tantivy1_cpu", cpu["ours"] / cpu["tantivy, one writer thread"]
    yield "engine.index.two_processes", rates["ours, two processes"] / rates["ours"]


@dataclass(frozen=True, slots=True)
class _Taken:
    """Documents a second of wall time, and of processor time of all threads and child processes."""

    rate: float
    cpu_rate: float


def _build(folder: Path, documents: int, build: Callable[[Path], None]) -> _Taken:
    shutil.rmtree(folder, ignore_errors=True)
    os.sync()  # what another engine has left to be written is not to be written now
    start, cpu = time.perf_counter(), _cpu_seconds()
    build(folder)
    seconds, cpu_seconds = time.perf_counter() - start, _cpu_seconds() - cpu
    shutil.rmtree(folder)
    return _Taken(documents / seconds, documents / cpu_seconds)


def _cpu_seconds() -> float:
    """Processor time of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _snippets(corpus: Path, work: Path, queries: list[BenchQuery], runs: int) -> Iterator[tuple[str, float]]:
    """What twenty highlighted snippets add to a request in the product's own mode, real text and query language."""
    folder = cached(work / "product", lambda path: ours.build(path, read_corpus(corpus), tokens=False)).folder
    engine = ours.open_index(folder, tokens=False)
    facets = tuple(FacetRequest(name, 12) for name in FACETS)
    texts = [" ".join(query.words) for query in queries if query.klass in ("medium", "common", "and2", "and3")]
    added: list[float] = []
    plain: list[float] = []
    for text in texts:
        pair = {}
        for highlight in (False, True):
            request = Request(text=text, sort=Sort.RELEVANCE, facets=facets, highlight=highlight)
            pair[highlight] = statistics.median(_search_ms(engine, request) for _ in range(runs + 1))
        plain.append(pair[False])
        added.append(pair[True] - pair[False])
    engine.close()
    print(
        f"\nProduct mode: {statistics.median(plain):.2f} ms a request, snippets add {statistics.median(added):.2f} ms"
    )
    yield "engine.product_ms.p50", statistics.median(plain)
    yield "engine.snippets_ms.p50", statistics.median(added)


def _search_ms(engine: ours.WhooshEngine, request: Request) -> float:
    start = time.perf_counter()
    engine.search(request)
    return 1000 * (time.perf_counter() - start)
