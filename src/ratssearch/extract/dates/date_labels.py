"""Whether the words beside a day are a label that says what day it is, or a sentence that merely mentions it."""

from __future__ import annotations

import re

from ratssearch.extract.body.region import width
from ratssearch.extract.dates.date_cues import CHANGED, LABELLED, OTHER, WEEKDAY
from ratssearch.extract.dates.date_patterns import YEAR_WORD
from ratssearch.extract.dates.written_dates import WrittenDate

LABEL = 40  # width of the words of a label
_FIRST_WORD = 15  # width of what may stand before the telling word of a label ("Article published on")
_SENTENCE = 12  # width of the words beside a day that may be a sentence
# A name before a day, in a line that says more: "... in the region. By Jane Roe on 3 March 2021".
_BYLINE = re.compile(
    r"(?<!\w)(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or)\s+[A-ZÀ-Þ][\w.'’-]*(?:\s+[A-ZÀ-Þ][\w.'’-]*){0,4}"
    r"\s*(?:[,|–—-]|on|am|le|el)?\s*$"
)
HOUR = re.compile(
    r"(?:\s*(?:г\.|,|at|um|à|в|-|–|\|))?\s*(?:[01]?\d|2[0-3])[:.][0-5]\d(?!\d|\.\d)"
)  # a time of day after a day
# A label behind a day, where verbs stand in many languages: "am 3. Mai 2021 um 10:15 Uhr veröffentlicht".
_HOUR_WORD = re.compile(r"\s*(?:uhr|h|hrs|시|时|г\.)?[\s,.:|()]*", re.IGNORECASE)
_LABEL_ENDS = re.compile(
    r"[^\W\d_]*(?=\s*(?:$|[.,;|()]|(?:by|in|und|von|unter|door|en|et|par|y|por|и|в)\s))", re.IGNORECASE
)
_STOP = re.compile(r"[.!?…。！？]\W*$")
_SEPARATED = re.compile(r"[:：|>»›•·/–—(\[【]\s*(?:[^\W\d_]{2,12},?\s+)?$")  # before a day that is a field; a weekday
_NEXT_FIELD = re.compile(rf"{YEAR_WORD}[\s)\]】]*(?:$|[|>»›•·/–—(\[【]|[^\W\d_])")
_YEAR_WORD = re.compile(YEAR_WORD)
_DIGIT = re.compile(r"\d")


def is_label(words: str, line: int, *, changed: bool = False) -> bool:
    """Whether the words between a day and the one before it are a label of publication (of a change): they begin with
    one, or in a short line with a word before it ("Article published on"), and hardly more follows. A sentence is no
    label. line: width of the whole line."""
    words = words.strip(" \t.,;:|·•/()[]-–—0123456789")
    if width(words) > LABEL or OTHER.search(words) or (CHANGED.search(words) and not changed):
        return False
    if changed:
        return line <= 2 * LABEL and bool(CHANGED.search(words))
    found = LABELLED.search(words)
    if found is None:
        return False
    before = words[: found.start()].strip()
    return not before or (line <= 2 * LABEL and " " not in before and width(before) <= _FIRST_WORD)


def is_labelled_behind(text: str, words: str, end: int, *, changed: bool = False) -> bool:
    """Whether a label of publication (of a change), after which no noun follows, stands right behind a day of a short
    line that ends at `end`. words: those before the day."""
    if width(text) > 4 * LABEL or OTHER.search(words) or (CHANGED.search(words) and not changed):
        return False
    hour = HOUR.match(text, end)
    blank = _HOUR_WORD.match(text, hour.end() if hour else end)
    label = (CHANGED if changed else LABELLED).match(text, blank.end()) if blank else None
    return label is not None and bool(_LABEL_ENDS.match(text, label.end()))


def is_byline(words: str) -> bool:
    """Whether the words before a day end with who wrote."""
    return bool(_BYLINE.search(words))


def is_sentence(text: str, others: int) -> bool:
    """Whether a line that holds a day is running text, in which any day may be mentioned. others: width of the words
    beside its days."""
    return others > _SENTENCE and bool(_STOP.search(text))


def beside(text: str, written: WrittenDate) -> tuple[str, str]:
    """The words before and behind a day, without its weekday and time of day."""
    end = written.end
    for part in (_YEAR_WORD, HOUR, _HOUR_WORD):
        if found := part.match(text, end):
            end = found.end()
    return WEEKDAY.sub("", text[: written.start]), WEEKDAY.sub("", text[end:])


def is_field(text: str, written: WrittenDate) -> bool:
    """Whether a day is a field of its own behind a short one: "News > 3 May 2021 > New bridge"."""
    before = text[: written.start]
    if width(before) > LABEL or OTHER.search(before) or CHANGED.search(before) or not _SEPARATED.search(before):
        return False
    hour = HOUR.match(text, written.end)
    following = _NEXT_FIELD.match(text, hour.end() if hour else written.end)
    return following is not None and not following[0][-1:].islower()


def is_other_label(words: str) -> bool:
    """Whether words before a day say that it is not one of publication."""
    return bool(OTHER.search(words) or (CHANGED.search(words) and not LABELLED.search(words)))


def is_named_otherwise(before: str) -> bool:
    """Whether the line before is a label that says of the day that it is not one of publication ("Born", "Updated")."""
    short = len(before) <= LABEL // 2 and not _DIGIT.search(before)
    return short and is_other_label(before)
