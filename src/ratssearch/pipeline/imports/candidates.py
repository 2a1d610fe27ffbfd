"""A saved page, whatever it was saved as, and the fetch that it stands for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ratssearch.crawler.challenge import challenge
from ratssearch.crawler.contenttype import looks_like_html, refused_body, refused_type
from ratssearch.crawler.decode import DecodeError, decoded, gunzip, is_gzip
from ratssearch.crawler.options import CrawlOptions
from ratssearch.models import FetchedPage, Outcome, Role

_KEPT_AS = "x-archive-orig-"  # before headers that no longer describe the stored bytes, as several tools write it
_BLOCKED = (401, 403, 407, 429, 451)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One page of a file, before it is known whether any source wants it."""

    url: str  # as the file has it
    at: datetime | None
    origin: str  # name of the file
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)  # content coding still on
    cut: bool = False
    truncated: bool = False
    digest: str = ""
    revisit: bool = False  # the body is that of another record
    refers_to: str = ""
    refers_at: datetime | None = None
    exact_time: bool = True  # False: `at` is the file's time, which says nothing of the page
    title: str = ""  # as a list beside the page has it
    date: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)  # of our own metadata record

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


class Unusable(Exception):
    """A page that cannot be kept; `reason` is a name of report.REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def page_of(candidate: Candidate, url: str, role: Role, options: CrawlOptions) -> FetchedPage:
    """The fetch that a saved answer stands for, under the same rules as our own fetches; raises Unusable."""
    assert candidate.at is not None
    page = FetchedPage(url, role, Outcome.FETCHED, candidate.at, url, candidate.status, _own_headers(candidate))
    if candidate.status != 200:
        return _failed(page)
    if refused_type(role, candidate.header("content-type")):
        raise Unusable("not-a-page")
    limit = options.max_bytes if role in (Role.RELEASE, Role.LISTING) else options.max_sitemap_bytes
    body = _decoded(candidate, limit)
    if candidate.truncated:
        raise Unusable("truncated")
    if not body.strip():
        raise Unusable("broken")
    if role in (Role.RELEASE, Role.LISTING):
        if challenge(dict(page.headers), body):
            raise Unusable("bot-check")
        if refused_body(role, candidate.header("content-type"), body):
            raise Unusable("not-a-page")
    return filled(page, body)


def filled(page: FetchedPage, body: bytes) -> FetchedPage:
    """The page with a body."""
    digest = hashlib.sha256(body).hexdigest()
    return FetchedPage(
        page.url, page.role, Outcome.FETCHED, page.fetched_at, page.final_url, 200, page.headers, body, digest
    )


def _failed(page: FetchedPage) -> FetchedPage:
    status = page.status
    if status == 410:
        outcome = Outcome.GONE
    elif status == 404:
        outcome = Outcome.MISSING
    elif status in _BLOCKED:
        outcome = Outcome.BLOCKED
    else:
        outcome = Outcome.SERVER_ERROR if status >= 500 else Outcome.HTTP_ERROR
    detail = f"Saved by another program as HTTP {status}."
    return FetchedPage(
        page.url, page.role, outcome, page.fetched_at, page.final_url, status, page.headers, detail=detail
    )


def _decoded(candidate: Candidate, limit: int) -> bytes:
    """The body without its content coding. Tools keep headers and bodies that do not fit each other in both ways."""
    if candidate.cut:
        raise Unusable("too-large")
    raw, coding = candidate.body, candidate.header("content-encoding")
    try:
        if coding:
            return _collected(raw, coding, limit)
        if is_gzip(raw):
            return gunzip(raw, limit)
    except DecodeError as error:
        if coding and looks_like_html(raw):
            coding = ""  # decoded by the tool, which kept the header
        else:
            raise Unusable("too-large" if "larger than" in str(error) else "broken") from error
    if len(raw) > limit:
        raise Unusable("too-large")
    return raw


def _collected(raw: bytes, coding: str, limit: int) -> bytes:
    kept = bytearray()
    for piece in decoded((raw,), coding):
        kept += piece
        if len(kept) > limit:
            raise Unusable("too-large")
    return bytes(kept)


def _own_headers(candidate: Candidate) -> tuple[tuple[str, str], ...]:
    """Headers as the server sent them, where the tool that saved the page renamed some."""
    kept_as = {name.removeprefix(_KEPT_AS) for name, _ in candidate.headers if name.startswith(_KEPT_AS)}
    return tuple(
        (name.removeprefix(_KEPT_AS), value)
        for name, value in candidate.headers
        if name.startswith(_KEPT_AS) or name not in kept_as
    )
