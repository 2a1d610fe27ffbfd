"""What facet values are called: the gazetteer, the source profiles, the names of languages and the names that were
discovered in the releases as one Vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ratssearch.enrich import Gazetteer, Region
from ratssearch.models import MentionKind, Source
from ratssearch.search.discovered import DiscoveredNames
from ratssearch.search.languages import NAMES
from ratssearch.text import fold_letters

_KINDS = {"country": MentionKind.COUNTRY, "organisation": MentionKind.ORGANISATION}
_DISCOVERED = {"unlisted": MentionKind.UNLISTED, "person": MentionKind.PERSON}
_YEARS = tuple(str(year) for year in range(1900, 2101))
UNKNOWN = "unknown"  # the facet value of releases without a year


class NamedVocabulary:
    """The index's Vocabulary, and search by name inside a facet."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        sources: tuple[Source, ...],
        names: Callable[[], DiscoveredNames] = DiscoveredNames,
    ) -> None:
        """`names` gives the discovered names of the archive as it is now."""
        self._gazetteer = gazetteer
        self._names = names
        self._sources = {source.id: source for source in sources}
        self._label = lru_cache(maxsize=20_000)(self._found_label)  # an answer names hundreds of values

    def label(self, facet: str, value: str) -> str:
        """The name shown for a value; the value itself where none is known."""
        if facet in _DISCOVERED:  # the archive may have given the value another name since
            return self._names().label(_DISCOVERED[facet], value)
        return self._label(facet, value)

    def _found_label(self, facet: str, value: str) -> str:
        if facet in _KINDS:
            return self._gazetteer.label(_KINDS[facet], value) or value
        if facet == "source":
            return self._sources[value].name if value in self._sources else value
        if facet == "language":
            return NAMES.get(value, value)
        return "Year not known" if facet == "year" and value == UNKNOWN else value

    def ancestors(self, facet: str, value: str) -> tuple[str, ...]:
        """The bodies above an organisation, the nearest first; empty for values of other facets."""
        return self._gazetteer.ancestors(_KINDS[facet], value) if facet == "organisation" else ()

    def regions(self) -> tuple[Region, ...]:
        """Groups of countries: the United Nations' sub-regions (M49) and usual ones."""
        return self._gazetteer.regions()

    def resolve(self, facet: str, text: str) -> tuple[str, ...]:
        """Values that a name, code, acronym or region stands for, in any case; empty if none."""
        if facet in _KINDS:
            return self._gazetteer.resolve(_KINDS[facet], text) or self._in_region(facet, text)
        if facet in _DISCOVERED:
            return self._names().resolve(_DISCOVERED[facet], text)
        wanted = fold_letters(text)
        if facet == "source":
            return tuple(
                source.id
                for source in self._sources.values()
                if wanted in (source.id, fold_letters(source.name), fold_letters(source.organisation))
            )
        if facet == "language":
            return tuple(code for code, name in NAMES.items() if wanted in (code, fold_letters(name)))
        return (wanted,)

    def _in_region(self, facet: str, text: str) -> tuple[str, ...]:
        if facet != "country":
            return ()
        wanted = fold_letters(text)
        named = (region for region in self.regions() if wanted in (region.id, fold_letters(region.label)))
        return next((region.countries for region in named), ())

    def known(self, facet: str, value: str) -> bool:
        """Whether a value is one that a release can have."""
        if facet in _DISCOVERED:
            return self._names().known(_DISCOVERED[facet], value)
        return facet == "year" or value in self._values(facet)

    def matching(self, facet: str, letters: str) -> tuple[str, ...]:
        """Values whose name or code holds these letters, case and accents aside."""
        if facet in _DISCOVERED:
            return self._names().matching(_DISCOVERED[facet], letters)
        wanted = fold_letters(letters)
        return tuple(
            value
            for value in self._values(facet)
            if wanted in fold_letters(value)
            or wanted in fold_letters(self.label(facet, value))
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
