"""What a body is when it is no page at all."""

from __future__ import annotations

import re

from ratssearch.errors import ExtractionError

MAX_BYTES = 3_000_000  # of one page; a longer one is a data dump, not a release

_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF media file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x00\x00\x00\x18ftyp", "a video"),
    (b"ID3", "an MP3 file"),
    (b"wOFF", "a font"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")
_LETTER = re.compile(r"\w")


def refuse_non_pages(body: bytes) -> None:
    """Raise ExtractionError (empty, too_large, pdf, binary) if body cannot be a page, by its first bytes."""
    refuse_too_large(body)
    head = body[:1024].lstrip()
    if not head and not body.strip():
        raise ExtractionError("empty", "The page is empty.")
    if is_pdf(body):
        raise ExtractionError(
            "pdf", "The page is a PDF document.", hint="The extra `pdf` reads these: pip install 'ratssearch[pdf]'."
        )
    for magic, name in _MAGIC:
        if head.startswith(magic):
            raise ExtractionError("binary", f"The page is {name}, not a page.")


def is_pdf(body: bytes) -> bool:
    """Whether a PDF document begins near the beginning of body."""
    return b"%PDF-" in body[:1024]


def refuse_too_large(body: bytes) -> None:
    """Raise ExtractionError (too_large) for what is longer than any release."""
    if len(body) > MAX_BYTES:
        raise ExtractionError(
            "too_large",
            f"The page has {len(body)} bytes, more than {MAX_BYTES}.",
            hint="Narrow `releases` in the source profile if it is no release.",
        )


def refuse_garbage(text: str) -> None:
    """Raise ExtractionError (binary, empty) if decoded text is noise."""
    sample = text[:4096] + text[len(text) // 2 :][:4096]
    if len(_CONTROLS.findall(sample)) > 0.02 * len(sample):
        raise ExtractionError("binary", "The page is not text.")
    if not _LETTER.search(text):
        raise ExtractionError("empty", "The page holds no letter.")
