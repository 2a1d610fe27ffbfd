"""What the search page shows beyond the hits: chips, facet rows, page numbers, ways out; each with its URL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from ratssearch.models import Facet, FacetValue, Granularity, HistogramBar
from ratssearch.search import FACETS, Answer, Relief, SearchService
from ratssearch.web.asking import bounds
from ratssearch.web.charts import Timeline, span_name, timeline
from ratssearch.web.groups import FacetRow, RegionLink, nested, regions
from ratssearch.web.params import PER_PAGE, WINDOW, Arguments
from ratssearch.web.texts import say

_FIND_FROM = 12  # a facet with more values than this has a search field
_OPERATORS = re.compile(r"""["“”«»:()\[\]*?~^+]|(?<!\w)-|\b(?:AND|OR|NOT)\b""")
_AROUND = 2  # page numbers on either side of the current one


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str  # the search without it
    facet: str = ""
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class FacetGroup:
    name: str
    rows: tuple[FacetRow, ...]
    hidden: tuple[tuple[str, str], ...]  # (parameter, value) of choices that no row shows
    find: str
    searchable: bool
    more: int
    more_url: str
    fewer_url: str
    regions: tuple[RegionLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Pages:
    page: int
    last: int  # the last page that a number reaches
    first_hit: int
    last_hit: int
    previous: str
    next: str
    numbers: tuple[Link | None, ...]  # None is a gap
    windowed: bool  # more hits than numbered pages reach


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a search without hits."""

    text: str
    url: str
    total: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    arguments: Arguments
    answer: Answer
    path: str
    chips: tuple[Chip, ...]
    groups: tuple[FacetGroup, ...]
    chart: Timeline | None
    wider: tuple[Link, ...]
    pages: Pages
    sorts: tuple[Link, ...]
    sizes: tuple[Link, ...]
    ways: tuple[Way, ...]
    explained: bool  # whether the query is worth showing back in words
    suggestion: str  # URL of the search with the suggested spelling
    clear: str
    hidden: tuple[tuple[str, str], ...]  # parameters that the form keeps without showing them


def search_page(arguments: Arguments, answer: Answer, service: SearchService, path: str) -> SearchPage:
    """Everything that the template needs, made of the answer and the parameters."""
    label = service.label
    return SearchPage(
        arguments=arguments,
        answer=answer,
        path=path,
        chips=tuple(_chips(arguments, service, path)),
        groups=tuple(_group(facet, arguments, service, path) for facet in answer.results.facets),
        chart=_chart(arguments, answer, service),
        wider=_wider(arguments, path),
        pages=_pages(arguments, answer.results.total, len(answer.results.hits), path),
        sorts=_sorts(arguments, path),
        sizes=_sizes(arguments, path),
        ways=tuple(_way(relief, arguments, label, path) for relief in answer.advice),
        explained=bool(answer.words) and bool(_OPERATORS.search(arguments.first("q"))),
        suggestion=arguments.having("q", answer.results.suggestion).anew().url(path)
        if answer.results.suggestion
        else "",
        clear=arguments.having("q").url(path) if not arguments.pairs else _cleared(arguments).url(path),
        hidden=_hidden(arguments),
    )


def narrowed(arguments: Arguments, label: str) -> Arguments:
    """The search within one bar of the timeline."""
    within = arguments.anew().having("date_from", label).having("date_to", label).having("histogram")
    return within.having("year") if "-" not in label else within


def _chart(arguments: Arguments, answer: Answer, service: SearchService) -> Timeline | None:
    """Hits over all that is collected in the dates asked for, so that the axis stays the same from search to search."""
    request = answer.request
    if request.histogram is None:
        return None
    hits = {bar.label: bar.count for bar in answer.results.histogram}
    collected = service.coverage(request.histogram, request.date_from, request.date_to)
    bars = (HistogramBar(bar.label, hits.get(bar.label, 0), bar.total) for bar in collected)
    return timeline(bars, bounds(arguments))


def _chips(arguments: Arguments, service: SearchService, path: str) -> Iterable[Chip]:
    fresh = arguments.anew()
    for facet in FACETS:
        for name, excluded in ((facet, False), (f"exclude_{facet}", True)):
            for value in arguments.every(name):
                label = service.label(facet, value)
                yield Chip(
                    say("chip.exclude", label=label) if excluded else label,
                    fresh.removing(name, value).url(path),
                    facet,
                    excluded,
                )
    first, last = arguments.first("date_from"), arguments.first("date_to")
    if first and first == last:
        yield Chip(say("chip.within", day=span_name(first)), fresh.having("date_from").having("date_to").url(path))
    elif first or last:
        for name, key in (("date_from", "chip.from"), ("date_to", "chip.to")):
            if arguments.given(name):
                yield Chip(say(key, day=span_name(arguments.first(name))), fresh.removing(name).url(path))
    if arguments.given("match"):
        yield Chip(say("chip.any"), fresh.removing("match").url(path))
    if arguments.given("about"):
        yield Chip(say("chip.about"), fresh.removing("about").url(path))


def _cleared(arguments: Arguments) -> Arguments:
    kept = arguments.anew()
    for name, _ in arguments.pairs:
        if name not in ("q", "sort", "per_page"):
            kept = kept.having(name)
    return kept


def _group(facet: Facet, arguments: Arguments, service: SearchService, path: str) -> FacetGroup:
    most = max((entry.count for entry in facet.values), default=0)
    rows = tuple(
        FacetRow(
            entry.value,
            service.label(facet.name, entry.value),
            entry.count,
            entry.selected,
            entry.excluded,
            round(100 * entry.count / most, 1) if most else 0,
        )
        for entry in _ordered(facet)
    )
    if facet.name == "organisation":
        rows = nested(rows, partial(service.ancestors, facet.name), partial(service.label, facet.name))
    shown = {row.value for row in rows}
    names = (facet.name, f"exclude_{facet.name}")
    find = arguments.first(f"find_{facet.name}")
    expanded = facet.name in arguments.every("expand")
    return FacetGroup(
        name=facet.name,
        rows=rows,
        hidden=tuple((name, value) for name in names for value in arguments.every(name) if value not in shown),
        find=find,
        searchable=bool(find) or expanded or len(rows) + facet.other > _FIND_FROM,
        more=facet.other,
        more_url="" if expanded else arguments.adding("expand", facet.name).url(path) + f"#facet-{facet.name}",
        fewer_url=arguments.removing("expand", facet.name).url(path) + f"#facet-{facet.name}" if expanded else "",
        regions=regions(arguments, service, path) if facet.name == "country" else (),
    )


def _ordered(facet: Facet) -> tuple[FacetValue, ...]:
    """Years in their own order where all of them are shown; every other facet as the engine ranks it."""
    if facet.name != "year" or facet.truncated:
        return facet.values
    return tuple(sorted(facet.values, key=lambda entry: (entry.value.isdigit(), entry.value), reverse=True))


def _pages(arguments: Arguments, total: int, shown: int, path: str) -> Pages:
    per_page, page = arguments.number("per_page"), arguments.number("page")
    all_pages = max(1, -(-total // per_page))
    last = min(all_pages, WINDOW // per_page)
    first_hit = (page - 1) * per_page + 1
    near = [number for number in range(1, last + 1) if number in (1, last) or abs(number - page) <= _AROUND]
    numbers: list[Link | None] = []
    for index, number in enumerate(near):
        if index and number - near[index - 1] > 1:
            numbers.append(None)
        numbers.append(Link(f"{number:,}", _page_url(arguments, number, path), number == page))
    return Pages(
        page=page,
        last=last,
        first_hit=first_hit if shown else 0,
        last_hit=first_hit + shown - 1 if shown else 0,
        previous=_page_url(arguments, min(page - 1, last), path) if page > 1 else "",
        next=_page_url(arguments, page + 1, path) if page < last else "",
        numbers=tuple(numbers) if last > 1 else (),
        windowed=all_pages > last and page >= last,
    )


def _page_url(arguments: Arguments, page: int, path: str) -> str:
    return arguments.having("cursor").having("page", str(page)).url(path)


def _sorts(arguments: Arguments, path: str) -> tuple[Link, ...]:
    """Orders to choose from; without words there is no relevance to sort by."""
    words = arguments.given("q")
    natural = "relevance" if words else "-date"
    current = arguments.first("sort") or natural
    names = ("relevance", "-date", "date") if words else ("-date", "date")
    fresh = arguments.anew()
    return tuple(
        Link(say(f"sort.{name}"), fresh.having("sort", "" if name == natural else name).url(path), name == current)
        for name in names
    )


def _sizes(arguments: Arguments, path: str) -> tuple[Link, ...]:
    current = arguments.first("per_page")
    fresh = arguments.anew()
    return tuple(
        Link(str(size), fresh.having("per_page", str(size)).url(path), str(size) == current) for size in PER_PAGE
    )


def _wider(arguments: Arguments, path: str) -> tuple[Link, ...]:
    """Ways back from a month to its year and from a year to all of them."""
    first, last = arguments.first("date_from"), arguments.first("date_to")
    if not first and not last:
        return ()
    links = [Link(say("chart.up.all"), arguments.anew().removing("date_from").removing("date_to").url(path))]
    if first == last:
        parts = first.split("-")
        for length in range(1, len(parts)):
            label = "-".join(parts[:length])
            links.append(Link(span_name(label), narrowed(arguments, label).url(path)))
    return tuple(links)


def _way(relief: Relief, arguments: Arguments, label: object, path: str) -> Way:
    fresh = arguments.anew()
    if relief.parameter == "q":
        return Way(
            say("none.removal", what=say("none.removal.words", text=arguments.first("q"))),
            fresh.having("q").url(path),
            relief.total,
        )
    if relief.parameter == "match":
        return Way(say("none.removal.any"), fresh.having("match", "any").url(path), relief.total)
    if relief.parameter == "filters":
        return Way(say("none.removal.all"), _cleared(arguments).url(path), relief.total)
    if relief.parameter == "date":
        without = fresh.having("date_from").having("date_to")
        return Way(say("none.removal", what=say("none.removal.date")), without.url(path), relief.total)
    assert callable(label)
    facet = relief.parameter.removeprefix("exclude_")
    names = ", ".join(label(facet, value) for value in relief.values)
    what = names if relief.parameter == facet else say("chip.exclude", label=names)
    return Way(
        say("none.removal", what=f"{say(f'facet.{facet}')}: {what}"),
        fresh.removing(relief.parameter, *relief.values).url(path),
        relief.total,
    )


def _hidden(arguments: Arguments) -> tuple[tuple[str, str], ...]:
    """What the form must carry on that none of its controls shows."""
    shown = {"q", "match", "about", "date_from", "date_to", "page", "cursor"}
    shown |= {f"{prefix}{facet}" for prefix in ("", "exclude_", "find_") for facet in FACETS}
    kept = [pair for pair in arguments.pairs if pair[0] not in shown]
    if arguments.first("histogram") in tuple(Granularity):
        kept = [pair for pair in kept if pair[0] != "histogram"]
    asked = arguments.every("facet")
    for facet in FACETS if asked else ():
        if facet not in asked:  # a facet that is not shown keeps its choices
            names = (facet, f"exclude_{facet}")
            kept += [(name, value) for name in names for value in arguments.every(name)]
    return tuple(kept)
