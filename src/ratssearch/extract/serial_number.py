"""Small facts that a release states in set places: its serial number, and the place of its dateline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ratssearch.extract.dates.written_dates import written_dates
from ratssearch.extract.html.blocks import Block

_SERIAL = re.compile(
    r"(?:\b(?:no|nr|ref|reference|release|document|ip|memo)\b\.?|№|n°|#|номер|исх\.?|第)\s*[:.]?\s*(?:no\.?|№|#)?\s*"
    r"(\w{0,6}\d[\w/.-]{0,24}\w|\d)",
    re.IGNORECASE,
)
_BARE_SERIAL = re.compile(r"[a-zа-я]{0,6}[/-]?\d{1,6}(?:[/-]\w{1,8}){1,4}|[A-ZА-Я]{2,6}[/-]\d{1,6}", re.IGNORECASE)
_LONGEST = 90  # characters of a line that states a number
_AGENCY = re.compile(r"\([^)]{2,40}\)|/[^/]{2,40}/?")
_YEAR_WORD = re.compile(r"\b(?<!^)(года|г)\b\.?")
_CHINESE_PLACE = re.compile(r"(?:本报|本网|新华社|中新社|人民网)?([\u4e00-\u9fff]{2,10}?)(?=，?\d)")


def serial_number(blocks: Sequence[Block], labels: Sequence[str]) -> str:
    """The number under which the publisher counts a release ("No. 12/2020"), or an empty string."""
    for block, label in zip(blocks, labels, strict=True):
        if len(block.text) > _LONGEST:
            continue
        if label in ("head:serial-number", "head:release-label"):
            if found := _SERIAL.search(block.text):
                return found[1]
            if label == "head:serial-number" and _BARE_SERIAL.fullmatch(block.text.strip()):
                return block.text.strip()
        elif label and block.text.lower().startswith(("ref", "№", "исх")) and (found := _SERIAL.match(block.text)):
            return found[1]
    return ""


def place_of(dateline: str) -> str:
    """The place that a dateline names ("TASHKENT, 20 February 2020 -"), or an empty string."""
    if chinese := _CHINESE_PLACE.match(dateline):
        return chinese[1]
    rest = _AGENCY.sub(" ", dateline)
    for day in reversed(list(written_dates(rest, near=date(2000, 1, 1), day_first=True))):
        rest = f"{rest[: day.start]} {rest[day.end :]}"
    rest = _YEAR_WORD.sub(" ", rest)
    return " ".join(re.sub(r"[\s,.–—-]+$|^[\s,.–—-]+", "", rest).split()).removeprefix("г. ")
