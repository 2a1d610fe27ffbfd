"""Lines that say a day and hardly another word: at the end of the text, or the only one of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ratssearch.extract.dates.date_cues import OTHER, PUBLISHED
from ratssearch.extract.dates.date_labels import LABEL, beside
from ratssearch.extract.dates.date_places import Places, beside_other
from ratssearch.extract.dates.timestamps import Candidate, Clock, candidate
from ratssearch.extract.dates.written_dates import WrittenDate
from ratssearch.extract.html.blocks import Block
from ratssearch.models import DateBasis

_NEAR_END = 10  # blocks from the text's last that may hold the day
_NEAR_NAMED = 4  # of those, what may name who wrote as well
_AT_END = 0.7  # weight of a line at the end of the text
_DOUBTFUL = 0.3  # beside the title of another page
_LONE = 0.42  # weight of a line wherever it stands
_LETTER = re.compile(r"\w")
_DIGIT = re.compile(r"\d")
_STOP = re.compile(r"[.!?…;:]\W*$")


def from_end(places: Places, listed: frozenset[int], clock: Clock) -> Iterator[Candidate]:
    """A line with which the text ends, or that follows it, and that says a day and hardly more ("(Dec-21-15)", "Press
    office (21 Dec 2015)"). Beside the link to another page, whose day it may be, it needs another voice."""
    blocks = places.blocks
    for index in range(max(places.first + 1, places.last), min(len(blocks), places.last + _NEAR_END)):
        if index in listed or places.teaser[index] or places.elsewhere[index]:
            continue
        for written in _alone(blocks[index], clock, signed=index < places.last + _NEAR_NAMED):
            weight = _DOUBTFUL if _is_doubtful(blocks, index) else _AT_END - 0.03 * (index - places.last)
            evidence = blocks[index].text[written.start : written.end]
            if voice := candidate(written.first, DateBasis.TEXT, evidence, weight, clock):
                yield voice


def _is_doubtful(blocks: Sequence[Block], index: int) -> bool:
    """Whether a day may be that of the page that a neighbour links to; a day with a label is its own page's."""
    return beside_other(blocks, index) and not PUBLISHED.search(blocks[index].text)


def _alone(block: Block, clock: Clock, *, signed: bool = False) -> Iterator[WrittenDate]:
    """The days that a line says with a label ("Date") or a weekday and no other word; signed: or behind a name and in
    brackets."""
    text = block.text
    if len(text) > 2 * LABEL or not _DIGIT.search(text) or block.links:
        return
    for written in clock.dates_in(text):
        if written.first != written.last or not written.year_written:
            continue
        before, behind = beside(text, written)
        in_brackets = signed and before.endswith("(") and not OTHER.search(text) and not _STOP.search(behind)
        if not _LETTER.search(behind) and (in_brackets or not _LETTER.search(PUBLISHED.sub("", before))):
            yield written


def from_lone_line(places: Places, listed: frozenset[int], clock: Clock) -> Iterator[Candidate]:
    """The only day that any line of the page says without another word, wherever it stands. Not in a side bar or among
    comments."""
    found: list[Candidate] = []
    for block in places.blocks:
        index = block.index
        if index in listed or places.elsewhere[index]:
            continue
        for written in _alone(block, clock):
            evidence = block.text[written.start : written.end]
            voice = candidate(written.first, DateBasis.TEXT, evidence, _LONE, clock)
            if voice and not _is_doubtful(places.blocks, index):
                found.append(voice)
    if len({voice.first for voice in found}) == 1:
        yield found[0]
