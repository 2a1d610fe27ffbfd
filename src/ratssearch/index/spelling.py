"""Did you mean: spellings from the corpus's own words that would find more. Offered, never substituted.

The engine lends its dictionary; what is looked up there is bounded by the words that begin with the same letter, and
only rare words of a query are looked up at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import log
from typing import Protocol

from ratssearch.index.analysis import STOP_WORDS, is_unspaced, scan
from ratssearch.index.nodes import Node, Not, Phrase, Term
from ratssearch.index.query_trees import children

ENOUGH = 5  # releases: a query or a word that finds as many is left alone
MIN_LETTERS = 4  # of a word that is corrected
MIN_LETTERS_TWICE = 7  # of a word that two edits are looked for in

_TIMES = 20  # how many times more frequent a correction is than the word it replaces
_EDIT = log(50)  # a further edit outweighs so many times the frequency
_DICTIONARY_WORDS = 8  # words of one query that are looked up


class Dictionary(Protocol):
    """The words of a corpus."""

    def frequency(self, word: str) -> int:
        """Releases that hold a word, in any of the forms that a query for it finds."""
        ...

    def near(self, word: str, distance: int) -> Mapping[str, int]:
        """Words with the same first letter within so many edits, and in how many releases each stands as written."""
        ...


def corrected(text: str, node: Node, dictionary: Dictionary) -> str:
    """The query's text with rare words replaced by likelier spellings, everything else as it was typed; empty where
    there is nothing to correct. `node` is what the text was parsed to."""
    doubtful = [word for word in dict.fromkeys(_words(node)) if _may_be_wrong(word)][:_DICTIONARY_WORDS]
    better = {word: found for word in doubtful if (found := _likelier(word, dictionary))}
    if not better:
        return ""
    parts: list[str] = []
    end = 0
    for word, first, last in scan(text):
        if word in better and first >= end:
            parts += text[end:first], better[word]
            end = last
    return "".join((*parts, text[end:])) if parts else ""


def edit_distance(left: str, right: str, limit: int) -> int:
    """Levenshtein distance of two words; limit + 1 as soon as it is more than limit."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    previous = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != other)))
        if min(current) > limit:
            return limit + 1
        previous = current
    return min(previous[-1], limit + 1)


def _words(node: Node) -> Iterator[str]:
    """The plain words that are asked for, in order."""
    if isinstance(node, Term):
        yield node.word
    elif isinstance(node, Phrase):
        yield from node.words
    elif not isinstance(node, Not):
        for child in children(node):
            yield from _words(child)


def _may_be_wrong(word: str) -> bool:
    return len(word) >= MIN_LETTERS and word.isalpha() and word not in STOP_WORDS and not is_unspaced(word)


def _likelier(word: str, dictionary: Dictionary) -> str:
    """A far more frequent word of nearly the same spelling, or an empty string."""
    frequency = dictionary.frequency(word)
    if frequency >= ENOUGH:
        return ""
    slips_allowed = 2 if len(word) >= MIN_LETTERS_TWICE else 1
    likely = {
        other: log(count) - _EDIT * slips
        for other, count in dictionary.near(word, 2).items()
        if other.isalpha() and count > frequency * _TIMES and (slips := _slips(word, other)) <= slips_allowed
    }
    return max(likely, key=lambda other: (likely[other], other), default="")


def _slips(word: str, other: str) -> int:
    """Edits between two words; two letters swapped are one slip of the fingers."""
    edits = edit_distance(word, other, 2)
    return 1 if edits == 2 and sorted(word) == sorted(other) else edits
