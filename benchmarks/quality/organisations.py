"""Organisations: recall of the international organisations that editors noted on newswire stories (ORGS).

Labels of ORGS are incomplete, so only recall is measured. A label counts as found where the release mentions that body
or one of its parts: the editors' "ec" stands for the Community and its Commission, "worldbank" for the whole group.

entities/nerel: overlap of Russian organisations, known and discovered, with the annotated ones; and of discovered
persons with the annotated ones, recall over those that stand right after an annotated office.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.brat import documents
from benchmarks.quality.frame import Figure, each, share
from benchmarks.quality.newswire import stories
from ratssearch.enrich import load_gazetteer
from ratssearch.models import MentionKind

LABELLED = ("ORGANIZATION", "PERSON", "PROFESSION")
LABELS = {
    "ec": "european-union",
    "opec": "opec",
    "worldbank": "world-bank",
    "gatt": "gatt",
    "imf": "imf",
    "ico-coffee": "international-coffee-organization",
    "icco": "international-cocoa-organization",
    "oecd": "oecd",
    "unctad": "unctad",
    "un": "united-nations",
    "inro": "inro",
    "adb-africa": "african-development-bank",
    "adb-asia": "asian-development-bank",
    "itc": "international-tin-council",
    "iwc-wheat": "international-grains-council",
    "fao": "fao",
    "atpc": "atpc",
    "iea": "iea",
    "gcc": "gcc",
    "oapec": "oapec",
    "isa": "international-sugar-organization",
    "imco": "imo",
    "bis": "bis",
    "euratom": "euratom",
    "ida": "ida",
    "eib": "eib",
    "iwcc": "iwcc",
    "comecon": "comecon",
    "who": "who",
    "unesco": "unesco",
    "nato": "nato",
    "efta": "efta",
    "asean": "asean",
    "eca": "uneca",
    "ecafe": "escap",
    "ilo": "ilo",
    "caricom": "caricom",
    "mfa": "gatt",
    "irsg": "irsg",
    "iaea": "iaea",
    "icao": "icao",
    "ilzsg": "ilzsg",
    "itu": "itu",
    "oau": "african-union",
    "oas": "oas",
}


def labels(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """(story, label, found) for each label of each story; a label that the table lacks counts as not found."""
    gazetteer, kind = load_gazetteer(), MentionKind.ORGANISATION
    for story in stories(folder):
        if not story.orgs:
            continue
        named = set(gazetteer.tag(story.page).values(kind))
        named |= {ancestor for entity in named for ancestor in gazetteer.ancestors(kind, entity)}
        for label in sorted(story.orgs):
            yield story.id, label, LABELS.get(label, "") in named


Place = tuple[int, int]


def touches(place: Place, others: list[Place]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in others)


def hits(places: list[Place], others: list[Place]) -> tuple[int, int]:
    """(how many of the places touch one of the others, how many there are)."""
    return sum(touches(place, others) for place in places), len(places)


def russian(folder: Path) -> Iterator[tuple[str, int, int]]:
    """(figure, hits, of) for each text."""
    gazetteer = load_gazetteer()
    for text in documents(folder, "nerel*.tar*"):
        page = text.page()
        gold = {label: [(s.start, s.end) for s in text.spans if s.label == label] for label in LABELLED}
        found: dict[MentionKind, list[Place]] = {kind: [] for kind in MentionKind}
        for mention in gazetteer.tag(page).mentions:
            found[mention.kind].append((mention.start, mention.end))
        bodies = found[MentionKind.ORGANISATION] + found[MentionKind.UNLISTED]
        persons = found[MentionKind.PERSON]
        ends = [end for _, end in gold["PROFESSION"]]
        with_office = [place for place in gold["PERSON"] if any(0 <= place[0] - end <= 2 for end in ends)]
        yield "organisations.nerel.precision", *hits(bodies, gold["ORGANIZATION"])
        yield "organisations.nerel.recall", *hits(gold["ORGANIZATION"], bodies)
        yield "persons.nerel.precision", *hits(persons, gold["PERSON"])
        yield "persons.nerel.recall", *hits(with_office, persons)


def measure(gold: Path) -> Iterator[Figure]:
    yield from each(_newswire(gold / "entities" / "reuters"), _russian(gold / "entities" / "nerel"))


def _russian(folder: Path) -> Iterator[Figure]:
    sums: dict[str, list[int]] = {}
    for name, right, of in russian(folder):
        held = sums.setdefault(name, [0, 0])
        held[0] += right
        held[1] += of
    yield from (Figure(name, share(right, of)) for name, (right, of) in sums.items())


def _newswire(folder: Path) -> Iterator[Figure]:
    found = [hit for _, _, hit in labels(folder)]
    yield Figure("organisations.reuters.recall", share(sum(found), len(found)))
