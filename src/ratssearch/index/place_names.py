"""The other official names of a place that a query names, from place_spellings.toml: Кыргызстан is Киргизия too."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ratssearch.index.analysis import is_unspaced, query_words, stem
from ratssearch.index.nodes import Node, Or, Phrase, Term

_FILE = Path(__file__).with_name("place_spellings.toml")

_Stems = tuple[str, ...]


def others(words: Sequence[str], field: str) -> list[Node]:
    """The other names of the place that some words are the whole name of, in any case of their endings."""
    named = _by_stems().get(tuple(map(stem, words)), ())
    return [_node(name, field) for name in named]


def of_node(node: Node) -> list[Node]:
    """The same for a word, or a name with hyphens, of a query."""
    if isinstance(node, Or):
        node = node.children[0]
    if isinstance(node, Term) and not node.exact:
        return others((node.word,), node.field)
    if isinstance(node, Phrase) and not (node.exact or node.slop or node.places):
        return others(node.words, node.field)
    return []


def respelled(text: str) -> list[str]:
    """An unspaced text with the longest name in it, the first of equals, replaced by each other name of its place."""
    held = [name for name in _unspaced() if name in text]
    if not held:
        return []
    name = max(held, key=len)
    return [text.replace(name, other) for other in _unspaced()[name] if name not in other]


def longest() -> int:
    """How many words the longest name has."""
    return max(map(len, _by_stems()), default=0)


def _node(name: str, field: str) -> Node:
    words, _ = query_words(name)
    return Term(words[0], field) if len(words) == 1 else Phrase(tuple(words), field, exact=False)


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    lines = (line for listed in tomllib.loads(_FILE.read_text("utf-8")).values() for line in listed)
    return tuple(tuple(map(str.strip, line.split("|"))) for line in lines)


@cache
def _by_stems() -> dict[_Stems, tuple[str, ...]]:
    found: dict[_Stems, tuple[str, ...]] = {}
    for group in _groups():
        if not is_unspaced(group[0]):
            for name in group:
                key = tuple(map(stem, query_words(name)[0]))
                found[key] = tuple(other for other in group if other != name)
    return found


@cache
def _unspaced() -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(other for other in group if other != name)
        for group in _groups()
        if is_unspaced(group[0])
        for name in group
    }
