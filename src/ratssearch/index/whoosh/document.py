"""What the index keeps of a release: plain values, ready to be written and cheap to send to another process."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from ratssearch.models import MentionKind, Release

UNDATED = -(2**31)  # in place of a day where there is none
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SEPARATOR = "\x1f"  # between the texts of one hit


class Document(NamedTuple):
    """One release as the index sees it. Days are proleptic ordinals (date.toordinal)."""

    id: str
    url: str
    title: str
    body: bytes  # UTF-8; in a helping process a view of what came in
    source: str
    language: str
    countries: tuple[tuple[str, bool], ...] = ()  # value, and whether the release is about it; most salient first
    organisations: tuple[tuple[str, bool], ...] = ()
    unlisted: tuple[tuple[str, bool], ...] = ()
    persons: tuple[tuple[str, bool], ...] = ()
    first: int = UNDATED  # days of publication
    last: int = UNDATED
    precision: str = ""
    basis: str = "unknown"
    events: tuple[tuple[int, int], ...] = ()
    seen: int = 0  # microseconds since 1970 UTC

    @property
    def year(self) -> str:
        return "unknown" if self.first == UNDATED else f"{date.fromordinal(self.first).year:04}"


def document(release: Release) -> Document:
    """The searchable part of a release."""
    page, published = release.page, release.page.published
    values: dict[MentionKind, list[tuple[str, bool]]] = {kind: [] for kind in MentionKind}
    for fact in release.tags.entities:
        values[fact.kind].append((_clean(fact.entity), fact.about))
    return Document(
        id=_clean(release.id),
        url=_clean(release.url),
        title=_clean(page.title),
        body=encoded(page.body),
        source=_clean(release.source_id),
        language=_clean(page.language),
        countries=_once(values[MentionKind.COUNTRY]),
        organisations=_once(values[MentionKind.ORGANISATION]),
        unlisted=_once(values[MentionKind.UNLISTED]),
        persons=_once(values[MentionKind.PERSON]),
        first=published.first.toordinal() if published else UNDATED,
        last=published.last.toordinal() if published else UNDATED,
        precision=published.precision.value if published else "",
        basis=published.basis.value if published else "unknown",
        events=tuple((event.first.toordinal(), event.last.toordinal()) for event in page.events),
        seen=(release.first_seen - _EPOCH) // timedelta(microseconds=1),
    )


def seen_at(microseconds: int) -> datetime:
    """The time that Document.seen stands for."""
    return _EPOCH + timedelta(0, 0, microseconds)


def encoded(text: str) -> bytes:
    """UTF-8; lone surrogates, which no file can hold, become question marks, so that offsets stay."""
    return text.encode("utf-8", "replace")


def _once(pairs: list[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    """Each value once."""
    return tuple(pairs) if len(pairs) < 2 else tuple(dict(reversed(pairs)).items())[::-1]


def _clean(text: str) -> str:
    """A short text that can stand beside others: no separator and no line feed in it; offsets stay."""
    if text.isprintable():  # holds no control characters and no surrogates
        return text
    return encoded(text).decode().replace(SEPARATOR, " ").replace("\n", " ")
