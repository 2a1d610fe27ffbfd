"""What the writing services say of their work, while it goes on and when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from ratssearch.archive import Counters, OutcomeCount, RunState
from ratssearch.models import Discovered

DONE, FAILURE, PARTIAL = 0, 1, 3  # exit statuses of a crawl, as docs and cli name them


class Step(StrEnum):
    CATCH_UP = "catch up"  # what a killed run left half done
    FETCH = "fetch"
    EXTRACT = "extract"
    TAG = "tag"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class Progress:
    """One step forward. `total` is None while it cannot be known."""

    step: Step
    done: int
    total: int | None = None
    source_id: str = ""
    words: str = ""  # e.g. an address and how its fetch ended


Listener = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """A listener that shows nothing."""


@dataclass(frozen=True, slots=True)
class NoticeCount:
    """Something the crawler left out on purpose: rule, how often, and the first case in words."""

    rule: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source in one crawl."""

    source_id: str
    state: RunState
    counters: Counters
    outcomes: tuple[OutcomeCount, ...] = ()
    notices: tuple[NoticeCount, ...] = ()
    problem: str = ""  # why it ended early, or brought nothing; in a sentence
    discovered: tuple[Discovered, ...] = ()  # of a dry run: what would be fetched

    @property
    def partial(self) -> bool:
        """Whether something that should have been there was not brought in."""
        ended_well = self.state in (RunState.DONE, RunState.LIMITED)
        return bool(self.problem) or not ended_well or self.counters.failed > 0


@dataclass(frozen=True, slots=True)
class CrawlReport:
    sources: tuple[SourceReport, ...]
    caught_up: int = 0  # pages that a killed run had left unread
    generation: str = ""  # of the index, after the crawl
    indexed: int = 0  # releases added, replaced or removed in it
    stopped: bool = False  # asked to stop before the end

    @property
    def exit_code(self) -> int:
        """0 all well, 3 when something was not brought in."""
        return PARTIAL if self.stopped or any(source.partial for source in self.sources) else DONE


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact of one release before and after a reindex."""

    release_id: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReindexReport:
    releases: int  # in the archive
    changed: int  # whose title, text, dates, language or tags came out differently
    fields: dict[str, int] = field(default_factory=dict)  # field -> releases where it changed
    samples: tuple[FieldChange, ...] = ()
    recovered: int = 0  # pages that gave no release before and do now
    withdrawn: int = 0  # releases whose pages give no content any more
    generation: str = ""
    indexed: int = 0
