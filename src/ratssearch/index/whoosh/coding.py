"""How numbers are packed on disk: small ones in a byte or half a byte, the few large ones in a list beside.

frequencies  one byte each; 255 stands for "see the list"
positions    low byte, and half a byte for the next four bits; 15 there stands for "see the list"
lengths      one byte each: exact to 39, then at least eight steps for each doubling, rounded down
"""

from __future__ import annotations

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
        self.at = at
        self.values = values

    def restore(self, numbers: Array, start: int, end: int) -> None:
        """Put the large numbers of the range start..end into `numbers`, which holds that range."""
        first, last = np.searchsorted(self.at, (start, end))
        if first < last:
            numbers[self.at[first:last].astype(np.int64) - start] = self.values[first:last]


class FrequencyWriter:
    """Writes frequencies chunk by chunk."""

    def __init__(self, file: ArrayFileWriter, name: str, size: int) -> None:
        self._name = name
        self._file = file
        self._out = file.reserve(f"{name}.tf", np.uint8, size)
        self._written = 0
        self._at: list[Array] = []
        self._values: list[Array] = []

    def add(self, numbers: Array) -> None:
        large = np.flatnonzero(numbers >= _FREQUENCY_OVERFLOW)
        out = self._out[self._written : self._written + len(numbers)]
        np.minimum(numbers, _FREQUENCY_OVERFLOW, out=out, casting="unsafe")
        if large.size:
            self._at.append(large + self._written)
            self._values.append(numbers[large])
        self._written += len(numbers)

    def close(self) -> None:
        write_overflow(self._file, f"{self._name}.tf", self._at, self._values)


class PositionWriter:
    """Writes positions chunk by chunk."""

    def __init__(self, file: ArrayFileWriter, name: str, size: int) -> None:
        self._name = name
        self._file = file
        self._low = file.reserve(f"{name}.pos.low", np.uint8, size)
        self._high = file.reserve(f"{name}.pos.high", np.uint8, (size + 1) // 2)
        self._written = 0
        self._odd: Array = np.empty(0, np.uint8)  # the last half byte of an odd number of them
        self._at: list[Array] = []
        self._values: list[Array] = []

    def add(self, numbers: Array) -> None:
        self._low[self._written : self._written + len(numbers)] = (numbers & 0xFF).astype(np.uint8)
        high = np.minimum(numbers >> 8, _HIGH_OVERFLOW).astype(np.uint8)
        large = np.flatnonzero(high == _HIGH_OVERFLOW)
        if large.size:
            self._at.append(large + self._written)
            self._values.append(numbers[large])
        place = (self._written - len(self._odd)) // 2
        halves = np.concatenate((self._odd, high)) if len(self._odd) else high
        pairs = len(halves) // 2
        self._high[place : place + pairs] = halves[0 : 2 * pairs : 2] | (halves[1 : 2 * pairs : 2] << 4)
        self._odd = halves[2 * pairs :]
        self._written += len(numbers)

    def close(self) -> None:
        if len(self._odd):
            self._high[self._written // 2] = self._odd[0]
        write_overflow(self._file, f"{self._name}.pos", self._at, self._values)


def write_overflow(file: ArrayFileWriter, name: str, at: list[Array], values: list[Array]) -> None:
    none = np.empty(0, np.int64)
    file.write(f"{name}.large.at", np.concatenate(at).astype(np.uint64) if at else none.astype(np.uint64))
    file.write(f"{name}.large", np.concatenate(values).astype(np.uint32) if values else none.astype(np.uint32))


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
