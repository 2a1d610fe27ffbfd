"""End to end over HTTP: JSON searches with snippets and facets from our server, the same words from Datasette."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.builds import cached
from benchmarks.corpus import make_corpus, read_corpus
from benchmarks.peers import datasette
from benchmarks.queries import make_queries
from benchmarks.serving import free_port, load, wait_for
from ratssearch.archive import open_archive

_CONNECTIONS = 4


def measure(size: int, gold: Path | None, *, work: Path, seconds: float) -> Iterator[tuple[str, float]]:
    """Yield (figure name, value). Ours: two gunicorn workers on the product index that engine.measure() built."""
    corpus = make_corpus(size, gold)
    theirs = cached(corpus.parent / "datasette", lambda folder: datasette.build(folder, read_corpus(corpus)))
    queries = make_queries(read_corpus(corpus, 3000), 10, size)
    words = [" ".join(query.words) for query in queries if query.klass in ("medium", "common", "and2")]
    with _ours(work) as base:
        paths = ["/api/v1/search?" + urlencode({"q": text, "histogram": "none", "sort": "relevance"}) for text in words]
        load(base, paths, connections=_CONNECTIONS, seconds=min(2.0, seconds))
        mine = load(base, paths, connections=_CONNECTIONS, seconds=seconds)
    with datasette.serve(theirs.folder) as base:
        paths = [datasette.path_of(text) for text in words]
        load(base, paths[:2], connections=1, seconds=1)
        other = load(base, paths, connections=_CONNECTIONS, seconds=seconds)
    print(f"\nJSON over HTTP, {_CONNECTIONS} connections: ours {mine.requests_per_second:,.0f} requests/s, ", end="")
    print(f"Datasette {other.requests_per_second:,.1f} requests/s")
    yield "http.rps", mine.requests_per_second
    yield "http.p99_ms", mine.p99_ms
    yield "http.vs_datasette.rps", mine.requests_per_second / other.requests_per_second


@contextmanager
def _ours(work: Path) -> Iterator[str]:
    """`ratssearch serve` on a folder whose index is the product index and whose archive is empty."""
    data = work / "data"
    data.mkdir(exist_ok=True)
    open_archive(data / "archive.sqlite").close()
    index = data / "index"
    if not index.exists():
        index.symlink_to(work / "product")
    port = free_port()
    command = [sys.executable, "-m", "ratssearch", "serve", "--data-dir", str(data), "--port", str(port)]
    process = subprocess.Popen([*command, "--workers", "2"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
