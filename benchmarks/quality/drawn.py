"""Names of the unlisted facet and pairs of a release and what it is about, drawn at random and judged by reading.

judged/unlisted.tsv: mentions of unlisted bodies in releases of corpus/, half of frequent names and half of rare ones.
A mention is right if its words are the whole name of one body and nothing else. The figure is over those drawn that
the tagger still makes, `kept` the share of the right ones that it still makes. judged/about.tsv: whether a release is
about a country or a listed body; half of the pairs were about by the tagger's word when they were drawn.

Both are split by release: the `tuned` half was looked at while the rules were made, figures are of the `held` half.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.frame import Figure
from benchmarks.quality.releases import Real, releases
from ratssearch.enrich import load_gazetteer
from ratssearch.models import MentionKind, Tags

FOLDER = Path(__file__).with_name("judged")
PUBLISHER = "US"  # all releases of the corpus are of one house
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of a judged file by column."""
    lines = [line for line in (FOLDER / name).read_text("utf-8").splitlines() if not line.startswith("#")]
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:]]


def is_held(release: str) -> bool:
    """Whether a release belongs to the half that was not looked at while the rules were made."""
    return hashlib.sha256(release.encode()).digest()[0] % 2 == 1


class Tagged:
    """Tags of the corpus's releases, made when asked for."""

    def __init__(self, corpus: dict[str, Real]) -> None:
        self._corpus = corpus
        self._tags: dict[str, Tags] = {}
        self._gazetteer = load_gazetteer()

    def __getitem__(self, release: str) -> Tags:
        if release not in self._tags:
            self._tags[release] = self._gazetteer.tag(self._corpus[release].page, country=PUBLISHER)
        return self._tags[release]


def unlisted(tagged: Tagged, drawn: list[Row]) -> tuple[int, int, int]:
    """(right ones still made, all still made, right ones) of the drawn mentions."""
    made = right_made = right = 0
    for row in drawn:
        places = {
            f"{mention.start}-{mention.end}"
            for mention in tagged[row["release"]].mentions
            if mention.kind is MentionKind.UNLISTED and mention.field == row["field"]
        }
        found, good = row["place"] in places, row["verdict"] == "right"
        made, right_made, right = made + found, right_made + (found and good), right + good
    return right_made, made, right


def about_f1(tagged: Tagged, drawn: list[Row]) -> float:
    """Harmonic mean of precision and recall of "about" over the drawn pairs."""
    both = said = judged = 0
    for row in drawn:
        facts = tagged[row["release"]].entities
        found = any(fact.about for fact in facts if (fact.kind.value, fact.entity) == (row["kind"], row["entity"]))
        good = row["verdict"] == "about"
        both, said, judged = both + (found and good), said + found, judged + good
    return 2 * both / (said + judged)


def measure(gold: Path) -> Iterator[Figure]:
    tagged = Tagged(releases(gold / "corpus"))
    names = rows("unlisted.tsv")
    for figure, held in (("unlisted.facet_precision", True), ("unlisted.tuned_precision", False)):
        right_made, made, right = unlisted(tagged, [row for row in names if is_held(row["release"]) is held])
        yield Figure(figure, right_made / made)
        if held:
            yield Figure("unlisted.facet_kept", right_made / right)
    pairs = rows("about.tsv")
    held_pairs = [row for row in pairs if is_held(row["release"])]
    yield Figure("about.releases_f1", about_f1(tagged, held_pairs))
    yield Figure("about.tuned_f1", about_f1(tagged, [row for row in pairs if not is_held(row["release"])]))
    for kind in (MentionKind.COUNTRY, MentionKind.ORGANISATION):
        yield Figure(
            f"about.{kind.value}_f1", about_f1(tagged, [row for row in held_pairs if row["kind"] == kind.value])
        )
