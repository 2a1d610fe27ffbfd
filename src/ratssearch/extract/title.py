"""The title: the block of the page that those who name it agree on (the metadata, the title element, the listing).

Where no block says what they say: the metadata that another confirms, a lone first heading, what is declared, the
listing's words, the heading over most of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ratssearch.extract.body.region import width
from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.metadata import Metadata
from ratssearch.extract.site_name import MAX_TITLE, SiteNames, balanced, separators, title_key
from ratssearch.text import collapse, fold

__all__ = ["MAX_TITLE", "clean_title", "find_title", "like_title", "same_title", "title_key"]

_COLON = re.compile(r"[:：]\s*")
_CUT = re.compile(r"(?:…|\.{3})\s*$")
_ENDS = re.compile(r"[.。!！?？…]\W*$")
_TELLING = 12  # characters of a key that is no chance likeness
_DATED = re.compile(r"\d{4}\s?[-./年]|[-./]\s?\d{4}")  # a line of the day of publication, not a title
_ABOVE = 6  # blocks above the text
_RUNNING = 80  # characters of a block of running text
_LISTED = 2.0  # what the listing's words weigh; the page's own names of itself are often those of its site
_ALIKE = 0.8  # of a witness that says the title in other words
_CUT_SHORT = 0.9  # of a witness that is the beginning of the title, or of which the title is the beginning
_BY_LEVEL = {1: 1.5, 2: 1.2}  # a heading's word counts for more than another block's
_OTHER_HEADING = 1.1


def find_title(
    metadata: Metadata,
    blocks: Sequence[Block],
    listing_title: str = "",
    selected: str = "",
    shared: frozenset[str] = frozenset(),
) -> str:
    """The title, or an empty string.

    selected: the text that the profile's title selector gave. listing_title: the words of the link in the listing.
    shared: title_key()s of texts that stand at one place of several of the site's pages (names of the site, banners),
    empty if unknown; such a text is a title only where nothing else is there.
    """
    if selected:
        return clean_title(selected)
    names = SiteNames.of(metadata, blocks, shared)
    return next((clean_title(rung) for rung in _ladder(metadata, blocks, listing_title, names) if rung), "")


def _ladder(metadata: Metadata, blocks: Sequence[Block], listing_title: str, names: SiteNames) -> Iterator[str]:
    """What each rung says, or an empty string; a rung is only climbed to where those before it said nothing."""
    meta = metadata.meta("og:title", "twitter:title", "dc.title", "citation_title", "title") or _headline(metadata)
    declared, page = names.strip(meta), names.strip(metadata.title_element)
    listed = collapse(listing_title)
    raw = metadata.title_element
    said = {declared: 1.0, page: 1.0, meta: 1.0, raw: 1.0} | {listed: _LISTED}
    witnesses = [_Witness(name, weight) for name, weight in said.items() if not names.is_label(name)]
    candidates = [block for block in blocks if len(block.text) <= MAX_TITLE]
    headings = [block for block in candidates if block.heading and not names.is_label(block.text)]
    first = [block.text for block in headings if _level(block) == 1]
    declared, page, listed = ("" if names.is_label(name) else name for name in (declared, page, listed))
    yield _agreed(candidates, witnesses, names)
    yield declared if any(same_title(declared, name) for name in (page, listed)) else ""
    yield first[0] if len(first) == 1 else ""
    yield _shown_piece(raw, candidates, names)
    yield declared
    yield _nearest(first, page)
    yield page
    yield listed
    yield _over_most_text(blocks, headings)
    yield _first_line(blocks, names)
    yield _above_text(blocks, names)
    yield from (block.text for block in candidates if block.heading and _level(block) == 1)
    yield from (meta, raw, listing_title)


@dataclass(frozen=True, slots=True)
class _Witness:
    """A place that names the title, and what its word weighs."""

    text: str
    weight: float

    def agrees(self, block: Block, own: str) -> float:
        """How far the block, whose title_key() is own, says the same. What is no heading must say it in full, or go on
        where the witness was cut: a paragraph may well begin with the words of the title above it."""
        other = title_key(self.text)
        if own == other:
            return self.weight
        short, long = (own, other) if len(own) < len(other) else (other, own)
        if len(short) >= _TELLING and long.startswith(short):
            goes_on = short == other and len(own) <= 2 * len(other) and not _ENDS.search(block.text)
            return self.weight * _CUT_SHORT if block.heading or (goes_on and block.link_density < 0.5) else 0.0
        # A linked heading in other words is the title of another release.
        alike = block.heading and block.link_density < 0.5 and like_title(block.text, self.text)
        return self.weight * _ALIKE if alike else 0.0


def _agreed(blocks: Sequence[Block], witnesses: Sequence[_Witness], names: SiteNames) -> str:
    """The block on which the witnesses agree most, headings before others; the first of equals; '' if none does."""
    longest = max((len(witness.text) for witness in witnesses), default=0)
    best, found = 0.0, ""
    for block in blocks:
        if not block.heading and (len(block.text) > 2 * longest or block.link_density > 0.5):
            continue
        own = title_key(block.text)
        votes = sum([witness.agrees(block, own) for witness in witnesses])
        if votes and not names.is_label(block.text):
            votes *= _BY_LEVEL.get(_level(block), _OTHER_HEADING) if block.heading else 1.0
            if votes > best:
                best, found = votes, block.text
    return found


def clean_title(text: str) -> str:
    """White space collapsed, a title written twice in a row halved, trailing ornaments dropped."""
    text = balanced(collapse(text).strip("| "))
    half = len(text) // 2
    if half > 8 and collapse(text[:half]) == collapse(text[half:]):
        text = collapse(text[:half])
    return text[:MAX_TITLE]


def same_title(one: str, other: str) -> bool:
    """Whether both are the same title, one of them perhaps cut short or with a site's name behind it."""
    one, other = title_key(one), title_key(other)
    if one == other:
        return bool(one)
    short, long = (one, other) if len(one) < len(other) else (other, one)
    return len(short) >= _TELLING and long.startswith(short)


def like_title(text: str, title: str) -> bool:
    """Whether text is the title, perhaps in other words: most of the longer one's words are in both."""
    if same_title(text, title):
        return True
    one, other = set(fold(text).split()), set(fold(title).split())
    return len(one) >= 4 and len(one & other) >= 0.7 * max(len(one), len(other))


def _pieces(text: str) -> Iterator[str]:
    """What stands between the separators of a title element, and after the colons of each such piece."""
    start = 0
    for first, end in [*(piece.span() for piece in separators(text)), (len(text), len(text))]:
        piece = text[start:first]
        yield piece
        yield from (piece[colon.end() :] for colon in _COLON.finditer(piece))
        start = end


def _shown_piece(page: str, blocks: Sequence[Block], names: SiteNames) -> str:
    """The longest piece of the title element that stands on the page as a block of its own."""
    pieces = [piece for piece in _pieces(page) if len(piece) >= _TELLING and not names.is_label(piece)]
    shown = {title_key(block.text) for block in blocks if block.link_density < 0.5} if pieces else set()
    return max((piece for piece in pieces if title_key(piece) in shown), key=len, default="")


def _nearest(headings: Sequence[str], page: str) -> str:
    """Of several unconfirmed first headings the one that shares most words with the title element."""
    words = set(fold(page).split())
    return max(headings, key=lambda heading: len(words & set(fold(heading).split())), default="")


def _over_most_text(blocks: Sequence[Block], headings: Sequence[Block]) -> str:
    """The heading under which most running text stands, up to the next one that is not below it."""
    headings = [heading for heading in headings if heading.link_density < 0.5]  # no teaser's
    under = [0] * len(headings)
    open_: list[int] = []  # headings whose part is not yet closed
    for block in blocks:
        place = next((at for at, heading in enumerate(headings) if heading is block), None)
        if place is not None:
            open_ = [at for at in open_ if _level(headings[at]) < _level(block)] + [place]
        elif len(block.text) >= _RUNNING and block.link_density < 0.5:
            for at in open_:
                under[at] += len(block.text)
    best = max(range(len(headings)), key=under.__getitem__, default=-1)
    return headings[best].text if best >= 0 and under[best] else ""


def _first_line(blocks: Sequence[Block], names: SiteNames) -> str:
    lines = (block for block in blocks if (block.heading or block.strong) and 15 <= len(block.text) <= 250)
    return next((block.text for block in lines if block.link_density < 0.5 and not names.is_label(block.text)), "")


def _above_text(blocks: Sequence[Block], names: SiteNames) -> str:
    """On a page without headings: the line right above the date line over the text, or above the text."""
    text = next(
        (at for at, block in enumerate(blocks) if width(block.text) >= _RUNNING and block.link_density < 0.5), 0
    )
    for block in reversed(blocks[max(0, text - _ABOVE) : text]):
        if block.link_density >= 0.5:
            return ""
        if not _DATED.search(block.text) and width(block.text) >= _TELLING and not names.is_label(block.text):
            return block.text
    return ""


def _headline(metadata: Metadata) -> str:
    names = (node.get("headline") for node in metadata.jsonld)
    return next((clean_title(name) for name in names if isinstance(name, str) and name), "")


def _level(block: Block) -> int:
    for element in (block.element, *reversed(block.inside[-4:])):
        tag = str(element.tag)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            return int(tag[1])
    return 9
