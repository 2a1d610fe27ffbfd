"""Write the fetch log as WARC 1.1 (ISO 28500), one gzip member per record, for other tools and for `import`.

Of each look: a metadata record with what WARC has no field for, then the answer. Bytes that an earlier record of the
file holds are written as a revisit of it. Record ids are made from the log, so the same log gives the same file.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ratssearch.archive.values import Exchange
from ratssearch.models import Outcome
from ratssearch.text import collapse

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
LOOK = "ratssearch-look"  # the field that marks our own metadata records; its value is the outcome

# The body is kept decompressed and whole, so these no longer describe what follows them. Renamed as other tools do.
_WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_NAMES = uuid.UUID("7a5d0d3c-6a4f-5f0e-9b43-52415453aaaa")  # namespace of our record ids


class WarcFile:
    """A WARC file in the making."""

    def __init__(self, out: BinaryIO, name: str, software: str, at: datetime) -> None:
        """Begin the file called `name` with its warcinfo record; `at` is when its first record was taken."""
        self._writer = WARCWriter(out, gzip=True, warc_version="1.1")
        self.records = 0
        fields = {
            "software": software,
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        }
        headers = {**_named("warcinfo", name), "WARC-Date": warc_date(at), "WARC-Filename": name}
        self._record("", "warcinfo", headers, _fields(fields), "application/warc-fields")

    def add(self, look: Exchange) -> None:
        """Write one look: what we know of it, and the answer if there was one."""
        answer_id = _named("answer", _identity(look))["WARC-Record-ID"]
        about = _about(look)
        headers = {**_named("metadata", _identity(look)), "WARC-Date": warc_date(look.fetched_at)}
        if look.status:
            headers["WARC-Concurrent-To"] = answer_id
        self._record(look.final_url, "metadata", headers, _fields(about), "application/warc-fields")
        if not look.status:
            return
        headers = {"WARC-Record-ID": answer_id, "WARC-Date": warc_date(look.fetched_at)}
        if look.original is not None:
            self._add_revisit(look, headers)
        else:
            self._add_response(look, headers)

    def _add_response(self, look: Exchange, headers: dict[str, str]) -> None:
        body = look.body or b""
        if look.body is None:
            headers["WARC-Truncated"] = "unspecified"  # only the headers of pages that were refused are kept
        headers["WARC-Payload-Digest"] = payload_digest(body)
        record = self._writer.create_warc_record(
            look.final_url,
            "response",
            payload=BytesIO(body),
            length=len(body),
            warc_headers_dict=headers,
            http_headers=_http_headers(look, len(body)),
        )
        self._write(record)

    def _add_revisit(self, look: Exchange, headers: dict[str, str]) -> None:
        original = look.original
        assert original is not None
        headers |= {
            "WARC-Profile": NOT_MODIFIED if look.status == HTTPStatus.NOT_MODIFIED else IDENTICAL,
            "WARC-Payload-Digest": payload_digest(look.body or b""),
            "WARC-Refers-To": _named("answer", f"{original.key} {warc_date(original.fetched_at)}")["WARC-Record-ID"],
            "WARC-Refers-To-Target-URI": original.url,
            "WARC-Refers-To-Date": warc_date(original.fetched_at),
        }
        record = self._writer.create_warc_record(
            look.final_url,
            "revisit",
            warc_headers_dict=headers,
            http_headers=_http_headers(look, None),
        )
        self._write(record)

    def _record(self, uri: str, kind: str, headers: dict[str, str], payload: bytes, media: str) -> None:
        record = self._writer.create_warc_record(
            uri,
            kind,
            payload=BytesIO(payload),
            length=len(payload),
            warc_headers_dict=headers,
            warc_content_type=media,
        )
        self._write(record)

    def _write(self, record: object) -> None:
        self._writer.write_record(record)
        self.records += 1


def write_warc(out: BinaryIO, looks: Iterable[Exchange], *, name: str, software: str) -> int:
    """Write looks as a WARC file; the number of records. No looks give a file with its warcinfo alone."""
    file: WarcFile | None = None
    for look in looks:
        file = file or WarcFile(out, name, software, look.fetched_at)
        file.add(look)
    file = file or WarcFile(out, name, software, datetime(1970, 1, 1, tzinfo=UTC))
    return file.records


def warc_date(moment: datetime) -> str:
    """WARC 1.1's date, to the microsecond that the log keeps."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def payload_digest(payload: bytes) -> str:
    """SHA-1 in base32, the spelling that other tools compare; our own hash of bodies is SHA-256."""
    return f"sha1:{base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode('ascii')}"


def _identity(look: Exchange) -> str:
    return f"{look.key} {warc_date(look.fetched_at)}"


def _named(kind: str, what: str) -> dict[str, str]:
    return {"WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(_NAMES, f'{kind} {what}')}>"}


def _about(look: Exchange) -> dict[str, str]:
    """What WARC has no field for. `via` is the name that other crawlers use for the page that led here."""
    return {
        LOOK: look.outcome.value,
        "ratssearch-source": look.source_id,
        "ratssearch-role": look.role.value,
        "ratssearch-asked-for": look.url if look.url != look.final_url else "",
        "ratssearch-detail": look.detail if look.outcome not in (Outcome.FETCHED, Outcome.UNCHANGED) else "",
        "via": look.found_on,
        "ratssearch-found-by": look.via,
        "ratssearch-listing-date": look.listing_date,
        "ratssearch-listing-title": look.listing_title,
        "ratssearch-imported-from": look.origin,
    }


def _fields(fields: dict[str, str]) -> bytes:
    lines = (f"{name}: {collapse(value)}\r\n" for name, value in fields.items() if value)
    return "".join(lines).encode("utf-8", "replace")


def _http_headers(look: Exchange, length: int | None) -> StatusAndHeaders:
    """The answer's own headers, made to fit a body that is not coded any more; `length` None leaves them alone."""
    headers = [(_one_line(name), _one_line(value)) for name, value in look.headers]
    if length is not None:
        headers = [(f"x-archive-orig-{name}" if name in _WIRE_HEADERS else name, value) for name, value in headers]
        headers.append(("content-length", str(length)))
    phrases = {status.value: status.phrase for status in HTTPStatus}
    status = f"{look.status} {phrases.get(look.status, '')}".strip()
    return StatusAndHeaders(status, [pair for pair in headers if pair[0]], protocol="HTTP/1.1")


def _one_line(text: str) -> str:
    """A header of a hostile site or file must not begin another one."""
    return " ".join(text.split())
