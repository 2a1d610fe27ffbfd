"""A bar for each source on a terminal, and a line now and then anywhere else."""

from __future__ import annotations

import os
import shutil
import sys
import time
from typing import TextIO

from ratssearch.cli.output import ProgressLog, plain
from ratssearch.pipeline import Progress

_EVERY = 0.1  # seconds between two drawings
_NAME = 16  # characters
_BAR = 20


class ProgressBars:
    """Listens to a crawl and draws one line per source, in place; where stderr is no terminal, logs a line every half
    minute. Silent when asked."""

    def __init__(self, *, quiet: bool, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = not quiet and self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._log = None if quiet or self._shown else ProgressLog(stream=self._stream)
        self._latest: dict[str, Progress] = {}  # by source, or by step where a step is of no source
        self._next = 0.0
        self._drawn = 0  # lines on the screen

    def __call__(self, progress: Progress) -> None:
        if self._log is not None:
            self._log(progress)
        if not self._shown:
            return
        self._latest.pop(progress.source_id or progress.step, None)
        self._latest[progress.source_id or progress.step] = progress  # the last to move stands last
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            self._draw()

    def close(self) -> None:
        """Take the bars away, so that what follows starts clean."""
        if self._drawn:
            self._stream.write(f"\x1b[{self._drawn}A\x1b[J")
            self._stream.flush()
        self._drawn = 0
        self._latest.clear()

    def _draw(self) -> None:
        size = shutil.get_terminal_size()
        moved = list(self._latest.values())[-max(1, size.lines - 1) :]
        lines = [line_of(progress, size.columns - 1) for progress in sorted(moved, key=lambda p: p.source_id or "~")]
        up = f"\x1b[{self._drawn}A\x1b[J" if self._drawn else ""
        self._stream.write(up + "".join(f"{line}\n" for line in lines))
        self._stream.flush()
        self._drawn = len(lines)


def line_of(progress: Progress, width: int) -> str:
    """One line: who, how far, and the last word. A total is what is known so far, and may grow."""
    name = plain(progress.source_id or progress.step.value)[:_NAME].ljust(_NAME)
    if progress.total:
        share = min(progress.done / progress.total, 1.0)
        filled = int(share * _BAR)
        bar = f"[{'#' * filled}{'.' * (_BAR - filled)}] {progress.done:,} of {progress.total:,}"
    else:
        bar = f"{progress.done:,}"
    return f"{name} {bar}  {plain(progress.words)}".rstrip()[: max(width, 1)]
