"""How Python values stand in SQLite columns: times as sortable text, hostile text made storable."""

from __future__ import annotations

from datetime import UTC, datetime


def to_time(moment: datetime) -> str:
    """UTC text of one fixed width, so that comparing texts compares times; raises ValueError for a naive time."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def from_time(text: str) -> datetime:
    return datetime.fromisoformat(text)  # Python reads the Z as UTC


def from_time_or_none(text: str | None) -> datetime | None:
    return None if text is None else from_time(text)


def storable(text: str) -> str:
    """The text with lone surrogates, which UTF-8 cannot hold, replaced by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
