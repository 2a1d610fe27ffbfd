"""The segment and the codec that stock Whoosh knows: with them its own searcher runs on our files.

Reading only. Our executor (match.py, score.py) answers requests; stock Whoosh on the same index is the second opinion
in tests. Keyword fields have terms here too, made from the columns.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.cache import BytesCache
from ratssearch.index.whoosh.columns import MULTI, SINGLE
from ratssearch.index.whoosh.segment import TEXT_FIELDS, SegmentFile, bytes_of

_CACHE = 16_000_000  # bytes


class ArraySegment(base.Segment):  # type: ignore[misc]
    """A segment as a table of contents lists it: its name, its size and the documents deleted since it was made."""

    def __init__(self, indexname: str, documents: int = 0) -> None:
        super().__init__(indexname)
        self._documents = documents
        self._deleted = b""  # uint32 numbers, ascending

    def codec(self) -> ArrayCodec:
        return ArrayCodec()

    @property
    def deleted(self) -> Array:
        return np.frombuffer(self._deleted, np.uint32)

    def with_deleted(self, numbers: Array) -> ArraySegment:
        """The same segment with further documents deleted."""
        other = ArraySegment(self.indexname, self._documents)
        other.segid = self.segid
        other._deleted = np.union1d(self.deleted, numbers).astype(np.uint32).tobytes()
        return other

    def doc_count_all(self) -> int:
        return self._documents

    def set_doc_count(self, doccount: int) -> None:
        self._documents = doccount

    def deleted_count(self) -> int:
        return len(self._deleted) // 4

    def deleted_docs(self) -> Iterator[int]:
        return iter(self.deleted.tolist())

    def is_deleted(self, docnum: int) -> bool:
        return bool(np.isin(docnum, self.deleted))

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        raise NotImplementedError("Deletions are made by WhooshWriter.")


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Opens our segments for stock Whoosh."""

    def terms_reader(self, storage: Any, segment: ArraySegment) -> TermsReader:
        return TermsReader(_open(storage, segment))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> DocumentReader:
        return DocumentReader(_open(storage, segment), segment)

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        raise NotImplementedError("The index is written by WhooshWriter, not by Whoosh's own writers.")


def _open(storage: Any, segment: ArraySegment) -> SegmentFile:
    return SegmentFile(Path(storage.folder), segment.segment_id(), BytesCache(_CACHE, bytes_of))


class TermsReader(base.TermsReader):  # type: ignore[misc]
    def __init__(self, file: SegmentFile) -> None:
        self._file = file

    def _place(self, fieldname: str, text: bytes) -> int:
        """Where a word stands in its field, or -1."""
        found = self._file.fields[fieldname].places(self._file.ordinal(text.decode()))
        return int(found[0]) if len(found) else -1

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        fieldname, text = term
        if fieldname in TEXT_FIELDS:
            return self._place(fieldname, text) >= 0
        # A value may have lost all its documents in a merge.
        return fieldname in self._file.facets.values and len(self._file.documents_of(fieldname, text.decode())) > 0

    def indexed_field_names(self) -> list[str]:
        return [*TEXT_FIELDS, *SINGLE, *MULTI]

    def _texts(self, fieldname: str) -> list[bytes]:
        if fieldname in TEXT_FIELDS:
            words = self._file.words.all()
            return [words[ordinal] for ordinal in self._file.fields[fieldname].terms.tolist()]
        return [text for text in self._file.facets.values[fieldname] if (fieldname, text) in self]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self.indexed_field_names()):
            for text in self._texts(name):
                yield name, text

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        texts = self._texts(fieldname)
        for text in texts[bisect_left(texts, prefix) :]:
            yield fieldname, text

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for term in self.terms():
            yield term, self.term_info(*term)

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for term in self.terms_from(fieldname, prefix):
            yield term, self.term_info(*term)

    def _postings(self, fieldname: str, text: bytes) -> tuple[Array, Array]:
        """Documents and frequencies of a term. Raises KeyError if it does not occur."""
        if (fieldname, text) not in self:
            raise KeyError((fieldname, text))
        if fieldname in TEXT_FIELDS:
            own = self._file.postings(fieldname, text.decode(), stem=False)
            return own.ids, own.tf
        ids = self._file.documents_of(fieldname, text.decode())
        return ids, np.ones(len(ids), np.int64)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        ids, tf = self._postings(fieldname, text)
        lengths = [1]
        if fieldname in TEXT_FIELDS:
            lengths = self._file.fields[fieldname].decoded_lengths().take(ids).tolist()
        return TermInfo(
            float(tf.sum()), len(ids), min(lengths), max(lengths), float(tf.max()), int(ids[0]), int(ids[-1])
        )

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        ids, tf = self._postings(fieldname, text)
        values = [b""] * len(ids)
        if fieldname in TEXT_FIELDS:
            postings, place = self._file.fields[fieldname], self._place(fieldname, text)
            positions = postings.range_positions(place, place + 1)
            values = [format_.encode(part.tolist()) for part in np.split(positions, np.cumsum(tf)[:-1])]
        return ListMatcher(
            ids.tolist(),
            tf.astype(np.float64).tolist(),
            values,
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def cursor(self, fieldname: str, fieldobj: Any) -> TermCursor:
        return TermCursor(self, fieldname, fieldobj)


class TermCursor(base.FieldCursor):  # type: ignore[misc]
    """Walks the terms of one field; fuzzy queries of stock Whoosh go through it."""

    def __init__(self, reader: TermsReader, fieldname: str, fieldobj: Any) -> None:
        self._texts = [fieldobj.from_bytes(text) for text in reader._texts(fieldname)]
        self._at = 0

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, term: Any) -> str | None:
        self._at = bisect_left(self._texts, term if isinstance(term, str) else term.decode())
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        return self._texts[self._at] if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._at < len(self._texts)


class DocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    def __init__(self, file: SegmentFile, segment: ArraySegment) -> None:
        self._file = file
        self._segment = segment

    def doc_count(self) -> int:
        return self.doc_count_all() - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        return self._file.documents

    def has_deletions(self) -> bool:
        return self._segment.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        return False

    def has_column(self, fieldname: str) -> bool:
        return False

    def _lengths(self, fieldname: str) -> Array:
        if fieldname in TEXT_FIELDS:
            return self._file.fields[fieldname].decoded_lengths()
        return np.ones(self._file.documents, np.int64)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum])

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min())

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max())

    def stored_fields(self, docnum: int) -> dict[str, str]:
        release_id, url, title = self._file.hit(docnum)
        return {"id": release_id, "url": url, "title": title, "body": self._file.bodies.text(docnum)}
