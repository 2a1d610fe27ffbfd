"""Is a source healthy? One judgement by its last run and by what it has brought, for `status` and `crawl` alike."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from ratssearch.archive import Archive, Contents, OutcomeCount, Run, RunState
from ratssearch.errors import INTERNAL_ERROR
from ratssearch.models import Outcome, Role
from ratssearch.pipeline.reports import missed_outcomes

_GOOD = (Outcome.FETCHED, Outcome.UNCHANGED)
_FEW = 3  # releases from which on it tells something that they all failed, or all bear one title
_CHECK = "Check the profile with `ratssearch source test` and `ratssearch source review`."


class Health(StrEnum):
    NEVER = "never"  # not crawled yet, and nothing was imported
    HEALTHY = "healthy"
    PARTIAL = "partial"  # the last run ended, but some addresses failed, or what it brought looks wrong
    FAILING = "failing"  # the last run brought nothing, or did not end


def judge(archive: Archive, source_id: str) -> tuple[Health, str]:
    """How a source stands, and why in a sentence where it is not healthy."""
    last = next(iter(archive.runs(source_id, 1)), None)
    return judged(last, archive.outcomes(last.key) if last else (), archive.contents(source_id))


def judged(last: Run | None, outcomes: Sequence[OutcomeCount], contents: Contents) -> tuple[Health, str]:
    """The same by the last run, the ends of its fetches, and what the archive holds of the source."""
    if last is None:
        return (Health.HEALTHY, "Imported, and never crawled.") if contents.releases else (Health.NEVER, "")
    if last.state is RunState.RUNNING:
        return Health.HEALTHY, "A crawl is at work."
    if last.state in (RunState.FAILED, RunState.INTERRUPTED):
        return Health.FAILING, last.detail or f"The last run was {last.state}."
    if last.detail and not last.detail.startswith(INTERNAL_ERROR):
        return Health.FAILING, last.detail
    worse = _nothing(last, outcomes, contents)
    if worse:
        return Health.FAILING, worse
    missed = missed_outcomes(outcomes)
    if missed:
        counters = last.counters
        number = sum(entry.count for entry in missed)
        words = f"{number} of {counters.fetches} fetches failed, most as {missed[0].name}."
        return (Health.PARTIAL if counters.new + counters.edited + counters.unchanged else Health.FAILING), words
    if last.detail:
        return Health.PARTIAL, last.detail
    if last.state is RunState.STOPPED:
        return Health.PARTIAL, "The last run was stopped before its end."
    odd = _odd(contents)
    return (Health.PARTIAL, odd) if odd else (Health.HEALTHY, "")


def _nothing(last: Run, outcomes: Sequence[OutcomeCount], contents: Contents) -> str:
    """Why a source that should have releases has none, or lost all that it was asked for."""
    failed = [entry for entry in outcomes if entry.role is Role.RELEASE and entry.name not in _GOOD]
    number = sum(entry.count for entry in failed)
    brought = any(entry.role is Role.RELEASE and entry.name in _GOOD for entry in outcomes)
    if number and not brought and (number >= _FEW or not contents.releases):
        return f"All {number} releases failed, most as {max(failed, key=lambda entry: entry.count).name}. {_CHECK}"
    if not contents.releases and last.state is RunState.DONE:
        return f"No release was found. {_CHECK}"
    return ""


def _odd(contents: Contents) -> str:
    """What looks wrong with the releases that a source brought."""
    if contents.releases >= _FEW and contents.titles == 1:
        return f"All its releases have the same title. {_CHECK}"
    if contents.releases > 1 and not contents.dated:  # one alone may well say none
        return f"None of its releases has a day of publication. {_CHECK}"
    return ""
