"""Keep saved release pages as if they had just been fetched: the bytes first, then what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ratssearch.archive import Archive, Result
from ratssearch.crawler.options import CrawlOptions
from ratssearch.crawler.stub import leads_to
from ratssearch.models import FetchedPage, Outcome, Role, Source
from ratssearch.pipeline.imports.candidates import Candidate, Unusable, filled, page_of
from ratssearch.pipeline.imports.placing import Place, Placer
from ratssearch.pipeline.imports.report import Tally
from ratssearch.pipeline.reading import PageReader
from ratssearch.urls import normal

_REDIRECTS = (301, 302, 303, 307, 308)
_LOOK, _ASKED_FOR, _ROLE = "ratssearch-look", "ratssearch-asked-for", "ratssearch-role"
_MOST_WAITING = 100_000  # redirects remembered until their page comes


class Taker:
    """Takes candidates one by one. Redirects wait for the page that they lead to."""

    def __init__(
        self,
        archive: Archive,
        reader: PageReader,
        placer: Placer,
        options: CrawlOptions,
        tally: Tally,
        is_listing: Callable[[str], bool],
    ) -> None:
        self._archive = archive
        self._reader = reader
        self._placer = placer
        self._options = options
        self._tally = tally
        self._is_listing = is_listing
        self._waiting: dict[tuple[str, str], list[tuple[str, Candidate]]] = {}  # (source, target) -> who leads there
        self._waiting_count = 0

    def take(self, candidate: Candidate) -> None:
        """Keep a page for each source that it belongs to, or count why not."""
        if candidate.notes.get(_ROLE, Role.RELEASE.value) != Role.RELEASE.value:
            return  # a listing of our own; ListingReader has read it
        asked_for = candidate.notes.get(_ASKED_FOR, "")
        places = list(self._placer.releases(asked_for or candidate.url))
        led_here = [
            (source, target) for source, target in self._targets(candidate.url) if self._is_awaited(source, target)
        ]
        if not places and not led_here:
            if self._is_listing(candidate.url):
                return
            self._tally.skip(self._why_outside(candidate), candidate.url or candidate.origin)
            return
        if candidate.at is None:
            self._tally.skip("no-date", candidate.url)
            return
        for source, target in led_here:
            for url, redirect in self._waiting.pop((source.id, target), ()):
                self._waiting_count -= 1
                self._keep(replace(candidate, at=redirect.at), Place(source, url), final_url=target)
        for place in places:
            final = self._placer.spelled(place.source, candidate.url) if asked_for else place.url
            self._keep(candidate, place, final_url=final)

    def finish(self) -> None:
        """Count redirects whose page never came."""
        for leading in self._waiting.values():
            for url, _ in leading:
                self._tally.skip("redirect-to-unknown", url)
        self._waiting.clear()

    # ------------------------------------------------------------ one page

    def _keep(self, candidate: Candidate, place: Place, *, final_url: str) -> None:
        source, url = place.source, place.url
        assert candidate.at is not None
        if self._archive.is_forgotten(source.id, url) or self._archive.is_forgotten(source.id, final_url):
            self._tally.skip("taken-down", url)
            return
        leads_on = candidate.status in _REDIRECTS and not candidate.revisit
        repeats = candidate.revisit and not candidate.body
        if candidate.exact_time and (leads_on or repeats) and self._archive.has_look(source.id, url, candidate.at):
            self._tally.skip("already-here", url)
            return
        if leads_on:
            location = candidate.header("location")
            self._redirected(candidate, place, normal(location, candidate.url) if location else "")
            return
        try:
            page = self._page(candidate, place)
        except Unusable as why:
            self._tally.skip(why.reason, url)
            return
        stub = leads_to(page.body, page.header("content-type"), page.header("refresh"), candidate.url or url)
        if stub:
            self._redirected(candidate, place, stub)
            return
        moment = candidate.at if candidate.exact_time else None
        if self._archive.has_look(source.id, url, moment, page.body_hash):
            self._tally.skip("already-here", url)
            return
        self._log(source.id, self._compared(source, replace(page, final_url=final_url)), candidate)

    def _page(self, candidate: Candidate, place: Place) -> FetchedPage:
        assert candidate.at is not None
        look = candidate.notes.get(_LOOK, "")
        if candidate.status == 0 and look in tuple(Outcome):
            if look in (Outcome.FETCHED, Outcome.UNCHANGED):
                raise Unusable("broken")  # it says that a page came, and there is none
            detail = candidate.notes.get("ratssearch-detail", "")
            return FetchedPage(place.url, Role.RELEASE, Outcome(look), candidate.at, place.url, detail=detail)
        if not candidate.revisit and candidate.status != 304:
            return page_of(candidate, place.url, Role.RELEASE, self._options)
        if candidate.body and candidate.status == 200 and not candidate.truncated:
            return page_of(candidate, place.url, Role.RELEASE, self._options)  # it holds all the same what it repeats
        body = self._archive.stored(self._original(candidate, place))
        if not body:
            raise Unusable("revisit-of-unknown")
        page = FetchedPage(place.url, Role.RELEASE, Outcome.FETCHED, candidate.at, place.url, headers=candidate.headers)
        return replace(filled(page, body), status=candidate.status or 200)

    def _original(self, candidate: Candidate, place: Place) -> str:
        """SHA-256 of the body that a revisit repeats; empty if it is not here."""
        source = place.source
        told = self._placer.spelled(source, candidate.refers_to) if candidate.refers_to else place.url
        if candidate.refers_at is not None:
            found = self._archive.find_original(source.id, told, at=candidate.refers_at)
            if found:
                return found
        found = self._archive.find_original(source.id, told, digest=candidate.digest) if candidate.digest else ""
        if found or (candidate.digest and candidate.status != 304):
            return found
        known = self._archive.known(source.id, told)  # "not modified" since the last answer
        if known is None or known.fetched_at is None or candidate.at is None or known.fetched_at > candidate.at:
            return ""
        return known.body_hash

    def _compared(self, source: Source, page: FetchedPage) -> FetchedPage:
        """An answer that brings the bytes of the last one is `unchanged`, as in a crawl."""
        known = self._archive.known(source.id, page.url) if page.body_hash else None
        if known is None or known.body_hash != page.body_hash:
            return page if page.status != 304 else replace(page, status=200)
        if known.fetched_at is None or known.fetched_at > page.fetched_at:
            return page
        return replace(page, outcome=Outcome.UNCHANGED, body=b"")

    def _log(self, source_id: str, page: FetchedPage, candidate: Candidate) -> None:
        kept = self._archive.keep_import(source_id, page, origin=candidate.origin, digest=candidate.digest)
        if page.outcome not in (Outcome.FETCHED, Outcome.UNCHANGED):
            self._tally.results["failed"] += 1
            return
        waiting = self._archive.pending_page(kept.key) if kept.pending else None
        if waiting is None:
            self._tally.results[Result.SAME.value] += 1
            return
        edition = self._reader.take(waiting)
        if edition is None:
            self._tally.skip("no-release", page.url)
        else:
            self._tally.results[edition.result.value] += 1

    # ------------------------------------------------------------ redirects

    def _redirected(self, candidate: Candidate, place: Place, spelled: str) -> None:
        """Keep the page that a redirect or a stub leads to, under the address that led there."""
        target = self._placer.spelled(place.source, spelled) if spelled else ""
        if target == place.url:
            return  # from http to https, or to another spelling: the same address to us
        if not target or self._waiting_count >= _MOST_WAITING:
            self._tally.skip("redirect-to-unknown", place.url)
            return
        if not self._placer.may_hold(place.source, target):  # as in a crawl: the front page is not the release
            assert candidate.at is not None
            page = FetchedPage(place.url, Role.RELEASE, Outcome.REDIRECTED, candidate.at, target, candidate.status)
            self._log(place.source.id, page, candidate)
            return
        known = self._archive.known(place.source.id, target)
        body = self._archive.stored(known.body_hash) if known is not None else None
        if body:
            assert candidate.at is not None
            page = FetchedPage(place.url, Role.RELEASE, Outcome.FETCHED, candidate.at, target)
            self._log(place.source.id, replace(filled(page, body), final_url=target), candidate)
            return
        # Who leads to this address leads on to the next one.
        leading = [*self._waiting.pop((place.source.id, place.url), ()), (place.url, candidate)]
        self._waiting.setdefault((place.source.id, target), []).extend(leading)
        self._waiting_count += 1

    def _targets(self, url: str) -> Iterator[tuple[Source, str]]:
        if not self._waiting:
            return
        for source in self._placer.sources:
            yield source, self._placer.spelled(source, url)

    def _is_awaited(self, source: Source, target: str) -> bool:
        return (source.id, target) in self._waiting

    def _why_outside(self, candidate: Candidate) -> str:
        if not candidate.url:
            return "no-address"
        media = candidate.header("content-type").split(";")[0].strip().lower()
        is_page = media in ("", "text/html", "application/xhtml+xml")
        return "outside" if is_page or candidate.status != 200 else "not-a-page"
