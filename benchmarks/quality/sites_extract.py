"""sites.NAME: titles, dates and bodies of the releases that a site's listings link to, as its own markup has them.

The releases are the linked pages under the listing folder's release patterns. `_nometa` figures hide all that pages
declare about themselves, so that the tags which judge are not the tags that answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import lxml.html

from benchmarks.quality.frame import Figure, SetAbsent
from benchmarks.quality.gold_sets import NOBODY, snapshot, unpacked
from ratssearch.errors import ExtractionError
from ratssearch.extract import extract
from ratssearch.models import ExtractedPage
from ratssearch.text import collapse

_RELEASE = re.compile(r"/the-press-office/\d{4}/\d{2}/\d{2}/.+|/legislation/.+")
_LISTINGS = "briefing-room"
# The page's own element for the text of a release.
_BODY = '//div[contains(@class, "pane-node-field-forall-body") or contains(@class, "pane-node-field-forall-summary")]'


@dataclass(frozen=True, slots=True)
class Gold:
    """A page with what its markup says of itself."""

    path: str
    body: bytes
    linked: bool
    title: str
    day: str  # ISO, or empty
    text: str


def measure(gold: Path) -> Iterator[Figure]:
    """Figures of every sites/NAME-DATE.tar.xz that has a briefing-room folder."""
    measured = False
    for archive in sorted((gold / "sites").glob("*.tar*")):
        root = next((path.parent for path in unpacked(archive).glob(f"*/{_LISTINGS}")), None)
        if root is not None:
            measured = True
            yield from _site(archive.name.split("-")[0].split(".")[0], root)
    if not measured:
        raise SetAbsent("no sites/*.tar.xz with a briefing-room folder")


def _site(name: str, root: Path) -> Iterator[Figure]:
    pages = list(gold_pages(root))
    for hidden, suffix in ((False, ""), (True, "_nometa")):
        found = [(page, read(page, hidden=hidden)) for page in pages]
        linked = [(page, answer) for page, answer in found if page.linked]
        dated = [(page, answer) for page, answer in found if page.day]
        yield Figure(f"sites.{name}.titles{suffix}", _share(answer.title == page.title for page, answer in linked))
        right = [(page.linked, _day(answer) == page.day) for page, answer in dated]
        yield Figure(f"sites.{name}.dates{suffix}", _share(ok for is_linked, ok in right if is_linked))
        yield Figure(f"sites.{name}.dates_all{suffix}", _share(ok for _, ok in right))
        if not hidden:
            scores = [token_f1(answer.body, page.text) for page, answer in found if page.text.strip()]
            yield Figure(f"sites.{name}.body_f1", sum(scores) / len(scores))


def read(page: Gold, *, hidden: bool) -> ExtractedPage:
    """The page as the extractor sees it; an empty one if it finds no text."""
    try:
        return extract(snapshot(page.body, f"http://localhost{quote(page.path)}"), NOBODY, hide_metadata=hidden)
    except ExtractionError:
        return ExtractedPage("", (), "und", None)


def gold_pages(root: Path) -> Iterator[Gold]:
    """Every release page of the snapshot, in order of path."""
    linked = _linked(root)
    for file in sorted(root.rglob("index.html")):
        path = "/" + file.parent.relative_to(root).as_posix()
        if not _RELEASE.fullmatch(path):
            continue
        body = file.read_bytes()
        tree = lxml.html.fromstring(body.decode("utf-8"))
        title = collapse(str(tree.xpath('string(//meta[@property="og:title"]/@content)')))
        day = str(tree.xpath('string(//meta[@property="article:published_time"]/@content)'))[:10]
        text = "\n".join(element.text_content() for element in tree.xpath(_BODY))
        yield Gold(path, body, path in linked, title, day if path.startswith("/the-press-office/") else "", text)


def _linked(root: Path) -> set[str]:
    paths = set()
    for file in (root / _LISTINGS).rglob("index.html"):
        for _, _, link, _ in lxml.html.fromstring(file.read_bytes()).iterlinks():
            path = unquote(urlsplit(link).path)
            if _RELEASE.fullmatch(path):
                paths.add(path)
    return paths


def token_f1(found: str, wanted: str) -> float:
    """F1 of the bags of folded words; two empty texts agree."""
    one, two = (Counter(re.findall(r"\w+", text.lower())) for text in (found, wanted))
    total = sum(one.values()) + sum(two.values())
    return 2 * sum((one & two).values()) / total if total else 1.0


def _day(answer: ExtractedPage) -> str:
    return answer.published.first.isoformat() if answer.published else ""


def _share(answers: Iterator[bool]) -> float:
    known = list(answers)
    return sum(known) / len(known) if known else 0.0
