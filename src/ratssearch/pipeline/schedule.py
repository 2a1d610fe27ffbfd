"""`crawl --every`: one run after another at a steady pace, and a note of when the next one is due.

The wait ends by whichever clock says so first: the monotonic one does not mind when the clock on the wall is set, and
the clock on the wall goes on while a laptop sleeps. Runs that were missed meanwhile become one.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ratssearch.crawler.pace import SYSTEM_CLOCK, Clock
from ratssearch.errors import ArchiveError

_SLICE = 0.5  # seconds between looks at stop() while waiting
_NEAR = 0.001  # seconds: as good as due
_JITTER_SHARE = 0.1  # of the interval, added at random so that not everyone comes on the hour
_MOST_JITTER = 600.0  # seconds
_ATTEMPTS = 5  # to lock the note: a reader holds it for a moment

_random = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a process that keeps crawling says of itself."""

    pid: int
    since: datetime
    every: timedelta
    next_run: datetime | None  # None while a run is at work


def crawl_every(
    note: Path,
    interval: timedelta,
    run: Callable[[], None],
    *,
    stop: Callable[[], bool],
    failed: Callable[[Exception], None],
    clock: Clock = SYSTEM_CLOCK,
    jitter: float = _JITTER_SHARE,
) -> int:
    """Run at once, then again every `interval`, until stop() says so; the number of runs.

    A run that raises is told to `failed` and is no end. `note` is a file that says when the next run is due, for as
    long as this lasts. Raises ArchiveError where another process keeps crawling by the same note.
    """
    seconds = interval.total_seconds()
    runs = 0
    late = 0.0  # by how much the present run came after its due time on purpose
    with _note(note, clock, interval) as say:
        while not stop():
            began = clock.now() - timedelta(seconds=late), clock.monotonic() - late
            say(None)
            try:
                run()
            except Exception as error:  # noqa: BLE001  # whatever ends one run must not end those after it
                failed(error)
            runs += 1
            passed = _passed(clock, began)
            late = 0.0 if passed >= seconds else jitter_of(seconds, jitter)
            say(clock.now() + timedelta(seconds=max(0.0, seconds + late - passed)))
            while not stop() and (left := seconds + late - _passed(clock, began)) > _NEAR:
                clock.sleep(min(left, _SLICE))
            if _passed(clock, began) >= 2 * seconds:
                late = 0.0  # the machine slept: this run stands for those that were missed
    return runs


def jitter_of(seconds: float, share: float) -> float:
    """Up to `share` of an interval at random, ten minutes at most."""
    return _random.random() * min(seconds * share, _MOST_JITTER)


def _passed(clock: Clock, began: tuple[datetime, float]) -> float:
    wall, monotonic = began
    return max((clock.now() - wall).total_seconds(), clock.monotonic() - monotonic)


def read_plan(note: Path) -> Plan | None:
    """What the process that keeps crawling says; None if there is none, whatever an earlier one left behind."""
    try:
        descriptor = os.open(note, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _parsed(os.pread(descriptor, 1000, 0))
    finally:
        os.close(descriptor)
    return None  # nobody holds it


def _parsed(text: bytes) -> Plan | None:
    try:
        values = json.loads(text)
        following = values["next"]
        return Plan(
            values["pid"],
            datetime.fromisoformat(values["since"]),
            timedelta(seconds=values["every"]),
            None if following is None else datetime.fromisoformat(following),
        )
    except (ValueError, KeyError, TypeError):
        return None  # it is being written right now


@contextmanager
def _note(path: Path, clock: Clock, interval: timedelta) -> Iterator[Callable[[datetime | None], None]]:
    """Hold the note; the system lets go of it when this process ends, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(descriptor)
        since = clock.now().astimezone(UTC).isoformat(timespec="seconds")

        def say(following: datetime | None) -> None:
            values = {
                "pid": os.getpid(),
                "since": since,
                "every": interval.total_seconds(),
                "next": following.isoformat(timespec="seconds") if following else None,
            }
            os.pwrite(descriptor, json.dumps(values).encode().ljust(300), 0)  # one length, so none is read in half

        yield say
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    for _ in range(_ATTEMPTS):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return
    plan = _parsed(os.pread(descriptor, 1000, 0))
    who = f"process {plan.pid} (since {plan.since:%Y-%m-%d %H:%M:%S} UTC)" if plan else "another process"
    raise ArchiveError(f"`crawl --every` is at work already: {who}.", hint="End that one first.")
