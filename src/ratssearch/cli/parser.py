"""The commands and their options; each command names the function that runs it.

The names are imported when a command runs (cli.main), so that --help does not wait for what only a crawl needs.
"""

from __future__ import annotations

import argparse
import re
from datetime import timedelta
from pathlib import Path

import ratssearch

_DURATION = re.compile(
    r"(?:(?P<days>\d{1,4})d)?(?:(?P<hours>\d{1,6})h)?(?:(?P<minutes>\d{1,6})m)?(?:(?P<seconds>\d{1,8})s)?"
)
_Commands = argparse._SubParsersAction  # argparse has no public name for what add_subparsers() returns


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="ratssearch",
        description="A search engine over official press releases.",
        epilog="Exit status: 0 done, 1 failure, 2 usage or configuration, 3 partial crawl, 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"ratssearch {ratssearch.__version__}")
    _add_common(parser, default=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_setup(commands)
    _add_collect(commands)
    _add_exchange(commands)
    _add_keep(commands)
    _add_ask(commands)
    _add_serve(commands)
    _share_common(commands)
    return parser


def duration(text: str) -> timedelta:
    """6h, 90m, 1h30m, 2d; a second at least, a year at most."""
    parts = _DURATION.fullmatch(text.strip().lower())
    found = timedelta(**{unit: int(number) for unit, number in parts.groupdict().items() if number}) if parts else None
    if found is None or not timedelta(seconds=1) <= found <= timedelta(days=366):
        raise argparse.ArgumentTypeError(f"{text!r} is no time between runs; write it like 6h, 30m or 1d")
    return found


def _share_common(commands: _Commands[argparse.ArgumentParser]) -> None:
    """Let the common options stand after every command too, and after those below it."""
    for command in commands.choices.values():
        below = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
        if below:
            _share_common(below[0])
        else:
            _add_common(command, default=argparse.SUPPRESS)


def _add_common(parser: argparse.ArgumentParser, *, default: object) -> None:
    """Options that may stand before or after the command (there without a default, so as not to undo the first)."""
    quiet = False if default is None else default
    parser.add_argument("--config", type=Path, metavar="FILE", default=default, help="read FILE as ./ratssearch.toml")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", default=default, help="folder of archive and index")
    parser.add_argument("--quiet", action="store_true", default=quiet, help="no progress on stderr")


def _add_setup(commands: _Commands[argparse.ArgumentParser]) -> None:
    initial = commands.add_parser("init", help="write a ratssearch.toml to start from")
    initial.add_argument("folder", type=Path, nargs="?", default=Path(), help="where (default: here)")
    initial.set_defaults(run="setup.init")

    config = commands.add_parser("config", help="show settings and where each comes from")
    config_commands = config.add_subparsers(metavar="COMMAND", required=True)
    config_commands.add_parser("show", help="each value with its origin").set_defaults(run="setup.config_show")

    source = commands.add_parser("source", help="list, test and review source profiles")
    source_commands = source.add_subparsers(metavar="COMMAND", required=True)
    source_commands.add_parser("list", help="the sources in use").set_defaults(run="setup.source_list")
    test = source_commands.add_parser("test", help="show what a page or a listing gives, and keep nothing")
    test.add_argument("what", metavar="URL|SOURCE", help="a release page, a listing, or the id of a source")
    test.add_argument("--source", metavar="ID", help="read the URL with the profile of this source")
    test.add_argument("--allow-private", action="store_true", help="loopback and private addresses may be asked")
    test.set_defaults(run="setup.source_test")
    reviewing = source_commands.add_parser("review", help="show what a dozen crawled pages gave, and what looks wrong")
    reviewing.add_argument("id", metavar="ID", help="the id of a source that was crawled")
    reviewing.add_argument("--json", action="store_true", help="the same as JSON")
    reviewing.set_defaults(run="review.source_review")


def _add_collect(commands: _Commands[argparse.ArgumentParser]) -> None:
    crawling = commands.add_parser("crawl", help="fetch new and changed releases, and index them")
    crawling.add_argument("--source", metavar="ID", action="append", help="only this source (may be repeated)")
    crawling.add_argument("--limit", type=int, metavar="N", help="at most N fetches per source")
    crawling.add_argument("--all", action="store_true", help="look at every known release again, due or not")
    often = crawling.add_mutually_exclusive_group()
    often.add_argument("--once", action="store_true", help="one crawl (the default)")
    often.add_argument("--every", type=duration, metavar="TIME", help="crawl now and then every TIME: 6h, 30m, 1d")
    often.add_argument("--dry-run", action="store_true", help="show what would be fetched and why, and keep nothing")
    crawling.set_defaults(run="collect.crawl")

    reindexing = commands.add_parser("reindex", help="make derived data again from the archive, offline")
    reindexing.add_argument(
        "--from",
        dest="stage",
        choices=("extract", "enrich", "index"),
        default="index",
        help="first stage to run again (default: index)",
    )
    reindexing.set_defaults(run="collect.reindex")

    health = commands.add_parser("status", help="is every source healthy?")
    health.add_argument("--json", action="store_true", help="the same as JSON")
    health.set_defaults(run="collect.status")


def _add_ask(commands: _Commands[argparse.ArgumentParser]) -> None:
    searching = commands.add_parser("search", help="search the releases")
    searching.add_argument("query", nargs="*", help="words, phrases, fields: see docs/query-language.md")
    searching.add_argument("--json", action="store_true", help="the answer of /api/v1/search")
    _add_filters(searching)
    searching.add_argument("--per-page", type=int, default=10, metavar="N", help="results shown: 10, 20, 50 or 100")
    searching.add_argument("--page", type=int, default=1, metavar="N", help="page of results (default: 1)")
    searching.add_argument("--facets", action="store_true", help="show the counts of every facet too")
    searching.add_argument("--explain", action="store_true", help="show how each score came about")
    searching.set_defaults(run="ask.search")

    showing = commands.add_parser("release", help="show one release, its editions, or what changed between them")
    showing.add_argument("id", help="release id, as search shows it")
    showing.add_argument("--json", action="store_true", help="the answer of /api/v1/releases/ID")
    showing.add_argument("--editions", action="store_true", help="list its editions: when each was seen, what changed")
    showing.add_argument(
        "--diff",
        nargs="*",
        type=int,
        metavar="N",
        help="what edition N changed (default: the latest), or the second of two against the first",
    )
    showing.add_argument("--removed", action="store_true", help="show what was removed from the page, and why")
    showing.set_defaults(run="ask.release")

    tagging = commands.add_parser("tag", help="show countries, organisations and persons in a text, with evidence")
    tagging.add_argument("text", help="the text, or - to read it from stdin")
    tagging.set_defaults(run="ask.tag")


def _add_filters(parser: argparse.ArgumentParser) -> None:
    """What narrows a search."""
    for name in ("country", "organisation", "unlisted", "person", "source", "language", "year"):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="VALUE", help=f"only this {name}")
    parser.add_argument("--from", dest="date_from", default="", metavar="DATE", help="2019, 2019-03 or 2019-03-15")
    parser.add_argument("--to", dest="date_to", default="", metavar="DATE", help="inclusive, like --from")
    parser.add_argument("--match", choices=("all", "any"), default="all", help="all of the bare words, or any")
    parser.add_argument("--sort", choices=("relevance", "-date", "date"), default="", help="order of the results")


def _add_exchange(commands: _Commands[argparse.ArgumentParser]) -> None:
    bringing = commands.add_parser("import", help="bring in WARC files, folders of saved HTML, JSON Lines")
    bringing.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a WARC file, a folder, a .jsonl, a page")
    bringing.add_argument("--source", metavar="ID", help="every page is a release of this source, whatever its address")
    bringing.add_argument("--base-url", default="", metavar="URL", help="where the pages of a folder stood")
    bringing.set_defaults(run="exchange.import_")

    giving = commands.add_parser("export", help="write the archive as WARC, or what a search finds as CSV, JSON Lines")
    giving.add_argument("--warc", type=Path, metavar="FILE", help="every fetch with its bytes (of one --source)")
    giving.add_argument("--query", default="", metavar="TEXT", help="what to look for; empty finds every release")
    giving.add_argument("--format", choices=("csv", "jsonl"), help="csv: one line each; jsonl: with the text")
    giving.add_argument("--output", type=Path, metavar="FILE", help="a new file (default: standard output)")
    _add_filters(giving)
    giving.set_defaults(run="exchange.export")


def _add_keep(commands: _Commands[argparse.ArgumentParser]) -> None:
    forgetting = commands.add_parser("forget", help="take a release down for good")
    forgetting.add_argument("release", nargs="?", metavar="ID|URL", help="release id, or an address of it")
    forgetting.add_argument("--reason", default="", metavar="TEXT", help="why; it is kept, and shown at its address")
    forgetting.add_argument("--list", action="store_true", help="show what was taken down, when and why")
    forgetting.set_defaults(run="keep.forget")

    moving = commands.add_parser("move", help="say that a site has moved, so that its releases stay the same ones")
    moving.add_argument("source_id", nargs="?", metavar="SOURCE", help="id of the source")
    moving.add_argument("old", nargs="?", metavar="OLD_BASE", help="where its releases stood: https://old.example/")
    moving.add_argument("new", nargs="?", metavar="NEW_BASE", help="where they stand now: https://new.example/press/")
    moving.add_argument("--list", action="store_true", help="show the moves that were declared")
    moving.set_defaults(run="keep.move")

    saving = commands.add_parser("backup", help="write a checked copy of the archive, even while a crawl is at work")
    saving.add_argument("file", type=Path, metavar="FILE", help="a new file")
    saving.set_defaults(run="keep.backup")

    restoring = commands.add_parser("restore", help="check a backup and put it in the place of the archive")
    restoring.add_argument("file", type=Path, metavar="FILE", help="a file that backup wrote")
    restoring.add_argument("--force", action="store_true", help="replace the releases that are here")
    restoring.set_defaults(run="keep.restore")

    checking = commands.add_parser("doctor", help="check settings, archive and index; changes nothing")
    checking.add_argument("--json", action="store_true", help="the same as JSON")
    checking.set_defaults(run="keep.doctor")


def _add_serve(commands: _Commands[argparse.ArgumentParser]) -> None:
    serving = commands.add_parser("serve", help="serve the search page and the JSON API")
    serving.add_argument("--host", metavar="ADDRESS", help="address to listen on")
    serving.add_argument("--port", type=int, metavar="N", help="port to listen on; 0 takes a free one")
    serving.add_argument("--workers", type=int, metavar="N", help="worker processes")
    serving.set_defaults(run="serve.serve")

    demonstration = commands.add_parser("demo", help="crawl a made-up site over HTTP, index it, serve the search page")
    demonstration.add_argument("--port", type=int, metavar="N", help="port of the search page")
    demonstration.add_argument("--folder", type=Path, help="where its data goes (default: --data-dir, or demo-data)")
    demonstration.add_argument("--no-serve", action="store_true", help="stop after indexing")
    demonstration.set_defaults(run="demo.demo")
