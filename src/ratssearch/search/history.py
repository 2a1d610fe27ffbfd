"""Editions of a release side by side, and what was edited of late in the whole corpus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from ratssearch.archive import Archive, EditEvent, EditKind
from ratssearch.errors import NotFound
from ratssearch.models import Edition, Release
from ratssearch.search.answers import Edit, EditionView, EditList
from ratssearch.search.differences import Difference, difference

KINDS = tuple(kind.value for kind in EditKind)


def edition_view(archive: Archive, release: Release, publisher: str, number: int, against: int | None) -> EditionView:
    """An edition beside the one that was seen before it (or `against`); raises NotFound for a number that is none."""
    editions = archive.editions(release.id)
    by_number = {edition.number: edition for edition in editions}
    for wanted in (number, against):
        if wanted is not None and wanted not in by_number:
            known = ", ".join(map(str, sorted(by_number)))
            raise NotFound(f"{release.id} has no edition {wanted}.", hint=f"Its editions are: {known}.")
    edition = by_number[number]
    before = _before(editions, edition) if against is None else by_number[against]
    changed = None if before is None else difference(before.page, edition.page)
    return EditionView(release, publisher, editions, edition, before, changed)


def in_order(editions: Sequence[Edition]) -> tuple[Edition, ...]:
    """Editions as they followed each other: an import may bring an earlier one late, under a higher number."""
    return tuple(sorted(editions, key=lambda edition: (edition.first_seen, edition.number)))


def kind_of(change: Difference) -> str:
    """What an edit is, as the list of edits has it: text (title included) or metadata."""
    titled = any(fact.name == "title" for fact in change.facts)
    return (EditKind.TEXT if titled or change.changes_text else EditKind.METADATA).value


def edit_list(
    archive: Archive,
    sources: Sequence[str],
    kinds: Sequence[str],
    offset: int,
    limit: int,
    publisher: Callable[[str], str],
) -> EditList:
    """Edits and vanished pages, latest first, each with what it changed."""
    events = archive.edits(sources, kinds, offset=offset, limit=limit)
    releases = lru_cache(maxsize=limit or 1)(archive.get_release)
    entries = []
    for event in events:
        release = releases(event.release_id)
        if release is not None:  # else it was taken down just now
            entries.append(_entry(archive, event, release, publisher(event.source_id)))
    return EditList(archive.count_edits(sources, kinds), tuple(entries))


def _entry(archive: Archive, event: EditEvent, release: Release, publisher: str) -> Edit:
    change = None
    title = release.page.title
    if event.kind is not EditKind.VANISHED:
        by_number = {edition.number: edition for edition in archive.editions(release.id)}
        before, after = by_number.get(event.before), by_number.get(event.number)
        if before is not None and after is not None:
            change = difference(before.page, after.page)
            title = after.page.title
    return Edit(
        at=event.at,
        kind=event.kind.value,
        release_id=release.id,
        source=event.source_id,
        publisher=publisher,
        title=title,
        language=release.page.language,
        number=event.number,
        before=event.before,
        change=change,
        last_seen=release.last_seen,
        failed_looks=release.failed_looks if event.kind is EditKind.VANISHED else 0,
    )


def _before(editions: Sequence[Edition], edition: Edition) -> Edition | None:
    ordered = in_order(editions)
    place = ordered.index(edition)
    return ordered[place - 1] if place else None
