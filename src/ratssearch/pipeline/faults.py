"""Mistakes of ours outside the reading of any one page: noted with their stage and source, never the end of a run."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ratssearch.archive import Archive
from ratssearch.errors import INTERNAL_ERROR, RatssearchError, told

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake. `source_id` is empty where it concerns all sources."""

    stage: str  # a clause: "while a site was learnt"
    source_id: str
    detail: str  # type, place and words of the error

    def __str__(self) -> str:
        return f"{INTERNAL_ERROR} {self.stage}: {self.detail}"


class Faults:
    """Those of one run."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Fault] = {}  # the first of each stage and source

    @contextmanager
    def caught(self, stage: str, source_id: str = "") -> Iterator[None]:
        """Note what the block fails at; what is raised on purpose goes on."""
        try:
            yield
        except RatssearchError:
            raise
        except Exception as error:  # noqa: BLE001  # decisions/0119
            _log.exception("%s: failed %s; the run goes on.", source_id or "all sources", stage)
            self._found.setdefault((stage, source_id), Fault(stage, source_id, told(error)))

    def __iter__(self) -> Iterator[Fault]:
        return iter(tuple(self._found.values()))

    def of(self, source_id: str) -> str:
        """What went wrong with a source, in a sentence; empty if nothing did."""
        return next((str(fault) for fault in self if fault.source_id in ("", source_id)), "")

    def note(self, archive: Archive, sources: Iterable[str]) -> None:
        """Say so in the last run of each source, where `status` finds it."""
        for source_id in sources:
            if words := self.of(source_id):
                archive.note_fault(source_id, words)
