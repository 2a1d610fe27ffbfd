"""import, export: releases from other archives, and ours for other tools."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ratssearch.cli.ask import search_arguments
from ratssearch.cli.context import configuration, crawl_options, search_service, workspace
from ratssearch.cli.output import ProgressLine, plain
from ratssearch.errors import ParameterError
from ratssearch.pipeline import ImportReport, draining, export_warc, import_files
from ratssearch.pipeline.imports.report import REASONS
from ratssearch.search import SearchService, as_json
from ratssearch.sources import find_source, load_sources
from ratssearch.web import feeds
from ratssearch.web.asking import search_request
from ratssearch.web.params import Arguments


def import_(options: argparse.Namespace) -> int:
    """Bring in saved pages; 3 when something could not be read, nothing was taken, or the import was stopped."""
    loaded = configuration(options)
    sources = load_sources(loaded)
    only = find_source(sources, options.source) if options.source else None
    progress = ProgressLine(quiet=options.quiet)
    with draining() as stop:
        report = import_files(
            workspace(loaded),
            sources,
            options.files,
            only=only,
            base_url=options.base_url,
            options=crawl_options(loaded),
            listener=progress,
            stop=stop,
        )
    progress.close()
    _print_import(report)
    return report.exit_code


def _print_import(report: ImportReport) -> None:
    """What was taken on stdout; what was left out, and why, on stderr."""
    counts = report.results
    edited = counts.get("edited", 0) + counts.get("metadata", 0)
    same = counts.get("same", 0) + counts.get("alias", 0)
    print(f"{counts.get('new', 0):,} new, {edited:,} edited, {same:,} unchanged, {counts.get('failed', 0):,} failed")
    if report.listings:
        print(f"{report.listings:,} listings, feeds and sitemaps read", file=sys.stderr)
    for reason, skipped in report.skipped.items():
        example = plain(skipped.example)[:200]
        print(f"left out, {reason} ({REASONS[reason]}): {skipped.count:,}, e.g. {example}", file=sys.stderr)
    for name, words in report.damaged:
        print(f"{plain(name)}: {plain(words)} What stands before that was taken.", file=sys.stderr)
    for words in report.faults:
        print(plain(words), file=sys.stderr)
    if report.advice:
        print(report.advice, file=sys.stderr)
    if report.stopped:
        print("Stopped as asked; the same import goes on from here.", file=sys.stderr)


def export(options: argparse.Namespace) -> int:
    """Write the archive as WARC, or what a search finds as CSV or JSON Lines."""
    if options.warc is not None:
        return _export_warc(options)
    if not options.format:
        raise ParameterError(
            "export", "nothing says what to write.", hint="Say --warc FILE, or --format csv or jsonl with --query."
        )
    service = search_service(configuration(options))
    asked = search_arguments(options)
    with _target(options.output) as out:
        lines = _csv(service, asked) if options.format == "csv" else json_lines(service, asked)
        for line in lines:
            out.write(line)
    return 0


def _export_warc(options: argparse.Namespace) -> int:
    if options.format or options.query:
        raise ParameterError("warc", "stands alone: a WARC file holds what was fetched, not what a search finds.")
    if len(options.source) > 1:
        raise ParameterError("source", "one at a time for a WARC file, or none for all.")
    loaded = configuration(options)
    progress = ProgressLine(quiet=options.quiet)
    source_id = options.source[0] if options.source else None
    report = export_warc(workspace(loaded), options.warc, source_id=source_id, listener=progress)
    progress.close()
    print(f"{report.looks:,} fetches in {report.records:,} records, {report.size:,} bytes: {options.warc}")
    return 0


@contextmanager
def _target(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that is put in its place when it is whole."""
    if path is None:
        yield sys.stdout
        return
    if path.exists():
        raise ParameterError("output", f"{str(path)!r} exists already.", hint="Name a file that does not.")
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as out:
            yield out
        part.replace(path)
    except OSError as error:
        raise ParameterError("output", f"{str(path)!r} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _csv(service: SearchService, asked: Arguments) -> Iterator[str]:
    return feeds.csv_lines(service, search_request(asked, service), lambda release_id: "", strict=True)


def json_lines(service: SearchService, asked: Arguments) -> Iterator[str]:
    """One release a line with its text, in the names that `import` reads."""
    for hit in feeds.every_hit(service, search_request(asked, service)):
        view = service.find_release(hit.id)
        if view is None:
            continue  # taken down while the list was being written
        entry = as_json.release_json(view, service.label)
        entry["text"] = entry.pop("body")
        for name in ("mentions", "related", "removed", "citation", "events"):
            entry.pop(name)
        yield json.dumps(entry, ensure_ascii=False) + "\n"
