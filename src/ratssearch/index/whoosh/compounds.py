"""Words that are written together, with a hyphen or apart: each way of a query finds the others.

The parser knows that counter-terrorism may be counterterrorism. What it can't know is whether counterterrorism may be
counter-terrorism, and whether counter terrorism is one word somewhere: that is for the releases to say. A word is taken
apart where its parts stand side by side in some release, and often enough for that to be no chance; two words are put
together where that is a word of some release. Reasons and limits: docs/decisions/0128.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from ratssearch.index.analysis import STOP_WORDS, is_unspaced, stem
from ratssearch.index.nodes import And, AndMaybe, Boost, Node, Not, Or, Phrase, Term
from ratssearch.index.query_trees import any_of
from ratssearch.index.whoosh.match import Matching
from ratssearch.index.whoosh.snapshot import Snapshot

LONGEST = 40  # letters of a word that is taken apart
_SHORTEST = 4
_HALF = 0.5  # weight of a word made of two: a way of writing that is rare would seem to say more than what was asked
_KEPT = 20_000  # words whose parts are remembered
_SHARE = 0.05  # of the releases with the rarer part, those in which the parts stand side by side

_FILE = Path(__file__).parent.parent / "combining_forms.toml"
_COMBINING = frozenset(form for listed in tomllib.loads(_FILE.read_text("utf-8")).values() for form in listed.split())


def widened(node: Node, snapshot: Snapshot) -> Node:
    """A query with the other ways to write its words, those that some release has; itself if there are none."""
    match node:
        case Term():
            return any_of([node, *_apart(node, snapshot)])
        case And():
            return _rebuilt(node, _together(node.children, snapshot), snapshot)
        case Or():
            return _any_way(node, snapshot)
        case AndMaybe():
            required, optional = widened(node.required, snapshot), widened(node.optional, snapshot)
            same = required is node.required and optional is node.optional
            return node if same else AndMaybe(required, optional)
        case Not() | Boost():
            child = widened(node.child, snapshot)
            return node if child is node.child else replace(node, child=child)
        case _:
            return node


def _rebuilt(node: And, parts: Sequence[Sequence[Node]], snapshot: Snapshot) -> Node:
    """The node with each child as any of some nodes, the first of the query, the others made here."""
    children = tuple(any_of([widened(one, snapshot), *made]) for one, *made in parts)
    same = len(children) == len(node.children) and all(map(_is, children, node.children))
    return node if same else And(children)


def _any_way(node: Or, snapshot: Snapshot) -> Node:
    """The node and the other ways to write its words that are not in it themselves, whole or in parts."""
    said = {child.word for child in node.children if isinstance(child, Term)}
    closed = (Term(word, field, boost=boost) for word, field, _, boost in _closed(node.children, snapshot))
    made: list[Node] = [term for term in closed if term.word not in said]
    for child in node.children:
        wide = widened(child, snapshot)
        if isinstance(child, Term) and wide is not child:
            made += [phrase for phrase in _apart(child, snapshot) if not said.issuperset(phrase.words)]
        elif wide is not child:
            made.append(wide)
    return any_of([*node.children, *made]) if made else node


def _is(one: Node, other: Node) -> bool:
    return one is other


# ---------------------------------------------------------------- apart to together


def _together(children: Sequence[Node], snapshot: Snapshot) -> list[list[Node]]:
    """Each child and the words that it makes with its neighbours: a release that has such a word has both of them."""
    ways: list[list[Node]] = [[child] for child in children]
    for word, field, first, boost in _closed(children, snapshot):
        term = Term(word, field, boost=boost)
        ways[first].append(term)
        ways[first + 1].append(term)
    return ways


def _closed(children: Sequence[Node], snapshot: Snapshot) -> Iterator[tuple[str, str, int, float]]:
    """Words of the index made of two neighbours: the word, its field, the place of the first, its weight."""
    for place, (one, other) in enumerate(pairwise(children)):
        if (
            isinstance(one, Term)
            and isinstance(other, Term)
            and (one.field, one.exact, other.exact) == (other.field, False, False)
            and _may_join(one.word, other.word)
            and _occurs(one.word + other.word, snapshot)
        ):
            yield one.word + other.word, one.field, place, _HALF * max(one.boost, other.boost)


def _may_join(one: str, other: str) -> bool:
    if one in STOP_WORDS or other in STOP_WORDS or is_unspaced(one) or is_unspaced(other):
        return False
    return not (one[-1:].isdigit() and other[:1].isdigit())


def _occurs(word: str, snapshot: Snapshot) -> bool:
    key = stem(word) if snapshot.stemmed else word
    return any(len(view.file.forms(key) if snapshot.stemmed else view.file.ordinal(key)) for view in snapshot.views)


# ---------------------------------------------------------------- together to apart


def _apart(term: Term, snapshot: Snapshot) -> list[Phrase]:
    if term.exact or is_unspaced(term.word) or not 1 < len(term.word) <= LONGEST or term.word in STOP_WORDS:
        return []
    known = snapshot.compounds.get(term.word)
    if known is None:
        if len(snapshot.compounds) > _KEPT:
            snapshot.compounds.clear()
        known = snapshot.compounds[term.word] = tuple(_parts(term.word, snapshot))
    return [Phrase(parts, term.field, exact=False, boost=term.boost) for parts in known]


def _parts(word: str, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """The ways to take a word apart that some release knows."""
    joints = [at for at in range(1, len(word)) if word[at - 1].isdigit() != word[at].isdigit()]
    if not joints and (len(word) < _SHORTEST or word.isdigit()):
        return
    for at in joints or range(1, len(word)):
        parts = word[:at], word[at:]
        if (
            _may_join(*parts)
            and any(len(view.file.ordinal(parts[0])) for view in snapshot.views)
            and _occurs(parts[1], snapshot)
            and _are_a_compound(parts, snapshot, sure=bool(joints) or parts[0] in _COMBINING)
        ):
            yield parts


def _are_a_compound(parts: tuple[str, str], snapshot: Snapshot, *, sure: bool) -> bool:
    """Whether two words stand side by side by more than chance; `sure`: once is enough."""
    phrase = Phrase(parts, exact=False)
    together = sum(
        view.count_live(Matching(view.file, stemmed=snapshot.stemmed).documents(phrase)) for view in snapshot.views
    )
    if sure or not together:
        return together > 0
    key = stem if snapshot.stemmed else str
    rarer = min(snapshot.frequency(key(part), stem=snapshot.stemmed) for part in parts)
    return together >= _SHARE * rarer
