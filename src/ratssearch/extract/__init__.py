"""Bytes to an ExtractedPage: body, title, dates, language, and an account of what was left out.

A pure function: no network, no clock, no database. docs/extraction.md draws the ladders.
"""

from ratssearch.extract.body.teasers import NOTHING_KNOWN, Others, lead_key
from ratssearch.extract.page import EXTRACTOR_VERSION, extract, outline
from ratssearch.extract.templates.learn import MIN_PAGES, learn, learn_site
from ratssearch.extract.templates.outline import Outline
from ratssearch.extract.title import title_key

__all__ = [
    "EXTRACTOR_VERSION",
    "MIN_PAGES",
    "NOTHING_KNOWN",
    "Others",
    "Outline",
    "extract",
    "lead_key",
    "learn",
    "learn_site",
    "outline",
    "title_key",
]
