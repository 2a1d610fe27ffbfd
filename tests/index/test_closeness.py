"""What raises a score: words in a row, side by side, as written, and what the first hits have in common."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from written_releases import index_of

from ratssearch.index import ranking
from ratssearch.index.closeness import favoured, favours
from ratssearch.index.nodes import AndMaybe, Node, Phrase, Term
from ratssearch.index.query import parse
from ratssearch.index.whoosh.engine import WhooshEngine
from ratssearch.models import FacetRequest, Match, SearchRequest, Sort

OF_ROWS = replace(ranking.DEFAULT, written=0.0)


def rows(text: str, match: Match = Match.ALL) -> list[str]:
    """The phrases that a query favours, in quotation marks where they have to stand as written."""
    found = favours(parse(text, match=match), OF_ROWS)
    assert all(isinstance(one, Phrase) for one in found)
    return [
        f'"{" ".join(one.words)}"' if one.exact else " ".join(one.words) for one in found if isinstance(one, Phrase)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("small arms", ['"small arms"', "small arms"]),
        ("we will not rest", ['"we will not rest"']),
        ("from day to day", ['"from day to day"']),
        ("small arms treaty", ['"small arms treaty"', "small arms", "arms treaty"]),
        (
            "counter-terrorism training",
            [
                *('"counter terrorism training"', '"counterterrorism training"'),
                *("terrorism training", "counterterrorism training"),
            ],
        ),
        ("visit to the КНДР", ['"visit to the кндр"', '"visit to the северная корея"']),
        ("small arms country:kz", ['"small arms"', "small arms"]),
        ("title:small title:arms", ['"small arms"', "small arms"]),
        ("(border security)^2", ['"border security"', "border security"]),
        ("small title:arms", []),
        ('"small arms"', []),
        ('"small" arms', []),
        ("arms", []),
        ("-(small arms) treaty", []),
        ("small arm*", []),
        ("国家 安全", []),
    ],
)
def test_rows_are_the_words_side_by_side(text: str, expected: list[str]) -> None:
    """Plain words of one field, in their order, function words and repeated ones too; pairs without function words."""
    assert rows(text) == expected


def test_any_of_the_words_favours_the_whole_row_alone() -> None:
    assert rows("small arms treaty", Match.ANY) == ['"small arms treaty"']


def test_a_word_as_typed_counts_more() -> None:
    """Where it stands for other forms; a query of one word is left as it is."""
    only = replace(ranking.DEFAULT, row=0.0, pair=0.0)
    assert favours(parse("meetings in 2019"), only) == [Term("meetings", exact=True, boost=only.written)]
    assert favours(parse("meetings"), only) == []
    assert favours(parse("meetings arms"), ranking.PLAIN) == []


def test_what_has_to_match_is_untouched() -> None:
    node: Node = parse("small arms")
    tree = favoured(node, favours(node, ranking.DEFAULT))
    assert isinstance(tree, AndMaybe)
    assert tree.required is node
    assert favoured(node, []) is node


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    filler = "the harbour and the orchard were visited on the way back to the old station "
    texts = [
        ("Small steps for arms", "small arms, small and arms, arms that are small " * 3),
        ("Notes", f"{filler} the small arms of others {filler * 3}"),
        ("Small", "arms small arms"),
        ("Arms", "small smaller arms"),
        ("Of day and night", "to day from day to night"),
        ("Other", f"{filler} from day to day {filler}"),
        *((f"Orchard {n}", f"apple pear cider press {filler}") for n in range(3)),
        ("Late", f"cider press without fruit {filler}"),
        ("Apart", "apple of discord, a pear shaped vase, a plum job and a quince"),
    ]
    return index_of(tmp_path, texts)


def test_releases_with_the_words_in_a_row_come_first(engine: WhooshEngine) -> None:
    """Totals and facets are those of the words."""
    request = SearchRequest("small arms", facets=(FacetRequest("source"),), highlight=False)
    plain = WhooshEngine(engine._folder, ranking=ranking.PLAIN).search(request)
    found = engine.search(request)
    assert {hit.id for hit in found.hits[:3]} == {"r0", "r1", "r2"}
    assert (found.total, found.facets) == (plain.total, plain.facets)
    assert engine.search(SearchRequest("from day to day", highlight=False)).hits[0].id == "r5"


def test_long_questions_learn_from_their_first_hits(engine: WhooshEngine) -> None:
    """Only where any of more than three telling words is enough; each is explained, and the total stays."""
    asked = SearchRequest("apple pear plum quince", match=Match.ANY, sort=Sort.RELEVANCE, highlight=False)
    learnt = [one for one in engine.understood(asked)[1] if isinstance(one, Term) and not one.exact]
    assert {"cider", "press"} <= {one.word for one in learnt}
    weight = sum(one.boost for one in learnt)
    assert weight == pytest.approx(ranking.DEFAULT.feedback * 4)
    assert "cider in body" in engine.explain(asked, "r6")
    plain = WhooshEngine(engine._folder, ranking=ranking.PLAIN)
    assert engine.search(asked).total == plain.search(asked).total
    for other in (replace(asked, match=Match.ALL), replace(asked, text="apple pear plum")):
        assert not [one for one in engine.understood(other)[1] if isinstance(one, Term) and not one.exact]
    assert plain.understood(asked)[1] == []
