"""What a title is not: the site's name and the names of its sections, alone or glued to a page's title."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.metadata import Metadata
from ratssearch.text import collapse, fold

MAX_TITLE = 500  # characters

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/]+\s+|\s*[|»]\s*|(?<=\w)\s*::\s*")
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|《[^《》]*》|\"[^\"]*\"")
_NOT_WORDS = re.compile(r"[\W_]+")
# Behind such a sign, and a year or two, stands whose the page is.
_OWNER = re.compile(
    r"(?:©|\(c\)\s|copyright|版权所有|版權所有|авторские права)(?:[\W\d_]|\(c\)|copyright|by\s)*([^©]{4,80})",
    re.IGNORECASE,
)
_OWNER_LINE = 300  # characters of a line that says so


def title_key(text: str) -> str:
    """What makes two writings of a title the same: folded letters and digits only. What is far longer than any title is
    looked at up to there."""
    return _key(text[: 2 * MAX_TITLE])


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return _NOT_WORDS.sub("", fold(text))


@dataclass(frozen=True, slots=True)
class SiteNames:
    """What is known not to be the title, as title_key()s of names and of lines that begin with one."""

    keys: frozenset[str]
    owners: tuple[str, ...]

    @classmethod
    def of(cls, metadata: Metadata, blocks: Sequence[Block], shared: frozenset[str]) -> SiteNames:
        name = metadata.meta("og:site_name", "application-name", "dc.publisher")
        lines = (block.text for block in blocks if len(block.text) <= _OWNER_LINE)
        signs = (_OWNER.search(line) for line in lines if _may_name_owner(line.lower()))
        return cls(shared | {title_key(name)} if name else shared, tuple(title_key(sign[1]) for sign in signs if sign))

    def __contains__(self, text: str) -> bool:
        key = title_key(text)
        return key in self.keys or (len(key) >= 4 and any(owner.startswith(key) for owner in self.owners))

    def is_label(self, text: str) -> bool:
        """Whether text names a site or a section of one, and no page of it."""
        return not text or text in self or _names_section(text)

    def strip(self, text: str) -> str:
        """text without the site's name: the parts after (or before) a separator that are the name or the shorter end;
        of a title that stands there twice, one."""
        text = collapse(text)
        pieces = separators(text)
        if not pieces:
            return text
        last, first = text[pieces[-1].end() :], text[: pieces[0].start()]
        for piece in pieces:
            if text[piece.end() :] in self:
                return text[: piece.start()]
        if first in self:
            return self.strip(text[pieces[0].end() :])
        before, after = text[: pieces[-1].start()], text[pieces[0].end() :]
        if title_key(first) == title_key(after):
            return first
        strong = "|" in pieces[-1][0] or "»" in pieces[-1][0]
        if len(last) < len(before) and (strong or len(last.split()) <= 5):
            return self.strip(before) if strong else before
        if len(first) * 2 < len(after) and len(first.split()) <= 4:
            return after
        return text


def _may_name_owner(line: str) -> bool:
    """Whether a line in lower case holds the beginning of what _OWNER begins with: most hold none."""
    return "©" in line or "(c)" in line or "copyr" in line or "版" in line or "авторск" in line


def separators(text: str) -> list[re.Match[str]]:
    """The separators of a title element; what stands inside quotation marks separates nothing."""
    # Letters of equal length keep the places; a closing guillemet would otherwise swallow the space before a dash.
    return list(_SEPARATOR.finditer(_QUOTED.sub(lambda quoted: "x" * len(quoted[0]), text)))


def balanced(text: str) -> str:
    """text without guillemets at its ends that lack their partner: ornaments, not quotation marks."""
    quoted = {place for match in _QUOTED.finditer(text) for place in (match.start(), match.end() - 1)}
    first, end = 0, len(text)
    while first < end and text[first] in "|»« " and first not in quoted:
        first += 1
    while first < end and text[end - 1] in "|»« " and end - 1 not in quoted:
        end -= 1
    return text[first:end]


def _names_section(text: str) -> bool:
    """Whether all words are those of sections, but for one where there are several."""
    words = _NOT_WORDS.sub(" ", fold(text)).split()
    if not words or len(words) > 8:
        return False
    foreign = sum(word not in _section_words() for word in words)
    return foreign == 0 or (foreign == 1 and len(words) > 1)


@cache
def _section_words() -> frozenset[str]:
    table = tomllib.loads(resources.files(__package__).joinpath("title.toml").read_text("utf-8"))
    return frozenset(fold(word) for words in table["section"].values() for word in words)
