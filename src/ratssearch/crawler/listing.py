"""A listing page: the releases it links to, with the words and the date beside each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from lxml import html

from ratssearch.crawler.document import MAX_WORDS, anchors, base_of, parse_html
from ratssearch.crawler.entries import Entry, alike, entries_of, together
from ratssearch.crawler.entry_dates import dates_of, heading_dates
from ratssearch.crawler.entry_titles import titles_of, titles_of_rows
from ratssearch.crawler.page_fields import PageFields
from ratssearch.crawler.pagination import next_page
from ratssearch.crawler.targets import Targets
from ratssearch.urls import Scope

MAX_LINKS = 20_000  # links of one page that are looked at

_SAME_LINKS = 8  # links to one release that are looked at


@dataclass(frozen=True, slots=True)
class Link:
    """A link with what stands beside it; url is canonical."""

    url: str
    words: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing page says. `links` are releases, each once; `others` all other canonical links at home."""

    links: tuple[Link, ...]
    next: str  # canonical URL of the following page, or empty
    others: tuple[str, ...] = ()
    cut: bool = False  # the page holds more links than are looked at


def read_listing(body: bytes, content_type: str, url: str, scope: Scope) -> Listing:
    """Read the page that stands at url."""
    tree = parse_html(body, content_type)
    if tree is None:
        return Listing((), "")
    base = base_of(tree, url)
    releases: dict[str, list[html.HtmlElement]] = {}
    others: dict[str, None] = {}
    targets = Targets(base, scope)
    found = anchors(tree)
    for anchor in islice(found, MAX_LINKS):
        target = targets.of(anchor)
        if targets.is_release(target):
            same = releases.setdefault(target, [])
            if len(same) < _SAME_LINKS:
                same.append(anchor)
        elif target and scope.at_home(target):
            others[target] = None
    return Listing(
        _described(tree, releases),
        next_page(tree, targets, url, scope),
        tuple(others),
        cut=next(found, None) is not None,
    )


def _described(tree: html.HtmlElement, releases: dict[str, list[html.HtmlElement]]) -> tuple[Link, ...]:
    """The releases with their titles and dates."""
    if not releases:
        return ()
    page = PageFields(tree)
    entries = entries_of(releases, page)
    headings = heading_dates(together(entries, page))
    said: dict[str, list[Link]] = {}
    titles: dict[Entry, str] = {}
    dates: dict[Entry, str] = {}
    for group in alike(entries, page):
        titles.update(zip(group.entries, titles_of(group), strict=True))
        dates.update(zip(group.entries, dates_of(group, headings), strict=True))
    for entry, title in titles.items():
        said.setdefault(entry.url, []).append(Link(entry.url, title[:MAX_WORDS], dates[entry]))
    of_rows = titles_of_rows(titles)
    return tuple(_best(said[url], of_rows.get(url, "")[:MAX_WORDS]) for url in releases)


def _best(links: list[Link], of_row: str) -> Link:
    """What the page says of one release: where it has title and date, not in a menu or beside a picture; else what
    stands in its row."""
    best = max(links, key=lambda link: (bool(link.words and link.date), len(link.words)))
    date = best.date or next((link.date for link in links if link.date), "")
    return replace(best, words=best.words or of_row, date=date)
