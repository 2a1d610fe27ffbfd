"""crawl, reindex, status: the commands that bring releases in and say how that went."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from ratssearch.cli.context import configuration, crawl_options, profiles, search_service, workspace
from ratssearch.cli.output import ProgressLine, bold, plain
from ratssearch.config import Configuration
from ratssearch.pipeline import CrawlReport, Discovery, Health, SourceStatus, Stage, discover, draining
from ratssearch.pipeline import crawl as run_crawl
from ratssearch.pipeline import reindex as run_reindex
from ratssearch.pipeline import status as read_status
from ratssearch.pipeline.discovering import went_well
from ratssearch.search import as_json
from ratssearch.sources import load_sources


def crawl(options: argparse.Namespace) -> int:
    """Fetch, keep, read and index; 3 when something could not be brought in."""
    loaded, sources = configuration(options), profiles(options)
    if not sources:
        print("No sources. Add a [[source]] to ratssearch.toml (`ratssearch init` writes one).", file=sys.stderr)
        return 2
    limits = crawl_options(loaded, limit=options.limit)
    progress = ProgressLine(quiet=options.quiet)
    with draining() as stop:
        if options.dry_run:
            return _dry_run(discover(workspace(loaded), sources, options=limits, stop=stop))
        report = run_crawl(workspace(loaded), sources, options=limits, listener=progress, stop=stop)
    progress.close()
    print_crawl(report)
    return report.exit_code


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


def _dry_run(discoveries: Sequence[Discovery]) -> int:
    """What a crawl would fetch, one address a line with how it was found; 3 when a listing could not be read."""
    for discovery in discoveries:
        for found in discovery.found:
            print(f"{plain(found.url)}\t{found.via}\t{plain(found.found_on)}")
        for page in discovery.read:
            print(f"{discovery.source_id}: {page.role} {plain(page.url)}: {page.outcome}", file=sys.stderr)
        for notice in discovery.notices:
            print(f"{discovery.source_id}: left out: {plain(notice)}", file=sys.stderr)
        print(
            f"{discovery.source_id}: {len(discovery.found):,} releases, {discovery.new:,} never fetched",
            file=sys.stderr,
        )
    return 0 if all(went_well(discovery) for discovery in discoveries) else 3


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
    """Print how each source stands; 1 if any is not healthy."""
    loaded = configuration(options)
    if options.json:
        return _status_json(loaded)
    found = read_status(workspace(loaded), load_sources(loaded))
    for source in found:
        _print_source(source)
    return 0 if all(source.health is Health.HEALTHY for source in found) else 1


def _status_json(loaded: Configuration) -> int:
    """The same shape as /api/v1/status."""
    service = search_service(loaded)
    found = service.status()
    service.close()
    print(json.dumps(as_json.status_json(found), ensure_ascii=False, indent=1))
    return 0 if all(source.healthy for source in found.sources) else 1


def _print_source(source: SourceStatus) -> None:
    state = f"{source.health}: {plain(source.why)}" if source.why else source.health.value
    totals, run = source.totals, source.last_run
    success = f"{source.last_success:%Y-%m-%d %H:%M} UTC" if source.last_success else "never"
    print(f"{bold(source.source_id)}  {state}")
    print(f"  {totals.releases:,} releases, last success {success}, yield {source.recent_yield}")
    if run is not None:
        counts = run.counters
        print(
            f"  last run: {counts.found:,} found, {counts.new:,} new, {counts.edited:,} edited, "
            f"{counts.unchanged:,} unchanged, {counts.failed:,} failed"
        )
    if source.next_due:
        print(f"  next look due {source.next_due:%Y-%m-%d %H:%M} UTC")
    for failing in source.failing:
        print(f"  failed {failing.failures} times: {plain(failing.url)} ({plain(failing.last_reason)})")
    if source.failing_count > len(source.failing):
        print(f"  and {source.failing_count - len(source.failing):,} more failing addresses")
