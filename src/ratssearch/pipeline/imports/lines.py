"""JSON Lines: one object a line with `url` and either `html` or `text`, and `title`, `date` and `seen` if known."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import Any, BinaryIO, cast

from ratssearch.models import Precision
from ratssearch.pipeline.imports.candidates import Candidate
from ratssearch.pipeline.imports.report import Tally

_GZIP_MAGIC = b"\x1f\x8b"
_ESCAPED = 6  # bytes that JSON may need for one byte of a page
_KNOWN = {Precision.MONTH.value: 7, Precision.YEAR.value: 4}  # characters of an ISO date
_ISO = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])|\d{4}")
_PARAGRAPH = re.compile(r"\n\s*\n")


def read_lines(path: Path, limit: int, tally: Tally) -> Iterator[Candidate]:
    """The pages of a file, packed with gzip or not. `seen` is a moment; without it the file's own time stands in."""
    saved = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    longest = limit * _ESCAPED + 64 * 1024
    number = 0
    try:
        with _opened(path) as stream:
            while line := stream.readline(longest + 1):
                number += 1
                if len(line) > longest:
                    _skip_line(stream, longest)
                    tally.skip("too-large", f"{path.name}, line {number}")
                elif line.strip():
                    yield from _read(line, f"{path.name}, line {number}", path.name, saved, limit, tally)
    except (OSError, EOFError) as error:
        tally.damaged.append((path.name, f"The file is damaged or cut off after line {number}: {error}"))


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP_MAGIC
    return cast(BinaryIO, gzip.open(path)) if packed else path.open("rb")


def _skip_line(stream: BinaryIO, step: int) -> None:
    while (rest := stream.readline(step)) and not rest.endswith(b"\n"):
        pass


def _read(line: bytes, place: str, name: str, saved: datetime, limit: int, tally: Tally) -> Iterator[Candidate]:
    try:
        entry = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict):
        tally.skip("unreadable", place)
        return
    url, title, day = _text(entry, "url"), _text(entry, "title"), _date(entry)
    markup = _text(entry, "html")
    body = (markup or _page(title, day, _text(entry, "text") or _text(entry, "body"), _text(entry, "language"))).encode(
        "utf-8", "replace"
    )
    if not url:
        tally.skip("no-address", place)
        return
    seen = _moment(_text(entry, "seen"))
    yield Candidate(
        url=url,
        at=seen or saved,
        origin=name,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=body[:limit],
        cut=len(body) > limit,
        exact_time=seen is not None,
        title=title,
        date=day,
    )


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    return value.strip() if isinstance(value, str) else ""


def _date(entry: dict[str, Any]) -> str:
    """What the line says of the date, no more exactly than it is known: an export of ours writes the first day of a
    month or year, and says beside it that it means one of them."""
    value = entry.get("date")
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(entry, "date")
    return text[: _KNOWN.get(_text(entry, "date_precision"), len(text))]


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _page(title: str, day: str, text: str, language: str) -> str:
    """A page made of plain text, which is then kept and read as any other; empty if there is no text."""
    if not text:
        return ""
    parts = _PARAGRAPH.split(text) if _PARAGRAPH.search(text) else text.splitlines()
    paragraphs = "".join(f"<p>{escape(part.strip())}</p>\n" for part in parts if part.strip())
    known = day[:10] if _is_day(day[:10]) else day if _ISO.fullmatch(day) else ""
    stated = f'<meta property="article:published_time" content="{known}">' if known else ""
    spoken = f' lang="{language}"' if re.fullmatch("[a-z]{2,3}", language) else ""
    return (
        f'<!doctype html>\n<html{spoken}><head><meta charset="utf-8"><title>{escape(title)}</title>{stated}</head>\n'
        f"<body><article><h1>{escape(title)}</h1>\n{paragraphs}</article></body></html>\n"
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
