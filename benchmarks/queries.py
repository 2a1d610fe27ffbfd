"""The benchmark queries: eleven classes drawn from the corpus itself, as engine-neutral values."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.corpus import Document

CLASSES = (
    "rare",
    "medium",
    "common",
    "and2",
    "and3",
    "or3",
    "not",
    "prefix",
    "phrase",
    "filter+dates",
    "everything",
)
FACETS = ("year", "country", "organisation", "source", "language")


@dataclass(frozen=True, slots=True)
class BenchQuery:
    """One request: top 20 by BM25, exact total, and counts of the five FACETS over all hits.

    kind "and", "or", "phrase": all, any, adjacent `words`; "not": first word without the second; "prefix": words that
    start with words[0]; "all": every document. A word counts in title or body. Filters narrow the result.
    """

    klass: str
    kind: str
    words: tuple[str, ...] = ()
    source: str = ""
    date_from: str = ""
    date_to: str = ""


def make_queries(documents: Iterable[Document], each: int, size: int) -> list[BenchQuery]:
    """`each` queries of every class, from a sample of documents of a corpus of `size`."""
    random_source = random.Random(20200220)
    sample = [document.body_tokens.split() for document in documents]
    spread = Counter(word for tokens in sample for word in set(tokens) if len(word) > 2 and not word.isdigit())
    ranked = [word for word, _ in sorted(spread.items(), key=lambda item: (-item[1], item[0]))]
    share = {word: spread[word] / len(sample) for word in ranked}
    bands = {
        "common": [word for word in ranked if 0.25 < share[word] < 0.65],
        "medium": [word for word in ranked if 0.01 < share[word] < 0.06],
        "rare": [word for word in ranked if 0.0003 < share[word] < 0.002],
    }
    make = _Maker(random_source, bands, sample)
    return [make.query(klass) for klass in CLASSES for _ in range(each)]


@dataclass(frozen=True, slots=True)
class _Maker:
    random_source: random.Random
    bands: dict[str, list[str]]
    sample: list[list[str]]

    def query(self, klass: str) -> BenchQuery:
        if klass in self.bands:
            return BenchQuery(klass, "and", (self._word(klass),))
        if klass == "and2":
            return BenchQuery(klass, "and", self._words("common", "medium"))
        if klass == "and3":
            return BenchQuery(klass, "and", self._words("common", "common", "medium"))
        if klass == "or3":
            return BenchQuery(klass, "or", self._words("common", "common", "medium"))
        if klass == "not":
            return BenchQuery(klass, "not", self._words("medium", "common"))
        if klass == "prefix":
            return BenchQuery(klass, "prefix", (self._word("medium")[:5],))
        if klass == "phrase":
            return BenchQuery(klass, "phrase", self._phrase())
        if klass == "filter+dates":
            source = f"source_{self.random_source.randint(1, 4)}"
            first = self.random_source.randint(2008, 2018)
            return BenchQuery(klass, "and", (self._word("medium"),), source, f"{first}-01-01", f"{first + 5}-12-31")
        return BenchQuery(klass, "all")

    def _word(self, band: str) -> str:
        return self.random_source.choice(self.bands[band])

    def _words(self, *bands: str) -> tuple[str, ...]:
        words: list[str] = []
        while len(set(words)) < len(bands):
            words = [self._word(band) for band in bands]
        return tuple(words)

    def _phrase(self) -> tuple[str, ...]:
        while True:
            tokens = self.random_source.choice(self.sample)
            start = self.random_source.randrange(max(1, len(tokens) - 2))
            words = tuple(tokens[start : start + 2])
            if len(words) == 2 and all(len(word) > 2 and not word.isdigit() for word in words):
                return words
