"""Peer indexes over the benchmark corpus, built once and cached beside it under build/bench."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import read_corpus
from benchmarks.peers import fts5, stock_whoosh, tantivy, xapian


@dataclass(frozen=True, slots=True)
class Built:
    """An index on disk and the seconds its building took (once, when it was built)."""

    folder: Path
    seconds: float


def cached(folder: Path, build: Callable[[Path], object]) -> Built:
    """The index in `folder`, built first if need be; a half-built one is never taken for whole."""
    stamp = folder.with_suffix(".built.json")
    if not stamp.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        print(f"building {folder.name} ...", file=sys.stderr, flush=True)
        start = time.perf_counter()
        build(folder)
        stamp.write_text(json.dumps({"seconds": time.perf_counter() - start}), "utf-8")
    return Built(folder, float(json.loads(stamp.read_text("utf-8"))["seconds"]))


def build_peers(corpus: Path, size: int) -> dict[str, Built]:
    """All peers that can be had here, by name; one that cannot is named on stderr."""
    folder = corpus.parent
    built = {
        "tantivy": cached(folder / "tantivy", lambda path: tantivy.build(path, read_corpus(corpus))),
        "fts5": cached(folder / "fts5", lambda path: fts5.build(path, read_corpus(corpus))),
        "whoosh": cached(folder / "whoosh", lambda path: stock_whoosh.build(path, read_corpus(corpus), processes=2)),
    }
    reason = xapian.available()
    if reason:
        print(f"Xapian left out: {reason}.", file=sys.stderr)
    else:
        built["xapian"] = cached(folder / "xapian", lambda path: xapian.build(path, corpus, size))
    return built
