"""Made-up releases that say the same, or nearly."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

from ratssearch.models import (
    DateBasis,
    DateFact,
    EntityFact,
    EventDate,
    ExtractedPage,
    MentionKind,
    Precision,
    Release,
    Tags,
)

SEEN = datetime(2026, 5, 1, tzinfo=UTC)


def text(words: int, seed: int = 0) -> str:
    """Words that differ from those of another seed."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("aeioklmnrst", k=6)) for _ in range(words))


def release(
    name: str,
    body: str,
    *,
    source: str = "one",
    url: str = "",
    title: str = "A title",
    language: str = "en",
    day: date | None = date(2026, 4, 30),
    alternates: tuple[tuple[str, str], ...] = (),
    countries: tuple[str, ...] = (),
    events: tuple[date, ...] = (),
) -> Release:
    fact = DateFact(day, day, Precision.DAY, DateBasis.META, str(day)) if day else None
    page = ExtractedPage(
        title,
        (body,),
        language,
        fact,
        alternates=alternates,
        events=tuple(EventDate(event, event, Precision.DAY, "", 0, 0) for event in events),
    )
    tags = Tags(entities=tuple(EntityFact(MentionKind.COUNTRY, code, True, 1) for code in countries))
    address = url or f"https://{source}.example/news/{name}"
    return Release(f"{source}-{name}", source, address, (address,), SEEN, SEEN, None, 0, 1, page, tags)
