"""Load on a loopback server: bounded requests over kept-alive connections, and the times they took."""

from __future__ import annotations

import http.client
import socket
import statistics
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Load:
    """Requests answered per second of wall time, and milliseconds that requests took."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until the server answers; raises RuntimeError if it ends or stays silent."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server for {url} ended with status {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"no answer from {url} in {seconds:.0f} s")


def load(base_url: str, paths: Sequence[str], *, connections: int, seconds: float) -> Load:
    """Ask the paths round robin over `connections` kept-alive connections for about `seconds`; all must be 200.

    Every path is asked at least once, however long it takes, so that two servers are asked the same mix.
    """
    times: list[float] = []
    faults: list[str] = []
    deadline = time.monotonic() + seconds
    start = time.perf_counter()
    workers = [
        threading.Thread(target=_ask, args=(base_url, paths[number::connections] or paths, deadline, times, faults))
        for number in range(connections)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    elapsed = time.perf_counter() - start
    if faults or not times:
        raise RuntimeError(f"{base_url}: {faults[0] if faults else 'no answer at all'}")
    ordered = sorted(times)
    return Load(len(times) / elapsed, statistics.median(times) * 1000, ordered[int(0.99 * (len(times) - 1))] * 1000)


def _ask(base_url: str, paths: Sequence[str], deadline: float, times: list[float], faults: list[str]) -> None:
    parts = urlsplit(base_url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=120)
    number = 0
    while (time.monotonic() < deadline or number < len(paths)) and not faults:
        path = paths[number % len(paths)]
        number += 1
        start = time.perf_counter()
        try:
            connection.request("GET", path, headers={"Accept": "application/json"})
            answer = connection.getresponse()
            body = answer.read()
        except OSError as error:
            faults.append(f"{path}: {error}")
            return
        times.append(time.perf_counter() - start)
        if answer.status != 200:
            faults.append(f"{path}: status {answer.status}: {body[:200]!r}")
    connection.close()
