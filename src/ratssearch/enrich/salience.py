"""Which entities a release is about: points for where and how often each is mentioned.

A release is about an entity that stands in its title or dateline, or often enough, early enough. The weights were
fitted once on newswire with editors' country codes and rounded; docs/enrichment.md tells how.
"""

from __future__ import annotations

from collections.abc import Iterable

from ratssearch.models import EntityFact, Mention, MentionKind

TITLE, DATELINE, LEAD, BODY = 3.0, 3.0, 2.0, 1.0
ENOUGH = 2.0  # points from which a release is about an entity
MOST = 4  # mentions in the body that count

# How much a mention says, by the rule that gave it.
STRENGTH = {"city": 0.5, "capital": 0.7, "state": 0.7, "misspelling": 0.7, "home": 0.4}


def facts(mentions: Iterable[Mention], leads: int) -> tuple[EntityFact, ...]:
    """One fact for each entity, most salient first. `leads` is where the first paragraph of the body ends."""
    points: dict[tuple[MentionKind, str], float] = {}
    counts: dict[tuple[MentionKind, str], int] = {}
    for mention in mentions:
        key = (mention.kind, mention.entity)
        count = counts[key] = counts.get(key, 0) + 1
        if mention.field == "title":
            weight = TITLE
        elif mention.field == "dateline":
            weight = DATELINE
        elif mention.start < leads:
            weight = LEAD
        else:
            weight = BODY if count <= MOST else 0.0
        points[key] = points.get(key, 0.0) + weight * STRENGTH.get(mention.rule, 1.0)
    order = sorted(points, key=lambda key: (-points[key], key[0].value, key[1]))
    return tuple(
        EntityFact(kind, entity, points[kind, entity] >= ENOUGH, counts[kind, entity]) for kind, entity in order
    )
