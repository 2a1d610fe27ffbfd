"""Bodies and persons in 450 sentences of real releases, labelled by reading before the tagger saw them.

A discovered body is right if it touches a labelled organisation; a labelled body is found if a discovered or a known
one touches it. Spans that may be called a body or not are left out. A person is right if it touches any labelled
person; recall is over persons whose office the sentence gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.frame import Figure, SetAbsent, share
from benchmarks.quality.releases import Real, digest, releases
from ratssearch.enrich import load_gazetteer
from ratssearch.models import MentionKind

LABELS = Path(__file__).with_name("judged") / "sentences.tsv"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One labelled sentence; spans are offsets in it."""

    with_bodies: bool  # else it is labelled for persons only
    release: str
    start: int  # in the body
    end: int
    digest: str
    spans: dict[str, list[Span]]  # bodies, other, either, office, persons


def sentences(path: Path = LABELS) -> Iterator[Sentence]:
    """The labelled sentences, in the order of the file."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    columns = lines[0].split("\t")
    for line in lines[1:]:
        row = dict(zip(columns, line.split("\t"), strict=True))
        spans = {name: _spans(row[name]) for name in ("bodies", "other", "either", "office", "persons")}
        ((start, end),) = _spans(row["place"])
        yield Sentence(row["labelled"] == "both", row["release"], start, end, row["sha256"], spans)


def _spans(text: str) -> list[Span]:
    pairs = (part.split("-") for part in text.split())
    return [(int(start), int(end)) for start, end in pairs]


def text_of(corpus: dict[str, Real], sentence: Sentence) -> str:
    """The words of a sentence; raises ValueError where the release does not hold it any more."""
    text = corpus[sentence.release].page.body[sentence.start : sentence.end]
    if digest(text) != sentence.digest:
        raise ValueError(f"{LABELS.name}: {sentence.release} holds another sentence at {sentence.start}")
    return text


def touches(span: Span, others: list[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def found_in(corpus: dict[str, Real], sentence: Sentence) -> dict[MentionKind, list[Span]]:
    """What tagging the whole release finds in the sentence."""
    found: dict[MentionKind, list[Span]] = {kind: [] for kind in MentionKind}
    for mention in load_gazetteer().tag(corpus[sentence.release].page).mentions:
        if mention.field == "body" and mention.start < sentence.end and sentence.start < mention.end:
            found[mention.kind].append((mention.start - sentence.start, mention.end - sentence.start))
    return found


def measure(gold: Path) -> Iterator[Figure]:
    corpus = releases(gold / "corpus")
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()

    def count(name: str, hits: Iterator[bool]) -> None:
        for hit in hits:
            right[name] += hit
            of[name] += 1

    lacking = 0
    for sentence in sentences():
        if sentence.release not in corpus:
            lacking += 1
            continue
        text_of(corpus, sentence)
        found, spans = found_in(corpus, sentence), sentence.spans
        bodies, persons = found[MentionKind.UNLISTED], found[MentionKind.PERSON]
        if sentence.with_bodies:
            named = spans["bodies"] + spans["other"]
            counted = [span for span in bodies if touches(span, named) or not touches(span, spans["either"])]
            known = bodies + found[MentionKind.ORGANISATION]
            count("discovered.precision", (touches(span, named) for span in counted))
            count("discovered.recall", (touches(span, known) for span in spans["bodies"]))
        count("persons.precision", (touches(span, spans["office"] + spans["persons"]) for span in persons))
        count("persons.recall", (touches(span, persons) for span in spans["office"]))
    yield from (Figure(name, share(right[name], of[name])) for name in of)
    if lacking:
        raise SetAbsent(f"corpus/ lacks the releases of {lacking} labelled sentences; the figures are of the others")
