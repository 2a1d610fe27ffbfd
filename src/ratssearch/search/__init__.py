"""The one search service that the web pages, the API, the command line and other front ends all call."""

from __future__ import annotations

from ratssearch.index.fields import FACETS
from ratssearch.search.answers import Answer, Freshness, ReleaseView, Relief, SourceHealth, Stamp, Status
from ratssearch.search.citation import FORMATS, Citation, citation_of, cite
from ratssearch.search.service import SearchService

__all__ = [
    "FACETS",
    "FORMATS",
    "Answer",
    "Citation",
    "Freshness",
    "ReleaseView",
    "Relief",
    "SearchService",
    "SourceHealth",
    "Stamp",
    "Status",
    "citation_of",
    "cite",
]
