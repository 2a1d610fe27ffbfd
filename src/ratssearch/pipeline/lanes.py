"""Many hosts at once, each in a thread of its own: sources on one host come one after the other."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from ratssearch.models import Source
from ratssearch.urls import canonical

_PATIENCE = 2.0  # seconds that a thread in the middle of a fetch is waited for when all is given up


def host_of(url: str) -> str:
    """The host and port of an address in their one spelling."""
    return urlsplit(canonical(url) or url).netloc


class Lanes:
    """Runs `work` on each source, at most `width` hosts at a time, in threads that end with the process."""

    def __init__(self, sources: Sequence[Source], width: int, work: Callable[[Source], None]) -> None:
        lanes: dict[str, list[Source]] = {}
        for source in sources:
            lanes.setdefault(host_of(source.base_url), []).append(source)
        self._waiting = deque(lanes.values())
        self._work = work
        self._halted = threading.Event()
        self.error: BaseException | None = None  # the first that a source did not foresee
        self._threads = [
            threading.Thread(target=self._run, name=f"lane {number}", daemon=True)
            for number in range(min(width, len(lanes)))
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def ended(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def halted(self) -> bool:
        """Whether the sources at work are to end now."""
        return self._halted.is_set()

    def halt(self) -> None:
        """Give up: nothing new is begun, and who is at work ends soon."""
        self._halted.set()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(_PATIENCE)

    def _run(self) -> None:
        while not self.halted():
            try:
                sources = self._waiting.popleft()
            except IndexError:
                return
            try:
                for source in sources:
                    self._work(source)
            except BaseException as error:  # noqa: BLE001  # it is raised again where the crawl was called
                self.error = self.error or error
                self.halt()
