"""What a faceted search must answer, worked out release by release in the plainest way; shares no code with engines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from ratssearch.models import FacetFilter, MentionKind, Release

FACETS = ("country", "organisation", "source", "language", "year")


def facet_values(release: Release, facet: str) -> frozenset[str]:
    """The values that a release has in a facet."""
    if facet == "country":
        return frozenset(release.tags.values(MentionKind.COUNTRY))
    if facet == "organisation":
        return frozenset(release.tags.values(MentionKind.ORGANISATION))
    if facet == "source":
        return frozenset({release.source_id})
    if facet == "language":
        return frozenset({release.page.language})
    published = release.page.published
    return frozenset({str(published.first.year) if published else "unknown"})


def passes(release: Release, chosen: FacetFilter) -> bool:
    """Any of what is included (if anything is), none of what is excluded."""
    values = facet_values(release, chosen.facet)
    wanted, unwanted = frozenset(chosen.include), frozenset(chosen.exclude)
    return (not wanted or bool(values & wanted)) and not values & unwanted


def in_dates(release: Release, first: date | None, last: date | None) -> bool:
    """A partial date matches by overlap; a release without a date matches only where no date is asked for."""
    if first is None and last is None:
        return True
    published = release.page.published
    if published is None:
        return False
    return (first is None or published.last >= first) and (last is None or published.first <= last)


def has_word(release: Release, word: str) -> bool:
    """The word as written, case aside, in title or body."""
    text = f"{release.page.title}\n{release.page.body}".lower()
    return re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", text) is not None


def found(
    releases: Iterable[Release],
    filters: Iterable[FacetFilter] = (),
    first: date | None = None,
    last: date | None = None,
    word: str = "",
) -> list[Release]:
    """The releases that a search finds."""
    filters = tuple(filters)
    return [
        release
        for release in releases
        if all(passes(release, chosen) for chosen in filters)
        and in_dates(release, first, last)
        and (not word or has_word(release, word))
    ]


def counts(
    releases: Iterable[Release],
    facet: str,
    filters: Iterable[FacetFilter] = (),
    first: date | None = None,
    last: date | None = None,
    word: str = "",
) -> Counter[str]:
    """Counts of a facet: over what is found when the facet's own selection is left out."""
    others = [chosen for chosen in filters if chosen.facet != facet]
    counter: Counter[str] = Counter()
    for release in found(releases, others, first, last, word):
        counter.update(facet_values(release, facet))
    return counter
