"""Look-ups of many numbers at once in one long ascending list, several times faster than a binary search for each."""

from __future__ import annotations

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.sets import bits_at

_FEW = 128
_STEPS = 6  # taken one by one before the rest is searched


class SortedNumbers:
    """Distinct ascending numbers from 0 up to, not including, `limit`.

    They are divided into buckets of equal width, one to two numbers in each in the mean; where each bucket begins is
    kept. A look-up goes to its bucket and a few steps on.
    """

    def __init__(self, numbers: Array, limit: int) -> None:
        kind = np.uint32 if limit < 2**32 - 1 else np.int64
        # One more after the last, so that every search ends.
        self.numbers: Array = np.append(numbers, np.iinfo(kind).max).astype(kind)
        self._shift = (limit // max(1, len(numbers))).bit_length()
        inside = np.bincount(self.numbers[:-1] >> self._shift, minlength=(limit >> self._shift) + 1)
        self._begins = np.concatenate(([0], np.cumsum(inside))).astype(np.uint32)

    def has(self, wanted: Array) -> Array:
        """Which of some numbers, all below the limit, are in the list; one bool each."""
        found: Array = self.numbers.take(self.rank(wanted)) == wanted
        return found

    def rank(self, wanted: Array) -> Array:
        """How many numbers of the list are less than each of some numbers below the limit; int64."""
        if len(wanted) <= _FEW:
            few: Array = self.numbers.searchsorted(wanted.astype(self.numbers.dtype))
            return few
        at: Array = self._begins.take(wanted >> self._shift).astype(np.int64)
        rest = (self.numbers.take(at) < wanted).nonzero()[0]
        for _ in range(_STEPS):
            if len(rest) <= _FEW:
                break
            on = at.take(rest) + 1
            at[rest] = on
            rest = rest.compress(self.numbers.take(on) < wanted.take(rest))
        at[rest] = self.numbers.searchsorted(
            wanted.take(rest).astype(self.numbers.dtype)
        )  # of another type it copies all
        return at

    @property
    def nbytes(self) -> int:
        return self.numbers.nbytes + self._begins.nbytes


class Bitmap:
    """The same as one bit for every number below the limit: no larger where there is a number in CLOSE."""

    CLOSE = 64

    def __init__(self, numbers: Array, limit: int) -> None:
        self._bits = np.zeros((limit >> 6) + 1, np.uint64)
        words = numbers >> 6
        begins = np.concatenate(([True], words[1:] != words[:-1])).nonzero()[0]
        bits = np.uint64(1) << (numbers & 63).astype(np.uint64)
        self._bits[words.take(begins)] = np.bitwise_or.reduceat(bits, begins)

    def has(self, wanted: Array) -> Array:
        return bits_at(self._bits, wanted)

    def members(self, limit: int) -> Array:
        """One bool for each number below the limit."""
        return np.unpackbits(self._bits.view(np.uint8), count=limit, bitorder="little").view(np.bool_)

    @property
    def nbytes(self) -> int:
        return self._bits.nbytes
