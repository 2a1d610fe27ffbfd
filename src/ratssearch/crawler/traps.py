"""Addresses that lead nowhere: rules with names that bound endless sites."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

_MAX_SEGMENTS = 16
_MAX_PARAMETERS = 10
_MAX_VARIANTS = 20  # query strings of one path that a walk follows
_REPEATS = 3  # times in a row that a run of segments stands in the path of a trap
_LONGEST_RUN = 4  # segments

_CALENDAR_PATH = re.compile(r"/(?:calendar|events?|kalendar|календарь)(?:/|-)\d{4}", re.IGNORECASE)
_CALENDAR_PARAMETER = re.compile(r"(?:month|year|day|date|week|cal\w*|tribe-bar-date|ical)", re.IGNORECASE)
_ACTION_PARAMETER = re.compile(
    r"(?:replytocom|share|print|action|login|logout|redirect(?:_to)?|return(?:url|to)?|add-to-cart|sort\w*|order\w*"
    r"|dir|filter\w*|view|format|lang_switch|q|s|search\w*)(?:\[.*)?",
    re.IGNORECASE,
)


def trap(url: str) -> str:
    """The name of the rule that calls url (canonical) a trap, or an empty string. For any link."""
    parts = urlsplit(url)
    if parts.path.count("/") > _MAX_SEGMENTS:
        return "trap:deep-path"
    if _repeats(parts.path.strip("/").split("/")):
        return "trap:repeated-path"
    if parts.query.count("&") >= _MAX_PARAMETERS:
        return "trap:many-parameters"
    return ""


def _repeats(segments: list[str]) -> bool:
    """Whether some run of segments stands three times in a row: a relative link that adds to itself."""
    for length in range(1, _LONGEST_RUN + 1):
        same = 0
        for here, there in zip(segments, segments[length:], strict=False):
            same = same + 1 if here == there else 0
            if same >= length * (_REPEATS - 1):
                return True
    return False


def _calendar(path: str, names: list[str]) -> bool:
    return bool(_CALENDAR_PATH.search(path)) or any(_CALENDAR_PARAMETER.fullmatch(name) for name in names)


def _action(path: str, names: list[str]) -> bool:
    return any(_ACTION_PARAMETER.fullmatch(name) for name in names)


_WALK_RULES: tuple[tuple[str, Callable[[str, list[str]], bool]], ...] = (
    ("trap:calendar", _calendar),
    ("trap:action", _action),
    ("trap:facets", lambda path, names: len(names) > 2),
)


class WalkTraps:
    """The stricter rules of a walk, where every link is followed; remembers how often a path came up."""

    def __init__(self) -> None:
        self._variants: Counter[str] = Counter()

    def trap(self, url: str) -> str:
        """As trap(), with the walk's own rules on top. Counts url, so ask once per address."""
        named = trap(url)
        if named:
            return named
        parts = urlsplit(url)
        names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
        for rule, applies in _WALK_RULES:
            if applies(parts.path, names):
                return rule
        if parts.query:
            self._variants[parts.path] += 1
            if self._variants[parts.path] > _MAX_VARIANTS:
                return "trap:query-variants"
        return ""


_PAGE_ENDINGS = frozenset(("", "html", "htm", "xhtml", "shtml", "php", "asp", "aspx", "jsp", "cfm", "do"))
_LONGEST_ENDING = 5  # characters; what follows a dot beyond that is no file type


def may_be_page(url: str) -> bool:
    """Whether the path's ending leaves open that a page stands there: a walk does not try pictures and papers."""
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return ending in _PAGE_ENDINGS or len(ending) > _LONGEST_ENDING
