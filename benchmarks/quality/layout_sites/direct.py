"""Pages of a site read without a crawl: each alone, and by templates learnt from all of them. Takes seconds."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.quality.gold_sets import SEEN
from benchmarks.quality.layout_sites.site import Site, Truth
from ratssearch.errors import ExtractionError
from ratssearch.extract import EXTRACTOR_VERSION, extract, learn, outline
from ratssearch.models import ExtractedPage, Snapshot, Source, Template

_BASE = "http://127.0.0.1:8000"


def read_alone(site: Site) -> list[ExtractedPage | None]:
    """Each page of the site by itself, in order of site.truths; None where it could not be read."""
    return [_read(site, truth) for truth in site.truths]


def read_learnt(site: Site) -> list[ExtractedPage | None]:
    """Each page by the templates learnt from all pages of the site."""
    outlines = []
    for truth in site.truths:
        try:
            outlines.append(outline(_snapshot(site, truth), _source(site)))
        except ExtractionError:
            continue
    templates = learn(outlines, EXTRACTOR_VERSION)
    return [_read(site, truth, templates) for truth in site.truths]


def _read(site: Site, truth: Truth, templates: Sequence[Template] = ()) -> ExtractedPage | None:
    try:
        return extract(_snapshot(site, truth), _source(site), templates=templates)
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
