"""End in good order when asked to: SIGINT and SIGTERM finish the page in hand and leave the rest for later."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def draining() -> Iterator[Callable[[], bool]]:
    """Inside the block the two signals are noted, and the given function says whether one came. A second one acts
    as usual, for those who cannot wait. Only the main thread may use it."""
    asked = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def note(number: int, frame: FrameType | None) -> None:
        asked.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, note)
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
