"""How values of a facet belong together: organisations below their parents, countries in regions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ratssearch.search import SearchService
from ratssearch.web.params import MOST_VALUES, Arguments

Ancestors = Callable[[str], tuple[str, ...]]
_DEEPEST = 2  # steps to the right; deeper ones stay there


@dataclass(frozen=True, slots=True)
class FacetRow:
    value: str
    label: str
    count: int
    selected: bool
    excluded: bool
    share: float  # per cent of the largest count
    depth: int = 0  # below a parent that is a row itself
    parent: str = ""  # name of the body above, where that is no row
    heading: str = ""  # name of the body that this row and those after it belong to, where that is no row


@dataclass(frozen=True, slots=True)
class RegionLink:
    label: str
    url: str
    countries: int
    chosen: bool


def nested(rows: Sequence[FacetRow], ancestors: Ancestors, label: Callable[[str], str]) -> tuple[FacetRow, ...]:
    """The rows with each organisation below the nearest of its ancestors that is a row; chosen ones stay first. Those
    of one body that is no row follow each other under its name."""
    chosen = [row for row in rows if row.selected or row.excluded]
    rest = [row for row in rows if not (row.selected or row.excluded)]
    shown = {row.value for row in rest}
    below: dict[str, list[FacetRow]] = {}
    for row in rest:
        below.setdefault(next((above for above in ancestors(row.value) if above in shown), ""), []).append(row)
    families: dict[str, list[FacetRow]] = {}
    for row in below.get("", ()):
        above = ancestors(row.value)
        families.setdefault(above[-1] if above else row.value, []).append(row)
    ordered: list[FacetRow] = []

    def place(row: FacetRow, depth: int, parent: str, heading: str) -> None:
        ordered.append(replace(row, depth=min(depth, _DEEPEST), parent=parent, heading=heading))
        for child in below.get(row.value, ()):
            place(child, depth + 1, "", "")

    for root, members in families.items():
        together = len(members) > 1 and root not in shown
        for number, row in enumerate(members):
            above = ancestors(row.value)
            parent = label(above[0]) if above and (not together or len(above) > 1) and root not in shown else ""
            place(row, int(together), parent, label(root) if together and not number else "")
    return (*(replace(row, parent=_name_above(row, ancestors, label)) for row in chosen), *ordered)


def _name_above(row: FacetRow, ancestors: Ancestors, label: Callable[[str], str]) -> str:
    return next((label(above) for above in ancestors(row.value)), "")


def regions(arguments: Arguments, service: SearchService, path: str) -> tuple[RegionLink, ...]:
    """A link for each region that chooses all of its countries, or none of them where all are chosen."""
    links = []
    own = set(arguments.every("country"))
    fresh = arguments.anew()
    for region in service.regions():
        chosen = own.issuperset(region.countries)
        codes = own.difference(region.countries) if chosen else own.union(region.countries)
        if len(region.countries) > 1 and len(codes) <= MOST_VALUES:
            url = fresh.having("country", *codes).url(path)
            links.append(RegionLink(region.label, url, len(region.countries), chosen))
    return tuple(links)
