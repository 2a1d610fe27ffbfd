"""Content codings, decoded piece by piece so that a bomb is seen before it goes off."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli  # type: ignore[import-untyped]
import zstandard

ACCEPT_ENCODING = "gzip, deflate, br, zstd"

_PIECE = 65_536  # bytes that one decoder step may give, roughly
_ZSTD_SLICE = 256  # bytes fed at once: a zstd block of 4 bytes may stand for 128 KiB
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659: the largest window of the content coding
_MAX_CODINGS = 2  # stacked
_GZIP_MAGIC = b"\x1f\x8b"


class DecodeError(Exception):
    """The bytes are not what the header says; the message is one clause for people."""


def decoded(chunks: Iterable[bytes], header: str) -> Iterator[bytes]:
    """Body pieces with the codings of a Content-Encoding header taken off; raises DecodeError while iterated."""
    names = [name.strip().lower() for name in header.split(",")]
    names = [name for name in names if name not in ("", "identity", "none")]
    if len(names) > _MAX_CODINGS:
        raise DecodeError(f"{len(names)} content codings stacked")
    pieces = iter(chunks)
    for name in reversed(names):
        if name not in _DECODERS:
            raise DecodeError(f"the content coding {name[:40]!r} is not one we asked for")
        pieces = _DECODERS[name](pieces)
    return pieces


def gunzip(data: bytes, limit: int) -> bytes:
    """A .gz file's content; raises DecodeError when damaged or larger than limit bytes."""
    kept = bytearray()
    for piece in _gunzip(iter((data,))):
        kept += piece
        if len(kept) > limit:
            raise DecodeError(f"larger than {limit} bytes when decompressed")
    return bytes(kept)


def is_gzip(data: bytes) -> bool:
    return data.startswith(_GZIP_MAGIC)


def _gunzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    return _inflate(chunks, zlib.MAX_WBITS | 16, members=True)


def _deflate(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """zlib's format, as the standard says, or raw deflate, as some servers send."""
    first = b""
    for chunk in chunks:
        first += chunk
        if len(first) >= 2:
            break
    if not first:
        return
    wrapped = len(first) >= 2 and first[0] & 0x0F == 8 and int.from_bytes(first[:2]) % 31 == 0

    def again() -> Iterator[bytes]:
        yield first
        yield from chunks

    yield from _inflate(again(), zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS, members=False)


def _inflate(chunks: Iterator[bytes], window: int, *, members: bool) -> Iterator[bytes]:
    decoder = zlib.decompressobj(window)
    started = False
    for chunk in chunks:
        data = chunk
        while data:
            if decoder.eof:
                if not members or not data.startswith(_GZIP_MAGIC):
                    return  # padding after the end is common and harmless
                decoder = zlib.decompressobj(window)
            started = True
            try:
                piece = decoder.decompress(data, _PIECE)
            except zlib.error as error:
                raise DecodeError("the compressed bytes are damaged") from error
            if piece:
                yield piece
            data = decoder.unconsumed_tail or decoder.unused_data
    if started and not decoder.eof:
        rest = decoder.flush()
        if rest:
            yield rest
        if not decoder.eof:
            raise DecodeError("the compressed bytes end too early")


def _unbrotli(chunks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    started = False
    for chunk in chunks:
        data = chunk
        started = started or bool(chunk)
        while data or not decoder.can_accept_more_data():
            try:
                piece = decoder.process(data, output_buffer_limit=_PIECE)
            except brotli.error as error:
                raise DecodeError("the compressed bytes are damaged") from error
            data = b""
            if piece:
                yield piece
            if decoder.is_finished():
                return
    if started and not decoder.is_finished():
        raise DecodeError("the compressed bytes end too early")


def _unzstd(chunks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
    started = False
    for chunk in chunks:
        for start in range(0, len(chunk), _ZSTD_SLICE):
            data = chunk[start : start + _ZSTD_SLICE]
            while data:
                if decoder.eof:
                    decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
                started = True
                try:
                    piece = decoder.decompress(data)
                except zstandard.ZstdError as error:
                    raise DecodeError("the compressed bytes are damaged") from error
                if piece:
                    yield piece
                data = decoder.unused_data if decoder.eof else b""
    if started and not decoder.eof:
        raise DecodeError("the compressed bytes end too early")


_DECODERS: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
