"""How relevance is computed: BM25F with the product's settings, as plain functions over numpy arrays.

    score(release) = sum over the query's terms and the fields title and body of
        boost x field weight x rarity(term) x tf (k1 + 1) / (tf + k1 (1 - b + b length / average length))

rarity(term) is the term's idf, raised to a power that grows with the number of words asked for: the words of a short
query all matter, while a long one, such as a sentence or a whole abstract, is mostly filler, and what it is about is
in its rare words. Up to PLAIN_TERMS words the power is 1, which is plain BM25F.

To this come, as optional parts of the query tree: words that stand in a row or side by side as in the query, and words
as they were written (closeness.py), and, for a long question for any of its words, what its first hits have in common
(whoosh/feedback.py). Figures are in docs/decisions/0037, 0126 and 0127.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log1p

import numpy as np
import numpy.typing as npt

from ratssearch.index.analysis import STOP_WORDS
from ratssearch.index.nodes import Node, Not, Phrase, Term
from ratssearch.index.query_trees import children

PLAIN_TERMS = 3
MAX_POWER = 2.0

Floats = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The settings of relevance. One set serves every collection; docs/decisions/0037 says how they were found."""

    k1: float = 1.6  # how slowly further occurrences of a word stop counting
    b: float = 0.75  # how much long texts are held back, 0..1
    title: float = 1.5  # weight of the title
    body: float = 1.0
    growth: float = 1 / 30  # of the power of idf, for each telling word above PLAIN_TERMS; 0 is plain BM25F
    row: float = 8.0  # how many times over words count where they stand in a row as in the query; 0 is off
    pair: float = 0.5  # the same of two neighbours in the query, in any form, where all words have to be there
    written: float = 0.2  # what a word counts more where it has the very form that was asked for
    feedback: float = 0.25  # weight, to that of a long question, of words that its first hits have in common; 0 is off
    recency: float = 0.0  # share by which the newest release's score is raised; 0 is off
    half_life: float = 365.0  # days in which that raise halves

    def weight(self, field: str) -> float:
        """The weight of a text field."""
        return self.title if field == "title" else self.body


DEFAULT = Ranking()
PLAIN = Ranking(growth=0.0, row=0.0, pair=0.0, written=0.0, feedback=0.0)
"""BM25F alone."""


def idf(documents: int, frequency: int, power: float = 1.0) -> float:
    """Rarity of a term that `frequency` of all `documents` hold in any text field; above 0 for every term."""
    return float(log1p((documents - frequency + 0.5) / (frequency + 0.5)) ** power)


def power(node: Node, ranking: Ranking = DEFAULT) -> float:
    """The power that idf is raised to for every term of a query."""
    if isinstance(node, Term):
        return 1.0
    telling = len(telling_words(node))
    return min(MAX_POWER, 1.0 + ranking.growth * max(0, telling - PLAIN_TERMS))


def saturation(frequencies: Floats, lengths: Floats, average: float, ranking: Ranking = DEFAULT) -> Floats:
    """tf (k1 + 1) / (tf + k1 (1 - b + b length / average)) for one field: frequencies of a term, lengths of the same
    releases in words, their average over all releases."""
    norm = ranking.k1 * (1 - ranking.b + ranking.b * lengths / max(average, 1.0))
    # With b 1 or k1 0, both parts of the sum are 0 for a text without words: nothing there, not nothing by nothing.
    return frequencies * (ranking.k1 + 1) / np.maximum(frequencies + norm, np.finfo(np.float64).tiny)


def recency(ages: Floats, ranking: Ranking = DEFAULT) -> Floats | None:
    """Factors for scores of releases `ages` days older than the newest one; None when the boost is off."""
    if ranking.recency == 0.0:
        return None
    return 1.0 + ranking.recency * np.exp2(-np.maximum(ages, 0.0) / ranking.half_life)


def telling_words(node: Node) -> set[str]:
    """The words that a query asks for, without function words and those that it excludes."""
    if isinstance(node, Term):
        return {node.word} - STOP_WORDS
    if isinstance(node, Phrase):
        return set(node.words) - STOP_WORDS
    if isinstance(node, Not):
        return set()
    return {word for child in children(node) for word in telling_words(child)}
