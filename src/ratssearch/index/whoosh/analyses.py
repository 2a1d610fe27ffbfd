"""How text becomes words, and what an index of each way is called on disk.

The name holds the analysis, the schema version and the layout, so an index of another version is never opened by
mistake: its files are simply of another name.
"""

from __future__ import annotations

from dataclasses import dataclass

from ratssearch.index import analysis
from ratssearch.index.fields import SCHEMA_VERSION
from ratssearch.index.whoosh.derived import Stems
from ratssearch.index.whoosh.vocabulary import Analysis, Vocabulary

LAYOUT = 3  # raise when the files of a segment change


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
