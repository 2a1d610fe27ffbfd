"""Bytes to an ExtractedPage: body, title, dates, language, and an account of what was left out.

A pure function: no network, no clock, no database. docs/extraction.md draws the ladders.
"""

from ratssearch.extract.learning import MIN_PAGES, learn
from ratssearch.extract.outline import Outline
from ratssearch.extract.page import EXTRACTOR_VERSION, extract, outline

__all__ = ["EXTRACTOR_VERSION", "MIN_PAGES", "Outline", "extract", "learn", "outline"]
