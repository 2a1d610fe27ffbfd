"""Days of publication that the visible text says: short lines around the title, and labelled lines anywhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ratssearch.extract.body.region import width
from ratssearch.extract.dates.date_cues import CHANGED, ITSELF, LABELLED, OTHER, PUBLISHED, RELEASED
from ratssearch.extract.dates.timestamps import EARLIEST, Candidate, Clock, candidate, month_candidate
from ratssearch.extract.html.blocks import Block
from ratssearch.models import DateBasis, Precision

_NEAR_TITLE = 12  # blocks before the title and after the text's first that may hold the day
_LABEL = 40  # characters of a label
_UNSURE = 0.3  # less for 02/03/2020 where nothing says which number is the month
_HOUR = re.compile(
    r"(?:\s*(?:г\.|,|at|um|à|в|-|–|\|))?\s*(?:[01]?\d|2[0-3])[:.][0-5]\d(?!\d|\.\d)"
)  # a time of day after a day
# A name before a day, in a line that says more: "... in the region. By Jane Roe on 3 March 2021".
_BYLINE = re.compile(
    r"(?<!\w)(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or)\s+[A-ZÀ-Þ][\w.'’-]*(?:\s+[A-ZÀ-Þ][\w.'’-]*){0,4}"
    r"\s*(?:[,|–—-]|on|am|le|el)?\s*$"
)
# A label behind a day, where verbs stand in many languages: "am 3. Mai 2021 um 10:15 Uhr veröffentlicht".
_HOUR_WORD = re.compile(r"\s*(?:uhr|h|hrs|시|时|г\.)?[\s,.:|()]*", re.IGNORECASE)
_LABEL_ENDS = re.compile(
    r"[^\W\d_]*(?=\s*(?:$|[.,;|()]|(?:by|in|und|von|unter|door|en|et|par|y|por|и|в)\s))", re.IGNORECASE
)
_AFTER_DAY = re.compile(r"[\s.,:–—|-]*[\"“„«(]?([^\W\d_])")
_LINE = 160  # characters of a line beside title or text that may say the day
_TEASER = 25  # width of the words of a link that are those of another page
_LETTER = re.compile(r"\w")
_STOP = re.compile(r"[.!?…;:]\W*$")
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|odt|rtf|xlsx?|pptx?|zip)\b", re.IGNORECASE)
_BRACKETS = " ([{"
_DIGIT = re.compile(r"\d")
_ENTRY = 45  # characters beside the day in a line of a list
_RELEASED = 1.6  # weight of the day that a release gives itself, whenever it was put on the site
_LIST = 3  # lines that make a list
_LABELLED_LINE = 400  # characters of a line in which a label is looked for


@dataclass(frozen=True, slots=True)
class Places:
    """A page's blocks and what is known of them, by block number.

    outside: stands outside the container of the text. What stands inside may belong to the text (the date of a letter
    that is quoted), so it speaks a little lower. teaser: tells of other releases; of those only a day that calls itself
    one of publication counts. title, first, last: the block of the title, the text's first and last."""

    blocks: Sequence[Block]
    outside: Sequence[bool]
    teaser: Sequence[bool]
    title: int
    first: int
    last: int


def from_text(places: Places, listed: frozenset[int], clock: Clock) -> Iterator[Candidate]:
    """Short lines right before the title, between it and the text, shortly after its beginning and after its end.
    listed: blocks that are entries of a list, which do not speak."""
    blocks, title, first = places.blocks, places.title, places.first
    for index in range(title - 1, max(-1, title - 1 - _NEAR_TITLE), -1):
        block = blocks[index]
        if width(block.text) >= 100 or (block.heading and block.link_density > 0.5):
            break  # the text or the title of something else
        yield from _line(blocks, index, 2 * (title - index), places.outside[index], clock)
    for index in range(title, min(len(blocks), max(title, first) + _NEAR_TITLE)):
        block = blocks[index]
        if index in listed or places.teaser[index]:
            continue
        if index <= first or (len(block.text) <= 60 and (index < places.last or not _leads_on(blocks[index - 1]))):
            distance = max(0, index - title) if index > first else 0
            yield from _line(blocks, index, distance, places.outside[index], clock)
    for block in [block for block in blocks[first : first + 6] if not block.heading][:3]:
        yield from _opening(block.text, clock)
    yield from _closing(places, listed, clock)
    for index in range(places.last + 1, min(len(blocks), places.last + 5)):
        if len(blocks[index].text) <= _LINE and PUBLISHED.search(blocks[index].text[:60]):
            yield from _line(blocks, index, 6, True, clock)


def _opening(text: str, clock: Clock) -> Iterator[Candidate]:
    """The day with which the first paragraph begins ("01.02.2022 The council"), unless a sentence begins with it."""
    written = next(iter(clock.dates_in(text[:60])), None)
    if written and written.start <= 2 and written.first == written.last and written.year_written:
        following = _AFTER_DAY.match(text, written.end)
        if following and not following[1].islower():
            evidence = text[written.start : written.end]
            if voice := candidate(written.first, DateBasis.DATELINE, evidence, 0.5, clock):
                yield voice


def _closing(places: Places, listed: frozenset[int], clock: Clock) -> Iterator[Candidate]:
    """A line with which the text ends, or that follows it, and that says a day and hardly more ("(Dec-21-15)", "Press
    office (21 Dec 2015)"). Not one beside the link to another page, whose day it will be."""
    blocks = places.blocks
    for index in range(max(places.first + 1, places.last), min(len(blocks), places.last + 4)):
        block = blocks[index]
        text = block.text
        if len(text) > 2 * _LABEL or not _DIGIT.search(text) or block.links or index in listed or places.teaser[index]:
            continue
        if _beside_other(blocks, index):
            continue
        for written in clock.dates_in(text):
            rest = f"{text[: written.start].rstrip(_BRACKETS)} {text[written.end :]}"
            named = text[written.start - 1 : written.start] == "(" and not OTHER.search(text)
            if written.first == written.last and (not _LETTER.search(rest) or (named and not _STOP.search(rest))):
                evidence = text[written.start : written.end]
                if voice := candidate(written.first, DateBasis.TEXT, evidence, 0.7, clock):
                    yield voice


def _beside_other(blocks: Sequence[Block], index: int) -> bool:
    """Whether the title of another page stands right before or behind a block."""
    return any(map(_leads_on, (*blocks[index - 1 : index], *blocks[index + 1 : index + 2])))


def _leads_on(block: Block) -> bool:
    """Whether a block is a link with words enough to be another page's title, and no document of this page."""
    if block.link_density <= 0.5 or width(block.text) < _TEASER:
        return False
    return not all(_DOCUMENT.search(link.get("href") or "") for link in block.element.iter("a"))


def from_labels(places: Places, clock: Clock, *, changed: bool = False) -> Iterator[Candidate]:
    """Days that a label anywhere on the page calls those of publication (of a change), if all labels name the same."""
    found: list[Candidate] = []
    alone = ""  # a label that is a line of its own: the next line begins with its day
    for block in places.blocks:
        text = block.text
        if (len(text) > _LABELLED_LINE and not RELEASED.match(text)) or not _DIGIT.search(text):
            alone = f"{text}: " if len(text) <= _LABEL else ""
            continue
        before = 0
        over = "" if RELEASED.match(text) else alone
        for written in clock.dates_in(text):
            piece = (over if before == 0 else "") + text[before : written.start]
            before = written.end
            if written.first != written.last or not written.year_written:
                continue
            labelled = _is_label(piece, len(text), changed)
            if not labelled and (changed or not (ITSELF.match(text) or _is_labelled_behind(text, piece, before))):
                continue
            at_head = block.index <= places.first + 1 and RELEASED.match(piece.lstrip())
            weight = _RELEASED if at_head else 0.7
            if voice := candidate(written.first, DateBasis.TEXT, text[written.start : written.end], weight, clock):
                found.append(voice)
        alone = ""
    if len({voice.first for voice in found}) == 1:
        yield found[0]


def _is_label(words: str, line: int, changed: bool) -> bool:
    """Whether the words between a day and the one before it are a label of publication: they begin with one, or in a
    short line with a word before it ("Article published on"), and hardly more follows. A sentence is no label."""
    words = words.strip(" \t.,;:|·•/()[]-–—0123456789")
    if len(words) > _LABEL or OTHER.search(words) or (CHANGED.search(words) and not changed):
        return False
    if changed:
        return line <= 2 * _LABEL and bool(CHANGED.search(words))
    found = LABELLED.search(words)
    return found is not None and (
        found.start() == 0 or (line <= 2 * _LABEL and " " not in words[: found.start()].strip())
    )


def _is_labelled_behind(text: str, words: str, end: int) -> bool:
    """Whether a label, after which no noun follows, stands right behind a day of a short line that ends at `end`."""
    if len(text) > 4 * _LABEL or OTHER.search(words) or CHANGED.search(words):
        return False
    hour = _HOUR.match(text, end)
    blank = _HOUR_WORD.match(text, hour.end() if hour else end)
    label = LABELLED.match(text, blank.end()) if blank else None
    return label is not None and bool(_LABEL_ENDS.match(text, label.end()))


def entries(places: Places, clock: Clock) -> frozenset[int]:
    """Numbers of the blocks from title to end of text whose day is that of an entry in a list of other pages.

    Three lines or more that are made alike, but for days that differ, are such entries.
    """
    alike: dict[tuple[str, ...], list[tuple[int, date]]] = defaultdict(list)
    for block in places.blocks[places.title : places.last + 1]:
        text = block.text
        if len(text) > 90 or not _DIGIT.search(text):
            continue
        days = clock.dates_in(text)
        if len(days) == 1 and len(text) - (days[0].end - days[0].start) <= _ENTRY:
            shape = f"{days[0].start > 0} {days[0].end < len(text)}"  # where in the line the day stands
            like = (str(block.element.tag), block.element.get("class") or "", shape)
            alike[like].append((block.index, days[0].first))
    return frozenset(
        index
        for lines in alike.values()
        if len(lines) >= _LIST and len({day for _, day in lines}) > 1
        for index, _ in lines
    )


def _line(blocks: Sequence[Block], index: int, distance: int, outside: bool, clock: Clock) -> Iterator[Candidate]:
    """The days that a short line says, surer the less else it says and the nearer it stands."""
    block = blocks[index]
    text = block.text
    if len(text) > _LINE or _is_named_otherwise(blocks[index - 1].text if index else ""):
        return
    found = [day for day in clock.dates_in(text, months=True) if day.year_written]
    others = len(text) - sum(day.end - day.start for day in found)
    before = 0
    for written in found:
        cue, before = text[before : written.start], written.end
        published = bool(PUBLISHED.search(cue))
        if OTHER.search(cue if published else text) or (CHANGED.search(cue) and not LABELLED.search(cue)):
            continue
        # A day that links somewhere is most likely that of the page it links to; not so where it is labelled.
        plain = (1 - block.link_density) * len(text) >= written.end - written.start
        linked = block.link_density > 0.5 and not plain and not LABELLED.search(cue)
        at_edge = written.start <= 3 or written.end >= len(text) - 3
        weight = 0.85 if others <= 30 else 0.6 if others <= 70 or _BYLINE.search(cue) else 0.4 if at_edge else 0.3
        weight += 0.1 * published - 0.4 * linked - 0.03 * min(distance, 10)
        weight -= (0.0 if outside else 0.1) + 0.2 * block.heading
        weight += 0.15 * bool(_HOUR.match(text, written.end))
        weight -= _UNSURE if written.otherwise and not clock.order_known else 0.0
        evidence = text[written.start : written.end]
        if written.precision is Precision.MONTH:
            if others <= 30 and (written.first.year, written.first.month) == (written.last.year, written.last.month):
                month = month_candidate(
                    written.first.year, written.first.month, DateBasis.TEXT, evidence, weight - 0.1, clock
                )
                yield from [month] if month else []
        elif written.first == written.last and (
            voice := candidate(written.first, DateBasis.TEXT, evidence, weight, clock)
        ):
            yield voice
            if written.otherwise and EARLIEST <= written.otherwise <= clock.latest:
                yield replace(voice, first=written.otherwise, last=written.otherwise, weight=weight - 0.05, shadow=True)


def _is_named_otherwise(before: str) -> bool:
    """Whether the line before is a label that says of the day that it is not one of publication ("Born", "Updated")."""
    short = len(before) <= _LABEL // 2 and not _DIGIT.search(before)
    return short and bool(OTHER.search(before) or (CHANGED.search(before) and not LABELLED.search(before)))
