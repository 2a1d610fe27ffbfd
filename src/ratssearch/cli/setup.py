"""init, config show, source list, source test."""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields
from typing import Any

from ratssearch.cli.context import configuration, crawl_options, profiles, workspace
from ratssearch.cli.output import bold, plain
from ratssearch.config import FILE_NAME, Settings, load_configuration
from ratssearch.errors import ConfigError
from ratssearch.models import MentionKind, Outcome
from ratssearch.pipeline import PageTrial, SourceTestReport, as_toml
from ratssearch.pipeline import source_test as run_source_test
from ratssearch.sources import load_sources

_LINKS_SHOWN = 20
_REMOVED_SHOWN = 100  # characters

_EXAMPLE_SOURCE = """
# One table per site. `ratssearch source test URL` looks at a page and proposes one.
# [[source]]
# id = "body"                              # becomes part of every release id: choose it once
# name = "A Body"
# base_url = "https://body.example/"
# listings = ["/en/news"]                  # pages that link to releases
# releases = ['/en/news/\\d+']              # what the path of a release looks like
# languages = ["en"]
# timezone = "Asia/Tashkent"
# delay = 2.0                              # seconds between requests
"""


def init(options: argparse.Namespace) -> int:
    """Write a commented ratssearch.toml; an existing one is never touched, but checked: 2 where it is wrong."""
    path = options.folder / FILE_NAME
    lines = ["# Settings of ratssearch. Each line shows a default; take the # away to change it.", ""]
    for entry in fields(Settings):
        lines += [f"# {entry.metadata['help']}", f"# {entry.name} = {_toml(entry.default)}"]
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as handle:
            handle.write("\n".join(lines) + "\n" + _EXAMPLE_SOURCE)
    except FileExistsError as error:
        load_sources(load_configuration(config_file=path))
        raise ConfigError(f"{path} is there already and was left alone; its [[source]] tables are right.") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error
    print(f"Wrote {path}.")
    load_sources(load_configuration(config_file=path))  # with what the user's and the system's own files add
    print("Next: ratssearch source test URL, add a [[source]], then ratssearch crawl.", file=sys.stderr)
    return 0


def config_show(options: argparse.Namespace) -> int:
    """Each setting, its value and its origin, then the sources in use; 2 where a [[source]] is wrong."""
    loaded = configuration(options)
    width = max(len(entry.name) for entry in fields(Settings))
    for entry in fields(Settings):
        value = _toml(getattr(loaded.settings, entry.name))
        print(f"{entry.name:<{width}} = {value}  # {loaded.origins[entry.name]}")
    sys.stdout.flush()
    for source in load_sources(loaded):
        print(f"# source {source.id}: {plain(source.name)}, {source.base_url}")
    return 0


def source_list(options: argparse.Namespace) -> int:
    """The sources in use, one line each."""
    sources = profiles(options)
    if not sources:
        print("No sources. Add a [[source]] to ratssearch.toml (`ratssearch init` writes one).", file=sys.stderr)
    for source in sources:
        print(f"{source.id}\t{source.name}\t{source.base_url}")
    return 0


def source_test(options: argparse.Namespace) -> int:
    """Print what a page, a listing or a source gives; nothing is kept."""
    loaded = configuration(options)
    report = run_source_test(
        workspace(loaded),
        options.what,
        load_sources(loaded),
        source_id=options.source or "",
        options=crawl_options(loaded),
        allow_private=options.allow_private,
    )
    _print_listing(report)
    if report.trial:
        _print_trial(report.trial)
    if report.proposed:
        print(f"\n{bold('Proposed profile')} (for ratssearch.toml)\n{plain(as_toml(report.source), keep_lines=True)}")
    return report.exit_code


def _print_listing(report: SourceTestReport) -> None:
    for page in report.fetches:
        why = f": {plain(page.detail)}" if page.detail else ""
        print(f"{page.role} {plain(page.url)}: {page.outcome}{why}")
    if report.found:
        print(bold(f"{len(report.found)} releases found"))
    for found in report.found[:_LINKS_SHOWN]:
        print(f"  {plain(found.url)}  {plain(found.listing_date)}  {plain(found.listing_title)}")
    if len(report.found) > _LINKS_SHOWN:
        print(f"  and {len(report.found) - _LINKS_SHOWN} more")
    if report.next_page:
        print(f"next page: {plain(report.next_page)}")
    for notice in report.notices:
        print(f"left out: {plain(notice)}")


def _print_trial(trial: PageTrial) -> None:
    print(f"\n{bold('Release')} {plain(trial.fetch.url)}")
    page = trial.page
    if page is None:
        fetched = trial.fetch.outcome in (Outcome.FETCHED, Outcome.UNCHANGED)
        print(f"{'gives no release' if fetched else 'could not be fetched'}: {trial.refusal}. {plain(trial.detail)}")
        return
    published = page.published
    day = f"{published.first} ({published.basis}: {plain(published.evidence)})" if published else "not known"
    print(f"title:    {plain(page.title)}\ndate:     {day}\nlanguage: {page.language}")
    for event in page.events:
        print(f"event:    {event.first} to {event.last} ({plain(event.evidence)})")
    for kind in MentionKind:
        print(f"{kind}: {', '.join(trial.tags.values(kind)) or 'none'}")
    print(f"body:     {len(page.paragraphs)} paragraphs, {len(page.body.split())} words (found by {page.rung})")
    for paragraph in page.paragraphs:
        print(f"    {plain(paragraph)}")
    if page.signature:
        print(f"signature: {plain(page.signature)}")
    for block in page.removed:
        print(f"removed by {block.rule}: {plain(block.text)[:_REMOVED_SHOWN]}")


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
