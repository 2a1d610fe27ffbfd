"""PDF text, where the optional extra `pdf` (pypdf) is installed: a plain page that the other steps read."""

from __future__ import annotations

import importlib.util
import io
import logging
import re
from functools import cache
from html import escape
from typing import Any

from ratssearch.errors import ExtractionError
from ratssearch.text import collapse

MAX_PAGES = 60
RUNG = "pdf"
_FULL = 0.75  # of the longest usual line; a line that is shorter ends its paragraph
_HYPHEN = re.compile(r"(?<=[a-zа-яё])-\n(?=[a-zа-яё])")


@cache
def can_read() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("pypdf") is not None


def page_of(body: bytes) -> str:
    """The document as HTML of headings and paragraphs; raises ExtractionError("pdf") where it has no text to read."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every slip of a PDF
    try:
        reader = pypdf.PdfReader(io.BytesIO(body))
        texts = [reader.pages[number].extract_text() for number in range(min(len(reader.pages), MAX_PAGES))]
        title = _title(reader)
    except MemoryError:
        raise
    except Exception as error:
        # pypdf meets hostile files with many kinds of errors; all of them mean that this one cannot be read.
        raise ExtractionError("pdf", f"The PDF document cannot be read ({type(error).__name__}).") from error
    paragraphs = [paragraph for text in texts for paragraph in paragraphs_of(text)]
    if not paragraphs:
        raise ExtractionError("pdf", "The PDF document holds no text, only pictures of it.")
    heading = title or paragraphs.pop(0) if len(paragraphs) > 1 else title
    parts = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return f"<title>{escape(heading)}</title><div><h1>{escape(heading)}</h1>{parts}</div>"


def _title(reader: Any) -> str:
    said = collapse(str((reader.metadata or {}).get("/Title") or ""))
    # Programs that write PDF like to put a file's name there.
    return "" if re.search(r"\.\w{2,4}$|^untitled|^microsoft word", said, re.IGNORECASE) else said


def paragraphs_of(text: str) -> list[str]:
    """The lines of a page joined to paragraphs, which end at an empty line and at one that is not full."""
    lines = [line.strip() for line in text.splitlines()]
    usual = sorted(len(line) for line in lines if line)
    # One line in ten may be longer than the column: a table, an address.
    longest = usual[-1 - len(usual) // 10] if usual else 0
    found: list[str] = []
    open_lines: list[str] = []
    for line in [*lines, ""]:
        if line:
            open_lines.append(line)
        if open_lines and len(line) < _FULL * longest:
            found.append(collapse(_HYPHEN.sub("", "\n".join(open_lines))))
            open_lines = []
    return [paragraph for paragraph in found if re.search(r"\w", paragraph)]
