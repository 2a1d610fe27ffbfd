"""Siblings among many releases of the same days: each is read once, and none where there is one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from archive.samples import SITE, fetched, page
from ratssearch.archive import Archive, open_archive
from ratssearch.models import EntityFact, MentionKind, Tags
from ratssearch.pipeline.neighbours import Neighbours

FIRST = date(2026, 3, 1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "archive.sqlite") as opened:
        yield opened


def keep(archive: Archive, path: str, language: str, day: date, number: int) -> str:
    """A release that says nothing but its number and its countries."""
    content = replace(page(f"Title {path}", f"{number} people met, says {path}.", day=day), language=language)
    entities = tuple(EntityFact(MentionKind.COUNTRY, code, True, 1) for code in ("KZ", "UZ"))
    kept = archive.keep_fetch("press", fetched(f"{SITE}/{path}", path.encode()))
    return archive.keep_edition(kept.key, content, Tags((), entities)).release_id


def reads(archive: Archive, asked: list[tuple[str, date]]) -> tuple[dict[str, list[str]], int]:
    """Siblings of each release, and how many releases were read to know them."""
    neighbours = Neighbours(archive)
    with patch.object(Archive, "get_release", autospec=True, side_effect=Archive.get_release) as get:
        found = {
            release_id: [relation.other for relation in neighbours.siblings("press", release_id, day)]
            for release_id, day in asked
        }
    return found, get.call_count


def test_one_language_needs_no_reading(archive: Archive) -> None:
    """However many releases share a few days."""
    asked = [
        (keep(archive, f"news/{number}", "en", day, 100 + number), day)
        for number in range(12)
        for day in [FIRST + timedelta(number // 4)]
    ]
    assert reads(archive, asked) == ({release_id: [] for release_id, _ in asked}, 0)


def test_each_is_read_once_where_there_are_two(archive: Archive) -> None:
    """Day after day, pairs are found from both sides, over the days between them too; a second source is another
    matter."""
    asked: list[tuple[str, date]] = []
    for number in range(10):
        day = FIRST + timedelta(2 * number)
        asked.append((keep(archive, f"x/{number}", "en", day, 100 + number), day))
        later = day + timedelta(1)
        asked.append((keep(archive, f"y/{number}", "ru", later, 100 + number), later))
    found, read = reads(archive, sorted(asked, key=lambda entry: entry[1]))
    pairs = [(one, two) for (one, _), (two, _) in zip(asked[::2], asked[1::2], strict=True)]
    assert found == {one: [two] for one, two in pairs} | {two: [one] for one, two in pairs}
    assert read == len(asked)
    assert Neighbours(archive).siblings("other", asked[0][0], asked[0][1]) == []


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar(archive: Archive, day: date) -> None:
    """A page may bear any date."""
    one, two = keep(archive, "x/1", "en", day, 300), keep(archive, "y/1", "ru", day, 300)
    assert reads(archive, [(one, day)])[0] == {one: [two]}
