"""Load the built-in gazetteer, extended or overruled by an operator's own TOML file."""

from __future__ import annotations

import functools
from pathlib import Path

from ratssearch.enrich.compiled import read_compiled
from ratssearch.enrich.gazetteer import Gazetteer
from ratssearch.enrich.operator import read_changes


@functools.cache
def _builtin() -> Gazetteer:
    return Gazetteer(read_compiled())


def load_gazetteer(extra: Path | None = None) -> Gazetteer:
    """The gazetteer; `extra` is an operator's file (docs/enrichment.md). Raises GazetteerError where that is wrong.

    The version changes with the file, so that a changed file shows which releases must be tagged again.
    """
    if extra is None:
        return _builtin()
    compiled = read_compiled()
    changes = read_changes(extra, compiled)
    return Gazetteer(changes.apply(compiled), changes.forms, changes.digest, changes.persons.names())
