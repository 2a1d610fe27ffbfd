"""dates.NAME: days of publication against human ones, beside the htmldate package; and pages without a date.

dates.NAME.accuracy counts a page as right only if its day is the labelled one. dates.undated.abstained is the share of
pages that name no day of publication (undated.txt: home pages, listings and menus of the sites, reviewed by hand, with
their metadata stripped) for which none is claimed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import htmldate

from benchmarks.quality.frame import Figure, SetAbsent, each, share
from benchmarks.quality.gold_sets import NOBODY, SEEN, json_of, pages_of, sets_of, snapshot, unpacked, without
from ratssearch.errors import ExtractionError
from ratssearch.extract import extract

UNDATED = Path(__file__).with_name("undated.txt")


def measure(gold: Path) -> Iterator[Figure]:
    """Two figures for every dates/NAME with dates.json, and the undated pages if their site is there."""
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    yield from each(_dated(gold), _undated(gold))


def _dated(gold: Path) -> Iterator[Figure]:
    yield from each(*map(_figures, sets_of(gold, "dates", "dates.json")), without(gold, "dates", "dates.json"))


def _figures(folder: Path) -> Iterator[Figure]:
    """A page that the gold gives no date is right if none is claimed."""
    pages = dict(pages_of(folder))
    entries = [
        (url, entry["date"] or "", pages[entry["file"].removesuffix(".html")])
        for url, entry in json_of(folder / "dates.json").items()
        if entry["file"].removesuffix(".html") in pages
    ]
    right = sum(published(body, url) == day for url, day, body in entries)
    theirs = sum(_htmldate(body, url) == day for url, day, body in entries)
    yield Figure(f"dates.{folder.name}.accuracy", share(right, len(entries)))
    yield Figure(f"dates.{folder.name}.htmldate", share(theirs, len(entries)))


def _undated(gold: Path) -> Iterator[Figure]:
    pages = list(_undated_pages(gold))
    silent = sum(not published(body, "", hidden=True) for body in pages)
    yield Figure("dates.undated.abstained", share(silent, len(pages)))


def published(body: bytes, url: str, *, hidden: bool = False) -> str:
    """The day that the extractor claims, ISO, or an empty string."""
    try:
        found = extract(snapshot(body, url), NOBODY, hide_metadata=hidden).published
    except ExtractionError:
        return ""
    return found.first.isoformat() if found else ""


def _htmldate(body: bytes, url: str) -> str:
    try:
        found = htmldate.find_date(body, url=url, original_date=True, max_date=SEEN)
    except ValueError:
        return ""
    return found or ""


def _undated_pages(gold: Path) -> Iterator[bytes]:
    """Pages named in undated.txt as ARCHIVE:PATH, as far as their archive is there."""
    if not UNDATED.is_file():
        raise SetAbsent("benchmarks/quality/undated.txt")
    for line in UNDATED.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, path = line.partition(":")
        archive = gold / name
        if archive.is_file() and (page := unpacked(archive) / path).is_file():
            yield page.read_bytes()
