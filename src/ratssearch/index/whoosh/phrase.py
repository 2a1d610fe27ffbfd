"""Phrases: which documents hold words one after the other, or near each other in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ratssearch.index.whoosh import sets
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.common import phrase_documents
from ratssearch.index.whoosh.held import Forms
from ratssearch.index.whoosh.occurrences import FieldOccurrences
from ratssearch.index.whoosh.segment import SegmentFile


def phrase(
    segment: SegmentFile, field: str, words: Sequence[str], offsets: Sequence[int], slop: int, *, stem: bool
) -> Array:
    """Documents where the words stand in order with at most `slop` further words inside the span; ascending int64.

    Words are as written, or, if stem, keys of stem classes; offsets: how far after the first each one stands at least.
    """
    occurrences = FieldOccurrences(segment, field)
    forms = [occurrences.forms(word, stem=stem) for word in words]
    if not forms or not all(one.places for one in forms):
        return sets.EMPTY
    if not slop and not _in_memory(occurrences, forms):
        return phrase_documents(segment.fields[field], forms, offsets)
    found = _near(occurrences, forms, offsets, slop) if slop else _exact(occurrences, forms, offsets)
    return sets.distinct(occurrences.documents(found))


def _in_memory(occurrences: FieldOccurrences, words: Sequence[Forms]) -> bool:
    """Whether nothing would have to be decoded to look for an exact phrase slot by slot."""
    rarest = min(words, key=lambda word: word.occurrences)
    return occurrences.known(rarest) and all(
        word is rarest or occurrences.known(word) or occurrences.stored(word, rarest.occurrences) for word in words
    )


def _exact(occurrences: FieldOccurrences, words: Sequence[Forms], offsets: Sequence[int]) -> Array:
    """Slots at which exact phrases begin; the rarest word first, so that little is left to look up."""
    order = sorted(range(len(words)), key=lambda number: words[number].occurrences)
    rarest = order[0]
    begins = occurrences.of(words[rarest]).numbers[:-1] - offsets[rarest]
    for number in order[1:]:
        begins = begins.compress(occurrences.standing_at(words[number], begins + offsets[number]))
        if not len(begins):
            return begins
    if offsets[-1] < len(words):  # no gaps: a phrase that reaches into another document would have an empty slot in it
        return begins
    return begins.compress(occurrences.documents(begins) == occurrences.documents(begins + offsets[-1]))


def _near(occurrences: FieldOccurrences, words: Sequence[Forms], offsets: Sequence[int], slop: int) -> Array:
    """Slots from which all words follow in order: each time the nearest next one, so the span is the shortest."""
    begins = at = occurrences.of(words[0]).numbers[:-1].astype(np.int64)
    for word, (before, offset) in zip(words[1:], pairwise(offsets), strict=True):
        places = occurrences.of(word).numbers[:-1].astype(np.int64)
        following = np.searchsorted(places, at + (offset - before))
        there = following < len(places)
        begins, at = begins.compress(there), places.take(following.compress(there))
    near = at - begins - offsets[-1] <= slop
    near &= at < occurrences.ends(occurrences.documents(begins))
    return begins.compress(near)
