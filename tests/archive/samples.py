"""Made-up pages for the archive's tests."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

from ratssearch.archive import Archive, KeptEdition
from ratssearch.models import (
    DateBasis,
    DateFact,
    Discovered,
    ExtractedPage,
    FetchedPage,
    Mention,
    MentionKind,
    Outcome,
    Precision,
    Release,
    Role,
    Tags,
)

START = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
SITE = "https://press.example.org"


def moment(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def found(number: int, *, via: str = "listing", listing_date: str = "", title: str = "") -> Discovered:
    return Discovered(f"{SITE}/news/{number}", Role.RELEASE, via, f"{SITE}/news", listing_date, title)


def fetched(
    url: str,
    body: bytes = b"<html>made up</html>",
    *,
    hours: float = 0,
    role: Role = Role.RELEASE,
    final_url: str = "",
    headers: tuple[tuple[str, str], ...] = (("content-type", "text/html"), ("etag", '"1"')),
) -> FetchedPage:
    digest = hashlib.sha256(body).hexdigest()
    return FetchedPage(
        url, role, Outcome.FETCHED, moment(hours), final_url or url, 200, headers, body, digest, elapsed=0.1
    )


def ended(url: str, outcome: Outcome, *, hours: float = 0, status: int = 0, detail: str = "") -> FetchedPage:
    """A fetch that brought no body."""
    return FetchedPage(url, Role.RELEASE, outcome, moment(hours), url, status, detail=detail)


def page(
    title: str = "A meeting was held",
    *paragraphs: str,
    day: date | None = date(2026, 4, 30),
    canonical_url: str = "",
    version: str = "1",
) -> ExtractedPage:
    published = None if day is None else DateFact(day, day, Precision.DAY, DateBasis.META, str(day))
    return ExtractedPage(
        title,
        paragraphs or ("Made-up delegations met.",),
        "en",
        published,
        canonical_url=canonical_url,
        version=version,
    )


def tags(*countries: str, version: str = "1") -> Tags:
    mentions = tuple(Mention(MentionKind.COUNTRY, code, code, "body", 0, 2, "name") for code in countries)
    return Tags(mentions, (), version)


def crawl_page(
    archive: Archive, shown: FetchedPage, content: ExtractedPage, found_tags: Tags | None = None
) -> KeptEdition:
    """Keep a fetch and what extraction is said to make of it."""
    kept = archive.keep_fetch("made_up", shown)
    assert kept.pending
    return archive.keep_edition(kept.key, content, found_tags or tags())


def only_release(archive: Archive) -> Release:
    (release,) = archive.releases()
    return release
