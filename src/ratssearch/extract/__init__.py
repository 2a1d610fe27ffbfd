"""Bytes to an ExtractedPage: body, title, dates, language, and an account of what was left out.

A pure function: no network, no clock, no database. docs/extraction.md draws the ladders.
"""

from ratssearch.extract.page import EXTRACTOR_VERSION, extract, outline
from ratssearch.extract.templates.learn import MIN_PAGES, learn
from ratssearch.extract.templates.outline import Outline

__all__ = ["EXTRACTOR_VERSION", "MIN_PAGES", "Outline", "extract", "learn", "outline"]
