"""The newswire stories of entities/reuters, as pages for the tagger."""

from __future__ import annotations

import functools
import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.frame import SetAbsent
from ratssearch.models import ExtractedPage
from ratssearch.text import collapse

_PARAGRAPH = re.compile(r"\n {3,}")
_SIGNATURE = re.compile(r"\n *R(?:euter|EUTER)\b.*\Z", re.S)


@dataclass(frozen=True, slots=True)
class Story:
    """One story with the editors' labels: places (place names) and orgs (international organisations)."""

    id: str
    page: ExtractedPage
    places: frozenset[str]
    orgs: frozenset[str]


@functools.cache
def stories(folder: Path) -> tuple[Story, ...]:
    """All stories with a body, from every reuters*.jsonl.gz (or .jsonl) in the folder; raises SetAbsent."""
    found: list[Story] = []
    for path in sorted(folder.glob("reuters*.jsonl*")) if folder.is_dir() else ():
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        found.extend(_story(json.loads(line)) for line in content.decode("utf-8").splitlines() if line)
    if not found:
        raise SetAbsent(f"no newswire stories in {folder.name}/ (entities/reuters)")
    return tuple(story for story in found if story.page.paragraphs)


def _story(row: dict[str, object]) -> Story:
    body = _SIGNATURE.sub("", str(row["body"]))
    paragraphs = tuple(text for part in _PARAGRAPH.split(body) if (text := collapse(part)))
    page = ExtractedPage(
        collapse(str(row["title"])), paragraphs, "en", None, dateline=collapse(str(row.get("dateline", "")))
    )
    return Story(str(row["id"]), page, frozenset(row["places"]), frozenset(row["orgs"]))  # type: ignore[call-overload]


def place_codes(folder: Path) -> dict[str, str]:
    """Place name -> ISO alpha-2, states of the past as their successor; raises SetAbsent."""
    path = folder / "places.tsv"
    if not path.is_file():
        raise SetAbsent("entities/reuters/places.tsv")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line]
    return {row[0]: row[1] for row in rows}
