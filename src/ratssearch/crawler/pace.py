"""Time as the crawler sees it: a clock that tests can replace, and the turns of one host."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

_SLICE = 0.25  # seconds between looks at stop() while waiting

_random = random.SystemRandom()


class Stopped(Exception):
    """The caller's stop() said yes while we waited; never leaves the crawler."""


class Clock:
    """The real clock. monotonic() orders and spaces requests; now() only labels them."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


SYSTEM_CLOCK = Clock()


def wait_until(moment: float, clock: Clock, stop: Callable[[], bool]) -> None:
    """Sleep until clock.monotonic() reaches moment; raises Stopped as soon as stop() says so."""
    while True:
        if stop():
            raise Stopped
        left = moment - clock.monotonic()
        if left <= 0:
            return
        clock.sleep(min(left, _SLICE))


def jittered(seconds: float, share: float) -> float:
    """seconds plus up to share of it at random: never shorter, so that a promised delay is kept."""
    return seconds * (1 + share * _random.random())


class Turns:
    """When one host may be asked again, and whether it should be left alone. Whoever asks it holds its one turn."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self.next_at = float("-inf")  # clock.monotonic() time
        self.failures = 0  # in a row: no connection, no answer in time, or told to go away
        self.page_failures = 0  # pages in a row that were refused or answered by 5xx
        self.closed = ""  # why the host is left alone for the rest of the run, or empty

    def hold(self, until: float) -> None:
        """Ask nothing before that moment."""
        self.next_at = max(self.next_at, until)

    def take(self, clock: Clock, stop: Callable[[], bool]) -> None:
        """Wait until nobody else asks this host and its delay is over; raises Stopped as soon as stop() says so."""
        while not self._turn.acquire(timeout=_SLICE):
            if stop():
                raise Stopped
        try:
            wait_until(self.next_at, clock, stop)
        except BaseException:
            self._turn.release()
            raise

    def give_back(self) -> None:
        """The answer has come, or never will."""
        self._turn.release()


class Hosts:
    """The turns of all hosts that crawls at work at the same time ask: what they share, so that a host that two
    sources have in common is asked by one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: dict[str, Turns] = {}

    def turns(self, netloc: str) -> Turns:
        """Those of a host and port, the same for everyone who asks."""
        with self._lock:
            return self._turns.setdefault(netloc, Turns())
