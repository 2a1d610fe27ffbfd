"""What speaks for a release beside the words that it has to hold: these in a row, side by side, or as written.

All of it is a query tree again, an optional part that only adds to scores: totals and facets never depend on it, every
engine executes it as it does any other query, and an explanation shows it line by line. The settings are those of
ranking.Ranking; docs/decisions/0126 gives their reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, product

from ratssearch.index.analysis import STOP_WORDS, is_unspaced
from ratssearch.index.nodes import And, AndMaybe, Boost, Node, Not, Or, Phrase, Term
from ratssearch.index.query_trees import any_of, children
from ratssearch.index.ranking import Ranking

MAX_WAYS = 8  # of a row whose parts may be written in several ways
MAX_ROW = 20  # words; a longer row stands in no text by chance, nor on purpose

_Part = tuple[tuple[str, ...], ...]  # the ways to write one part of a row, each so many words


def favours(node: Node, ranking: Ranking) -> list[Node]:
    """What raises the score of a release that matches a query, empty if nothing does."""
    found = list(dict.fromkeys([*_rows(node, ranking, 1.0), *_written(node, ranking, 1.0)]))
    return found if len(found) > 1 or not isinstance(node, Term) else []


def favoured(node: Node, favour: Sequence[Node]) -> Node:
    """The tree that scores are computed from: what has to match, and what raises the score."""
    return AndMaybe(node, any_of(favour)) if favour else node


def _rows(node: Node, ranking: Ranking, factor: float) -> Iterator[Node]:
    """Words that stand side by side in the query, as phrases."""
    if isinstance(node, Not):
        return
    factor *= node.factor if isinstance(node, Boost) else 1.0
    if isinstance(node, And) or (isinstance(node, Or) and not _is_one_word(node)):
        for field, row in _runs(node.children):
            yield from _row(field, row, ranking, factor, pairs=isinstance(node, And))
    for child in children(node):
        yield from _rows(child, ranking, factor)


def _is_one_word(node: Or) -> bool:
    """Whether an OR is one word that may be written in several ways, and no list of words."""
    return any(isinstance(child, Phrase) and not child.exact for child in node.children)


def _runs(nodes: Sequence[Node]) -> Iterator[tuple[str, list[_Part]]]:
    """Runs of at least two parts that are plain words of one field: the field, and each part."""
    field, run = "", list[_Part]()
    for node in (*nodes, None):
        part = _plain_words(node)
        if part is None or (run and part[0] != field):
            if len(run) > 1:
                yield field, run
            run = []
        if part is not None:
            field = part[0]
            run.append(part[1])


def _plain_words(node: Node | None) -> tuple[str, _Part] | None:
    """Field and words of a part that may stand in a row: a word, one that is written with hyphens, a place's names."""
    if isinstance(node, Or):
        ways = [_plain_words(child) for child in node.children]
        plain = [way for way in ways if way is not None]
        if len(plain) < len(ways) or len({field for field, _ in plain}) > 1:
            return None
        return plain[0][0], tuple(words for _, part in plain for words in part)
    if isinstance(node, Term):
        return None if node.exact or is_unspaced(node.word) else (node.field, ((node.word,),))
    if isinstance(node, Phrase) and not (node.exact or node.slop or node.places or any(map(is_unspaced, node.words))):
        return node.field, (node.words,)
    return None


def _row(field: str, run: Sequence[_Part], ranking: Ranking, factor: float, *, pairs: bool) -> Iterator[Phrase]:
    if ranking.row:
        for way in islice(product(*run), MAX_WAYS):
            whole = tuple(word for words in way for word in words)
            if len(whole) <= MAX_ROW:
                yield Phrase(whole, field, boost=factor * ranking.row)
    if pairs and ranking.pair:
        for parts in pairwise(run):
            for one, other in islice(product(*parts), MAX_WAYS):
                if one[-1] not in STOP_WORDS and other[0] not in STOP_WORDS and one != other:
                    yield Phrase(one[-1:] + other[:1], field, exact=False, boost=factor * ranking.pair)


def _written(node: Node, ranking: Ranking, factor: float) -> Iterator[Node]:
    """The words of a query as they are written there, where they stand for other forms too."""
    if isinstance(node, Not) or not ranking.written:
        return
    if isinstance(node, Term) and not node.exact and _has_forms(node.word):
        yield Term(node.word, node.field, exact=True, boost=factor * node.boost * ranking.written)
    factor *= node.factor if isinstance(node, Boost) else 1.0
    for child in children(node):
        yield from _written(child, ranking, factor)


def _has_forms(word: str) -> bool:
    """Whether a word may stand for others too, and tells anything."""
    return word.isalpha() and word not in STOP_WORDS and not is_unspaced(word)
