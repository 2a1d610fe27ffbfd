"""Days, spans and lists as officials spell them in English, Russian and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_RU = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class Style(StrEnum):
    """How a body writes days."""

    BRITISH = "5 March 2021"
    AMERICAN = "March 5, 2021"
    RUSSIAN = "5 марта 2021 года"
    CHINESE = "2021年3月5日"


def month_name(day: date, style: Style) -> str:
    return _RU[day.month - 1] if style is Style.RUSSIAN else _EN[day.month - 1]


def weekday_name(day: date) -> str:
    return _WEEKDAYS[day.weekday()]


def dotted(day: date) -> str:
    """05.03.2021"""
    return day.strftime("%d.%m.%Y")


def spell_day(day: date, style: Style) -> str:
    month = month_name(day, style)
    return {
        Style.BRITISH: f"{day.day} {month} {day.year}",
        Style.AMERICAN: f"{month} {day.day}, {day.year}",
        Style.RUSSIAN: f"{day.day} {month} {day.year} года",
        Style.CHINESE: f"{day.year}年{day.month}月{day.day}日",
    }[style]


def opening(first: date, last: date, style: Style, *, yearless: bool = False, dash: str = "–") -> str:
    """The words that open a report: "On 20–21 February 2020", "С 28 февраля по 2 марта 2022 года"."""
    if first.year != last.year:
        raise ValueError(f"a span over the turn of a year is not spelt: {first} to {last}")
    one, same_month = first == last, first.month == last.month
    if style is Style.CHINESE:
        if one:
            return spell_day(first, style)
        end = f"{last.day}日" if same_month else f"{last.month}月{last.day}日"
        return f"{spell_day(first, style)}至{end}"
    year = (
        ""
        if yearless
        else {Style.RUSSIAN: f" {first.year} года", Style.AMERICAN: f", {first.year}"}.get(style, f" {first.year}")
    )
    a, b = month_name(first, style), month_name(last, style)
    days = f"{first.day}" if one else f"{first.day}{dash}{last.day}"
    if style is Style.RUSSIAN:
        return f"{days} {a}{year}" if same_month else f"С {first.day} {a} по {last.day} {b}{year}"
    if style is Style.AMERICAN:
        return f"On {a} {days}{year}" if same_month else f"From {a} {first.day} to {b} {last.day}{year}"
    return f"On {days} {a}{year}" if same_month else f"From {first.day} {a} to {last.day} {b}{year}"


def join(names: Sequence[str], language: str) -> str:
    """The names as a list in running text; no names give an empty text."""
    if len(names) < 2:
        return "".join(names)
    comma, conjunction = {"en": (", ", " and "), "ru": (", ", " и "), "zh": ("、", "和")}[language]
    return comma.join(names[:-1]) + conjunction + names[-1]


def russian_count(number: int, one: str, few: str, many: str) -> str:
    """The number with the noun form that Russian asks for: 21 участник, 22 участника, 25 участников."""
    if number % 10 == 1 and number % 100 != 11:
        return f"{number} {one}"
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return f"{number} {few}"
    return f"{number} {many}"
