"""Several segments made into one, without the documents deleted since: arrays are copied, nothing is analysed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array, ArrayFile, ArrayFileWriter, Layout
from ratssearch.index.whoosh.bodies import Bodies, BodyWriter
from ratssearch.index.whoosh.coding import Large
from ratssearch.index.whoosh.columns import Columns, join
from ratssearch.index.whoosh.derived import Stems, write_derived
from ratssearch.index.whoosh.merge_fields import FieldMerge, FieldPart
from ratssearch.index.whoosh.postings import FieldPostings, close, reserve
from ratssearch.index.whoosh.segment import TEXT_FIELDS
from ratssearch.index.whoosh.strings import SortedStrings, write_strings

SHARED = "body"  # the field whose postings two processes may join


@dataclass(frozen=True, slots=True)
class Source:
    """A segment's content file, and the documents to keep (bool each; None: all)."""

    file: ArrayFile
    keep: Array | None = None

    @property
    def documents(self) -> int:
        return int(self.file.meta["documents"])

    @property
    def kept(self) -> int:
        return self.documents if self.keep is None else int(np.count_nonzero(self.keep))

    @classmethod
    def of(cls, path: Path, deleted: Array) -> Source:
        """A content file, of which some documents are deleted."""
        file = ArrayFile(path)
        if not len(deleted):
            return cls(file)
        keep = np.ones(int(file.meta["documents"]), np.bool_)
        keep[deleted] = False
        return cls(file, keep)


class Sharing(Protocol):
    """Another process that joins the second half of the body's postings."""

    def fill(self, layout: Layout) -> None:
        """Let it begin, in the file under way."""
        ...

    def filled(self) -> tuple[Large, Large]:
        """What did not fit, when it is done; IndexUnavailable if it cannot be."""
        ...


class Merge:
    """What becomes of some segments: the same in each process that opens them."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self.documents = sum(source.kept for source in sources)
        lists = [SortedStrings.read(source.file, "words").all() for source in sources]
        self.words = sorted(set().union(*lists))
        ordinals = dict(zip(self.words, range(len(self.words)), strict=True))
        self._ordinals = [np.fromiter(map(ordinals.__getitem__, part), np.int64, len(part)) for part in lists]
        self._numbers = _new_numbers(sources)

    def field(self, name: str) -> FieldMerge:
        postings = [FieldPostings(source.file, name, source.documents) for source in self.sources]
        return FieldMerge(name, list(map(FieldPart, postings, self._ordinals, self._numbers)), self.documents)

    def derive(self, path: Path, stems: Stems | None) -> None:
        """Write the file that is derived from the merged segment."""
        write_derived(self.words, _columns(self.sources), path, stems)

    def write(self, path: Path, sharing: Sharing | None = None) -> None:
        """Write the merged segment's content file."""
        file = ArrayFileWriter(path)
        try:
            self._write(file, sharing)
            file.meta["documents"] = self.documents
            file.close()
        except BaseException:
            file.discard()
            raise

    def _write(self, file: ArrayFileWriter, sharing: Sharing | None) -> None:
        write_strings(file, "words", self.words)
        fields = [self.field(name) for name in TEXT_FIELDS]
        for field in fields:
            reserve(file, field.name, self.documents, field.sizes)
        layout = file.layout()
        if sharing:
            sharing.fill(layout)
        large: dict[str, list[tuple[Large, Large]]] = {}
        for field in fields:
            last = field.middle if sharing and field.name == SHARED else len(field.sizes.terms)
            large[field.name] = [field.fill(file.path, layout, 0, last)]
        _columns(self.sources).write(file)
        _merge_bodies(self.sources, file)
        if sharing:
            large[SHARED].append(sharing.filled())
        for field in fields:
            close(file, field.name, field.lengths, large[field.name])


def merge(sources: Sequence[Source], path: Path) -> int:
    """Write the merged segment's content file; returns its number of documents."""
    merging = Merge(sources)
    merging.write(path)
    return merging.documents


def _new_numbers(sources: Sequence[Source]) -> list[Array]:
    """For each source the new number of each of its documents; -1 for those that go."""
    numbers, base = [], 0
    for source in sources:
        if source.keep is None:
            own = np.arange(base, base + source.documents)
        else:
            own = np.where(source.keep, base + np.cumsum(source.keep) - 1, -1)
        numbers.append(own)
        base += source.kept
    return numbers


def _columns(sources: Sequence[Source]) -> Columns:
    parts = []
    for source in sources:
        columns = Columns.read(source.file)
        parts.append(columns if source.keep is None else columns.select(source.keep))
    return join(parts)


def _merge_bodies(sources: Sequence[Source], file: ArrayFileWriter) -> None:
    writer = BodyWriter(file)
    for source in sources:
        bodies = Bodies(source.file)
        if source.keep is None:
            writer.add_segment(bodies)
            continue
        for block in range(bodies.blocks()):
            members = bodies.documents(block)
            kept = [number for number in members if source.keep[number]]
            if len(kept) == len(members):
                writer.add_block(*bodies.compressed(block))
            else:
                for number in kept:
                    writer.add(bodies.raw(number))
    writer.close()
