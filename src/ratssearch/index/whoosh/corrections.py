"""Did you mean: for words that no release holds, the likeliest words of the corpus. Offered, never substituted."""

from __future__ import annotations

from ratssearch.index import analysis
from ratssearch.index.nodes import Node, Not, Phrase, Term
from ratssearch.index.query_trees import children
from ratssearch.index.whoosh import expand
from ratssearch.index.whoosh.snapshot import Snapshot

_SHORTEST = 4  # letters of a word that may be corrected
_LONG = 7  # letters from which two edits are forgiven


def correction(snapshot: Snapshot, node: Node, text: str) -> str:
    """The query's text with its unknown words corrected; empty if there is nothing to correct."""
    unknown = [word for word in dict.fromkeys(_words(node)) if not _known(snapshot, word)]
    corrected = {word: better for word in unknown if (better := _nearest(snapshot, word))}
    if not corrected:
        return ""
    parts, end = [], 0
    for word, first, last in analysis.scan(text):
        if word in corrected and first >= end:
            parts += [text[end:first], corrected[word]]
            end = last
    return "".join((*parts, text[end:])) if parts else ""


def _words(node: Node) -> list[str]:
    """The plain words that are asked for, in order."""
    if isinstance(node, Not):
        return []
    if isinstance(node, Term):
        return [node.word]
    if isinstance(node, Phrase):
        return list(node.words)
    return [word for child in children(node) for word in _words(child)]


def _known(snapshot: Snapshot, word: str) -> bool:
    stem = snapshot.stemmed
    return snapshot.frequency(analysis.stem(word) if stem else word, stem=stem) > 0


def _nearest(snapshot: Snapshot, word: str) -> str:
    """The most frequent of the nearest words; empty if none is near."""
    if len(word) < _SHORTEST or not word.isalpha() or analysis.is_unspaced(word):
        return ""
    for distance in (1, 2) if len(word) >= _LONG else (1,):
        near = {
            view.file.words[ordinal].decode()
            for view in snapshot.views
            for ordinal in expand.fuzzy(view.file, word, distance).tolist()
        }
        frequencies = {other: snapshot.frequency(other, stem=False) for other in near if other.isalpha()}
        best = max(frequencies, key=lambda other: (frequencies[other], other), default="")
        if best and frequencies[best] > 0:
            return best
    return ""
