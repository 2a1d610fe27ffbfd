"""What the demo's server answers with, and what the three site builders share."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2

from ratssearch.demo.bodies import Body
from ratssearch.demo.releases import DemoRelease


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a site. `path` includes the query, if any."""

    path: str
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""  # of a redirect
    etag: str = ""
    last_modified: datetime | None = None


@cache
def _environment() -> jinja2.Environment:
    folder = Path(__file__).parent / "templates"
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, **values: Any) -> str:
    """The template of templates/ filled in; a value that is missing is an error."""
    return _environment().get_template(template).render(**values)


@cache
def labels(body: str) -> dict[str, Any]:
    """The words around the releases, language -> key -> words."""
    text = resources.files(__package__).joinpath("data", "labels.toml").read_text("utf-8")
    table: dict[str, Any] = tomllib.loads(text)[body]
    return table


def strong_etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def moment(day: date, body: Body, *, late: bool = False) -> datetime:
    """When a release of that day went out, in UTC: at half past eleven local time, or just after midnight."""
    clock = time(0, 40) if late else time(11, 30)
    return datetime.combine(day, clock, ZoneInfo(body.timezone)).astimezone(UTC)


def newest_first(releases: Iterable[DemoRelease], language: str) -> list[DemoRelease]:
    """The listed releases of one language as a listing shows them; those without a date stand by their number."""
    listed = [r for r in releases if r.language == language and r.listed]
    return sorted(listed, key=lambda r: r.number, reverse=True)


def teasers(releases: Sequence[DemoRelease], release: DemoRelease, count: int, *, step: int) -> list[DemoRelease]:
    """`count` other releases of the same language. They are the same on each visit, so that a page changes only when
    its own release does."""
    stable = [r for r in releases if r.language == release.language and r.published and not r.copy_of]
    others = [r for r in stable if r.number != release.number and (r.source_id, r.number) not in _UNSTABLE]
    start = release.number * step
    return [others[(start + step * k) % len(others)] for k in range(count)]


_UNSTABLE = {("tolqun", 1070), ("veresk", 177), ("harrowmere", 33)}  # edited, removed, not there at first


def chunks(rows: Sequence[DemoRelease], size: int) -> list[Sequence[DemoRelease]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]
