"""Facet values of a segment: document by document and value by value, counts are what looking at all gives."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from test_whoosh_segments import opened

from ratssearch.index.whoosh import facet_arrays
from ratssearch.index.whoosh.document import Document
from ratssearch.index.whoosh.facet_arrays import FACETS
from ratssearch.index.whoosh.facet_values import Counts, FacetValues
from ratssearch.models import Facet, FacetRequest, FacetValue


def documents(size: int, longest: int = 4) -> list[Document]:
    """Skewed values, some documents without any; one in thirty has up to so many."""
    choose = random.Random(size)
    codes = [f"C{number:02}" for number in range(40)]
    made = []
    for number in range(size):
        drawn = longest if number % 30 == 7 else choose.randrange(5)
        countries = dict.fromkeys(choose.choices(codes, [1 / (k + 1) ** 2 for k in range(40)], k=drawn))
        made.append(
            Document(
                f"made-{number:06}",
                "https://made-up.example/",
                "title",
                b"body",
                choose.choice(("north", "south")),
                choose.choice(("en", "ru", "")),
                countries=tuple((code, choose.random() < 0.5) for code in countries),
                organisations=(("un", True),) if number % 3 == 0 else (),
                first=730_000 + number,
            )
        )
    return made


def brute(made: list[Document], ids: list[int], about: bool) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for one in (made[number] for number in ids):
        counts["source"][one.source] += 1
        counts["year"][one.year] += 1
        if one.language:
            counts["language"][one.language] += 1
        for name, pairs in (("country", one.countries), ("organisation", one.organisations)):
            counts[name].update(value for value, is_about in pairs if is_about or not about)
    return counts


@pytest.mark.parametrize("size", [1, 63, 64, 700])
@pytest.mark.parametrize(("longest", "rows"), [(4, 1), (4, 1 << 17), (12, 1 << 17), (300, 1 << 17)])
def test_counts_are_exact_in_both_ways(
    tmp_path: Path, size: int, longest: int, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a segment that ends inside a word of a bitmap and one that does not, bitmaps read together or one by one,
    documents with more values than a row holds, and with more than most."""
    monkeypatch.setattr(facet_arrays, "_AT_ONCE", rows)
    made = documents(size, longest)
    facets = opened(tmp_path, "made", made).facets
    for ids in ([], [0], list(range(0, size, 3)), list(range(size))):
        at = np.array(ids, np.int64)
        for about, counted in (
            (False, facets.count_by_document(at, about=False)),
            (False, facets.count_by_value(at)),
            (False, facets.count_by_value(at, np.isin(np.arange(size), at))),
            (True, facets.count_by_document(at, about=True)),
        ):
            expected = brute(made, ids, about)
            for name in FACETS:
                first, values = facets.first[name], facets.values[name]
                found = dict(
                    zip((value.decode() for value in values), counted[first : first + len(values)], strict=True)
                )
                assert {value: count for value, count in found.items() if count} == expected[name]


def test_documents_of_a_value(tmp_path: Path) -> None:
    made = documents(200)
    facets = opened(tmp_path, "made", made).facets
    number = facets.number("country", "C00")
    holding = [at for at, one in enumerate(made) if "C00" in dict(one.countries)]
    assert facets.documents_of(number, about=False).tolist() == holding
    about = [at for at in holding if dict(made[at].countries)["C00"]]
    assert facets.documents_of(number, about=True).tolist() == about
    assert facets.number("country", "nowhere") == -1


@pytest.mark.parametrize("about", [False, True])
def test_which_documents_carry_a_value(tmp_path: Path, about: bool) -> None:
    """By a column, by a bitmap, by a list, and for a value that nothing carries."""
    made = documents(700, 300)
    segment = opened(tmp_path, "made", made)
    facets = segment.facets
    for name, value in (
        ("source", "north"),
        ("language", "ru"),
        ("country", "C00"),
        ("country", "C39"),
        ("organisation", "un"),
        ("country", "nowhere"),
    ):
        number = facets.number(name, value)
        expected = set(facets.documents_of(number, about=about).tolist()) if number >= 0 else set()
        assert segment.count_of(name, value) == (len(facets.documents_of(number, about=False)) if number >= 0 else 0)
        for ids in (range(0, 700, 3), range(700), range(3), range(0)):
            carrying = segment.carrying(name, value, np.array(ids, np.int64), about=about)
            assert [number for number, inside in zip(ids, carrying.tolist(), strict=True) if inside] == sorted(
                expected & set(ids)
            )
    assert facets.bitmap(facets.number("country", "C00")) is not None
    assert facets.bitmap(facets.number("country", "C39")) is None


def test_values_are_ranked_by_count_and_then_by_name() -> None:
    known = FacetValues(["a", "b", "c", "d", "x", "y"], {"one": (0, 4), "none": (4, 4), "two": (4, 6)}, [None])
    counts = Counts(known, [np.array([3, 7, 0, 3, 2**31, 0])])
    for _ in range(2):  # the second time from what was kept
        facet = counts.facet(FacetRequest("one", 2))
        assert facet == Facet("one", (FacetValue("b", 7), FacetValue("a", 3)), True, 1)
        assert counts.facet(FacetRequest("one", 9)).values[2] == FacetValue("d", 3)
        assert counts.facet(FacetRequest("none", 9)) == Facet("none", ())
        assert counts.facet(FacetRequest("two", 9)) == Facet("two", (FacetValue("x", 2**31),))
