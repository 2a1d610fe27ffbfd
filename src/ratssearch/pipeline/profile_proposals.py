"""Lines for a source's profile that mend what looks wrong, each tried on its pages before it is proposed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag

from ratssearch.charset import decode
from ratssearch.errors import ExtractionError
from ratssearch.models import ExtractedPage, Selectors, Snapshot, Source, Template
from ratssearch.pipeline.shared_lines import End, folded, keys_of
from ratssearch.pipeline.worker import shared_worker
from ratssearch.text import collapse, fold

_MOST_TRIED = 4  # selectors that are tried by reading all pages anew, for each thing that looks wrong
_ENOUGH = 0.6  # share of the pages that a proposal must mend
_LONGEST_TITLE = 300  # characters
_LONGEST_DATE = 120
_ABOVE = 4  # elements above one that may name it
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]*")  # a class or an id that is no number and needs no escape
_DAY_ENDS = {"0 …", "… 0"}  # of keys_of: a short line that begins or ends with a day
_HEADING = re.compile(r"h[1-4]|title|headline", re.I)


@dataclass(frozen=True, slots=True)
class SamplePage:
    """A kept page, and what it gave."""

    snapshot: Snapshot
    page: ExtractedPage


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for one key of [source.selectors], with how many of the pages that it was tried on it mends."""

    key: str
    value: str
    mended: int
    of: int


def proposed_selectors(own: Selectors, proposals: Sequence[Proposal]) -> Selectors:
    """The profile's own selectors with the proposals added."""
    for proposal in proposals:
        before: str | tuple[str, ...] = getattr(own, proposal.key)
        after: Any = proposal.value if isinstance(before, str) else tuple(dict.fromkeys((*before, proposal.value)))
        own = replace(own, **{proposal.key: after})
    return own


class Proposer:
    """Looks for selectors in a few pages of one source and tries them there, by the reader that a crawl uses."""

    def __init__(self, source: Source, pages: Sequence[SamplePage], templates: Sequence[Template]) -> None:
        self._source = source
        self._pages = pages
        self._templates = templates

    def without_line(self, end: End, key: str) -> Proposal | None:
        """`remove` for the element that holds a line which many bodies begin or end with."""

        def holds(page: SamplePage, tag: Tag) -> bool:
            line, words = folded(_end_of(page.page, end)), folded(_words(tag))
            outer = line.startswith(words) if end is End.FIRST else line.endswith(words)
            return bool(words) and outer and key in keys_of(words)

        def mends(page: SamplePage, again: ExtractedPage) -> bool:
            gone = key in keys_of(_end_of(page.page, end)) and key not in keys_of(_end_of(again, end))
            return gone and 2 * len(again.body) > len(page.page.body)

        return self._best("remove", self._naming(holds), mends)

    def with_title(self) -> Proposal | None:
        """`title` for the element whose words the listing shows, else for a heading that is another on each page."""

        def listed(page: SamplePage, tag: Tag) -> bool:
            words = fold(_words(tag))
            return len(words) <= _LONGEST_TITLE and bool(words) and words == fold(page.snapshot.listing_title)

        def heading(page: SamplePage, tag: Tag) -> bool:
            words = _words(tag)
            return 0 < len(words) <= _LONGEST_TITLE and any(map(_HEADING.search, (tag.name, *_classes(tag))))

        titles = Counter(fold(page.page.title) for page in self._pages)

        def mends(page: SamplePage, again: ExtractedPage) -> bool:
            return titles[fold(again.title)] <= 1 and fold(again.title) != fold(page.page.title)

        for holds in (listed, heading):
            found = self._best("title", self._naming(holds), mends)
            if found is not None:
                return found
        return None

    def with_date(self) -> Proposal | None:
        """`date` for an element with a day in it."""

        def holds(page: SamplePage, tag: Tag) -> bool:
            words = _words(tag)
            return len(words) <= _LONGEST_DATE and not _DAY_ENDS.isdisjoint(keys_of(words))

        return self._best(
            "date", self._naming(holds), lambda page, again: page.page.published is None and again.published is not None
        )

    def with_kept(self, rule: str) -> Proposal | None:
        """`keep` for the rule that cuts most running text."""
        return self._best("keep", [rule], lambda page, again: len(again.body) > 2 * len(page.page.body))

    def _naming(self, holds: Callable[[SamplePage, Tag], bool]) -> list[str]:
        """Selectors that name such an element on enough pages, the best first: those that name it on most pages and
        nothing else, then those with the fewest steps."""
        candidates: Counter[str] = Counter()
        for page, soup in zip(self._pages, self._soups, strict=True):
            tags = [tag for tag in soup.find_all(True) if holds(page, tag)]
            candidates.update({selector for tag in tags for selector in _selectors(tag)})
        least = _ENOUGH * len(self._pages)
        rated: list[tuple[int, int, int, str]] = []
        for selector, number in candidates.items():
            if number >= least:
                exact = sum(
                    bool(named := soup.select(selector)) and all(holds(page, tag) for tag in named)
                    for page, soup in zip(self._pages, self._soups, strict=True)
                )
                rated.append((-exact, selector.count(">"), len(selector), selector))
        return [selector for exact, _, _, selector in sorted(rated) if -exact >= least]

    @cached_property
    def _soups(self) -> list[BeautifulSoup]:
        return [
            BeautifulSoup(decode(page.snapshot.body, page.snapshot.content_type).text, "lxml") for page in self._pages
        ]

    def _best(
        self, key: str, values: Sequence[str], mends: Callable[[SamplePage, ExtractedPage], bool]
    ) -> Proposal | None:
        """The value that mends most pages, the first of equals, if it mends enough."""
        tried = [
            Proposal(key, value, sum(self._mended(key, value, mends)), len(self._pages))
            for value in values[:_MOST_TRIED]
        ]
        best = max(tried, key=lambda proposal: proposal.mended, default=None)
        return best if best is not None and best.mended >= max(1, _ENOUGH * best.of) else None

    def _mended(self, key: str, value: str, mends: Callable[[SamplePage, ExtractedPage], bool]) -> Iterator[bool]:
        selectors = proposed_selectors(self._source.selectors, [Proposal(key, value, 0, 0)])
        source = replace(self._source, selectors=selectors)
        for page in self._pages:
            try:
                again = shared_worker().extract(page.snapshot, source, self._templates)
            except ExtractionError:
                yield False
            else:
                yield mends(page, again)


def _end_of(page: ExtractedPage, end: End) -> str:
    return page.paragraphs[0 if end is End.FIRST else -1] if page.paragraphs else ""


def _words(tag: Tag) -> str:
    return collapse(tag.get_text(" "))


def _classes(tag: Tag) -> list[str]:
    value = tag.get("class")
    return list(value) if isinstance(value, list) else []


def _selectors(tag: Tag) -> Iterator[str]:
    """Ways to name an element: by its own id or class, else by its place below one that has such a name."""
    own = list(_names(tag))
    yield from own
    number = 1 + len(tag.find_previous_siblings(tag.name))
    places = [f"{tag.name}:nth-of-type({number})"]
    if tag.find_next_sibling(tag.name) is None:
        places.append(f"{tag.name}:last-of-type")
    inner = [*own, tag.name, *places]
    for parent in list(tag.parents)[:_ABOVE]:
        if parent.name in ("html", "[document]"):
            return
        yield from (f"{name} > {each}" for name in _names(parent) for each in inner)
        inner = [f"{parent.name} > {each}" for each in inner]


def _names(tag: Tag) -> Iterator[str]:
    identity = tag.get("id")
    if isinstance(identity, str) and _NAME.fullmatch(identity):
        yield f"#{identity}"
    for name in _classes(tag):
        if _NAME.fullmatch(name):
            yield f"{tag.name}.{name}"
