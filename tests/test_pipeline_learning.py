"""A crawl learns the layout of a site from its pages, keeps it with its evidence, and reads the site by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline_site import SmallSite, crawl_site, reading, serve
from ratssearch.errors import ExtractionError
from ratssearch.extract import EXTRACTOR_VERSION
from ratssearch.models import Selectors, Source
from ratssearch.pipeline import Stage, Workspace, reindex
from ratssearch.pipeline.reading import PageReader
from ratssearch.pipeline.worker import TIMED_OUT, Worker

ABOUT = "The made-up body was founded by nobody in particular and is at home in every town of the region."


def page(number: int) -> bytes:
    """A page whose boilerplate no single page gives away: it reads like the text, right behind it."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    towns = ("Almaty", "Bishkek", "Dushanbe", "Tashkent", "Osh", "Khujand", "Samarkand")
    first = (
        f"The council of {towns[number % 7]} met on {days[number % 7]} and talked for {number + 2} hours about bridges."
    )
    second = (
        f"Its {number + 3} members found {number * 7 + 1} bridges in need of paint and will buy it before the summer."
    )
    text = f"<h1>Council number {number} meets on bridges</h1><p>{first}</p><p>{second}</p><p>{ABOUT}</p>"
    menu = "".join(f'<li><a href="/menu/{n}">Entry {n}</a></li>' for n in range(5))
    return f'<html><body><ul class="top">{menu}</ul><div class="story">{text}</div></body></html>'.encode()


def site_of(size: int) -> SmallSite:
    return SmallSite(size, answers={f"/news/{n}": (200, page(n)) for n in range(1, size + 1)})


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "data")


def test_four_pages_are_enough(workspace: Workspace) -> None:
    """The fourth page lets the site be learnt: all pages, the first three too, lose what they share, and say so."""
    with serve(site_of(4)) as site:
        crawl_site(workspace, site)
    with reading(workspace) as archive:
        learnt = archive.templates("small")
        releases = list(archive.releases())
    (template,) = learnt.templates
    assert (learnt.revision, learnt.releases, learnt.version) == (1, 4, EXTRACTOR_VERSION)
    assert template.region.endswith("div.story")
    assert len(template.learnt_from) == 4
    assert (template.varying, template.agreement) == (1.0, 1.0)
    for release in releases:
        assert (release.page.rung, release.page.version) == ("template", f"{EXTRACTOR_VERSION}.1")
        assert len(release.page.paragraphs) == 2
        assert release.edition_count == 1
        shared = next(block for block in release.page.removed if ABOUT in block.text)
        assert (shared.rule, shared.pages, shared.paragraph) == ("template:repeated", 4, 2)


def test_three_pages_are_not(workspace: Workspace) -> None:
    with serve(site_of(3)) as site:
        crawl_site(workspace, site)
    with reading(workspace) as archive:
        assert archive.templates("small").templates == ()
        assert all(release.page.rung != "template" for release in archive.releases())


def test_what_was_learnt_improves_as_pages_arrive(workspace: Workspace) -> None:
    """When the pages have doubled the site is learnt again; that is no edit of any release."""
    with serve(site_of(4)) as site:
        crawl_site(workspace, site)
        for number in range(5, 9):
            site.answers[f"/news/{number}"] = (200, page(number))
        site.size = 8
        crawl_site(workspace, site)
    with reading(workspace) as archive:
        learnt = archive.templates("small")
        assert (learnt.revision, learnt.releases, len(learnt.templates[0].learnt_from)) == (2, 8, 8)
        for release in archive.releases():
            assert (release.page.version, release.edition_count) == (f"{EXTRACTOR_VERSION}.2", 1)


def test_reindex_reads_old_pages_by_what_is_known_now(workspace: Workspace) -> None:
    """Pages that an older program read are read by the templates, and what changed is counted and shown."""
    with serve(site_of(5)) as site:
        source = site.source()
        crawl_site(workspace, site)
    with reading(workspace) as archive:
        before = {release.id: release.page.body for release in archive.releases()}
    named: Source = site.source(selectors=Selectors(keep=("template:repeated",)))
    report = reindex(workspace, [named], stage=Stage.EXTRACT)
    assert (report.releases, report.changed, report.fields["body"], report.learnt) == (5, 5, 5, {"small": 1})
    assert any(sample.field == "body" and "founded by nobody" in sample.after for sample in report.samples)
    report = reindex(workspace, [source], stage=Stage.EXTRACT)
    assert report.fields["body"] == 5
    with reading(workspace) as archive:
        assert {release.id: release.page.body for release in archive.releases()} == before


def test_a_page_that_cannot_be_read_just_now_keeps_what_was_read(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy machine may end a reading in time; that withdraws no release and empties no body."""
    with serve(site_of(3)) as site:
        source = site.source()
        crawl_site(workspace, site)

    def too_slow(*arguments: object) -> None:
        raise ExtractionError(TIMED_OUT, "Reading the page took more than 10 seconds.")

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "extract", too_slow)
        report = reindex(workspace, [source], stage=Stage.EXTRACT)
    assert (report.releases, report.changed, report.withdrawn) == (3, 0, 0)
    with reading(workspace) as archive:
        assert all(release.page.paragraphs for release in archive.releases())


@pytest.mark.parametrize("grown", [0, 1, 7])
def test_pages_of_an_older_revision_are_read_again_at_the_next_crawl(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, grown: int
) -> None:
    """A run that was stopped before it read its early pages again leaves none of them to the one after it, whether
    that finds something new or not; and no edition is made of it."""
    with serve(site_of(30)) as site:
        monkeypatch.setattr(PageReader, "settle", lambda self, stop: None)
        crawl_site(workspace, site)
        monkeypatch.undo()
        with reading(workspace) as archive:
            revision = archive.templates("small").revision
            versions = {release.page.version for release in archive.releases()}
        assert revision and len(versions) > 1
        site.size += grown
        site.answers |= site_of(site.size).answers
        crawl_site(workspace, site)
    with reading(workspace) as archive:
        releases = list(archive.releases())
        current = f"{EXTRACTOR_VERSION}.{archive.templates('small').revision}"
    assert len(releases) == 30 + grown
    assert {release.page.version for release in releases} == {current}
    assert {release.edition_count for release in releases} == {1}
    assert reindex(workspace, [site.source()], stage=Stage.EXTRACT).changed == 0
