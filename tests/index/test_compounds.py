"""Words written together, with a hyphen or apart: each way finds the others; and letters that are typed for others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from written_releases import index_of

from ratssearch.index.analysis import words
from ratssearch.index.whoosh.engine import WhooshEngine
from ratssearch.models import Match, SearchRequest

WAYS = (
    ("cooperation", "co-operation", "co operation"),
    ("counterterrorism", "counter-terrorism", "counter terrorism"),
    ("email", "e-mail", "e mail"),
    ("Covid19", "COVID-19", "covid 19"),
    ("G7", "G-7", "G 7"),
    ("ceasefire", "cease-fire", "cease fire"),
    ("policymakers", "policy-makers", "policy makers"),
    ("F16", "F-16", "F 16"),
    ("антикоррупционный", "анти-коррупционный", "анти коррупционный"),
)
LETTERS = (
    *("Łódź Lodz", "Diyarbakır Diyarbakir", "Sørbø Sorbo", "Đakovo Dakovo", "Yıldırım Yildirim", "Ærøe Aeroe"),
    *("Bəxtiyar Bextiyar", "Þingvellir Thingvellir", "Għargħur Gharghur", "Ísafjörður Isafjordur", "Œuvre oeuvre"),
    *("Ŧeaŋŋa Teanna", "coŀlega collega", "Iğdır IGDIR", "Straße strasse", "Şəki SEKI", "Kŭnçu Kuncu", "Țară tara"),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    """A release for each way of writing; and one that holds the parts of all of them, far from each other."""
    texts = [("One", ", ".join(way[number] for way in WAYS) + ". End") for number in range(3)]
    parts = [" or ".join(way[2].split()) for way in WAYS]
    opened = index_of(tmp_path_factory.mktemp("index"), [*texts, ("Apart", ". ".join(parts))])
    yield opened
    opened.close()


@pytest.mark.parametrize(("way", "number", "match"), list(product(WAYS, range(3), Match)))
def test_each_way_of_writing_finds_the_others(
    engine: WhooshEngine, way: tuple[str, ...], number: int, match: Match
) -> None:
    """Written together or with a hyphen, they are marked too; the parts by themselves are found only if asked apart."""
    found = engine.search(SearchRequest(way[number], match=match)).hits
    assert {"r0", "r1", "r2"} <= {hit.id for hit in found}
    assert ("r3" in {hit.id for hit in found}) <= (number == 2 or match is Match.ANY)
    marked = {
        hit.id: {passage.text[start:end] for passage in hit.snippets for start, end in passage.marks} for hit in found
    }
    assert way[0] in marked["r0"]
    assert way[1] in marked["r1"] or set(way[1].split("-")) <= marked["r1"]


def test_within_longer_queries_and_negations(engine: WhooshEngine) -> None:
    """A word of two words stands for both; what is excluded is excluded in every way of writing."""
    ids = {hit.id for hit in engine.search(SearchRequest("end (counter terrorism OR missing) policy makers")).hits}
    assert ids == {"r0", "r1", "r2"}
    assert {hit.id for hit in engine.search(SearchRequest("-counterterrorism")).hits} == {"r3"}
    assert {hit.id for hit in engine.search(SearchRequest('"counterterrorism"')).hits} == {"r0"}
    assert not engine.search(SearchRequest("title:cooperation")).total


def test_chance_neighbours_are_no_compound(tmp_path: Path) -> None:
    """Parts that stand side by side once among many times, small words, and numbers."""
    texts = [("x", "a man, the age of reason; this is land, page 20 20")] + [("x", "the man of any age")] * 30
    engine = index_of(tmp_path, [*texts, ("x", "man age"), ("x", "manage the island in 2020")])
    for word in ("manage", "island", "2020"):
        assert {hit.id for hit in engine.search(SearchRequest(word)).hits} == {"r32"}, word
    engine.close()


@pytest.mark.parametrize("pair", LETTERS)
def test_letters_are_found_by_what_is_typed_for_them(pair: str) -> None:
    """Of every language of Europe and Central Asia that is written in Latin letters."""
    written, typed = pair.split()
    assert words(written) == words(typed)
    assert words(written)[0].isascii()
