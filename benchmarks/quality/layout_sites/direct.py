"""Pages of a site read without a crawl: each alone, and by templates learnt from all of them. Takes seconds."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from benchmarks.quality.gold_sets import SEEN
from benchmarks.quality.layout_sites.site import Site, Truth
from ratssearch.errors import ExtractionError
from ratssearch.extract import EXTRACTOR_VERSION, NOTHING_KNOWN, Others, Outline, extract, learn_site, outline
from ratssearch.models import ExtractedPage, Snapshot, Source, Template
from ratssearch.pipeline.other_releases import OtherReleases
from ratssearch.urls import canonical, release_id

_BASE = "http://127.0.0.1:8000"


def read_alone(site: Site) -> list[ExtractedPage | None]:
    """Each page of the site by itself, in order of site.truths; None where it could not be read."""
    return [_read(site, truth) for truth in site.truths]


def read_learnt(site: Site) -> list[ExtractedPage | None]:
    """Each page by the templates learnt from all pages of the site, and by what is then known of the other releases."""
    templates = learn_site(lambda names: _outlines(site, names), EXTRACTOR_VERSION)
    pages = [_read(site, truth, templates) for truth in site.truths]
    known = OtherReleases()
    for truth, page in zip(site.truths, pages, strict=True):
        if page is not None:
            known.add(_release_id(site, truth), page.title, page.paragraphs[0])
    return [
        _read(site, truth, templates, known.beside(page, (_release_id(site, truth),))) if page is not None else None
        for truth, page in zip(site.truths, pages, strict=True)
    ]


def _release_id(site: Site, truth: Truth) -> str:
    return release_id(_source(site).id, canonical(_BASE + truth.release.path))


def _outlines(site: Site, names: frozenset[str]) -> list[Outline]:
    found = []
    for truth in site.truths:
        with suppress(ExtractionError):
            found.append(outline(_snapshot(site, truth), _source(site), names))
    return found


def _read(
    site: Site, truth: Truth, templates: Sequence[Template] = (), others: Others = NOTHING_KNOWN
) -> ExtractedPage | None:
    try:
        return extract(_snapshot(site, truth), _source(site), templates=templates, others=others)
    except ExtractionError:
        return None


def _source(site: Site) -> Source:
    return Source(
        f"site{site.number}",
        "",
        f"Site {site.number}",
        f"{_BASE}/",
        (_BASE + site.listing,),
        releases=(site.pattern,),
        languages=(site.layout["language"],),
        allow_private=True,
    )


def _snapshot(site: Site, truth: Truth) -> Snapshot:
    url = _BASE + truth.release.path
    body = site.pages[truth.release.path]
    return Snapshot(
        url, url, f"site{site.number}", SEEN, "text/html", body, "",
        listing_date=truth.listing_day, listing_title=truth.listing_title,
    )  # fmt: skip
