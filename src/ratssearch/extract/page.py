"""One page from bytes to facts: the steps in order. A pure function of the snapshot and the profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from ratssearch.charset import decode
from ratssearch.errors import ExtractionError
from ratssearch.extract.body.hidden_text import page_blocks
from ratssearch.extract.body.labels import label_blocks
from ratssearch.extract.body.media import absolute, attachments_of, images_of
from ratssearch.extract.body.removed_blocks import removed_blocks
from ratssearch.extract.body.second_opinion import SecondOpinion
from ratssearch.extract.body.structure import structure_of
from ratssearch.extract.body.tail import SIGNATURE
from ratssearch.extract.body.teasers import NOTHING_KNOWN, Addresses, Others
from ratssearch.extract.body.template_fit import fit_template
from ratssearch.extract.dates.date_windows import near_numerals
from ratssearch.extract.dates.dateline import find_dateline
from ratssearch.extract.dates.events import find_events
from ratssearch.extract.dates.publication_date import clock_of, find_modified, find_published
from ratssearch.extract.hide import hide_metadata as hide
from ratssearch.extract.html import pdf
from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.element_paths import known_places, varying_names
from ratssearch.extract.html.html_tree import build_tree
from ratssearch.extract.html.metadata import Metadata, read_metadata
from ratssearch.extract.html.sniff import is_pdf, refuse_garbage, refuse_non_pages, refuse_too_large
from ratssearch.extract.language import find_language
from ratssearch.extract.selectors import Selected, apply_selectors, kept_places
from ratssearch.extract.serial_number import place_of, serial_number
from ratssearch.extract.templates.outline import Outline, outline_of
from ratssearch.extract.title import find_title
from ratssearch.models import ExtractedPage, Snapshot, Source, Template

EXTRACTOR_VERSION = "5"
MAX_OUTLINED = 3000  # blocks of a page that others are learnt from
_LANGUAGE_SAMPLE = 1000  # characters


def extract(
    snapshot: Snapshot,
    source: Source,
    *,
    templates: Sequence[Template] = (),
    others: Others = NOTHING_KNOWN,
    hide_metadata: bool = False,
) -> ExtractedPage:
    """What the page says; raises ExtractionError (empty, binary, pdf, too_large, no_body), ProfileError for a bad
    selector. templates: learnt from the source's pages (templates/learn.py); the first that fits names the body.
    hide_metadata: for measurements, the page is read as if it declared nothing about itself."""
    reading = _read(snapshot, source, templates, hide_metadata=hide_metadata)
    root, metadata, blocks = reading.root, reading.metadata, reading.blocks
    title, selected = reading.title, reading.selected
    fit = None if source.selectors.body else fit_template(templates, blocks)
    opinion = () if fit or source.selectors.body else SecondOpinion(root, blocks)
    base = _base(root, snapshot)
    addresses = Addresses(source, snapshot, base)
    page = label_blocks(
        blocks,
        title,
        source.selectors.keep,
        opinion,
        fit,
        marked=selected.marked,
        addresses=addresses,
        others=others,
    )
    paragraphs = tuple(block.text for block in page.kept())
    if not paragraphs:
        raise ExtractionError(
            "no_body", "No text was found on the page.", hint="Name it in selectors.body of the profile."
        )
    language = find_language(title, "\n".join(paragraphs)[:_LANGUAGE_SAMPLE], source.languages)
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
        dateline=dateline.text,
        url="" if hide_metadata else snapshot.url,
    )
    events = near_numerals(
        "\n\n".join(paragraphs),
        dateline.end,
        lambda text: find_events(
            text,
            published.first if published else None,
            day_first=clock.day_first,
            apart=(dateline.start, dateline.end),
            language=clock.language,
        ),
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
        dateline=dateline.text,
        removed=removed_blocks(page, reading.hidden),
        canonical_url=metadata.canonical,
        rung=pdf.RUNG if is_pdf(snapshot.body) else page.rung,
        version=EXTRACTOR_VERSION,
        alternates=metadata.alternates,
        structure=structure_of(page.kept()),
        attachments=attachments_of(page, base),
        images=images_of(page, base),
        serial_number=serial_number(page.blocks, page.labels),
        place=place_of(dateline.text),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page before anything is cut from it."""

    root: HtmlElement
    metadata: Metadata
    blocks: Sequence[Block]
    hidden: Sequence[tuple[int, Block]]
    title: str
    selected: Selected


def _read(
    snapshot: Snapshot,
    source: Source,
    templates: Sequence[Template] = (),
    *,
    names: frozenset[str] = frozenset(),
    hide_metadata: bool = False,
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
    found = page_blocks(root, known=known, varying=varying_names(templates))
    names = names.union(*(template.names for template in templates))
    title = find_title(metadata, found.read, snapshot.listing_title, selected.title, names)
    return _Reading(root, metadata, found.read, found.hidden, title, selected)


def outline(snapshot: Snapshot, source: Source, names: frozenset[str] = frozenset()) -> Outline:
    """What learning needs to know of a page; raises what extract() does. names: title_key()s of what is no title."""
    reading = _read(snapshot, source, names=names)
    if len(reading.blocks) > MAX_OUTLINED:
        raise ExtractionError("too_large", f"A page of {len(reading.blocks)} blocks is no example for others.")
    opinion = SecondOpinion(reading.root, reading.blocks)
    marked = reading.selected.marked
    addresses = Addresses(source, snapshot, _base(reading.root, snapshot))
    page = label_blocks(
        reading.blocks, reading.title, source.selectors.keep, opinion, marked=marked, addresses=addresses
    )
    declared = (reading.metadata.title_element, reading.metadata.meta("og:title"))
    return outline_of(snapshot.url, reading.title, declared, page.blocks, page.labels, page.teasers)


def _base(root: HtmlElement, snapshot: Snapshot) -> str:
    """The address that links of the page are relative to."""
    own = snapshot.final_url or snapshot.url
    declared = next((element.get("href") or "" for element in root.iter("base")), "")
    return absolute(declared, own) or own
