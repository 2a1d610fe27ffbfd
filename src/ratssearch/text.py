"""Small text rules that several stages share: folding, white space with an offset map, sentence edges."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_YO = str.maketrans({"ё": "е", "Ё": "Е"})
_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'»”)\]]*\s+(?=[\"'«“(\[]*[A-ZА-ЯЁ0-9])|(?<=[。！？])")


def fold(text: str) -> str:
    """Case, accents, full-width forms and the letter yo folded away; may change the length."""
    if text.isascii():
        return text.lower()  # the same, and most of what is folded
    kept: list[str] = []
    # Twice casefold: the compatibility forms of mathematical letters are capitals.
    for char in unicodedata.normalize("NFKD", text.casefold()).casefold():
        # The breve stays on Cyrillic и: that is й, another letter to its readers.
        if not unicodedata.combining(char) or (char == "\u0306" and kept and kept[-1] == "и"):
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_YO)


def collapse(text: str) -> str:
    """White space of every kind (no-break and zero-width too) collapsed to single spaces, ends trimmed."""
    return _SPACES.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class MappedText:
    """A rewritten text and, for each of its characters, the offset in the original it came from."""

    text: str
    offsets: tuple[int, ...]  # len(text) + 1 entries; the last is the original's length

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span of rewritten characters start..end (end exclusive, start < end)."""
        return self.offsets[start], self.offsets[end - 1] + 1


def collapse_mapped(text: str) -> MappedText:
    """collapse() with its offset map, so that evidence can be quoted from the original."""
    characters: list[str] = []
    offsets: list[int] = []
    position = 0
    for run in _SPACES.finditer(text):
        characters.extend(text[position : run.start()])
        offsets.extend(range(position, run.start()))
        if run.start() > 0 and run.end() < len(text):
            characters.append(" ")
            offsets.append(run.start())
        position = run.end()
    characters.extend(text[position:])
    offsets.extend(range(position, len(text)))
    offsets.append(len(text))
    return MappedText("".join(characters), tuple(offsets))


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence; a plain rule for quoting context, not for linguistics."""
    spans: list[tuple[int, int]] = []
    start = 0
    for edge in _SENTENCE_END.finditer(text):
        if edge.end() > start:
            spans.append((start, edge.start()))
            start = edge.end()
    if start < len(text):
        spans.append((start, len(text)))
    return spans
