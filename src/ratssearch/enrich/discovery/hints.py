"""A quick look whether a text holds any of many words, before it is read word by word."""

from __future__ import annotations

from collections.abc import Iterable

import ahocorasick


def automaton(words: Iterable[str]) -> ahocorasick.Automaton:
    """Finds any of the words, inside longer ones too."""
    found = ahocorasick.Automaton()
    for word in words:
        found.add_word(word, word)
    found.make_automaton()
    return found
