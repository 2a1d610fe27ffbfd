"""make quality: every measurement against gold data, beside its pinned floor or ceiling.

    python -m benchmarks.quality [NAME ...]

Reads the folder that RATSSEARCH_GOLD names, else ../shared/data. Prints value and bound of every figure, names the
sets that are absent, writes build/quality.json, and exits 1 where one is out of bounds. NAMEs
keep only modules so called.
"""

from __future__ import annotations

import argparse
import importlib
import math
import os
import pkgutil
import sys
import time
import tomllib
from collections.abc import Iterable
from pathlib import Path

import benchmarks.quality
from benchmarks.quality.frame import Figure, SetAbsent
from benchmarks.stamp import BUILD, REPOSITORY, write_figures

FLOORS = Path(__file__).with_name("floors.toml")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make quality", description="Measure quality against gold data.")
    parser.add_argument("only", nargs="*", metavar="NAME", help=f"of: {', '.join(_modules())}")
    options = parser.parse_args()
    gold = Path(os.environ.get("RATSSEARCH_GOLD") or REPOSITORY.parent / "shared" / "data")
    if not gold.is_dir():
        print(f"There is no gold folder at {gold}; name one in RATSSEARCH_GOLD.", file=sys.stderr)
        return 2
    chosen = [name for name in _modules() if not options.only or name in options.only]
    unknown = set(options.only) - set(_modules())
    if unknown:
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}")
    figures, absent = _measure(chosen, gold)
    bounds = tomllib.loads(FLOORS.read_text("utf-8"))
    below = _print_table(figures, bounds, bounds.pop("ceilings"))
    for message in absent:
        print(f"absent: {message}")
    write_figures(BUILD / "quality.json", figures)
    if below:
        print(f"Out of bounds: {', '.join(below)}.")
    return 1 if below else 0


def _modules() -> list[str]:
    """Modules of this package that have a measure() function."""
    names = [module.name for module in pkgutil.iter_modules(benchmarks.quality.__path__)]
    imported = {name: importlib.import_module(f"benchmarks.quality.{name}") for name in names if name != "__main__"}
    return sorted(name for name, module in imported.items() if hasattr(module, "measure"))


def _measure(names: Iterable[str], gold: Path) -> tuple[dict[str, float], list[str]]:
    figures: dict[str, float] = {}
    absent: list[str] = []
    for name in names:
        start = time.perf_counter()
        try:
            for figure in importlib.import_module(f"benchmarks.quality.{name}").measure(gold):
                figures[figure.name] = _finite(figure)
        except SetAbsent as error:
            absent.append(f"{name}: {error}")
        print(f"measured {name} in {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    return figures, absent


def _finite(figure: Figure) -> float:
    if not math.isfinite(figure.value):
        raise ValueError(f"{figure.name} is {figure.value}, not a finite number")
    return figure.value


def _print_table(figures: dict[str, float], floors: dict[str, float], ceilings: dict[str, float]) -> list[str]:
    """Print name, value, floor or ceiling; returns the names below their floor or above their ceiling."""
    below = [name for name, value in figures.items() if value < floors.get(name, -math.inf)]
    below += [name for name, value in figures.items() if value > ceilings.get(name, math.inf)]
    width = max((len(name) for name in figures), default=10)
    print(f"{'figure':<{width}}  {'value':>10}  {'bound':>8}")
    for name, value in sorted(figures.items()):
        bound = f"{floors[name]:.4g}" if name in floors else f"<= {ceilings[name]:.4g}" if name in ceilings else "-"
        print(f"{name:<{width}}  {value:>10.4f}  {bound:>8}{'  OUT' if name in below else ''}")
    return below


if __name__ == "__main__":
    sys.exit(main())
