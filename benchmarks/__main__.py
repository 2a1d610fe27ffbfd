"""make bench: side by side with peers, in one run on this machine.

    python -m benchmarks [--quick] [--docs N] [--require xapian]

Prints tables and writes build/bench.json (--quick: build/bench-quick.json). Peer indexes are cached under build/bench;
ours is built anew each time.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from benchmarks import crawl, engine, extraction, web
from benchmarks.corpus import FOLDER
from benchmarks.peers import xapian
from benchmarks.stamp import BUILD, REPOSITORY, write_figures


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure speed side by side with peers.")
    parser.add_argument("--quick", action="store_true", help="a small corpus and few queries: does it run at all?")
    parser.add_argument("--docs", type=int, default=100_000, help="documents (default: 100,000)")
    parser.add_argument("--require", action="append", default=[], choices=["xapian"], help="fail if it is absent")
    options = parser.parse_args()
    reason = xapian.available()
    if reason and "xapian" in options.require:
        print(f"Required here and missing: {reason}.", file=sys.stderr)
        return 1
    size, runs, each = (2_000, 2, 3) if options.quick else (options.docs, 5, 30)
    gold = Path(os.environ.get("RATSSEARCH_GOLD") or REPOSITORY.parent / "shared" / "data")
    start = time.perf_counter()
    figures: dict[str, float] = {}
    work = FOLDER / f"work-{size}"
    for name, value in engine.measure(size, gold if gold.is_dir() else None, runs=runs, each=each, work=work):
        figures[name] = value
    for name, value in extraction.measure(gold if gold.is_dir() else None, rounds=runs):
        figures[name] = value
    seconds = 1 if options.quick else 10
    for name, value in web.measure(size, gold if gold.is_dir() else None, work=work, seconds=seconds):
        figures[name] = value
    few = options.quick
    crawled = crawl.measure(
        pages=300 if few else 5000, path_pages=300 if few else 5000, again_pages=200 if few else 2000, runs=runs
    )
    figures.update(crawled)
    written = BUILD / ("bench-quick.json" if few else "bench.json")
    write_figures(written, figures)
    print()
    for name, value in sorted(figures.items()):
        print(f"{name:<40}{value:>14.3f}")
    print(f"Took {time.perf_counter() - start:.0f} s; figures are in build/{written.name}.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
