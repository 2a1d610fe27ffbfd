"""The dictionary that did-you-mean (index/spelling.py) consults: the words of one generation of the index."""

from __future__ import annotations

from ratssearch.index import analysis
from ratssearch.index.whoosh import expand
from ratssearch.index.whoosh.snapshot import Snapshot


class SnapshotDictionary:
    """See spelling.Dictionary."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def frequency(self, word: str) -> int:
        stem = self._snapshot.stemmed
        return self._snapshot.frequency(analysis.stem(word) if stem else word, stem=stem)

    def near(self, word: str, distance: int) -> dict[str, int]:
        found = {
            view.file.words[ordinal].decode()
            for view in self._snapshot.views
            for ordinal in expand.fuzzy(view.file, word, distance).tolist()
        }
        return {other: self._snapshot.frequency(other, stem=False) for other in found}
