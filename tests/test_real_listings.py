"""Every real listing page of the gold folder goes through a whole crawl, and none of them trips anything."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from benchmarks.quality.file_server import served
from benchmarks.quality.gold_sets import json_of

from ratssearch.errors import INTERNAL_ERROR
from ratssearch.models import Role, Source
from ratssearch.pipeline import CrawlOptions, Workspace, crawl, status

pytestmark = pytest.mark.gold
_OPTIONS = CrawlOptions(timeout=5.0, backoff=0.01, jitter=0.0, max_fetches=4, page_failures=1000)


def _source(number: int, base: str, name: str) -> Source:
    """A page and everything at home that it links to."""
    where = (f"{base}/{name}",)
    return Source(
        f"s{number}", name, name, f"{base}/", where, releases=(r"/.*[a-z\d].*",), delay=0.0, allow_private=True
    )


def test_the_listings_of_the_courts(gold: Path, tmp_path: Path) -> None:
    """Each as a source of its own: read, with an outcome, and the run comes to its end."""
    folder = gold / "listings" / "courts"
    if not (folder / "gold.json").is_file():
        pytest.skip("the gold folder has no listings/courts")
    with tarfile.open(folder / "html.tar.xz") as packed:
        packed.extractall(tmp_path / "pages", filter="data")
    root = next(path.parent for path in sorted((tmp_path / "pages").rglob("*.html")))
    names = sorted(json_of(folder / "gold.json"))
    with served(root) as base:
        sources = [_source(number, base, name) for number, name in enumerate(names)]
        report = crawl(Workspace(tmp_path / "data"), sources, options=_OPTIONS, readers=0)
        found = status(Workspace(tmp_path / "data"), sources)
    assert len(report.sources) == len(names) >= 80
    outcomes = [entry for source in report.sources for entry in source.outcomes]
    assert sum(entry.count for entry in outcomes if entry.role is Role.LISTING) >= len(names)
    assert not any(entry.name == INTERNAL_ERROR for entry in outcomes)
    assert not any(INTERNAL_ERROR in source.problem for source in report.sources)
    assert not any(INTERNAL_ERROR in entry.why for entry in found)
