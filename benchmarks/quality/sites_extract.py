"""sites.NAME: titles, dates and bodies of the releases that a site's listings link to, as its own markup has them.

The releases are the linked pages under the listing folder's release patterns. `_nometa` figures hide all that pages
declare about themselves, so that the tags which judge are not the tags that answer. Pages are read by the templates
learnt from all of them, as after a crawl of the site; `_single` figures are of each page alone. `first_last` is the
share of pages whose first and last paragraph are kept, `foreign` the share of body words that are not in the page's own
element for the text (menus, breadcrumbs, share and date lines).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import lxml.html

from benchmarks.quality.frame import Figure, SetAbsent, share
from benchmarks.quality.gold_sets import NOBODY, snapshot, unpacked
from ratssearch.errors import ExtractionError
from ratssearch.extract import EXTRACTOR_VERSION, extract, learn, outline
from ratssearch.models import ExtractedPage, Snapshot, Template
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
    paragraphs: tuple[str, ...]


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
    templates = learn([outline(_snapshot(page), NOBODY) for page in pages], EXTRACTOR_VERSION)
    for hidden, suffix in ((False, ""), (True, "_nometa")):
        found = [(page, read(page, hidden=hidden, templates=templates)) for page in pages]
        linked = [(page, answer) for page, answer in found if page.linked]
        dated = [(page, answer) for page, answer in found if page.day]
        yield Figure(f"sites.{name}.titles{suffix}", _share(answer.title == page.title for page, answer in linked))
        right = [(page.linked, _day(answer) == page.day) for page, answer in dated]
        yield Figure(f"sites.{name}.dates{suffix}", _share(ok for is_linked, ok in right if is_linked))
        yield Figure(f"sites.{name}.dates_all{suffix}", _share(ok for _, ok in right))
        if not hidden:
            yield from _bodies(name, [(page, answer) for page, answer in found if page.text.strip()])
    single = [token_f1(read(page, hidden=False).body, page.text) for page in pages if page.text.strip()]
    yield Figure(f"sites.{name}.body_f1_single", share(sum(single), len(single)))


def _bodies(name: str, found: Sequence[tuple[Gold, ExtractedPage]]) -> Iterator[Figure]:
    scores = [token_f1(answer.body, page.text) for page, answer in found]
    yield Figure(f"sites.{name}.body_f1", share(sum(scores), len(scores)))
    yield Figure(f"sites.{name}.first_last", _share(keeps_ends(answer.body, page.paragraphs) for page, answer in found))
    foreign = sum((_words(answer.body) - _words(page.text)).total() for page, answer in found)
    yield Figure(f"sites.{name}.foreign", share(foreign, sum(_words(answer.body).total() for _, answer in found)))
    yield Figure(f"sites.{name}.learnt", _share(answer.rung == "template" for _, answer in found))


def keeps_ends(body: str, paragraphs: Sequence[str]) -> bool:
    """Whether the first and the last paragraph that hold words stand whole in body."""
    said = [key for text in paragraphs if (key := _key(text))]
    return not said or (said[0] in _key(body) and said[-1] in _key(body))


def _key(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text.lower()))


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def _snapshot(page: Gold) -> Snapshot:
    return snapshot(page.body, f"http://localhost{quote(page.path)}")


def read(page: Gold, *, hidden: bool, templates: Sequence[Template] = ()) -> ExtractedPage:
    """The page as the extractor sees it; an empty one if it finds no text."""
    try:
        return extract(_snapshot(page), NOBODY, templates=templates, hide_metadata=hidden)
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
        elements = tree.xpath(_BODY)
        text = "\n".join(element.text_content() for element in elements)
        paragraphs = tuple(part.text_content() for element in elements for part in element.iter("p", "h2", "h3", "li"))
        day = day if path.startswith("/the-press-office/") else ""
        yield Gold(path, body, path in linked, title, day, text, paragraphs)


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
    one, two = _words(found), _words(wanted)
    total = sum(one.values()) + sum(two.values())
    return 2 * sum((one & two).values()) / total if total else 1.0


def _day(answer: ExtractedPage) -> str:
    return answer.published.first.isoformat() if answer.published else ""


def _share(answers: Iterator[bool]) -> float:
    known = list(answers)
    return share(sum(known), len(known))
