"""The entries of a listing page: for each link to a release, the part of the page that is about that release alone.

Entries made alike are read together: what stands at one place in most of them is of one kind, their titles or their
dates, whatever each of them happens to say.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import html

from ratssearch.crawler.datewords import date_words
from ratssearch.crawler.page_fields import Field, PageFields, column_of

_MANY = 3  # rows that make a list
_SHARED = 12  # releases that one row may speak of together
ROWS = frozenset(("tr", "li"))


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What the page says of one release at one place."""

    url: str
    block: html.HtmlElement  # the largest element around its links that holds no other release
    links: tuple[html.HtmlElement, ...]  # those in the block
    fields: tuple[Field, ...]
    start: int  # its first field on the page
    end: int  # the first field behind it
    shared: tuple[Field, ...] = ()  # texts of its row that stand apart from it and the row's other entries


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
    return _with_shared_rows(sorted(found, key=lambda entry: entry.start), page)


def _with_shared_rows(entries: list[Entry], page: PageFields) -> list[Entry]:
    """Two documents of one case stand in one row of a list: each has the row's texts that stand apart from both."""
    sharing: dict[html.HtmlElement, list[Entry]] = defaultdict(list)
    rows = set()
    for entry in entries:
        row = next((above for above in entry.block.iterancestors() if above.tag in ROWS), None)
        if entry.block.tag in ROWS:
            rows.add(entry.block)
        elif row is not None:
            sharing[row].append(entry)
    if len(rows) + len(sharing) < _MANY or max(map(len, sharing.values()), default=0) > _SHARED:
        return entries
    widened: dict[Entry, Entry] = {}
    for row, inside in sharing.items():
        fields = _apart_from(inside, row, page)
        for entry in inside if fields else ():
            widened[entry] = replace(entry, block=row, shared=tuple(fields))
    return [widened.get(entry, entry) for entry in entries]


def _apart_from(entries: Sequence[Entry], row: html.HtmlElement, page: PageFields) -> list[Field]:
    """The fields of a row outside the part of it that holds its entries: what stands right beside one of several
    links is hardly about the others, unless it is the row's one date. In a row whose cells are the entries, those of
    the other cells."""
    start, end = page.span(row)
    taken = {number for entry in entries for number in range(entry.start, entry.end)}
    beside = [page.all[number] for number in range(start, end) if number not in taken]
    if any(entry.block in entry.links and entry.block.getparent() is row for entry in entries):
        dated = [field for field in beside if date_words(field.text)]
        return dated if len(dated) == 1 else []
    first, last = _whole(entries, page)
    if (first, last) == (start, end):
        return beside
    return page.all[start:first] + page.all[last:end]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Entries that are made alike, in the page's order, and the fields around each of them."""

    entries: tuple[Entry, ...]
    page: PageFields
    before: tuple[tuple[Field, ...], ...]  # from the end of the entry before it, whichever that is
    behind: tuple[tuple[Field, ...], ...]  # to the beginning of the next


def alike(entries: Sequence[Entry], page: PageFields) -> Iterator[Group]:
    """The entries by how they are made."""
    groups: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        parent = entry.block.getparent()
        above = parent.getparent() if parent is not None else None
        tags = (each.tag if each is not None else "" for each in (entry.block, parent, above))
        groups[*tags, _column(entry)].append(entry)
    bounds = sorted(entry.start for entry in entries), sorted(entry.end for entry in entries)
    for group in groups.values():
        yield _group(group, page, bounds)


def _column(entry: Entry) -> int:
    """The column of an entry that is one cell of its row, or speaks of a row together with other cells."""
    cell = entry.block
    if entry.shared:
        cell = next(entry.links[0].iterancestors("td", "th", "tr"), cell)
    return column_of(cell) if cell.tag in ("td", "th") else -1


def together(entries: Sequence[Entry], page: PageFields) -> Group:
    """All entries, however they are made. There is at least one."""
    return _group(entries, page, (sorted(entry.start for entry in entries), sorted(entry.end for entry in entries)))


def _group(entries: Sequence[Entry], page: PageFields, bounds: tuple[list[int], list[int]]) -> Group:
    """bounds: where all entries of the page begin, and where they end."""
    starts, ends = bounds
    start, end = _whole(entries, page)
    before, behind = [], []
    for entry in entries:
        place, following = bisect_right(ends, entry.start), bisect_left(starts, entry.end)
        first = max(start, ends[place - 1]) if place else start
        last = min(end, starts[following]) if following < len(starts) else end
        before.append(tuple(page.all[first : entry.start]))
        behind.append(tuple(page.all[entry.end : last]))
    return Group(tuple(entries), page, tuple(before), tuple(behind))


def _whole(entries: Sequence[Entry], page: PageFields) -> tuple[int, int]:
    """First field of the smallest element that holds all entries and is none of their blocks, and first behind it."""
    above = list(entries[0].block.iterancestors())
    if len(entries) > 1:
        last = set(entries[-1].block.iterancestors())
        above = [each for each in above if each in last]
    whole = next(filter(page.has, above), None)
    return page.span(whole) if whole is not None else (entries[0].start, entries[-1].end)


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
