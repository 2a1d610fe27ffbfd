"""Answers given lately, kept in memory: the same question to the same index generation is answered without work.

An answer is kept under its ETag, which changes with the index, the archive, the program and the request in its normal
form, so nothing here has to be told that something changed: what is out of date is asked for no more, and goes when its
room is needed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

_ENTRY_BYTES = 500  # of an entry beside its body, roughly
_LARGEST_SHARE = 8  # an answer larger than the room by this is not worth what would have to go for it


@dataclass(frozen=True, slots=True)
class Kept:
    """A response as it was sent: body and headers."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


class KeptAnswers:
    """Safe for many threads; at most so many bytes, the longest unused answers go first. 0 keeps nothing."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._answers: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """Bytes in use."""
        return self._held

    def get(self, key: tuple[str, ...]) -> Kept | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: tuple[str, ...], answer: Kept) -> None:
        size = _size(answer)
        if size * _LARGEST_SHARE > self._most:
            return
        with self._lock:
            known = self._answers.pop(key, None)
            self._held += size - (_size(known) if known else 0)
            self._answers[key] = answer
            while self._held > self._most:
                self._held -= _size(self._answers.popitem(last=False)[1])


def _size(answer: Kept) -> int:
    return len(answer.body) + sum(len(name) + len(value) for name, value in answer.headers) + _ENTRY_BYTES
