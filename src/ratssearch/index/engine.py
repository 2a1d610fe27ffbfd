"""The contract that every search engine of this project keeps; one contract suite runs against each.

An engine answers models.SearchRequest with models.Results. Totals and facet counts are exact. A facet's own
selection does not shrink its own counts; selected values come first, even with zero hits. Readers see a new
generation on their next call, without reopening anything by hand; one writer at a time, in any process.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Protocol

from ratssearch.models import Hit, Release, Results, SearchRequest, Suggestion


class Vocabulary(Protocol):
    """What facet values are called, so that `org:"United Nations"` and `country:Kazakhstan` can be understood."""

    def label(self, facet: str, value: str) -> str:
        """The name shown for a value; the value itself where none is known."""
        ...

    def resolve(self, facet: str, text: str) -> tuple[str, ...]:
        """Values that a name, code or acronym stands for, in any case; empty if none."""
        ...


class PlainVocabulary:
    """A vocabulary that knows no names: each value is its own label."""

    def label(self, facet: str, value: str) -> str:
        return value

    def resolve(self, facet: str, text: str) -> tuple[str, ...]:
        return (text.upper() if facet == "country" else text.lower(),)


class IndexWriter(Protocol):
    """Adds and removes releases; nothing is visible until commit. Leaving the block on an error commits nothing."""

    def add(self, release: Release) -> None:
        """Add a release, in place of an earlier one of the same id."""
        ...

    def delete(self, release_id: str) -> None:
        """Remove a release; an unknown id is no error."""
        ...

    def commit(self) -> str:
        """Make all of it visible at once and durable; returns the new generation."""
        ...

    def __enter__(self) -> IndexWriter: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Engine(Protocol):
    """An open index. Safe for many threads. Raises IndexUnavailable where there is none or of another schema,
    QueryError for query text that cannot be understood, CursorExpired for a cursor of a lost generation."""

    @property
    def generation(self) -> str: ...

    def search(self, request: SearchRequest) -> Results: ...

    def count(self) -> int:
        """Releases in the current generation."""
        ...

    def similar(self, release_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Releases with the same telling words, best first; raises NotFound for an unknown id."""
        ...

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what is being typed: titles and facet values."""
        ...

    def explain(self, request: SearchRequest, release_id: str) -> str:
        """How the score of one release came about, for people; raises NotFound."""
        ...

    def writer(self) -> IndexWriter:
        """Open the index for writing, creating it if need be; raises IndexUnavailable while another writes."""
        ...

    def rebuild(self, releases: Iterable[Release], *, processes: int = 1) -> str:
        """Write all releases into a new index beside the live one, then switch to it at once."""
        ...

    def close(self) -> None: ...
