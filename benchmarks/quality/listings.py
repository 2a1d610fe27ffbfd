"""listings.links, .extra, .titles, .days, .days_wrong: what the listing reader finds on real listing pages.
listings.titles_stated: the share of gold titles whose letters and digits stand on the page in that order at all, which
is the most that .titles can be; .titles_shown: of those, the share that is found. The gold writes many otherwise than
the page ("United States" for "USA", no "et al."); .titles_rewritten is .titles with both sides put through the edits
that its collection documents (case_names.py).
listings.proposed, .proposed_none: the patterns that `source test` proposes for pages nobody has described.

Gold: listings/NAME/gold.json, page -> links in order with `href` as it stands in the page, `title`, `date` (ISO).

The pattern given is what our own generaliser makes of each gold address (`ratssearch.pipeline.shapes.pattern_of`), one
pattern a shape: what a newcomer writes who has read its answer for three or four releases of the listing. It matches
whatever else has that shape, which `.extra` counts: the share of the links found that are not gold.

`.links`, `.titles` and `.days` are shares of the gold links; a link that is not found has neither title nor day.
`.days_wrong` is the share of gold links with another day than the gold's. Titles are compared on letters and digits,
case folded; days are read from the words beside the link as the extractor reads them, month before day (US courts).

`.proposed` is the share of pages on which the patterns proposed find 90 % of the gold links or more, `.proposed_none`
the share on which they find none, `.proposed_extra` the share of what they find that is not gold. `_dev` and `_heldout`
figures are of the halves, by site: rules were made on the first half alone. A page stands at a made-up address below
the host that most of its gold links name.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import lxml.html

from benchmarks.quality.case_names import letters, rewritten
from benchmarks.quality.frame import Figure, each, share
from benchmarks.quality.gold_sets import SEEN, json_of, pages_of, sets_of, without
from ratssearch.crawler.listing import Link, read_listing
from ratssearch.extract.dates.timestamps import Clock, declared
from ratssearch.models import DateBasis, FetchedPage, Outcome, Role, Source
from ratssearch.pipeline.shapes import pattern_of
from ratssearch.pipeline.trying import propose
from ratssearch.urls import Scope, canonical

_FOUND = 0.9  # share of a page's gold links that a good pattern finds
_HOST = "listing.example"
_CLOCK = Clock(zone=ZoneInfo("America/New_York"), day_first=False, latest=SEEN.date(), language="en", order_known=True)
_SITE = re.compile(r"[a-z]{2}\d*")  # courts of one state share a site: delaware, delch, delsuperct


@dataclass(frozen=True, slots=True)
class Entry:
    """A gold link: its canonical address, title and day."""

    url: str
    title: str
    day: str


@dataclass(frozen=True, slots=True)
class Page:
    """A listing page with its gold."""

    name: str
    url: str
    body: bytes
    entries: tuple[Entry, ...]

    @property
    def held_out(self) -> bool:
        """Whether the page's site is of the half that no rule was made on."""
        site = _SITE.match(self.name)
        return hashlib.sha256((site[0] if site else self.name).encode()).digest()[0] % 2 == 0


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over the gold links of one page, and what was found."""

    page: Page
    found: dict[str, Link]
    titles: int
    rewritten: int  # that are right once both are written as the gold's collection does
    stated: int  # titles that stand on the page as the gold writes them
    shown: int  # of those, found
    days: int
    days_wrong: int
    proposed_links: int  # that the proposed patterns find
    proposed: float  # share of the gold links that the proposed patterns find


def measure(gold: Path) -> Iterator[Figure]:
    """Figures of every listings/NAME with gold.json: of all pages, and of each half."""
    yield from each(*map(_set_figures, sets_of(gold, "listings", "gold.json")), without(gold, "listings", "gold.json"))


def _set_figures(folder: Path) -> Iterator[Figure]:
    scores = [scored(page) for page in gold_pages(folder)]
    halves = {
        "": scores,
        "_dev": [score for score in scores if not score.page.held_out],
        "_heldout": [score for score in scores if score.page.held_out],
    }
    for half, chosen in halves.items():
        for name, value in _figures(chosen):
            yield Figure(f"listings.{name}{half}", value)


def _figures(scores: Sequence[Score]) -> Iterator[tuple[str, float]]:
    gold = sum(len(score.page.entries) for score in scores)
    found = sum(len(score.found) for score in scores)
    right = sum(entry.url in score.found for score in scores for entry in score.page.entries)
    yield "links", share(right, gold)
    yield "extra", (found - right) / max(1, found)
    yield "titles", share(sum(score.titles for score in scores), gold)
    stated = sum(score.stated for score in scores)
    yield "titles_rewritten", share(sum(score.rewritten for score in scores), gold)
    yield "titles_stated", share(stated, gold)
    yield "titles_shown", share(sum(score.shown for score in scores), stated)
    yield "days", share(sum(score.days for score in scores), gold)
    yield "days_wrong", share(sum(score.days_wrong for score in scores), gold)
    yield "proposed", share(sum(score.proposed >= _FOUND for score in scores), len(scores))
    would = sum(score.proposed_links for score in scores)
    gold_of_them = sum(round(score.proposed * len(score.page.entries)) for score in scores)
    yield "proposed_extra", (would - gold_of_them) / max(1, would)
    yield "proposed_none", share(sum(score.proposed == 0 for score in scores), len(scores))


def gold_pages(folder: Path) -> Iterator[Page]:
    """The listings of a set, each with its gold links; an address that stands twice counts once."""
    gold = json_of(folder / "gold.json")
    for name, body in pages_of(folder):
        rows = gold.get(f"{name}.html", ())
        hosts = Counter(host for row in rows if (host := urlsplit(row["href"].strip()).netloc))
        host = hosts.most_common(1)[0][0] if hosts else _HOST
        url = f"https://{host}/lists/of/opinions"
        entries = {}
        for row in rows:
            address = Scope.of(_source(url, ())).spelled(canonical(row["href"], url))
            entries.setdefault(address, Entry(address, row["title"], row["date"] or ""))
        yield Page(name, url, body, tuple(entries.values()))


def scored(page: Page) -> Score:
    """What the reader finds on a page with the pattern given, and what the proposal would find."""
    given = tuple(dict.fromkeys(pattern_of(entry.url) for entry in page.entries))
    found = _links(page, given)
    would_find = _links(page, proposed(page))
    tree = lxml.html.document_fromstring(page.body)
    text = letters(" ".join((tree.text_content(), *map(str, tree.xpath("//a/@title")))))
    stated = [letters(entry.title) in text for entry in page.entries]
    words = [found[entry.url].words if entry.url in found else "" for entry in page.entries]
    right = [same_words(one, entry.title) for one, entry in zip(words, page.entries, strict=True)]
    days = [(day_of(found[entry.url].date), entry.day) for entry in page.entries if entry.url in found]
    return Score(
        page,
        found,
        sum(right),
        sum(rewritten(one) == rewritten(entry.title) for one, entry in zip(words, page.entries, strict=True)),
        sum(stated),
        sum(map(all, zip(right, stated, strict=True))),
        sum(day == wanted for day, wanted in days),
        sum(day not in ("", wanted) for day, wanted in days),
        len(would_find),
        sum(entry.url in would_find for entry in page.entries) / max(1, len(page.entries)),
    )


def proposed(page: Page) -> tuple[str, ...]:
    """The patterns that `source test` proposes for the page."""
    answer = FetchedPage(page.url, Role.LISTING, Outcome.FETCHED, SEEN, final_url=page.url, body=page.body)
    return propose(answer, _source(page.url, ()))


def day_of(words: str) -> str:
    """The day that the words beside a link name, ISO, or an empty string."""
    found = declared(words, DateBasis.LISTING, 1.0, _CLOCK) if words else None
    return found.first.isoformat() if found else ""


def same_words(one: str, two: str) -> bool:
    """Whether two titles have the same letters and digits, whatever their case."""
    return letters(one) == letters(two)


def _links(page: Page, patterns: tuple[str, ...]) -> dict[str, Link]:
    read = read_listing(page.body, "text/html", page.url, Scope.of(_source(page.url, patterns)))
    return {link.url: link for link in read.links}


def _source(url: str, patterns: tuple[str, ...]) -> Source:
    return Source("gold", "gold", "gold", url, releases=patterns)
