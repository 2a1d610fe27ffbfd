"""Source profiles: read the built-in and the operator's, check every key, and give frozen Source values."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from importlib import resources
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ratssearch.config import Configuration, SourceTable
from ratssearch.errors import NotFound, ProfileError
from ratssearch.models import Selectors, Source

_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,31}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_COUNTRY = re.compile(r"([A-Z]{2})?")
_REQUIRED = ("id", "name", "base_url", "releases")
_TYPES: Mapping[str, tuple[type, str]] = {
    "str": (str, "text"),
    "bool": (bool, "true or false"),
    "int": (int, "a whole number"),
}


def builtin_tables() -> tuple[SourceTable, ...]:
    """The profiles that ship with the package, unchecked."""
    text = resources.files("ratssearch").joinpath("sources.toml").read_text("utf-8")
    return tuple(SourceTable(table, "built in") for table in tomllib.loads(text)["source"])


def load_sources(configuration: Configuration) -> tuple[Source, ...]:
    """All sources in use, built-in ones first; raises ProfileError naming the source and the key."""
    tables = {str(table.values["id"]): table for table in builtin_tables()}
    chosen: dict[str, SourceTable] = {}
    for name in configuration.settings.builtin_sources:
        if name not in tables:
            raise ProfileError(
                f"builtin_sources names {name!r}, which does not exist.", hint=f"Built in are: {', '.join(tables)}."
            )
        chosen[name] = tables[name]
    for number, table in enumerate(configuration.source_tables, 1):
        chosen[str(table.values.get("id", f"#{number}"))] = table
    return tuple(source_of(table) for table in chosen.values())


def find_source(sources: tuple[Source, ...], source_id: str) -> Source:
    """The source called source_id; raises NotFound with the nearest name."""
    for source in sources:
        if source.id == source_id:
            return source
    near = difflib.get_close_matches(source_id, [source.id for source in sources], 1)
    known = f"Did you mean {near[0]!r}?" if near else f"Sources are: {', '.join(s.id for s in sources) or 'none'}."
    raise NotFound(f"There is no source {source_id!r}.", hint=known)


def source_of(table: SourceTable) -> Source:
    """One checked Source from one [[source]] table."""
    values = dict(table.values)
    where = f"{table.origin}: source {values.get('id', '(without id)')!r}"
    _check_keys(values, Source, where)
    for key in _REQUIRED:
        if not values.get(key):
            raise ProfileError(f"{where}: {key} is missing.")
    selectors = values.pop("selectors", {})
    if not isinstance(selectors, dict):
        raise ProfileError(f"{where}: selectors is a table: write [source.selectors].")
    _check_keys(selectors, Selectors, f"{where}: selectors")
    checked = {key: _typed(Source, key, value, where) for key, value in values.items()}
    checked["selectors"] = Selectors(
        **{key: _typed(Selectors, key, value, f"{where}: selectors") for key, value in selectors.items()}
    )
    checked.setdefault("organisation", checked["name"])
    _check_values(checked, where)
    for key in ("listings", "sitemaps", "feeds"):
        checked[key] = tuple(_absolute(checked["base_url"], url, f"{where}: {key}") for url in checked.get(key, ()))
    return Source(**checked)


def _check_keys(values: Mapping[str, Any], kind: type, where: str) -> None:
    known = [entry.name for entry in fields(kind)]
    for key in values:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Keys are: {', '.join(known)}."
            raise ProfileError(f"{where}: there is no key {key!r}.", hint=hint)


def _typed(kind: type, key: str, value: Any, where: str) -> Any:
    annotation = str(next(entry.type for entry in fields(kind) if entry.name == key))
    if annotation.startswith("tuple"):
        if isinstance(value, str) or not isinstance(value, (list, tuple)):
            raise ProfileError(f'{where}: {key} is a list: write {key} = ["..."].')
        if not all(isinstance(part, str) and part for part in value):
            raise ProfileError(f"{where}: {key} holds something that is not text.")
        return tuple(value)
    if annotation == "float":
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ProfileError(f"{where}: {key} must be a number, not {value!r}.")
        return float(value)
    wanted, words = _TYPES[annotation]
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise ProfileError(f"{where}: {key} must be {words}, not {value!r}.")
    return value.strip() if isinstance(value, str) else value


def _check_values(values: Mapping[str, Any], where: str) -> None:
    if not _ID.fullmatch(values["id"]):
        raise ProfileError(
            f"{where}: id may hold a-z, 0-9 and _, at most 32 characters.", hint="It becomes part of every release id."
        )
    _absolute("", values["base_url"], f"{where}: base_url")
    for pattern in values["releases"]:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ProfileError(
                f"{where}: releases: {pattern!r} is no regular expression: {error}.",
                hint="Write it in single quotes so that TOML leaves the backslashes alone.",
            ) from error
    try:
        ZoneInfo(values.get("timezone", "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ProfileError(
            f"{where}: timezone {values['timezone']!r} is not known.", hint="Write an IANA name such as Asia/Tashkent."
        ) from error
    for language in values.get("languages", ()):
        if not _LANGUAGE.fullmatch(language):
            raise ProfileError(f"{where}: languages are two-letter codes such as en, not {language!r}.")
    if not _COUNTRY.fullmatch(values.get("country", "")):
        raise ProfileError(f"{where}: country is an ISO 3166 code such as KZ, not {values['country']!r}.")
    if not 0 <= values.get("delay", 0.0) <= 3600:
        raise ProfileError(f"{where}: delay is seconds between 0 and 3600, not {values['delay']}.")
    if values.get("max_pages", 1) < 1:
        raise ProfileError(f"{where}: max_pages must be at least 1.")


def _absolute(base: str, url: str, where: str) -> str:
    joined = urljoin(base, url)
    try:
        parts = urlsplit(joined)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        port_is_right = False
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_right:
        raise ProfileError(f"{where}: {url!r} is no http or https address.")
    return joined
