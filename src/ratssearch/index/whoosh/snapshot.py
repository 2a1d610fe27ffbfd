"""One generation of the index: its segments and the statistics of all of them that scores depend on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from ratssearch.index.ranking import Ranking
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.bm25 import Saturations
from ratssearch.index.whoosh.document import UNDATED
from ratssearch.index.whoosh.facet_arrays import FACETS
from ratssearch.index.whoosh.facet_values import Counts, FacetValues
from ratssearch.index.whoosh.segment import TEXT_FIELDS, SegmentView


class Snapshot:
    """Immutable; safe for many threads."""

    def __init__(self, generation: str, views: Sequence[SegmentView], ranking: Ranking, *, stemmed: bool) -> None:
        self.generation = generation
        self.views = tuple(views)
        self.ranking = ranking
        self.stemmed = stemmed  # whether a word stands for its stem class when it is not quoted
        self.live = sum(view.live for view in views)
        self.counts_of_all: dict[bool, Counts] = {}  # of facet values over all releases, mentioned or about: facets.py
        self.compounds: dict[str, tuple[tuple[str, str], ...]] = {}  # word -> the ways to write it apart: compounds.py
        self._frequencies: dict[tuple[str, bool], int] = {}

    @cached_property
    def averages(self) -> dict[str, float]:
        """Mean length of each text field over live releases."""
        return {name: sum(v.lengths[name] for v in self.views) / max(1, self.live) for name in TEXT_FIELDS}

    @cached_property
    def saturations(self) -> dict[str, Saturations]:
        return {name: Saturations(self.averages[name], self.ranking) for name in TEXT_FIELDS}

    @cached_property
    def weighted(self) -> dict[str, tuple[Saturations, float]]:
        """The saturations of each text field, and its weight."""
        return {name: (self.saturations[name], self.ranking.weight(name)) for name in TEXT_FIELDS}

    def frequency(self, word: str, *, stem: bool) -> int:
        """Live releases that hold a word (or, if stem, any word with that stem key) in any text field."""
        known = self._frequencies.get((word, stem))
        if known is None:
            if len(self._frequencies) > 50_000:
                self._frequencies.clear()
            known = sum(view.count_live(view.file.held(word, stem=stem).ids) for view in self.views)
            self._frequencies[word, stem] = known
        return known

    @cached_property
    def newest(self) -> int:
        """The first day (date ordinal) of the newest live release; UNDATED if none has a date."""
        days = [view.file.first.take(view.live_ids).max(initial=UNDATED) for view in self.views]
        return int(max(days, default=UNDATED))

    @cached_property
    def facets(self) -> FacetValues:
        own = [view.file.facets for view in self.views]
        labels: list[str] = []
        bounds: dict[str, tuple[int, int]] = {}
        maps: list[list[Array]] = [[] for _ in own]
        for name in FACETS:
            first = len(labels)
            values = sorted(set().union(*(part.values[name] for part in own)))
            number = {value: first + place for place, value in enumerate(values)}
            for part, numbers in zip(own, maps, strict=True):
                numbers.append(np.array([number[value] for value in part.values[name]], np.int64))
            labels.extend(value.decode() for value in values)
            bounds[name] = first, len(labels)
        joined = [np.concatenate(numbers) for numbers in maps]
        return FacetValues(labels, bounds, [None if len(part) == len(labels) else part for part in joined])
