"""A search in words: for headings, feeds, and people who want to know how their query was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date

from ratssearch.index.nodes import Node, Nothing
from ratssearch.models import FacetFilter, SearchRequest

Label = Callable[[str, str], str]
_NAMING = ("country", "organisation", "unlisted", "person")
_BEFORE = {**dict.fromkeys(_NAMING, "naming "), "source": "from ", "language": "in ", "year": "of "}


def description(request: SearchRequest, words: str, label: Label) -> str:
    """The query with its filters and dates; empty if all releases were asked for."""
    parts: list[str] = []
    for chosen in request.filters:
        parts.extend(_filter(chosen, label))
    first, last = request.date_from, request.date_to
    if first and last:
        parts.append(f"published on {_day(first)}" if first == last else f"published {_day(first)} to {_day(last)}")
    elif first:
        parts.append(f"published from {_day(first)}")
    elif last:
        parts.append(f"published until {_day(last)}")
    narrowed = ", ".join(parts)
    if not words:
        return f"releases {narrowed}" if narrowed else ""
    return f"{words}, {narrowed}" if narrowed else words


def warnings(node: Node) -> Iterator[str]:
    """What parts of a query can find nothing, and why."""
    if isinstance(node, Nothing):
        if node.why:
            yield node.why
        return
    if not is_dataclass(node):
        return
    for field in fields(node):
        value = getattr(node, field.name)
        for child in value if isinstance(value, tuple) else (value,):
            if is_dataclass(child) and not isinstance(child, type):
                yield from warnings(child)  # type: ignore[arg-type]


def _filter(chosen: FacetFilter, label: Label) -> Iterator[str]:
    before = _BEFORE.get(chosen.facet, "")
    if chosen.include:
        yield before + " or ".join(label(chosen.facet, value) for value in chosen.include)
    if chosen.exclude:
        yield f"not {before}" + " or ".join(label(chosen.facet, value) for value in chosen.exclude)


def _day(value: date) -> str:
    return value.isoformat()
