"""Every request parameter, declared once: the parser, the 400 errors, the links and OpenAPI are made from here.

A request's parameters become an `Arguments`: checked values in their normal form (defaults and empty values left
out, repeated ones sorted), so that two requests which ask the same have the same URL and the same ETag.
"""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from urllib.parse import urlencode

from ratssearch.errors import ParameterError
from ratssearch.models import Granularity, Match, Sort
from ratssearch.search import FACETS, KINDS
from ratssearch.text import collapse

PER_PAGE = (10, 20, 50, 100)
WINDOW = 10_000  # hits that numbered pages reach; cursors go on without a limit
MOST_VALUES = 100  # of one repeated parameter
RESULT_FIELDS = (
    *("id", "url", "title", "date", "date_precision", "date_basis", "countries", "organisations"),
    *("language", "source", "first_seen", "score", "highlights"),
)

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


class Type(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    INTEGER = "integer"
    FLAG = "flag"
    DATE = "date"  # a year, a month or a day, kept as written


@dataclass(frozen=True, slots=True)
class Parameter:
    """One request parameter. `default` is in normal form; empty means that the parameter does nothing."""

    name: str
    help: str
    type: Type = Type.TEXT
    default: str = ""
    repeated: bool = False
    commas: bool = False  # a repeated parameter that may also be one list with commas
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    most: int = 200  # characters of a text
    pattern: str = ""  # what a text must match, after normalising
    wanted: str = ""  # the pattern in words
    upper: bool = False
    lower: bool = False
    example: str = ""


def _facet_parameters() -> Iterable[Parameter]:
    words = {
        "country": "ISO 3166 code of a country that the release mentions, in any case",
        "organisation": "gazetteer id of an organisation that the release mentions",
        "unlisted": "key of an organisation beyond the gazetteer, discovered by the form of its name",
        "person": "key of a person's name, discovered beside an office",
        "source": "id of the source that published the release",
        "language": "ISO 639-1 code of the language of the text",
        "year": "year of publication, or `unknown`",
    }
    rules = {
        "country": ("[A-Z]{2,4}", "an ISO 3166 code such as KZ", "KZ"),
        "organisation": (r"[^\s,]{1,80}", "a gazetteer id such as un", "un"),
        "unlisted": (r"[^\s,]{1,80}", "a key as the facet lists it", "steppe-water-council"),
        "person": (r"[^\s,]{1,80}", "a key as the facet lists it", "voronkov-vladimir"),
        "source": ("[a-z0-9][a-z0-9_]{0,31}", "a source id", "ecrats"),
        "language": ("[a-z]{2,3}", "an ISO 639-1 code such as ru", "ru"),
        "year": (r"\d{4}|unknown", "a year such as 2019, or unknown", "2019"),
    }
    for prefix, text in (("", "Only releases with any of these: "), ("exclude_", "No releases with any of these: ")):
        for facet in FACETS:
            pattern, wanted, example = rules[facet]
            yield Parameter(
                prefix + facet,
                text + words[facet] + ".",
                repeated=True,
                pattern=pattern,
                wanted=wanted,
                upper=facet == "country",
                lower=facet in ("unlisted", "person", "language", "year", "source"),
                example="" if prefix else example,
            )


SEARCH: tuple[Parameter, ...] = (
    Parameter("q", "What to look for, in the query language; empty finds every release.", most=1000, example="border"),
    Parameter(
        "match",
        "Whether all bare words must be in a release, or any of them.",
        Type.CHOICE,
        "all",
        choices=tuple(Match),
    ),
    *_facet_parameters(),
    Parameter(
        "about",
        "Countries, organisations and persons only where the release is about them, not just names them.",
        Type.FLAG,
        "false",
    ),
    Parameter("date_from", "Published on or after this day, month or year (inclusive).", Type.DATE, example="2019-03"),
    Parameter("date_to", "Published on or before this day, month or year (inclusive).", Type.DATE, example="2020"),
    Parameter(
        "sort",
        "Order of the results. Without it: by relevance if q has words, else newest first.",
        Type.CHOICE,
        choices=tuple(Sort),
    ),
    Parameter(
        "page", f"Number of the page, within the first {WINDOW:,} results.", Type.INTEGER, "1", low=1, high=WINDOW
    ),
    Parameter("per_page", "Results on one page.", Type.CHOICE, "20", choices=tuple(map(str, PER_PAGE))),
    Parameter(
        "cursor",
        "Where the last answer ended, from its links.next; not together with page.",
        most=2000,
        pattern=r"[\w.~=-]+",
        wanted="a cursor as links.next holds it",
    ),
    Parameter("facet", "Facets to count. Without it: all.", Type.CHOICE, repeated=True, commas=True, choices=FACETS),
    Parameter("facet_size", "Values listed of each facet.", Type.INTEGER, "12", low=0, high=500),
    Parameter(
        "expand",
        "Facets of which up to 500 values are listed.",
        Type.CHOICE,
        repeated=True,
        commas=True,
        choices=FACETS,
    ),
    *(
        Parameter(f"find_{facet}", f"List only values of {facet} whose names hold these letters.", most=60)
        for facet in FACETS
    ),
    Parameter(
        "histogram",
        "Width of the bars over time; auto chooses from the span of dates.",
        Type.CHOICE,
        "auto",
        choices=("auto", "none", *Granularity),
    ),
    Parameter(
        "fields",
        "Parts of each result to give. Without it: all.",
        Type.CHOICE,
        repeated=True,
        commas=True,
        choices=RESULT_FIELDS,
    ),
    Parameter("highlight", "Whether results come with passages that hold the words.", Type.FLAG, "true"),
)

SUGGEST: tuple[Parameter, ...] = (
    Parameter("q", "The letters typed so far.", most=100, example="bord"),
    Parameter("limit", "Suggestions at most.", Type.INTEGER, "8", low=1, high=20),
)

EDITS: tuple[Parameter, ...] = (
    Parameter(
        "source",
        "Only edits of these sources.",
        repeated=True,
        pattern="[a-z0-9][a-z0-9_]{0,31}",
        wanted="a source id",
        lower=True,
        example="ecrats",
    ),
    Parameter(
        "kind",
        "Only these: text (other words), metadata (the same words under another date, dateline or signature), "
        "vanished (the page is gone from its address).",
        Type.CHOICE,
        repeated=True,
        commas=True,
        choices=KINDS,
    ),
    Parameter("page", "Number of the page.", Type.INTEGER, "1", low=1, high=WINDOW),
    Parameter("per_page", "Edits on one page.", Type.CHOICE, "50", choices=tuple(map(str, PER_PAGE))),
)

EDITION: tuple[Parameter, ...] = (
    Parameter(
        "against",
        "Number of the edition to compare with. Without it: the one that was seen before.",
        Type.INTEGER,
        low=1,
        high=1_000_000,
    ),
)

NOTHING: tuple[Parameter, ...] = ()


@dataclass(frozen=True)
class Arguments:
    """Checked parameters of one request: (name, value) pairs in normal form, in the order of declaration."""

    declared: tuple[Parameter, ...]
    pairs: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _values(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, value in self.pairs:
            found[name] = (*found.get(name, ()), value)
        return found

    def first(self, name: str) -> str:
        """The value of a parameter, or its default."""
        return self._values[name][0] if name in self._values else self._parameter(name).default

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a repeated parameter."""
        return self._values.get(name, ())

    def number(self, name: str) -> int:
        return int(self.first(name))

    def flag(self, name: str) -> bool:
        return self.first(name) == "true"

    def given(self, name: str) -> bool:
        return name in self._values

    def having(self, name: str, *values: str) -> Arguments:
        """The same request with these values of a parameter in place of its old ones; none removes it."""
        parameter = self._parameter(name)
        kept = [pair for pair in self.pairs if pair[0] != name]
        kept += [(name, value) for value in sorted(set(values)) if value and value != parameter.default]
        order = [entry.name for entry in self.declared]
        return replace(self, pairs=tuple(sorted(kept, key=lambda pair: order.index(pair[0]))))

    def adding(self, name: str, value: str) -> Arguments:
        return self.having(name, *self.every(name), value)

    def removing(self, name: str, *values: str) -> Arguments:
        """Without these values of a parameter, or without the parameter if no values are named."""
        return self.having(name, *(value for value in self.every(name) if values and value not in values))

    def anew(self) -> Arguments:
        """The same search from its first page."""
        return self.having("page").having("cursor")

    def url(self, path: str) -> str:
        return f"{path}?{urlencode(self.pairs)}" if self.pairs else path

    def _parameter(self, name: str) -> Parameter:
        return next(entry for entry in self.declared if entry.name == name)


def parse(declared: tuple[Parameter, ...], given: Iterable[tuple[str, str]]) -> Arguments:
    """Check a request's parameters; raises an ExceptionGroup of one ParameterError for each that is wrong."""
    known = {parameter.name: parameter for parameter in declared}
    found: dict[str, list[str]] = {}
    errors: list[ParameterError] = []
    for name, value in given:
        if name not in known:
            errors.append(_unknown(name, list(known)))
        else:
            parts = value.split(",") if known[name].commas else [value]
            found.setdefault(name, []).extend(parts)
    arguments = Arguments(declared)
    for name, texts in found.items():
        try:
            values = [normal for text in texts if (normal := _normal(known[name], text))]
            if len(values) > 1 and not known[name].repeated:
                raise ParameterError(name, "is given more than once.")
            if len(values) > MOST_VALUES:
                raise ParameterError(name, f"has {len(values)} values; at most {MOST_VALUES} are taken.")
            arguments = arguments.having(name, *values)
        except ParameterError as error:
            errors.append(error)
    if not errors and declared is SEARCH:
        errors.extend(_conflicts(arguments))
    if errors:
        raise ExceptionGroup("parameters", errors)
    return arguments


def first_day(text: str) -> date | None:
    """The first day of a year, month or day as written; None for an empty text."""
    span = _span(text) if text else None
    return span[0] if span else None


def last_day(text: str) -> date | None:
    """The last day of a year, month or day as written; None for an empty text."""
    span = _span(text) if text else None
    return span[1] if span else None


def _span(text: str) -> tuple[date, date] | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        last = calendar.monthrange(year, month or 12)[1]
        return date(year, month or 1, 1), date(year, month or 12, last)
    except ValueError:  # calendar's own error for month 13 is a ValueError too
        return None


def _unknown(name: str, known: Sequence[str]) -> ParameterError:
    shown = name if len(name) <= 60 else f"{name[:60]}…"
    if not known:
        return ParameterError(shown, "is no parameter of this address: it takes none.")
    near = difflib.get_close_matches(name, known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"Parameters are: {', '.join(known)}."
    return ParameterError(shown, "is no parameter of this address.", hint=hint)


def _normal(parameter: Parameter, text: str) -> str:
    """The value in normal form, empty if there is none; raises ParameterError."""
    if _CONTROL.search(text):
        raise ParameterError(parameter.name, "holds a control character.")
    text = collapse(text)
    text = text.upper() if parameter.upper else text.lower() if parameter.lower else text
    if not text:
        return ""
    if parameter.type is Type.INTEGER:
        return _integer(parameter, text)
    if parameter.type is Type.FLAG:
        return _flag(parameter, text)
    if parameter.type is Type.DATE:
        if _span(text) is None:
            raise ParameterError(
                parameter.name, f"is no date: {_shown(text)}.", hint="Write 2019, 2019-03 or 2019-03-21."
            )
        return text
    if parameter.type is Type.CHOICE:
        if text not in parameter.choices:
            raise ParameterError(
                parameter.name, f"cannot be {_shown(text)}.", hint=f"Values are: {', '.join(parameter.choices)}."
            )
        return text
    if len(text) > parameter.most:
        raise ParameterError(parameter.name, f"is {len(text):,} characters long; at most {parameter.most:,} are taken.")
    if parameter.pattern and not re.fullmatch(parameter.pattern, text):
        raise ParameterError(parameter.name, f"cannot be {_shown(text)}.", hint=f"It is {parameter.wanted}.")
    return text


def _integer(parameter: Parameter, text: str) -> str:
    if not re.fullmatch(r"-?[0-9]{1,9}", text) or not parameter.low <= int(text) <= parameter.high:
        wanted = f"a whole number from {parameter.low:,} to {parameter.high:,}"
        raise ParameterError(parameter.name, f"must be {wanted}, not {_shown(text)}.")
    return str(int(text))


def _flag(parameter: Parameter, text: str) -> str:
    flags = {"true": "true", "1": "true", "false": "false", "0": "false"}
    if text.lower() not in flags:
        raise ParameterError(parameter.name, f"must be true or false, not {_shown(text)}.")
    return flags[text.lower()]


def _conflicts(arguments: Arguments) -> Iterable[ParameterError]:
    first, last = first_day(arguments.first("date_from")), last_day(arguments.first("date_to"))
    if first and last and first > last:
        yield ParameterError("date_from", f"is after date_to ({first} and {last}).")
    if arguments.given("cursor") and arguments.given("page"):
        yield ParameterError("cursor", "cannot stand beside page: give one of them.")
    page, per_page = arguments.number("page"), arguments.number("per_page")
    if page * per_page > WINDOW:
        yield ParameterError(
            "page",
            f"may be at most {WINDOW // per_page:,} with {per_page} results on a page.",
            hint="Follow links.next of the answers, or narrow the search.",
        )


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}…")
