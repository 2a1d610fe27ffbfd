"""A release as the tagger reads it: its fields folded, part by part, with what each part is."""

from __future__ import annotations

import dataclasses
import functools
import re
import string

from ratssearch.enrich.folding import Folded, fold_mapped
from ratssearch.enrich.lexicon import Lexicon, Match
from ratssearch.models import ExtractedPage, MentionKind

_LETTERS = re.compile(r"[^\W\d_]+")
_CAPITALS = string.ascii_uppercase.encode()
_SMALL = string.ascii_lowercase.encode()


@dataclasses.dataclass(slots=True)
class Part:
    """One title, dateline or paragraph with its matches."""

    field: str  # "title", "dateline" or "body"
    lead: bool  # the first paragraph of the body
    text: Folded
    original: str = ""
    matches: list[Match] = dataclasses.field(default_factory=list)
    shouting: bool = False  # written in capitals only
    known: list[tuple[int, int, MentionKind, str]] = dataclasses.field(
        default_factory=list
    )  # mentions: span, kind, rule

    def quoted(self, start: int, end: int) -> str:
        """The exact characters at start..end of the field."""
        return self.original[start - self.text.base : end - self.text.base]


def is_shouting(cased: str) -> bool:
    """Whether a text is set in capitals: too few small letters to tell names from words."""
    if cased.isascii():
        letters = cased.encode()
        capitals = len(letters) - len(letters.translate(None, _CAPITALS))
        small = len(letters) - len(letters.translate(None, _SMALL))
    else:
        capitals, small = sum(map(str.isupper, cased)), sum(map(str.islower, cased))
    return capitals >= 4 and capitals > 3 * small


def is_title_case(cased: str) -> bool:
    """Whether Most Words Begin with a Capital."""
    words = [word for word in _LETTERS.findall(cased) if len(word) > 3]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


@dataclasses.dataclass(slots=True)
class Reading:
    """All parts of one release, and the publisher's country (alpha-2 or empty)."""

    parts: list[Part]
    country: str
    _lower: str = ""

    def lower(self) -> str:
        """The folded text of the whole release, for cues; made on first use."""
        if not self._lower:
            self._lower = "\n".join(part.text.lower for part in self.parts)
        return self._lower


def read_page(page: ExtractedPage, country: str, lexicon: Lexicon) -> Reading:
    """Fold and scan the fields of a page."""
    parts = []
    if page.title:
        parts.append(Part("title", False, fold_mapped(page.title), page.title))
    if page.dateline:
        parts.append(Part("dateline", False, fold_mapped(page.dateline), page.dateline))
    base = 0
    for number, paragraph in enumerate(page.paragraphs):
        parts.append(Part("body", number == 0, fold_mapped(paragraph, base), paragraph))
        base += len(paragraph) + 2  # body joins paragraphs by a blank line
    for part in parts:
        part.matches = lexicon.scan(part.text)
        if part.matches:
            part.shouting = is_shouting(part.text.cased[:200])
    return Reading(parts, country)


@functools.cache
def cue_pattern(cues: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of the cue words, folded, as whole words."""
    words = sorted((re.escape(fold_mapped(cue).lower) for cue in cues), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")
