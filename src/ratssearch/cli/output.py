"""What goes to a terminal: crawled text made harmless, marks, and progress on stderr."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TextIO

from ratssearch.pipeline import Progress

_BOLD, _MARK, _OFF = "\x1b[1m", "\x1b[4m", "\x1b[0m"
_EVERY = 0.1  # seconds between two redrawings of the progress line
_LOGGED = 30.0  # seconds between two lines of a log


def plain(text: str, *, keep_lines: bool = False) -> str:
    """Crawled text without control and direction-changing characters, which could rewrite the terminal."""
    kept = "\n" if keep_lines else ""
    return "".join(c for c in text if c in kept or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def coloured(stream: TextIO) -> bool:
    """Whether the stream is a terminal whose user has not asked for plain text."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def bold(text: str) -> str:
    return f"{_BOLD}{text}{_OFF}" if coloured(sys.stdout) else text


def marked(text: str, marks: Sequence[tuple[int, int]]) -> str:
    """Text with its hits underlined on a terminal, and as it is elsewhere."""
    if not coloured(sys.stdout):
        return plain(text)
    parts: list[str] = []
    position = 0
    for start, end in marks:
        parts += [plain(text[position:start]), _MARK, plain(text[start:end]), "\x1b[24m"]
        position = end
    return "".join([*parts, plain(text[position:])])


class ProgressLog:
    """A line every half minute that tells how far a long job is, for a log that nobody watches as it grows."""

    def __init__(self, *, every: float = _LOGGED, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._every = every
        self._next = time.monotonic() + every
        self._latest: dict[str, Progress] = {}  # by source, or by step where a step is of no source

    def __call__(self, progress: Progress) -> None:
        self._latest[progress.source_id or progress.step] = progress
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._every
        parts = [
            f"{entry.source_id or ''} {entry.step.value} {_count(entry)}".strip() for entry in self._latest.values()
        ]
        self._latest.clear()  # what does not move any more is not repeated
        print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC: {plain('; '.join(parts))}", file=self._stream, flush=True)


def _count(progress: Progress) -> str:
    return f"{progress.done:,}" if progress.total is None else f"{progress.done:,} of {progress.total:,}"


class ProgressLine:
    """One line on stderr that tells how far a long job is; a line now and then where stderr is no terminal, nothing
    when asked to be quiet."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._log = None if quiet or self._shown else ProgressLog()
        self._next = 0.0
        self._drawn = False

    def __call__(self, progress: Progress) -> None:
        if self._log is not None:
            self._log(progress)
        if not self._shown or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY
        said = progress.source_id, progress.step.value, _count(progress), plain(progress.words)
        words = " ".join(filter(None, said))
        sys.stderr.write("\r\x1b[K" + words[: _width() - 1])
        sys.stderr.flush()
        self._drawn = True

    def close(self) -> None:
        """Clear the line, so that what follows starts clean."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except OSError:
        return 80
