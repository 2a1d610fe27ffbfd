"""Content codings, taken off piece by piece."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from ratssearch.crawler.decode import DecodeError, decoded, gunzip


def _raw_deflate(data: bytes) -> bytes:
    maker = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return maker.compress(data) + maker.flush()


_CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
_BOMB = 200_000_000  # bytes of zeros


def _slices(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@pytest.mark.parametrize("name", _CODERS)
@given(data=st.binary(max_size=5000), size=st.integers(1, 6000))
def test_every_coding_comes_back(name: str, data: bytes, size: int) -> None:
    """However the network cuts the bytes, the content comes back whole."""
    coded = _CODERS[name](data)
    assert b"".join(decoded(_slices(coded, size), name)) == data


@given(data=st.binary(max_size=3000), size=st.integers(1, 4000))
def test_deflate_without_its_wrapping(data: bytes, size: int) -> None:
    """Servers that send raw deflate are understood."""
    assert b"".join(decoded(_slices(_raw_deflate(data), size), "deflate")) == data


@given(data=st.binary(max_size=3000))
def test_stacked(data: bytes) -> None:
    """Codings come off in the reverse of the order in which they were put on."""
    assert b"".join(decoded([brotli.compress(gzip.compress(data))], "gzip, br")) == data


@pytest.mark.parametrize("name", _CODERS)
@given(data=st.binary(min_size=1, max_size=200))
def test_garbage_never_passes_for_content(name: str, data: bytes) -> None:
    """Random bytes are an error, or the rare valid stream; nothing else is raised."""
    try:
        list(decoded([data], name))
    except DecodeError:
        return


@pytest.mark.parametrize("name", _CODERS)
def test_a_cut_stream_is_an_error(name: str) -> None:
    """A stream that ends too early is never taken for complete."""
    coded = _CODERS[name](bytes(range(256)) * 40)
    for length in (1, len(coded) // 2, len(coded) - 1):
        with pytest.raises(DecodeError):
            list(decoded([coded[:length]], name))


@pytest.mark.parametrize("name", _CODERS)
def test_a_bomb_costs_little_memory(name: str) -> None:
    """Whoever stops reading a bomb has paid for a few pieces, not for all of it."""
    if name == "br":
        maker = brotli.Compressor(quality=5)
        coded = b"".join(maker.process(bytes(1_000_000)) for _ in range(_BOMB // 1_000_000)) + maker.finish()
    else:
        coded = _CODERS[name](bytes(_BOMB))
    tracemalloc.start()
    got = 0
    for piece in decoded([coded], name):
        got += len(piece)
        if got > 1_000_000:
            break
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert got < 20_000_000
    assert peak < 20_000_000


def test_a_zstd_frame_that_wants_a_huge_window_is_refused() -> None:
    """RFC 9659 allows 8 MiB."""
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    maker = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    coded = maker.compress(bytes(1000)) + maker.flush()
    with pytest.raises(DecodeError):
        list(decoded([coded], "zstd"))


def test_gz_files() -> None:
    """A .gz file is read whole within its limit and refused beyond it."""
    assert gunzip(gzip.compress(b"abc"), 3) == b"abc"
    with pytest.raises(DecodeError, match="larger than 2 bytes"):
        gunzip(gzip.compress(b"abc"), 2)
