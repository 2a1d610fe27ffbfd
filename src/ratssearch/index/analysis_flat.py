"""A text folded in place, so that words can be found in it by plain searching, with the way back to its offsets.

flat(text) holds the same words as analysis.words(text), between the same separators, but as one string: what a regular
expression or str.find meets there is what the index holds. That is many times faster than analysing a text only to
mark a few words in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ratssearch.index.analysis import MARKS, Closed, close
from ratssearch.text import fold_letters

_MARK = re.compile(f"[{MARKS}]")

_one: dict[str, str | None] = {}  # character -> what stands for it; None: not one character
_ONE_LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class Flat:
    """A folded text. `offsets`, if any, are those of its characters in the closed text, and its end."""

    text: str
    closed: Closed
    offsets: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span of the characters start..end here (end exclusive, start < end)."""
        if self.offsets is not None:
            return self.closed.span(self.offsets[start], max(self.offsets[end], self.offsets[start] + 1))
        return self.closed.span(start, end)


def flat(text: str) -> Flat:
    """A text folded in place."""
    closed = close(text)
    lower = closed.text.lower()
    if not lower.isascii():
        if len(lower) != len(closed.text):
            return _stretched(closed)
        for character in set(lower):
            if character > "\x7f":
                folded = _one[character] if character in _one else _fold_one(character)
                if folded is None:
                    return _stretched(closed)
                if folded != character:
                    lower = lower.replace(character, folded)
    return Flat(lower, closed)


def _fold_one(character: str) -> str | None:
    """A lower-case character folded; itself where it is no letter (a sign such as ™ separates words, whatever it
    folds to); None where it takes more or less than one character, or belongs to the one before."""
    folded: str | None = fold_letters(character) if character.isalnum() else character
    if folded is None or len(folded) != 1 or _MARK.match(character):
        folded = None
    if len(_one) < _ONE_LIMIT:
        _one[character] = folded
    return folded


def _stretched(closed: Closed) -> Flat:
    """The general case: letters with marks of their own, and those whose folding is longer, are folded one by one."""
    text = closed.text
    odd = "".join(
        each for each in set(text) if each > "\x7f" and (len(each.lower()) != 1 or not _fold_one(each.lower()))
    )
    letters = re.escape("".join(each for each in odd if not _MARK.match(each)))
    clusters = re.compile(rf"[{letters}][{MARKS}]*|[^{MARKS}]?[{MARKS}]+" if letters else rf"[^{MARKS}]?[{MARKS}]+")
    parts: list[str] = []
    offsets: list[int] = []
    position = 0
    for cluster in [*clusters.finditer(text), None]:
        start, end = cluster.span() if cluster else (len(text), len(text))
        parts.append(_run(text[position:start]))
        offsets.extend(range(position, start))
        folded = (fold_letters(text[start:end]) if start < end and text[start].isalnum() else "") or " "
        parts.append(folded)
        offsets.extend([start] * len(folded))
        position = end
    offsets.append(len(text))
    return Flat("".join(parts), closed, offsets)


def _run(text: str) -> str:
    """A text folded character by character; each of them folds to exactly one."""
    text = text.lower()
    for character in set(text):
        if character > "\x7f":
            text = text.replace(character, _fold_one(character) or character)
    return text
