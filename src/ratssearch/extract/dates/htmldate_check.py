"""One more voice on the day of publication: the htmldate package, believed only where the page shows that day."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement

from ratssearch.extract.dates.timestamps import Candidate, Clock
from ratssearch.extract.html.blocks import Block
from ratssearch.models import DateBasis, Precision

MAX_BLOCKS = 5_000
MAX_TEXT = 500_000  # characters
WEIGHT = 0.45
_ISO = re.compile(r"(?=(\d{4}-\d\d-\d\d))", re.ASCII)

logging.getLogger("htmldate").setLevel(logging.CRITICAL)  # it logs every page without a date as an error


def from_htmldate(
    root: HtmlElement,
    blocks: Sequence[Block],
    apart: Collection[HtmlElement],
    clock: Clock,
    known: Collection[date] = frozenset(),
) -> Iterator[Candidate]:
    """The day that htmldate names, with the characters of the page that say it: blocks, or what is declared outside the
    elements `apart`, which tell of other pages. known: days on which its word counts for nothing; where the page says
    no other, it is not asked, for it takes longer than all other voices together."""
    if len(blocks) > MAX_BLOCKS or sum(len(block.text) for block in blocks) > MAX_TEXT:
        return
    if not any(day not in known for day in _sayable(root, blocks, clock)):
        return
    latest = datetime.combine(clock.latest, time())
    named = find_date(copy.deepcopy(root), extensive_search=False, original_date=True, max_date=latest)
    day = date.fromisoformat(named) if named else None
    evidence = _evidence(day, root, blocks, apart, clock) if day else ""
    if day and evidence:
        yield Candidate(day, day, Precision.DAY, DateBasis.TEXT, evidence, WEIGHT)


def _sayable(root: HtmlElement, blocks: Sequence[Block], clock: Clock) -> Iterator[date]:
    """Every day for which _evidence() may find words, and a few more."""
    for block in blocks:
        yield from (written.first for written in clock.dates_in(block.text[:2000]) if written.first == written.last)
    for written_day in set(_ISO.findall(etree.tostring(root, encoding="unicode"))):
        try:
            yield date.fromisoformat(written_day)
        except ValueError:
            continue


def _evidence(
    day: date, root: HtmlElement, blocks: Sequence[Block], apart: Collection[HtmlElement], clock: Clock
) -> str:
    """The visible words that say day, else the attribute or script that holds it; an empty string if nothing does."""
    for block in blocks:
        for written in clock.dates_in(block.text[:2000]):
            if written.first == day == written.last:
                return block.text[written.start : written.end]
    written_day = day.isoformat()
    for element in root.iter():
        values = [*element.attrib.values(), element.text if element.tag == "script" else None]
        for value in values:
            place = value.find(written_day) if isinstance(value, str) else -1
            if place >= 0 and isinstance(value, str) and not _lies_in(element, apart):
                return value[max(0, place - 40) : place + 30]
    return ""


def _lies_in(element: HtmlElement, apart: Collection[HtmlElement]) -> bool:
    return element in apart or any(outer in apart for outer in element.iterancestors())
