"""A query tree shown back: in plain words for people, and as normalised query text that parses to the same tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ratssearch.index.analysis import flowed, is_unspaced
from ratssearch.index.engine import Vocabulary
from ratssearch.index.nodes import (
    And,
    AndMaybe,
    Boost,
    DateRange,
    Everything,
    Fuzzy,
    Keyword,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Term,
    Wildcard,
)
from ratssearch.index.query import parse

MAX_LISTED = 12  # words named one by one in a description

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_Worded = Term | Phrase | Wildcard | Fuzzy


def describe(node: Node, vocabulary: Vocabulary) -> str:
    """The query in one line of plain words, such as: releases with “treaty”, published in 2019."""
    if isinstance(node, Everything):
        return "all releases"
    if isinstance(node, Nothing):
        return f"no releases: {node.why}" if node.why else "no releases"
    return f"releases {_Describer(vocabulary).clause(node)}"


class _Describer:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def clause(self, node: Node) -> str:
        """What follows "releases": with ..., mentioning ..., published ..."""
        if isinstance(node, _Worded):
            return f"with {_noun(node)}"
        if isinstance(node, Keyword):
            return self.keywords([node])
        if isinstance(node, DateRange):
            return f"{'published' if node.field == 'date' else 'speaking of events'} {_period(node)}"
        if isinstance(node, And):
            return ", ".join(self.parts(node.children, "and"))
        if isinstance(node, Or):
            return " or ".join(self.parts(node.children, "or"))
        if isinstance(node, Not):
            return self.negation(node.child)
        if isinstance(node, AndMaybe):
            return f"{self.clause(node.required)}, first those {self.clause(node.optional)}"
        if isinstance(node, Boost):
            return f"{self.enclosed(node.child)} (weight {_figure(node.factor)})"
        return "of any kind" if isinstance(node, Everything) else f"that do not exist ({node.why})"

    def parts(self, nodes: Sequence[Node], joint: str) -> list[str]:
        """Clauses of several nodes; words are listed in one, and so are alternative values of one field."""
        worded = [node for node in nodes if isinstance(node, _Worded)]
        found = [f"with {_listed([_noun(node) for node in worded], joint)}"] if worded else []
        rest = [node for node in nodes if not isinstance(node, _Worded)]
        values = [node for node in rest if isinstance(node, Keyword)]
        if joint == "or" and len({node.field for node in values}) == 1 and values == rest:
            return [*found, self.keywords(values)]
        return found + [self.enclosed(node) for node in rest]

    def enclosed(self, node: Node) -> str:
        clause = self.clause(node)
        single = isinstance(node, _Worded | Keyword | DateRange | Not | Boost) or clause.startswith("mentioning")
        return clause if single else f"({clause})"

    def keywords(self, nodes: Sequence[Keyword], *, joint: str = "or") -> str:
        field = nodes[0].field
        values = [self.vocabulary.label(field, node.value) for node in nodes]
        if field == "year":
            return (
                f"published in {_listed(['an unknown year' if each == 'unknown' else each for each in values], joint)}"
            )
        lead = {"source": "from", "language": "in the language"}.get(field, "mentioning")
        return f"{lead} {_listed(values, joint)}"

    def negation(self, node: Node) -> str:
        parts = node.children if isinstance(node, Or) else (node,)
        if all(isinstance(part, _Worded) for part in parts):
            return f"without {_listed([_noun(part) for part in parts if isinstance(part, _Worded)], 'or')}"
        if isinstance(node, Keyword | DateRange):
            return f"not {self.clause(node)}"
        return f"other than those {self.enclosed(node)}"


def _noun(node: _Worded) -> str:
    """What a release is "with": the words and how they are meant."""
    where = f" in the {'title' if node.field == 'title' else 'text'}" if node.field else ""
    weight = f" (weight {_figure(node.boost)})" if node.boost != 1.0 else ""
    return f"{_meaning(node)}{where}{weight}"


def _meaning(node: _Worded) -> str:
    if isinstance(node, Term):
        return f"“{node.word}”{' exactly' if node.exact else ''}"
    if isinstance(node, Fuzzy):
        return f"words spelt like “{node.word}” ({node.distance} letter{'s' * (node.distance > 1)} off)"
    if isinstance(node, Phrase):
        if node.slop:
            return f"“{_running(node, ' ')}” with up to {node.slop} other word{'s' * (node.slop > 1)} in between"
        return f"“{_running(node, ' ')}”{' exactly' if node.exact else ' in a row'}"
    literal = node.pattern.strip("*")
    if "*" in literal or "?" in node.pattern or node.pattern in (literal, f"*{literal}*"):
        return f"words like “{node.pattern}”"
    if is_unspaced(literal):
        return f"“{literal}”"
    return f"words that {'begin' if node.pattern.endswith('*') else 'end'} with “{literal}”"


def _listed(items: Sequence[str], joint: str) -> str:
    if len(items) > MAX_LISTED:
        more = len(items) - MAX_LISTED
        items = [*items[:MAX_LISTED], f"{more} more"]
    if len(items) == 1:
        return items[0]
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"


def _period(node: DateRange) -> str:
    if node.first is None and node.last is None:
        return "at a known date"
    if node.last is None and node.first is not None:
        return f"from {_day(node.first)} on"
    if node.first is None and node.last is not None:
        return f"up to {_day(node.last)}"
    assert node.first is not None and node.last is not None
    if node.first == node.last:
        return f"on {_day(node.first)}"
    start, end = _shortest(node.first, node.last)
    return f"in {start}" if start == end else f"from {start} to {end}"


def _shortest(first: date, last: date) -> tuple[str, str]:
    """Both ends as years or months where they are whole ones, else as days."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year), str(last.year)
    if first.day == 1 and _ends_month(last):
        return f"{_MONTHS[first.month - 1]} {first.year}", f"{_MONTHS[last.month - 1]} {last.year}"
    return _day(first), _day(last)


def _ends_month(day: date) -> bool:
    return day == date.max or (day + timedelta(days=1)).day == 1


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


# ---------------------------------------------------------------- normalised text


def normalise(node: Node) -> str:
    """Query text that parses (with Match.ALL and the same vocabulary) to an equal tree; "*" for everything."""
    if isinstance(node, And):
        return " ".join(_wrapped(child, And) for child in node.children)
    if isinstance(node, Or):
        return _as_typed(node) or " OR ".join(_wrapped(child, Or) for child in node.children)
    if isinstance(node, Not):
        return f"-{_wrapped(node.child, Not)}"
    if isinstance(node, AndMaybe):
        return f"{_wrapped(node.required, AndMaybe)} MAYBE {_wrapped(node.optional, AndMaybe)}"
    if isinstance(node, Boost):
        return f"({normalise(node.child)})^{_figure(node.factor)}"
    if isinstance(node, Everything):
        return "*"
    if isinstance(node, Nothing):
        return node.text
    if isinstance(node, Keyword):
        return f"{node.field}:{node.value if node.value.isalnum() else _quoted(node.value)}"
    if isinstance(node, DateRange):
        return f"{node.field}:{_date_text(node)}"
    return _word_text(node)


def _as_typed(node: Or) -> str:
    """The first of several names of a place, where it stands for the others; nothing for any other OR."""
    first = node.children[0]
    ways = ["-".join(first.words)] if isinstance(first, Phrase) and not first.exact else []
    if isinstance(first, Term | Phrase | And):
        ways.append(normalise(first))
    field = first.field if isinstance(first, Phrase) else ""
    written = (f"{field}:{way}" if field and not way.startswith(f"{field}:") else way for way in ways)
    return next((way for way in written if parse(way) == node), "")


def _wrapped(child: Node, parent: type[Node]) -> str:
    """A child in parentheses where it would be read as part of something else without."""
    compound = isinstance(child, And | Or | AndMaybe | Not)
    plain = (
        not compound or (isinstance(child, Not) and parent in (And, Or)) or (isinstance(child, And) and parent is Or)
    )
    return normalise(child) if plain else f"({normalise(child)})"


def _word_text(node: _Worded) -> str:
    name = f"{node.field}:" if node.field else ""
    boost = f"^{_figure(node.boost)}" if node.boost != 1.0 else ""
    if isinstance(node, Term):
        text = _quoted(node.word) if node.exact else node.word
    elif isinstance(node, Wildcard):
        text = node.pattern
    elif isinstance(node, Fuzzy):
        text = f"{node.word}~{node.distance}"
    elif node.exact:
        text = _quoted(_running(node, " ")) + (f"~{node.slop}" if node.slop else "")
    else:
        text = _running(node, "/")
    return f"{name}{text}{boost}"


def _running(node: Phrase, separator: str) -> str:
    """The words of a phrase as one would write them."""
    return separator.join(flowed(node.words, node.offsets))


def _quoted(text: str) -> str:
    return f'"{text}"'


def _figure(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")


def _date_text(node: DateRange) -> str:
    if node.first is not None and node.first == node.last:
        return node.first.isoformat()
    first = node.first.isoformat() if node.first else "*"
    last = node.last.isoformat() if node.last else "*"
    return f"[{first} to {last}]"
