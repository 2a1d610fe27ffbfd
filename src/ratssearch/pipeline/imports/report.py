"""What an import took, what it left out, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ratssearch.archive import Result
from ratssearch.pipeline.reports import DONE, PARTIAL

# Why a page was left out: name -> what it means, for people.
REASONS: Mapping[str, str] = {
    "already-here": "was imported or crawled before",
    "outside": "stands at no release's address of any profile",
    "no-address": "nothing says where it stood",
    "no-date": "nothing says when it was taken",
    "not-a-page": "is not HTML",
    "no-release": "holds no release that could be read",
    "too-large": "is larger than max_page_bytes",
    "truncated": "was cut off by the tool that saved it, or with the file",
    "broken": "is empty, or cannot be decompressed",
    "bot-check": "is a bot check in place of the page",
    "revisit-of-unknown": "repeats a page that is not here",
    "redirect-to-unknown": "redirects to a page that is not here",
    "taken-down": "was taken down by the operator",
    "unreadable": "is not what the file should hold",
    "internal-error": "could not be read through a mistake of ours, which the log tells in full",
}

_FAILED = ("unreadable", "internal-error")  # no word on the page: the file or we ourselves should be mended
# What helps where most pages were left out for one reason.
_ADVICE: Mapping[str, str] = {
    "outside": "If they are all of one source, say which: --source ID takes every page for it; else its `releases`"
    " patterns do not match these addresses, or there is no [[source]] for their site.",
    "no-address": "Say where the folder stood with --base-url URL, or give each page's address beside it (see"
    " docs/exchange.md).",
    "no-release": "`ratssearch source test URL` shows how a page is read; a [source.selectors] table names its parts.",
    "unreadable": "JSON Lines hold one object a line with `url` and `html` or `text`.",
    "": "What was left out, and why, stands above; a file that holds no page at all gives nothing.",
}


@dataclass(frozen=True, slots=True)
class Skipped:
    """Pages left out for one reason: how many, and the first of them."""

    count: int
    example: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    files: int
    results: Mapping[str, int]  # archive.Result -> pages; "failed": looks that other programs saw fail
    listings: int  # listings, feeds and sitemaps that were read
    skipped: Mapping[str, Skipped]  # by a name of REASONS
    damaged: tuple[tuple[str, str], ...]  # (file, what is wrong with it)
    others: int = 0  # records that show no page: requests and the like
    indexed: int = 0
    generation: str = ""
    stopped: bool = False
    faults: tuple[str, ...] = ()  # mistakes of ours that are no page's, in words

    @property
    def taken(self) -> int:
        """Release pages that were kept."""
        return sum(count for name, count in self.results.items() if name in {result.value for result in Result})

    @property
    def exit_code(self) -> int:
        """0 all read, 3 when something could not be, when nothing was taken, or when the import was stopped."""
        failed = self.damaged or self.faults or self.stopped or self.skipped.keys() & _FAILED
        return PARTIAL if failed or self.advice else DONE

    @property
    def advice(self) -> str:
        """What helps an import that took nothing, in a sentence; empty where something is here now."""
        if self.stopped or self.results or self.listings or "already-here" in self.skipped:
            return ""
        first = next(iter(sorted(self.skipped, key=lambda name: -self.skipped[name].count)), "")
        return f"Nothing was taken. {_ADVICE.get(first, _ADVICE[''])}"


class Tally:
    """The report in the making."""

    def __init__(self) -> None:
        self.results: Counter[str] = Counter()
        self.listings = 0
        self.others = 0
        self.damaged: list[tuple[str, str]] = []
        self._skipped: dict[str, Skipped] = {}

    def skip(self, reason: str, example: str) -> None:
        assert reason in REASONS
        known = self._skipped.get(reason)
        self._skipped[reason] = Skipped(1, example) if known is None else Skipped(known.count + 1, known.example)

    @property
    def pages(self) -> int:
        """Pages looked at so far."""
        return self.results.total() + sum(entry.count for entry in self._skipped.values())

    @property
    def skipped(self) -> Mapping[str, Skipped]:
        return {name: self._skipped[name] for name in REASONS if name in self._skipped}
