"""The one search service that the web pages, the API, the command line and other front ends all call."""

from __future__ import annotations

from ratssearch.index.fields import FACETS
from ratssearch.search.answers import (
    Answer,
    Edit,
    EditionView,
    EditList,
    Freshness,
    ReleaseView,
    Relief,
    SourceHealth,
    Stamp,
    Status,
)
from ratssearch.search.citation import FORMATS, Citation, citation_of, cite
from ratssearch.search.differences import Difference, Kind
from ratssearch.search.history import KINDS, in_order, kind_of
from ratssearch.search.service import SearchService

__all__ = [
    "FACETS",
    "FORMATS",
    "KINDS",
    "Answer",
    "Citation",
    "Difference",
    "Edit",
    "EditList",
    "EditionView",
    "Freshness",
    "Kind",
    "ReleaseView",
    "Relief",
    "SearchService",
    "SourceHealth",
    "Stamp",
    "Status",
    "citation_of",
    "cite",
    "in_order",
    "kind_of",
]
