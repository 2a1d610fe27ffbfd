"""Near duplicates: MinHash finds candidates among all texts, the shingles themselves decide.

A signature is 64 minima of hashed shingles of four words; two texts that share 70 % of their shingles agree in one of
16 bands of four with a probability of .99. Texts of one trade that share a third of theirs do so by chance quite often,
in a large archive millions of times; they are told apart by the whole signature, before any text is read.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from ratssearch.models import ExtractedPage, Release
from ratssearch.text import fold

SHINGLE = 4  # words, or Han and kana characters
HASHES = 64
BANDS = 16
COPY = 0.7  # least share of shingles (Jaccard) of a copy
SAME = 0.9  # and of the same text
_ALIKE = 32  # equal minima, of HASHES, at least: texts that share COPY have 45 +- 4, and fewer than this once in 2,000
_ENOUGH = 40  # words of a text that can be known again without its title
_NEAR = 31  # days between two posts of the same text; what comes back after a year is a new release
_LARGEST_BUCKET = 50  # texts of one band value that are all compared; in a larger one each with the one before it

_PAIRS_AT_ONCE = 10_000

_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_NUMBERS = re.compile(r"\d+")
_PRIME = np.uint64((1 << 31) - 1)
_RANDOM = np.random.default_rng(20200220)  # the same for ever: signatures are kept
_A = _RANDOM.integers(1, int(_PRIME), HASHES, dtype=np.uint64)
_B = _RANDOM.integers(0, int(_PRIME), HASHES, dtype=np.uint64)


class Likeness(StrEnum):
    SAME = "same"  # one release at two addresses
    COPY = "copy"  # passed on by another source


@dataclass(frozen=True, slots=True)
class Comparison:
    likeness: Likeness
    share: float  # of shingles in common
    evidence: str


def words_of(text: str) -> list[str]:
    # By the line, for lines of ASCII are folded in no time.
    return [word for line in text.split("\n") for word in _WORDS.findall(fold(line))]


def shingles(words: Sequence[str]) -> frozenset[int]:
    """32-bit hashes of every run of four words; of all words if there are fewer."""
    if not words:
        return frozenset()
    last = max(1, len(words) - SHINGLE + 1)
    return frozenset(zlib.crc32(" ".join(words[at : at + SHINGLE]).encode()) for at in range(last))


def signature(page: ExtractedPage) -> bytes:
    """HASHES unsigned 32-bit numbers, little-endian; empty for a page without words."""
    found = shingles(words_of(page.body))
    if not found:
        return b""
    values = np.fromiter(found, dtype=np.uint64, count=len(found)) % _PRIME
    minima = ((values[:, None] * _A[None, :] + _B[None, :]) % _PRIME).min(axis=0)
    return bytes(minima.astype("<u4").tobytes())


def candidate_pairs(signatures: Sequence[bytes]) -> set[tuple[int, int]]:
    """Pairs of places (smaller first) whose signatures agree in a band, and in half of all their numbers. Empty
    signatures pair with nothing."""
    places = [place for place, held in enumerate(signatures) if len(held) == 4 * HASHES]
    if len(places) < 2:
        return set()
    table = np.frombuffer(b"".join(signatures[place] for place in places), dtype="<u4").reshape(len(places), HASHES)
    pairs: set[tuple[int, int]] = set()
    rows = HASHES // BANDS
    for band in range(BANDS):
        for one, two in _in_batches(_buckets(np.ascontiguousarray(table[:, band * rows : (band + 1) * rows]))):
            alike = (table[one] == table[two]).sum(axis=1) >= _ALIKE
            pairs.update((places[first], places[second]) for first, second in zip(one[alike], two[alike], strict=True))
    return pairs


def _in_batches(buckets: Iterator[list[int]]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Pairs of rows of the same bucket, many at a time, so that they are compared at once and memory stays small."""
    held: list[tuple[int, int]] = []
    for bucket in buckets:
        held.extend(combinations(bucket, 2) if len(bucket) <= _LARGEST_BUCKET else pairwise(bucket))
        if len(held) >= _PAIRS_AT_ONCE:
            yield _columns(held)
            held.clear()
    if held:
        yield _columns(held)


def _columns(pairs: list[tuple[int, int]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    table = np.array(pairs, dtype=np.intp)
    return table[:, 0], table[:, 1]


def _buckets(columns: NDArray[np.uint32]) -> Iterator[list[int]]:
    """Rows that are equal, two or more at a time, in order."""
    keys = columns.view(np.dtype((np.void, columns.dtype.itemsize * columns.shape[1]))).ravel()
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    order = np.argsort(inverse, kind="stable")
    ends = np.cumsum(counts)
    for end, count in zip(ends[counts > 1], counts[counts > 1], strict=True):
        yield [int(row) for row in order[end - count : end]]


def compare(one: Release, two: Release) -> Comparison | None:
    """What two releases whose texts look alike have to do with each other; None if nothing.

    The same text at two addresses of one source within a month is one release, if title and text also hold the same
    numbers: bulletins that differ in a date or a number only are releases of their own. Another source's text is a
    copy.
    """
    words = words_of(one.page.body), words_of(two.page.body)
    sets = shingles(words[0]), shingles(words[1])
    union = len(sets[0] | sets[1])
    share = round(len(sets[0] & sets[1]) / union, 4) if union else 0.0
    if share < COPY:
        return None
    evidence = f"{share:.0%} of the text is the same"
    if one.source_id != two.source_id:
        return Comparison(Likeness.COPY, share, evidence) if min(map(len, words)) >= _ENOUGH else None
    same_title = words_of(one.page.title) == words_of(two.page.title)
    if (
        share < SAME
        or (min(map(len, words)) < _ENOUGH and not same_title)
        or one.page.language != two.page.language
        or _numbers(one.page) != _numbers(two.page)
        or _days_apart(one.page, two.page) > _NEAR
    ):
        return None
    return Comparison(Likeness.SAME, share, evidence)


def _numbers(page: ExtractedPage) -> Counter[str]:
    return Counter(_NUMBERS.findall(f"{page.title}\n{page.body}"))


def _days_apart(one: ExtractedPage, two: ExtractedPage) -> int:
    """0 where a day is unknown."""
    days: list[date] = [page.published.first for page in (one, two) if page.published]
    return abs((days[0] - days[1]).days) if len(days) == 2 else 0
