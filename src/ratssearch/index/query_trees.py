"""Query trees in their simplest form: nested ANDs joined, repeats dropped, single children lifted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ratssearch.index.nodes import And, AndMaybe, Boost, Everything, Fuzzy, Node, Not, Or, Phrase, Term, Wildcard

MAX_BOOST = 1000.0

Scored = Term | Phrase | Wildcard | Fuzzy


def all_of(nodes: Sequence[Node]) -> Node:
    """The AND of at least one node."""
    flat = [child for node in nodes for child in (node.children if isinstance(node, And) else (node,))]
    kept = [node for node in flat if not isinstance(node, Everything)]
    said = dict.fromkeys(kept)
    if not said:
        return Everything()
    if len(said) == 1:
        return kept[0]
    # A word said twice stays twice: it counts twice, and the words stand in their order ("from day to day").
    return And(tuple(node for node in kept if isinstance(node, Term) or said.pop(node, node) is None))


def any_of(nodes: Sequence[Node], *, add: bool = False) -> Node:
    """The OR of at least one node. With `add`, a word said twice counts twice as much; otherwise once."""
    flat = [child for node in nodes for child in (node.children if isinstance(node, Or) else (node,))]
    kept: dict[Node, Node] = {}
    for node in flat:
        key = replace(node, boost=1.0) if add and isinstance(node, Scored) else node
        said = kept.get(key)
        if said is None or not isinstance(node, Scored) or not isinstance(said, Scored):
            kept[key] = node
        elif add:
            kept[key] = replace(said, boost=min(round(said.boost + node.boost, 3), MAX_BOOST))
    children = tuple(kept.values())
    return children[0] if len(children) == 1 else Or(children)


def negated(node: Node) -> Node:
    """NOT node; two of them cancel out."""
    return node.child if isinstance(node, Not) else Not(node)


def boosted(node: Node, factor: float) -> Node:
    """node with its score times a factor."""
    if factor == 1.0:
        return node
    if isinstance(node, Scored) and node.boost == 1.0:
        return replace(node, boost=factor)
    return Boost(node, factor)


def leaves(node: Node) -> list[Node]:
    """All nodes without children, from left to right."""
    return list(_leaves(node))


def _leaves(node: Node) -> Iterable[Node]:
    for child in children(node):
        yield from _leaves(child)
    if not children(node):
        yield node


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below; none for a leaf."""
    if isinstance(node, And | Or):
        return node.children
    if isinstance(node, Not | Boost):
        return (node.child,)
    if isinstance(node, AndMaybe):
        return node.required, node.optional
    return ()
