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


def documents(size: int) -> list[Document]:
    """Skewed values, some documents without any."""
    choose = random.Random(size)
    codes = [f"C{number:02}" for number in range(40)]
    made = []
    for number in range(size):
        countries = dict.fromkeys(choose.choices(codes, [1 / (k + 1) ** 2 for k in range(40)], k=choose.randrange(5)))
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
@pytest.mark.parametrize("rows", [1, 1 << 17])
def test_counts_are_exact_in_both_ways(tmp_path: Path, size: int, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a segment that ends inside a word of a bitmap and one that does not, bitmaps read together or one by one."""
    monkeypatch.setattr(facet_arrays, "_AT_ONCE", rows)
    made = documents(size)
    facets = opened(tmp_path, "made", made).facets
    for ids in ([], [0], list(range(0, size, 3)), list(range(size))):
        at = np.array(ids, np.int64)
        for about, counted in (
            (False, facets.count_by_document(at, about=False)),
            (False, facets.count_by_value(at)),
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
