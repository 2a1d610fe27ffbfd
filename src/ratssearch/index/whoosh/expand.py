"""Which words of a segment a wildcard or a fuzzy word stands for."""

from __future__ import annotations

import re

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.segment import SegmentFile

_CHARACTER = rb"[^\n\x80-\xbf][\x80-\xbf]*"
_RUN = rb"[^\n]*"
_PARTS = re.compile(r"[*?]|[^*?]+")


def wildcard(segment: SegmentFile, pattern: str) -> Array:
    """Ordinals of the words that match a pattern of characters, * (any run) and ? (one character)."""
    return segment.cached(("wildcard", pattern), lambda: _wildcard(segment, pattern))


def _wildcard(segment: SegmentFile, pattern: str) -> Array:
    words = segment.words
    parts = _PARTS.findall(pattern)
    prefix = parts[0] if parts and parts[0] not in "*?" else ""
    first, last = words.prefix_range(prefix.encode())
    if parts == [prefix, "*"]:
        return np.arange(first, last)
    if parts in ([], [prefix]):
        return segment.ordinal(prefix)
    codes = {"*": _RUN, "?": _CHARACTER}
    whole = re.compile(b"".join(codes.get(part) or re.escape(part.encode()) for part in parts))
    found = _holding(segment, first, last, max((part for part in parts[bool(prefix) :]), key=_literal_length))
    matching = [ordinal for ordinal in found.tolist() if whole.fullmatch(words[ordinal])]
    return np.array(matching, np.int64)


def _literal_length(part: str) -> int:
    return 0 if part in "*?" else len(part)


def _holding(segment: SegmentFile, first: int, last: int, literal: str) -> Array:
    """Ordinals in first..last of the words that hold a literal; all of them for a wildcard character."""
    if literal in "*?":
        return np.arange(first, last)
    block, base = segment.words.block(first, last)
    needle = literal.encode()
    offsets: list[int] = []
    place = block.find(needle)
    while place >= 0:
        offsets.append(place + base)
        # One hit in a word is enough: go on in the next word.
        place = block.find(b"\n", place)
        place = block.find(needle, place) if place >= 0 else -1
    return np.unique(segment.words.ordinals_at(np.array(offsets, np.int64)))


def fuzzy(segment: SegmentFile, word: str, distance: int) -> Array:
    """Ordinals of the words that begin like `word` and are at most `distance` edits away (Levenshtein)."""
    return segment.cached(("fuzzy", word, distance), lambda: _fuzzy(segment, word, distance))


def _fuzzy(segment: SegmentFile, word: str, distance: int) -> Array:
    first, last = segment.words.prefix_range(word[:1].encode())
    candidates = [text.decode() for text in segment.words.slice(first, last)]
    lengths = np.fromiter(map(len, candidates), np.int64, len(candidates))
    near = np.flatnonzero(np.abs(lengths - len(word)) <= distance)
    if not near.size:
        return near
    # One row of code points per candidate, filled up with zeros.
    texts = np.array([candidates[place] for place in near.tolist()])
    width = texts.dtype.itemsize // 4
    letters = texts.view(np.uint32).reshape(len(texts), width)
    edits = edit_distances(word, letters)[np.arange(len(texts)), lengths[near]]
    return near[edits <= distance] + first


def edit_distances(word: str, letters: Array) -> Array:
    """Levenshtein distance of word to each beginning of each row of letters: (rows, width + 1), int16."""
    rows, width = letters.shape
    before = np.broadcast_to(np.arange(width + 1, dtype=np.int16), (rows, width + 1))
    for number, letter in enumerate(map(ord, word), 1):
        current = np.empty((rows, width + 1), np.int16)
        current[:, 0] = number
        changed = before[:, :-1] + (letters != letter)
        np.minimum(changed, before[:, 1:] + 1, out=current[:, 1:])
        for column in range(1, width + 1):
            np.minimum(current[:, column], current[:, column - 1] + 1, out=current[:, column])
        before = current
    return before
