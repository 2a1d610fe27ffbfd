"""extraction.NAME: bodies against human ones by the set's own evaluator, beside trafilatura's best mode."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from statistics import mean

import trafilatura

from benchmarks.quality.frame import Figure, each
from benchmarks.quality.gold_sets import NOBODY, json_of, pages_of, sets_of, snapshot, without
from ratssearch.errors import ExtractionError
from ratssearch.extract import extract

_WORD = re.compile(r"\w+")
_SHINGLE = 4  # words
_MODES: Mapping[str, Mapping[str, bool]] = {
    "default": {},
    "fast": {"fast": True},
    "precision": {"favor_precision": True},
    "recall": {"favor_recall": True},
}


def measure(gold: Path) -> Iterator[Figure]:
    """Two figures for every extraction/NAME with ground-truth.json and an html archive."""
    where = gold, "extraction", "ground-truth.json"
    yield from each(*map(_figures, sets_of(*where)), without(*where))


def _figures(folder: Path) -> Iterator[Figure]:
    """Of the pages that are both in the gold and in the archive."""
    gold = json_of(folder / "ground-truth.json")
    pages = {key: body for key, body in pages_of(folder) if key in gold}
    wanted = {key: str(gold[key].get("articleBody") or "") for key in pages}
    judge = word_f1 if folder.name.startswith("wcxb") else shingle_f1
    ours = {key: _ours(body, str(gold[key].get("url") or "")) for key, body in pages.items()}
    yield Figure(f"extraction.{folder.name}.f1", judge(wanted, ours))
    theirs = [
        judge(
            wanted,
            {key: trafilatura.extract(body, include_comments=False, **mode) or "" for key, body in pages.items()},
        )
        for mode in _MODES.values()
    ]
    yield Figure(f"extraction.{folder.name}.trafilatura", max(theirs))


def _ours(body: bytes, url: str) -> str:
    try:
        return extract(snapshot(body, url), NOBODY).body
    except ExtractionError:
        return ""


def shingle_f1(wanted: Mapping[str, str], found: Mapping[str, str]) -> float:
    """The scrapinghub evaluator: precision and recall of 4-word shingles per page, each averaged, then their F1."""
    precisions, recalls = [], []
    for key, text in wanted.items():
        true, said = shingles(text), shingles(found.get(key, ""))
        common = sum((true & said).values())
        if said:
            precisions.append(common / sum(said.values()))
        if true:
            recalls.append(common / sum(true.values()))
    return _harmonic(_mean(precisions), _mean(recalls))


def word_f1(wanted: Mapping[str, str], found: Mapping[str, str]) -> float:
    """The WCXB evaluator: F1 of lower-case word bags per page, averaged; two empty texts agree."""
    scores = []
    for key, text in wanted.items():
        true, said = (Counter(_WORD.findall(part.lower())) for part in (text, found.get(key, "")))
        if not true or not said:
            scores.append(float(not true and not said))
            continue
        common = sum((true & said).values())
        scores.append(_harmonic(common / sum(said.values()), common / sum(true.values())))
    return _mean(scores)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words with their counts; a shorter text is one run."""
    words = _WORD.findall(text)
    runs = (tuple(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1)))
    return Counter(run for run in runs if run)


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return mean(known) if known else math.nan


def _harmonic(one: float, two: float) -> float:
    return 2 * one * two / (one + two) if one + two else 0.0
