"""`source review`: what the pages of a crawled source gave, what was cut from them and why, and what looks wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from ratssearch.archive import Archive, open_archive
from ratssearch.errors import NotFound
from ratssearch.models import DateFact, ExtractedPage, Release, Selectors, Source
from ratssearch.pipeline.profile_proposals import Proposal, Proposer, SamplePage, proposed_selectors
from ratssearch.pipeline.shared_lines import LOOKED_AT, End, SharedLine, shared_lines
from ratssearch.pipeline.workspace import Workspace
from ratssearch.sources import find_source
from ratssearch.text import fold

PAGES = 12  # that are shown, and that proposals are tried on
_LEAST = 3  # releases with the same thing wrong
_SHARE = 0.2  # of those looked at
_FIRST_WORDS = 120  # characters of what was cut
_RUNNING = 60  # characters from which a line that ends like a sentence is running text
_SENTENCE_ENDS = (".", "!", "?", "…", "”", '"', "»", "。", "！", "？")


@dataclass(frozen=True, slots=True)
class Cut:
    """What one rule took from one page."""

    rule: str
    lines: int
    characters: int
    beginning: str  # of the first line


@dataclass(frozen=True, slots=True)
class ReviewedPage:
    release_id: str
    url: str
    title: str
    published: DateFact | None
    first: str  # paragraph of the body
    last: str
    paragraphs: int
    characters: int  # of the body
    rung: str  # how the body was found
    cut: tuple[Cut, ...]  # most characters first


class ProblemKind(StrEnum):
    FIRST_LINE = "first_line"  # many bodies begin alike
    LAST_LINE = "last_line"
    TITLE = "title"  # many titles are the same
    DATE = "date"  # many have no date
    SHORT = "short"  # more running text was cut from many pages than is left


@dataclass(frozen=True, slots=True)
class Problem:
    """What looks wrong on many releases."""

    kind: ProblemKind
    detail: str  # the line, the title, or the rule that cuts most
    releases: int
    of: int  # releases looked at


@dataclass(frozen=True, slots=True)
class SourceReview:
    """A source as its newest releases stand in the archive. `selectors` is the profile's own table with the proposals
    in it; None where there is nothing to propose."""

    source_id: str
    releases: int
    looked_at: int
    pages: tuple[ReviewedPage, ...]
    problems: tuple[Problem, ...]
    shared: tuple[SharedLine, ...]
    proposals: tuple[Proposal, ...]
    selectors: Selectors | None


def review(workspace: Workspace, source_id: str, sources: Sequence[Source]) -> SourceReview:
    """Look through the newest releases of a source. Reads the archive alone, and changes nothing.

    Raises NotFound for a source without a profile or without releases.
    """
    source = find_source(tuple(sources), source_id)
    if not workspace.archive.exists():
        raise NotFound("There is no archive yet.", hint=f"Run `ratssearch crawl --source {source_id}` first.")
    with open_archive(workspace.archive, read_only=True) as archive:
        ids = archive.release_ids_of(source_id)
        newest = [found for name in reversed(ids[-LOOKED_AT:]) if (found := archive.get_release(name)) is not None]
        if not newest:
            raise NotFound(f"{source_id} has no releases.", hint=f"Run `ratssearch crawl --source {source_id}` first.")
        shown = newest[:: ceil(len(newest) / PAGES)]
        shared = shared_lines([_ends(release.page) for release in newest])
        problems = tuple(_problems(newest, shared))
        proposals = _proposals(archive, source, shown, problems, shared)
    return SourceReview(
        source_id=source_id,
        releases=len(ids),
        looked_at=len(newest),
        pages=tuple(_reviewed(release) for release in shown),
        problems=problems,
        shared=shared,
        proposals=proposals,
        selectors=proposed_selectors(source.selectors, proposals) if proposals else None,
    )


def _ends(page: ExtractedPage) -> tuple[str, str]:
    return (page.paragraphs[0], page.paragraphs[-1]) if page.paragraphs else ("", "")


def _reviewed(release: Release) -> ReviewedPage:
    page = release.page
    first, last = _ends(page)
    return ReviewedPage(
        release_id=release.id,
        url=release.url,
        title=page.title,
        published=page.published,
        first=first,
        last=last,
        paragraphs=len(page.paragraphs),
        characters=len(page.body),
        rung=page.rung,
        cut=_cuts(page),
    )


def _cuts(page: ExtractedPage) -> tuple[Cut, ...]:
    texts: dict[str, list[str]] = {}
    for block in page.removed:
        texts.setdefault(block.rule, []).extend(block.text.split("\n"))
    cuts = (Cut(rule, len(lines), sum(map(len, lines)), lines[0][:_FIRST_WORDS]) for rule, lines in texts.items())
    return tuple(sorted(cuts, key=lambda cut: (-cut.characters, cut.rule)))


def _problems(releases: Sequence[Release], shared: Sequence[SharedLine]) -> Iterator[Problem]:
    of = len(releases)
    many = max(_LEAST, ceil(_SHARE * of))
    for line in shared:
        kind = ProblemKind.FIRST_LINE if line.end is End.FIRST else ProblemKind.LAST_LINE
        yield Problem(kind, line.line, line.releases, of)
    titles = Counter(fold(release.page.title) for release in releases)
    for title, number in titles.most_common():
        if number >= many:
            yield Problem(
                ProblemKind.TITLE, next(r.page.title for r in releases if fold(r.page.title) == title), number, of
            )
    undated = sum(release.page.published is None for release in releases)
    if undated >= many:
        yield Problem(ProblemKind.DATE, "", undated, of)
    common = _common_lines(releases, many)
    takers = [rule for release in releases if (rule := _largest_taker(release.page, common))]
    if len(takers) >= many:
        yield Problem(ProblemKind.SHORT, Counter(takers).most_common(1)[0][0], len(takers), of)


def _common_lines(releases: Sequence[Release], many: int) -> frozenset[str]:
    """Cut lines that many pages have: they are furniture however long they are."""
    counts = Counter(
        line for release in releases for line in {line for b in release.page.removed for line in b.text.split("\n")}
    )
    return frozenset(line for line, number in counts.items() if number >= many)


def _largest_taker(page: ExtractedPage, common: frozenset[str]) -> str:
    """The rule that cut most running text of the page's own, if more of that was cut than the body holds; else ""."""
    taken: Counter[str] = Counter()
    for block in page.removed:
        for line in block.text.split("\n"):
            if len(line) >= _RUNNING and line.endswith(_SENTENCE_ENDS) and line not in common:
                taken[block.rule] += len(line)
    return taken.most_common(1)[0][0] if taken.total() > len(page.body) else ""


def _proposals(
    archive: Archive,
    source: Source,
    releases: Sequence[Release],
    problems: Sequence[Problem],
    shared: Sequence[SharedLine],
) -> tuple[Proposal, ...]:
    """One for each problem that a selector mends on the pages shown."""
    if not problems:
        return ()
    pages = [
        SamplePage(snapshot, release.page)
        for release in releases
        if (snapshot := archive.snapshot(release.id)) is not None
    ]
    proposer = Proposer(source, pages, archive.templates(source.id).templates)
    keys = {line.line: line.key for line in shared}
    ways: dict[ProblemKind, Callable[[Problem], Proposal | None]] = {
        ProblemKind.FIRST_LINE: lambda problem: proposer.without_line(End.FIRST, keys[problem.detail]),
        ProblemKind.LAST_LINE: lambda problem: proposer.without_line(End.LAST, keys[problem.detail]),
        ProblemKind.TITLE: lambda problem: proposer.with_title(),
        ProblemKind.DATE: lambda problem: proposer.with_date(),
        ProblemKind.SHORT: lambda problem: proposer.with_kept(problem.detail),
    }
    found = (ways[problem.kind](problem) for problem in problems)
    return tuple(dict.fromkeys(proposal for proposal in found if proposal is not None))
