"""The made-up people whom the demo's releases quote are found, with their office, in all three languages."""

from __future__ import annotations

from collections.abc import Iterator

from ratssearch.demo.facts import load_facts
from ratssearch.demo.releases import build_releases
from ratssearch.enrich import load_gazetteer
from ratssearch.models import ExtractedPage, Mention, MentionKind


def quoted() -> Iterator[tuple[str, str, list[Mention]]]:
    """(key of the person, language, mentions of persons in the words that name them) for each quotation."""
    for release in build_releases():
        page = ExtractedPage(release.title, release.paragraphs, release.language, None)
        body = page.body.lower()
        tags = load_gazetteer().tag(page)
        for key, names in load_facts().persons.items():
            start = body.find(names.get(release.language, "\0").lower())
            if start >= 0:
                end = start + len(names[release.language])
                inside = [m for m in tags.mentions if m.field == "body" and m.start < end and start < m.end]
                yield key, release.language, [m for m in inside if m.kind is MentionKind.PERSON]


def test_nearly_all_are_found_with_their_office() -> None:
    """At most one in fifty is missed."""
    found = list(quoted())
    assert {language for _, language, _ in found} == {"en", "ru", "zh"}
    assert sum(any(mention.office for mention in mentions) for _, _, mentions in found) >= 0.98 * len(found)


def test_english_and_russian_spellings_are_one_person() -> None:
    """Where the romanisation is the usual one, a person has one key in both languages."""
    keys: dict[str, set[str]] = {}
    for person, language, mentions in quoted():
        if language != "zh":
            keys.setdefault(person, set()).update(mention.entity for mention in mentions)
    assert all(len(keys[person]) == 1 for person in ("almorot", "oqtepali", "erdenetal", "lozovodsky"))
