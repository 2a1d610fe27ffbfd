"""What facet values are called: the gazetteer, the source profiles and the names of languages as one Vocabulary."""

from __future__ import annotations

from functools import lru_cache

from ratssearch.enrich import Gazetteer
from ratssearch.models import MentionKind, Source
from ratssearch.search.languages import NAMES
from ratssearch.text import fold

_KINDS = {"country": MentionKind.COUNTRY, "organisation": MentionKind.ORGANISATION}
_YEARS = tuple(str(year) for year in range(1900, 2101))
UNKNOWN = "unknown"  # the facet value of releases without a year


class NamedVocabulary:
    """The index's Vocabulary, and search by name inside a facet."""

    def __init__(self, gazetteer: Gazetteer, sources: tuple[Source, ...]) -> None:
        self._gazetteer = gazetteer
        self._sources = {source.id: source for source in sources}
        self._label = lru_cache(maxsize=20_000)(self._found_label)  # an answer names hundreds of values

    def label(self, facet: str, value: str) -> str:
        """The name shown for a value; the value itself where none is known."""
        return self._label(facet, value)

    def _found_label(self, facet: str, value: str) -> str:
        if facet in _KINDS:
            return self._gazetteer.label(_KINDS[facet], value) or value
        if facet == "source":
            return self._sources[value].name if value in self._sources else value
        if facet == "language":
            return NAMES.get(value, value)
        return "Year not known" if facet == "year" and value == UNKNOWN else value

    def resolve(self, facet: str, text: str) -> tuple[str, ...]:
        """Values that a name, code or acronym stands for, in any case; empty if none."""
        if facet in _KINDS:
            return self._gazetteer.resolve(_KINDS[facet], text)
        wanted = fold(text)
        if facet == "source":
            return tuple(
                source.id
                for source in self._sources.values()
                if wanted in (source.id, fold(source.name), fold(source.organisation))
            )
        if facet == "language":
            return tuple(code for code, name in NAMES.items() if wanted in (code, fold(name)))
        return (wanted,)

    def known(self, facet: str, value: str) -> bool:
        """Whether a value is one that a release can have."""
        return facet == "year" or value in self._values(facet)

    def matching(self, facet: str, letters: str) -> tuple[str, ...]:
        """Values whose name or code holds these letters, case and accents aside."""
        wanted = fold(letters)
        return tuple(
            value
            for value in self._values(facet)
            if wanted in fold(value)
            or wanted in fold(self.label(facet, value))
            or value in self._exactly(facet, letters)
        )

    def _exactly(self, facet: str, text: str) -> tuple[str, ...]:
        return self.resolve(facet, text) if facet in _KINDS else ()

    def _values(self, facet: str) -> tuple[str, ...]:
        if facet in _KINDS:
            return self._gazetteer.entities(_KINDS[facet])
        if facet == "source":
            return tuple(self._sources)
        return tuple(NAMES) if facet == "language" else (*_YEARS, UNKNOWN)
