"""Days of publication that the visible text says: short lines around the title, and labelled lines anywhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ratssearch.extract.body.region import width
from ratssearch.extract.dates.date_cues import CHANGED, ITSELF, LABELLED, OTHER, PUBLISHED, RELEASED
from ratssearch.extract.dates.date_labels import (
    HOUR,
    LABEL,
    is_byline,
    is_field,
    is_label,
    is_labelled_behind,
    is_named_otherwise,
    is_other_label,
    is_sentence,
)
from ratssearch.extract.dates.date_places import TITLE_WIDTH, Places, leads_on
from ratssearch.extract.dates.dateline import is_dateline
from ratssearch.extract.dates.lone_lines import from_end
from ratssearch.extract.dates.timestamps import EARLIEST, Candidate, Clock, candidate, month_candidate
from ratssearch.extract.html.blocks import Block
from ratssearch.models import DateBasis, Precision

_NEAR_TITLE = 12  # blocks before the title and after the text's first that may hold the day
_UNSURE = 0.3  # less for 02/03/2020 where nothing says which number is the month
_AFTER_DAY = re.compile(r"[\s.,:–—|-]*[\"“„«(]?([^\W\d_])")
_TEXT = 100  # width of a line that says more than a day
_LINE = 160  # characters of a line beside title or text that may say the day
_DIGIT = re.compile(r"\d")
_ENTRY = 45  # characters beside the day in a line of a list
_RELEASED = 1.6  # weight of the day that a release gives itself, whenever it was put on the site
_LIST = 3  # lines that make a list
_LABELLED_LINE = 400  # characters of a line in which a label is looked for


def from_text(places: Places, listed: frozenset[int], clock: Clock) -> Iterator[Candidate]:
    """Short lines right before the title, between it and the text, shortly after its beginning and after its end.
    listed: blocks that are entries of a list, which do not speak."""
    blocks, title, first = places.blocks, places.title, places.first
    for index in range(title - 1, max(-1, title - 1 - _NEAR_TITLE), -1):
        block = blocks[index]
        if places.elsewhere[index] or places.teaser[index] or index in listed:
            continue
        if block.heading and block.link_density > 0.5:
            break  # the title of something else
        yield from _line(blocks, index, 2 * (title - index), places.outside[index], clock)
        if width(block.text) >= _TEXT:
            break  # the text of something else
    for index in range(title, min(len(blocks), max(title, first) + _NEAR_TITLE)):
        block = blocks[index]
        if index in listed or places.teaser[index] or (index > first and places.elsewhere[index]):
            continue
        if index <= first or (len(block.text) <= 60 and not leads_on(blocks[index - 1])):
            distance = max(0, index - title) if index > first else 0
            yield from _line(blocks, index, distance, places.outside[index], clock)
    for block in [block for block in blocks[first : first + 6] if not block.heading][:3]:
        yield from _opening(block.text, clock)
    yield from from_end(places, listed, clock)
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


def from_labels(places: Places, listed: frozenset[int], clock: Clock, *, changed: bool = False) -> Iterator[Candidate]:
    """Days that a label anywhere on the page calls those of publication (of a change), if all labels name the same."""
    found: list[Candidate] = []
    alone = ""  # a label that is a line of its own: the next line begins with its day
    for block in places.blocks:
        text = block.text
        if block.index in listed:
            continue
        if (len(text) > _LABELLED_LINE and not RELEASED.match(text)) or not _DIGIT.search(text):
            alone = f"{text}: " if width(text) <= LABEL and not block.links else ""
            continue
        before = 0
        over = "" if RELEASED.match(text) or width(text) > LABEL else alone
        for written in clock.dates_in(text):
            piece = (over if before == 0 else "") + text[before : written.start]
            before = written.end
            if written.first != written.last or not written.year_written:
                continue
            labelled = is_label(piece, width(text), changed=changed)
            labelled = labelled or is_labelled_behind(text, piece, before, changed=changed)
            if not labelled and (changed or not ITSELF.match(text)):
                continue
            at_head = block.index <= places.first + 1 and RELEASED.match(piece.lstrip())
            weight = _RELEASED if at_head else 0.7
            if voice := candidate(written.first, DateBasis.TEXT, text[written.start : written.end], weight, clock):
                found.append(voice)
        alone = ""
    if len({voice.first for voice in found}) == 1:
        yield found[0]


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
        if (
            len(days) == 1
            and not is_other_label(text[: days[0].start])
            and len(text) - (days[0].end - days[0].start) <= _ENTRY
        ):
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
    if len(text) > 2 * _LINE or is_named_otherwise(blocks[index - 1].text if index else ""):
        return
    found = [day for day in clock.dates_in(text, months=True) if day.year_written]
    others = width(text) - sum(width(text[day.start : day.end]) for day in found)
    letters = sum(map(str.isalpha, text)) - sum(sum(map(str.isalpha, text[day.start : day.end])) for day in found)
    mentions = width(text) >= _TEXT or (is_sentence(text, others) and not is_dateline(text, with_day=True))
    # One link that is all the words beside a day is the title of another page.
    is_title_link = block.anchors == 1 and others >= TITLE_WIDTH and block.links >= 0.7 * letters
    before = 0
    for written in found:
        cue, before = text[before : written.start], written.end
        published = bool(PUBLISHED.search(cue))
        if OTHER.search(cue if published else text) or (CHANGED.search(cue) and not LABELLED.search(cue)):
            continue
        labelled = is_label(cue, width(text))
        if is_title_link and not (labelled or is_byline(cue)):
            continue
        field = is_field(text, written)
        if mentions and not (field or labelled or is_byline(cue)):
            continue
        # A day that links somewhere is most likely that of the page it links to; not so where it is labelled.
        plain = (1 - block.link_density) * len(text) >= written.end - written.start
        linked = block.link_density > 0.5 and not plain and not LABELLED.search(cue)
        at_edge = written.start <= 3 or written.end >= len(text) - 3
        weight = 0.85 if others <= 30 or field else 0.6 if others <= 70 or is_byline(cue) else 0.4 if at_edge else 0.3
        weight += 0.1 * published - 0.4 * linked - 0.03 * min(distance, 10)
        weight -= (0.0 if outside else 0.1) + 0.2 * block.heading
        weight += 0.15 * bool(HOUR.match(text, written.end))
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
