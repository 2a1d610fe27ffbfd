"""What the writing services say of their work, while it goes on and when it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ratssearch.archive import Counters, OutcomeCount, RunState
from ratssearch.errors import CRASHED, INTERNAL_ERROR, OUT_OF_MEMORY, TIMED_OUT
from ratssearch.models import Outcome, Role

DONE, FAILURE, PARTIAL = 0, 1, 3  # exit statuses, as docs and cli name them
UNREAD = (INTERNAL_ERROR, TIMED_OUT, OUT_OF_MEMORY, CRASHED)  # of a page that another attempt may well read


class Step(StrEnum):
    CATCH_UP = "catch up"  # what a killed run left half done
    FETCH = "fetch"
    LEARN = "learn"  # the layout of a site
    EXTRACT = "extract"
    TAG = "tag"
    RELATE = "relate"
    INDEX = "index"
    IMPORT = "import"
    EXPORT = "export"
    CHECK = "check"


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


# Ends of a release's fetch after which it may still come. The others are final: a site that links to a page that is
# gone, or that robots.txt closes, does not make every crawl of it partial.
_PASSING = (
    Outcome.BLOCKED,
    Outcome.SERVER_ERROR,
    Outcome.HTTP_ERROR,
    Outcome.TIMEOUT,
    Outcome.UNREACHABLE,
    Outcome.BROKEN,
    *UNREAD,
)


def missed_outcomes(outcomes: Sequence[OutcomeCount]) -> tuple[OutcomeCount, ...]:
    """Those that leave a gap which may yet be closed: listings that could not be read, releases that may come."""
    return tuple(
        entry
        for entry in outcomes
        if entry.name not in (Outcome.FETCHED, Outcome.UNCHANGED)
        and entry.role is not Role.ROBOTS
        and (entry.role is not Role.RELEASE or entry.name in _PASSING)
    )


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source in one crawl."""

    source_id: str
    state: RunState
    counters: Counters
    outcomes: tuple[OutcomeCount, ...] = ()
    notices: tuple[NoticeCount, ...] = ()
    problem: str = ""  # why it ended early, or brought nothing; in a sentence

    @property
    def partial(self) -> bool:
        """Whether something that should have been there was not brought in."""
        ended_well = self.state in (RunState.DONE, RunState.LIMITED)
        return bool(self.problem) or not ended_well or bool(missed_outcomes(self.outcomes))


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
    learnt: dict[str, int] = field(default_factory=dict)  # source -> templates learnt from its pages
