"""Phrases: which documents hold words one after the other, or near each other in the same order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ratssearch.index.whoosh import sets
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.occurrences import FieldOccurrences
from ratssearch.index.whoosh.segment import SegmentFile


def phrase(segment: SegmentFile, field: str, words: Sequence[str], slop: int, *, stem: bool) -> Array:
    """Documents where the words stand in order with at most `slop` further words inside the span; ascending int64.

    Words are as written, or, if stem, keys of stem classes.
    """
    occurrences = FieldOccurrences(segment, field)
    places = {word: occurrences.places(word, stem=stem) for word in words}
    if not places or not all(places.values()):
        return sets.EMPTY
    order = [places[word] for word in words]
    found = _adjacent(occurrences, order) if slop == 0 else _near(occurrences, order, slop)
    return sets.distinct(occurrences.documents(found))


def _adjacent(occurrences: FieldOccurrences, words: Sequence[list[int]]) -> Array:
    """Slots at which exact phrases begin; the rarest word first, so that little is left to look up."""
    order = sorted(range(len(words)), key=lambda number: occurrences.count(words[number]))
    rarest = order[0]
    begins = occurrences.of(words[rarest]).numbers[:-1] - rarest
    for number in order[1:]:
        begins = begins.compress(occurrences.standing_at(words[number], begins + number))
        if not len(begins):
            break
    # A begin that reaches back over the start of a document would need a word between two documents.
    return begins


def _near(occurrences: FieldOccurrences, words: Sequence[list[int]], slop: int) -> Array:
    """Slots from which all words follow in order: each time the nearest next one, so the span is the shortest."""
    begins = at = occurrences.of(words[0]).numbers[:-1].astype(np.int64)
    for word in words[1:]:
        places = occurrences.of(word).numbers[:-1].astype(np.int64)
        following = np.searchsorted(places, at, side="right")
        there = following < len(places)
        begins, at = begins.compress(there), places.take(following.compress(there))
    near = at - begins - (len(words) - 1) <= slop
    near &= at < occurrences.ends(occurrences.documents(begins))
    return begins.compress(near)
