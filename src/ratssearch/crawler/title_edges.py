"""Fields of their own at the edges of an entry's words: a day, a file's number or kind, a label, brackets, a place.

Where nearly all entries of a list have one there, it is none of their titles. One title alone may well begin with a
number or end with brackets, and what tells the titles from each other stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ratssearch.crawler.datewords import date_words
from ratssearch.crawler.listing_words import is_telling, names_a_date, names_a_title

BETWEEN = " \t\n|–—-•·:,;"  # what stands between a title and such a field
AROUND = f"{BETWEEN}()[]"  # and around a date

_MANY = 3  # entries that can say the same by no accident
_NEARLY_ALL = 0.8  # share of the entries that have such a field
_DIFFERENT = 0.8  # of as many different titles as with it; and of as many different numbers as entries
_SORTING = 0.5  # of as many different tails as entries: what repeats sorts them and names none
_EDGE = 12  # characters behind a date at the end of a title
_LONGEST = 1000  # characters of a text that is looked at

_CODE = r"(?=[\w/.-]{0,30}\d)[\w/-]{1,30}(?:\.[\w/-]{1,30}){0,4}"  # S19A0995, 24-1017, 123/2020/MC
_NUMBER = re.compile(
    rf"(?:(?:n[or]s?\.|n[°º]|№|#)\s*)?{_CODE}(?:\s*(?:,|;|&|\band\b)\s*{_CODE}){{0,5}}(?:\s*[.:|)–—]\s*|\s+-\s+|\s+)",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\d+\s")  # "5 questions about ...": followed by a stop it may number the entry
_NUMBER_BEHIND = re.compile(
    r".*\S(?P<between>\s*[,;|]\s*|\s+[-–—]\s+|\s+(?=n[or]s?\.|№))(?P<number>[^,;|]{0,40}\d[^,;|]{0,20})", re.I
)
_KIND = re.compile(r".*\S(?P<kind>(?:\s+[-–—|]|,)?\s+(?:pdf|docx?|rtf|xlsx?)(?:[\s,]+[\d.,]{1,6}\s*[kmg]i?b)?)", re.I)
_LABEL = re.compile(r"(?P<label>[^:：]{2,40})[:：]\s*")
_BRACKETS = re.compile(r"(?:\s*(?:\([^()]{1,120}\)|\[[^\[\]]{1,120}\]|（[^（）]{1,120}）|【[^【】]{1,120}】)){1,4}$")
_TAIL = re.compile(r".*\S\s+(?:[-–—|]\s+(?P<tail>[^|]{2,80}))")


@dataclass(frozen=True, slots=True)
class _Parted:
    """A title without a field at its edge, and the field; all of it and an empty string where it has none."""

    title: str
    field: str = ""


def without_fields(titles: Sequence[str]) -> list[str]:
    """The titles of entries made alike, in their order, without what stands at the edges of nearly all of them."""
    given = list(titles)
    left = _without(given, _date, _any)
    if left is not given:
        left = _without(left, _date_label, _same)
    for part, are_own in _PARTS:
        left = _without(left, part, are_own)
    return left


def _without(titles: list[str], part: Callable[[str], _Parted], are_own: Callable[[Sequence[str]], bool]) -> list[str]:
    """are_own: whether such fields, of all titles that have one, are something of their own."""
    parted = [part(title) if len(title) <= _LONGEST else _Parted(title) for title in titles]
    fields = [each.field for each in parted if each.field]
    said = sum(map(bool, titles))
    if said < _MANY or len(fields) < _NEARLY_ALL * said or not are_own(fields):
        return titles
    left = [each.title if is_telling(each.title) else title for each, title in zip(parted, titles, strict=True)]
    return left if len(set(left)) >= _DIFFERENT * len(set(titles)) else titles


# ------------------------------------------------------------ when they are fields


def _any(fields: Sequence[str]) -> bool:
    return bool(fields)


def _same(fields: Sequence[str]) -> bool:
    return Counter(fields).most_common(1)[0][1] >= _NEARLY_ALL * len(fields)


def _different(fields: Sequence[str]) -> bool:
    return len(set(fields)) >= _DIFFERENT * len(fields)


def _sorting(fields: Sequence[str]) -> bool:
    return len(set(fields)) <= _SORTING * len(fields)


# ------------------------------------------------------------ the fields


def _date(title: str) -> _Parted:
    words = date_words(title, last=True)
    at = title.rfind(words) if words else -1
    if at > 0 and len(title) - at - len(words) <= _EDGE:
        return _Parted(title[:at].rstrip(f"{BETWEEN}([").lstrip(BETWEEN), words)
    words = date_words(title)
    if not words or not title.lstrip(AROUND).startswith(words):
        return _Parted(title)
    return _Parted(title[title.index(words) + len(words) :].lstrip(f"{BETWEEN})]").rstrip(BETWEEN), words)


def _date_label(title: str) -> _Parted:
    """What said that a date followed: "filed"."""
    rest, _, last = title.rpartition(" ")
    return _Parted(rest.rstrip(f"{BETWEEN}(["), last.casefold()) if rest and names_a_date(last) else _Parted(title)


def _number(title: str) -> _Parted:
    found = _NUMBER.match(title)
    if found is None or found.end() == len(title) or _COUNT.match(title):
        return _Parted(title)
    return _Parted(title[found.end() :].lstrip(BETWEEN), found[0].strip())


def _number_behind(title: str) -> _Parted:
    found = _NUMBER_BEHIND.fullmatch(title)
    if found is None:
        return _Parted(title)
    number = found["number"]
    if 2 * sum(map(str.isdigit, number)) < sum(map(str.isalnum, number)):
        return _Parted(title)  # words that name a year, or a sum
    return _Parted(title[: found.start("between")].rstrip(BETWEEN), number)


def _kind(title: str) -> _Parted:
    """The kind of the file that the link leads to: "PDF, 120 KB"."""
    found = _KIND.fullmatch(title)
    return _Parted(title[: found.start("kind")].rstrip(BETWEEN), found["kind"]) if found else _Parted(title)


def _title_label(title: str) -> _Parted:
    """What says that a title follows: "Case name:"."""
    found = _LABEL.match(title)
    if found is None or not names_a_title(found["label"]):
        return _Parted(title)
    return _Parted(title[found.end() :], found["label"].casefold())


def _brackets(title: str) -> _Parted:
    found = _BRACKETS.search(title)
    return _Parted(title[: found.start()].rstrip(BETWEEN), found[0].strip()) if found else _Parted(title)


def _tail(title: str) -> _Parted:
    found = _TAIL.fullmatch(title)
    if found is None:
        return _Parted(title)
    return _Parted(title[: found.start("tail")].rstrip(BETWEEN), found["tail"].casefold())


_PARTS: tuple[tuple[Callable[[str], _Parted], Callable[[Sequence[str]], bool]], ...] = (
    (_title_label, _same),
    (_number, _different),
    (_kind, _any),
    (_brackets, _any),
    (_number_behind, _different),
    (_tail, _sorting),
)
