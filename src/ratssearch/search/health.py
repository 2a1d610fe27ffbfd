"""How each source stands, for readers: the pipeline's own judgement, with the address of the site beside it."""

from __future__ import annotations

from ratssearch.archive import Archive, Run
from ratssearch.models import Source
from ratssearch.pipeline.health import SourceStatus, status_of
from ratssearch.pipeline.judgement import Health
from ratssearch.search.answers import RunSummary, SourceHealth


def source_health(archive: Archive, sources: tuple[Source, ...]) -> tuple[SourceHealth, ...]:
    """Every configured source in its order, then those that only the archive knows."""
    addresses = {source.id: source.base_url for source in sources}
    return tuple(_health(found, addresses.get(found.source_id, "")) for found in status_of(archive, sources))


def never_crawled(sources: tuple[Source, ...]) -> tuple[SourceHealth, ...]:
    """What there is to say while there is no archive."""
    return tuple(SourceHealth(source.id, source.name, source.base_url, Health.NEVER.value) for source in sources)


def _health(found: SourceStatus, address: str) -> SourceHealth:
    counts: dict[str, int] = {}
    for outcome in found.outcomes:
        counts[outcome.name] = counts.get(outcome.name, 0) + outcome.count
    return SourceHealth(
        id=found.source_id,
        name=found.name,
        url=address,
        state=found.health.value,
        reason=found.why,
        releases=found.totals.releases,
        absent=found.totals.absent,
        waiting=found.totals.waiting,
        configured=found.configured,
        last_run=_summary(found.last_run) if found.last_run else None,
        last_success=found.last_success,
        next_due=found.next_due,
        next_run=found.next_run,
        next_run_planned=found.next_run_planned,
        overdue=found.overdue,
        recent_yield=found.recent_yield.value,
        outcomes=tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))),
        failing=tuple((failing.url, failing.failures, failing.last_reason) for failing in found.failing),
        failing_count=found.failing_count,
        shared_lines=tuple((shared.end.value, shared.line, shared.releases, shared.of) for shared in found.shared),
    )


def _summary(run: Run) -> RunSummary:
    counts = run.counters
    return RunSummary(
        state=run.state.value,
        started=run.started,
        ended=run.ended,
        found=counts.found,
        new=counts.new,
        edited=counts.edited,
        unchanged=counts.unchanged,
        failed=counts.failed,
    )
