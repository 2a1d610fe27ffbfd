"""The releases of a gold site, and how a body agrees with them: on letters and digits, however paragraphs are cut.

A site is a folder with profile.toml, html.tar.xz and gold.jsonl (path, title, date, body, optional; a release a line).
Optional paragraphs (about-us, sign-off, kicker) may stand anywhere in a reading, whole or line by line, or be missing.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html

from benchmarks.quality.gold_sets import unpacked
from ratssearch.config import SourceTable
from ratssearch.models import Source
from ratssearch.sources import source_of


@dataclass(frozen=True, slots=True)
class GoldRelease:
    """One release as a person reads it; date is ISO or empty."""

    path: str
    title: str
    date: str
    body: tuple[str, ...]
    optional: tuple[str, ...]


@dataclass(frozen=True)
class GoldSite:
    """A site on disk. `name` is its folder's; `root` is served at the root of a host."""

    name: str
    folder: Path
    root: Path
    releases: tuple[GoldRelease, ...]

    def source(self, base: str) -> Source:
        """The newcomer's profile, for the site served at `base` (http://HOST:PORT)."""
        port = str(urlsplit(base).port or 80)
        tables = tomllib.loads((self.folder / "profile.toml").read_text("utf-8").replace("PORT", port))["source"]
        return source_of(SourceTable(tables[0], "profile.toml"))

    @cached_property
    def linked(self) -> frozenset[str]:
        """Paths that the kept pages which are no releases themselves (listings, their further pages) link to and that
        the profile's pattern takes for releases."""
        source = self.source("http://127.0.0.1/")
        base = source.base_url
        found: set[str] = set()
        for file in sorted(self.root.rglob("*.htm*")):
            path = "/" + file.relative_to(self.root).as_posix().removesuffix("index.html")
            if not file.is_file() or matches_release(source, path):
                continue
            tree = lxml.html.fromstring(file.read_bytes())
            for element in tree.iter("a"):
                link = path_of(urljoin(urljoin(base, path), (element.get("href") or "").strip()))
                if matches_release(source, link):
                    found.add(link)
        return frozenset(found)

    def page(self, path: str) -> bytes:
        """The bytes at a path, as a plain file server gives them."""
        name = path.strip("/") + ("/index.html" if path.endswith("/") else "")
        file = self.root / name
        return (file / "index.html" if file.is_dir() else file).read_bytes()


def gold_sites(gold: Path) -> Iterator[GoldSite]:
    """Every folder sites/NAME of the gold folder that holds all three files, by name."""
    for file in sorted((gold / "sites").glob("*/gold.jsonl")):
        archive = file.with_name("html.tar.xz")
        if archive.is_file() and file.with_name("profile.toml").is_file():
            lines = (json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip())
            releases = tuple(
                GoldRelease(
                    line["path"], line["title"], line["date"] or "", tuple(line["body"]), tuple(line["optional"])
                )
                for line in lines
            )
            yield GoldSite(file.parent.name, file.parent, unpacked(archive) / "html", releases)


def matches_release(source: Source, path: str) -> bool:
    """Whether one of the profile's patterns takes the whole path."""
    return any(re.fullmatch(pattern, path) for pattern in source.releases)


def path_of(url: str) -> str:
    """The path of an address, percent signs decoded."""
    return unquote(urlsplit(url).path)


def letters(text: str) -> str:
    """Letters and digits alone, case folded: what two readings must share."""
    return "".join(filter(str.isalnum, text.casefold()))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a body agrees with the gold one. An empty body is neither right nor foreign anywhere."""

    exact: bool
    first: bool  # it begins with the first gold paragraph, optional ones skipped
    last: bool
    head_foreign: bool  # its first line is neither of the gold text nor of an optional paragraph
    tail_foreign: bool


def compare(gold: GoldRelease, lines: Sequence[str]) -> Agreement:
    """The agreement of a body, given by its lines or paragraphs, with a gold release."""
    said = [key for line in lines if (key := letters(line))]
    wanted = [key for text in gold.body if (key := letters(text))]
    extra = [key for text in gold.optional if (key := letters(text))]
    if not said or not wanted:
        return Agreement(said == wanted, said == wanted, said == wanted, False, False)
    first = _begins(said, wanted[0], extra)
    last = _begins([*map(_turned, reversed(said))], _turned(wanted[-1]), [*map(_turned, extra)])
    return Agreement(
        exact=_equal(said, wanted, extra),
        first=first,
        last=last,
        head_foreign=not first and is_foreign(gold, lines_with_letters(lines)[0]),
        tail_foreign=not last and is_foreign(gold, lines_with_letters(lines)[-1]),
    )


def lines_with_letters(lines: Sequence[str]) -> list[str]:
    """The lines that say something."""
    return [line for line in lines if letters(line)]


def is_foreign(gold: GoldRelease, line: str) -> bool:
    """Whether a line of a body stands neither in the gold text nor in an optional paragraph."""
    key = letters(line)
    return key not in letters("".join(gold.body)) and not any(key in letters(text) for text in gold.optional)


def _turned(text: str) -> str:
    return text[::-1]


def _begins(said: Sequence[str], wanted: str, extra: Sequence[str]) -> bool:
    text = "".join(said)
    return any(text.startswith(wanted, position) for position in _after_optional(said, 0, extra))


def _after_optional(said: Sequence[str], start: int, extra: Sequence[str]) -> set[int]:
    """Positions in the joined text that are reached from start by skipping optional paragraphs or lines of them."""
    text = "".join(said)
    ends: dict[int, int] = {}
    position = 0
    for line in said:
        ends[position] = position + len(line)
        position = ends[position]
    reached, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        steps = {here + len(key) for key in extra if text.startswith(key, here)}
        line_end = ends.get(here)
        if line_end is not None and any(text[here:line_end] in key for key in extra):
            steps.add(line_end)
        waiting += steps - reached
        reached |= steps
    return reached


def _equal(said: Sequence[str], wanted: Sequence[str], extra: Sequence[str]) -> bool:
    """Whether the joined text is the wanted one with optional paragraphs in between or not."""
    text = "".join(said)
    reached = _after_optional(said, 0, extra)
    for key in wanted:
        ends = {position + len(key) for position in reached if text.startswith(key, position)}
        reached = {after for end in ends for after in _after_optional(said, end, extra)}
    return len(text) in reached
