"""What addresses of one kind have in common, so that a profile can be proposed for a site nobody has described."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

_NUMBER = re.compile(r"\d+")
_SLUG = re.compile(r"[^/.]*[^/.\W_][-_][^/.]*[-_][^/.]*|[^/.]{25,}")  # three words or more, or one very long
_FILE = re.compile(r"(.+)(\.[A-Za-z]{2,5})")
_SEVERAL = 2  # pages of a depth that make a pattern
_FEW = 3  # folders that are named one by one
_MANY = 8  # pages that begin alike by no accident
_PREFIX = 3  # characters


def pattern_of(url: str) -> str:
    """A regular expression for the paths of pages like this one: numbers and slugs vary, the rest stays.

    >>> pattern_of("https://body.example/en/news/7549")
    '/en/news/\\\\d+'
    """
    return "/".join(_segment(segment) for segment in urlsplit(url).path.split("/"))


def varies(pattern: str) -> bool:
    """Whether a pattern stands for more than one address."""
    return "\\d+" in pattern or "[^/]+" in pattern


def patterns_of(urls: Sequence[str]) -> tuple[str, ...]:
    """Regular expressions for the paths of a list's pages, one for each depth that several of them have.

    What is alike in all of them stays, but for its numbers; an address that differs from another one only in its ending
    (a paper beside its page) is left out.

    >>> patterns_of(["https://body.example/news/flood-relief", "https://body.example/news/vote-7"])
    ('/news/[^/]+',)
    """
    depths: dict[int, list[list[str]]] = {}
    for path in _without_twins(urls):
        segments = path.split("/")
        depths.setdefault(len(segments), []).append(segments)
    least = min(_SEVERAL, max(map(len, depths.values()), default=0))
    patterns = (_pattern(rows) for rows in depths.values() if len(rows) >= least)
    return tuple(dict.fromkeys(patterns))


def _without_twins(urls: Sequence[str]) -> list[str]:
    """The paths of urls; of those that differ in their endings alone, those with the ending met first."""
    stems: dict[str, list[tuple[str, str]]] = {}
    order: list[str] = []
    for url in urls:
        path = urlsplit(url).path
        file = _FILE.fullmatch(path)
        ending = file[2].lower() if file else ""
        stems.setdefault(file[1] if file else path, []).append((path, ending))
        if ending not in order:
            order.append(ending)
    kept = []
    for members in stems.values():
        first = min(order.index(ending) for _, ending in members)
        kept += [path for path, ending in members if order.index(ending) == first]
    return kept


def _pattern(rows: Sequence[Sequence[str]]) -> str:
    """A pattern for paths of one depth, given by their segments."""
    columns = list(zip(*rows, strict=True))
    names = max(number for number in range(len(columns)) if any(columns[number]) or not number)
    return "/".join(_together(column, begins=number == names) for number, column in enumerate(columns))


def _together(segments: Sequence[str], *, begins: bool) -> str:
    """A pattern for what stands at one place in several paths. begins: what many of them begin with is kept."""
    different = set(segments)
    if len(different) == 1:
        return _numbered(segments[0])
    shapes = {_segment(segment) for segment in different}
    if len(shapes) == 1:
        return shapes.pop()
    if len(different) <= _FEW and len(segments) >= _FEW * len(different) and all(map(str.isalpha, different)):
        return f"(?:{'|'.join(sorted(different))})"
    endings = {file[2] if (file := _FILE.fullmatch(segment)) else "" for segment in different}
    prefix = _NUMBER.split(_beginning(min(different), max(different)))[0] if begins and len(different) >= _MANY else ""
    start = _numbered(prefix) if len(prefix) >= _PREFIX else ""
    if "" in endings:
        return f"{start}[^/]+"
    return f"{start}[^/]+{re.escape(endings.pop()) if len(endings) == 1 else _any_of(endings)}"


def _beginning(one: str, two: str) -> str:
    """What both begin with: of the first and last of some texts in order, what all of them do."""
    alike = 0
    for here, there in zip(one, two, strict=False):
        if here != there:
            break
        alike += 1
    return one[:alike]


def _any_of(endings: Iterable[str]) -> str:
    return rf"\.(?:{'|'.join(sorted(ending.lstrip('.') for ending in endings))})"


def _numbered(text: str) -> str:
    return _NUMBER.sub(r"\\d+", re.escape(text).replace("\\-", "-"))


def _segment(segment: str) -> str:
    file = _FILE.fullmatch(segment)
    name, ending = (file[1], re.escape(file[2])) if file else (segment, "")
    if _SLUG.fullmatch(name):
        return f"[^/]+{ending}"
    return _numbered(name) + ending
