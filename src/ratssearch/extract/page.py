"""One page from bytes to facts: the steps in order. A pure function of the snapshot and the profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml.html import HtmlElement

from ratssearch.errors import ExtractionError
from ratssearch.extract import candidates as places
from ratssearch.extract import pdf
from ratssearch.extract.blocks import Block, segment
from ratssearch.extract.body import OUTSIDE, Labelled, label_blocks
from ratssearch.extract.candidates import Candidate, Clock
from ratssearch.extract.closing import AFTER, SIGNATURE
from ratssearch.extract.dateline import find_dateline
from ratssearch.extract.decode import decode
from ratssearch.extract.events import find_events
from ratssearch.extract.fields import place_of, serial_number
from ratssearch.extract.guess import from_htmldate
from ratssearch.extract.hide import hide_metadata as hide
from ratssearch.extract.language import find_language
from ratssearch.extract.layout import known_places
from ratssearch.extract.media import absolute, attachments_of, images_of
from ratssearch.extract.metadata import Metadata, read_metadata
from ratssearch.extract.numerals import near_numerals
from ratssearch.extract.opinion import seconded
from ratssearch.extract.outline import Outline, outline_of
from ratssearch.extract.profile import Selected, apply_selectors, kept_places
from ratssearch.extract.published import choose_published
from ratssearch.extract.removed import removed_blocks
from ratssearch.extract.sniff import is_pdf, refuse_garbage, refuse_non_pages, refuse_too_large
from ratssearch.extract.structure import structure_of
from ratssearch.extract.template import ASIDE, REPEATED, fit_template
from ratssearch.extract.title import find_title, same_title
from ratssearch.extract.tree import build_tree
from ratssearch.models import DateBasis, ExtractedPage, Snapshot, Source, Template

EXTRACTOR_VERSION = "2"
_TEASERS = frozenset(("tail:in-other-news", "tail:read-also", AFTER))  # rules under which other releases' days stand
MAX_OUTLINED = 3000  # blocks of a page that others are learnt from
_LANGUAGE_SAMPLE = 1000  # characters
_SURE = 0.95  # weight of a voice beside which htmldate is not asked
_MONTH_FIRST = frozenset(("US", "PH", "FM", "MH", "PW"))  # countries that write 02/20/2020


def extract(
    snapshot: Snapshot, source: Source, *, templates: Sequence[Template] = (), hide_metadata: bool = False
) -> ExtractedPage:
    """What the page says; raises ExtractionError (empty, binary, pdf, too_large, no_body), ProfileError for a bad
    selector. templates: learnt from the source's pages (learning.py); the first that fits names the body.
    hide_metadata: for measurements, the page is read as if it declared nothing about itself."""
    reading = _read(snapshot, source, templates, hide_metadata=hide_metadata)
    root, metadata, blocks = reading.root, reading.metadata, reading.blocks
    title, selected = reading.title, reading.selected
    fit = None if source.selectors.body else fit_template(templates, blocks)
    opinion = [] if fit or source.selectors.body else seconded(root, blocks)
    page = label_blocks(blocks, title, source.selectors.keep, opinion, fit, marked=selected.marked)
    paragraphs = tuple(block.text for block in page.kept())
    if not paragraphs:
        raise ExtractionError(
            "no_body", "No text was found on the page.", hint="Name it in selectors.body of the profile."
        )
    clock = _clock(snapshot, source)
    dateline = find_dateline(paragraphs)
    url = "" if hide_metadata else snapshot.url
    voices = _voices(root, metadata, page, title, clock, selected, snapshot.listing_date, dateline, url)
    published = choose_published(voices)
    modified = choose_published(
        [*places.from_metas(metadata, clock, changed=True), *places.from_jsonld(metadata, clock, changed=True)]
    )
    if published and modified and modified.last < published.first:
        modified = None
    events = near_numerals(
        "\n\n".join(paragraphs),
        len(dateline),
        lambda text: find_events(
            text, published.first if published else None, day_first=clock.day_first, start=len(dateline)
        ),
    )
    base = _base(root, snapshot)
    return ExtractedPage(
        title=title,
        paragraphs=paragraphs,
        language=find_language(title, "\n".join(paragraphs)[:_LANGUAGE_SAMPLE], source.languages),
        published=published,
        modified=modified,
        events=events,
        signature="\n".join(
            block.text for block, label in zip(page.blocks, page.labels, strict=True) if label == SIGNATURE
        ),
        dateline=dateline,
        removed=removed_blocks(page),
        canonical_url=metadata.canonical,
        rung=pdf.RUNG if is_pdf(snapshot.body) else page.rung,
        version=EXTRACTOR_VERSION,
        alternates=metadata.alternates,
        structure=structure_of(page.kept()),
        attachments=attachments_of(page, base),
        images=images_of(page, base),
        serial_number=serial_number(page.blocks, page.labels),
        place=place_of(dateline),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page before anything is cut from it."""

    root: HtmlElement
    metadata: Metadata
    blocks: Sequence[Block]
    title: str
    selected: Selected


def _read(
    snapshot: Snapshot, source: Source, templates: Sequence[Template] = (), *, hide_metadata: bool = False
) -> _Reading:
    if is_pdf(snapshot.body) and pdf.can_read():
        refuse_too_large(snapshot.body)
        text = pdf.page_of(snapshot.body)
    else:
        refuse_non_pages(snapshot.body)
        text = decode(snapshot.body, snapshot.content_type).text
    refuse_garbage(text)
    selected = apply_selectors(text, source)
    root = build_tree(selected.text)
    if hide_metadata:
        hide(root)
    metadata = read_metadata(root)
    # A selector may name what lies inside a part that all pages share, so profiles with selectors see every block.
    known = None if source.selectors.body or source.selectors.remove or kept_places(source) else known_places(templates)
    blocks = segment(root, known=known) or segment(root, hidden=True)
    title = find_title(metadata, blocks, snapshot.listing_title, selected.title)
    return _Reading(root, metadata, blocks, title, selected)


def outline(snapshot: Snapshot, source: Source) -> Outline:
    """What learning needs to know of a page; raises what extract() does."""
    reading = _read(snapshot, source)
    if len(reading.blocks) > MAX_OUTLINED:
        raise ExtractionError("too_large", f"A page of {len(reading.blocks)} blocks is no example for others.")
    page = label_blocks(reading.blocks, reading.title, source.selectors.keep, seconded(reading.root, reading.blocks))
    return outline_of(snapshot.url, page.blocks, page.labels)


def _base(root: HtmlElement, snapshot: Snapshot) -> str:
    """The address that links of the page are relative to."""
    own = snapshot.final_url or snapshot.url
    declared = next((element.get("href") or "" for element in root.iter("base")), "")
    return absolute(declared, own) or own


def _clock(snapshot: Snapshot, source: Source) -> Clock:
    try:
        zone = ZoneInfo(source.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return Clock(zone, source.country not in _MONTH_FIRST, snapshot.fetched_at.date() + timedelta(days=2))


def _voices(
    root: HtmlElement,
    metadata: Metadata,
    page: Labelled,
    title: str,
    clock: Clock,
    selected: Selected,
    listing_date: str,
    dateline: str,
    url: str,
) -> list[Candidate]:
    """All candidates for the day of publication."""
    kept = page.kept()
    first, last = kept[0].index, kept[-1].index
    heading = _heading(page.blocks, title, first)
    around = _around(page.blocks[heading], kept[0])
    outside = [label in (OUTSIDE, REPEATED, ASIDE) for label in page.labels]
    voices: list[Candidate] = []
    if selected.date and (chosen := places.declared(selected.date, DateBasis.TEXT, 2.0, clock)):
        voices.append(chosen)
    voices += places.from_metas(metadata, clock)
    voices += places.from_jsonld(metadata, clock)
    voices += places.from_markup(root, around, clock)
    teasers = [label in _TEASERS for label in page.labels]
    voices += places.from_text(page.blocks, outside, heading, first, last, clock, teasers)
    voices += places.from_listing(listing_date, clock)
    surest = max(voices, key=lambda voice: voice.weight).first if voices else None
    voices += places.from_dateline(dateline, surest, clock)
    voices += places.from_url(url, clock)
    if max((voice.weight for voice in voices), default=0.0) < _SURE:
        voices += from_htmldate(root, [block for block in page.blocks if not teasers[block.index]], clock)
    return voices


def _heading(blocks: Sequence[Block], title: str, first: int) -> int:
    """The block that shows the title nearest before the text; else the text's first block."""
    same = [index for index in range(min(first + 1, len(blocks))) if same_title(blocks[index].text, title)]
    headings = [index for index in same if blocks[index].heading]
    return (headings or same or [first])[-1]


def _around(heading: Block, text: Block) -> tuple[HtmlElement, ...]:
    """The smallest container of both the title and the text."""
    common = [outer for outer in heading.inside if outer in text.inside and outer.tag not in ("html", "body")]
    return (common[-1],) if common else text.inside[-2:]
