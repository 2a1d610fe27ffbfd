"""A store of computed values that never holds more than so many bytes; the least recently used go first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class BytesCache(Generic[Value]):
    """Safe for many threads. Two threads that miss at once both compute; the values are equal."""

    def __init__(self, limit: int, size: Callable[[Value], int]) -> None:
        self._limit = limit
        self._size = size
        self._entries: OrderedDict[Hashable, Value] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """Bytes of the values in the store."""
        return self._held

    def __contains__(self, key: Hashable) -> bool:
        return key in self._entries

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value of key, computed if it is not here."""
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
                return found
        value = compute()
        size = self._size(value) + _key_bytes(key)
        if size > self._limit // 4:
            return value  # one entry must not push out all others
        with self._lock:
            if key not in self._entries:
                self._entries[key] = value
                self._held += size
                while self._held > self._limit:
                    oldest, old = self._entries.popitem(last=False)
                    self._held -= self._size(old) + _key_bytes(oldest)
        return value

    def drop(self, owner: Hashable) -> None:
        """Forget the entries whose key is a tuple that begins with owner."""
        with self._lock:
            for key in [key for key in self._entries if isinstance(key, tuple) and key[0] == owner]:
                self._held -= self._size(self._entries.pop(key)) + _key_bytes(key)


def _key_bytes(key: Hashable) -> int:
    """About what a key takes: that of a long phrase is larger than the few documents that hold it."""
    if isinstance(key, tuple):
        return 60 + sum(map(_key_bytes, key))
    return 60 + len(key) if isinstance(key, str) else 40
