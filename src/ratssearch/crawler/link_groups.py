"""The lists of links that a page is made of, the likeliest list of releases first: for sites nobody has described.

Links made alike, to addresses that begin alike, are a list. One of releases has many entries with words of their own
and a date beside each; a menu has neither.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from lxml import html

from ratssearch.crawler.document import anchors, base_of, parse_html
from ratssearch.crawler.entries import alike, entries_of, together
from ratssearch.crawler.entry_dates import dates_of, heading_dates
from ratssearch.crawler.entry_titles import titles_of
from ratssearch.crawler.page_fields import PageFields, column_of
from ratssearch.crawler.traps import trap
from ratssearch.urls import Scope, canonical

_MAX_LINKS = 5000  # links of a page that are looked at
_LEAST = 3  # links that make a list
_DEPTH = 4  # elements around a link that tell how it is made
_COMPARED = 12  # the largest lists, whose titles and dates are looked for
_ENOUGH = 30  # entries; more make a list no likelier
_TITLE = 50  # characters of a telling title
_AS_GOOD = 0.9  # of the score of some links, where all that are made alike are as likely
_MENU = 0.2  # how much less likely a list in a menu is
_MENUS = frozenset(("nav", "header", "footer", "menu"))
_MENU_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|footer|header|breadcrumbs?|pager|pagination|social|share|lang\w*)(?:$|[\s_-])", re.I
)
_NUMBERS = re.compile(r"\d+")
_PERIOD = re.compile(
    r".*/(?:19|20)\d\d(?:/(?:0?[1-9]|1[0-2])(?:/\d\d?)?)?/?"
)  # all that was said in a year or on a day

_Links = dict[str, list[html.HtmlElement]]
_Kind = tuple[object, ...]
_Classes = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """A list of links. urls: canonical, each once, in the page's order; those beside it are made alike but stand
    elsewhere on the site."""

    urls: tuple[str, ...]
    dated: float  # share of the entries with a date
    score: float


def link_groups(body: bytes, content_type: str, url: str, scope: Scope) -> tuple[LinkGroup, ...]:
    """The lists of links at home on the page that stands at url, the likeliest list of releases first."""
    tree = parse_html(body, content_type)
    if tree is None:
        return ()
    base, own = base_of(tree, url), urlsplit(url).path
    lists: dict[_Kind, dict[_Classes, _Links]] = defaultdict(lambda: defaultdict(dict))
    for anchor in islice(anchors(tree), _MAX_LINKS):
        target = scope.spelled(canonical(anchor.get("href", ""), base))
        path = urlsplit(target).path
        if (
            target
            and scope.at_home(target)
            and path not in (own, "/")
            and not (trap(target) or _PERIOD.fullmatch(path))
        ):
            steps, classes = _made(anchor)
            lists[(*steps, _first_folder(path))][classes].setdefault(target, []).append(anchor)
    page = PageFields(tree)
    large = sorted(
        ((len(links), number) for number, kind in enumerate(lists.values()) for links in _parts(kind)), reverse=True
    )
    chosen = {number for count, number in large[:_COMPARED] if count >= _LEAST}
    found = [_best_of(kind, page) for number, kind in enumerate(lists.values()) if number in chosen]
    return tuple(sorted(found, key=lambda group: -group.score))


def _parts(kind: Mapping[_Classes, _Links]) -> list[_Links]:
    """The links of each class, or all together where no class has enough: some sites write all that a release is about
    into its class, so that each has one of its own."""
    parts = [links for links in kind.values() if len(links) >= _LEAST]
    return parts or [_joined(kind)]


def _joined(kind: Mapping[_Classes, _Links]) -> _Links:
    everything: _Links = {}
    for links in kind.values():
        for target, elements in links.items():
            everything.setdefault(target, []).extend(elements)
    return everything


def _best_of(kind: Mapping[_Classes, _Links], page: PageFields) -> LinkGroup:
    """The likeliest list among links whose elements are alike: those of one class, or all where these are as likely.
    Some sites write a release's subject into its class."""
    best = max((_scored(links, page) for links in _parts(kind)), key=lambda group: group.score)
    if len(kind) == 1:
        return best
    whole = _scored(_joined(kind), page)
    return whole if whole.dated >= _AS_GOOD * best.dated and whole.score >= _AS_GOOD * best.score else best


def _made(anchor: html.HtmlElement) -> tuple[tuple[object, ...], _Classes]:
    """How a link is made: the elements around it and its column in a table; and their classes."""
    steps: list[object] = []
    classes: list[tuple[str, ...]] = []
    for element in islice((anchor, *anchor.iterancestors()), _DEPTH + 1):
        column = column_of(element) if element.tag == "td" else 0
        steps.append((element.tag, column))
        words = (element.get("class") or "").split()
        classes.append(tuple(sorted(word for word in words if not _NUMBERS.search(word))))
    return tuple(steps), tuple(classes)


def _first_folder(path: str) -> str:
    """The first folder of a path; empty for an address right at the root."""
    first, slash, _ = path.strip("/").partition("/")
    return _NUMBERS.sub("0", first) if slash else ""


def _scored(links: _Links, page: PageFields) -> LinkGroup:
    entries = entries_of(links, page)
    headings = heading_dates(together(entries, page))
    titles: dict[str, str] = {}
    dates: dict[str, str] = {}
    for group in alike(entries, page):
        for entry, title, date in zip(group.entries, titles_of(group), dates_of(group, headings), strict=True):
            titles.setdefault(entry.url, title)
            dates.setdefault(entry.url, date)
    dated = sum(map(bool, dates.values())) / len(links)
    words = [title for title in titles.values() if title]
    length = sum(min(_TITLE, len(title)) for title in words) / _TITLE / len(links)
    different = len(set(words)) / max(1, len(words))
    score = min(_ENOUGH, len(links)) ** 0.5 * (0.2 + dated) * (0.2 + length * different)
    return LinkGroup(
        tuple(links), dated, score * (_MENU if _in_menu([each[0] for each in links.values()], page) else 1.0)
    )


def _in_menu(links: Sequence[html.HtmlElement], page: PageFields) -> bool:
    """Whether most of the links stand in a menu, the head or the foot of the page."""
    return sum(any(_is_menu(above, page) for above in link.iterancestors()) for link in links) > len(links) / 2


def _is_menu(element: html.HtmlElement, page: PageFields) -> bool:
    """Whether the element is called a menu and is but a part of the page: "with-left-nav" is called so too."""
    called = element.tag in _MENUS or _MENU_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    start, end = page.span(element)
    return bool(called) and end - start < len(page.all) / 2
