"""One more voice on the day of publication: the htmldate package, believed only where the page shows that day."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from htmldate import find_date
from lxml.html import HtmlElement

from ratssearch.extract.blocks import Block
from ratssearch.extract.candidates import Candidate, Clock
from ratssearch.extract.days import written_dates
from ratssearch.extract.metadata import Metadata
from ratssearch.models import DateBasis, Precision

MAX_BLOCKS = 5_000
_WEIGHT = 0.45

logging.getLogger("htmldate").setLevel(logging.CRITICAL)  # it logs every page without a date as an error


def from_htmldate(root: HtmlElement, blocks: Sequence[Block], metadata: Metadata, clock: Clock) -> Iterator[Candidate]:
    """The day that htmldate names, with the characters of the page that say it."""
    if len(blocks) > MAX_BLOCKS:
        return
    latest = datetime.combine(clock.latest, time())
    named = find_date(copy.deepcopy(root), extensive_search=False, original_date=True, max_date=latest)
    day = date.fromisoformat(named) if named else None
    evidence = _evidence(day, blocks, metadata, clock) if day else ""
    if day and evidence:
        yield Candidate(day, day, Precision.DAY, DateBasis.TEXT, evidence, _WEIGHT)


def _evidence(day: date, blocks: Sequence[Block], metadata: Metadata, clock: Clock) -> str:
    for block in blocks:
        for written in written_dates(block.text[:2000], day_first=clock.day_first):
            if written.first == day == written.last:
                return block.text[written.start : written.end]
    return next((content for _, content in metadata.metas if day.isoformat() in content), "")
