"""source review: what the pages of a source gave, what was cut and why, and profile lines for what looks wrong."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ratssearch.cli.context import configuration, workspace
from ratssearch.cli.output import bold, plain
from ratssearch.pipeline import ProblemKind, SourceReview, review, selectors_as_toml
from ratssearch.sources import load_sources

_CUTS_SHOWN = 6  # rules of one page
_LINE = 100  # characters of a line
_PROBLEMS: Mapping[ProblemKind, str] = {
    ProblemKind.FIRST_LINE: "{n} of {of} bodies begin alike: {detail}",
    ProblemKind.LAST_LINE: "{n} of {of} bodies end alike: {detail}",
    ProblemKind.TITLE: "{n} of {of} titles are the same: {detail}",
    ProblemKind.DATE: "{n} of {of} releases have no date",
    ProblemKind.SHORT: "from {n} of {of} pages more running text was cut than is left, most by {detail}",
}


def source_review(options: argparse.Namespace) -> int:
    """Print the review of one source; nothing is fetched and nothing changed."""
    loaded = configuration(options)
    found = review(workspace(loaded), options.id, load_sources(loaded))
    if options.json:
        print(json.dumps(_as_json(found), ensure_ascii=False, indent=1, default=str))
        return 0
    print(f"{bold(found.source_id)}: {found.releases:,} releases; the newest {found.looked_at:,} were looked at")
    _print_pages(found)
    _print_problems(found)
    return 0


def _print_pages(found: SourceReview) -> None:
    for page in found.pages:
        published = page.published
        day = f"{published.first} ({published.basis}: {plain(published.evidence)})" if published else "not known"
        print(f"\n{plain(page.url)}")
        print(f"  title: {plain(page.title)}\n  date:  {day}")
        print(f"  first: {_short(page.first)}\n  last:  {_short(page.last)}")
        print(f"  body:  {page.paragraphs:,} paragraphs, {page.characters:,} characters (found by {page.rung})")
        for cut in page.cut[:_CUTS_SHOWN]:
            print(f"  cut:   {cut.lines:,} lines, {cut.characters:,} characters by {cut.rule}: {_short(cut.beginning)}")
        if len(page.cut) > _CUTS_SHOWN:
            print(f"  cut:   and less by {', '.join(cut.rule for cut in page.cut[_CUTS_SHOWN:])}")


def _print_problems(found: SourceReview) -> None:
    print(f"\n{bold('What looks wrong')}")
    for problem in found.problems:
        words = _PROBLEMS[problem.kind].format(n=problem.releases, of=problem.of, detail=_short(problem.detail))
        print(f"  {words}")
    if not found.problems:
        print("  nothing that many releases share")
    if found.selectors is None:
        if found.problems:
            print("No selector that was tried mends it: write one by hand, and see `ratssearch source test URL`.")
        return
    print(f"\n{bold('Proposed')} (below the source in ratssearch.toml; then `ratssearch reindex --from extract`)")
    for proposal in found.proposals:
        print(f"# {proposal.key} {plain(proposal.value)}: mends {proposal.mended} of the {proposal.of} pages tried")
    print(plain(selectors_as_toml(found.selectors), keep_lines=True), end="")


def _short(text: str) -> str:
    cleaned = plain(text)
    return f"{cleaned[:_LINE]}…" if len(cleaned) > _LINE else cleaned or "(nothing)"


def _as_json(found: SourceReview) -> dict[str, Any]:
    return {
        "source": found.source_id,
        "releases": found.releases,
        "looked_at": found.looked_at,
        "pages": [
            {
                "id": page.release_id,
                "url": page.url,
                "title": page.title,
                "date": page.published.first.isoformat() if page.published else None,
                "date_precision": page.published.precision if page.published else None,
                "date_basis": page.published.basis if page.published else "unknown",
                "date_evidence": page.published.evidence if page.published else "",
                "first": page.first,
                "last": page.last,
                "paragraphs": page.paragraphs,
                "characters": page.characters,
                "found_by": page.rung,
                "cut": [asdict(cut) for cut in page.cut],
            }
            for page in found.pages
        ],
        "problems": [asdict(problem) for problem in found.problems],
        "proposals": [asdict(proposal) for proposal in found.proposals],
        "profile": selectors_as_toml(found.selectors) if found.selectors else None,
    }
