"""The demo sites as frozen values: body -> path -> page, with the gold facts of their releases alongside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from ratssearch.demo import shape_harrowmere, shape_tolqun, shape_veresk
from ratssearch.demo.bodies import BODIES, DEFAULT_BASE_URLS, BaseUrls
from ratssearch.demo.pages import Page
from ratssearch.demo.releases import DemoRelease, build_releases

_SHAPES: Mapping[str, Callable[[Sequence[DemoRelease], str], Iterator[Page]]] = {
    "tolqun": shape_tolqun.pages,
    "veresk": shape_veresk.pages,
    "harrowmere": shape_harrowmere.pages,
}


class DemoSite:
    """All three sites as a visitor finds them on the first or second `visit`; the same bytes in every run.

    `pages[body][path]` is an answer (path includes the query), `releases` are the gold facts of every release page.
    """

    def __init__(self, visit: int = 1, base_urls: BaseUrls = DEFAULT_BASE_URLS) -> None:
        self.visit = visit
        self.base_urls = MappingProxyType(dict(base_urls))
        self.releases = build_releases(visit)
        self.pages = MappingProxyType({body.id: self._pages_of(body.id) for body in BODIES})

    def _pages_of(self, body: str) -> Mapping[str, Page]:
        releases = [release for release in self.releases if release.source_id == body]
        found: dict[str, Page] = {}
        for page in _SHAPES[body](releases, self.base_urls[body]):
            if page.path in found:
                raise ValueError(f"{body}: two pages at {page.path}")
            found[page.path] = page
        return MappingProxyType(found)

    def page(self, body: str, target: str) -> Page | None:
        """The answer to a request target (path and query), or None: 404. As many sites do, these ignore a query that
        they do not know and answer with the bare address."""
        pages = self.pages[body]
        return pages.get(target) or pages.get(target.partition("?")[0])


def expected_releases(visit: int = 1) -> tuple[DemoRelease, ...]:
    """What a crawl of the demo sites must yield on that visit: one entry per release page, gold facts included."""
    return build_releases(visit)
