"""Is every source healthy? What `ratssearch status` and the status page show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from ratssearch.archive import Archive, Counters, FailingUrl, OutcomeCount, Run, RunState, Totals, open_archive
from ratssearch.models import Source
from ratssearch.pipeline.judgement import Health, judged
from ratssearch.pipeline.schedule import Plan, read_plan
from ratssearch.pipeline.shared_lines import LOOKED_AT, SharedLine, shared_lines
from ratssearch.pipeline.workspace import SCHEDULE, Workspace

_RUNS = 30  # that the usual yield is taken from
_FAILING_SHOWN = 20
_RHYTHM = 3  # pauses between runs from which the next one is told
_SHORTEST_LATE = timedelta(minutes=10)
_QUIET_TIMES = 4  # a source is fixed after this many times its usual pause between new releases
_SHORTEST_QUIET = timedelta(days=2)


class Yield(StrEnum):
    """New releases of late against the source's own normal."""

    UNKNOWN = "unknown"  # too few runs to say
    NORMAL = "normal"
    LOW = "low"
    HIGH = "high"
    FIXED = "fixed"  # nothing new for unusually long


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source as it stands. Times are UTC."""

    source_id: str
    name: str
    configured: bool  # False: it has releases in the archive, but no profile any more
    health: Health
    why: str  # in a sentence, where it is not healthy
    last_success: datetime | None  # end of the last run that finished and brought or confirmed something
    last_run: Run | None
    outcomes: tuple[OutcomeCount, ...]  # of the last run
    totals: Totals
    recent_yield: Yield
    usual_pause: timedelta | None  # median time between new releases
    failing: tuple[FailingUrl, ...]  # the longest failing first
    failing_count: int
    next_due: datetime | None  # when the next known page is to be looked at
    next_run: datetime | None = None  # as `crawl --every` plans it, else by the rhythm of the last runs
    next_run_planned: bool = False
    overdue: bool = False  # that moment is so long past that whatever starts the crawls may have stopped
    shared: tuple[SharedLine, ...] = ()  # lines with which many of the newest bodies begin or end

    @property
    def counters(self) -> Counters:
        """What the last run did."""
        return self.last_run.counters if self.last_run else Counters()


def status(workspace: Workspace, sources: Sequence[Source]) -> tuple[SourceStatus, ...]:
    """Every configured source in its order, then those that only the archive knows."""
    if not workspace.archive.exists():
        return tuple(_unknown(source) for source in sources)
    with open_archive(workspace.archive, read_only=True) as archive:
        return status_of(archive, sources)


def status_of(archive: Archive, sources: Sequence[Source]) -> tuple[SourceStatus, ...]:
    """The same on an archive that is open."""
    now = datetime.now(UTC)
    plan = read_plan(archive.path.with_name(SCHEDULE))
    names = {source.id: source.name for source in sources}
    dropped = [source_id for source_id in archive.sources() if source_id not in names]
    return tuple(
        _status(archive, source_id, names.get(source_id, source_id), source_id in names, now, plan)
        for source_id in (*names, *dropped)
    )


def _unknown(source: Source) -> SourceStatus:
    nothing = Totals(source.id, 0, 0, 0, 0, 0, None, None, None)
    return SourceStatus(
        source.id, source.name, True, Health.NEVER, "", None, None, (), nothing, Yield.UNKNOWN, None, (), 0, None
    )


def _status(
    archive: Archive, source_id: str, name: str, configured: bool, now: datetime, plan: Plan | None
) -> SourceStatus:
    runs = archive.runs(source_id, _RUNS)
    last = runs[0] if runs else None
    outcomes = archive.outcomes(last.key) if last else ()
    health, why = judged(last, outcomes, archive.contents(source_id))
    arrivals = archive.arrivals(source_id)
    totals = archive.totals(source_id)
    following = next_run(runs, plan, now) if configured else NextRun()
    return SourceStatus(
        source_id=source_id,
        name=name,
        configured=configured,
        health=health,
        why=why,
        last_success=next((run.ended for run in runs if _succeeded(run)), None),
        last_run=last,
        outcomes=outcomes,
        totals=totals,
        recent_yield=recent_yield(runs, arrivals, now),
        usual_pause=usual_pause(arrivals),
        failing=archive.failing(source_id, _FAILING_SHOWN),
        failing_count=archive.count_failing(source_id),
        next_due=totals.next_visit,
        next_run=following.at,
        next_run_planned=following.planned,
        overdue=following.overdue,
        shared=shared_lines(archive.newest_ends(source_id, LOOKED_AT)),
    )


@dataclass(frozen=True, slots=True)
class NextRun:
    at: datetime | None = None
    planned: bool = False
    overdue: bool = False


def next_run(runs: Sequence[Run], plan: Plan | None, now: datetime) -> NextRun:
    """When the next run is to be expected, and whether it is long overdue: by half a pause, ten minutes at least."""
    if plan is not None:
        at, pause = plan.next_run, plan.every
    else:
        starts = [run.started for run in runs if run.state is not RunState.INTERRUPTED]
        found = _rhythm(starts)
        if found is None:
            return NextRun()
        pause, at = found, starts[0] + found
    late = at is not None and now - at > max(pause / 2, _SHORTEST_LATE)
    return NextRun(at, plan is not None, late)


def _rhythm(starts: Sequence[datetime]) -> timedelta | None:
    """The usual pause between runs, newest first; None for runs too few, too close or too irregular to be anybody's
    plan. Killed runs are not among them: they were taken up at once."""
    pauses = [later - earlier for later, earlier in pairwise(starts)]
    if len(pauses) < _RHYTHM:
        return None
    usual = timedelta(seconds=median(pause.total_seconds() for pause in pauses))
    steady = sum(usual / 2 <= pause <= usual * 2 for pause in pauses)
    return usual if usual >= _SHORTEST_LATE and steady * 2 > len(pauses) else None


def _succeeded(run: Run) -> bool:
    counters = run.counters
    brought = counters.new + counters.edited + counters.unchanged
    return run.state in (RunState.DONE, RunState.LIMITED) and not run.detail and (brought > 0 or counters.failed == 0)


def usual_pause(days: Sequence[datetime]) -> timedelta | None:
    """Median pause between the days that brought the latest releases; None with fewer than six such days."""
    pauses = _pauses(days)
    return timedelta(days=median(pauses)) if len(pauses) >= 5 else None


def _pauses(days: Sequence[datetime]) -> list[int]:
    return [(later - earlier).days for earlier, later in pairwise(sorted({moment.date() for moment in days}))]


def recent_yield(runs: Sequence[Run], days: Sequence[datetime], now: datetime) -> Yield:
    """`fixed` by the releases' own dates, once a run after the first has brought none: the first brings what is old,
    and says nothing of how often something comes; low and high by earlier runs."""
    pause = usual_pause(days)
    if pause is not None and len(runs) > 1 and not runs[0].counters.new:
        usual_longest = max(pause * _QUIET_TIMES, timedelta(days=max(_pauses(days))) * 1.25, _SHORTEST_QUIET)
        if now - max(days) > usual_longest:
            return Yield.FIXED
    ended = [run for run in runs if run.state is RunState.DONE]
    if len(ended) < 7:
        return Yield.UNKNOWN if pause is None else Yield.NORMAL
    usual = median(run.counters.new for run in ended[1:-1])  # the first run of all brings the whole backlog
    newest = ended[0].counters.new
    if newest > 3 * usual + 3:
        return Yield.HIGH
    return Yield.LOW if usual >= 3 and newest * 3 < usual else Yield.NORMAL
