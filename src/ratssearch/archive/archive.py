"""The archive as the rest of the program sees it: every question and every change, none of the SQL.

Reading is safe from any number of threads and while another process writes. Writing is for the one process that
holds `lock.writer_lock`; its threads take turns. Errors of the file itself are ArchiveError and say what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from ratssearch.archive import (
    bodies,
    changes,
    editions,
    fetches,
    frontier,
    moves,
    names,
    relations,
    releases,
    removal,
    rereading,
    runs,
    templates,
)
from ratssearch.archive.database import Connection, Database
from ratssearch.archive.questions import Questions
from ratssearch.archive.related import Related
from ratssearch.archive.standing import Standing
from ratssearch.archive.values import (
    Change,
    DiscoveredName,
    Forgotten,
    KeptEdition,
    KeptFetch,
    KeptPage,
    LastRequest,
    Moved,
    Reading,
    RunState,
    Why,
)
from ratssearch.models import (
    Discovered,
    Edition,
    ExtractedPage,
    FetchedPage,
    Release,
    SiteTemplates,
    Snapshot,
    Source,
    Tags,
    Validators,
)

_BATCH = 200


def open_archive(path: Path, *, read_only: bool = False, older: bool = False) -> Archive:
    """Open the archive file, made if need be unless read_only; raises ArchiveError where that cannot be.

    With `older`, a file of an older schema is opened too, to be counted and checked: a backup may be one.
    """
    return Archive(Database(path, read_only=read_only, older=older))


class Archive(Questions, Related, Standing):
    """An open archive. Close it, or use it in a `with` block."""

    @property
    def path(self) -> Path:
        return self._database.path

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------ reading releases

    def get_release(self, release_id: str) -> Release | None:
        """The release, or the one that it was merged into, with its current edition; None for an unknown id."""

        def work(connection: Connection) -> Release | None:
            into = relations.merged_into(connection, release_id)
            return releases.get(connection, into or release_id)

        return self._database.read(work)

    def editions(self, release_id: str) -> tuple[Edition, ...]:
        """All editions of a release, oldest first; empty for an unknown id."""
        return self._database.read(lambda connection: releases.editions(connection, release_id))

    def releases(self, source_id: str | None = None) -> Iterator[Release]:
        """All releases (of one source), in the order they were first kept, read in batches: memory stays flat and
        no view of the file is held open in between."""
        place = 0
        while True:
            place, batch = self._batch_after(place, source_id)
            if not batch:
                return
            yield from batch

    def _batch_after(self, place: int, source_id: str | None) -> tuple[int, tuple[Release, ...]]:
        return self._database.read(lambda connection: releases.batch_after(connection, place, source_id, _BATCH))

    def count(self, source_id: str | None = None) -> int:
        """Number of releases (of one source)."""
        return self._database.read(lambda connection: releases.count(connection, source_id))

    def stamps(self, offset: int = 0, limit: int = 50_000) -> tuple[tuple[str, datetime], ...]:
        """(id, when its present content was first seen) of releases in the order they were kept."""
        return self._database.read(lambda connection: releases.stamps(connection, offset, limit))

    def newest_ends(self, source_id: str, limit: int) -> tuple[tuple[str, str], ...]:
        """(first, last) paragraph of the bodies of a source's newest releases, newest first."""
        return self._database.read(lambda connection: releases.newest_ends(connection, source_id, limit))

    def find_releases(self, url: str) -> tuple[str, ...]:
        """Ids of the releases seen at a canonical URL: usually one, several where sources overlap."""
        return self._database.read(lambda connection: releases.find(connection, url))

    def snapshot(self, release_id: str, edition: int | None = None) -> Snapshot | None:
        """The raw page that an edition (None: the current one) was read from."""
        fetch = self._database.read(lambda connection: releases.edition_fetch(connection, release_id, edition))
        return None if fetch is None else self._snapshot_of(fetch)

    # ------------------------------------------------------------ crawling

    def start_run(self, source_id: str, profile: Source | None = None) -> int:
        """Begin a run with that profile; earlier ones that never ended are marked as interrupted."""
        with self._database.write() as connection:
            return runs.start(connection, source_id, _now(), profile)

    def end_run(self, run: int, state: RunState, detail: str = "") -> None:
        with self._database.write() as connection:
            runs.end(connection, run, state, detail, _now())

    def known(self, source_id: str, url: str) -> Validators | None:
        """What the last good fetch of an address left, for a conditional request."""
        return self._database.read(lambda connection: frontier.known(connection, source_id, url))

    def stored(self, body_hash: str) -> bytes | None:
        """A kept raw body by its SHA-256 hex."""

        def work(connection: Connection) -> bytes | None:
            key = bodies.find(connection, body_hash)
            return None if key is None else bodies.load(connection, key)

        return self._database.read(work)

    def pending(self, source_id: str, *, everything: bool = False) -> tuple[Discovered, ...]:
        """Release addresses to fetch: those never fetched first, then those whose next visit is due, or all."""
        return self._database.read(lambda connection: frontier.pending(connection, source_id, _now(), everything))

    def last_requests(self) -> tuple[LastRequest, ...]:
        """When each source was last asked for anything, so that a host's delay holds across runs. Ask before
        start_run(), which takes a killed run for ended."""
        return self._database.read(runs.last_requests)

    def why_due(self, source_id: str, url: str, lastmod: str = "") -> Why | None:
        """Why a release's address that a page names is to be fetched: never fetched, due, or changed as a sitemap
        says (`lastmod`, else the last one that was kept); None if it is not."""
        return self._database.read(lambda connection: frontier.why_due(connection, source_id, url, _now(), lastmod))

    def is_forgotten(self, source_id: str, url: str) -> bool:
        """Whether the operator took the release at this address down for good."""
        return self._database.read(lambda connection: frontier.is_forgotten(connection, source_id, url))

    def keep_found(self, source_id: str, items: Iterable[Discovered], *, run: int | None = None) -> None:
        """Keep addresses that pages pointed at."""
        with self._database.write(durable=False) as connection:
            frontier.meet(connection, source_id, items, run, _now())

    def keep_fetch(
        self,
        source_id: str,
        page: FetchedPage,
        *,
        run: int | None = None,
        found: Iterable[Discovered] = (),
    ) -> KeptFetch:
        """Keep a fetch, whatever its end, and the addresses found before it; durable when this returns."""
        with self._database.write() as connection:
            frontier.meet(connection, source_id, found, run, page.fetched_at)
            return fetches.keep(connection, source_id, page, run)

    # ------------------------------------------------------------ imports and exports

    def keep_import(
        self, source_id: str, page: FetchedPage, *, origin: str, digest: str = "", found: Iterable[Discovered] = ()
    ) -> KeptFetch:
        """Keep a look that another program took; `origin` names the file. A power cut may undo this whole: the file
        is still there, and importing it again brings what is missing."""
        with self._database.write(durable=False) as connection:
            frontier.meet(connection, source_id, found, None, page.fetched_at)
            return fetches.keep(connection, source_id, page, None, origin=origin, digest=digest)

    # ------------------------------------------------------------ extraction and enrichment

    def pending_pages(self) -> Iterator[KeptPage]:
        """Kept release pages that wait for extraction, oldest first; each is gone from here once it is dealt with."""
        for key, _ in self.pending_fetches():
            page = self.pending_page(key)
            if page is not None:
                yield page

    def pending_fetches(self) -> tuple[tuple[int, str], ...]:
        """The kept release pages that wait for extraction, oldest first: (key, source)."""
        return self._database.read(fetches.pending)

    def pending_page(self, fetch: int) -> KeptPage | None:
        return self._database.read(lambda connection: fetches.pending_page(connection, fetch))

    def keep_edition(self, fetch: int, page: ExtractedPage, tags: Tags) -> KeptEdition:
        """Keep what a fetched page says. A power cut may undo this whole: then the page waits for extraction again."""
        with self._database.write(durable=False) as connection:
            return editions.keep(connection, fetch, page, tags)

    def refuse_page(self, fetch: int, outcome: str, detail: str = "") -> None:
        """Say that a fetched page holds no release, by the extractor's word for it."""
        with self._database.write(durable=False) as connection:
            editions.refuse(connection, fetch, outcome, detail)

    # ------------------------------------------------------------ reading kept pages anew

    def release_ids(self) -> Iterator[str]:
        """Ids of all releases, in the order they were first kept; also of those whose pages give no content now."""
        place = 0
        while batch := self._ids_after(place):
            yield from (release_id for _, release_id in batch)
            place = batch[-1][0]

    def _ids_after(self, place: int) -> tuple[tuple[int, str], ...]:
        return self._database.read(lambda connection: rereading.ids_after(connection, place, _BATCH))

    def kept_pages(self, release_id: str) -> Iterator[KeptPage]:
        """Each distinct page that was seen of a release, oldest first."""
        for fetch in self._database.read(lambda connection: rereading.fetches_of(connection, release_id)):
            snapshot = self._snapshot_of(fetch)
            assert snapshot is not None
            yield KeptPage(fetch, snapshot)

    def _snapshot_of(self, fetch: int) -> Snapshot | None:
        return self._database.read(lambda connection: fetches.snapshot(connection, fetch))

    def outdated(self, fetch: int, extractor: str) -> str | None:
        """The release at a fetch's address if another version of the extractor read it: read it anew before the new
        page is compared with it, or a better extractor looks like an edit."""
        return self._database.read(lambda connection: rereading.outdated(connection, fetch, extractor))

    def wait_again(self) -> int:
        """Let all pages that gave no release wait for extraction again; how many."""
        with self._database.write() as connection:
            return rereading.wait_again(connection)

    def replace_editions(self, release_id: str, readings: Sequence[Reading]) -> bool:
        """Make the editions of a release from new readings of all its kept pages; says whether anything changed."""
        with self._database.write(durable=False) as connection:
            return rereading.replace(connection, release_id, readings)

    def replace_tags(self, release_id: str, tags: Mapping[int, Tags]) -> bool:
        """Put new tags on the editions of a release, by edition number; says whether anything changed."""
        with self._database.write(durable=False) as connection:
            return rereading.replace_tags(connection, release_id, tags)

    # ------------------------------------------------------------ what was learnt of sites

    def templates(self, source_id: str) -> SiteTemplates:
        """What was learnt of a source; an empty value if nothing was."""
        return self._database.read(lambda connection: templates.get(connection, source_id))

    def keep_templates(self, source_id: str, learnt: SiteTemplates) -> None:
        """Put what was learnt of a source in the place of what was there."""
        with self._database.write(durable=False) as connection:
            templates.put(connection, source_id, learnt, _now())

    def newest_pages(self, source_id: str, limit: int) -> Iterator[KeptPage]:
        """The pages that the current editions of a source's newest releases were read from, newest release first."""
        for fetch in self._database.read(lambda connection: templates.newest_pages(connection, source_id, limit)):
            snapshot = self._snapshot_of(fetch)
            assert snapshot is not None
            yield KeptPage(fetch, snapshot)

    def release_ids_of(self, source_id: str) -> tuple[str, ...]:
        """Ids of all releases of a source, in the order they were first kept."""
        return self._database.read(lambda connection: templates.release_ids(connection, source_id))

    def discovered_names(self) -> tuple[DiscoveredName, ...]:
        """All spellings of names that were discovered in the editions."""
        return self._database.read(names.every)

    # ------------------------------------------------------------ indexing

    def latest_change(self) -> int:
        """The number of the latest change of any release."""
        return self._database.read(changes.latest)

    def index_cursor(self, index: str) -> tuple[int, str]:
        """The last change that an index holds, and its generation then; (0, "") for an unknown index."""
        return self._database.read(lambda connection: changes.cursor(connection, index))

    def changes_after(self, change: int, limit: int = _BATCH) -> tuple[Change, ...]:
        """The next changes in order. Nothing is skipped: a release changed meanwhile comes later, by its new number."""

        def work(connection: Connection) -> tuple[Change, ...]:
            return tuple(
                Change(number, release_id, releases.get(connection, release_id))
                for number, release_id in changes.above(connection, change, limit)
            )

        return self._database.read(work)

    def move_index_cursor(self, index: str, change: int, generation: str) -> None:
        """Say that an index has committed everything up to `change`."""
        with self._database.write(durable=False) as connection:
            changes.move_cursor(connection, index, change, generation, _now())

    # ------------------------------------------------------------ taking down

    def forget(self, release_id: str, reason: str) -> bool:
        """Take a release down for good: texts and bytes are overwritten, its addresses are never fetched again. False
        for an unknown id."""
        with self._database.write() as connection:
            done = removal.forget(connection, release_id, reason, _now())
        if done:
            self._database.empty_log()
        return done

    def forget_again(self, entries: Iterable[Forgotten]) -> int:
        """Take down what an older copy, put in this archive's place, holds again; how many releases."""
        with self._database.write() as connection:
            number = sum(removal.forget_again(connection, entry) for entry in entries)
        self._database.empty_log()
        return number

    # ------------------------------------------------------------ moving

    def declare_move(self, source_id: str, old: str, new: str) -> Moved:
        """Say that what stood under the base address `old` stands under `new`; both end in a slash."""
        with self._database.write() as connection:
            return moves.declare(connection, source_id, old, new, _now())

    # ------------------------------------------------------------ safety copies

    def backup(self, target: Path) -> None:
        """Write a compact, consistent copy of the whole archive to a file that does not exist yet."""
        self._database.backup_to(target)

    def restore(self, copy: Path) -> None:
        """Put a backup in the place of all that is here; the index is to be rebuilt afterwards."""
        self._database.restore_from(copy)


def _now() -> datetime:
    return datetime.now(UTC)
