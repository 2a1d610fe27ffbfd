"""Our own query tree: what query.parse() makes of text and what every engine executes. Frozen, no engine in it.

Words in nodes are surface forms as analysis.words() gives them (folded). The index holds surface forms too; a Term
that is not `exact` stands for its whole stem class (all indexed forms whose analysis.stem() is the same), counted as
one term: its frequency in a release is the sum over the forms, its document frequency that of their union.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Everything:
    """All releases, score 0."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No release, e.g. a field value that no vocabulary knows. `why` is for people; `text` is what the query said."""

    why: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One word in one text field, or in title and body (field empty)."""

    word: str
    field: str = ""
    exact: bool = False
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order. With slop 0 adjacent; with slop n, at most n further words inside the span, any order no.
    A single unspaced character stands for all words that begin with it (analysis.py).

    `places` says how many words after the first each one stands at least, where some words in between may be any;
    empty: one right after the other.
    """

    words: tuple[str, ...]
    field: str = ""
    slop: int = 0
    exact: bool = True
    boost: float = 1.0
    places: tuple[int, ...] = ()

    @property
    def offsets(self) -> tuple[int, ...]:
        """`places`, written out."""
        return self.places or tuple(range(len(self.words)))


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Surface forms that match a pattern with * (any run) and ? (one character); constant score."""

    pattern: str
    field: str = ""
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Surface forms within an edit distance (1 or 2) that share the first letter; constant score."""

    word: str
    distance: int = 1
    field: str = ""
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Keyword:
    """An exact value of a keyword field (country, organisation, source, language, year); scores 0."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class DateRange:
    """Releases whose span in a date field overlaps first..last (inclusive, open where None); scores 0."""

    field: str  # "date" or "event"
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class And:
    """All of the children; scores add."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the children; scores of those that match add."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Releases that the child does not match; score 0."""

    child: Node


@dataclass(frozen=True, slots=True)
class AndMaybe:
    """Releases that `required` matches; `optional` only adds score."""

    required: Node
    optional: Node


@dataclass(frozen=True, slots=True)
class Boost:
    """The child's score times a factor."""

    child: Node
    factor: float


Node = Everything | Nothing | Term | Phrase | Wildcard | Fuzzy | Keyword | DateRange | And | Or | Not | AndMaybe | Boost
