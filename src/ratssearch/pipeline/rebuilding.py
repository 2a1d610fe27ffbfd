"""Reindex: make derived data again from the archive, without the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from enum import StrEnum

from ratssearch.archive import Archive
from ratssearch.models import MentionKind, Release, Source
from ratssearch.pipeline.indexing import IndexFollower
from ratssearch.pipeline.reading import PageReader
from ratssearch.pipeline.relating import relate, relate_all
from ratssearch.pipeline.reports import FieldChange, Listener, Progress, ReindexReport, Step, silent
from ratssearch.pipeline.workspace import Workspace

_SAMPLES_PER_FIELD = 5
_LONGEST_SAMPLE = 120  # characters


class Stage(StrEnum):
    """The first stage that is run again; those after it follow."""

    EXTRACT = "extract"
    ENRICH = "enrich"
    INDEX = "index"


def reindex(
    workspace: Workspace, sources: Sequence[Source], *, stage: Stage = Stage.INDEX, listener: Listener = silent
) -> ReindexReport:
    """Run the stages again over the whole archive, write a new index beside the live one and switch to it.

    Each release is rewritten in one step: stopped half-way, all are whole, and the next run does the rest.
    """
    gazetteer = workspace.gazetteer()
    differences = _Differences()
    with workspace.writing("reindex") as archive, IndexFollower(archive, workspace, listener) as index:
        reader = PageReader(archive, sources, gazetteer)
        learnt: dict[str, int] = {}
        if stage is Stage.EXTRACT:
            learnt = reader.learn_all(lambda source_id: listener(Progress(Step.LEARN, 0, None, source_id)))
        recovered = _read_waiting(archive, reader, stage)
        if stage is Stage.EXTRACT:
            _rewrite(archive, reader.read_anew, Step.EXTRACT, differences, listener)
        elif stage is Stage.ENRICH:
            _rewrite(archive, reader.tag_anew, Step.TAG, differences, listener)
        (relate if stage is Stage.INDEX else relate_all)(archive, listener)
        generation = index.rebuild()
        return ReindexReport(
            releases=archive.count(),
            changed=differences.releases,
            fields=dict(differences.fields),
            samples=tuple(differences.samples),
            recovered=recovered,
            withdrawn=differences.withdrawn,
            learnt=learnt,
            generation=generation,
            indexed=index.indexed,
        )


def _read_waiting(archive: Archive, reader: PageReader, stage: Stage) -> int:
    """Read what a killed crawl left unread; from the extract stage on, also what gave no release before."""
    reader.take_all_waiting()
    if stage is not Stage.EXTRACT:
        return 0
    before = archive.count()
    archive.wait_again()
    reader.take_all_waiting()
    return archive.count() - before


def _rewrite(
    archive: Archive, rewrite: Callable[[str], bool], step: Step, differences: _Differences, listener: Listener
) -> None:
    total = archive.count()
    for number, release_id in enumerate(archive.release_ids(), 1):
        before = archive.get_release(release_id)
        if rewrite(release_id):
            differences.note(before, archive.get_release(release_id))
        listener(Progress(step, number, max(number, total)))


class _Differences:
    """What came out differently, with a few samples of each kind."""

    def __init__(self) -> None:
        self.releases = 0
        self.withdrawn = 0
        self.fields: Counter[str] = Counter()
        self.samples: list[FieldChange] = []

    def note(self, before: Release | None, after: Release | None) -> None:
        self.releases += 1
        if after is None:
            self.withdrawn += 1
            self._sample((before.id if before else ""), "content", before.page.title if before else "", "")
            return
        old, new = facts_of(before), facts_of(after)
        changed = [name for name in new if old.get(name, "") != new[name]]
        for name in changed or ["evidence"]:
            self._sample(after.id, name, old.get(name, ""), new.get(name, ""))

    def _sample(self, release_id: str, name: str, before: str, after: str) -> None:
        self.fields[name] += 1
        if self.fields[name] <= _SAMPLES_PER_FIELD:
            self.samples.append(FieldChange(release_id, name, *_where_they_part(before, after)))


def facts_of(release: Release | None) -> dict[str, str]:
    """What a reader would notice of a release, as text by name of the fact."""
    if release is None:
        return {}
    page, tags = release.page, release.tags
    published = page.published
    return {
        "title": page.title,
        "body": page.body,
        "published": "" if published is None else f"{published.first}..{published.last} ({published.basis})",
        "events": ", ".join(f"{event.first}..{event.last}" for event in page.events),
        "language": page.language,
        "signature": page.signature,
        "removed": "\n".join(f"{block.rule}: {block.text}" for block in page.removed),
        "countries": " ".join(sorted(tags.values(MentionKind.COUNTRY))),
        "organisations": " ".join(sorted(tags.values(MentionKind.ORGANISATION))),
        "unlisted": " ".join(sorted(tags.values(MentionKind.UNLISTED))),
        "persons": " ".join(sorted(tags.values(MentionKind.PERSON))),
    }


def _where_they_part(before: str, after: str) -> tuple[str, str]:
    """Both texts from shortly before their first difference, cut to a length that can be shown."""
    same = next((at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), None)
    start = max(0, (min(len(before), len(after)) if same is None else same) - 20)
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    shown = text[start : start + _LONGEST_SAMPLE]
    return f"{'…' if start and shown else ''}{shown}{'…' if start + _LONGEST_SAMPLE < len(text) else ''}"
