"""Text as the gazetteer matches it: accents, odd spaces and typographic signs folded away, offsets kept.

`Folded.cased` and `Folded.lower` have the same length; span() leads back to the original characters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))
        if len(base) > 1 and base[0].isascii():
            table[code] = base[0]
    for code in range(0xFF01, 0xFF5F):  # full-width forms of ASCII
        table[code] = chr(code - 0xFEE0)
    pairs = {"łøđıŁØĐ": "lodiLOD", "ёЁ": "еЕ", "’‘ʼ´`ʻ": "''''''", "‐‑‒–—−": "------", "“”„«»": '"""""'}
    for odd, plain in pairs.items():
        table.update({ord(old): new for old, new in zip(odd, plain, strict=True)})
    return table


_TABLE = _table()
# Anything that makes the folded text another length: runs of white space, invisible signs, combining marks.
_ODD = re.compile(r"\s\s|[^\S ]|[\u00ad\u034f\u061c\u200b-\u200f\u2028-\u202e\u2060\ufeff\u0300-\u036f]")
_INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u200c-\u200f\u202a-\u202e\u2060\u0300-\u0305\u0307-\u036f]")
_SPACES = re.compile(r"[\s\u200b\u2028\u2029\ufeff]+")


@dataclass(frozen=True, slots=True)
class Folded:
    cased: str
    lower: str
    offsets: tuple[int, ...] | None  # None: same offsets as the original
    base: int  # where the original stands in its field

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Span in the field of folded characters start..end (end exclusive, start < end)."""
        if self.offsets is None:
            return self.base + start, self.base + end
        return self.base + self.offsets[start], self.base + self.offsets[end - 1] + 1


def _squeeze(text: str) -> tuple[str, tuple[int, ...]]:
    """White space to single spaces, invisible signs and combining marks dropped, with the offset map.

    The breve (U+0306) stays: и with it is й, another letter; NFC joins the two where they follow each other.
    """
    characters: list[str] = []
    offsets: list[int] = []
    for offset, char in enumerate(text):
        if _INVISIBLE.match(char):
            continue
        if char == "\u0306":
            if characters and characters[-1] in "иИ":
                characters[-1] = "й" if characters[-1] == "и" else "Й"
            continue
        if _SPACES.match(char):
            if characters and characters[-1] == " ":
                continue
            char = " "
        characters.append(char)
        offsets.append(offset)
    return "".join(characters), tuple(offsets)


def fold_mapped(text: str, base: int = 0) -> Folded:
    """Fold `text`, which stands at offset `base` of its field."""
    offsets: tuple[int, ...] | None = None
    plain = text.isascii() and text.isprintable() and "  " not in text  # most texts: nothing odd to look for
    if not plain and _ODD.search(text):
        text, offsets = _squeeze(text)
    cased = text if text.isascii() else text.translate(_TABLE)
    lower = cased.lower()
    if len(lower) != len(cased):  # a few letters grow when lowered
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in cased)
    return Folded(cased, lower, offsets, base)


def fold_key(text: str) -> str:
    """The folded form under which a name is looked up."""
    return fold_mapped(text).lower.strip()
