"""Countries and organisations of a release, each with the words that prove it.

gazetteer = load_gazetteer()
tags = gazetteer.tag(page, country="UZ")
"""

from __future__ import annotations

from ratssearch.enrich.discovery.names import best_spelling
from ratssearch.enrich.discovery.person_names import has_bearer, is_called, why_grouped
from ratssearch.enrich.gazetteer import Country, Gazetteer, Organisation, Region
from ratssearch.enrich.loading import load_gazetteer

__all__ = [
    "Country",
    "Gazetteer",
    "Organisation",
    "Region",
    "best_spelling",
    "has_bearer",
    "is_called",
    "load_gazetteer",
    "why_grouped",
]
