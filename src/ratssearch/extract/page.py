"""One page from bytes to facts: the steps in order. A pure function of the snapshot and the profile."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from ratssearch.errors import ExtractionError
from ratssearch.extract.blocks import Block, segment
from ratssearch.extract.body import label_blocks
from ratssearch.extract.closing import SIGNATURE
from ratssearch.extract.dateline import find_dateline
from ratssearch.extract.dating import clock_of, find_modified, find_published
from ratssearch.extract.decode import decode
from ratssearch.extract.events import find_events
from ratssearch.extract.hide import hide_metadata as hide
from ratssearch.extract.language import find_language
from ratssearch.extract.metadata import read_metadata
from ratssearch.extract.opinion import seconded
from ratssearch.extract.profile import apply_selectors
from ratssearch.extract.removed import removed_blocks
from ratssearch.extract.sniff import refuse_garbage, refuse_non_pages
from ratssearch.extract.title import find_title
from ratssearch.extract.tree import build_tree
from ratssearch.models import ExtractedPage, Snapshot, Source

EXTRACTOR_VERSION = "2"


def extract(snapshot: Snapshot, source: Source, *, hide_metadata: bool = False) -> ExtractedPage:
    """What the page says; raises ExtractionError (empty, binary, pdf, too_large, no_body), ProfileError for a bad
    selector. hide_metadata: for measurements, the page is read as if it declared nothing about itself."""
    refuse_non_pages(snapshot.body)
    text = decode(snapshot.body, snapshot.content_type).text
    refuse_garbage(text)
    selected = apply_selectors(text, source)
    root = build_tree(selected.text)
    if hide_metadata:
        hide(root)
    metadata = read_metadata(root)
    blocks = segment(root) or segment(root, hidden=True)
    title = find_title(metadata, blocks, snapshot.listing_title, selected.title)
    page = label_blocks(blocks, title, source.selectors.keep, _second_opinion(source, root, blocks))
    paragraphs = tuple(block.text for block in page.kept())
    if not paragraphs:
        raise ExtractionError(
            "no_body", "No text was found on the page.", hint="Name it in selectors.body of the profile."
        )
    language = find_language(title, "\n".join(paragraphs), source.languages)
    clock = clock_of(snapshot, source, metadata, blocks, language)
    dateline = find_dateline(paragraphs)
    published = find_published(
        root,
        metadata,
        page,
        title,
        clock,
        selected=selected.date,
        listing_date=snapshot.listing_date,
        dateline=dateline,
        url="" if hide_metadata else snapshot.url,
    )
    events = find_events(
        "\n\n".join(paragraphs),
        published.first if published else None,
        day_first=clock.day_first,
        start=len(dateline),
        language=clock.language,
    )
    return ExtractedPage(
        title=title,
        paragraphs=paragraphs,
        language=language,
        published=published,
        modified=find_modified(metadata, published, clock),
        events=events,
        signature="\n".join(
            block.text for block, label in zip(page.blocks, page.labels, strict=True) if label == SIGNATURE
        ),
        dateline=dateline,
        removed=removed_blocks(page),
        canonical_url=metadata.canonical,
        rung=page.rung,
        version=EXTRACTOR_VERSION,
        alternates=metadata.alternates,
    )


def _second_opinion(source: Source, root: HtmlElement, blocks: Sequence[Block]) -> list[bool]:
    """Nobody is asked where the profile names the body."""
    return [] if source.selectors.body else seconded(root, blocks)
