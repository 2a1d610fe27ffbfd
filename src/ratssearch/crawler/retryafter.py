"""The Retry-After header, in both its forms."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 10 * 365 * 86_400.0  # seconds; keeps absurd numbers out of the arithmetic


def retry_after(header: str, now: datetime) -> float | None:
    """Seconds to wait from now, never negative; None when the header is absent or unreadable."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), _LONGEST)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), _LONGEST)
