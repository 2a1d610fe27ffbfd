"""SIGINT and SIGTERM end a crawl in good order."""

from __future__ import annotations

import os
import signal

import pytest

from ratssearch.pipeline import draining


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_is_noted_and_the_second_acts(number: signal.Signals) -> None:
    """Those who cannot wait ask twice; afterwards everything is as it was."""
    heard: list[int] = []
    before = signal.signal(number, lambda number, frame: heard.append(number))
    try:
        with draining() as stop:
            assert not stop()
            os.kill(os.getpid(), number)
            assert stop()
            assert heard == []
            os.kill(os.getpid(), number)
            assert heard == [number]
        os.kill(os.getpid(), number)
        assert heard == [number, number]
    finally:
        signal.signal(number, before)
