"""crawl, reindex, status: the commands that bring releases in and say how that went."""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from ratssearch.cli.context import configuration, crawl_options, profiles, search_service, workspace
from ratssearch.cli.output import ProgressLine, bold, plain
from ratssearch.cli.progress import ProgressBars
from ratssearch.config import Configuration
from ratssearch.errors import RatssearchError
from ratssearch.pipeline import (
    CrawlReport,
    Discovery,
    Health,
    SourceStatus,
    Stage,
    Yield,
    crawl_every,
    discover,
    draining,
)
from ratssearch.pipeline import crawl as run_crawl
from ratssearch.pipeline import reindex as run_reindex
from ratssearch.pipeline import status as read_status
from ratssearch.pipeline.discovering import went_well
from ratssearch.search import as_json
from ratssearch.sources import load_sources

_YIELDS = {
    Yield.LOW: " (fewer new releases than usual)",
    Yield.HIGH: " (more new releases than usual)",
    Yield.FIXED: " (nothing new for unusually long)",
}


def crawl(options: argparse.Namespace) -> int:
    """Fetch, keep, read and index; 3 when something could not be brought in. With --every, again and again."""
    loaded = configuration(options)
    if not profiles(options):
        print("No sources. Add a [[source]] to ratssearch.toml (`ratssearch init` writes one).", file=sys.stderr)
        return 2
    with draining() as stop:
        if options.dry_run:
            return _dry_run(options, stop)
        if options.every is None:
            return _crawl_once(options, stop)
        crawl_every(
            workspace(loaded).schedule,
            options.every,
            lambda: _say_when(_crawl_once(options, stop)),
            stop=stop,
            failed=_say_failed,
        )
    return 0


def _crawl_once(options: argparse.Namespace, stop: Callable[[], bool]) -> int:
    """One crawl, by the settings and profiles as they stand now."""
    loaded = configuration(options)
    settings = loaded.settings
    progress = ProgressBars(quiet=options.quiet)
    try:
        report = run_crawl(
            workspace(loaded),
            profiles(options),
            options=crawl_options(loaded, limit=options.limit),
            everything=options.all,
            hosts=settings.hosts,
            readers=None if settings.readers < 0 else settings.readers,
            listener=progress,
            stop=stop,
        )
    finally:
        progress.close()
    print_crawl(report)
    return report.exit_code


def _say_when(status: int) -> None:
    words = "every source was brought in" if status == 0 else "not everything could be brought in"
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC: {words}", file=sys.stderr, flush=True)


def _say_failed(error: Exception) -> None:
    """One run of many failed: said in a line if we know why, in full if not; the next one comes all the same."""
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if isinstance(error, RatssearchError):
        print(f"{when}: this run failed: {error}", file=sys.stderr, flush=True)
    else:
        print(f"{when}: this run failed:", file=sys.stderr)
        traceback.print_exception(error)
        sys.stderr.flush()


def print_crawl(report: CrawlReport) -> None:
    """One line per source, and what went wrong in words."""
    for source in report.sources:
        counts = source.counters
        parts = [
            f"{counts.new:,} new",
            f"{counts.edited:,} edited",
            f"{counts.unchanged:,} unchanged",
            f"{counts.failed:,} failed",
        ]
        print(f"{source.source_id}: {', '.join(parts)}")
        for outcome in source.outcomes:
            print(f"  {outcome.role} {outcome.name}: {outcome.count:,}", file=sys.stderr)
        for notice in source.notices:
            print(f"  left out by {notice.rule}: {notice.count:,}, e.g. {plain(notice.example)}", file=sys.stderr)
        if source.problem:
            print(f"  {plain(source.problem)}", file=sys.stderr)
    if report.stopped:
        print("Stopped as asked; the next crawl goes on from here.", file=sys.stderr)


def _dry_run(options: argparse.Namespace, stop: Callable[[], bool]) -> int:
    """What a crawl would fetch, one address a line with why and how it was found; 3 when a listing could not be
    read."""
    loaded = configuration(options)
    limits = crawl_options(loaded, limit=options.limit)
    found = discover(workspace(loaded), profiles(options), options=limits, everything=options.all, stop=stop)
    for discovery in found:
        _print_discovery(discovery)
    return 0 if all(went_well(discovery) for discovery in found) else 3


def _print_discovery(discovery: Discovery) -> None:
    for found, why in zip(discovery.found, discovery.reasons, strict=True):
        print(f"{plain(found.url)}\t{why}\t{found.via}\t{plain(found.found_on)}")
    for page in discovery.read:
        print(f"{discovery.source_id}: {page.role} {plain(page.url)}: {page.outcome}", file=sys.stderr)
    for notice in discovery.notices:
        print(f"{discovery.source_id}: left out: {plain(notice)}", file=sys.stderr)
    print(
        f"{discovery.source_id}: {len(discovery.found):,} releases, {discovery.new:,} never fetched; "
        f"{discovery.known:,} more are known and not due",
        file=sys.stderr,
    )


def reindex(options: argparse.Namespace) -> int:
    """Make derived data again from the archive; prints what came out differently."""
    loaded = configuration(options)
    progress = ProgressLine(quiet=options.quiet)
    report = run_reindex(workspace(loaded), load_sources(loaded), stage=Stage(options.stage), listener=progress)
    progress.close()
    print(f"{report.releases:,} releases, {report.indexed:,} indexed, {report.changed:,} came out differently")
    for source_id, templates in sorted(report.learnt.items()):
        print(f"  {source_id}: {templates} {'template' if templates == 1 else 'templates'} learnt from its pages")
    for name, count in sorted(report.fields.items()):
        print(f"  {name}: {count:,}")
    for sample in report.samples:
        print(f"  {sample.release_id} {sample.field}: {_short(sample.before)} -> {_short(sample.after)}")
    return 0


def _short(text: str) -> str:
    cleaned = plain(text)
    return f"{cleaned[:60]}…" if len(cleaned) > 60 else cleaned or "(nothing)"


def status(options: argparse.Namespace) -> int:
    """Print how each source stands; 3 if one is partial, 1 if one is failing or was never crawled."""
    loaded = configuration(options)
    if options.json:
        return _status_json(loaded)
    found = read_status(workspace(loaded), load_sources(loaded))
    for source in found:
        _print_source(source)
    return _exit_code(source.health for source in found)


def _status_json(loaded: Configuration) -> int:
    """The same shape as /api/v1/status."""
    service = search_service(loaded)
    found = service.status()
    service.close()
    print(json.dumps(as_json.status_json(found), ensure_ascii=False, indent=1))
    return _exit_code(Health(source.state) for source in found.sources)


def _exit_code(found: Iterable[Health]) -> int:
    states = set(found)
    if states <= {Health.HEALTHY}:
        return 0
    return 3 if states <= {Health.HEALTHY, Health.PARTIAL} else 1


def _print_source(source: SourceStatus) -> None:
    state = f"{source.health}: {plain(source.why)}" if source.why else source.health.value
    totals, run = source.totals, source.last_run
    success = f"{source.last_success:%Y-%m-%d %H:%M} UTC" if source.last_success else "never"
    print(f"{bold(source.source_id)}  {state}")
    said = _YIELDS.get(source.recent_yield, "")
    print(f"  {totals.releases:,} releases, last success {success}, yield {source.recent_yield}{said}")
    if run is not None:
        counts = run.counters
        print(
            f"  last run: {counts.found:,} found, {counts.new:,} new, {counts.edited:,} edited, "
            f"{counts.unchanged:,} unchanged, {counts.failed:,} failed"
        )
    if source.next_run:
        known = "planned" if source.next_run_planned else "expected by the rhythm of the last ones"
        late = "; it is overdue: whatever starts the crawls may have stopped" if source.overdue else ""
        print(f"  next run {known} {source.next_run:%Y-%m-%d %H:%M} UTC{late}")
    if source.next_due:
        print(f"  next look at a known page due {source.next_due:%Y-%m-%d %H:%M} UTC")
    for shared in source.shared:
        verb = "begin" if shared.end == "first" else "end"
        print(f"  {shared.releases} of {shared.of} bodies {verb} alike: {_short(shared.line)}")
    if source.shared:
        print(f"  `ratssearch source review {source.source_id}` shows what stands on the pages")
    for failing in source.failing:
        times = "once" if failing.failures == 1 else f"{failing.failures} times"
        print(f"  failed {times}: {plain(failing.url)} ({plain(failing.last_reason)})")
    if source.failing_count > len(source.failing):
        print(f"  and {source.failing_count - len(source.failing):,} more failing addresses")
