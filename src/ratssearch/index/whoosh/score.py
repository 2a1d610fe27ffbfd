"""Scores of the documents that a query matched in one segment, added up word by word (BM25F, bm25.py).

Few documents are scored by looking each up in the postings; many by adding whole posting lists into one array with a
place for each document of the segment.
"""

from __future__ import annotations

import numpy as np

from ratssearch.index.nodes import And, AndMaybe, Boost, Fuzzy, Node, Or, Phrase, Term, Wildcard
from ratssearch.index.ranking import idf
from ratssearch.index.whoosh import sets
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.bm25 import Saturations
from ratssearch.index.whoosh.match import Matching, fields_of
from ratssearch.index.whoosh.segment import Postings
from ratssearch.index.whoosh.snapshot import Snapshot

_DENSE = 12  # with more than one document in so many matched, all are given a place


class _Sums:
    """Scores under way: of all documents of the segment (ids None), or of some."""

    def __init__(self, documents: int, ids: Array | None) -> None:
        self.documents = documents
        self.ids = ids
        self._scores: Array | None = None

    @property
    def scores(self) -> Array:
        if self._scores is None:
            self._scores = np.zeros(self.documents if self.ids is None else len(self.ids))
        return self._scores

    def of(self, ids: Array) -> Array:
        """The scores of the ids that room was made for."""
        return self.scores.take(ids) if self.ids is None else self.scores

    def add(self, ids: Array, values: Array) -> None:
        """Add values to the scores of ids (ascending int64), those that are here."""
        if self.ids is None:
            if self._scores is None and len(ids) * 8 > self.documents:
                self._scores = np.bincount(ids, values, self.documents)
            else:
                self.scores[ids] += values
        elif len(self.ids):
            found = np.searchsorted(self.ids, ids)
            here = np.flatnonzero(self.ids.take(found, mode="clip") == ids)
            self.scores[found.take(here)] += values.take(here)

    def add_postings(self, postings: Postings, saturations: Saturations, factor: float) -> None:
        ids = postings.ids
        if self.ids is None or len(ids) < len(self.ids):
            self.add(sets.as_set(ids), saturations.of(postings) * factor)
        elif len(ids) == len(self.ids) and np.array_equal(ids, self.ids):
            self.scores.__iadd__(saturations.of(postings) * factor)
        elif len(ids):
            found = np.searchsorted(ids, self.ids.astype(ids.dtype))
            here = np.flatnonzero(ids.take(found, mode="clip") == self.ids)
            self.scores[here] += saturations.of(postings, found.take(here)) * factor

    def add_constant(self, value: float) -> None:
        self.scores.__iadd__(value)


class Scoring:
    """Scores the documents of one query in one segment."""

    def __init__(self, snapshot: Snapshot, matching: Matching, power: float) -> None:
        self._snapshot = snapshot
        self._matching = matching
        self._power = power  # of idf, see ranking.power

    def scores(self, node: Node, ids: Array) -> Array:
        """One score for each of ids, which all match node; float64."""
        sums = self._sums(ids)
        self._add(node, sums, 1.0, certain=True)
        return sums.of(ids)

    def _sums(self, ids: Array) -> _Sums:
        """Room for the scores of ids. Other documents may get scores too, of parts of the query; nobody reads them."""
        size = self._matching.segment.documents
        return _Sums(size, None if len(ids) * _DENSE > size else ids)

    def _add(self, node: Node, sums: _Sums, factor: float, *, certain: bool) -> None:
        """Add what node gives to the documents it matches; certain: that is all of them."""
        match node:
            case Term():
                self._add_term(node, sums, factor)
            case Phrase():
                self._add_phrase(node, sums, factor)
            case Wildcard() | Fuzzy():
                if certain:
                    sums.add_constant(factor * node.boost)
                else:
                    ids = self._matching.documents(node)
                    sums.add(ids, np.full(len(ids), factor * node.boost))
            case Or():
                for child in node.children:
                    self._add(child, sums, factor, certain=False)
            case Boost():
                self._add(node.child, sums, factor * node.factor, certain=certain)
            case And() | AndMaybe():
                if certain:
                    self._add_parts(node, sums, factor)
                else:
                    self._add_apart(node, sums, factor)
            case _:  # filters and negations give nothing
                pass

    def _add_parts(self, node: And | AndMaybe, sums: _Sums, factor: float) -> None:
        if isinstance(node, AndMaybe):
            self._add(node.required, sums, factor, certain=True)
            self._add(node.optional, sums, factor, certain=False)
        else:
            for child in node.children:
                self._add(child, sums, factor, certain=True)

    def _add_apart(self, node: And | AndMaybe, sums: _Sums, factor: float) -> None:
        """Only the documents that match the whole node get what its parts give."""
        ids = self._matching.documents(node)
        if sums.ids is not None:
            ids = sets.intersection(ids, sums.ids, sums.documents)
        own = self.scores(node, ids)
        sums.add(ids, own * factor)

    def _add_term(self, node: Term, sums: _Sums, factor: float) -> None:
        word, stem = self._matching.key(node.word, exact=node.exact)
        for field in fields_of(node.field):
            postings = self._matching.segment.postings(field, word, stem=stem)
            if len(postings.ids):
                weight = self._weight(field, word, stem) * factor * node.boost
                sums.add_postings(postings, self._snapshot.saturations[field], weight)

    def _add_phrase(self, node: Phrase, sums: _Sums, factor: float) -> None:
        """A phrase counts its words in the fields that hold it."""
        for field in fields_of(node.field):
            ids = self._matching.in_field(node, field)
            own = self._sums(ids)
            for written in node.words if len(ids) else ():
                word, stem = self._matching.key(written, exact=node.exact)
                weight = self._weight(field, word, stem) * factor * node.boost
                own.add_postings(
                    self._matching.segment.postings(field, word, stem=stem), self._snapshot.saturations[field], weight
                )
            if len(ids):
                sums.add(ids, own.of(ids))

    def _weight(self, field: str, word: str, stem: bool) -> float:
        snapshot = self._snapshot
        rarity = idf(snapshot.live, snapshot.frequency(word, stem=stem), self._power)
        return snapshot.ranking.weight(field) * rarity
