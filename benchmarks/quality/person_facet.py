"""The persons facet of the corpus against names that were drawn from it at random and judged by reading.

300 values of the facet were drawn, half of them frequent (five releases or more) and half rare, and of each one or
two mentions. judged/person_facet.tsv says who is meant at each place, as far as the release and the words there tell,
or "-" for nobody. All releases are tagged anew; the label that the facet shows for what is found at a judged place
must be a name of that person. A drawn name is right if its label is right at every place drawn; places where nothing
is found any more do not count in the precision, but in `facet_kept`. Each half comes from other releases; `_held` is
of the half that was judged after the rules were made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.frame import Figure
from benchmarks.quality.judged import FOLDER
from benchmarks.quality.releases import Real, releases
from ratssearch.enrich import best_spelling, load_gazetteer
from ratssearch.models import Mention, MentionKind, Tags
from ratssearch.text import fold

PERSON = MentionKind.PERSON
NOBODY = "-"
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class Judged:
    """One mention: who is meant at start..end of a field."""

    draw: str  # "tuning-1": mentions of one drawn name share it
    release: str
    field: str
    start: int
    end: int
    persons: tuple[str, ...]  # names of the person meant; empty for nobody

    @property
    def held(self) -> bool:
        return self.draw.startswith("held")


def judged(path: Path = FOLDER / "person_facet.tsv") -> list[Judged]:
    """The judged mentions in the order of the file."""
    lines = path.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return [
        Judged(draw, release, field, *map(int, place.split("-")), () if names == NOBODY else tuple(names.split("|")))
        for draw, release, field, place, names in rows
    ]


def is_name_of(label: str, person: str) -> bool:
    """Whether a label names the person: each of its words is one of theirs or its initial, a surname among them."""
    shown, own = _words(label), _words(person)
    if not shown or not own or (len(shown) > 1 and shown[-1] != own[-1]):
        return False
    return all(any(word in (held, held[0]) or held == word[0] for held in own) for word in shown)


def _words(name: str) -> list[str]:
    words = fold(name).replace(".", " ").replace("-", " ").replace(",", " ").split()
    return [word.strip("'’\"“”()") for word in words if word not in _SUFFIXES]


def facet_labels(tagged: Iterator[Tags]) -> dict[str, str]:
    """Key -> what the facet shows for it, over all releases."""
    spellings: dict[str, Counter[str]] = {}
    for tags in tagged:
        for fact in tags.entities:
            if fact.kind is PERSON:
                spellings.setdefault(fact.entity, Counter())[fact.label] += 1
    return {entity: best_spelling(PERSON, held) for entity, held in spellings.items()}


def measure(gold: Path) -> Iterator[Figure]:
    corpus = releases(gold / "corpus")
    rows = judged()
    wanted = {row.release for row in rows}
    kept: dict[str, tuple[Mention, ...]] = {}
    labels = facet_labels(_tag_all(corpus, wanted, kept))
    verdicts: dict[str, bool] = {}
    found_again = 0
    for row in rows:
        entity = next((m.entity for m in kept[row.release] if _is_at(m, row)), None)
        if entity is None:
            continue
        right = any(is_name_of(labels[entity], person) for person in row.persons)
        found_again += bool(row.persons)
        verdicts[row.draw] = verdicts.get(row.draw, True) and right
    held = [right for draw, right in verdicts.items() if draw.startswith("held")]
    yield Figure("persons.facet_precision", sum(verdicts.values()) / len(verdicts))
    yield Figure("persons.facet_precision_held", sum(held) / len(held))
    yield Figure("persons.facet_kept", found_again / sum(bool(row.persons) for row in rows))


def _tag_all(corpus: dict[str, Real], wanted: set[str], kept: dict[str, tuple[Mention, ...]]) -> Iterator[Tags]:
    gazetteer = load_gazetteer()
    for release_id, real in corpus.items():
        tags = gazetteer.tag(real.page)
        if release_id in wanted:
            kept[release_id] = tuple(mention for mention in tags.mentions if mention.kind is PERSON)
        yield tags


def _is_at(mention: Mention, row: Judged) -> bool:
    return mention.field == row.field and mention.start < row.end and row.start < mention.end
