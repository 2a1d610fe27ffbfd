"""Closeness: phrases of real releases, asked as plain words; those that hold the phrase are to come first.

Phrases of two to five words are drawn with a fixed seed from the sentences of corpus/*.jsonl.gz. A phrase counts where
each of the first three hits holds its words in a row in title or text, or, where fewer releases do, as many as do; who
holds it is found by reading every text.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.quality.frame import Figure, SetAbsent
from ratssearch.index import Engine, open_engine
from ratssearch.index.analysis import words
from ratssearch.models import ExtractedPage, Release, SearchRequest, Sort, Tags

PHRASES, FIRST, SEED = 200, 3, 20260301
_LENGTHS = (2, 3, 4, 5)
_SEEN = datetime(2000, 1, 1, tzinfo=UTC)
_LINK = re.compile(r"\]\([^)]*\)|https?://\S+")
_MARKS = re.compile(r"[*_#>`|\[\]\\]+")
_EDGE = re.compile(r"(?<=[.!?:;,])\s+|\n\s*\n|\s+[-–—]+\s+")
_PLAIN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")
_OPERATORS = {"AND", "OR", "NOT", "MAYBE"}

_Texts = Sequence[tuple[str, str]]  # title and text of each release


def measure(gold: Path) -> Iterator[Figure]:
    """ranking.phrase_first; raises SetAbsent if there is no corpus."""
    files = sorted(gold.glob("corpus/*.jsonl.gz"))
    if not files:
        raise SetAbsent("corpus")
    texts = [text for file in files for text in _texts(file)]
    phrases = list(drawn(texts))
    holders = _holders(texts, phrases)
    with tempfile.TemporaryDirectory() as scratch:
        engine = open_engine(Path(scratch) / "index")
        try:
            engine.rebuild(_releases(texts))
            right = [_comes_first(engine, phrase, held) for phrase, held in zip(phrases, holders, strict=True)]
        finally:
            engine.close()
    yield Figure("ranking.phrase_first", sum(right) / len(right))


def drawn(texts: _Texts, count: int = PHRASES, seed: int = SEED) -> Iterator[str]:
    """Different phrases from sentences drawn at random; stop words, rare words and names as they come."""
    choose = random.Random(seed)
    seen: set[str] = set()
    while len(seen) < count:
        sentences = _EDGE.split(_MARKS.sub("", _LINK.sub("", choose.choice(texts)[1])))
        row = choose.choice(sentences).split()
        length = choose.choice(_LENGTHS)
        start = choose.randrange(max(1, len(row) - length + 1))
        phrase = " ".join(row[start : start + length])
        if _PLAIN.fullmatch(phrase) and phrase not in seen and _OPERATORS.isdisjoint(phrase.split()):
            seen.add(phrase)
            yield phrase


def _holders(texts: _Texts, phrases: Sequence[str]) -> list[set[str]]:
    """The releases that hold each phrase."""
    wanted = [f" {' '.join(words(phrase))} " for phrase in phrases]
    found: list[set[str]] = [set() for _ in phrases]
    for number, fields in enumerate(texts):
        read = [f" {' '.join(words(text))} " for text in fields]
        for held, row in zip(found, wanted, strict=True):
            if any(row in text for text in read):
                held.add(_name(number))
    return found


def _comes_first(engine: Engine, phrase: str, held: set[str]) -> bool:
    request = SearchRequest(text=phrase, sort=Sort.RELEVANCE, limit=FIRST, highlight=False)
    first = [hit.id for hit in engine.search(request).hits][: min(FIRST, len(held))]
    return bool(first) and held.issuperset(first)


def _texts(file: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            found = json.loads(line)
            yield found.get("title") or "", found.get("text") or ""


def _releases(texts: _Texts) -> Iterator[Release]:
    for number, (title, text) in enumerate(texts):
        page = ExtractedPage(title, tuple(text.split("\n\n")), "en", None)
        name = _name(number)
        yield Release(name, "gold", f"https://gold.example/{name}", (), _SEEN, _SEEN, None, 0, 1, page, Tags())


def _name(number: int) -> str:
    return f"gold-{number}"
