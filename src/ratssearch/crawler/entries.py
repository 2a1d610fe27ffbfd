"""The entries of a listing page: for each link to a release, the part of the page that is about that release alone.

Entries made alike are read together: what stands at one place in most of them is of one kind, their titles or their
dates, whatever each of them happens to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import html

from ratssearch.crawler.page_fields import Field, PageFields


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What the page says of one release at one place."""

    url: str
    block: html.HtmlElement  # the largest element around its links that holds no other release
    links: tuple[html.HtmlElement, ...]  # those in the block
    fields: tuple[Field, ...]
    start: int  # its first field on the page
    end: int  # the first field behind it


def entries_of(releases: Mapping[str, Sequence[html.HtmlElement]], page: PageFields) -> list[Entry]:
    """The entries in the page's order; a release that is linked from several blocks has several."""
    below = _releases_below(releases)
    found = []
    for url, links in releases.items():
        blocks: dict[html.HtmlElement, list[html.HtmlElement]] = defaultdict(list)
        for link in links:
            blocks[_block(link, below)].append(link)
        for block, inside in blocks.items():
            start, end = page.span(block)
            found.append(Entry(url, block, tuple(inside), tuple(page.all[start:end]), start, end))
    return sorted(found, key=lambda entry: entry.start)


def alike(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries in groups that are made alike, each in the page's order."""
    groups: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        parent = entry.block.getparent()
        above = parent.getparent() if parent is not None else None
        tags = (each.tag if each is not None else "" for each in (entry.block, parent, above))
        groups[tuple(tags)].append(entry)
    yield from groups.values()


def container(entries: Sequence[Entry]) -> html.HtmlElement | None:
    """The smallest element that holds all entries and is none of their blocks."""
    first = entries[0].block
    above = list(first.iterancestors())
    if len(entries) > 1:
        last = set(entries[-1].block.iterancestors())
        above = [each for each in above if each in last]
    return above[0] if above else None


def _block(link: html.HtmlElement, below: Mapping[html.HtmlElement, str | None]) -> html.HtmlElement:
    block = link
    for ancestor in link.iterancestors():
        if below.get(ancestor) is None or ancestor.tag in ("body", "html"):
            break
        block = ancestor
    return block


def _releases_below(releases: Mapping[str, Sequence[html.HtmlElement]]) -> dict[html.HtmlElement, str | None]:
    """For each element above a release link: the one release below it, or None for several."""
    below: dict[html.HtmlElement, str | None] = {}
    for target, elements in releases.items():
        for element in elements:
            for ancestor in element.iterancestors():
                known = below.get(ancestor, target)
                if known is None:
                    break  # and so is everything above
                below[ancestor] = target if known == target else None
    return below
