"""The Whoosh schema, made from the declaration of the fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import fields as whoosh_fields
from whoosh.analysis import Analyzer, Token

from ratssearch.index.fields import FIELDS, Kind
from ratssearch.index.whoosh.analyses import ANALYSES


class WordAnalyzer(Analyzer):  # type: ignore[misc]
    """Our analysis as stock Whoosh calls it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, value: str, positions: bool = False, mode: str = "", **kwargs: Any) -> Iterator[Token]:
        token = Token(positions, mode=mode, **kwargs)
        for position, word in enumerate(ANALYSES[self._name].words(value)):
            token.text = word
            token.boost = 1.0
            token.stopped = False
            if positions:
                token.pos = position
            yield token


def whoosh_schema(name: str) -> whoosh_fields.Schema:
    """The schema under which stock Whoosh can search the index."""
    kinds = {
        Kind.TEXT: lambda: whoosh_fields.TEXT(analyzer=WordAnalyzer(name), stored=True),
        Kind.KEYWORD: lambda: whoosh_fields.ID(stored=True),
        Kind.KEYWORDS: lambda: whoosh_fields.KEYWORD(stored=True),
        Kind.DATE: lambda: whoosh_fields.STORED(),
    }
    named: Iterable[tuple[str, Any]] = ((field.name, kinds[field.kind]()) for field in FIELDS)
    return whoosh_fields.Schema(id=whoosh_fields.STORED(), url=whoosh_fields.STORED(), **dict(named))
