"""Requests side by side: the same queries to every engine, totals checked, medians of several runs, ratios."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from math import exp, log

from benchmarks.peers import Answer, Peer
from benchmarks.queries import CLASSES, FACETS, BenchQuery

Timings = dict[str, dict[str, list[float]]]  # peer -> class -> median milliseconds of each query


class Disagreement(Exception):
    """Two engines counted differently: the comparison would be of different work."""


def check_agreement(peers: Sequence[Peer], queries: Sequence[BenchQuery]) -> None:
    """Ask everyone everything once (this also warms them up); totals and the facets' counts must be equal."""
    for query in queries:
        answers = {peer.name: peer.ask(query) for peer in peers}
        first_name, first = next(iter(answers.items()))
        for name, answer in answers.items():
            if answer.total != first.total:
                raise Disagreement(f"{query}: {first_name} counts {first.total}, {name} counts {answer.total}")
            if _counts(answer) != _counts(first):
                raise Disagreement(f"{query}: facet counts of {first_name} and {name} differ")
            if len(answer.titles) != min(20, answer.total):
                raise Disagreement(f"{query}: {name} read {len(answer.titles)} titles of {answer.total}")


def _counts(answer: Answer) -> dict[str, list[int]]:
    """The largest twelve counts of each facet: which of two values with equal counts is shown may differ."""
    return {name: sorted(answer.facets[name].values(), reverse=True)[:12] for name in FACETS}


def time_requests(peers: Sequence[Peer], queries: Sequence[BenchQuery], runs: int, *, apart: bool = False) -> Timings:
    """Median milliseconds of every query over `runs` runs, the engines taking turns run by run, or, if `apart`, class
    by class: for an engine in a process of its own, while which works this one sleeps and grows cold."""
    taken: dict[str, dict[BenchQuery, list[float]]] = {peer.name: {} for peer in peers}
    for klass in CLASSES:
        members = [query for query in queries if query.klass == klass]
        turns = [(peer, 1) for _ in range(runs) for peer in peers] if not apart else [(peer, runs) for peer in peers]
        for peer, times in turns:
            for query in members * times:
                taken[peer.name].setdefault(query, []).append(_milliseconds(peer, query))
    return {
        name: {
            klass: [statistics.median(times) for query, times in by_query.items() if query.klass == klass]
            for klass in CLASSES
        }
        for name, by_query in taken.items()
    }


def _milliseconds(peer: Peer, query: BenchQuery) -> float:
    start = time.perf_counter()
    peer.ask(query)
    own_clock = getattr(peer, "seconds", None)  # a peer behind a pipe takes its own time
    return 1000 * (own_clock if own_clock is not None else time.perf_counter() - start)


def class_medians(timings: Mapping[str, list[float]]) -> dict[str, float]:
    """Class -> median milliseconds."""
    return {klass: statistics.median(times) for klass, times in timings.items() if times}


def ratios(ours: Mapping[str, list[float]], theirs: Mapping[str, list[float]]) -> dict[str, float]:
    """Class -> theirs / ours: above 1 where ours is faster."""
    mine, other = class_medians(ours), class_medians(theirs)
    return {klass: other[klass] / mine[klass] for klass in mine if klass in other}


def geometric_mean(values: Sequence[float]) -> float:
    return exp(sum(log(value) for value in values) / len(values))


def print_table(timings: Timings, ours: str) -> None:
    """Class by class: median milliseconds of every engine, and its ratio to ours."""
    others = [name for name in timings if name != ours]
    print(f"{'class':<14}{ours:>12}" + "".join(f"{name:>12}{'ratio':>8}" for name in others))
    for klass in CLASSES:
        mine = statistics.median(timings[ours][klass])
        cells = []
        for name in others:
            if timings[name][klass]:
                theirs = statistics.median(timings[name][klass])
                cells.append(f"{theirs:>12.2f}{theirs / mine:>8.1f}")
            else:
                cells.append(f"{'-':>12}{'-':>8}")
        print(f"{klass:<14}{mine:>12.2f}" + "".join(cells))
    means = "".join(
        f"{'':>12}{geometric_mean(list(ratios(timings[ours], timings[name]).values())):>8.1f}" for name in others
    )
    print(f"{'geom. mean':<14}{'':>12}{means}")
