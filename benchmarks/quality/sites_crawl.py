"""sites.NAME.exact: which pages become releases when a whole site is crawled over HTTP with a plain profile. A page is
one when it is an address of a release: the same text at two addresses is one release (docs/decisions/0069).
sites.NAME.merged: pages that are a further address of another page's release, so that nothing hides in that figure.
sites.NAME.crawled_body_f1: their bodies in the archive after that crawl, by what it learnt, as the pages mark them.

The snapshot is served by the standard library's plain file server, which knows no query strings: `?page=1` answers
with page 1 again. The profile names the listings and the release patterns, nothing else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from benchmarks.quality.file_server import served
from benchmarks.quality.frame import Figure, SetAbsent, share
from benchmarks.quality.gold_sets import unpacked
from benchmarks.quality.sites_extract import gold_pages, token_f1
from ratssearch.archive import open_archive
from ratssearch.models import Source
from ratssearch.pipeline import Workspace, crawl

_PATTERNS = (r"/the-press-office/\d{4}/\d{2}/\d{2}/[^/]+/?", r"/legislation/[^/]+/?")


def measure(gold: Path) -> Iterator[Figure]:
    """Figures of every sites/NAME-DATE.tar.xz that has a briefing-room folder."""
    measured = False
    for archive in sorted((gold / "sites").glob("*.tar*")):
        root = next((path.parent for path in unpacked(archive).glob("*/briefing-room")), None)
        if root is not None:
            measured = True
            yield from _site(archive.name.split("-")[0].split(".")[0], root)
    if not measured:
        raise SetAbsent("no sites/*.tar.xz with a briefing-room folder")


def _site(name: str, root: Path) -> Iterator[Figure]:
    pages = {page.path.strip("/"): page for page in gold_pages(root)}
    linked = {path for path, page in pages.items() if page.linked}
    with served(root) as base, tempfile.TemporaryDirectory() as folder:
        listings = tuple(
            f"{base}/{page.parent.relative_to(root)}/" for page in sorted((root / "briefing-room").rglob("index.html"))
        )
        source = Source(name, name, name, f"{base}/", listings, releases=_PATTERNS, delay=0.0, allow_private=True)
        workspace = Workspace(Path(folder))
        crawl(workspace, [source])
        with open_archive(workspace.archive, read_only=True) as archive:
            releases = list(archive.releases())
        read = {_path(release.url): release.page for release in releases}
        found = {_path(address) for release in releases for address in release.addresses}
        again = crawl(workspace, [source], everything=True).sources[0].counters
    texts = [(read[path].body, page.text) for path, page in pages.items() if path in read and page.text.strip()]
    yield Figure(f"sites.{name}.crawled_body_f1", sum(token_f1(*pair) for pair in texts) / max(1, len(texts)))
    yield Figure(f"sites.{name}.exact", share(len(found & linked), len(found | linked)))
    yield Figure(f"sites.{name}.merged", len(found) - len(read))
    yield Figure(f"sites.{name}.unchanged", again.unchanged / max(1, len(found)))


def _path(url: str) -> str:
    return unquote(urlsplit(url).path).strip("/")
