"""make quality: every measurement against gold data, beside its pinned floor or ceiling.

    python -m benchmarks.quality [NAME ...]

Reads the folder that RATSSEARCH_GOLD names, else ../shared/data. Prints value and bound of every figure, names what was
left out since the folder lacks it, writes build/quality.json, and exits 1 where a figure is out of bounds or a
measurement failed. NAMEs keep only modules so called.
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
import traceback
from collections.abc import Iterable
from pathlib import Path

import benchmarks.quality
from benchmarks.quality.frame import DAMAGED, SetAbsent
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
    figures, absent, failed = measured(chosen, gold)
    bounds = tomllib.loads(FLOORS.read_text("utf-8"))
    below = _print_table(figures, bounds, bounds.pop("ceilings"))
    for message in absent:
        print(f"left out: {message}")
    for message in failed:
        print(f"failed: {message}")
    write_figures(BUILD / "quality.json", figures)
    if below:
        print(f"Out of bounds: {', '.join(below)}.")
    return 1 if below or failed else 0


def _modules() -> list[str]:
    """Modules of this package that have a measure() function."""
    names = [module.name for module in pkgutil.iter_modules(benchmarks.quality.__path__)]
    imported = {name: importlib.import_module(f"benchmarks.quality.{name}") for name in names if name != "__main__"}
    return sorted(name for name, module in imported.items() if hasattr(module, "measure"))


def measured(names: Iterable[str], gold: Path) -> tuple[dict[str, float], list[str], list[str]]:
    """(figures, what the gold folder lacks for others, measurements that failed), of the modules named. What one lacks
    or fails at costs none of the others."""
    figures: dict[str, float] = {}
    absent: list[str] = []
    failed: list[str] = []
    for name in names:
        start = time.perf_counter()
        try:
            for figure in importlib.import_module(f"benchmarks.quality.{name}").measure(gold):
                if math.isfinite(figure.value):
                    figures[figure.name] = figure.value
                else:
                    absent.append(f"{figure.name}: there is nothing to count")
        except SetAbsent as error:
            absent.append(f"{name}: {error}")
        except DAMAGED as error:
            absent.append(f"{name}: {type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001  # it is printed in full, and the status is 1
            traceback.print_exception(error)
            failed.append(f"{name}: {type(error).__name__}: {error}")
        print(f"measured {name} in {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    return figures, absent, failed


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
