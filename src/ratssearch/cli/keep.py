"""forget, move, backup, restore, doctor: looking after what was collected."""

from __future__ import annotations

import argparse
import json
import sys

from ratssearch.cli.context import configuration, workspace
from ratssearch.cli.output import ProgressLine, plain
from ratssearch.errors import ConfigError, ParameterError, ProfileError
from ratssearch.models import Source
from ratssearch.pipeline import Verdict, check, moves
from ratssearch.pipeline import backup as run_backup
from ratssearch.pipeline import forget as run_forget
from ratssearch.pipeline import forgotten as read_forgotten
from ratssearch.pipeline import move as run_move
from ratssearch.pipeline import restore as run_restore
from ratssearch.sources import load_sources


def forget(options: argparse.Namespace) -> int:
    """Take a release down for good, or list what was taken down."""
    place = workspace(configuration(options))
    if options.list:
        for entry in read_forgotten(place):
            print(
                f"{entry.release_id}\t{entry.at:%Y-%m-%d %H:%M} UTC\t{plain(entry.reason)}\t{plain(entry.addresses[0])}"
            )
        return 0
    if not options.release:
        raise ParameterError("forget", "no release is named.", hint="Name its id or address, or say --list.")
    if not options.reason:
        raise ParameterError("reason", "it is missing.", hint='Say --reason "...", for those who will ask later.')
    entry = run_forget(place, options.release, options.reason)
    print(f"{entry.release_id} was taken down. It is kept out at {len(entry.addresses)} addresses.")
    print("Backups and exports made before still hold it.", file=sys.stderr)
    return 0


def move(options: argparse.Namespace) -> int:
    """Say that a site has moved, or list the moves."""
    loaded = configuration(options)
    place = workspace(loaded)
    if options.list:
        for entry in moves(place):
            print(f"{entry.source_id}\t{plain(entry.old)}\t{plain(entry.new)}\t{entry.at:%Y-%m-%d %H:%M} UTC")
        return 0
    if not (options.source_id and options.old and options.new):
        raise ParameterError("move", "three things are needed.", hint="ratssearch move SOURCE OLD_BASE NEW_BASE")
    done = run_move(place, load_sources(loaded), options.source_id, options.old, options.new)
    print(f"{done.addresses:,} addresses added, {done.releases:,} releases are looked for at their new address")
    if not done.addresses and not done.releases:
        print(f"No release stands under {plain(options.old)} (any more).", file=sys.stderr)
    if done.taken:
        print(f"{done.taken:,} new addresses belong to other releases already and were left alone.", file=sys.stderr)
    print(f"Let base_url, listings and releases of source {options.source_id!r} name the new site.", file=sys.stderr)
    return 0


def backup(options: argparse.Namespace) -> int:
    """Write a checked copy of the archive; a crawl may be at work."""
    progress = ProgressLine(quiet=options.quiet)
    report = run_backup(workspace(configuration(options)), options.file, listener=progress)
    progress.close()
    print(f"{report.releases:,} releases, {report.size:,} bytes: {options.file}")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Check a backup, put it in the place of the archive, and build the index from it."""
    progress = ProgressLine(quiet=options.quiet)
    report = run_restore(workspace(configuration(options)), options.file, force=options.force, listener=progress)
    progress.close()
    print(f"{report.releases:,} releases restored from {options.file}")
    if report.forgotten_again:
        print(f"{report.forgotten_again:,} releases that were taken down since were taken down again", file=sys.stderr)
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Check settings, archive and index; 1 if anything is wrong."""
    loaded = configuration(options)
    sources: tuple[Source, ...] = ()
    bad = False
    found: list[dict[str, str]] = []

    def say(subject: str, verdict: Verdict, words: str, hint: str = "") -> None:
        found.append({"subject": subject, "verdict": verdict.value, "words": words, "hint": hint})
        if not options.json:
            print(f"{verdict.value:<4} {subject}: {plain(words)}")
            if hint and verdict is not Verdict.GOOD:
                print(f"     {plain(hint)}")

    say("settings", Verdict.GOOD, f"Settings were read from {', '.join(map(str, loaded.files)) or 'no file'}.")
    try:
        sources = load_sources(loaded)
    except (ConfigError, ProfileError) as error:
        bad = True
        say("sources", Verdict.BAD, error.message, error.hint)
    progress = ProgressLine(quiet=options.quiet)
    for finding in check(workspace(loaded), sources, listener=progress):
        progress.close()
        if bad and finding.subject == "sources":
            continue
        say(finding.subject, finding.verdict, finding.words, finding.hint)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    return 1 if any(entry["verdict"] == Verdict.BAD for entry in found) else 0
