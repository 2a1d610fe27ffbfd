"""The frozen values that only the archive and those who call it exchange."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ratssearch.models import ExtractedPage, Outcome, Release, Role, Snapshot, Tags


class Result(StrEnum):
    """What a fetched release page turned out to be."""

    PENDING = "pending"  # kept, not yet extracted
    NEW = "new"  # a release not seen before
    EDITED = "edited"  # another title or text than any edition before
    METADATA = "metadata"  # the same words under another date, dateline or signature
    SAME = "same"  # other bytes, the same release: the template changed, or an earlier edition is back
    ALIAS = "alias"  # another address of a release that is alive elsewhere
    NONE = "none"  # no release; the extractor's word for it (ExtractionError.outcome) or "forgotten" stands beside it


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    LIMITED = "limited"  # it fetched as many pages as it might
    STOPPED = "stopped"  # somebody asked it to stop
    FAILED = "failed"  # an error ended it
    INTERRUPTED = "interrupted"  # the process was killed


@dataclass(frozen=True, slots=True)
class Counters:
    """What one run did, in URLs of release pages; `fetches` counts requests of every kind."""

    found: int = 0  # release addresses met on listings, feeds and sitemaps, or due for another look
    new: int = 0
    edited: int = 0  # text or metadata
    unchanged: int = 0
    failed: int = 0  # fetches that ended badly, and pages that hold no release
    fetches: int = 0


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    role: Role
    name: str  # an Outcome, or the extractor's word for a page that holds no release
    count: int


@dataclass(frozen=True, slots=True)
class Run:
    key: int
    source_id: str
    started: datetime
    ended: datetime | None
    state: RunState
    detail: str
    counters: Counters


class Why(StrEnum):
    """Why a release is fetched, in words that fit into a report."""

    NEW = "never fetched"
    DUE = "due for another look"
    CHANGED = "changed, says the sitemap"


@dataclass(frozen=True, slots=True)
class LastRequest:
    """When a source was last asked for anything, as far as the fetch log knows."""

    source_id: str
    url: str  # empty if nothing was ever logged
    ended: datetime | None  # when that fetch was over
    killed: bool  # the latest run never ended: it may have asked for more than it could log


@dataclass(frozen=True, slots=True)
class FailingUrl:
    url: str
    role: Role
    failures: int  # in a row
    last_reason: str  # an Outcome or the extractor's word, and a sentence where there is one
    last_at: datetime
    last_good: datetime | None


@dataclass(frozen=True, slots=True)
class KeptFetch:
    """A fetch as it stands in the log, before extraction."""

    key: int
    pending: bool  # a release page whose body waits for extraction


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A kept release page with its key in the fetch log."""

    fetch: int
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class KeptEdition:
    result: Result
    release_id: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What extraction makes of a kept page now; `page` is None where it holds no release."""

    fetch: int
    page: ExtractedPage | None
    tags: Tags = field(default_factory=Tags)
    refusal: str = ""  # the extractor's word
    detail: str = ""  # and a sentence


@dataclass(frozen=True, slots=True)
class Change:
    """A release that was changed since an index was last told: `release` is None when it is to be removed."""

    number: int
    release_id: str
    release: Release | None


@dataclass(frozen=True, slots=True)
class DiscoveredName:
    """One spelling of a name that no table knows; spellings of one name share kind and entity."""

    kind: str  # a MentionKind
    entity: str
    label: str
    editions: int  # that show this spelling


@dataclass(frozen=True, slots=True)
class Totals:
    """How much the archive holds of one source."""

    source_id: str
    releases: int
    editions: int
    absent: int  # releases that were gone at the last look
    addresses: int  # release addresses known
    waiting: int  # release addresses not fetched yet
    first_seen: datetime | None
    last_new: datetime | None  # when the youngest release was first seen
    next_visit: datetime | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What the releases of one source look like together."""

    releases: int
    titles: int  # different ones among the newest; see totals.contents()
    dated: bool  # whether any has a day of publication


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A release that the operator took down, with the addresses it is kept out at."""

    release_id: str
    source_id: str
    addresses: tuple[str, ...]
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A site that moved, by its old and its new base address."""

    source_id: str
    old: str
    new: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """What declaring a move did."""

    releases: int  # that are looked for at their new address from now on
    addresses: int  # new ones that are known now
    taken: int  # new addresses at which another release was found before: these were left alone


class EditKind(StrEnum):
    TEXT = "text"  # other words
    METADATA = "metadata"  # the same words under another date, dateline or signature
    VANISHED = "vanished"  # the page is gone from its address


@dataclass(frozen=True, slots=True)
class EditEvent:
    """Something that happened to a release after it was first seen."""

    at: datetime
    kind: EditKind
    release_id: str
    source_id: str
    number: int  # of the edition that came, or that was the last
    before: int  # of the edition that it took the place of; 0 for VANISHED


@dataclass(frozen=True, slots=True)
class Original:
    """The earlier fetch that brought the same bytes."""

    key: int
    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """One fetch as the log has it, for other archives. `body` is None where none is kept."""

    key: int
    source_id: str
    url: str  # as asked
    final_url: str  # that answered
    role: Role
    outcome: Outcome
    status: int
    headers: tuple[tuple[str, str], ...]
    fetched_at: datetime
    body: bytes | None = field(repr=False)
    original: Original | None
    detail: str
    via: str
    found_on: str
    listing_date: str
    listing_title: str
    origin: str
