"""Small text rules that several stages share: folding, white space with an offset map, sentence edges."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_YO = str.maketrans({"ё": "е", "Ё": "Е"})
# Latin letters of the languages of Europe and Central Asia that Unicode does not take apart: what is typed for them.
_LIGATURES: dict[str, int | str] = {"æ": "ae", "œ": "oe", "þ": "th", "ƣ": "gh", "ȝ": "gh"}
_BASE_LETTERS = str.maketrans(
    _LIGATURES | dict(zip("øłđðɖħŧıəǝŋɲĸǥɡʒƶɵꞑƙƀɉɨʉƿ", "oldddhtieennkggzzonkbjiuw", strict=True))
)
_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]+")
_BREVE = "\u0306"
_MARKS = range(0x0300, 0x20000)  # every combining mark is one of these; to ask all other characters takes a while
_COMBINING = re.compile(
    "[" + "".join(mark for mark in map(chr, _MARKS) if mark != _BREVE and unicodedata.combining(mark)) + "]+"
)
# The breve stays on Cyrillic и: that is й, another letter to its readers.
_LOOSE_BREVE = re.compile(f"(?<!и){_BREVE}")
_LETTERS = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'»”)\]]*\s+(?=[\"'«“(\[]*[A-ZА-ЯЁ0-9])|(?<=[。！？])")


def fold(text: str) -> str:
    """Case, accents, full-width forms and the letter yo folded away; may change the length."""
    if text.isascii():
        return text.lower()  # the same, and most of what is folded
    # Twice casefold: the compatibility forms of mathematical letters are capitals.
    bare = _COMBINING.sub("", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return unicodedata.normalize("NFC", _LOOSE_BREVE.sub("", bare)).translate(_YO)


def fold_letters(text: str) -> str:
    """fold(), and letters such as ł, ø, ı and ə as those that are typed for them: what searching goes by."""
    return fold(text) if text.isascii() else fold(text.replace("ŀ", "l").replace("Ŀ", "L")).translate(_BASE_LETTERS)


def collapse(text: str) -> str:
    """White space of every kind (no-break and zero-width too) collapsed to single spaces, ends trimmed."""
    if not text.isascii():
        text = text.replace("\u200b", " ").replace("\ufeff", " ")  # blanks to us, though not to Python
    return " ".join(text.split())


def ends_sentence(text: str) -> bool:
    """Whether text ends with a full stop or its like, whatever quotation marks and brackets close behind it."""
    return text.rstrip("\"'»”)]").endswith((".", "!", "?", "…", "。", "！", "？"))


def spelling_rank(name: str) -> tuple[bool, int, int, int, str]:
    """Of two spellings of a name the one with the higher rank is shown: Latin and not in capitals only, the fuller (up
    to three words), the shorter."""
    words = _LETTERS.findall(name)
    whole = sum(len(word) > 1 for word in words)  # no initials
    return (name[:1] < "\u0250" and not name.isupper(), min(whole, 3), min(len(words), 3), -len(name), name)


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
