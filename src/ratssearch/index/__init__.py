"""Full-text search over releases: the fields, the query language and the engines that answer it."""

from __future__ import annotations

from pathlib import Path

from ratssearch.errors import ConfigError
from ratssearch.index.engine import Engine, PlainVocabulary, Vocabulary


def open_engine(path: Path, vocabulary: Vocabulary | None = None, *, kind: str = "whoosh") -> Engine:
    """An engine of one kind on the index at `path`; nothing is read or made before the first call.

    Raises ConfigError for a kind that does not exist.
    """
    if kind == "whoosh":
        from ratssearch.index.whoosh.engine import WhooshEngine

        return WhooshEngine(path, vocabulary or PlainVocabulary())
    raise ConfigError(f"There is no search engine called {kind!r}.", hint="Known: whoosh.")


__all__ = ["Engine", "open_engine"]
