"""Gold sets on disk: archives unpacked once into the build folder, and a snapshot made of a page's bytes."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.quality.frame import Figure, SetAbsent
from benchmarks.stamp import BUILD
from ratssearch.models import Snapshot, Source

NOBODY = Source(id="gold", organisation="", name="gold", base_url="http://localhost/")
SEEN = datetime(2026, 11, 1, tzinfo=UTC)  # later than every page of the sets


def unpacked(archive: Path) -> Path:
    """The folder that holds the content of archive; unpacked anew when the archive changes."""
    stat = archive.stat()
    parts = archive.resolve().parts[-3:]
    folder = BUILD / "gold" / "-".join((*parts, str(stat.st_size), str(int(stat.st_mtime))))
    if not folder.is_dir():
        partial = folder.with_name(f"{folder.name}.partial")
        with tarfile.open(archive) as opened:
            opened.extractall(partial, filter="data")
        partial.rename(folder)
    return folder


def sets_of(gold: Path, kind: str, marker: str) -> list[Path]:
    """Folders gold/kind/NAME that hold a file called marker, by name; raises SetAbsent if there is none."""
    folders = sorted(path.parent for path in (gold / kind).glob(f"*/{marker}"))
    if not folders:
        raise SetAbsent(f"no {kind}/NAME/{marker} in the gold folder")
    return folders


def without(gold: Path, kind: str, marker: str) -> Iterator[Figure]:
    """No figure; raises SetAbsent for folders gold/kind/NAME that lack the file called marker."""
    lacking = [path.name for path in sorted((gold / kind).glob("*/")) if not (path / marker).is_file()]
    if lacking:
        raise SetAbsent(f"no {marker} in {', '.join(f'{kind}/{name}' for name in lacking)}")
    yield from ()


def json_of(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def pages_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """(file name without .gz and .html, bytes) of every page in folder's html archive."""
    archive = next(iter(sorted(folder.glob("html.tar*"))), None)
    if archive is None:
        raise SetAbsent(f"no html.tar.xz in {folder.parent.name}/{folder.name}")
    for path in sorted(unpacked(archive).rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            yield (
                path.name.removesuffix(".gz").removesuffix(".html"),
                gzip.decompress(body) if path.suffix == ".gz" else body,
            )


def snapshot(body: bytes, url: str = "http://localhost/", *, seen: datetime = SEEN, content_type: str = "") -> Snapshot:
    return Snapshot(url, url, NOBODY.id, seen, content_type or "text/html", body, "")
