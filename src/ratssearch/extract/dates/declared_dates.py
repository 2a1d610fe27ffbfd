"""Every place where a page's data names a day of publication or change, with the weight of its kind.

What the visible text says is in visible_dates.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from lxml.html import HtmlElement

from ratssearch.extract.dates.date_cues import CHANGED, LABELLED, OTHER, meta_kind
from ratssearch.extract.dates.timestamps import (
    Candidate,
    Clock,
    candidate,
    declared,
    month_candidate,
    shadow_of,
    stamp_day,
    year_candidate,
)
from ratssearch.extract.html.metadata import Metadata
from ratssearch.extract.html.page_parts import part_of
from ratssearch.models import DateBasis
from ratssearch.text import collapse

_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_NAMED = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(0?[1-9]|[12]\d|3[01])/", re.IGNORECASE
)
_URL_TURNED = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])[._-](0[1-9]|1[0-2])[._-]((?:19|20)\d\d)(?!\d)")
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])/(?=[^/?#]{3})")
_MICROFORMAT = frozenset(("published", "dt-published", "entry-date"))  # class names of hAtom and h-entry
_HINT = re.compile("dat|fecha|publi|post|creat|time|submit", re.IGNORECASE)  # what all names of dates have in common
# Words of class names and ids with which sites mark the day of publication.
_DATED_NAME = re.compile(
    r"(?:^|[\s_-])(?:date|datum|fecha|pub-?date|pub-?time|publish(?:ed)?(?:-?(?:date|time|on))?|posted(?:-?on)?"
    r"|created|time-?stamp|date-?line|submitted"
    r"|(?:post|news|article|entry|story|release|press|blog|content|item|meta|text|artikel|beitrags?)[_-]?(?:date|datum|time))"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ASIDE = frozenset(("comments", "related", "sidebar", "footer", "menu", "advert", "newsletter", "breadcrumb"))
_KEY = re.compile(
    r"""["']?\b(date_?published|published?_?(?:date|time|at|on)|pub_?date|first_?published?_?(?:at|date|time|on)?"""
    r"""|date_?created|uploaddate|publicationdate|release_?date)["']?\s*[:=]\s*(?:\{[^{}]{0,30}?:\s*)?["']([^"'<>]{8,40})["']""",
    re.IGNORECASE,
)
_LIST = 3  # elements that make a list
_MAX_SCRIPT = 600_000  # characters of all scripts together that are searched


def from_metas(metadata: Metadata, clock: Clock, *, changed: bool = False) -> Iterator[Candidate]:
    """meta elements: only the surest name that holds a day speaks."""
    wanted = "changed" if changed else "published"
    named = sorted(
        ((weight, content) for key, content in metadata.metas for kind, weight in [meta_kind(key)] if kind == wanted),
        key=lambda pair: -pair[0],
    )
    for weight, content in named:
        if found := declared(content, DateBasis.META, round(weight, 1), clock):
            yield found
            yield from shadow_of(found, content, clock)
            return


def from_description(metadata: Metadata, clock: Clock) -> Iterator[Candidate]:
    """The only day that the page's description names, which is seldom needed and seldom wrong."""
    text = metadata.meta("description", "og:description")[:300]
    days = [day for day in clock.dates_in(text) if day.first == day.last and day.year_written]
    if len({day.first for day in days}) == 1 and not OTHER.search(text):
        evidence = text[days[0].start : days[0].end]
        if found := candidate(days[0].first, DateBasis.META, evidence, 0.42, clock):
            yield found


def from_jsonld(metadata: Metadata, clock: Clock, *, changed: bool = False) -> Iterator[Candidate]:
    keys = ("dateModified",) if changed else ("datePublished", "uploadDate", "dateCreated")
    for node in metadata.jsonld:
        for key in keys:
            value = node.get(key)
            if isinstance(value, list) and value:
                value = value[0]
            if isinstance(value, str) and (found := declared(value, DateBasis.JSONLD, 1.0, clock)):
                yield found
                yield from shadow_of(found, value, clock)
                return


def from_markup(
    root: HtmlElement, inside: Sequence[HtmlElement], clock: Clock, apart: Collection[HtmlElement] = ()
) -> Iterator[Candidate]:
    """itemprop=datePublished anywhere; time elements, microformats and elements named after dates in the elements
    `inside` (those around title and text), or elsewhere if the page has but one such day. Nothing in `apart`, which
    tells of other releases."""
    near = set(inside)
    close: dict[str, list[tuple[Candidate, str]]] = defaultdict(list)
    far: set[Candidate] = set()
    for element in _dated(root):
        if apart and (element in apart or any(outer in apart for outer in element.iterancestors())):
            continue
        found, said, is_near = _marked(element, near, clock)
        if found and is_near:
            close[f"{element.tag!s} {element.get('class') or ''}"].append((found, said))
        elif found:
            far.add(replace(found, weight=0.4))
    for alike in close.values():
        if len(alike) >= _LIST and len({found.first for found, _ in alike}) > 1:
            continue  # elements made alike with days that differ: entries of a list
        for found, said in alike:
            yield found
            yield from shadow_of(found, said, clock)
    if len({found.first for found in far}) == 1:
        yield far.pop()


def _dated(root: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that _marked() may take for a date, and few others."""
    for element in root.iter("*"):
        names, identifier = element.get("class"), element.get("id")
        hinted = (names or identifier) and _hints(names, identifier)
        if hinted or element.tag == "time" or element.get("itemprop"):
            yield element


@lru_cache(maxsize=4096)  # the same few names stand on all elements of a site
def _hints(names: str | None, identifier: str | None) -> bool:
    return bool(_HINT.search(f"{names or ''} {identifier or ''}"))


def _marked(element: HtmlElement, near: set[HtmlElement], clock: Clock) -> tuple[Candidate | None, str, bool]:
    """What an element that is marked as a date says, its words, and whether it may be believed where it stands."""
    prop = element.get("itemprop") or ""
    names = _CAMEL.sub("-", f"{element.get('class') or ''} {element.get('id') or ''}")
    shown = element.get("content") or element.get("datetime") or element.get("title") or ""
    if "datePublished" in prop or "uploadDate" in prop:
        said = shown or _words(element)
        weight = 0.95
        return declared(said, DateBasis.TIME, weight, clock), said, True
    if element.tag != "time" and _MICROFORMAT.intersection(names.split()):
        said = element.get("title") or _words(element)
        return declared(said, DateBasis.TIME, 0.9, clock), said, True
    if element.tag == "time":
        said = element.get("datetime") or _words(element)
        around = f"{names} {prop}"
        if _other(f"{around} {_before(element)}") or (part := _part(element)) in ("comments", "related"):
            return None, said, False
        weight = 0.95 if element.get("pubdate") is not None or LABELLED.search(around) else 0.8
        is_near = any(outer in near for outer in element.iterancestors())
        return (None if part and not is_near else declared(said, DateBasis.TIME, weight, clock)), said, is_near
    if names.strip() and len(element) <= 6 and _DATED_NAME.search(names):
        said = _words(element)
        days = clock.dates_in(said) if 6 <= len(said) <= 100 else []
        if (
            len(days) == 1
            and days[0].first == days[0].last
            and not _other(said[: days[0].start])
            and not _part(element)
        ):
            is_near = any(outer in near for outer in element.iterancestors())
            return candidate(days[0].first, DateBasis.TIME, said, 0.7, clock), said, is_near
    return None, "", False


def _other(words: str) -> bool:
    return bool(OTHER.search(words) or (CHANGED.search(words) and not LABELLED.search(words)))


def _before(element: HtmlElement) -> str:
    """The words right before an element in its parent."""
    previous = element.getprevious()
    if previous is None:
        parent = element.getparent()
        return collapse((parent.text or "") if parent is not None else "")[-40:]
    return collapse(f"{previous.text_content() if isinstance(previous.tag, str) else ''} {previous.tail or ''}")[-40:]


def _words(element: HtmlElement) -> str:
    return collapse(element.text_content())[:160]


def _part(element: HtmlElement) -> str:
    """The part aside from the text in which an element stands, or an empty string."""
    for outer in element.iterancestors():
        if (part := part_of(outer)) in _ASIDE:
            return part
    return ""


def from_scripts(root: HtmlElement, clock: Clock) -> Iterator[Candidate]:
    """Days of publication in scripts that are no readable JSON-LD, if they all name the same one."""
    left = _MAX_SCRIPT
    found: list[Candidate] = []
    for script in root.iter("script"):
        text = (script.text or "")[:left]
        left -= len(text)
        for match in _KEY.finditer(text):
            day = stamp_day(match[2], clock)
            if day and (voice := candidate(day, DateBasis.META, match[0], 0.45, clock)):
                found.append(voice)
        if left <= 0:
            break
    if len({voice.first for voice in found}) == 1:
        yield found[0]


def from_listing(listing_date: str, clock: Clock) -> Iterator[Candidate]:
    """The day beside the link in the listing, below one that the page shows itself: it may be that of a neighbour."""
    year = year_candidate(listing_date, DateBasis.LISTING, 0.55, clock)
    if listing_date and (found := year or declared(listing_date, DateBasis.LISTING, 0.55, clock)):
        yield found
        yield from shadow_of(found, listing_date, clock)


def from_dateline(dateline: str, near: date | None, clock: Clock) -> Iterator[Candidate]:
    """The day of a dateline; one without a year lies nearest to `near`."""
    for written in clock.dates_in(dateline, near=near):
        if found := candidate(written.last, DateBasis.DATELINE, dateline[written.start : written.end], 0.6, clock):
            yield found
            return


def from_url(url: str, clock: Clock) -> Iterator[Candidate]:
    """A day in the URL, else a month. Never enough against what the page says."""
    year, month, day = 0, 0, 0
    evidence = ""
    if found := _URL_DAY.search(url):
        year, month, day = (int(part) for part in found.groups())
        evidence = found[0]
    elif found := _URL_NAMED.search(url):
        names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        year, month, day = int(found[1]), 1 + names.index(found[2].lower()), int(found[3])
        evidence = found[0].strip("/")
    elif found := _URL_TURNED.search(url):
        day, month, year = (int(part) for part in found.groups())
        evidence = found[0]
    try:
        if evidence and (voice := candidate(date(year, month, day), DateBasis.URL, evidence, 0.45, clock)):
            yield voice
    except ValueError:
        return
    if not evidence and (found := _URL_MONTH.search(url)):
        evidence = found[0].strip("/")
        if voice := month_candidate(int(found[1]), int(found[2]), DateBasis.URL, evidence, 0.45, clock):
            yield voice
