"""The days of publication and last change, by vote of all places that say one (declared_dates.py).

A place speaks with the weight of its kind. The day with the greatest sum wins; no day wins on the URL or a listing's
guess against a page that says another. Nothing said is None: a wrong day is worse than none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from ratssearch.extract.dates.timestamps import Candidate
from ratssearch.models import DateBasis, DateFact, Precision

_ORDER = list(DateBasis)
ENOUGH = 0.4  # the least sum of weights that a day needs


def choose_published(candidates: Sequence[Candidate]) -> DateFact | None:
    """The day (else month, else year) that most candidates agree on, with the evidence of the surest that names it."""
    said = (_choose([voice for voice in candidates if voice.precision is precision]) for precision in Precision)
    return next((fact for fact in said if fact is not None), None)


def _choose(candidates: Sequence[Candidate]) -> DateFact | None:
    totals: dict[date, float] = defaultdict(float)
    heard: set[tuple[date, DateBasis]] = set()
    for candidate in sorted(candidates, key=lambda candidate: -candidate.weight):
        if (candidate.first, candidate.basis) not in heard:  # one kind of place has one voice for a day
            heard.add((candidate.first, candidate.basis))
            totals[candidate.first] += candidate.weight
    grounds = {candidate.first for candidate in candidates if not candidate.shadow}
    sums = {day: total for day, total in totals.items() if day in grounds}
    if not sums:
        return None
    best = max(sums, key=lambda day: (round(sums[day], 3), -_surest(candidates, day)))
    if sums[best] < ENOUGH:
        return None
    witness = min(
        (candidate for candidate in candidates if candidate.first == best and not candidate.shadow),
        key=lambda candidate: (-candidate.weight, _ORDER.index(candidate.basis)),
    )
    confidence = round(min(1.0, sums[best]) * sums[best] / sum(sums.values()), 3)
    return DateFact(witness.first, witness.last, witness.precision, witness.basis, witness.evidence[:200], confidence)


def _surest(candidates: Sequence[Candidate], day: date) -> int:
    return min(_ORDER.index(candidate.basis) for candidate in candidates if candidate.first == day)
