"""The benchmark corpus: many distinct texts cut from real releases, or Zipfian text where those are absent.

Each text joins runs of paragraphs of two or three releases until it has its drawn length (490 words in the mean); none
stands twice verbatim. Facet values and dates are drawn from skewed distributions with a fixed seed, so that every
engine gets the same documents in every run. Peers are given tokens (folded, stemmed words) made once here.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.stamp import BUILD
from ratssearch.index import analysis

FOLDER = BUILD / "bench"
MEAN_WORDS = 490
_VERSION = 3  # raise when documents change, so that cached peers are built again
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*_#>`|]+")
_FIRST_DAY, _DAYS = date(2005, 1, 1), 7900


@dataclass(frozen=True, slots=True)
class Document:
    """One document as every engine gets it; tokens are separated by single spaces."""

    id: int
    title: str
    body: str
    title_tokens: str
    body_tokens: str
    date: str  # ISO
    year: str
    countries: tuple[str, ...]
    organisations: tuple[str, ...]
    source: str
    language: str


def corpus_name(size: int, real: bool) -> str:
    """The name under which a corpus and the indexes over it are cached."""
    return f"{'releases' if real else 'zipf'}-{size}-v{_VERSION}"


def make_corpus(size: int, gold: Path | None) -> Path:
    """The JSON Lines file of `size` documents, made once and kept under build/bench."""
    source = gold and next(iter(sorted(gold.glob("corpus/*.jsonl.gz"))), None)
    path = FOLDER / corpus_name(size, bool(source)) / "documents.jsonl"
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    random_source = random.Random(7549)
    texts = _recombined(source, random_source) if source else _zipfian(random_source)
    partial = path.with_suffix(".part")
    with partial.open("w", encoding="utf-8") as handle:
        for number in range(size):
            title, body = next(texts)
            handle.write(json.dumps(_document(number, title, body, random_source), ensure_ascii=False) + "\n")
    partial.replace(path)
    return path


def read_corpus(path: Path, limit: int | None = None) -> Iterator[Document]:
    """Documents in order, at most `limit`."""
    with path.open(encoding="utf-8") as handle:
        for number, line in enumerate(handle):
            if number == limit:
                return
            values = json.loads(line)
            values["countries"] = tuple(values["countries"])
            values["organisations"] = tuple(values["organisations"])
            yield Document(**values)


def _document(number: int, title: str, body: str, random_source: random.Random) -> dict[str, object]:
    day = _FIRST_DAY + timedelta(days=int(_DAYS * random_source.random() ** 0.6))
    return {
        "id": number,
        "title": title,
        "body": body,
        "title_tokens": _tokens(title),
        "body_tokens": _tokens(body),
        "date": day.isoformat(),
        "year": str(day.year),
        "countries": _skewed(random_source, [a + b for a in "ABCDEFGHKLMNPRSTUZ" for b in "AEGILMNRSTZ"], 5),
        "organisations": _skewed(random_source, [f"organisation-{n}" for n in range(400)], 6),
        "source": f"source_{min(int(random_source.paretovariate(0.9)), 20)}",
        "language": random_source.choices(["en", "ru", "zh", "fr", "es", "ar"], [60, 20, 8, 6, 4, 2])[0],
    }


def _tokens(text: str) -> str:
    """Stems of plain ASCII words and numbers: what every peer's white-space tokenizer takes without loss."""
    return " ".join(stem for word in analysis.words(text) if (stem := analysis.stem(word)).isascii() and stem.isalnum())


def _skewed(random_source: random.Random, values: list[str], most: int) -> list[str]:
    count = min(int(random_source.expovariate(0.4)), most)
    drawn = {values[min(int(random_source.paretovariate(0.7)) - 1, len(values) - 1)] for _ in range(count)}
    return sorted(drawn)


def _recombined(source: Path, random_source: random.Random) -> Iterator[tuple[str, str]]:
    """Endless (title, body), each body distinct."""
    releases: list[tuple[str, list[str]]] = []
    with gzip.open(source, "rt", encoding="utf-8") as handle:
        for line in handle:
            values = json.loads(line)
            plain = _MARKS.sub("", _LINK.sub(r"\1", values["text"]))
            paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", plain)]
            releases.append((values["title"], [part for part in paragraphs if part]))
    releases = [release for release in releases if release[1]]
    seen: set[int] = set()
    while True:
        body = _joined(releases, random_source)
        if hash(body) not in seen:
            seen.add(hash(body))
            yield random_source.choice(releases)[0], body


def _joined(releases: list[tuple[str, list[str]]], random_source: random.Random) -> str:
    wanted = max(30, int(random_source.lognormvariate(0, 0.55) * MEAN_WORDS * 0.86))
    parts: list[str] = []
    words = 0
    while words < wanted:
        paragraphs = random_source.choice(releases)[1]
        start = random_source.randrange(len(paragraphs))
        for paragraph in paragraphs[start : start + random_source.randint(2, 8)]:
            taken = paragraph.split()[: max(wanted - words, 1)]
            parts.append(" ".join(taken))
            words += len(taken)
            if words >= wanted:
                break
    return "\n\n".join(parts)


def _zipfian(random_source: random.Random) -> Iterator[tuple[str, str]]:
    """Endless (title, body) of made-up words with Zipfian frequencies, for machines without the real corpus."""
    syllables = ["ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ra", "se", "ti", "vo", "zu", "ter", "nal"]
    vocabulary = list({"".join(random_source.choices(syllables, k=random_source.randint(1, 4))) for _ in range(60000)})
    vocabulary.sort()
    random_source.shuffle(vocabulary)
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    while True:
        count = max(30, int(random_source.lognormvariate(0, 0.55) * MEAN_WORDS * 0.86))
        drawn = random_source.choices(vocabulary, weights, k=count + 8)
        yield " ".join(drawn[:8]), ". ".join(" ".join(drawn[i : i + 17]) for i in range(8, count + 8, 17)) + "."
