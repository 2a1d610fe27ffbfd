"""The real releases of corpus/, as pages for the tagger, and sentences of them that were labelled by reading.

A label file names a sentence by release, offsets in the body and the first digits of its SHA-256, and its spans by
offsets in the sentence. It holds no text: it is read together with the gold folder.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.frame import SetAbsent
from ratssearch.models import ExtractedPage
from ratssearch.text import collapse

_PARAGRAPH = re.compile(r"\n[ \t\xa0\\]*\n|\n(?= *(?:[-*•]|\d+\.) )")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_LEADER = re.compile(r"^(?:[-*•>#]+|\d+\.)\s+")
_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!Mr\.)(?<!Ms\.)(?<!Dr\.)(?<!Mrs\.)(?<!Jr\.)(?<!St\.)[”\"’)]* (?=[“\"A-Z])"
)


@dataclass(frozen=True, slots=True)
class Real:
    """One release of the corpus."""

    id: str
    page: ExtractedPage


@functools.cache
def releases(folder: Path) -> dict[str, Real]:
    """All releases by id, from every *.jsonl.gz in the folder; raises SetAbsent."""
    found: dict[str, Real] = {}
    for path in sorted(folder.glob("*.jsonl.gz")) if folder.is_dir() else ():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                found[row["id"]] = Real(row["id"], page(row["title"], row["text"]))
    if not found:
        raise SetAbsent("no releases in corpus/")
    return found


def page(title: str, text: str) -> ExtractedPage:
    """A release of the corpus without its Markdown; list items are paragraphs."""
    parts = (_LEADER.sub("", part.strip()) for part in _PARAGRAPH.split(text))
    plain = (collapse(_LINK.sub(r"\1", part).replace("**", "").replace("\\", "")).strip("*_ ") for part in parts)
    return ExtractedPage(collapse(title), tuple(part for part in plain if part), "en", None)


def sentences(body: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a body."""
    found: list[tuple[int, int]] = []
    start = 0
    for paragraph in body.split("\n\n"):
        ends = [match.end() for match in _SENTENCE.finditer(paragraph)]
        for first, last in zip([0, *ends], [*ends, len(paragraph)], strict=True):
            if paragraph[first:last].strip():
                found.append((start + first, start + first + len(paragraph[first:last].rstrip())))
        start += len(paragraph) + 2
    return found


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
