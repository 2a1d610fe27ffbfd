"""Names of countries that are one slip of the pen away from a known one.

Guards keep false hits rare: six letters or more, a capital, the same first letter, the word is not known under
that spelling, and a substituted letter only in long words, where few other words are so near.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ratssearch.enrich.lexicon import Form
from ratssearch.enrich.reading import Part, Reading

_CANDIDATE = re.compile(r"[A-Z](?<![\w'.-].)[a-z]{5,}(?![\w-])")
_SHOUTED = re.compile(r"(?<![\w'.-])[A-Z]{6,}(?![\w-])")
SHORTEST = 6
SUBSTITUTED = 8  # letters from which a substitution is accepted


def deletions(word: str) -> Iterator[str]:
    """The word with one letter after the first left out."""
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]


def distance_one(word: str, name: str) -> str:
    """ "insertion", "deletion", "transposition" or "substitution" where one of them makes word of name, else empty."""
    if len(word) == len(name) + 1:
        return "insertion" if name in deletions(word) else ""
    if len(word) + 1 == len(name):
        return "deletion" if word in deletions(name) else ""
    if len(word) != len(name):
        return ""
    differ = [place for place in range(len(word)) if word[place] != name[place]]
    if len(differ) == 1:
        return "substitution"
    if (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and word[differ[0]] == name[differ[1]]
        and word[differ[1]] == name[differ[0]]
    ):
        return "transposition"
    return ""


class Misspellings:
    """Looks words up among the names of one word with six letters or more."""

    def __init__(self, names: dict[str, Form], known: frozenset[str]) -> None:
        self.names = names
        self.known = known  # words that are no slips, though near a name
        self.near: dict[str, list[str]] = {}
        for name in names:
            for short in {name, *deletions(name)}:
                self.near.setdefault(short, []).append(name)
        self.nearest = lru_cache(maxsize=20_000)(self._nearest)  # the words of releases recur

    def _nearest(self, word: str) -> Form | None:
        """The form that `word` (folded, lower case) is a slip for."""
        if word in self.names or word in self.known:
            return None
        found: set[str] = set()
        near = self.near
        for short in (word, *deletions(word)):
            for name in near.get(short, ()):
                edit = distance_one(word, name)
                if edit and (edit != "substitution" or len(name) >= SUBSTITUTED):
                    found.add(name)
        entities = {self.names[name].targets[0].entity for name in found}
        return self.names[min(found)] if len(entities) == 1 else None

    def scan(self, reading: Reading, part: Part) -> Iterator[tuple[int, int, Form]]:
        """Slips in one part, outside its matches."""
        taken = [(match.start, match.end) for match in part.matches]
        for found in (_SHOUTED if part.shouting else _CANDIDATE).finditer(part.text.cased):
            start, end = found.span()
            word = part.text.lower[start:end]
            form = self.nearest(word)
            if form is None or any(start < stop and begin < end for begin, stop in taken):
                continue
            if not re.search(
                rf"\b{word}\b", "\n".join(other.text.cased for other in reading.parts)
            ):  # never in small letters
                yield start, end, form
