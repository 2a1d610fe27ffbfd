"""Words as numbers. Texts come in, one number for each of their words goes out; words are numbered as they are met.

Words of up to sixteen bytes, nearly all, are looked up many at once: their bytes are two 64-bit numbers, and a table
of slots, found by multiplying them, says which word stands there. The words themselves are compared, so the numbers
are exact. A word that is not in the table is looked up, and numbered if it is new, one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ratssearch.index.analysis import MAX_WORD
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.tokens import END, fold_texts, spelled

Analysis = Callable[[str], list[str]]

_BYTES = 262_144  # of text folded and looked up at a time: what is made of it fits a processor's cache
_SLOTS = 2**17  # at first
_PROBES = 3  # slots that a word may stand in
_LOW, _HIGH = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)  # odd, without pattern
_MASKS: Array = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)
_BLANK = ord(" ")


class Vocabulary:
    """Numbers words. For one thread at a time."""

    def __init__(self, analysis: Analysis, *, bulk: bool) -> None:
        """`analysis` gives the words of a text; with `bulk` it does the same as tokens.fold_texts."""
        self._analysis = analysis
        self._bulk = bulk
        self.words: list[str] = []  # by number
        self._numbers = _Numbers(self.words)
        self._ranks: Array = np.empty(0, np.int64)  # of the first so many words: their places in order
        self._allot(_SLOTS)

    def emptied(self) -> Vocabulary:
        """A vocabulary of the same analysis without any words."""
        return Vocabulary(self._analysis, bulk=self._bulk)

    def __len__(self) -> int:
        return len(self.words)

    def numbers(self, texts: Sequence[bytes]) -> tuple[Array, Array]:
        """The number of each word of UTF-8 texts, text after text (uint32), and the words of each text (int64)."""
        found: list[Array] = [np.empty(0, np.uint32)]
        counts: list[Array] = [np.empty(0, np.int64)]
        for group in _groups(texts) if self._bulk else ():
            own, each = self._group(group)
            found.append(own)
            counts.append(each)
        for text in () if self._bulk else texts:
            found.append(self._one(text))
            counts.append(np.array([len(found[-1])]))
        return np.concatenate(found), np.concatenate(counts)

    def in_order(self, numbers: Array) -> list[int]:
        """Some of the numbers, in the order of their words (code point order, which is that of UTF-8)."""
        known = numbers[numbers < len(self._ranks)]
        if len(known) * 4 < len(numbers) * 3:
            self._rank()
            known = numbers
        new = numbers[numbers >= len(self._ranks)]
        # A sort goes fast over what is in order already.
        return _sorted(known[np.argsort(self._ranks[known])].tolist() + new.tolist(), self.words)

    def _rank(self) -> None:
        count = len(self._ranks)
        in_order = np.empty(count, np.int64)
        in_order[self._ranks] = np.arange(count)
        order = _sorted(in_order.tolist() + list(range(count, len(self.words))), self.words)
        self._ranks = np.empty(len(order), np.int64)
        self._ranks[order] = np.arange(len(order))

    def _one(self, text: bytes) -> Array:
        return np.array([*map(self._numbers.__getitem__, self._analysis(str(text, "utf-8")))], np.uint32)

    def _group(self, texts: Sequence[bytes]) -> tuple[Array, Array]:
        folded = fold_texts(texts)
        data = b" " + folded.data + b" " * 16  # so that a word begins and ends, and 16 bytes can be read anywhere
        signs = np.frombuffer(data, np.uint8)
        inside = signs > _BLANK
        edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
        starts, ends = edges[0::2], edges[1::2]
        through = np.searchsorted(starts, np.flatnonzero(signs == END[0]))
        counts = np.diff(through, prepend=0, append=len(starts))
        numbers = self._look_up(data, starts, ends)
        if folded.others:
            parts = np.split(numbers, np.cumsum(counts)[:-1])
            for text in folded.others:
                parts[text] = self._one(texts[text])
                counts[text] = len(parts[text])
            numbers = np.concatenate(parts)
        return numbers, counts

    # ------------------------------------------------------------ the table

    def _allot(self, slots: int) -> None:
        self._shift = np.uint64(64 - slots.bit_length() + 1)
        self._slots = slots
        # Bytes 0 to 7 of each word, bytes 8 to 15, and its number; no word is all zeros.
        self._low, self._high = np.zeros(slots + _PROBES, np.uint64), np.zeros(slots + _PROBES, np.uint64)
        self._number = np.zeros(slots + _PROBES, np.uint32)

    def _look_up(self, data: bytes, starts: Array, ends: Array) -> Array:
        """The numbers of the words at starts..ends of folded texts; uint32."""
        eights = np.ascontiguousarray(np.ndarray(len(data) - 7, "<u8", data, strides=(1,)))
        lengths = ends - starts
        low = eights.take(starts)
        low &= _MASKS.take(lengths, mode="clip")
        slots = low * _LOW
        long = np.flatnonzero(lengths >= 8)  # where bytes beyond the eighth have to be compared too
        high = eights.take(starts.take(long) + 8)
        high &= _MASKS.take(lengths.take(long) - 8, mode="clip")
        slots[long] += high * _HIGH
        slots >>= self._shift
        slots = slots.view(np.int64)
        numbers = self._number.take(slots)
        missing = self._low.take(slots) != low
        missing[long] |= self._high.take(slots.take(long)) != high
        missing[long] |= lengths.take(long) > 16
        rest = np.flatnonzero(missing)
        if len(rest):
            highs = np.zeros(len(low), np.uint64)
            highs[long] = high
            keys = _Keys(low.take(rest), highs.take(rest), slots.take(rest))
            numbers[rest] = self._look_further(data, starts.take(rest), ends.take(rest), keys)
        return numbers

    def _look_further(self, data: bytes, starts: Array, ends: Array, keys: _Keys) -> Array:
        """The numbers of words that do not stand in their first slots."""
        numbers = np.empty(len(starts), np.uint32)
        left = np.arange(len(starts))
        short = ends - starts <= 16
        for probe in range(1, _PROBES):
            slots = keys.slots.take(left) + probe
            found = self._low.take(slots) == keys.low.take(left)
            found &= self._high.take(slots) == keys.high.take(left)
            found &= short.take(left)
            numbers[left[found]] = self._number.take(slots[found])
            left = left[~found]
        spans = zip(starts.take(left).tolist(), ends.take(left).tolist(), strict=True)
        of = self._numbers
        text = spelled(data)
        numbers[left] = [of[text[start:end]] for start, end in spans]
        left = left[short.take(left)]
        self._enter(keys.take(left), numbers.take(left))
        return numbers

    def _enter(self, keys: _Keys, numbers: Array) -> None:
        """Give words their slots, those that are free; a word that finds none stays outside the table."""
        for probe in range(_PROBES):
            slots = keys.slots + probe
            free = np.flatnonzero(self._low.take(slots) == 0)
            # Where several want one slot the last gets it, in all three arrays.
            self._low[slots[free]] = keys.low.take(free)
            self._high[slots[free]] = keys.high.take(free)
            self._number[slots[free]] = numbers.take(free)
            without = np.flatnonzero(self._number.take(slots) != numbers)
            keys, numbers = keys.take(without), numbers.take(without)
        if len(self.words) > self._slots // 2:
            self._grow()

    def _grow(self) -> None:
        """Twice as many slots."""
        used = np.flatnonzero(self._low)
        low, high, numbers = self._low.take(used), self._high.take(used), self._number.take(used)
        self._allot(2 * self._slots)
        slots = (low * _LOW + high * _HIGH) >> self._shift
        self._enter(_Keys(low, high, slots.view(np.int64)), numbers)


@dataclass(frozen=True, slots=True)
class _Keys:
    """Words of up to sixteen bytes: the first eight, the others, and the first slot to look at."""

    low: Array
    high: Array
    slots: Array

    def take(self, places: Array) -> _Keys:
        return _Keys(self.low.take(places), self.high.take(places), self.slots.take(places))


class _Numbers(dict[str, int]):
    """Word -> number; new words are appended to `words`. Of long words only the beginning counts, as in a query."""

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, word: str) -> int:
        if len(word) > MAX_WORD:
            number = self[word[:MAX_WORD]]
        else:
            number = self[word] = len(self._words)
            self._words.append(word)
        return number


def _sorted(numbers: list[int], words: list[str]) -> list[int]:
    numbers.sort(key=words.__getitem__)
    return numbers


def _groups(texts: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Consecutive texts of about _BYTES together."""
    first = size = 0
    for number, text in enumerate(texts):
        size += len(text) + 1
        if size >= _BYTES:
            yield texts[first : number + 1]
            first, size = number + 1, 0
    if first < len(texts):
        yield texts[first:]
