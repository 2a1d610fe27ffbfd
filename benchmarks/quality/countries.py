"""Countries: against editors' codes on newswire, and against annotated countries in Russian news.

entities/reuters: PLACES of each story with at least one, folded to ISO codes; micro over (story, code).
entities/nerel: the set of countries of each text. A gold span is worth the countries that the gazetteer resolves its
words to, on their own; one that it does not know is a miss, unless it is a people without a country. Cities are no
countries in that annotation, so mentions by city are left out of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.quality.brat import Document, documents
from benchmarks.quality.frame import Figure, each, share
from benchmarks.quality.newswire import place_codes, stories
from ratssearch.enrich import Gazetteer, load_gazetteer
from ratssearch.models import ExtractedPage, MentionKind, Tags

Pairs = set[tuple[str, str]]
BY_CITY = frozenset({"city", "capital", "state", "home"})
# Peoples and groups without a country of their own code, which the annotation counts among nationalities, and names
# to which the gazetteer's neutral rule gives no country (docs/enrichment.md).
NO_COUNTRY = re.compile(
    r"^(?:афро|евре|татар|tatar|индеец|индей|европе|африк|арабск|араб|чечен|дагестан|мордв|мордов|эрзян|уйгур|туарег|хань"
    r"|хуту|тутси|копт|чернокож|рохинджа|оромо|шерп|коса|латиноамерик|индус|москвич|скандинав|славян|осетин|башкир|тибет"
    r"|южн\w+ осети|рюо|абхаз|приднестров|пмр|донецк\w+ народн|днр|луганск\w+ народн|лнр|крым|иерусалим|курд|малайск)",
    re.I,
)


def f1(found: Pairs, gold: Pairs) -> float:
    """Harmonic mean of precision and recall; 0 where nothing is right."""
    right = len(found & gold)
    return 2 * right / (len(found) + len(gold)) if right else 0.0


def successor(gazetteer: Gazetteer, code: str) -> str:
    """A state of the past as its main successor; other codes as they are."""
    held = gazetteer.country(code)
    return held.successors[0] if held is not None and held.successors else code


def newswire_pairs(folder: Path) -> tuple[Pairs, Pairs, Pairs]:
    """(gold, about, mentioned) pairs of story and code."""
    gazetteer, codes = load_gazetteer(), place_codes(folder)
    gold: Pairs = set()
    about: Pairs = set()
    mentioned: Pairs = set()
    for story in stories(folder):
        if not story.places:
            continue
        gold.update((story.id, codes[place]) for place in story.places)
        for fact in gazetteer.tag(story.page).entities:
            if fact.kind is MentionKind.COUNTRY:
                pair = (story.id, successor(gazetteer, fact.entity))
                mentioned.add(pair)
                if fact.about:
                    about.add(pair)
    return gold, about, mentioned


def text_countries(gazetteer: Gazetteer, tags: Tags) -> set[str]:
    return {
        successor(gazetteer, mention.entity)
        for mention in tags.mentions
        if mention.kind is MentionKind.COUNTRY and mention.rule not in BY_CITY
    }


def span_countries(gazetteer: Gazetteer, words: str) -> set[str]:
    """What annotated words stand for on their own; the words themselves where the gazetteer knows none."""
    tags = gazetteer.tag(ExtractedPage("", (words,), "ru", None))
    found = {successor(gazetteer, code) for code in tags.values(MentionKind.COUNTRY)}
    return found or {f"?{words.lower()}"}


def russian_pairs(texts: Iterable[Document], labels: frozenset[str]) -> tuple[Pairs, Pairs]:
    """(gold, found) pairs of text and code."""
    gazetteer = load_gazetteer()
    gold: Pairs = set()
    found: Pairs = set()
    for text in texts:
        for span in text.spans:
            if span.label in labels and not NO_COUNTRY.match(span.words):
                gold.update((text.name, code) for code in span_countries(gazetteer, span.words))
        found.update((text.name, code) for code in text_countries(gazetteer, gazetteer.tag(text.page())))
    return gold, found


def measure(gold: Path) -> Iterator[Figure]:
    yield from each(_newswire(gold / "entities" / "reuters"), _russian(gold / "entities" / "nerel"))


def _newswire(folder: Path) -> Iterator[Figure]:
    labelled, about, mentioned = newswire_pairs(folder)
    yield Figure("countries.reuters.about_f1", f1(about, labelled))
    without = [{pair for pair in pairs if pair[1] != "US"} for pairs in (about, labelled)]
    yield Figure("countries.reuters.about_f1_nousa", f1(*without))
    yield Figure("countries.reuters.mentioned_recall", share(len(mentioned & labelled), len(labelled)))


def _russian(folder: Path) -> Iterator[Figure]:
    texts = documents(folder, "nerel*.tar*")
    wanted, found = russian_pairs(texts, frozenset({"COUNTRY", "NATIONALITY"}))
    yield Figure("countries.nerel.f1", f1(found, wanted))
