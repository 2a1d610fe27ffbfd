"""Take a release down for good, at the operator's word."""

from __future__ import annotations

import logging

from ratssearch.archive import Archive, Forgotten, open_archive
from ratssearch.errors import NotFound, ParameterError
from ratssearch.pipeline.indexing import IndexFollower
from ratssearch.pipeline.reports import silent
from ratssearch.pipeline.workspace import Workspace
from ratssearch.urls import canonical

_log = logging.getLogger(__name__)


def forget(workspace: Workspace, what: str, reason: str) -> Forgotten:
    """Remove a release, by its id or an address of it, from archive and index and keep it out of later crawls and
    imports; the reason is kept and shown.

    Raises NotFound for an unknown one and ParameterError for an address that several releases have. Listings that
    name the release stay in the archive as they were. Doing it again does nothing.
    """
    if not reason.strip():
        raise ParameterError("reason", "it is empty.", hint="Say why, for those who will ask later.")
    with workspace.writing("forget") as archive, IndexFollower(archive, workspace, silent) as index:
        release_id = _named(archive, what)
        if archive.get_release(release_id) is not None or not archive.forgotten(release_id):
            if not archive.forget(release_id, reason.strip()):
                raise NotFound(f"There is no release {what[:200]!r} here.", hint="Its id may be mistyped.")
            _log.info("Release %s was taken down: %s", release_id, reason)
        index.catch_up()
        return archive.forgotten(release_id)[0]


def forgotten(workspace: Workspace) -> tuple[Forgotten, ...]:
    """What was taken down, latest first."""
    if not workspace.archive.exists():
        return ()
    with open_archive(workspace.archive, read_only=True) as archive:
        return archive.forgotten()


def _named(archive: Archive, what: str) -> str:
    """The id of the release that is meant; `what` itself where it is no address."""
    url = canonical(what)
    if not url:
        return what
    found = archive.find_releases(url)
    if len(found) > 1:
        raise ParameterError(
            "release", f"several releases stand at {url}: {', '.join(found)}.", hint="Name one of them by its id."
        )
    if found:
        return found[0]
    down = next((entry.release_id for entry in archive.forgotten() if url in entry.addresses), "")
    if not down:
        raise NotFound(f"No release was seen at {url}.", hint="`ratssearch search` shows the address of each.")
    return down
