"""Read WARC files (1.0 and 1.1, plain or gzip, by record or as a whole) record by record, with flat memory."""

from __future__ import annotations

import gzip
import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BufferedIOBase
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

_GZIP_MAGIC = b"\x1f\x8b"
_PAGES = ("response", "revisit", "resource")
_NOTES = 64 * 1024  # bytes of a metadata record that are read


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record that shows a page, or notes on one (`kind` "metadata")."""

    kind: str  # "response", "revisit", "resource" or "metadata"
    url: str
    at: datetime | None  # None: the record does not say, or not readably
    record_id: str = ""
    status: int = 0  # of the HTTP answer; 0 for a resource
    headers: tuple[tuple[str, str], ...] = ()  # lower-case names, in order
    body: bytes = field(default=b"", repr=False)  # transfer coding taken off, content coding left on
    cut: bool = False  # the body is longer than was asked for
    digest: str = ""
    profile: str = ""
    truncated: bool = False  # by the tool that wrote it
    refers_to: str = ""  # address of the record that a revisit repeats
    refers_at: datetime | None = None
    concurrent_to: str = ""
    notes: tuple[tuple[str, str], ...] = ()  # fields of a metadata record


@dataclass(slots=True)
class WarcSummary:
    """What was met in a file besides the records handed out; complete once they were all taken."""

    others: int = 0  # requests, warcinfo and the like
    damage: str = ""  # why the file could not be read to its end, in a sentence


def is_warc(path: Path) -> bool:
    """Whether a file begins as a WARC file does, packed or not."""
    try:
        with _opened(path) as stream:
            return stream.read(5) == b"WARC/"
    except OSError:
        return False


def read_warc(path: Path, limit: int, summary: WarcSummary) -> Iterator[WarcRecord]:
    """Records of a file in their order, bodies up to `limit` bytes. Never raises for what the file holds: a damaged
    end is said in the summary, and what stands before it is handed out."""
    with _opened(path) as stream:
        iterator = ArchiveIterator(stream, verify_http=False, arc2warc=False)
        try:
            for record in iterator:
                found = _record(record, limit)
                if found is not None and found.truncated and _is_short(record):
                    summary.damage = "The file ends in the middle of a record."
                if found is None:
                    summary.others += 1
                else:
                    yield found
        except (ArchiveLoadFailed, EOFError, ValueError, AttributeError, IndexError, TypeError) as error:
            # warcio says by many types that a header is not one; the place is lost then, and so is the rest.
            summary.damage = f"A record cannot be read: {str(error)[:120]}"
        if stream.damage:
            summary.damage = stream.damage


class _Stream:
    """Bytes of a file; a damaged packing ends them and is remembered, where warcio would end without a word."""

    def __init__(self, raw: BufferedIOBase) -> None:
        self._raw = raw
        self._position = 0
        self.damage = ""

    def read(self, size: int = -1) -> bytes:
        if self.damage:
            return b""
        try:
            piece = self._raw.read1(size)  # read() would throw away what came before the damage
        except (EOFError, zlib.error, OSError) as error:
            self.damage = f"The file is damaged or cut off: {str(error)[:120]}"
            return b""
        self._position += len(piece)
        return piece

    def tell(self) -> int:
        return self._position


@contextmanager
def _opened(path: Path) -> Iterator[_Stream]:
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP_MAGIC
        raw.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=raw) as unpacked:  # any number of members, of one record or of many
                yield _Stream(unpacked)
        else:
            yield _Stream(raw)


def _record(record: Any, limit: int) -> WarcRecord | None:
    """A record in our words; None for one that shows no page."""
    kind = record.rec_type
    headers = record.rec_headers
    common: dict[str, Any] = {
        "url": (headers.get_header("WARC-Target-URI") or "").strip(),
        "at": parse_date(headers.get_header("WARC-Date") or ""),
        "record_id": headers.get_header("WARC-Record-ID") or "",
        "concurrent_to": headers.get_header("WARC-Concurrent-To") or "",
    }
    if kind == "metadata":
        return WarcRecord(kind=kind, notes=_notes(record), **common)
    if kind not in _PAGES or not common["url"].lower().startswith(("http:", "https:")):
        return None
    status, answer = _answer(record)
    limit = 0 if _is_media(answer) else limit
    body = _body(record, answer, limit)
    return WarcRecord(
        kind=kind,
        status=status,
        headers=answer,
        body=body[:limit],
        cut=len(body) > limit,
        digest=headers.get_header("WARC-Payload-Digest") or "",
        profile=headers.get_header("WARC-Profile") or "",
        truncated=bool(headers.get_header("WARC-Truncated")) or _is_short(record),
        refers_to=(headers.get_header("WARC-Refers-To-Target-URI") or "").strip("<> "),
        refers_at=parse_date(headers.get_header("WARC-Refers-To-Date") or ""),
        **common,
    )


def _answer(record: Any) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Status and headers of the HTTP answer; a resource has the type that its record names."""
    if record.http_headers is None:
        media = record.rec_headers.get_header("Content-Type") or ""
        return 0, (("content-type", media),) if record.rec_type == "resource" and media else ()
    code = record.http_headers.get_statuscode()
    status = int(code) if code.isascii() and code.isdigit() and len(code) == 3 else 0
    return status, tuple((name.lower().strip(), value.strip()) for name, value in record.http_headers.headers)


def _is_media(answer: tuple[tuple[str, str], ...]) -> bool:
    """Whether the answer is a picture, a film or the like, whose bytes nobody here wants."""
    declared = next((value for name, value in answer if name == "content-type"), "").lower()
    return declared.startswith(("image/", "video/", "audio/", "font/", "application/pdf"))


def _body(record: Any, answer: tuple[tuple[str, str], ...], limit: int) -> bytes:
    chunked = any(name == "transfer-encoding" and "chunked" in value.lower() for name, value in answer)
    # Many tools keep the header and store the body without its chunks: the reader notices and takes it as it is.
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    return bytes(stream.read(limit + 1) or b"")


def _is_short(record: Any) -> bool:
    """Whether the file ended before the record did."""
    stream = record.raw_stream
    left = getattr(stream, "limit", 0)
    return bool(left) and not stream.read(1)


def _notes(record: Any) -> tuple[tuple[str, str], ...]:
    text = record.raw_stream.read(_NOTES).decode("utf-8", "replace")
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line)
    return tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)


def parse_date(text: str) -> datetime | None:
    """A WARC date (a day, a minute, a second or a fraction of one, in UTC); None if it is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


logging.getLogger("warcio").setLevel(logging.ERROR)  # it warns of each blank in an address, and mends it
