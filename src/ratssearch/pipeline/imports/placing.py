"""Which source a saved page belongs to, and under which spelling of its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ratssearch.models import Role, Source
from ratssearch.urls import Scope, canonical, normal


@dataclass(frozen=True, slots=True)
class Place:
    source: Source
    url: str  # the one spelling


class Placer:
    """Finds the sources of addresses. With `only`, every page belongs to that source, whatever its address."""

    def __init__(self, sources: Sequence[Source], only: Source | None = None) -> None:
        self.sources = (only,) if only is not None else tuple(sources)
        self.scopes = {source.id: Scope.of(source) for source in self.sources}
        self._only = only
        self._entries = {source.id: _entries(source) for source in self.sources}

    def releases(self, url: str) -> tuple[Place, ...]:
        """The sources that take the page at an address for a release."""
        spelled = canonical(url)
        if not spelled:
            return ()
        if self._only is not None:
            own = self.scopes[self._only.id].spelled(spelled)
            return () if own in self._entries[self._only.id] else (Place(self._only, own),)
        places = (Place(source, self.scopes[source.id].spelled(spelled)) for source in self.sources)
        return tuple(place for place in places if self.scopes[place.source.id].is_release(place.url))

    def may_hold(self, source: Source, url: str) -> bool:
        """Whether a redirect to an address may lead to a release; whether a slash ends its path does not matter."""
        scope = self.scopes[source.id]
        return self._only is not None or any(map(scope.is_release, (url, url.rstrip("/"), f"{url}/")))

    def spelled(self, source: Source, url: str) -> str:
        """An address in the spelling of a source; empty if it is none."""
        return self.scopes[source.id].spelled(canonical(url))


def _entries(source: Source) -> frozenset[str]:
    robots = normal("/robots.txt", source.base_url)
    urls = (canonical(url) for url in (*source.listings, *source.feeds, *source.sitemaps))
    return frozenset((robots, *urls))


def entries_of(source: Source, role: Role) -> tuple[str, ...]:
    """The addresses that a profile names as listings, feeds or sitemaps, in their one spelling."""
    named = {Role.SITEMAP: source.sitemaps, Role.FEED: source.feeds, Role.LISTING: source.listings}
    scope = Scope.of(source)
    return tuple(scope.spelled(target) for url in named.get(role, ()) if (target := canonical(url)))
