"""Scores of the documents that a query matched in one segment, added up word by word (BM25F, bm25.py).

Few documents are scored by looking each up in the postings; many by adding whole posting lists into one array with a
place for each document of the segment.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ratssearch.index.nodes import And, AndMaybe, Boost, Fuzzy, Node, Or, Phrase, Term, Wildcard
from ratssearch.index.ranking import idf
from ratssearch.index.whoosh import sets
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.bm25 import Saturations
from ratssearch.index.whoosh.held import Held
from ratssearch.index.whoosh.match import Matching, fields_of
from ratssearch.index.whoosh.snapshot import Snapshot

Weighted = Mapping[str, tuple[Saturations, float]]  # field -> its saturations, and its weight
Inside = Mapping[str, Array]  # field -> for each document whether the field counts; bool

_DENSE = 12  # with more than one document in so many matched, all are given a place


class _Sums:
    """Scores under way: of all documents of the segment (ids None), or of some."""

    def __init__(self, documents: int, ids: Array | None, weighted: Weighted, inside: Inside | None = None) -> None:
        self.documents = documents
        self.ids = ids
        self._weighted = weighted
        self._inside = inside
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
        elif ids is self.ids:
            self.scores.__iadd__(values)
        elif len(self.ids):
            found = np.searchsorted(self.ids, ids)
            here = (self.ids.take(found, mode="clip") == ids).nonzero()[0]
            self.scores[found.take(here)] += values.take(here)

    def add_held(self, held: Held, factor: float, known: bool, places: Array | None) -> None:
        """Add what a word gives to the documents that are here; known: `places` says where these are among its holders
        (None: they are all of them)."""
        if self.ids is None:
            self._add_everywhere(held, factor)
        elif known and self._inside is None:
            self._add_at(held, factor, places)
        elif held.every is None:
            self._add_found(held, factor)
        else:
            for name, keys in held.fields.items():
                saturations, weight = self._weighted[name]
                values = saturations.at(self.ids, held.ids, keys)
                if self._inside is not None:
                    values *= self._inside[name]
                self._add_here(values, weight * factor)

    def _add_here(self, values: Array, factor: float = 1.0) -> None:
        """Add an array of our own, one value for each document here, times a factor."""
        if factor != 1.0:
            values *= factor
        self._scores = values if self._scores is None else self._scores.__iadd__(values)

    def _add_everywhere(self, held: Held, factor: float) -> None:
        for name, keys in held.fields.items():
            saturations, weight = self._weighted[name]
            if keys.at is not None:
                self.add(held.ids.take(keys.at), saturations.of(keys.keys, keys.large, keys.at) * (weight * factor))
            elif keys.every is not None and keys.large is None and len(held.ids) * 3 > self.documents:
                self._add_here(saturations.of_all(keys, keys.every, weight * factor))
            else:
                self.add(held.ids, saturations.of(keys.keys, keys.large) * (weight * factor))

    def _add_at(self, held: Held, factor: float, places: Array | None) -> None:
        for name, keys in held.fields.items():
            saturations, weight = self._weighted[name]
            if places is None and keys.at is not None:
                self.scores[keys.at] += saturations.of(keys.keys, keys.large, keys.at) * (weight * factor)
            elif places is None and keys.large is None:
                self._add_here(saturations.of_all(keys, keys.keys, weight * factor))
            else:
                self._add_here(saturations.of(keys.keys, keys.large, places), weight * factor)

    def _add_found(self, held: Held, factor: float) -> None:
        assert self.ids is not None
        here, there = held.search(self.ids)
        for name, keys in held.fields.items():
            saturations, weight = self._weighted[name]
            values = saturations.of(keys.keys, keys.large, there) * (weight * factor)
            if self._inside is not None:
                values *= self._inside[name].take(here)
            if len(here) == len(self.ids):
                self._add_here(values)
            else:
                self.scores[here] += values

    def add_constant(self, value: float) -> None:
        self.scores.__iadd__(value)


def _plain(node: Node) -> bool:
    """Whether a node is words that all have to be there: where they stand is known, or is one look-up."""
    match node:
        case And():
            return all(map(_plain, node.children))
        case Boost():
            return _plain(node.child)
        case AndMaybe():  # what is optional is looked up, wherever it stands
            return _plain(node.required)
        case Or() | Phrase():
            return False
        case _:
            return True


class Scoring:
    """Scores the documents of one query in one segment."""

    def __init__(self, snapshot: Snapshot, matching: Matching, power: float) -> None:
        self._snapshot = snapshot
        self._matching = matching
        self._power = power  # of idf, see ranking.power

    def scores(self, node: Node, ids: Array) -> Array:
        """One score for each of ids, which all match node; float64."""
        sums = self._sums(ids, sure=_plain(node))
        self._add(node, sums, 1.0, certain=True)
        return sums.of(ids)

    def _sums(self, ids: Array, *, sure: bool = False) -> _Sums:
        """Room for the scores of ids. Other documents may get scores too, of parts of the query; nobody reads them."""
        size = self._matching.segment.documents
        return _Sums(size, ids if sure or len(ids) * _DENSE <= size else None, self._snapshot.weighted)

    def _add(self, node: Node, sums: _Sums, factor: float, *, certain: bool) -> None:
        """Add what node gives to the documents it matches; certain: that is all of them."""
        match node:
            case Term():
                held = self._matching.holders(node)
                self._add_word(held, node.word, sums, factor * node.boost, exact=node.exact)
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

    def _add_phrase(self, node: Phrase, sums: _Sums, factor: float) -> None:
        """A phrase counts its words in the fields that hold it."""
        matching = self._matching
        ids = matching.documents(node)
        if not len(ids):
            return
        inside = {name: matching.phrase_inside(node, name) for name in fields_of(node.field)}
        own = _Sums(matching.segment.documents, ids, self._snapshot.weighted, inside)
        for word in node.words:
            held = matching.held(word, node.field, exact=node.exact)
            self._add_word(held, word, own, factor * node.boost, exact=node.exact)
        sums.add(ids, own.scores)

    def _add_word(self, held: Held, written: str, sums: _Sums, factor: float, *, exact: bool) -> None:
        snapshot = self._snapshot
        word, stem = self._matching.key(written, exact=exact)
        rarity = idf(snapshot.live, snapshot.frequency(word, stem=stem), self._power)
        known, places = (False, None) if sums.ids is None else self._matching.places(held, sums.ids)
        sums.add_held(held, rarity * factor, known, places)
