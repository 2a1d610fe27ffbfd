"""Faceted search through the API against a count by hand over all releases."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import brute_force
from made_up import Corpus
from ratssearch.models import FacetFilter

WORDS = ("", "workshop", "memorandum", "training", "zebra", "границ", "lighthouse")
DAYS = st.dates(date(2014, 6, 1), date(2022, 6, 1))


VALUES = {
    "country": ("KZ", "UZ", "TJ", "KG", "TM", "NO", "CL", "MN", "NP", "TR", "GB", "AQ"),
    "organisation": ("interpol", "unodc", "who", "iom", "unesco", "no-such-body"),
    "source": ("harbour", "steppe", "lantern", "quiet"),
    "language": ("en", "ru", "zh", "ar", "und", "fi"),
    "year": ("2015", "2016", "2017", "2020", "2021", "1999", "unknown"),
}


def _filter(facet: str) -> st.SearchStrategy[FacetFilter]:
    """Up to two values wanted and up to two unwanted, none of them both."""
    values = st.lists(st.sampled_from(VALUES[facet]), unique=True, max_size=4)
    return values.flatmap(
        lambda picked: st.integers(0, min(2, len(picked))).map(
            lambda cut: FacetFilter(facet, tuple(picked[:cut]), tuple(picked[cut : cut + 2]))
        )
    )


FILTERS = st.lists(
    st.sampled_from(brute_force.FACETS).flatmap(_filter), max_size=3, unique_by=lambda entry: entry.facet
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=FILTERS, first=st.one_of(st.none(), DAYS), last=st.one_of(st.none(), DAYS), word=st.sampled_from(WORDS))
def test_counts_are_those_of_a_count_by_hand(
    client: FlaskClient, corpus: Corpus, filters: list[FacetFilter], first: date | None, last: date | None, word: str
) -> None:
    """Filters AND across facets and OR inside one; a facet's own selection does not shrink its counts; all exact."""
    if first and last and first > last:
        first, last = last, first
    answer = client.get(f"/api/v1/search?{_query(filters, first, last, word)}").get_json()
    wanted = brute_force.found(corpus.releases, filters, first, last, word)
    assert answer["total"] == len(wanted)
    assert {hit["id"] for hit in answer["results"]} == {release.id for release in wanted}
    for facet in brute_force.FACETS:
        counts = brute_force.counts(corpus.releases, facet, filters, first, last, word)
        chosen = next((entry for entry in filters if entry.facet == facet), FacetFilter(facet))
        values = answer["facets"][facet]["values"]
        shown = {entry["value"]: entry["count"] for entry in values}
        picked = {*chosen.include, *chosen.exclude}
        assert {value: count for value, count in shown.items() if count} == dict(counts), facet
        assert picked <= set(shown), "a chosen value is listed even without hits"
        assert all(entry["selected"] or entry["excluded"] for entry in values[: len(picked)]), "and first"
        assert {entry["value"] for entry in values if entry["selected"]} == set(chosen.include)
        assert {entry["value"] for entry in values if entry["excluded"]} == set(chosen.exclude)


def test_choosing_a_second_value_keeps_the_counts(client: FlaskClient) -> None:
    """The counts beside countries stay as they are while countries are being chosen; other facets follow."""
    none, one, two = (
        client.get(f"/api/v1/search?{query}&expand=country").get_json()
        for query in ("", "country=KZ", "country=KZ&country=NO")
    )
    counts = [
        {entry["value"]: entry["count"] for entry in answer["facets"]["country"]["values"]}
        for answer in (none, one, two)
    ]
    assert counts[0] == counts[1] == counts[2]
    assert none["total"] > two["total"] > one["total"]
    years = [sum(entry["count"] for entry in answer["facets"]["year"]["values"]) for answer in (one, two)]
    assert years == [one["total"], two["total"]]


def _query(filters: list[FacetFilter], first: date | None, last: date | None, word: str) -> str:
    pairs = [(entry.facet, value) for entry in filters for value in entry.include]
    pairs += [(f"exclude_{entry.facet}", value) for entry in filters for value in entry.exclude]
    pairs += [("facet_size", "500"), ("per_page", "100"), ("date_from", str(first or "")), ("date_to", str(last or ""))]
    return urlencode([*pairs, ("q", f'"{word}"' if word else "")])
