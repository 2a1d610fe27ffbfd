"""A real official site, as it stood on one day, served by a plain file server."""

from __future__ import annotations

import functools
import http.server
import re
import tarfile
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ratssearch.models import Outcome, Role, Source

from .helpers import crawl, options_for, remember

pytestmark = pytest.mark.gold

_RELEASES = (r"/the-press-office/\d{4}/\d{2}/\d{2}/[^/]+/?", r"/legislation/[^/]+/?")
_LINK = re.compile(r'href="(/(?:the-press-office/\d{4}/\d{2}/\d{2}/|legislation/)[^"/]+)"')


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def site(gold: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The site's address and folder."""
    archive = gold / "sites" / "whitehouse-2017-10-07.tar.xz"
    if not archive.is_file():
        pytest.skip("the gold folder has no sites/whitehouse-2017-10-07.tar.xz")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    folder = tmp_path / "www.whitehouse.gov"
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()
        thread.join()


def test_exactly_the_linked_releases(site: tuple[str, Path]) -> None:
    """From the briefing-room listings alone, the pages they link to are fetched and nothing else; then not again."""
    base, folder = site
    pages = sorted((folder / "briefing-room").rglob("index.html"))
    listings = tuple(f"{base}/{page.parent.relative_to(folder)}" for page in pages)
    linked = {base + path for page in pages for path in _LINK.findall(page.read_text("utf-8"))}
    source = Source(
        "whitehouse",
        "us-president",
        "The White House",
        base,
        listings,
        releases=_RELEASES,
        delay=0.0,
        allow_private=True,
    )
    options = options_for(max_bytes=3_000_000)
    first = crawl(source, options)
    fetched = [page for page in first.pages if page.role is Role.RELEASE]
    assert {page.url for page in fetched} == linked
    assert Counter(page.outcome for page in fetched) == {Outcome.FETCHED: len(linked)}
    assert Counter(page.url.split("/")[3] for page in fetched) == {"the-press-office": 70, "legislation": 10}
    assert sum("%E2" in page.url for page in fetched) == 3
    releases = [found for found in first.found if found.role is Role.RELEASE]
    assert all(found.listing_title and found.listing_date for found in releases)
    second = crawl(source, options, known=remember(first.pages))
    assert {page.outcome for page in second.pages if page.role is not Role.ROBOTS} == {Outcome.UNCHANGED}
    assert Counter(page.status for page in second.pages if page.role is Role.RELEASE) == {304: 80}
