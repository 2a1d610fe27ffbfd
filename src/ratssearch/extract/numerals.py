"""Look for dates only where numerals stand: in a long text that takes longer than all else that is done with it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace

from ratssearch.models import EventDate

# Days have one or two digits and years four; sums of money, shares and thousands are none.
_NUMERAL = re.compile(
    r"(?<![\d$€£])(?<!\d,)(?:\d{4}|\d{1,2})(?![\d%]|,\d{3})|[年月日号〇○零一二三四五六七八九十년월일]+"
)
_NEAR = 50  # characters of a date that may stand before or after its numerals
_CUT = "\n\n■\n\n"  # what stands between two windows; no date reaches across it


def near_numerals(body: str, head: int, find: Callable[[str], tuple[EventDate, ...]]) -> tuple[EventDate, ...]:
    """What find() gives for body, found in those parts of it that lie near numerals. The first `head` characters are
    left as they are."""
    kept = [body[:head]]
    starts, shifts = [0], [0]  # where each window begins in the shortened text, and how far it stood behind there
    length = position = head
    for found in _NUMERAL.finditer(body, head):
        start, end = max(position, found.start() - _NEAR), min(len(body), found.end() + _NEAR)
        if start > position:
            kept.append(_CUT)
            length += len(_CUT)
            starts.append(length)
            shifts.append(start - length)
        kept.append(body[start:end])
        length += max(0, end - start)
        position = max(position, end)
    return tuple(_moved(event, shifts[bisect_right(starts, event.start) - 1]) for event in find("".join(kept)))


def _moved(event: EventDate, by: int) -> EventDate:
    return replace(event, start=event.start + by, end=event.end + by) if by else event
