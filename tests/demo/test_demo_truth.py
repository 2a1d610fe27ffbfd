"""The whole demo crawled through the pipeline on both visits: each release is kept exactly as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from ratssearch.archive import open_archive
from ratssearch.demo.facts import load_facts
from ratssearch.demo.releases import build_releases
from ratssearch.demo.server import serve_demo_site
from ratssearch.demo.sources import demo_sources
from ratssearch.demo.truth import FIELDS, Difference, Truth, by_address, differences, report, side_by_side, truths
from ratssearch.models import (
    DateBasis,
    DateFact,
    EntityFact,
    EventDate,
    ExtractedPage,
    MentionKind,
    Precision,
    RelationKind,
    Release,
    Tags,
)
from ratssearch.pipeline import ReindexReport, Stage, Workspace, crawl, reindex

pytestmark = pytest.mark.xdist_group("demo-truth")  # one crawl serves them all
ADDRESSES = {"tolqun": "http://t", "veresk": "http://v", "harrowmere": "http://h"}
SOURCES = ("tolqun", "veresk", "harrowmere")


@dataclass(frozen=True)
class Demo:
    """The truth, what an archive holds after both visits, and what a reindex right after them changed."""

    truths: dict[str, Truth]
    releases: tuple[Release, ...]
    siblings: dict[str, set[str]]  # by address
    copies: dict[str, set[str]]
    reindexed: ReindexReport

    def of(self, source_id: str) -> Iterator[tuple[Truth, Release | None]]:
        held = by_address(self.releases)
        return ((truth, held.get(url)) for url, truth in self.truths.items() if truth.source_id == source_id)

    def differences(self, source_id: str) -> Iterator[Difference]:
        for truth, release in self.of(source_id):
            yield from differences(truth, release.page if release else None, release.tags if release else Tags())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    workspace = Workspace(tmp_path_factory.mktemp("demo"))
    with serve_demo_site() as sites:
        sources = demo_sources(sites)
        for visit in (1, 2):
            sites.set_visit(visit)
            crawl(workspace, sources, everything=visit > 1)
        expected = truths(sites)
    with open_archive(workspace.archive, read_only=True) as archive:
        releases = tuple(archive.releases())
        urls = {release.id: release.url for release in releases}
        related: dict[RelationKind, dict[str, set[str]]] = {kind: {} for kind in RelationKind}
        for release in releases:
            for relation in archive.relations(release.id):
                related[relation.kind].setdefault(release.url, set()).add(urls[relation.other])
    changed = reindex(workspace, (), stage=Stage.EXTRACT)  # as an operator who has no profiles of the demo
    return Demo(expected, releases, related[RelationKind.SIBLING], related[RelationKind.COPY], changed)


def test_every_release_is_kept_once_and_nothing_else(demo: Demo) -> None:
    """The edited, the removed, the moved and the reposted one too; no page is kept as two releases."""
    held = by_address(demo.releases)
    assert {release.url for release in demo.releases} == set(demo.truths)
    assert set(held) == {address for truth in demo.truths.values() for address in truth.addresses}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("source_id", SOURCES)
def test_each_field_is_as_it_was_written(demo: Demo, source_id: str, field: str) -> None:
    """Exactly, on all pages of the site: paragraphs one by one and in order, days, sign-offs, sets of names."""
    found = [entry for entry in demo.differences(source_id) if entry.field == field]
    assert not found, report(found, examples=3)


def test_language_versions_are_siblings(demo: Demo) -> None:
    """Each release of the trilingual body with its two others, and no two that are different releases."""
    wanted = {
        url: {address for _, address in truth.alternates} - {url}
        for url, truth in demo.truths.items()
        if truth.alternates
    }
    assert demo.siblings == wanted


def test_the_release_that_was_passed_on_is_a_copy(demo: Demo) -> None:
    """Seen from both sides; no other two are."""
    [copy] = [release for release in build_releases() if release.copy_of and release.source_id == "harrowmere"]
    [one] = [url for url, truth in demo.truths.items() if truth.source_id == "tolqun" and url.endswith(copy.copy_of)]
    [two] = [url for url in demo.truths if url.endswith(copy.path)]
    assert demo.copies == {one: {two}, two: {one}}


def test_reindex_after_the_crawl_changes_nothing(demo: Demo) -> None:
    """What was read early is read by all that is known of the site by the end of the crawl."""
    report = demo.reindexed
    assert (report.changed, report.fields, report.samples) == (0, {}, ())


def test_truth_has_every_country_whose_name_stands_in_the_words(demo: Demo) -> None:
    """And no other: names that the data files write out are noted like those that they mark."""
    for truth in demo.truths.values():
        words = "\n".join((truth.title, *truth.paragraphs))
        assert _countries_named(words, truth.language) == truth.countries, truth.url


def _countries_named(words: str, language: str) -> set[str]:
    """Countries named in the words, or by a town, by a search for the forms of entities.toml and nothing else."""
    facts, forms = load_facts(), {}
    for code, names in facts.countries.items():
        forms |= {form: code for key, form in names.items() if key in (language, f"{language}_gen")}
        if language == "en" and "wrong" in names:
            forms[names["wrong"]] = code
    for names in facts.towns.values():
        forms |= {form: names["country"] for key, form in names.items() if key in (language, f"{language}_in")}
    found = set()
    for form in sorted(forms, key=len, reverse=True):  # 白俄罗斯 before 俄罗斯, which stands in it
        pattern = _pattern(form, language)
        if pattern.search(words):
            found.add(forms[form])
            words = pattern.sub("·", words)
    return found


def _pattern(form: str, language: str) -> re.Pattern[str]:
    """Finds the form as a word of its own: in any case of English where it stands in a dateline, with other endings in
    Russian, anywhere in Chinese."""
    if language == "zh":
        return re.compile(re.escape(form))
    if language == "ru":
        stem = re.sub(r"(?:^(?:в|во) )|[аеиуыюя]$", "", form)
        return re.compile(rf"\b{re.escape(stem)}\w{{0,2}}\b")
    name = form.removeprefix("the ")
    return re.compile(rf"\b(?:{re.escape(name)}|{re.escape(name.upper())})\b")


def _as_written(truth: Truth) -> tuple[ExtractedPage, Tags]:
    """The page and tags of a reading without fault."""
    day = truth.published
    page = ExtractedPage(
        title=truth.title,
        paragraphs=truth.paragraphs,
        language=truth.language,
        published=DateFact(day, day, Precision.DAY, DateBasis.META, "") if day else None,
        events=tuple(EventDate(first, last, Precision.DAY, "", 0, 0) for first, last in truth.events),
        signature=truth.signature,
        dateline=truth.dateline,
        alternates=tuple(truth.alternates),
    )
    named = [(MentionKind.COUNTRY, code) for code in truth.countries]
    named += [(MentionKind.ORGANISATION, key) for key in truth.organisations]
    return page, Tags(entities=tuple(EntityFact(kind, entity, True, 1) for kind, entity in named))


def test_what_differs_is_told_in_words() -> None:
    """A report groups by field and shows only what the other side lacks; side by side, lines that agree are marked."""
    truth = truths(ADDRESSES)["http://t/en/news/1003"]
    page, tags = _as_written(truth)
    assert list(differences(truth, page, tags)) == []
    assert [entry.field for entry in differences(truth, None, Tags())] == list(FIELDS)
    faulty = replace(page, title="Another", paragraphs=truth.paragraphs[::-1])
    found = list(differences(truth, faulty, replace(tags, entities=tags.entities[1:])))
    assert [entry.field for entry in found] == ["title", "paragraphs", "countries"]
    assert report(found[:1]).splitlines() == [
        "title: 1",
        f"  {truth.url}",
        f"    written: {truth.title}",
        "    read:    Another",
    ]
    assert f"written: [{tags.entities[0].entity!r}]\n    read:    []" in report(found[2:])
    assert str(truth.paragraphs[::-1]) in report(found)
    assert side_by_side(truth, page).count("  =") == 4
    assert side_by_side(truth, faulty).count("  ≠") == 3
    assert side_by_side(truth, None).count("(not read)") == 4


def test_before_the_second_visit_the_truth_is_that_of_the_first() -> None:
    """The new release is not there yet, the edited one has its old words, the removed one is among both."""
    first, second = truths(ADDRESSES, 1), truths(ADDRESSES)
    assert len(second) == len(first) + 1
    assert "http://v/news/177.html" in first.keys() & second.keys()
    edited = [url for url in first if first[url] != second[url]]
    assert edited == [f"http://t/{language}/news/1070" for language in ("en", "ru", "zh")]
    assert second["http://v/news/155.html"].addresses == {"http://v/news/155.html", "http://v/news/157.html"}
    assert second["http://t/en/news/1052"].addresses == {"http://t/en/news/1052", "http://t/en/news/52"}
