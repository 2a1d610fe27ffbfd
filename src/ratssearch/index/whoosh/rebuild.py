"""A whole new index beside the live one, then the switch: until the last moment readers see the old one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ratssearch.index.whoosh.schema import TextAnalysis
from ratssearch.index.whoosh.writer import WhooshWriter
from ratssearch.models import Release


def rebuild(folder: Path, analysis: TextAnalysis, releases: Iterable[Release], processes: int = 1) -> str:
    """Index all releases and publish them in place of what was there; returns the new generation."""
    with WhooshWriter(folder, analysis, clear=True) as writer:
        for release in releases:
            writer.add(release)
        return writer.commit()
