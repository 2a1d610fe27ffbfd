"""`source review`: what crawled pages gave, what looks wrong with them, and profile lines that mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline_site import PEOPLE, PLACES, SmallSite, crawl_site, reading, serve, text, title
from ratssearch.errors import NotFound
from ratssearch.models import Selectors, Source
from ratssearch.pipeline import ProblemKind, Stage, Workspace, reindex, review, status
from ratssearch.pipeline.profile_proposals import Proposal, proposed_selectors

INTRO = "This text is given to all editors by the press house of the made-up body."
# A profile that takes the wrong heading, and too much for the body.
WRONG = Selectors(title="h1", body="div.page")


def page(number: int) -> bytes:
    return (
        f"<!doctype html><html lang=en><title>The made-up body</title><h1>The made-up body</h1>"
        f"<h2 class=headline>{title(number)}</h2><div class=page><p class=intro>{INTRO}</p>{text(number)}"
        f"<p class=end>The {PEOPLE[number % 5]} went home to {PLACES[number % 7]}.</p></div>"
    ).encode()


def site_of(size: int) -> SmallSite:
    site = SmallSite(size, answers={f"/news/{n}": (200, page(n)) for n in range(1, size + 1)})
    links = "".join(f'<li><a href="/news/{n}">{title(n)}</a></li>' for n in range(size, 0, -1))
    site.answers["/news"] = 200, f"<!doctype html><title>News</title><ul>{links}</ul>".encode()
    return site


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "data")


def crawled(workspace: Workspace, size: int = 14, selectors: Selectors = WRONG) -> Source:
    with serve(site_of(size)) as site:
        source = site.source(selectors=selectors)
        crawl_site(workspace, site, source=source)
    return source


def test_what_looks_wrong_is_named_and_mended(workspace: Workspace) -> None:
    """Bodies that begin alike, titles that are all the same; the selectors proposed make both right."""
    source = crawled(workspace)
    found = review(workspace, "small", [source])
    assert (found.releases, found.looked_at, len(found.pages)) == (14, 14, 7)
    problems = {problem.kind: problem for problem in found.problems}
    assert (problems[ProblemKind.FIRST_LINE].detail, problems[ProblemKind.FIRST_LINE].releases) == (INTRO, 14)
    assert (problems[ProblemKind.TITLE].detail, problems[ProblemKind.TITLE].of) == ("The made-up body", 14)
    assert Proposal("remove", "p.intro", 7, 7) in found.proposals
    assert Proposal("title", "h2.headline", 7, 7) in found.proposals
    assert found.selectors is not None
    assert (found.selectors.body, found.selectors.remove) == ("div.page", ("p.intro",))

    mended = Source(**{name: getattr(source, name) for name in Source.__slots__} | {"selectors": found.selectors})
    reindex(workspace, [mended], stage=Stage.EXTRACT)
    again = review(workspace, "small", [mended])
    assert {problem.kind for problem in again.problems}.isdisjoint({ProblemKind.FIRST_LINE, ProblemKind.TITLE})
    assert {shown.title for shown in again.pages} <= {title(number) for number in range(1, 15)}


def test_pages_are_shown_with_what_was_cut(workspace: Workspace) -> None:
    """Newest first; ends of the body, the basis of the date, and rules with what they took."""
    with serve(SmallSite(3)) as site:
        crawl_site(workspace, site)
        found = review(workspace, "small", [site.source()])
    assert len(found.pages) == 3
    with reading(workspace) as archive:
        for shown in found.pages:
            release = archive.get_release(shown.release_id)
            assert release is not None
            assert (shown.title, shown.url, shown.published) == (
                release.page.title,
                release.url,
                release.page.published,
            )
            assert (shown.first, shown.last) == (release.page.paragraphs[0], release.page.paragraphs[-1])
            assert {cut.rule for cut in shown.cut} == {block.rule for block in release.page.removed}
            assert sum(cut.characters for cut in shown.cut) > 0
    assert [problem.kind for problem in found.problems if problem.kind is ProblemKind.TITLE] == []


def test_a_body_much_shorter_than_what_was_cut(workspace: Workspace) -> None:
    """A profile that names one line as the body: the rule that cuts the rest is named."""
    source = crawled(workspace, selectors=Selectors(body="p.end"))
    (short,) = (p for p in review(workspace, "small", [source]).problems if p.kind is ProblemKind.SHORT)
    assert (short.releases, short.of) == (14, 14)
    with reading(workspace) as archive:
        assert short.detail in {block.rule for release in archive.releases() for block in release.page.removed}


def test_nothing_in_the_archive_is_changed(workspace: Workspace) -> None:
    source = crawled(workspace, 4)
    with reading(workspace) as archive:
        before = archive.latest_change(), list(archive.releases())
    review(workspace, "small", [source])
    with reading(workspace) as archive:
        assert (archive.latest_change(), list(archive.releases())) == before


def test_a_source_that_cannot_be_reviewed(workspace: Workspace) -> None:
    """An unknown one, and one without releases: in words, and without making an archive."""
    site = SmallSite(base="http://127.0.0.1:9")
    with pytest.raises(NotFound, match="no archive"):
        review(workspace, "small", [site.source()])
    assert not workspace.archive.exists()
    crawled(workspace, 3)
    with pytest.raises(NotFound, match="no source 'smal'"):
        review(workspace, "smal", [site.source()])
    with pytest.raises(NotFound, match="no releases"):
        review(workspace, "other", [site.source(id="other")])


def test_status_warns_of_bodies_that_begin_alike(workspace: Workspace) -> None:
    """Which is no illness of the source, but is to be looked at."""
    source = crawled(workspace)
    (found,) = status(workspace, [source])
    assert [(shared.end, shared.line, shared.releases, shared.of) for shared in found.shared] == [
        ("first", INTRO, 14, 14)
    ]


def test_proposals_are_added_to_the_profile() -> None:
    """Lists grow without doubles; a single selector is replaced."""
    own = Selectors(title="h1", remove=(".ad",))
    proposals = [Proposal("remove", ".ad", 1, 1), Proposal("remove", "p.x", 1, 1), Proposal("title", "h2", 1, 1)]
    assert proposed_selectors(own, proposals) == Selectors(title="h2", remove=(".ad", "p.x"))
