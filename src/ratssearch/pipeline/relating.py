"""After reading: which releases say the same. Duplicates become one release, copies and siblings are linked.

Follows the archive's changes like an index does: a killed run repeats the last steps, and doing them again changes
nothing.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ratssearch.archive import Archive
from ratssearch.models import Relation, RelationKind, Release
from ratssearch.pipeline.faults import Faults
from ratssearch.pipeline.neighbours import Neighbours
from ratssearch.pipeline.reports import Listener, Progress, Step, silent
from ratssearch.relate import Facts, best, candidate_pairs, compare, facts_of, sibling, signature
from ratssearch.relate.duplicates import Comparison, Likeness

FOLLOWER = "relations"  # under which the archive notes how far the changes were followed
_BATCH = 200
_STAGE = "while releases were compared"  # of a fault
_TOGETHER = timedelta(days=1)


def relate(archive: Archive, listener: Listener = silent, faults: Faults | None = None) -> int:
    """Bring relations up to the archive's latest change; how many releases were looked at. With `faults`, a release
    that a mistake of ours keeps from being compared is left out and noted there."""
    faults = faults or Faults()
    changed = _take_fingerprints(archive, faults)
    if changed:
        copies = _duplicates(archive, changed, faults)
        alive = [entry for release_id, entry in changed.items() if release_id in copies.alive]
        _link_all(archive, alive, copies, listener, faults)
    # Relations are changes too, for whoever follows: this run made them and need not see them again.
    archive.move_index_cursor(FOLLOWER, archive.latest_change(), "")
    return len(changed)


def relate_all(archive: Archive, listener: Listener = silent) -> int:
    """Look at every release again, for texts and tags may all have changed."""
    archive.move_index_cursor(FOLLOWER, 0, "")
    return relate(archive, listener)


@dataclass(frozen=True, slots=True)
class _Changed:
    """A release that changed, by what its neighbours are found with."""

    id: str
    source_id: str
    day: date | None  # of publication


def _take_fingerprints(archive: Archive, faults: Faults) -> dict[str, _Changed]:
    """Fingerprint what changed since the last time; by id, in the order of the changes."""
    change, _ = archive.index_cursor(FOLLOWER)
    seen: dict[str, _Changed] = {}
    while batch := archive.changes_after(change, _BATCH):
        releases = [entry.release for entry in batch if entry.release is not None]
        signatures: dict[str, bytes] = {}
        for release in releases:
            with faults.caught(_STAGE, release.source_id):
                signatures[release.id] = signature(release.page)
        archive.keep_fingerprints(signatures)
        for release in releases:
            day = release.page.published.first if release.page.published else None
            seen[release.id] = _Changed(release.id, sys.intern(release.source_id), day)
        change = batch[-1].number
    return seen


class _Copies:
    """Copies found of each release, and which releases there still are."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.alive = set(ids)
        self.of: dict[str, list[Relation]] = defaultdict(list)


def _duplicates(archive: Archive, changed: Mapping[str, _Changed], faults: Faults) -> _Copies:
    """Merge what is the same text at two addresses of one source, and find copies."""
    kept = archive.fingerprints()
    ids = [release_id for release_id, _ in kept]
    found, wanted = _Copies(ids), set(changed)
    for one, two in sorted(candidate_pairs([held for _, held in kept])):
        older, newer = ids[one], ids[two]
        if not {older, newer} & wanted or not {older, newer} <= found.alive:
            continue
        first, second = archive.get_release(older), archive.get_release(newer)
        comparison = None
        with faults.caught(_STAGE, first.source_id if first else ""):
            comparison = compare(first, second) if first and second else None
        if comparison is None or first is None or second is None:
            continue
        if comparison.likeness is Likeness.COPY:
            found.of[older].append(_copy(second, comparison))
            found.of[newer].append(_copy(first, comparison))
        else:
            stays, goes = _order(first, second)
            if goes.edition_count == 1 and archive.merge(stays.id, goes.id, comparison.evidence):
                found.alive.discard(goes.id)
                wanted.add(stays.id)
    return found


def _order(first: Release, second: Release) -> tuple[Release, Release]:
    """Which of two stays: the one kept first; of two found together (a listing shows the newest first) the one that
    was published first."""
    days = [release.page.published.first for release in (first, second) if release.page.published]
    together = abs(second.first_seen - first.first_seen) <= _TOGETHER
    return (second, first) if together and len(days) == 2 and days[1] < days[0] else (first, second)


def _copy(other: Release, comparison: Comparison) -> Relation:
    return Relation(other.id, RelationKind.COPY, "text", comparison.evidence, comparison.share)


def _link_all(archive: Archive, changed: list[_Changed], copies: _Copies, listener: Listener, faults: Faults) -> None:
    """Keep copies and siblings: source by source and day by day, what has no date last, so that its word counts."""
    neighbours = Neighbours(archive)
    changed.sort(key=lambda entry: (entry.day is None, entry.source_id, entry.day or date.max))
    for start in range(0, len(changed), _BATCH):
        found: dict[str, list[Relation]] = {}
        for number, entry in enumerate(changed[start : start + _BATCH], start + 1):
            with faults.caught(_STAGE, entry.source_id):
                if entry.day is not None:
                    siblings = neighbours.siblings(entry.source_id, entry.id, entry.day)
                else:
                    siblings = _siblings_without_date(archive, entry.id)
                found[entry.id] = [*copies.of.get(entry.id, ()), *siblings]
            listener(Progress(Step.RELATE, number, len(changed)))
        archive.replace_relations(found)


def _siblings_without_date(archive: Archive, release_id: str) -> list[Relation]:
    """Siblings of a release without a date, among those that its page names."""
    release = archive.get_release(release_id)
    if release is None:
        return []
    one = facts_of(release)
    named = (found for _, url in release.page.alternates for found in archive.find_releases(url) if found != one.id)
    others = {other.id: facts_of(other) for other in map(archive.get_release, named) if other is not None}
    return [
        relation
        for relation in _siblings(one, others)
        if any(back.other == one.id for back in _siblings(others[relation.other], {**others, one.id: one}))
    ]


def _siblings(one: Facts, others: dict[str, Facts]) -> tuple[Relation, ...]:
    found = [relation for other in others.values() if (relation := sibling(one, other))]
    return best(found, {key: facts.language for key, facts in others.items()})
