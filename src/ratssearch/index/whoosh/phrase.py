"""Phrases: which documents hold words one after the other, or near each other in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from ratssearch.index.whoosh import sets
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.segment import Postings, SegmentFile

_POSITION_BITS = 32  # an occurrence is document << 32 | position


def phrase(segment: SegmentFile, field: str, words: Sequence[str], slop: int, *, stem: bool) -> Array:
    """Documents where the words stand in order with at most `slop` further words inside the span; ascending.

    Words are as written, or, if stem, keys of stem classes.
    """
    distinct = dict.fromkeys(words)
    lists = {word: segment.postings(field, word, stem=stem) for word in distinct}
    documents = sets.EMPTY
    for number, word in enumerate(sorted(distinct, key=lambda word: len(lists[word].ids))):
        ids = sets.as_set(lists[word].ids)
        documents = ids if number == 0 else sets.intersection(documents, ids, segment.documents)
        if not len(documents):
            return sets.EMPTY
    if len(words) == 1:
        return documents
    found = {word: occurrences(segment, field, word, documents, stem=stem) for word in distinct}
    matches = _adjacent(words, found) if slop == 0 else _near(words, found, slop)
    return sets.distinct(matches >> _POSITION_BITS)


def occurrences(segment: SegmentFile, field: str, word: str, documents: Array, *, stem: bool) -> Array:
    """Where a word stands in the given documents: document << 32 | position, ascending."""
    postings = segment.fields[field]
    forms = segment.forms(word) if stem else segment.ordinal(word)
    wanted = sets.mask(documents, segment.documents)
    parts = []
    for place in postings.places(forms).tolist():
        if len(forms) == 1:
            own = segment.postings(field, word, stem=stem)
        else:
            own = segment.postings(field, segment.words[int(postings.terms[place])].decode(), stem=False)
        ids = sets.as_set(own.ids)
        if len(documents) * 16 < len(ids):
            there = np.searchsorted(ids, documents)
            there = there.compress(ids.take(there, mode="clip") == documents)
        else:
            there = np.flatnonzero(wanted.take(ids))
        ends = segment.cached(("ends", field, place), partial(_ends, own))
        counts = own.tf_at(there)
        starts = int(postings.position_start[place]) + ends.take(there) - counts
        total = np.cumsum(counts)
        flat = np.arange(int(total[-1]) if len(total) else 0) + np.repeat(starts - (total - counts), counts)
        parts.append(np.repeat(ids.take(there) << _POSITION_BITS, counts) | postings.positions.pick(flat))
    if not parts:
        return sets.EMPTY
    return parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts), kind="stable")


def _ends(postings: Postings) -> Array:
    """Where the positions of each document end, from the word's first."""
    return np.cumsum(postings.tf)


def _adjacent(words: Sequence[str], found: dict[str, Array]) -> Array:
    """Begins of exact phrases; the rarest word first, so that little is left to look up."""
    order = sorted(range(len(words)), key=lambda number: len(found[words[number]]))
    # A position before the beginning of a document would reach into the one before it.
    begins = found[words[order[0]]]
    begins = begins[(begins & 0xFFFFFFFF) >= order[0]] - order[0]
    for number in order[1:]:
        if not len(begins):
            break
        begins = sets.common(begins + number, found[words[number]]) - number
    return begins


def _near(words: Sequence[str], found: dict[str, Array], slop: int) -> Array:
    """Begins from which all words follow in order: each time the nearest next one, so the span is the shortest."""
    begins = at = found[words[0]]
    for word in words[1:]:
        places = found[word]
        following = np.searchsorted(places, at, side="right")
        there = following < len(places)
        begins, at = begins.compress(there), places.take(following.compress(there))
    same = (begins >> _POSITION_BITS) == (at >> _POSITION_BITS)
    return begins.compress(same & (at - begins - (len(words) - 1) <= slop))
