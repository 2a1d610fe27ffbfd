"""Look for dates only where numerals stand, or a month without one: in a long text that takes longer than all else that
is done with it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace

from ratssearch.extract.dates.date_patterns import BARE_MONTH
from ratssearch.extract.dates.months import all_names
from ratssearch.models import EventDate

# Days have one or two digits and years four; sums of money, shares and thousands are none. The digit stands first, for
# the engine skips to it; what may not stand before it is looked at from there.
_NUMERAL = re.compile(r"\d(?<![\d$€£]\d)(?<!\d,\d)(?:\d{3}|\d?)(?![\d%]|,\d{3}(?!\d))")
_HAN = re.compile(r"[年月日号〇○零一二三四五六七八九十년월일]+")
_YEAR_OR_FIGURES = re.compile(r"\d(?:\d{3}|\s?[-./–—‐‑‒−]\s?\w)")
_OTHER_SCRIPT = re.compile(r"[^\x00-\u30ff](?<=[^\W\d_])")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = 14  # characters of a word that are not cut apart, as long as the longest name of a month
_NEAR = 50  # characters of a date that may stand before or after its numerals
_CUT = "\n\n■\n\n"  # what stands between two windows; no date reaches across it


def near_numerals(body: str, head: int, find: Callable[[str], tuple[EventDate, ...]]) -> tuple[EventDate, ...]:
    """What find() gives for body, found in those parts of it that lie near numerals and named months. The first `head`
    characters are left as they are."""
    kept = [body[:head]]
    starts, shifts = [0], [0]  # where each window begins in the shortened text, and how far it stood behind there
    length = head
    for start, end in _windows(body, head):
        if start > head:
            kept.append(_CUT)
            length += len(_CUT)
            starts.append(length)
            shifts.append(start - length)
        kept.append(body[start:end])
        length += end - start
    return tuple(_moved(event, shifts[bisect_right(starts, event.start) - 1]) for event in find("".join(kept)))


def _windows(body: str, head: int) -> Iterator[tuple[int, int]]:
    """The parts of body behind its head in which a date may stand, in order."""
    for start, end in _near_signs(body, head):
        if start == head or _may_hold_date(body[start:end]):
            yield start, end


def _may_hold_date(window: str) -> bool:
    """Whether a window holds a year, figures, a month, or letters of scripts whose dates need none."""
    if _YEAR_OR_FIGURES.search(window) or (not window.isascii() and _OTHER_SCRIPT.search(window)):
        return True
    return not all_names().isdisjoint(_LETTERS.findall(window.lower()))


def _near_signs(body: str, head: int) -> Iterator[tuple[int, int]]:
    """What lies near numerals and months, where these are neighbours in one piece."""
    begin = end = head
    for first, last in _signs(body, head):
        start = max(end, _whole(body, first - _NEAR, -1))
        if start > end:
            if end > begin:
                yield begin, end
            begin = start
        end = max(end, _whole(body, last + _NEAR, 1))
    if end > begin:
        yield begin, end


def _signs(body: str, head: int) -> Iterator[tuple[int, int]]:
    """Where numerals and months that stand without one begin and end, in order."""
    names = all_names()
    signs = [found.span() for found in _NUMERAL.finditer(body, head)]
    if not body.isascii():
        signs += [found.span() for found in _HAN.finditer(body, head)]
    signs += [found.span() for found in BARE_MONTH.finditer(body, head) if found["m1"].lower() in names]
    return iter(sorted(signs))


def _whole(body: str, at: int, step: int) -> int:
    """The place at or beyond `at` where no word is cut apart: half a word may look like a date."""
    at = min(len(body), max(0, at))
    for _ in range(_WORD):
        if not 0 < at < len(body) or not (body[at - 1].isalnum() and body[at].isalnum()):
            break
        at += step
    return at


def _moved(event: EventDate, by: int) -> EventDate:
    return replace(event, start=event.start + by, end=event.end + by) if by else event
