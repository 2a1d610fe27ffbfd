"""The dateline: the place and day with which a release's text begins ("TASHKENT, 20 February 2020 - ...")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ratssearch.extract.dates.written_dates import written_dates

MAX_DATELINE = 100  # characters

_DASH = re.compile(r"\s[-–—]{1,2}\s|\s?[–—]\s|\.\s?[-–—]\s?|/\s*[-–—]?\s|:\s")
_AGENCY = re.compile(r"\([^)]{2,40}\)|/[^/]{2,40}/?")
_YEAR_WORD = re.compile(r"\b(года|г)\b\.?")  # behind the year of a Russian date
_PLACE = re.compile(r"[A-ZА-ЯЁ][\w.'’-]*(?:[\s,]+(?:[A-ZА-ЯЁ][\w.'’-]*|de|of|the|la|el|am|upon|г\.))*[\s,.]*")
_CHINESE = re.compile(
    r"(?:本报|本网|新华社|中新社|人民网)?[\u4e00-\u9fff]{2,12}\d{1,2}月\d{1,2}日(?:电|讯|消息)"
    r"|[\u4e00-\u9fff]{2,12}，\d{4}年\d{1,2}月\d{1,2}日"
)


def find_dateline(paragraphs: Sequence[str]) -> str:
    """The dateline at the very beginning of the first paragraph, or an empty string."""
    if not paragraphs:
        return ""
    text = paragraphs[0][: MAX_DATELINE + 20]
    if chinese := _CHINESE.match(text):
        return chinese[0]
    for dash in _DASH.finditer(text):
        head = text[: dash.start()].strip()
        if len(head) <= MAX_DATELINE and _is_dateline(head):
            return head
    return ""


def _is_dateline(head: str) -> bool:
    """A place of a few capitalised words with a day, or a place all in capitals; an agency may stand beside it."""
    rest = _AGENCY.sub(" ", head)
    # Any day serves as `near`: only the place of the date in the text matters here.
    days = list(written_dates(rest, near=date(2000, 1, 1)))
    for day in reversed(days):
        rest = f"{rest[: day.start]} {rest[day.end :]}"
    place = _YEAR_WORD.sub(" ", rest).strip(" ,.–—-")
    if not place or len(place.split()) > 6 or not _PLACE.fullmatch(place):
        return False
    return bool(days) or (place.split(",")[0].isupper() and len(place) > 2 and place != head.split(" ")[0].rstrip(":"))
