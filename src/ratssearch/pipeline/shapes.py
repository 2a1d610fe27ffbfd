"""What addresses of one kind have in common, so that a profile can be proposed for a site nobody has described."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

_NUMBER = re.compile(r"\d+")
_SLUG = re.compile(r"[^/.]*[^/.\W_][-_][^/.]*[-_][^/.]*|[^/.]{25,}")  # three words or more, or one very long
_FILE = re.compile(r"(.+)(\.[a-z]{2,5})")


def pattern_of(url: str) -> str:
    """A regular expression for the paths of pages like this one: numbers and slugs vary, the rest stays.

    >>> pattern_of("https://body.example/en/news/7549")
    '/en/news/\\\\d+'
    """
    return "/".join(_segment(segment) for segment in urlsplit(url).path.split("/"))


def varies(pattern: str) -> bool:
    """Whether a pattern stands for more than one address."""
    return "\\d+" in pattern or "[^/]+" in pattern


def likeliest(urls: Iterable[str]) -> tuple[str, ...]:
    """The addresses of the kind that a page links to most, if there are three or more that vary."""
    kinds: dict[str, list[str]] = {}
    for url in urls:
        kinds.setdefault(pattern_of(url), []).append(url)
    counts = Counter({pattern: len(members) for pattern, members in kinds.items() if varies(pattern)})
    if not counts or counts.most_common(1)[0][1] < 3:
        return ()
    # Releases stand deeper than menus, and slugs tell more than page numbers do.
    best = max(counts, key=lambda pattern: (counts[pattern] * (1 + pattern.count("/")), "[^/]+" in pattern))
    return tuple(kinds[best])


def _segment(segment: str) -> str:
    file = _FILE.fullmatch(segment)
    name, ending = (file[1], re.escape(file[2])) if file else (segment, "")
    if _SLUG.fullmatch(name):
        return f"[^/]+{ending}"
    return _NUMBER.sub(r"\\d+", re.escape(name).replace("\\-", "-")) + ending
