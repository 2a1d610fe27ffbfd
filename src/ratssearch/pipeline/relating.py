"""After reading: which releases say the same. Duplicates become one release, copies and siblings are linked.

Follows the archive's changes like an index does: a killed run repeats the last steps, and doing them again changes
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from ratssearch.archive import Archive
from ratssearch.models import Relation, RelationKind, Release
from ratssearch.pipeline.reports import Listener, Progress, Step, silent
from ratssearch.relate import Facts, best, candidate_pairs, compare, facts_of, sibling, signature
from ratssearch.relate.duplicates import Comparison, Likeness
from ratssearch.relate.siblings import DAYS

FOLLOWER = "relations"  # under which the archive notes how far the changes were followed
_BATCH = 500
_TOGETHER = timedelta(days=1)


def relate(archive: Archive, listener: Listener = silent) -> int:
    """Bring relations up to the archive's latest change; how many releases were looked at."""
    changed = _take_fingerprints(archive)
    if changed:
        copies = _duplicates(archive, changed)
        living = [release_id for release_id in changed if release_id in copies.alive]
        for number, release_id in enumerate(living, 1):
            _link(archive, release_id, copies.of[release_id])
            listener(Progress(Step.RELATE, number, len(living)))
    # Relations are changes too, for whoever follows: this run made them and need not see them again.
    archive.move_index_cursor(FOLLOWER, archive.latest_change(), "")
    return len(changed)


def relate_all(archive: Archive, listener: Listener = silent) -> int:
    """Look at every release again, for texts and tags may all have changed."""
    archive.move_index_cursor(FOLLOWER, 0, "")
    return relate(archive, listener)


def _take_fingerprints(archive: Archive) -> list[str]:
    """Fingerprint what changed since the last time; ids in the order of their changes."""
    change, _ = archive.index_cursor(FOLLOWER)
    seen: dict[str, None] = {}
    while batch := archive.changes_after(change, _BATCH):
        releases = [entry.release for entry in batch if entry.release is not None]
        archive.keep_fingerprints({release.id: signature(release.page) for release in releases})
        seen |= dict.fromkeys(release.id for release in releases)
        change = batch[-1].number
    return list(seen)


class _Copies:
    """Copies found of each release, and which releases there still are."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.alive = set(ids)
        self.of: dict[str, list[Relation]] = defaultdict(list)


def _duplicates(archive: Archive, changed: Iterable[str]) -> _Copies:
    """Merge what is the same text at two addresses of one source, and find copies."""
    kept = archive.fingerprints()
    ids = [release_id for release_id, _ in kept]
    found, wanted = _Copies(ids), set(changed)
    for one, two in sorted(candidate_pairs([held for _, held in kept])):
        older, newer = ids[one], ids[two]
        if not {older, newer} & wanted or not {older, newer} <= found.alive:
            continue
        first, second = archive.get_release(older), archive.get_release(newer)
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


def _link(archive: Archive, release_id: str, copies: list[Relation]) -> None:
    """Keep a release's copies and siblings. A sibling must be the best of both, or two meetings of one day mix."""
    release = archive.get_release(release_id)
    if release is None:
        return
    others = _possible_siblings(archive, release)
    siblings = [
        relation
        for relation in _siblings(facts_of(release), others)
        if any(
            back.other == release_id
            for back in _siblings(others[relation.other], {**others, release_id: facts_of(release)})
        )
    ]
    archive.replace_relations(release_id, [*copies, *siblings])


def _siblings(one: Facts, others: dict[str, Facts]) -> tuple[Relation, ...]:
    found = [relation for other in others.values() if (relation := sibling(one, other))]
    return best(found, {key: facts.release.page.language for key, facts in others.items()})


def _possible_siblings(archive: Archive, release: Release) -> dict[str, Facts]:
    """Releases of the source published within days of this one; for one without a date those that its page names."""
    if release.page.published:
        ids = archive.published_near(release.source_id, release.page.published.first, 2 * DAYS)
    else:
        ids = tuple(found for _, url in release.page.alternates for found in archive.find_releases(url))
    found = (archive.get_release(other) for other in ids if other != release.id)
    return {other.id: facts_of(other) for other in found if other is not None and other.source_id == release.source_id}
