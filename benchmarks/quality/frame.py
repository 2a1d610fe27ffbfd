"""What every quality measurement shares: a figure, a set that is absent, and shares of what is there."""

from __future__ import annotations

import lzma
import math
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number under its flat name, such as `sites.whitehouse.exact`."""

    name: str
    value: float


class SetAbsent(Exception):
    """A gold set that a measurement needs is not in the folder; the message names it."""


# What a folder with a missing or damaged part raises when it is read.
DAMAGED = (OSError, EOFError, KeyError, ValueError, StopIteration, tarfile.TarError, lzma.LZMAError, zlib.error)


def share(right: float, of: float) -> float:
    """right / of; NaN where there is nothing to count, which `make quality` names as left out."""
    return right / of if of else math.nan


def each(*parts: Iterator[Figure]) -> Iterator[Figure]:
    """The figures of several parts, as far as each goes: what one lacks costs no other. Raises SetAbsent at the end,
    with all that is missing."""
    absent: list[str] = []
    for part in parts:
        try:
            yield from part
        except SetAbsent as error:
            absent.append(str(error))
        except DAMAGED as error:
            absent.append(f"{type(error).__name__}: {error}")
    if absent:
        raise SetAbsent("; ".join(absent))


Measure = Callable[[Path], Iterator[Figure]]
