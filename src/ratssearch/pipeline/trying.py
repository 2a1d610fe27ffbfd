"""`source test`: what one page, one listing or one source gives, so that a profile is written in minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from urllib.parse import urljoin, urlsplit

from ratssearch.archive import KeptPage
from ratssearch.crawler.crawl import CrawlOptions, crawl_source, fetch_one
from ratssearch.crawler.link_groups import link_groups
from ratssearch.crawler.listing import read_listing
from ratssearch.errors import NotFound
from ratssearch.models import (
    Discovered,
    ExtractedPage,
    FetchedPage,
    Misread,
    Outcome,
    Role,
    Selectors,
    Snapshot,
    Source,
    Tags,
)
from ratssearch.pipeline.discovering import misread
from ratssearch.pipeline.reading import read_page
from ratssearch.pipeline.reports import DONE, FAILURE
from ratssearch.pipeline.shapes import pattern_of, patterns_of, varies
from ratssearch.pipeline.workspace import Workspace
from ratssearch.urls import Scope, canonical

_LISTING_PAGES = 2  # of each listing that a test reads
_FETCHES = 8
_LIST = 0.25  # score of a list of links that is hardly a menu


@dataclass(frozen=True, slots=True)
class PageTrial:
    """One release page as it would be read. `page` is None where it gives no release: `refusal` says why."""

    fetch: FetchedPage  # without its body
    page: ExtractedPage | None
    tags: Tags
    refusal: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SourceTestReport:
    source: Source  # the profile that was used
    proposed: bool  # it was made up here, from the page
    fetches: tuple[FetchedPage, ...]  # what was read to find releases, without bodies
    found: tuple[Discovered, ...]  # release addresses, with the words and dates beside them
    next_page: str  # the listing page that would be read next, if any
    notices: tuple[str, ...]  # what was left out, by which rule
    trial: PageTrial | None  # of the page itself, or of the first release found

    @property
    def exit_code(self) -> int:
        """0 where a release could be read, else 1."""
        return DONE if self.trial is not None and self.trial.page is not None else FAILURE


def source_test(
    workspace: Workspace,
    what: str,
    sources: Sequence[Source],
    *,
    source_id: str = "",
    options: CrawlOptions | None = None,
    allow_private: bool = False,
) -> SourceTestReport:
    """Try a source id, or a URL with the profile that covers it (`source_id`: with that one), else with one made up.

    Keeps nothing. Raises NotFound for what is neither.
    """
    options = options or CrawlOptions()
    known = {source.id: source for source in sources}
    tester = _Tester(workspace, options)
    if what in known:
        return tester.test_source(_opened(known[what], allow_private))
    url = canonical(what)
    if not url:
        raise NotFound(f"{what!r} is neither a source nor an http address.", hint=f"Sources are: {', '.join(known)}.")
    if source_id and source_id not in known:
        raise NotFound(f"There is no source {source_id!r}.", hint=f"Sources are: {', '.join(known)}.")
    source = known[source_id] if source_id else _covering(url, sources)
    if source is not None:
        return tester.test_page(url, _opened(source, allow_private))
    return tester.test_unknown(url, allow_private)


def _opened(source: Source, allow_private: bool) -> Source:
    return replace(source, allow_private=True) if allow_private else source


def _covering(url: str, sources: Sequence[Source]) -> Source | None:
    """The source whose release this is, else the first on the same host."""
    scopes = [(source, Scope.of(source)) for source in sources]
    releases = (source for source, scope in scopes if scope.is_release(url))
    return next(releases, None) or next((source for source, scope in scopes if scope.fetchable(url)), None)


class _Tester:
    def __init__(self, workspace: Workspace, options: CrawlOptions) -> None:
        self._gazetteer = workspace.gazetteer()
        self._options = options

    def test_source(self, source: Source) -> SourceTestReport:
        """Read the beginning of each listing, feed and sitemap, and try the first release."""
        notices: list[str] = []
        fetches: list[FetchedPage] = []
        found: list[Discovered] = []
        items = crawl_source(
            replace(source, max_pages=min(source.max_pages, _LISTING_PAGES)),
            options=replace(self._options, discover_only=True, max_fetches=_FETCHES),
            known=lambda url: None,
            notice=lambda notice: notices.append(f"{notice.rule}: {notice.url} {notice.detail}".strip()),
        )
        for item in items:
            if isinstance(item, FetchedPage):
                fetches.append(replace(item, body=b""))
            elif isinstance(item, Misread):
                fetches[-1] = misread(fetches[-1], item)
            elif item.role is Role.RELEASE:
                found.append(item)
        trial = self._try(found[0], source) if found else None
        return SourceTestReport(source, False, tuple(fetches), tuple(found), "", tuple(notices), trial)

    def test_page(self, url: str, source: Source) -> SourceTestReport:
        """Try a release page, or read a listing and try its first release."""
        if Scope.of(source).is_release(url):
            trial = self._try(Discovered(url, Role.RELEASE, "test", ""), source)
            return SourceTestReport(source, False, (), (), "", (), trial)
        return self._test_listing(fetch_one(url, source=source, options=self._options, role=Role.LISTING), source)

    def test_unknown(self, url: str, allow_private: bool) -> SourceTestReport:
        """Fetch a page of a site without a profile, and propose one by the shape of its addresses."""
        parts = urlsplit(url)
        base = f"{parts.scheme}://{parts.netloc}/"
        name = (parts.hostname or "site").removeprefix("www.")
        identifier = "".join(char for char in name.split(".")[0].lower() if char.isascii() and char.isalnum())
        bare = Source(identifier[:32] or "site", name, name, base, allow_private=allow_private)
        page = fetch_one(url, source=bare, options=self._options, role=Role.LISTING)
        if page.outcome is not Outcome.FETCHED:
            return SourceTestReport(bare, True, (replace(page, body=b""),), (), "", (), None)
        pattern = pattern_of(url)
        if varies(pattern):
            links = read_listing(page.body, page.header("content-type"), page.final_url, Scope.of(bare)).others
            source = self._described(replace(bare, listings=_parents(url, links), releases=(pattern,)), page)
            return SourceTestReport(source, True, (), (), "", (), self._read(page, source, "", ""))
        listed = replace(bare, listings=(url,), releases=propose(page, bare))
        report = self._test_listing(page, listed)
        return replace(report, source=_with_language(listed, report.trial), proposed=True)

    def _described(self, source: Source, page: FetchedPage) -> Source:
        return _with_language(source, self._read(page, source, "", ""))

    def _test_listing(self, page: FetchedPage, source: Source) -> SourceTestReport:
        listing = read_listing(page.body, page.header("content-type"), page.final_url or page.url, Scope.of(source))
        found = tuple(
            Discovered(link.url, Role.RELEASE, "listing", page.url, link.date, link.words) for link in listing.links
        )
        notices = (
            () if found else (f"listing:no-release-links: {page.url} Nothing on it matches the release patterns.",)
        )
        trial = self._try(found[0], source) if found else None
        return SourceTestReport(source, False, (replace(page, body=b""),), found, listing.next, notices, trial)

    def _try(self, found: Discovered, source: Source) -> PageTrial:
        page = fetch_one(found.url, source=source, options=self._options)
        return self._read(page, source, found.listing_date, found.listing_title)

    def _read(self, page: FetchedPage, source: Source, listing_date: str, listing_title: str) -> PageTrial:
        light = replace(page, body=b"")
        if page.outcome is not Outcome.FETCHED:
            return PageTrial(light, None, Tags(), page.outcome.value, page.detail)
        snapshot = Snapshot(
            page.url,
            page.final_url,
            source.id,
            page.fetched_at,
            page.header("content-type"),
            page.body,
            page.body_hash,
            listing_date,
            listing_title,
        )
        reading = read_page(KeptPage(0, snapshot), source, self._gazetteer)
        return PageTrial(light, reading.page, reading.tags, reading.refusal, reading.detail)


def propose(page: FetchedPage, source: Source) -> tuple[str, ...]:
    """Release patterns for a listing of a source that has none: the shapes of the addresses in its likeliest list."""
    groups = link_groups(page.body, page.header("content-type"), page.final_url or page.url, Scope.of(source))
    return patterns_of(groups[0].urls) if groups and groups[0].score >= _LIST else ()


def _with_language(source: Source, trial: PageTrial | None) -> Source:
    known = trial is not None and trial.page is not None and trial.page.language != "und"
    return replace(source, languages=(trial.page.language,)) if known and trial and trial.page else source


def _parents(url: str, links: Sequence[str]) -> tuple[str, ...]:
    """The nearest folder above a release that the page itself links to: most likely its listing."""
    bare = {link.rstrip("/"): link for link in links}
    parent = url.rstrip("/")
    while parent.count("/") > 3:
        parent = parent.rsplit("/", 1)[0]
        if parent in bare:
            return (bare[parent],)
    return ()


def as_toml(source: Source) -> str:
    """A profile as it stands in ratssearch.toml, with what an operator should check."""
    listings = ", ".join(quoted(_relative(url, source.base_url)) for url in source.listings)
    releases = ", ".join(f"'{pattern}'" if "'" not in pattern else quoted(pattern) for pattern in source.releases)
    lines = [
        "[[source]]",
        f"id = {quoted(source.id)}  # becomes part of every release id: choose it once",
        f"name = {quoted(source.name)}  # the publisher, as people call it",
        f"base_url = {quoted(source.base_url)}",
        f"listings = [{listings}]" if listings else "listings = []  # the page that links to the releases",
        f"releases = [{releases}]" if releases else "releases = []  # what the path of a release looks like",
        f"languages = [{', '.join(quoted(language) for language in source.languages)}]",
        f"timezone = {quoted(source.timezone)}  # of the publisher, such as Asia/Tashkent",
        f"delay = {source.delay}",
    ]
    if source.allow_private:
        lines.append("allow_private = true")
    return "\n".join(lines) + "\n"


def selectors_as_toml(selectors: Selectors) -> str:
    """The table of selectors as it stands below a [[source]] in ratssearch.toml; keys without a value are left out."""
    lines = ["[source.selectors]"]
    for entry in fields(selectors):
        value = getattr(selectors, entry.name)
        if isinstance(value, str) and value:
            lines.append(f"{entry.name} = {quoted(value)}")
        elif value:
            lines.append(f"{entry.name} = [{', '.join(map(quoted, value))}]")
    return "\n".join(lines) + "\n"


def _relative(url: str, base: str) -> str:
    path = url.removeprefix(base.rstrip("/"))
    return path if path.startswith("/") and urljoin(base, path) == url else url


def quoted(text: str) -> str:
    """A TOML string."""
    escaped = "".join(
        f"\\u{ord(char):04X}" if char < " " or char == "\x7f" else f"\\{char}" if char in '"\\' else char
        for char in text
    )
    return f'"{escaped}"'
