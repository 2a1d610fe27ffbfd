"""How each source stands, read from the archive: silence is a failure and is said in words."""

from __future__ import annotations

from ratssearch.archive import Archive, Run, RunState
from ratssearch.models import Source
from ratssearch.search.answers import SourceHealth

_ENDED_BADLY = {RunState.FAILED: "The last crawl failed.", RunState.INTERRUPTED: "The last crawl was interrupted."}


def source_health(archive: Archive, source: Source) -> SourceHealth:
    """The state of one source after its last finished crawl."""
    totals = archive.totals(source.id)
    runs = archive.runs(source.id, limit=2)
    ended = next((run for run in runs if run.state is not RunState.RUNNING), None)
    reason = _reason(ended, bool(runs), totals.releases)
    return SourceHealth(
        id=source.id,
        name=source.name,
        url=source.base_url,
        releases=totals.releases,
        absent=totals.absent,
        newest=None,
        last_crawl=(ended.ended or ended.started) if ended else None,
        healthy=not reason,
        reason=reason,
        outcomes=_outcomes(archive, ended),
    )


def _reason(ended: Run | None, begun: bool, releases: int) -> str:
    if ended is None:
        return "The first crawl is running." if begun else "Never crawled."
    if ended.state in _ENDED_BADLY:
        return f"{_ENDED_BADLY[ended.state]} {ended.detail}".strip()
    counters = ended.counters
    if counters.fetches and counters.failed * 2 > counters.fetches:
        return f"{counters.failed} of {counters.fetches} fetches failed."
    return "" if releases else "No release was found."


def _outcomes(archive: Archive, run: Run | None) -> tuple[tuple[str, int], ...]:
    if run is None:
        return ()
    counts: dict[str, int] = {}
    for outcome in archive.outcomes(run.key):
        counts[outcome.name] = counts.get(outcome.name, 0) + outcome.count
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
