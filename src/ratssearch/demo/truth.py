"""What an archive must hold of the demo after a visit, by the values its pages were made from, and what differs.

Tests and measurements crawl the demo and ask `differences` of each release; the extractor has no part in the truth.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ratssearch.demo.bodies import BaseUrls
from ratssearch.demo.releases import DemoRelease, build_releases
from ratssearch.models import ExtractedPage, MentionKind, Release, Tags

FIELDS = (
    "title",
    "language",
    "published",
    "edited",
    "paragraphs",
    "signature",
    "dateline",
    "events",
    "alternates",
    "countries",
    "organisations",
)
Day = date | None
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Truth:
    """One release as it was written. Each thing on its page is decided: a label such as FOR IMMEDIATE RELEASE, the date
    beside the title, share bars, contacts and other news are no part of the body, and the sign-off is a field."""

    source_id: str
    url: str
    addresses: frozenset[str]  # all that lead to it: its own, old ones that redirect, those of reposts
    title: str
    language: str
    published: Day  # in the body's time zone; None where the page bears no date
    edited: Day  # the day of a later change; None where there was none
    paragraphs: tuple[str, ...]  # in order; the first with the dateline that it begins with
    signature: str
    dateline: str  # place and day; empty for none
    events: frozenset[Span]  # days and spans that the text speaks of
    alternates: frozenset[tuple[str, str]]  # (language, address) of the versions that the page names
    countries: frozenset[str]  # ISO codes of those whose name, or whose town's name, stands in the words
    organisations: frozenset[str]  # gazetteer ids, likewise


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact of a release that was read otherwise than it was written."""

    field: str  # of FIELDS
    url: str
    written: object
    read: object  # of the type of `written`


def truths(base_urls: BaseUrls, visit: int = 2) -> dict[str, Truth]:
    """Address -> truth of each release that an archive holds once the sites were crawled on each visit up to `visit`.

    What is gone by the second visit stays. A repost is no release of its own: its address is one of the first's.
    """
    written: dict[tuple[str, str], DemoRelease] = {}
    for number in range(1, visit + 1):
        written |= {(release.source_id, release.path): release for release in build_releases(number)}
    reposts = {
        key: (release.source_id, release.copy_of)
        for key, release in written.items()
        if (release.source_id, release.copy_of) in written
    }
    versions: dict[tuple[str, int], set[tuple[str, str]]] = {}
    for release in written.values():
        named = versions.setdefault((release.source_id, release.number), set())
        named.add((release.language, base_urls[release.source_id] + release.path))
    found = {}
    for key, release in written.items():
        if key not in reposts:
            base = base_urls[release.source_id]
            paths = {
                release.path,
                *release.other_paths,
                *(path for (_, path), first in reposts.items() if first == key),
            }
            named = versions[release.source_id, release.number]
            found[base + release.path] = _truth(release, base, paths, named if len(named) > 1 else ())
    return found


def _truth(release: DemoRelease, base: str, paths: Iterable[str], versions: Iterable[tuple[str, str]]) -> Truth:
    first, *others = release.paragraphs
    return Truth(
        source_id=release.source_id,
        url=base + release.path,
        addresses=frozenset(base + path for path in paths),
        title=release.title,
        language=release.language,
        published=release.published,
        edited=release.changed,
        paragraphs=(release.dateline + first, *others),
        signature=release.signature,
        dateline=release.dateline.rstrip(" —"),
        events=frozenset({(day, day) for day in release.other_days} | ({release.event} if release.event else set())),
        alternates=frozenset(versions),
        countries=frozenset(release.countries + release.towns),
        organisations=frozenset(release.organisations),
    )


def differences(truth: Truth, page: ExtractedPage | None, tags: Tags) -> Iterator[Difference]:
    """Each field in which what was read of a release is not what was written; where nothing was, every field."""
    read = {} if page is None else _read(page, tags)
    for field in FIELDS:
        written = getattr(truth, field)
        if page is None or read[field] != written:
            yield Difference(field, truth.url, written, read.get(field))


def _read(page: ExtractedPage, tags: Tags) -> Mapping[str, object]:
    published = page.published.first if page.published else None
    modified = page.modified.first if page.modified else None
    return {
        "title": page.title,
        "language": page.language,
        "published": published,
        "edited": modified if modified != published else None,  # pages that were never changed say so by equal days
        "paragraphs": page.paragraphs,
        "signature": page.signature,
        "dateline": page.dateline,
        "events": frozenset((event.first, event.last) for event in page.events),
        "alternates": frozenset(page.alternates),
        "countries": frozenset(tags.values(MentionKind.COUNTRY)),
        "organisations": frozenset(tags.values(MentionKind.ORGANISATION)),
    }


def by_address(releases: Iterable[Release]) -> dict[str, Release]:
    """Each release under every address that it was seen at."""
    return {address: release for release in releases for address in release.addresses}


def report(found: Collection[Difference], *, examples: int = 1) -> str:
    """The differences grouped by field, most frequent first, each with a count and some examples: lines to read."""
    groups = {field: [entry for entry in found if entry.field == field] for field in FIELDS}
    lines = []
    for field, entries in sorted(groups.items(), key=lambda group: -len(group[1])):
        if entries:
            lines.append(f"{field}: {len(entries)}")
        for entry in entries[:examples]:
            written, read = _apart(entry.written, entry.read)
            lines += [f"  {entry.url}", f"    written: {written}", f"    read:    {read}"]
    return "\n".join(lines)


def _apart(written: object, read: object) -> tuple[object, object]:
    """Of sets and texts only what the other side lacks, unless it is the order alone that differs."""
    if not isinstance(written, frozenset | tuple) or not isinstance(read, frozenset | tuple):
        return written, read
    lost = [entry for entry in written if entry not in read]
    foreign = [entry for entry in read if entry not in written]
    return (lost, foreign) if lost or foreign else (written, read)


def side_by_side(truth: Truth, page: ExtractedPage | None) -> str:
    """Title, day, first and last line of a release as written, and below each as read: for the eye."""
    written = (truth.title, truth.published, truth.paragraphs[0], truth.paragraphs[-1])
    read: tuple[object, ...] = ("(not read)",) * 4
    if page is not None:
        first, last = (page.paragraphs[0], page.paragraphs[-1]) if page.paragraphs else ("", "")
        read = (page.title, page.published.first if page.published else None, first, last)
    lines = [truth.url]
    for name, one, other in zip(("title", "day", "first", "last"), written, read, strict=True):
        lines += [f"  {name:5}  {one}", f"  {'  =' if one == other else '  ≠':5}  {other}"]
    return "\n".join(lines)
