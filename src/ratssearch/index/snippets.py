"""Passages of a release that show why it was found. Offsets, never markup: whoever shows them escapes the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ratssearch.index.analysis import MARKS, is_unspaced
from ratssearch.index.nodes import Node
from ratssearch.index.snippets_match import Found, matcher
from ratssearch.models import Snippet

LENGTH = 220  # characters of a passage; half as many where characters are twice as wide
LIMIT = 2  # passages per release

_LEAD = 60  # how far a passage reaches back from its first mark, at most, to begin with a sentence
# The end of a sentence or paragraph, with the blanks after it; begins with a set, which is searched for fastest.
_SENTENCE = re.compile(r"[.!?…。！？\n](?:(?<=[.!?…])['\"’”»)\]]*\s+|(?<=[。！？\n])\s*)")
_WORD_END = re.compile(rf"[^\w{MARKS}]|$")
_REPEATED = 0.1  # what a further occurrence of the same word counts in a passage
MAX_FOUND = 200  # occurrences that are weighed against each other

_Window = tuple[int, int, list[Found]]  # start, end, what stands in it


def marks(text: str, node: Node, *, field: str = "title") -> tuple[tuple[int, int], ...]:
    """(start, end) of everything in a text that the query is about; sorted, disjoint, end exclusive."""
    return _merged(matcher(node, field).find(text))


def best(
    text: str, node: Node, *, field: str = "body", limit: int = LIMIT, length: int = LENGTH
) -> tuple[Snippet, ...]:
    """Up to `limit` passages of about `length` characters, in the order of the text: those that hold the most
    different words of the query. The beginning of the text where it holds none. No passage cuts a word."""
    if not text.strip():
        return ()
    every = matcher(node, field).find(text)
    found = every[:MAX_FOUND]
    if not found:
        first = _after_blanks(text, 0)
        start, end = _edges(text, first, first, length)
        return (_snippet(text, start, end, []),)
    chosen: list[_Window] = []
    shown: set[int] = set()
    while len(chosen) < limit:
        window = _best_window(text, found, every, shown, chosen, length)
        if window is None:
            break
        chosen.append(window)
        shown.update(each.part for each in window[2])
    return tuple(_snippet(text, *window) for window in _joined(text, sorted(chosen, key=lambda window: window[0])))


def _joined(text: str, windows: Sequence[_Window]) -> list[_Window]:
    """Passages between which nothing is left out are one."""
    joined: list[_Window] = []
    for start, end, content in windows:
        if joined and not text[joined[-1][1] : start].strip():
            first, _, before = joined.pop()
            start, content = first, [*before, *content]
        joined.append((start, end, content))
    return joined


def _best_window(
    text: str,
    found: Sequence[Found],
    every: Sequence[Found],
    shown: set[int],
    taken: Sequence[_Window],
    length: int,
) -> _Window | None:
    """The passage that adds most to what is shown; the earliest of equals. `every`: what is marked in the text."""
    best_value, best_range = 0.0, (0, 0)
    last = reached = 0
    for first, leader in enumerate(found):
        begin = leader.start
        limit = begin + length - _LEAD // 2
        if taken:
            if any(start <= begin < end for start, end, _ in taken):
                continue
            limit = min([limit, *(start for start, _, _ in taken if start > begin)])
        last = max(last, first + 1)
        while last < len(found) and found[last].end <= limit:
            last += 1
        if last == reached:
            continue  # a part of what was looked at before
        reached = last
        value = _value(found[first:last], shown)
        if value > best_value + 1e-9:
            best_value, best_range = value, (first, last)
    if best_value == 0.0:
        return None
    content = found[best_range[0] : best_range[1]]
    first, last = content[0].start, max([each.end for each in content])
    lower = max((end for _, end, _ in taken if end <= first), default=0)
    upper = min((start for start, _, _ in taken if start >= last), default=len(text))
    start, end = _edges(text, first, last, length, lower, upper)
    start, end = _around_marks(_merged(every), start, end, lower, upper)
    return start, end, [each for each in every if each.start >= start and each.end <= end]


def _value(content: Sequence[Found], shown: set[int]) -> float:
    """How much a passage tells: each part of the query once in full; those shown elsewhere and repeats little."""
    value = 0.0
    seen = shown.copy()
    for _, _, part, weight in content:
        if part in seen:
            value += weight * _REPEATED
        else:
            value += weight
            seen.add(part)
    return value


def _edges(text: str, first: int, last: int, length: int, lower: int = 0, upper: int | None = None) -> tuple[int, int]:
    """Where a passage around first..last begins and ends: with a sentence if one is near, else with a word."""
    upper = len(text) if upper is None else upper
    if is_unspaced(text[first]):
        length = length // 2
    start = max(lower, first - _LEAD)
    sentences = [edge.end() for edge in _SENTENCE.finditer(text, start, first)]
    if sentences:
        start = max(lower, sentences[0] if first - sentences[0] >= _LEAD // 3 or len(sentences) == 1 else sentences[-1])
    elif start > lower:
        start = _word_start(text, start, first)
    start = min(_after_blanks(text, start), first)
    end = min(upper, max(start + length, last))
    if end < len(text):
        end = _word_stop(text, last, end)
        stops = [
            edge.start() for edge in _SENTENCE.finditer(text, max(last, start + length // 2), min(end + 2, len(text)))
        ]
        if stops:
            end = max(last, min(end, stops[-1] + 1))
    while end > last and text[end - 1].isspace():
        end -= 1
    return start, end


def _around_marks(marked: Sequence[tuple[int, int]], start: int, end: int, lower: int, upper: int) -> tuple[int, int]:
    """The passage start..end with the marks at its edges whole: inside if there is room for them, else left out."""
    for first, last in marked:
        if first < start < last:
            start = first if first >= lower else last
        if first < end < last:
            end = last if last <= upper else first
    return start, end


def _word_start(text: str, position: int, latest: int) -> int:
    """The first word beginning at or after a position, at most at latest."""
    if position == 0 or is_unspaced(text[position]) or not _in_word(text, position):
        return position
    edge = _WORD_END.search(text, position, latest)
    return edge.start() if edge and edge.start() < latest else latest


def _word_stop(text: str, earliest: int, position: int) -> int:
    """The last word end at or before a position, at least at earliest."""
    while position > earliest and _in_word(text, position):
        position -= 1
    return position


def _in_word(text: str, position: int) -> bool:
    """Whether a cut at a position would part two characters of one word (unspaced scripts may be cut anywhere)."""
    if position <= 0 or position >= len(text):
        return False
    before, after = text[position - 1], text[position]
    if before.isalnum() and after.isalnum():
        return not (is_unspaced(before) or is_unspaced(after))
    if before.isspace() or after.isspace():
        return False
    if _WORD_END.match(after):
        return after in "'’." and position + 1 < len(text) and text[position + 1].isalnum() and before.isalnum()
    return not (_WORD_END.match(before) and before not in "'’.") and not (is_unspaced(before) or is_unspaced(after))


def _after_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _snippet(text: str, start: int, end: int, content: Sequence[Found]) -> Snippet:
    return Snippet(
        text[start:end].replace("\n", " "),
        tuple((first - start, last - start) for first, last in _merged(content)),
        leading=start > _after_blanks(text, 0),
        trailing=_after_blanks(text, end) < len(text),
    )


def _merged(found: Sequence[Found]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for each in found:
        if merged and each.start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], each.end)
        else:
            merged.append((each.start, each.end))
    return tuple(merged)
