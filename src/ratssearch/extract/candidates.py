"""Every place of a page that names a day of publication or change, with the weight of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.html import HtmlElement

from ratssearch.extract.blocks import Block
from ratssearch.extract.days import written_dates
from ratssearch.extract.metadata import Metadata
from ratssearch.extract.region import width
from ratssearch.models import DateBasis, Precision
from ratssearch.text import collapse

EARLIEST = date(1970, 1, 1)

_PUBLISHED_METAS = (
    "article:published_time", "og:published_time", "article:published", "datepublished", "parsely-pub-date",
    "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "publicationdate",
    "dc.date.issued", "dcterms.issued", "dc.date.published", "dc.date.created", "dcterms.created", "dcterms.date",
    "citation_publication_date", "citation_date", "citation_online_date", "rnews:datepublished", "datecreated",
    "article_date_original", "originalpublicationdate", "bt:pubdate", "article.published", "dc.date", "dc:date", "date",
    "cxenseparse:recs:publishtime", "article.created", "og:article:published_time", "created",
    "displaydate", "release_date", "creation_date", "published_time", "published-date", "published_at", "firstpubdate",
    "pub_date", "timestamp",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified",
    "lastmod", "article:modified", "revised",
)  # fmt: skip
_STAMP = re.compile(
    r"((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])"
    r"(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?(?!\d)"
)
_EPOCH = re.compile(r"1\d{9}(\d{3})?")
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/")
_PUBLISHED_CUE = re.compile(
    r"publi(shed|cation|c|é|cado|cato|ziert)|posted|released?\b|issued|created|for immediate|dated?\b"
    r"|veröffentlicht|erstellt|опубликован|размещен|дата|发布|发表|时间|日期",
    re.IGNORECASE,
)
_CHANGED_CUE = re.compile(
    r"updat|modifi|last (edit|chang|review)|revis|aktualisiert|geändert|mis à jour|обновлен|изменен|更新|修改",
    re.IGNORECASE,
)
_NOT_PUBLICATION = re.compile(
    r"expir|valid (un)?til|deadline|closing date|event date|copyright|©|effective|comment|born|due (by|date)|archiv"
    r"|действ(ует|ителен) до|срок|截止|有效期",
    re.IGNORECASE,
)
_MICROFORMAT = frozenset(("published", "dt-published", "entry-date"))  # class names of hAtom and h-entry
# Only what can hold a day: to look at every element of a page in Python takes longer than all the rest here.
_DATED = etree.XPath(
    "descendant-or-self::*[self::time or @itemprop or contains(@class, 'published') or contains(@class, 'entry-date')]"
)
_NEAR_TITLE = 12  # blocks before the title and after the text's first that may hold the day


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place's word on the day of publication."""

    first: date
    last: date
    precision: Precision
    basis: DateBasis
    evidence: str
    weight: float
    shadow: bool = False  # the neighbouring day of a UTC time whose local zone is unknown: true only if others say so


@dataclass(frozen=True, slots=True)
class Clock:
    """How times and ambiguous days of a source are read. No day after `latest` can be true."""

    zone: ZoneInfo
    day_first: bool | None
    latest: date


def stamp_day(text: str, clock: Clock) -> date | None:
    """The day of a machine-readable time, in the source's zone.

    A zone other than UTC in the profile converts every zoned time. Without one, a time that carries an offset of its
    own keeps its own local day: the publisher's clock knows best.
    """
    text = text.strip()
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).astimezone(clock.zone).date()
    found = _STAMP.search(text)
    if not found:
        return None
    year, month, day, hour, minute, _, zone = found.groups()
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=UTC)
    except ValueError:
        return None
    if not hour or not zone:
        return moment.date()
    offset = _offset(zone)
    if offset and clock.zone.key == "UTC":
        return moment.date()
    return (moment - offset).astimezone(clock.zone).date()


def _offset(zone: str) -> timedelta:
    if zone in ("Z", "UTC", "GMT"):
        return timedelta()
    size = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -size if zone[0] == "-" else size


def declared(text: str, basis: DateBasis, weight: float, clock: Clock) -> Candidate | None:
    """A candidate from an attribute or field that holds one date in whatever notation."""
    day = stamp_day(text, clock)
    if day is None:
        written = next(written_dates(text, day_first=clock.day_first), None)
        day = written.first if written and written.first == written.last else None
    return _candidate(day, basis, text, weight, clock)


def shadow_of(found: Candidate, text: str, clock: Clock) -> Iterator[Candidate]:
    """The day before or after, if text is a time in UTC that may be that day where the publisher is."""
    stamp = _STAMP.search(text)
    if not stamp or not stamp[4] or clock.zone.key != "UTC" or (stamp[7] and _offset(stamp[7])):
        return
    other = found.first + timedelta(days=-1 if int(stamp[4]) < 12 else 1)
    yield replace(found, first=other, last=other, weight=found.weight - 0.05, shadow=True)


def from_metas(metadata: Metadata, clock: Clock, *, changed: bool = False) -> Iterator[Candidate]:
    """meta elements, surest name first."""
    for place, name in enumerate(_MODIFIED_METAS if changed else _PUBLISHED_METAS):
        for key, content in metadata.metas:
            if key == name and (found := declared(content, DateBasis.META, 1.0 if place < 24 else 0.8, clock)):
                yield found
                yield from shadow_of(found, content, clock)
                return


def from_jsonld(metadata: Metadata, clock: Clock, *, changed: bool = False) -> Iterator[Candidate]:
    keys = ("dateModified",) if changed else ("datePublished", "dateCreated")
    for node in metadata.jsonld:
        for key in keys:
            value = node.get(key)
            if isinstance(value, str) and (found := declared(value, DateBasis.JSONLD, 1.0, clock)):
                yield found
                yield from shadow_of(found, value, clock)
                return


def from_markup(root: HtmlElement, inside: Sequence[HtmlElement], clock: Clock) -> Iterator[Candidate]:
    """itemprop=datePublished anywhere; time elements in the elements `inside` (those around title and text)."""
    near = set(inside)
    for element in _DATED(root):
        prop = element.get("itemprop") if isinstance(element.tag, str) else None
        if prop and "datePublished" in prop:
            said = (
                element.get("content")
                or element.get("datetime")
                or element.get("title")
                or collapse(element.text_content())
            )
            if found := declared(said, DateBasis.TIME, 0.95, clock):
                yield found
        elif element.tag != "time" and _MICROFORMAT.intersection((element.get("class") or "").split()):
            said = element.get("title") or collapse(element.text_content())[:100]
            if found := declared(said, DateBasis.TIME, 0.9, clock):
                yield found
                yield from shadow_of(found, said, clock)
        elif element.tag == "time":
            said = element.get("datetime") or collapse(element.text_content())
            around = " ".join((element.get("class") or "", element.get("itemprop") or ""))
            if _CHANGED_CUE.search(around) or not any(outer in near for outer in element.iterancestors()):
                continue
            weight = 0.95 if element.get("pubdate") is not None or _PUBLISHED_CUE.search(around) else 0.8
            if found := declared(said, DateBasis.TIME, weight, clock):
                yield found
                yield from shadow_of(found, said, clock)


def from_text(
    blocks: Sequence[Block],
    outside: Sequence[bool],
    title: int,
    first: int,
    last: int,
    clock: Clock,
    teasers: Sequence[bool],
) -> Iterator[Candidate]:
    """Short lines right before the title (block number `title`), between it and the text (first..last), after it.

    outside: for each block whether it stands outside the container of the text. What stands inside may belong to the
    text (the date of a letter that is quoted), so it speaks a little lower. teasers: for each block whether it tells
    of other releases; of those only a day that calls itself one of publication counts.
    """
    for index in range(title - 1, max(-1, title - 1 - _NEAR_TITLE), -1):
        block = blocks[index]
        if width(block.text) >= 100 or (block.heading and block.link_density > 0.5):
            break  # the text or the title of something else
        yield from _line(block, 2 * (title - index), outside[index], clock)
    for index in range(title, min(len(blocks), max(title, first) + _NEAR_TITLE)):
        block = blocks[index]
        if not teasers[index] and (index <= first or len(block.text) <= 60):
            yield from _line(block, max(0, index - title) if index > first else 0, outside[index], clock)
    for index in range(last + 1, min(len(blocks), last + 5)):
        if _PUBLISHED_CUE.search(blocks[index].text[:60]):
            yield from _line(blocks[index], 6, True, clock)


def _line(block: Block, distance: int, outside: bool, clock: Clock) -> Iterator[Candidate]:
    """The days that a short line says, surer the less else it says and the nearer it stands."""
    text = block.text
    if len(text) > 160 or _NOT_PUBLICATION.search(text):
        return
    found = [day for day in written_dates(text, day_first=clock.day_first) if day.year_written]
    others = len(text) - sum(day.end - day.start for day in found)
    before = 0
    for written in found:
        cue, before = text[before : written.start], written.end
        if written.first != written.last or (_CHANGED_CUE.search(cue) and not _PUBLISHED_CUE.search(cue)):
            continue
        weight = 0.85 if others <= 30 else 0.6 if others <= 70 else 0.3
        weight += 0.1 * bool(_PUBLISHED_CUE.search(cue)) - 0.4 * (block.link_density > 0.5) - 0.03 * min(distance, 10)
        weight -= (0.0 if outside else 0.1) + 0.2 * block.heading
        evidence = text[written.start : written.end]
        if candidate := _candidate(written.first, DateBasis.TEXT, evidence, weight, clock):
            yield candidate


def from_listing(listing_date: str, clock: Clock) -> Iterator[Candidate]:
    if listing_date and (found := declared(listing_date, DateBasis.LISTING, 0.75, clock)):
        yield found


def from_dateline(dateline: str, near: date | None, clock: Clock) -> Iterator[Candidate]:
    """The day of a dateline; one without a year lies nearest to `near`."""
    for written in written_dates(dateline, near=near, day_first=clock.day_first):
        if found := _candidate(written.last, DateBasis.DATELINE, dateline[written.start : written.end], 0.6, clock):
            yield found
            return


def from_url(url: str, clock: Clock) -> Iterator[Candidate]:
    """A day in the URL's path; months only if no day is there. Never enough against what the page says."""
    if found := _URL_DAY.search(url):
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return
        if candidate := _candidate(day, DateBasis.URL, found[0], 0.45, clock):
            yield candidate


def _candidate(day: date | None, basis: DateBasis, evidence: str, weight: float, clock: Clock) -> Candidate | None:
    if day is None or not EARLIEST <= day <= clock.latest:
        return None
    return Candidate(day, day, Precision.DAY, basis, collapse(evidence)[:200], weight)
