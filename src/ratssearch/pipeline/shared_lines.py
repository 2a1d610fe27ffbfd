"""Lines that stand at the head or the foot of many bodies of a source: most likely no words of the releases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from ratssearch.text import collapse, fold

LOOKED_AT = 50  # newest releases of a source
_LEAST = 3  # bodies that must share a line
_SHARE = 0.2  # of the bodies that must share it
_SHORT = 100  # characters; in a longer line days and numbers are part of what it says
_LONGEST_LABEL = 60  # characters
# A day in figures or words, of any language: "20 mars 2023", "November 7, 2016", "12 de marzo de 2019", "Mar-21-14",
# "2019-03-12", "2019年3月12日".
_DAY = re.compile(
    r"\d{1,2}\W{1,3}(?:[^\W\d]+\W{1,3}){1,3}\d{4}"
    r"|[^\W\d]{3,}\W{1,2}\d{1,2}(?:st|nd|rd|th)?\W{1,2}\d{2,4}"
    r"|\d{1,4}([./-])\d{1,2}\1\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日"
)
_DAY_HERE = "\x00"  # stands for a day while a line is read
_BRACKETS = " ()[]【】-–—|,.:"
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")
_LABEL = re.compile(r"[^\W\d][^:：\d]*[:：]")
_DIGITS = re.compile(r"\d+")


class End(StrEnum):
    """Which end of a body."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line with which many bodies begin or end; days and numbers in it may differ."""

    end: End
    line: str  # as the newest of the releases has it
    key: str  # what the lines have in common (keys_of)
    releases: int
    of: int  # releases looked at


def shared_lines(ends: Sequence[tuple[str, str]]) -> tuple[SharedLine, ...]:
    """The shared first and last lines of bodies, given as (first, last), newest release first; an empty one counts as
    a body without text. The most shared first, one for each line."""
    lasts = [last if last != first else "" for first, last in ends]  # a body of one line begins with it, that is all
    found = [
        *_shared(End.FIRST, [first for first, _ in ends]),
        *_shared(End.LAST, lasts),
    ]
    return tuple(sorted(found, key=lambda shared: (-shared.releases, shared.end, shared.key)))


def _shared(end: End, lines: Sequence[str]) -> Iterator[SharedLine]:
    keyed = [tuple(keys_of(line)) for line in lines]
    counts = Counter(key for keys in keyed for key in keys)
    least = max(_LEAST, ceil(_SHARE * len(lines)))
    told: set[int] = set()
    # Of a line and its label the one that more bodies share, and of equals the line.
    for key, number in sorted(counts.items(), key=lambda entry: (-entry[1], -len(entry[0]), entry[0])):
        members = {place for place, keys in enumerate(keyed) if key in keys}
        if number < least or members <= told:
            continue
        told |= members
        yield SharedLine(end, lines[min(members)], key, number, len(lines))


def folded(line: str) -> str:
    """A line for comparison: case, accents and white space folded, without characters that cannot be seen."""
    return fold("".join(filter(str.isprintable, collapse(line))))


def keys_of(line: str) -> Iterator[str]:
    """What a line may share with others: itself, folded, in a short one with days and numbers as 0; that a short line
    which is no sentence begins or ends with a day ("0 …", "… 0"); the label of several words that it begins with."""
    text = folded(line)
    if not any(map(str.isalnum, text)):
        return
    label = _LABEL.match(text[:_LONGEST_LABEL])
    if label is not None and len(label[0].split()) > 1 and label[0] != text:
        yield label[0]
    if len(text) > _SHORT:
        yield text
        return
    bare = _DAY.sub(_DAY_HERE, text)
    yield _DIGITS.sub("0", bare.replace(_DAY_HERE, "0"))
    outer = bare.strip(_BRACKETS)
    if bare.endswith(_SENTENCE_ENDS):
        return
    if outer.startswith(_DAY_HERE):
        yield "0 …"
    if outer.endswith(_DAY_HERE):
        yield "… 0"
