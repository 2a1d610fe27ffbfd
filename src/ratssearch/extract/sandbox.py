"""What runs inside the process that reads pages: requests and answers over a pipe, under a limit of memory.

    python -m ratssearch.extract.sandbox FD BYTES

FD is the pipe's descriptor, BYTES what a page may take beyond what the idle process holds. Whoever started it
(pipeline/worker.py) watches the time.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from ratssearch.errors import INTERNAL_ERROR, OUT_OF_MEMORY, ExtractionError, UserError, told
from ratssearch.extract.body.teasers import NOTHING_KNOWN, Others
from ratssearch.extract.page import extract, outline
from ratssearch.models import ExtractedPage, Snapshot, Source, Template

_LAST_RESORT = 60.0  # seconds; several times what the crawl waits for a page

_WARM_UP = b"<title>Made-up news</title><h1>Made-up news</h1><p>On 3 March 2021 nothing at all happened.</p>"

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


def serve(pipe: Connection[Any, Any], memory: int) -> None:
    """Say "ready", then answer what comes over the pipe until it closes."""
    known: dict[str, Sequence[Template]] = {}
    warm_up()
    limit_memory(memory)
    pipe.send("ready")
    while True:
        try:
            task, snapshot, source, templates, beside = pipe.recv()
        except EOFError:
            return
        if templates is not None:
            known[source.id] = templates
        with last_resort():
            if task == "extract":
                learnt = known.get(source.id, ())
                answer: object = _attempt(extract, snapshot, source, templates=learnt, others=beside)
            else:
                answer = _attempt(outline, snapshot, source, beside)
        pipe.send(answer)


def _attempt(work: Callable[..., _Result], *arguments: Any, **named: Any) -> _Result | BaseException:
    try:
        return work(*arguments, **named)
    except MemoryError:
        return _too_much()
    except (ExtractionError, UserError) as error:
        return error
    except Exception as error:  # noqa: BLE001  # named by whoever asked; what it was is told in full here
        _log.exception("Reading %s failed; its body is kept.", arguments[0].url)
        return ExtractionError(INTERNAL_ERROR, told(error))


def warm_up() -> None:
    """Load all that reading a page needs, so that the limit of memory is for the page alone."""
    nobody = Source(id="warm", organisation="", name="", base_url="https://example.org/")
    extract(Snapshot("https://example.org/", "", "warm", datetime.now(UTC), "", _WARM_UP, ""), nobody)
    gc.collect()
    gc.freeze()  # what was loaded stays; the collector need not look at it again


def extract_within(
    snapshot: Snapshot, source: Source, templates: Sequence[Template], others: Others = NOTHING_KNOWN
) -> ExtractedPage:
    """As extract(), for a process with a limit of memory: reaching it is an outcome of the page."""
    try:
        return extract(snapshot, source, templates=templates, others=others)
    except MemoryError:
        raise _too_much() from None


def _too_much() -> ExtractionError:
    return ExtractionError(OUT_OF_MEMORY, "Reading the page took too much memory.")


@contextmanager
def last_resort(seconds: float = _LAST_RESORT) -> Iterator[None]:
    """Let the system end this process if the block takes so long: it is stuck, and whoever watched its time is gone."""
    signal.setitimer(signal.ITIMER_REAL, seconds)  # nobody handles the signal, so it works inside an endless match too
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def limit_memory(more: int) -> None:
    """Let this process take `more` bytes of address space beyond what it has; where the system can do that."""
    try:
        import resource
    except ImportError:
        return
    try:
        size = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = size + more if hard == resource.RLIM_INFINITY else min(size + more, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def main() -> None:
    descriptor, memory = int(sys.argv[1]), int(sys.argv[2])
    with suppress(ConnectionError):  # whoever started it was killed while it had something to say
        serve(Connection(descriptor), memory)


if __name__ == "__main__":
    main()
