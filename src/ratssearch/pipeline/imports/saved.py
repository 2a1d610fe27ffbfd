"""Pages saved as files: by hand from a browser, or a folder that another program mirrored."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urljoin

from lxml import html

from ratssearch.crawler.document import parse_html
from ratssearch.pipeline.imports.candidates import Candidate
from ratssearch.pipeline.imports.report import Tally
from ratssearch.urls import canonical

SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")

# What browsers write at the top of a page that is saved: <!-- saved from url=(0042)https://... -->
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{4}\)(\S+)\s*-->", re.IGNORECASE)
_SHORTCUT = re.compile(r"^\s*URL\s*=\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_SIDECAR_BYTES = 16 * 1024
_INDEX = re.compile(r"(?:^|/)index\.(?:html?|xhtml|shtml)$", re.IGNORECASE)


def read_folder(
    folder: Path, limit: int, base_url: str, is_release: Callable[[str], bool], tally: Tally
) -> Iterator[Candidate]:
    """Every HTML file below a folder, folder by folder in the order of names; links out of it are not followed."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() not in SUFFIXES:
                continue
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                yield from _read(path, folder, limit, base_url, is_release, tally)


def read_page(
    path: Path, limit: int, base_url: str, is_release: Callable[[str], bool], tally: Tally
) -> Iterator[Candidate]:
    """One saved page."""
    yield from _read(path, path.parent, limit, base_url, is_release, tally)


def _read(
    path: Path, folder: Path, limit: int, base_url: str, is_release: Callable[[str], bool], tally: Tally
) -> Iterator[Candidate]:
    name = path.relative_to(folder).as_posix()
    try:
        with path.open("rb") as handle:
            body = handle.read(limit + 1)
        saved = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        tally.damaged.append((name, f"The file cannot be read: {error.strerror}."))
        return
    url = _address(path, name, body, base_url, is_release)
    yield Candidate(
        url=url,
        at=saved,
        origin=name,
        headers=(("content-type", "text/html"),),
        body=body[:limit],
        cut=len(body) > limit,
        exact_time=False,
    )


def _address(path: Path, name: str, body: bytes, base_url: str, is_release: Callable[[str], bool]) -> str:
    """Where the page stood: by a note beside it, by what a browser wrote into it, by its place below `base_url`, by
    what it says of itself. The surest first, and of the last two the first that is a release's address."""
    told = _sidecar(path) or _saved_from(body)
    if told:
        return told
    guesses = [*_below(base_url, name), *_claims(body)]
    return next((guess for guess in guesses if is_release(guess)), guesses[0] if guesses else "")


def _sidecar(path: Path) -> str:
    """NAME.html.url or NAME.url: an address alone, or a shortcut as desktops write it."""
    for beside in (path.with_name(f"{path.name}.url"), path.with_suffix(".url")):
        try:
            with beside.open("rb") as handle:
                text = handle.read(_SIDECAR_BYTES).decode("utf-8-sig", "replace")
        except OSError:
            continue
        shortcut = _SHORTCUT.search(text)
        address = canonical(shortcut[1] if shortcut else text.strip().split("\n")[0])
        if address:
            return address
    return ""


def _saved_from(body: bytes) -> str:
    found = _SAVED_FROM.search(body[:4096])
    return canonical(found[1].decode("utf-8", "replace")) if found else ""


def _below(base_url: str, name: str) -> Iterator[str]:
    if not base_url:
        return
    path = quote(_INDEX.sub(lambda match: "/" if match[0].startswith("/") else "", name))
    without = re.sub(r"\.(?:html?|xhtml|shtml)$", "", path, flags=re.IGNORECASE)
    for each in dict.fromkeys((path, without, f"{without}/", path.rstrip("/"))):
        address = canonical(urljoin(base_url if base_url.endswith("/") else f"{base_url}/", each))
        if address:
            yield address


def _claims(body: bytes) -> Iterator[str]:
    tree = parse_html(body, "text/html")
    if tree is None:
        return
    for expression in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for value in _values(tree, expression):
            address = canonical(value)
            if address:
                yield address


def _values(tree: html.HtmlElement, expression: str) -> list[str]:
    found = tree.xpath(expression)
    return [str(value) for value in found] if isinstance(found, list) else []
