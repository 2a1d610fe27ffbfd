"""What every quality measurement shares: a figure, and a set that is absent."""

from __future__ import annotations

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


Measure = Callable[[Path], Iterator[Figure]]
