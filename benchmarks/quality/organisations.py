"""Organisations: recall of the international organisations that editors noted on newswire stories (ORGS).

Labels are incomplete, so only recall is measured. A label counts as found where the release mentions that body or one
of its parts: the editors' "ec" stands for the Community and its Commission, "worldbank" for the whole group.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.frame import Figure, SetAbsent
from benchmarks.quality.newswire import stories
from ratssearch.enrich import load_gazetteer
from ratssearch.models import MentionKind

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


def measure(gold: Path) -> Iterator[Figure]:
    found = [hit for _, _, hit in labels(gold / "entities" / "reuters")]
    if not found:
        raise SetAbsent("entities/reuters has no story with ORGS")
    yield Figure("organisations.reuters.recall", sum(found) / len(found))
