"""The dateline: the place and day with which a release's text begins ("TASHKENT, 20 February 2020 - ...")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ratssearch.extract.dates.written_dates import written_dates

MAX_DATELINE = 100  # characters
_LEDES = 2  # paragraphs that may stand above a dateline
_LEDE = 400  # characters of one of them

_DASH = re.compile(r"\s[-–—]{1,2}\s|\s?[–—]\s|\.\s?[-–—]\s?|/\s*[-–—]?\s|:\s")
_AGENCY = re.compile(r"\([^)]{2,40}\)|/[^/]{2,40}/?")
_YEAR_WORD = re.compile(r"\b(года|г)\b\.?")  # behind the year of a Russian date
_HOST = re.compile(r"(?:[\w-]+\.)+[A-Za-zа-яё]{2,}", re.IGNORECASE)  # a site that a text is taken from
_PLACE = re.compile(r"[A-ZА-ЯЁ][\w.'’-]*(?:[\s,]+(?:[A-ZА-ЯЁ][\w.'’-]*|de|of|the|la|le|lì|el|am|den|upon|г\.))*[\s,.]*")
_CHINESE = re.compile(
    r"(?:本报|本网|新华社|中新社|人民网)?[\u4e00-\u9fff]{2,12}(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:电|讯|消息)"
    r"|[\u4e00-\u9fff]{2,12}，\d{4}年\d{1,2}月\d{1,2}日"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The words of a dateline, or none; start: the character of the body where they stand, paragraphs two apart."""

    text: str = ""
    start: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def find_dateline(paragraphs: Sequence[str]) -> Dateline:
    """The dateline at the very beginning of the first paragraph, or behind ledes, where it must name a day."""
    start = 0
    for number, paragraph in enumerate(paragraphs[: 1 + _LEDES]):
        text = _dateline(paragraph[: MAX_DATELINE + 20], with_day=number > 0)
        if text:
            return Dateline(text, start)
        if len(paragraph) > _LEDE:
            break
        start += len(paragraph) + 2
    return Dateline()


def _dateline(text: str, *, with_day: bool) -> str:
    if chinese := _CHINESE.match(text):
        return chinese[0]
    for dash in _DASH.finditer(text):
        head = text[: dash.start()].strip()
        if len(head) <= MAX_DATELINE and is_dateline(head, with_day=with_day):
            return head
    return ""


def is_dateline(head: str, *, with_day: bool) -> bool:
    """A place of a few capitalised words with a day, or a place all in capitals; an agency may stand beside it.
    with_day: only the former."""
    rest = _AGENCY.sub(" ", head)
    # Any day serves as `near`: only the place of the date in the text matters here.
    days = list(written_dates(rest, near=date(2000, 1, 1)))
    for day in reversed(days):
        rest = f"{rest[: day.start]} {rest[day.end :]}"
    place = _YEAR_WORD.sub(" ", rest).strip(" ,.–—-")
    if not place or len(place.split()) > 6 or not (_PLACE.fullmatch(place) or (days and _HOST.fullmatch(place))):
        return False
    if days or with_day:
        return bool(days)
    return place.split(",")[0].isupper() and len(place) > 2 and place != head.split(" ")[0].rstrip(":")
