"""Cursors: where the last page ended, as an opaque text.

A cursor by relevance pins a generation, for scores of two generations do not compare; one by date goes on in any.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

from ratssearch.errors import ParameterError
from ratssearch.models import SearchRequest, Sort

_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class Cursor(NamedTuple):
    """The last hit of a page: what orders it (paging.Found.key) and its id."""

    generation: str
    value: float
    id: str

    def text(self, request: SearchRequest, sort: Sort) -> str:
        parts = (_fingerprint(request, sort), self.generation, self.value.hex(), self.id)
        encoded = binascii.b2a_base64("\n".join(parts).encode(), newline=False)
        return encoded.translate(_URL_SAFE, b"=").decode()


def read(request: SearchRequest, sort: Sort) -> Cursor | None:
    """The cursor of a request. Raises ParameterError if it is none, or one of another search."""
    if not request.cursor:
        return None
    try:
        parts = base64.urlsafe_b64decode(request.cursor + "=" * (-len(request.cursor) % 4)).decode().split("\n")
        fingerprint, generation, value, release_id = parts
        cursor = Cursor(generation, float.fromhex(value), release_id)
    except (ValueError, OverflowError) as error:
        raise ParameterError("cursor", "not one of ours", hint="Start again from the first page.") from error
    if fingerprint != _fingerprint(request, sort):
        raise ParameterError("cursor", "belongs to another search", hint="Start again from the first page.")
    return cursor


def _fingerprint(request: SearchRequest, sort: Sort) -> str:
    asked = (request.text, request.match, request.filters, request.date_from, request.date_to, request.about_only)
    return _digest(*asked, sort)


@lru_cache(1_000)
def _digest(*searched: Hashable) -> str:
    return f"{zlib.crc32(repr(searched).encode()):08x}"
