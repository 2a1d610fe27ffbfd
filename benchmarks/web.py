"""End to end over HTTP: JSON searches with snippets and facets from our server, the same words from Datasette.

Ours is asked twice: with its cache of answers off, so that each request is a search, and with it on, as it is served
by default. Datasette is asked in the ways that peers/datasette.py explains; `http.vs_datasette.rps` is against the
first, its own table page as its users have it, `http.vs_datasette_tuned.rps` against the best that can be had by hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.builds import cached
from benchmarks.corpus import make_corpus, read_corpus
from benchmarks.peers import datasette
from benchmarks.queries import make_queries
from benchmarks.serving import Load, free_port, load, wait_for
from ratssearch.archive import open_archive

_CONNECTIONS = 4
_LOADS = 5
_CLASSES = ("medium", "common", "and2")


def measure(size: int, gold: Path | None, *, work: Path, seconds: float) -> Iterator[tuple[str, float]]:
    """Yield (figure name, value). Ours: two gunicorn workers on the product index that engine.measure() built."""
    corpus = make_corpus(size, gold)
    name = f"datasette-v{datasette.VERSION}"
    theirs = cached(corpus.parent / name, lambda folder: datasette.build(folder, read_corpus(corpus)))
    queries = make_queries(read_corpus(corpus, 3000), 10, size)
    by_class = [[" ".join(query.words) for query in queries if query.klass == klass] for klass in _CLASSES]
    words = list(chain.from_iterable(zip(*by_class, strict=True)))  # an even mix, wherever one stops
    plain, kept = (_ours(work, words, seconds, cache=cache) for cache in (False, True))
    loads = _theirs(theirs.folder, words, seconds)
    print(f"\nJSON over HTTP, {_CONNECTIONS} connections, requests a second, and ours over it")
    rows = {"ours": plain, "ours, answers kept": kept}
    rows |= {f"Datasette, {way}": found for way, found in loads.items()}
    for label, found in rows.items():
        rate = found.requests_per_second
        print(f"{label:<24}{rate:>10,.1f}{plain.requests_per_second / rate:>10,.2f}   p50 {found.p50_ms:>9,.1f} ms")
    tuned = max(loads[way].requests_per_second for way in datasette.WAYS if way != "table")
    yield "http.rps", plain.requests_per_second
    yield "http.p99_ms", plain.p99_ms
    yield "http.cached_rps", kept.requests_per_second
    yield "http.vs_datasette.rps", plain.requests_per_second / loads["table"].requests_per_second
    yield "http.vs_datasette.cached_rps", kept.requests_per_second / loads["table"].requests_per_second
    yield "http.vs_datasette_tuned.rps", plain.requests_per_second / tuned
    yield "http.vs_datasette_tuned.cached_rps", kept.requests_per_second / tuned


def _ours(work: Path, words: Sequence[str], seconds: float, *, cache: bool) -> Load:
    paths = ["/api/v1/search?" + urlencode({"q": text, "histogram": "none", "sort": "relevance"}) for text in words]
    with _serving(work, cache=cache) as base:
        load(base, paths, connections=_CONNECTIONS, seconds=min(2.0, seconds))
        # Connections fall to the two workers by chance, now and then all to one: several times, and the median.
        loads = [load(base, paths, connections=_CONNECTIONS, seconds=seconds) for _ in range(_LOADS)]
        return sorted(loads, key=lambda one: one.requests_per_second)[_LOADS // 2]


def _theirs(folder: Path, words: Sequence[str], seconds: float) -> dict[str, Load]:
    """Each way of asking Datasette; raises RuntimeError if they do not find the same."""
    with datasette.serve(folder) as base:
        for text in words[: len(_CLASSES)]:
            totals = {way: _total(base + datasette.path_of(text, way), way) for way in datasette.WAYS}
            if len(set(totals.values())) > 1:
                raise RuntimeError(f"Datasette does not agree with itself on {text!r}: {totals}")
        return {
            way: load(base, [datasette.path_of(text, way) for text in words], connections=_CONNECTIONS, seconds=seconds)
            for way in datasette.WAYS
        }


def _total(url: str, way: str) -> int:
    with urllib.request.urlopen(url, timeout=120) as answer:
        return datasette.total_in(answer.read(), way)


@contextmanager
def _serving(work: Path, *, cache: bool) -> Iterator[str]:
    """`ratssearch serve` on a folder whose index is the product index and whose archive is empty."""
    data = work / "data"
    data.mkdir(exist_ok=True)
    open_archive(data / "archive.sqlite").close()
    index = data / "index"
    if not index.exists():
        index.symlink_to((work / "product").resolve())
    port = free_port()
    command = [sys.executable, "-m", "ratssearch", "serve", "--data-dir", str(data), "--port", str(port)]
    environment = os.environ | ({} if cache else {"RATSSEARCH_ANSWER_CACHE_BYTES": "0"})
    process = subprocess.Popen(
        [*command, "--workers", "2"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
