"""Texts annotated in the brat stand-off format, in folders or tar archives."""

from __future__ import annotations

import functools
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from benchmarks.quality.frame import SetAbsent
from ratssearch.models import ExtractedPage


@dataclass(frozen=True, slots=True)
class Span:
    label: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    text: str
    spans: tuple[Span, ...]

    def page(self) -> ExtractedPage:
        """The whole text as one paragraph of a page, so that offsets are those of the annotation."""
        return ExtractedPage("", (self.text,), "ru", None)


@functools.cache
def documents(folder: Path, pattern: str) -> tuple[Document, ...]:
    """Documents of every archive in the folder that matches the pattern, in order of name; raises SetAbsent."""
    files: dict[str, str] = {}
    for path in sorted(folder.glob(pattern)) if folder.is_dir() else ():
        with tarfile.open(path) as archive:
            for member in archive:
                if PurePosixPath(member.name).suffix in (".txt", ".ann") and (opened := archive.extractfile(member)):
                    files[member.name] = opened.read().decode("utf-8")
    names = sorted(name[:-4] for name in files if name.endswith(".txt") and name[:-4] + ".ann" in files)
    if not names:
        raise SetAbsent(f"no annotated texts {pattern} in entities/{folder.name}/")
    return tuple(Document(name, files[name + ".txt"], _spans(files[name + ".ann"])) for name in names)


def _spans(annotation: str) -> tuple[Span, ...]:
    spans = []
    for line in annotation.splitlines():
        if not line.startswith("T"):
            continue
        _, place, words = line.split("\t", 2)
        label, *offsets = place.replace(";", " ").split(" ")
        spans.append(Span(label, int(offsets[0]), int(offsets[-1]), words))
    return tuple(spans)
