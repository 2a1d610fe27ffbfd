"""Relevance: the formula, its settings, and what a long query does to rarity."""

from __future__ import annotations

import numpy as np
import pytest

from ratssearch.index import ranking
from ratssearch.index.query import parse
from ratssearch.models import Match


def test_saturation_is_bm25() -> None:
    """The factor of one field is the textbook one, also for empty corpora."""
    settings = ranking.Ranking(k1=1.2, b=0.5)
    value = ranking.saturation(np.array([3.0]), np.array([200.0]), 100.0, settings)
    assert value[0] == pytest.approx(3 * 2.2 / (3 + 1.2 * (0.5 + 0.5 * 2)))
    assert np.isfinite(ranking.saturation(np.array([1.0]), np.array([0.0]), 0.0, settings)).all()


def test_rarer_words_weigh_more_and_never_nothing() -> None:
    """idf falls with frequency and stays above 0, even for words of every release."""
    values = [ranking.idf(1000, frequency) for frequency in (1, 10, 100, 1000)]
    assert values == sorted(values, reverse=True)
    assert values[-1] > 0
    assert ranking.idf(1000, 10, 2.0) == pytest.approx(ranking.idf(1000, 10) ** 2)


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("arms", 1),
        ("arms of the council", 2),
        ('"small arms" -nuclear title:treaty', 3),
        ("", 0),
        ("arm* word~ country:kz", 0),
    ],
)
def test_short_queries_are_plain_bm25f(text: str, telling: int) -> None:
    """Up to three telling words, counted without stop words and negated ones, rarity counts once."""
    assert telling <= ranking.PLAIN_TERMS
    assert ranking.power(parse(text)) == 1.0


def test_long_queries_lean_on_rare_words() -> None:
    """The power grows with each telling word, up to a bound, and not at all with plain settings."""

    def power(count: int, settings: ranking.Ranking = ranking.DEFAULT) -> float:
        return ranking.power(parse(" ".join(f"w{n}" for n in range(count)), match=Match.ANY), settings)

    assert 1.0 < power(4) < power(10) < power(33) == power(300) == ranking.MAX_POWER
    assert power(300, ranking.PLAIN) == 1.0


def test_recency_is_off_by_default() -> None:
    """Nothing is boosted unless asked; then new releases most, by half as much each half-life."""
    ages = np.array([0.0, 365.0, np.inf])
    assert ranking.recency(ages) is None
    factors = ranking.recency(ages, ranking.Ranking(recency=0.5))
    assert factors is not None
    assert factors.tolist() == pytest.approx([1.5, 1.25, 1.0])
