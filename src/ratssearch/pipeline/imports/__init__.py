"""Bring in pages that other programs saved: WARC files, folders of HTML, JSON Lines. Nothing here dials the network."""

from ratssearch.pipeline.imports.importing import import_files
from ratssearch.pipeline.imports.report import ImportReport, Skipped

__all__ = ["ImportReport", "Skipped", "import_files"]
