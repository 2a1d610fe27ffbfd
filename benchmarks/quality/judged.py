"""Mentions on newswire that were judged by eye: precision of countries and organisations, false slips.

The sample was drawn once; its file says of each mention whether it is right. Precision is over the mentions of the
sample that the tagger still makes, `judged_kept` the share of the right ones that it still makes. Every slip that is
found anywhere counts as false unless the file calls it right.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.frame import Figure, share
from benchmarks.quality.newswire import stories
from ratssearch.enrich import load_gazetteer
from ratssearch.models import MentionKind

FOLDER = Path(__file__).with_name("judged")
Key = tuple[str, str, str, str]  # story, field, start-end, entity


def verdicts(name: str) -> dict[Key, bool]:
    """The judged mentions of a file, and whether each is right."""
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return {(row[0], row[1], row[2], row[3]): row[4] == "right" for row in rows}


def measure(gold: Path) -> Iterator[Figure]:
    gazetteer = load_gazetteer()
    found: set[Key] = set()
    slips: set[Key] = set()
    every = stories(gold / "entities" / "reuters")
    for story in every:
        for mention in gazetteer.tag(story.page).mentions:
            key = (story.id, mention.field, f"{mention.start}-{mention.end}", mention.entity)
            found.add(key)
            if mention.distance and mention.kind is MentionKind.COUNTRY:
                slips.add(key)
    for kind in ("countries", "organisations"):
        judged = verdicts(f"{kind}.tsv")
        right = {key for key, verdict in judged.items() if verdict}
        yield Figure(f"{kind}.reuters.judged_precision", share(len(right & found), len(judged.keys() & found)))
        yield Figure(f"{kind}.reuters.judged_kept", share(len(right & found), len(right)))
    true = {key for key, verdict in verdicts("misspellings.tsv").items() if verdict}
    yield Figure("misspellings.found", len(slips))
    yield Figure("misspellings.false_per_1000", share(1000 * len(slips - true), len(every)))
