"""The search service: what every front end relies on."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import brute_force
from made_up import SOURCES, Corpus, build, ordinary
from ratssearch.archive import open_archive
from ratssearch.enrich import load_gazetteer
from ratssearch.errors import IndexUnavailable, NotFound, QueryError
from ratssearch.index import open_engine
from ratssearch.models import FacetFilter, FacetRequest, Granularity, Match, SearchRequest
from ratssearch.search import SearchService


def test_a_search_says_what_was_asked(service: SearchService) -> None:
    """The description holds words, filters with their names, exclusions and dates."""
    request = SearchRequest(
        text="workshop",
        filters=(FacetFilter("country", ("KZ", "UZ")), FacetFilter("language", (), ("ru",))),
        date_from=date(2016, 1, 1),
        date_to=date(2018, 12, 31),
    )
    answer = service.run_search(request)
    assert "workshop" in answer.words
    for part in ("Kazakhstan or Uzbekistan", "not in Russian", "2016-01-01 to 2018-12-31"):
        assert part in answer.description
    assert service.run_search(SearchRequest()).description == ""


def test_values_that_nothing_is_called_are_named(service: SearchService) -> None:
    """A filter or a field that means nothing gives a warning, not a silent nothing."""
    filtered = service.run_search(SearchRequest(filters=(FacetFilter("country", ("QQ",)),)))
    assert filtered.results.total == 0 and any("QQ" in warning for warning in filtered.warnings)
    queried = service.run_search(SearchRequest(text='country:"No Such Land"'))
    assert queried.results.total == 0 and queried.warnings


def test_advice_counts_what_each_filter_keeps_out(service: SearchService, corpus: Corpus) -> None:
    """Every way out is one that finds something, with the exact count, most helpful first."""
    request = SearchRequest(text="zebra", filters=(FacetFilter("country", ("NO",)), FacetFilter("year", ("2019",))))
    answer = service.run_search(request)
    assert answer.results.total == 0
    found = {relief.parameter: relief.total for relief in answer.advice}
    assert found["country"] == len(brute_force.found(corpus.releases, request.filters[1:], word="zebra")) == 1
    assert found["q"] == len(brute_force.found(corpus.releases, request.filters)) or "q" not in found
    assert "year" not in found, "without the year there is still nothing"
    assert [relief.total for relief in answer.advice] == sorted(found.values(), reverse=True)


def test_advice_can_be_to_drop_all_filters(service: SearchService) -> None:
    """Where two filters are each enough to exclude everything, leaving both out is offered."""
    filters = (FacetFilter("country", ("NO",)), FacetFilter("language", ("zh",)))
    advice = service.run_search(SearchRequest(text="zebra", filters=filters)).advice
    assert [(relief.parameter, relief.total) for relief in advice if relief.parameter == "filters"] == [("filters", 1)]


def test_advice_can_be_to_take_any_word(service: SearchService) -> None:
    """Words that never stand together are offered as any of them."""
    advice = service.run_search(SearchRequest(text="zebra lighthouse")).advice
    assert [(relief.parameter, relief.total) for relief in advice] == [("match", 1)]
    assert service.run_search(SearchRequest(text="zebra lighthouse", match=Match.ANY)).advice == ()


def test_wrong_queries_are_errors_with_a_place(service: SearchService) -> None:
    """What cannot be read is refused before anything is searched."""
    with pytest.raises(QueryError) as caught:
        service.run_search(SearchRequest(text='border "open'))
    assert caught.value.position == len("border ")


def test_releases_come_with_what_stands_around_them(service: SearchService, corpus: Corpus) -> None:
    """Publisher, editions and related releases; NotFound for what is not there."""
    view = service.get_release(corpus.ids["rich"])
    assert view.publisher == "Steppe Forum (made up)" and [edition.number for edition in view.editions] == [1, 2]
    assert view.related and view.release.id not in [hit.id for hit in view.related]
    for unknown in ("nothing", "harbour-\udcff"):  # a shell makes such characters of bytes that are no UTF-8
        with pytest.raises(NotFound):
            service.get_release(unknown)


def test_names_of_values(service: SearchService) -> None:
    """Labels, resolution and search by letters for every facet."""
    assert service.label("country", "KZ") == "Kazakhstan" and service.label("language", "und") == "Not determined"
    assert service.label("source", "quiet") == "Quiet Bureau (made up)" and service.label("year", "2020") == "2020"
    assert service.label("organisation", "no-such-body") == "no-such-body"
    assert service.resolve("country", "kazakhstan") == ("KZ",) and service.resolve("language", "Russian") == ("ru",)
    assert service.resolve("source", "QUIET BUREAU (MADE UP)") == ("quiet",)
    assert set(service.matching("country", "kyrg")) == {"KG"} and "2019" in service.matching("year", "201")
    assert "TR" in service.matching("country", "turkiye"), "accents do not matter"
    assert service.matching("language", "ese") and service.matching("source", "zzz") == ()


def test_coverage_is_the_whole_corpus(service: SearchService, corpus: Corpus) -> None:
    """All releases over time, whatever is being searched for."""
    bars = service.coverage(Granularity.YEAR)
    dated = [release for release in corpus.releases if release.page.published]
    assert sum(bar.total for bar in bars) == len(dated)
    within = service.coverage(Granularity.MONTH, date(2017, 1, 1), date(2017, 12, 31))
    assert {bar.label[:4] for bar in within} == {"2017"}


def test_freshness_and_status(service: SearchService, corpus: Corpus) -> None:
    """How many releases, the newest day, each source's last crawl; a source never crawled is not healthy."""
    fresh = service.freshness()
    days = [release.page.published.first for release in corpus.releases if release.page.published]
    assert (fresh.releases, fresh.newest, fresh.sources) == (len(corpus.releases), max(days), len(SOURCES))
    assert fresh.last_crawl is not None and fresh.last_crawl <= datetime.now(UTC)
    status = service.status()
    assert status.problem == "" and [source.id for source in status.sources] == [source.id for source in SOURCES]
    assert status.sources[-1].state == "never" and not status.sources[-1].healthy
    assert fresh.healthy == sum(source.healthy for source in status.sources)


def test_without_an_index_it_says_so(tmp_path: Path) -> None:
    """Nothing is made by looking; the state can still be told."""
    service = SearchService(tmp_path / "a.sqlite", tmp_path / "index", load_gazetteer(), SOURCES)
    with pytest.raises(IndexUnavailable):
        service.run_search(SearchRequest())
    status = service.status()
    assert status.problem and status.freshness.releases == 0 and status.freshness.healthy == 0
    service.close()
    assert list(tmp_path.iterdir()) == []


def test_a_kept_release_can_be_read_before_it_is_indexed(corpus: Corpus, tmp_path: Path) -> None:
    """The release page needs the archive only; related ones come with the index."""
    service = SearchService(corpus.archive, tmp_path / "none", corpus.gazetteer, SOURCES)
    view = service.get_release(corpus.ids["rich"])
    assert view.related == () and view.release.page.title
    service.close()


def test_a_new_generation_is_seen_at_once(tmp_path: Path) -> None:
    """A reader that is open sees what a writer commits, and its stamp changes."""
    drafts = dict(list(ordinary().items())[:6])
    corpus = build(tmp_path, drafts)
    service = corpus.service()
    before, count = service.stamp(), service.run_search(SearchRequest()).results.total
    with open_engine(corpus.index).writer() as writer:
        release = corpus.releases[0]
        writer.add(replace(release, id="harbour-another"))
        writer.commit()
    assert service.run_search(SearchRequest()).results.total == count + 1
    assert service.stamp() != before
    service.close()


def test_many_threads_get_the_same_answers(service: SearchService) -> None:
    """One service serves all threads."""
    facets = tuple(FacetRequest(name) for name in brute_force.FACETS)
    request = SearchRequest(text="workshop", facets=facets, histogram=Granularity.YEAR)
    wanted = service.run_search(request).results
    answers: list[object] = []

    def ask() -> None:
        for _ in range(10):
            found = service.run_search(request).results
            answers.append((found.total, found.facets, found.histogram, [hit.id for hit in found.hits]))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 80
    assert all(
        answer == (wanted.total, wanted.facets, wanted.histogram, [hit.id for hit in wanted.hits]) for answer in answers
    )


def test_looking_changes_nothing(corpus: Corpus, service: SearchService) -> None:
    """The archive is opened for reading only."""
    before = corpus.archive.read_bytes()
    service.get_release(corpus.ids["rich"])
    service.status()
    assert corpus.archive.read_bytes() == before
    with open_archive(corpus.archive, read_only=True) as archive:
        assert archive.count() == len(corpus.releases)
