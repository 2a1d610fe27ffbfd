"""How numbers are packed on disk: small ones in a byte or half a byte, the few large ones in a list beside.

frequencies  one byte each; 255 stands for "see the list"
positions    low byte, and half a byte for the next four bits; 15 there stands for "see the list"
lengths      one byte each: exact to 39, then at least eight steps for each doubling, rounded down
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ratssearch.index.whoosh.arrayfile import Array, ArrayFile, ArrayFileWriter

_FREQUENCY_OVERFLOW = 255
_HIGH_OVERFLOW = 15

Ints = npt.NDArray[np.int64]


def _length_table() -> Array:
    values = list(range(40))
    step = 40
    while len(values) < 256:
        width = 1 << (step.bit_length() - 5)
        values.append(step)
        step += width
    return np.array(values, np.int64)


LENGTHS: Array = _length_table()  # code -> length


def encode_lengths(lengths: Array) -> Array:
    """The codes of field lengths: each length is rounded down to one that has a code."""
    return (np.searchsorted(LENGTHS, lengths, side="right") - 1).astype(np.uint8)


class Overflow:
    """The large numbers of one packed array: where they stand and what they are."""

    def __init__(self, at: Array, values: Array) -> None:
        self.at = at.view(
            np.int64
        )  # what is looked up in it is signed, and numpy would make both floating, copying all
        self.values = values

    def restore(self, numbers: Array, start: int, end: int) -> None:
        """Put the large numbers of the range start..end into `numbers`, which holds that range."""
        first, last = np.searchsorted(self.at, (start, end))
        if first < last:
            numbers[self.at[first:last] - start] = self.values[first:last]


Large = tuple[Array, Array]  # of a packed array: where its large numbers stand (uint64), and what they are (uint32)


class _LargeNumbers:
    """Collects the large numbers of a packed array."""

    def __init__(self) -> None:
        self._at: list[Array] = [np.empty(0, np.uint64)]
        self._values: list[Array] = [np.empty(0, np.uint32)]

    def add(self, numbers: Array, places: Array, base: int) -> None:
        if len(places):
            self._at.append((places + base).astype(np.uint64))
            self._values.append(numbers[places].astype(np.uint32))

    def all(self) -> Large:
        return np.concatenate(self._at), np.concatenate(self._values)


class FrequencyWriter:
    """Packs frequencies into an array, chunk by chunk, from one place on."""

    def __init__(self, out: Array, first: int) -> None:
        self._out = out
        self._written = first
        self._large = _LargeNumbers()

    def add(self, numbers: Array) -> None:
        out = self._out[self._written : self._written + len(numbers)]
        out[:] = numbers
        if numbers.max(initial=0) >= _FREQUENCY_OVERFLOW:
            large = np.flatnonzero(numbers >= _FREQUENCY_OVERFLOW)
            out[large] = _FREQUENCY_OVERFLOW
            self._large.add(numbers, large, self._written)
        self._written += len(numbers)

    def finish(self) -> Large:
        return self._large.all()


class PositionWriter:
    """Packs positions into two arrays, chunk by chunk, from an even place on."""

    def __init__(self, low: Array, high: Array, first: int) -> None:
        self._low, self._high = low, high
        self._written = first
        self._odd: Array = np.empty(0, np.uint8)  # the last half byte of an odd number of them
        self._large = _LargeNumbers()

    def add(self, numbers: Array) -> None:
        self._low[self._written : self._written + len(numbers)] = numbers  # their low bytes
        if numbers.max(initial=0) >> 8 < _HIGH_OVERFLOW:
            high = (numbers >> 8).astype(np.uint8)
        else:
            high = np.minimum(numbers >> 8, _HIGH_OVERFLOW).astype(np.uint8)
            self._large.add(numbers, np.flatnonzero(high == _HIGH_OVERFLOW), self._written)
        place = (self._written - len(self._odd)) // 2
        halves = np.concatenate((self._odd, high)) if len(self._odd) else high
        pairs = len(halves) // 2
        both = halves[: 2 * pairs].view("<u2")  # the first half byte, and the second eight bits higher
        self._high[place : place + pairs] = both | both >> 4
        self._odd = halves[2 * pairs :]
        self._written += len(numbers)

    def finish(self) -> Large:
        if len(self._odd):
            self._high[self._written // 2] = self._odd[0]
        return self._large.all()


def write_large(file: ArrayFileWriter, name: str, parts: Sequence[Large]) -> None:
    """Write the large numbers of a packed array, those of its parts one after the other."""
    at, values = zip(*parts, strict=True)
    file.write(f"{name}.large.at", np.concatenate(at))
    file.write(f"{name}.large", np.concatenate(values))


class FrequencyReader:
    def __init__(self, file: ArrayFile, name: str) -> None:
        self._packed = file.array(f"{name}.tf")
        self._overflow = Overflow(file.array(f"{name}.tf.large.at"), file.array(f"{name}.tf.large"))

    def read(self, start: int, end: int) -> Array:
        """Frequencies start..end; int32."""
        numbers: Array = self._packed[start:end].astype(np.int32)
        if self._overflow.at.size:
            self._overflow.restore(numbers, start, end)
        return numbers


class PositionReader:
    def __init__(self, file: ArrayFile, name: str) -> None:
        self._low = file.array(f"{name}.pos.low")
        self._high = file.array(f"{name}.pos.high")
        self._overflow = Overflow(file.array(f"{name}.pos.large.at"), file.array(f"{name}.pos.large"))

    def read(self, start: int, end: int) -> Array:
        """Positions start..end; uint16, or uint32 where one is too large for that."""
        first = start // 2
        pairs = self._high[first : (end + 1) // 2]
        halves = np.empty(2 * len(pairs), np.uint16)
        halves[0::2] = pairs & 15
        halves[1::2] = pairs >> 4
        numbers: Array = halves[start - 2 * first : end - 2 * first]
        numbers <<= 8
        numbers |= self._low[start:end]
        if self._overflow.at.size:
            numbers = numbers.astype(np.uint32)
            self._overflow.restore(numbers, start, end)
        return numbers

    def pick(self, places: Ints) -> Array:
        """Positions at the given places; int64."""
        numbers: Array = (self._high[places >> 1] >> ((places & 1) << 2)).astype(np.int64) & 15
        large = numbers == _HIGH_OVERFLOW
        numbers <<= 8
        numbers |= self._low[places]
        if self._overflow.at.size and large.any():
            found = np.searchsorted(self._overflow.at, places[large])
            numbers[large] = self._overflow.values[found]
        return numbers
