"""Declare that a site has moved, so that its releases stay the same ones at their new addresses."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from ratssearch.archive import Move, Moved, open_archive
from ratssearch.errors import ParameterError
from ratssearch.models import Source
from ratssearch.pipeline.indexing import IndexFollower
from ratssearch.pipeline.reports import silent
from ratssearch.pipeline.workspace import Workspace
from ratssearch.sources import find_source
from ratssearch.urls import canonical


def move(workspace: Workspace, sources: Sequence[Source], source_id: str, old: str, new: str) -> Moved:
    """Say that what a source had under the base address `old` now stands under `new`.

    Ids stay; the old addresses stay known as those of the same releases; the new ones are visited by the next crawl.
    Declaring it again takes in what came since. Raises NotFound for an unknown source, ParameterError for a base that
    is no address.
    """
    source = find_source(tuple(sources), source_id)
    bases = _base("old", old), _base("new", new)
    if bases[0] == bases[1]:
        raise ParameterError("new", "both addresses are the same.")
    with workspace.writing("move") as archive, IndexFollower(archive, workspace, silent) as index:
        done = archive.declare_move(source.id, *bases)
        index.catch_up()
    return done


def moves(workspace: Workspace) -> tuple[Move, ...]:
    """The moves that were declared, oldest first."""
    if not workspace.archive.exists():
        return ()
    with open_archive(workspace.archive, read_only=True) as archive:
        return archive.moves()


def _base(name: str, url: str) -> str:
    """A base address that ends in a slash, in the one spelling."""
    spelled = canonical(url)
    if not spelled or urlsplit(spelled).query:
        raise ParameterError(name, f"{url!r} is no base address.", hint="Write one such as https://body.example/news/.")
    return spelled if spelled.endswith("/") else f"{spelled}/"
