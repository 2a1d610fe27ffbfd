"""WARC files as other tools write them, made up record by record."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline_site import SmallSite
from ratssearch.models import Source

BASE = "https://press.example.org"
HTML = ("Content-Type", "text/html; charset=utf-8")
SITE = SmallSite(size=30, base=BASE)


def source() -> Source:
    return SITE.source(allow_private=False)


def page(number: int, people: str = "") -> bytes:
    """A release page of the small site; with `people`, in another wording."""
    body = SITE.release(number)
    return (body.replace("working meeting", f"working meeting of {people}") if people else body).encode()


def day(number: int) -> str:
    return f"2021-05-{number:02d}T10:00:00Z"


@dataclass
class Made:
    """A WARC file in the making; `path` is written by close()."""

    path: Path
    packed: bool = True
    version: str = "1.0"
    _out: BytesIO = field(default_factory=BytesIO)

    def __post_init__(self) -> None:
        self.writer = WARCWriter(self._out, gzip=self.packed, warc_version=self.version)

    def response(
        self, url: str, body: bytes, at: str, *headers: tuple[str, str], status: str = "200 OK", **more: str
    ) -> Made:
        answer = StatusAndHeaders(status, [*(headers or (HTML,))], protocol="HTTP/1.1")
        self._add(url, "response", body, at, answer, more)
        return self

    def resource(self, url: str, body: bytes, at: str, media: str = "text/html") -> Made:
        record = self.writer.create_warc_record(
            url,
            "resource",
            payload=BytesIO(body),
            length=len(body),
            warc_content_type=media,
            warc_headers_dict={"WARC-Date": at},
        )
        self.writer.write_record(record)
        return self

    def revisit(self, url: str, at: str, profile: str, status: str = "200 OK", **more: str) -> Made:
        """Without a payload, as most tools write it."""
        answer = StatusAndHeaders(status, [HTML], protocol="HTTP/1.1")
        headers = {"WARC-Date": at, "WARC-Profile": profile, **_dashed(more)}
        record = self.writer.create_warc_record(url, "revisit", warc_headers_dict=headers, http_headers=answer)
        self.writer.write_record(record)
        return self

    def _add(self, url: str, kind: str, body: bytes, at: str, answer: StatusAndHeaders, more: dict[str, str]) -> None:
        headers = {"WARC-Date": at, **_dashed(more)}
        record = self.writer.create_warc_record(
            url, kind, payload=BytesIO(body), length=len(body), http_headers=answer, warc_headers_dict=headers
        )
        self.writer.write_record(record)

    def raw(self, text: bytes) -> Made:
        """A record as bytes, for what warcio does not write."""
        self._out.write(gzip.compress(text) if self.packed else text)
        return self

    def close(self) -> Path:
        self.path.write_bytes(self._out.getvalue())
        return self.path


def _dashed(more: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in more.items()}
