"""The leaves of a query tree, made from the characters that the parser found: words, quoted words, patterns, values of
filters and dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from ratssearch.errors import QueryError
from ratssearch.index import analysis, fields, place_names
from ratssearch.index.engine import Vocabulary
from ratssearch.index.nodes import DateRange, Everything, Fuzzy, Keyword, Node, Nothing, Phrase, Term, Wildcard
from ratssearch.index.query_trees import MAX_BOOST, all_of, any_of, boosted
from ratssearch.text import collapse, fold

MIN_PREFIX = 2  # letters before the first wildcard
MIN_SUFFIX = 3  # letters of a pattern that begins with a wildcard
MIN_FUZZY = 3  # letters of a fuzzy word

_FACTOR = re.compile(r"\d{1,4}(?:\.\d{1,3})?|\.\d{1,3}")
_INNER_WILDCARD = re.compile(r"\*|\?(?=[^\W_])")  # a question mark at the end of a word is punctuation
_HYPHENATED = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)+")
_TWO_NUMBERS = re.compile(r"\d[-\u2010\u2011]\d")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_BETWEEN = re.compile(r"\[\s*(\S*?)\s*(?:\bto\b|\.\.|\s)\s*(\S*?)\s*\]", re.IGNORECASE)
_DATE_HINT = "Write 2019, 2019-03, 2019-03-05, >=2019-03 or [2019-03 to 2020]."
_PATTERN_HINT = f"Write at least {MIN_PREFIX} letters before *, or {MIN_SUFFIX} after a leading one."


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the query: offset and length in characters."""

    start: int
    length: int

    def error(self, message: str, hint: str = "") -> QueryError:
        return QueryError(message, position=self.start, length=max(self.length, 1), hint=hint)


# ---------------------------------------------------------------- words


def word(text: str, field: str, place: Place, *, split: bool) -> Node | None:
    """What was written without blanks: a word, a pattern, word~, several words joined as in A/RES/75/291; with ^boost.
    None for punctuation. With split, joined words without digits (hyphens, unspaced runs) are any of those words."""
    bare, caret, number = text.rpartition("^")
    if not caret or not analysis.words(bare):
        bare, caret = text, ""
    node = _spelled(_unboosted(bare, field, place, split), bare, field)
    if not caret:
        return node
    found = factor(number, Place(place.start + len(bare), len(number) + 1))
    return boosted(node, found) if node is not None else None


def _spelled(node: Node | None, text: str, field: str) -> Node | None:
    """A word or an unspaced run, or the same with a place called by another of its official names."""
    if isinstance(node, Phrase | Term) and analysis.is_unspaced(text[:1]):
        runs = (analysis.query_words(other) for other in place_names.respelled(text))
        return any_of([node, *(_run(found, places, field) for found, places in runs)])
    return any_of([node, *place_names.of_node(node)]) if node is not None else None


def _run(found: list[str], places: tuple[int, ...], field: str) -> Node:
    return _row(found, places, field, exact=False) if len(found) > 1 else _single(found[0], field, exact=False)


def named_in_words(nodes: Sequence[Node]) -> list[Node]:
    """Words side by side, those that are a name of a place in several words together, with its other names."""
    result: list[Node] = []
    at = 0
    while at < len(nodes):
        size, names = _name_at(nodes, at)
        result.append(any_of([all_of(nodes[at : at + size]), *names]) if names else nodes[at])
        at += size
    return result


def _name_at(nodes: Sequence[Node], at: int) -> tuple[int, list[Node]]:
    """The words of the longest name that begins at a place, and the other names; one word without any is none."""
    for size in range(min(place_names.longest(), len(nodes) - at), 1, -1):
        row = nodes[at : at + size]
        terms = [one for one in row if isinstance(one, Term) and not one.exact and one.boost == 1.0]
        if len(terms) == size and len({one.field for one in terms}) == 1:
            names = place_names.others([one.word for one in terms], terms[0].field)
            if names:
                return size, names
    return 1, []


def _unboosted(text: str, field: str, place: Place, split: bool) -> Node | None:
    bare, tilde, distance = text.lstrip("~").partition("~")  # before a word it is punctuation
    found, places = analysis.query_words(bare)
    if tilde and found:
        return _fuzzy(found, distance, field, place)
    unspaced = any(map(analysis.is_unspaced, found))
    if text.strip("*") == "" and "*" in text and not field:
        return Everything()
    if _INNER_WILDCARD.search(text) and not unspaced:
        return all_of([_pattern(part, field, place) for part in _pattern_parts(text)])
    if len(found) > 1:
        row = _row(found, places, field, exact=False)
        return _joined(row, split=split, hyphenated=not unspaced and _is_hyphenated(bare))
    return _single(found[0], field, exact=False) if found else None


def _is_hyphenated(text: str) -> bool:
    """Whether a word may as well be written without its hyphens: co-operation, COVID-19, G-7, but not 2019-20."""
    bare = text.rstrip(".,;:!?")
    return _HYPHENATED.fullmatch(bare) is not None and not _TWO_NUMBERS.search(bare)


def _joined(row: Phrase, *, split: bool, hyphenated: bool) -> Node:
    """Words written without blanks: in a row. A hyphenated word may also be written as one, as co-operation is."""
    closed = [Term("".join(row.words), row.field)] if hyphenated else []
    if split and not any(map(str.isdecimal, row.words)):
        return any_of([*(_single(each, row.field, exact=False) for each in row.words), *closed], add=True)
    return any_of([row, *closed])


def _row(found: list[str], places: tuple[int, ...], field: str, slop: int = 0, *, exact: bool) -> Phrase:
    """Several words as a phrase."""
    adjacent = places == tuple(range(len(found)))
    return Phrase(tuple(found), field, slop, exact, places=() if adjacent else places)


def _single(found: str, field: str, *, exact: bool) -> Node:
    if analysis.is_beginning(found):
        return Wildcard(f"{found}*", field)  # each word of such a text begins with one of its characters
    return Term(found, field, exact)


def quoted(text: str, field: str, slop: int) -> Node | None:
    """What stood between quotation marks: the words as written, in a row (up to slop words in between)."""
    found, places = analysis.query_words(text)
    if len(found) < 2:
        return _single(found[0], field, exact=True) if found else None
    return _row(found, places, field, slop, exact=True)


def _fuzzy(found: list[str], distance: str, field: str, place: Place) -> Node:
    if distance not in ("", "1", "2"):
        hint = 'Write word~ or word~2; for words near each other, "two words"~3.'
        raise place.error(f"{found[0]}~{distance}: the distance of a word's spelling is 1 or 2.", hint)
    if len(found[0]) < MIN_FUZZY and not analysis.is_unspaced(found[0]):
        raise place.error(f"{found[0]}~ is too short to look for its spellings.", f"Use at least {MIN_FUZZY} letters.")
    return all_of([_fuzzy_word(each, int(distance or 1), field) for each in found])


def _fuzzy_word(found: str, distance: int, field: str) -> Node:
    if analysis.is_unspaced(found) or len(found) < MIN_FUZZY:
        return _single(found, field, exact=False)
    return Fuzzy(found, distance, field)


def _pattern_parts(text: str) -> list[str]:
    """Words and patterns of one written word: counter-terror* is counter and terror*."""
    parts = [""]
    position = 0
    for mark in [*_INNER_WILDCARD.finditer(text), None]:
        literal = text[position : mark.start() if mark else len(text)]
        found = analysis.words(literal)
        if literal and (not found or not literal[0].isalnum()):
            parts.append("")
        parts[-1] += found[0] if found else ""
        parts.extend(found[1:])
        if found and not literal[-1].isalnum():
            parts.append("")
        if mark:
            parts[-1] += mark[0]
            position = mark.end()
    return [part for part in parts if part.strip("*?")] or [text]


def _pattern(part: str, field: str, place: Place) -> Node:
    literal = re.split(r"[*?]", part)
    letters = sum(map(len, literal))
    if letters == len(part):
        return _single(part, field, exact=False)
    if len(literal[0]) < MIN_PREFIX and (literal[0] or letters < MIN_SUFFIX):
        raise place.error(f"{part} would match too many words.", _PATTERN_HINT)
    return Wildcard(re.sub(r"\*+", "*", part), field)


def factor(text: str, place: Place) -> float:
    """The number after ^."""
    found = float(text) if _FACTOR.fullmatch(text) else 0.0
    if not 0 < found <= MAX_BOOST:
        raise place.error(f"After ^ stands a number above 0, at most {MAX_BOOST:g}.", "For example treaty^2.")
    return found


# ---------------------------------------------------------------- filters


def is_text(field: str) -> bool:
    return fields.BY_NAME[field].kind is fields.Kind.TEXT


def value(field: str, text: str, place: Place, vocabulary: Vocabulary) -> Node:
    """Releases with a value of a keyword field, given by code, id or name."""
    wanted = collapse(text)
    written = f'{field}:"{wanted}"' if " " in wanted or not wanted else f"{field}:{wanted}"
    if not analysis.words(wanted):
        raise place.error(f"{field}: needs a value.", example(field))
    if "*" in wanted:
        raise place.error(f"{field} takes a whole value, not a pattern.", example(field))
    found = vocabulary.resolve(field, wanted)
    if not found and field in ("source", "language", "year"):
        found = (wanted.lower(),)
    if field == "year" and not all(re.fullmatch(r"\d{4}|unknown", year) for year in found):
        raise place.error(f"{wanted} is no year.", "Write year:2019 or year:unknown; for spans, date:[2018 to 2020].")
    if not found:
        return Nothing(f"No {field} is called {wanted}.", written)
    return any_of([Keyword(field, each) for each in found])


def example(name: str) -> str:
    """A hint on how a field is used."""
    field = fields.BY_NAME[name]
    if field.kind is fields.Kind.DATE:
        return _DATE_HINT
    values = {
        "country": "KZ",
        "organisation": '"United Nations"',
        "language": "en",
        "year": "2019",
        "unlisted": '"Steppe Water Council"',
        "person": "Voronkov",
    }
    return f"For example {name}:{values.get(field.name, 'word')} ({field.help})."


def unknown_field(name: str, place: Place) -> QueryError:
    """The refusal of `name:value`, with the nearest field that there is."""
    near = get_close_matches(fold(name), fields.BY_NAME, n=1)
    if near:
        return place.error(f'There is no field "{name}".', f'Did you mean "{near[0]}"?')
    known = ", ".join(field.name for field in fields.FIELDS)
    return place.error(
        f'There is no field "{name}".', f"Fields are {known}; quote the words to search for them as text."
    )


# ---------------------------------------------------------------- dates


def dates(field: str, text: str, place: Place) -> DateRange:
    """A day, month or year, an open range (>=2019, <2020-03) or [from to until], inclusive."""
    between = _BETWEEN.fullmatch(text)
    if between:
        return _range(field, between[1], between[2], place)
    if ".." in text and not text.startswith("["):
        first, _, last = text.partition("..")
        return _range(field, first, last, place)
    sign = next((sign for sign in (">=", "<=", "≥", "≤", ">", "<") if text.startswith(sign)), "")
    first_day, last_day = _span(text[len(sign) :], place)
    edge: Callable[[], DateRange] = {
        "": lambda: DateRange(field, first_day, last_day),
        ">=": lambda: DateRange(field, first_day, None),
        "≥": lambda: DateRange(field, first_day, None),
        "<=": lambda: DateRange(field, None, last_day),
        "≤": lambda: DateRange(field, None, last_day),
        ">": lambda: DateRange(field, _shifted(last_day, 1, place), None),
        "<": lambda: DateRange(field, None, _shifted(first_day, -1, place)),
    }[sign]
    return edge()


def _range(field: str, first: str, last: str, place: Place) -> DateRange:
    start = None if first in ("", "*") else _span(first, place)[0]
    end = None if last in ("", "*") else _span(last, place)[1]
    if start and end and start > end:
        raise place.error("This range ends before it begins.", f"Write the earlier date first. {_DATE_HINT}")
    return DateRange(field, start, end)


def _span(text: str, place: Place) -> tuple[date, date]:
    """First and last day of a year, month or day."""
    found = _DATE.fullmatch(text)
    if not found:
        raise place.error(f"{text or 'This'} is no date.", _DATE_HINT)
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        first = date(year, month, day)
    except ValueError:
        raise place.error(f"There is no day {text} in the calendar.", _DATE_HINT) from None
    if found[3]:
        return first, first
    if not found[2] or month == 12:
        return first, date(year, 12, 31)
    return first, date(year, month + 1, 1) - timedelta(days=1)


def _shifted(day: date, days: int, place: Place) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise place.error("This date is at the end of the calendar.", _DATE_HINT) from None
