"""The Whoosh schema, made from the declaration of the fields, and what the index is called on disk.

The name holds the analysis and the schema version, so an index of another version is never opened by mistake:
its files are simply of another name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from whoosh import fields as whoosh_fields
from whoosh.analysis import Analyzer, Token

from ratssearch.index import analysis
from ratssearch.index.fields import FIELDS, SCHEMA_VERSION, Kind
from ratssearch.index.whoosh.derived import Stems
from ratssearch.index.whoosh.vocabulary import Analysis, Vocabulary

LAYOUT = 2  # raise when the files of a segment change


@dataclass(frozen=True, slots=True)
class TextAnalysis:
    """How text becomes words: `words` as the product does it, `tokens` for text that is analysed already."""

    name: str
    words: Analysis
    stems: Stems | None
    bulk: bool  # whether tokens.fold_texts gives the same words

    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.words, bulk=self.bulk)

    @property
    def index_name(self) -> str:
        return f"{self.name}{SCHEMA_VERSION}x{LAYOUT}"


ANALYSES: dict[str, TextAnalysis] = {
    "words": TextAnalysis("words", analysis.words, analysis.stems, bulk=True),
    "tokens": TextAnalysis("tokens", str.split, None, bulk=False),
}


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
