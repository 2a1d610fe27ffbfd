"""The engines measured side by side. Each module builds an index from documents and answers BenchQuery values.

Every peer does the same request: top 20 by BM25 with titles read from its index, the exact total, and counts for
the five facets over all hits (the largest 12 values each), with title and body searched. Where a peer has several
ways, the fastest that gives exact answers is used; each module's docstring says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.queries import BenchQuery


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request gave: exact total, titles of the top 20, and facet -> ((value, count), ...)."""

    total: int
    titles: tuple[str, ...]
    facets: dict[str, dict[str, int]]


class Peer(Protocol):
    """An open index of one engine."""

    name: str

    def ask(self, query: BenchQuery) -> Answer: ...

    def close(self) -> None: ...


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
