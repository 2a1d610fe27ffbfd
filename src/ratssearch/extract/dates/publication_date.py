"""The days of publication and last change of a page: every place that names one is heard, vote.py decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml.html import HtmlElement

from ratssearch.extract.body.labelled import OUTSIDE, Labelled
from ratssearch.extract.body.region import TEASER, width
from ratssearch.extract.body.tail import AFTER
from ratssearch.extract.body.template_fit import ASIDE, REPEATED
from ratssearch.extract.dates import declared_dates as places
from ratssearch.extract.dates.date_labels import is_sentence
from ratssearch.extract.dates.date_places import Places
from ratssearch.extract.dates.day_month_order import is_day_first
from ratssearch.extract.dates.htmldate_check import WEIGHT, from_htmldate
from ratssearch.extract.dates.lone_lines import from_lone_line
from ratssearch.extract.dates.timestamps import Candidate, Clock, declared
from ratssearch.extract.dates.visible_dates import entries, from_labels, from_text
from ratssearch.extract.dates.vote import choose_published
from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.metadata import Metadata
from ratssearch.extract.title import same_title
from ratssearch.models import DateBasis, DateFact, Precision, Snapshot, Source

_TEASERS = frozenset(
    (TEASER, "tail:in-other-news", "tail:read-also", "tail:comments", AFTER)
)  # rules under which other releases' days stand
_ELSEWHERE = frozenset(("part:sidebar", "part:related", "part:comments", "part:menu"))
_FOOTER = "part:footer"
_DAY = 12  # width of a day
_SURE = 0.95
_CHANGED = 0.45  # weight of the day of the last change, where no other is named
_LEAD = 3  # first blocks of the text: a listing often shows their words, and a day among them
_SHORT = 200  # characters of a line whose dates show how the page writes them
_MANY = 400  # such lines


def clock_of(snapshot: Snapshot, source: Source, metadata: Metadata, blocks: Sequence[Block], language: str) -> Clock:
    """How this page's times and days are to be read."""
    try:
        zone = ZoneInfo(source.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    short = [block.text for block in blocks if len(block.text) <= _SHORT][:_MANY]
    order = is_day_first(source.country, snapshot.final_url or snapshot.url, metadata.language_tag or language, short)
    return Clock(
        zone=zone,
        day_first=order is not False,
        latest=snapshot.fetched_at.date() + timedelta(days=2),
        language="" if language == "und" else language,
        order_known=order is not None,
    )


def find_published(
    root: HtmlElement,
    metadata: Metadata,
    page: Labelled,
    title: str,
    clock: Clock,
    *,
    selected: str,
    listing_date: str,
    dateline: str,
    url: str,
) -> DateFact | None:
    """The day of publication. selected: the words of the profile's date selector; the others are empty if unknown."""
    kept = page.kept()
    first, last = kept[0].index, kept[-1].index
    heading = _heading(page.blocks, title, first)
    around = _around(page.blocks[heading], kept[0])
    teaser = [label in _TEASERS for label in page.labels]
    apart = frozenset(block.element for block in page.blocks if teaser[block.index])
    outside = [label in (OUTSIDE, REPEATED, ASIDE) for label in page.labels]
    elsewhere = [label in _ELSEWHERE for label in page.labels]
    lines = Places(page.blocks, outside, teaser, elsewhere, heading, first, last)
    voices: list[Candidate] = []
    if selected and (chosen := declared(selected, DateBasis.TEXT, 2.0, clock)):
        voices.append(chosen)
    voices += places.from_metas(metadata, clock)
    voices += places.from_jsonld(metadata, clock)
    listed = entries(lines, clock)
    voices += places.from_markup(root, around, clock, apart)
    # Of the paragraph that a dateline opens, only the dateline says when it was written.
    opened = {block.index for block in kept[:_LEAD] if dateline and block.text.startswith(dateline)}
    voices += from_text(lines, listed | opened, clock)
    voices += from_labels(lines, listed, clock)
    named = {
        day.first for text in (title, *(block.text for block in kept[:_LEAD])) for day in clock.dates_in(text[:_SHORT])
    }
    beside_link = list(places.from_listing(listing_date, clock))
    voices += [voice for voice in beside_link if voice.first not in named]
    surest = max(voices, key=lambda voice: voice.weight).first if voices else None
    voices += places.from_dateline(dateline, surest, clock)
    voices += places.from_url(url, clock)
    if max((voice.weight for voice in voices), default=0.0) < _SURE:
        voices += places.from_scripts(root, clock)
        others = [
            block for block in page.blocks if block.index not in listed and _is_own(block, page.labels[block.index])
        ]
        theirs = {day.first for index in listed for day in clock.dates_in(page.blocks[index].text)}
        # Where a text says a day as loud, one more word for that day is not heard (vote.py).
        known = theirs | {voice.first for voice in voices if _says_no_less(voice)}
        voices += [voice for voice in from_htmldate(root, others, apart, clock, known) if voice.first not in theirs]
    changed = [*places.from_metas(metadata, clock, changed=True), *places.from_jsonld(metadata, clock, changed=True)]
    if choose_published(voices) is None:
        voices += beside_link
        voices += places.from_description(metadata, clock)
        voices += from_lone_line(lines, listed, clock)
        changed += from_labels(lines, listed, clock, changed=True)
        voices += [replace(voice, weight=_CHANGED) for voice in changed if not voice.shadow]
    return choose_published(_without_echo(voices, changed))


def _says_no_less(voice: Candidate) -> bool:
    """Whether a voice counts for its day all that htmldate's would."""
    is_day = voice.precision is Precision.DAY and voice.basis is DateBasis.TEXT
    return is_day and not voice.shadow and voice.weight >= WEIGHT


def _is_own(block: Block, label: str) -> bool:
    """Whether a block may say the page's own day: no other page's and no sentence of the text, which names any day."""
    if label in _TEASERS or label in _ELSEWHERE:
        return False
    return label == _FOOTER or not is_sentence(block.text, width(block.text) - _DAY)


def _without_echo(voices: Sequence[Candidate], changed: Sequence[Candidate]) -> list[Candidate]:
    """voices, where those that show the day of the last change speak half as loud if the page's data name an earlier
    day of publication: many pages show the day of their last change where readers look for that of publication."""
    days = {voice.first for voice in changed if not voice.shadow}
    declared_days = [v.first for v in voices if v.basis in (DateBasis.META, DateBasis.JSONLD) and not v.shadow]
    earliest = min(declared_days, default=None)
    return [
        replace(voice, weight=voice.weight / 2)
        if earliest and voice.basis in (DateBasis.TIME, DateBasis.TEXT) and earliest < voice.first in days
        else voice
        for voice in voices
    ]


def find_modified(metadata: Metadata, published: DateFact | None, clock: Clock) -> DateFact | None:
    """The day of the last change, by the page's data alone; none where it lies before the publication."""
    modified = choose_published(
        [*places.from_metas(metadata, clock, changed=True), *places.from_jsonld(metadata, clock, changed=True)]
    )
    return None if published and modified and modified.last < published.first else modified


def _heading(blocks: Sequence[Block], title: str, first: int) -> int:
    """The block that shows the title nearest before the text; else the text's first block."""
    same = [index for index in range(min(first + 1, len(blocks))) if same_title(blocks[index].text, title)]
    headings = [index for index in same if blocks[index].heading]
    return (headings or same or [first])[-1]


def _around(heading: Block, text: Block) -> tuple[HtmlElement, ...]:
    """The smallest container of both the title and the text."""
    common = [outer for outer in heading.inside if outer in text.inside and outer.tag not in ("html", "body")]
    return (common[-1],) if common else text.inside[-2:]
