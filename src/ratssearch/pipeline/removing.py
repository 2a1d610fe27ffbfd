"""Take a release down for good, at the operator's word."""

from __future__ import annotations

import logging

from ratssearch.errors import NotFound, ParameterError
from ratssearch.pipeline.indexing import IndexFollower
from ratssearch.pipeline.reports import silent
from ratssearch.pipeline.workspace import Workspace

_log = logging.getLogger(__name__)


def forget(workspace: Workspace, release_id: str, reason: str) -> None:
    """Remove a release from archive and index and keep it out of later crawls; the reason is kept.

    Raises NotFound for an unknown id. Listings that name the release stay in the archive as they were.
    """
    if not reason.strip():
        raise ParameterError("reason", "it is empty.", hint="Say why, for those who will ask later.")
    with workspace.writing("forget") as archive, IndexFollower(archive, workspace, silent) as index:
        if not archive.forget(release_id, reason.strip()):
            raise NotFound(f"There is no release {release_id[:80]!r} here.", hint="Its id may be mistyped.")
        index.catch_up()
    _log.info("Release %s was taken down: %s", release_id, reason)
