"""A search in words: for headings, feeds, and people who want to know how their query was read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date

from ratssearch.index.nodes import Node, Nothing
from ratssearch.models import FacetFilter, SearchRequest, Snippet

Label = Callable[[str, str], str]
_NAMING = ("country", "organisation", "unlisted", "person")
_DOTS_BEGIN = re.compile(r"\W{0,3}?(?:[…⋯]|\.\s?\.\s?\.)")
_DOTS_END = re.compile(r"(?:[…⋯]|\.\s?\.\s?\.)[^\w\s]{0,3}\s*$")
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


def gaps(passages: Sequence[Snippet]) -> list[str]:
    """What stands before, between and after the passages of a release, one more than there are: dots where text was
    left out and no dots of the text itself stand there already, else nothing."""
    signs: list[str] = []
    for before, after in zip((None, *passages), (*passages, None), strict=True):
        cut = bool((before and before.trailing) or (after and after.leading))
        own = bool((before and _DOTS_END.search(before.text)) or (after and _DOTS_BEGIN.match(after.text)))
        signs.append("…" if cut and not own else "")
    return signs


def passages(found: Sequence[Snippet]) -> str:
    """The passages of a release as one text, with dots between them."""
    between = [f" {gap} " if gap else " " for gap in gaps(found)[1:-1]]
    return "".join(part for pair in zip((one.text for one in found), (*between, ""), strict=False) for part in pair)


def _filter(chosen: FacetFilter, label: Label) -> Iterator[str]:
    before = _BEFORE.get(chosen.facet, "")
    if chosen.include:
        yield before + " or ".join(label(chosen.facet, value) for value in chosen.include)
    if chosen.exclude:
        yield f"not {before}" + " or ".join(label(chosen.facet, value) for value in chosen.exclude)


def _day(value: date) -> str:
    return value.isoformat()
