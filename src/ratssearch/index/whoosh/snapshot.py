"""One generation of the index: its segments and the statistics of all of them that scores depend on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ratssearch.index.ranking import Ranking
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.bm25 import Saturations
from ratssearch.index.whoosh.columns import MULTI, SINGLE
from ratssearch.index.whoosh.document import UNDATED
from ratssearch.index.whoosh.segment import TEXT_FIELDS, SegmentView


@dataclass(frozen=True, slots=True)
class FacetValues:
    """The values of a facet in all segments, sorted, and for each segment the place of its own values in them."""

    values: list[str]
    places: list[Array]


class Snapshot:
    """Immutable; safe for many threads."""

    def __init__(self, generation: str, views: Sequence[SegmentView], ranking: Ranking, *, stemmed: bool) -> None:
        self.generation = generation
        self.views = tuple(views)
        self.ranking = ranking
        self.stemmed = stemmed  # whether a word stands for its stem class when it is not quoted
        self.live = sum(view.live for view in views)
        self._frequencies: dict[tuple[str, bool], int] = {}

    @cached_property
    def averages(self) -> dict[str, float]:
        """Mean length of each text field over live releases."""
        return {name: sum(v.lengths[name] for v in self.views) / max(1, self.live) for name in TEXT_FIELDS}

    @cached_property
    def saturations(self) -> dict[str, Saturations]:
        return {name: Saturations(self.averages[name], self.ranking) for name in TEXT_FIELDS}

    def frequency(self, word: str, *, stem: bool) -> int:
        """Live releases that hold a word (or, if stem, any word with that stem key) in any text field."""
        known = self._frequencies.get((word, stem))
        if known is None:
            if len(self._frequencies) > 50_000:
                self._frequencies.clear()
            known = sum(view.count_live(view.file.holders(word, stem=stem)) for view in self.views)
            self._frequencies[word, stem] = known
        return known

    @cached_property
    def newest(self) -> int:
        """The first day (date ordinal) of the newest live release; UNDATED if none has a date."""
        days = [view.file.first.take(view.live_ids).max(initial=UNDATED) for view in self.views]
        return int(max(days, default=UNDATED))

    @cached_property
    def facets(self) -> dict[str, FacetValues]:
        return {name: self._facet(name) for name in (*SINGLE, *MULTI)}

    def _facet(self, name: str) -> FacetValues:
        own = [view.file.values[name] for view in self.views]
        values = own[0] if len(own) == 1 else sorted(set().union(*own))
        number = {value: place for place, value in enumerate(values)}
        places = [np.fromiter(map(number.__getitem__, part), np.int64, len(part)) for part in own]
        return FacetValues([value.decode() for value in values], places)
