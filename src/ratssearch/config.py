"""Settings: one table, one file format, and the only reader of the environment and of ratssearch.toml.

Surest first: a flag, the environment (RATSSEARCH_NAME), ./ratssearch.toml (or --config FILE), the user's
configuration folder, /etc/ratssearch.toml. Every value knows where it came from: `ratssearch config show`.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ratssearch.errors import ConfigError

FILE_NAME = "ratssearch.toml"
ENVIRONMENT_PREFIX = "RATSSEARCH_"
_NOT_SETTINGS = {"GOLD", "CHROMIUM", "REQUIRE"}  # RATSSEARCH_* names that tests and tools use


def _setting(default: Any, help_text: str, *, low: float | None = None, high: float | None = None) -> Any:
    metadata = {"help": help_text, "low": low, "high": high}
    if isinstance(default, (list, tuple)):
        return field(default=tuple(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force. This table is the one place where a setting is declared."""

    data_dir: Path = _setting(Path("ratssearch-data"), "folder of the archive and the index")
    builtin_sources: tuple[str, ...] = _setting((), "built-in source profiles in use, e.g. ecrats")
    gazetteer: str = _setting("", "TOML file of your own that extends or overrules the gazetteer")
    contact: str = _setting("", "URL or address that sites can write to; sent in the User-Agent")
    timeout: float = _setting(30.0, "seconds that one fetch may take in all", low=1, high=600)
    max_page_bytes: int = _setting(3_000_000, "largest page kept, in bytes after decompression", low=1000)
    max_fetches: int = _setting(0, "fetches per source and run; 0 is no limit", low=0)
    hosts: int = _setting(8, "hosts crawled at the same time, each by one request", low=1, high=256)
    readers: int = _setting(-1, "processes that read pages beside a crawl; -1 is one per core", low=-1, high=64)
    host: str = _setting("127.0.0.1", "address that the web pages are served on")
    port: int = _setting(8080, "port that the web pages are served on; 0 takes a free one", low=0, high=65535)
    workers: int = _setting(2, "web worker processes", low=1, high=64)
    threads: int = _setting(4, "threads of each web worker", low=1, high=64)
    trusted_proxies: int = _setting(0, "reverse proxies in front whose X-Forwarded-* are believed", low=0, high=8)
    answer_cache_bytes: int = _setting(
        16_000_000, "memory of each web worker for answers given lately; 0 keeps none", low=0
    )
    site_name: str = _setting("ratssearch", "name shown in the header of the web pages")


SETTINGS: tuple[str, ...] = tuple(entry.name for entry in fields(Settings))


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One [[source]] table as read, with the file it stands in."""

    values: Mapping[str, Any]
    origin: str


@dataclass(frozen=True, slots=True)
class Configuration:
    settings: Settings
    origins: Mapping[str, str]  # setting name -> where its value came from
    source_tables: tuple[SourceTable, ...]
    files: tuple[Path, ...]  # read, nearest first


def load_configuration(
    *,
    flags: Mapping[str, Any] | None = None,
    config_file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Configuration:
    """Read all layers; raises ConfigError for an unknown name, a wrong type or an unreadable file."""
    environment = os.environ if environment is None else environment
    folder = Path.cwd() if folder is None else folder
    values: dict[str, Any] = {}
    origins: dict[str, str] = dict.fromkeys(SETTINGS, "default")
    tables: dict[str, SourceTable] = {}
    files = _files(config_file, environment, folder)
    for path in reversed(files):
        _read_file(path, values, origins, tables)
    _read_environment(environment, values, origins)
    for name, value in (flags or {}).items():
        if value is not None:
            values[name] = _checked(name, value, f"--{name.replace('_', '-')}")
            origins[name] = "flag"
    settings = Settings(**values)
    return Configuration(settings, origins, tuple(tables.values()), tuple(files))


def setting_help(name: str) -> str:
    """One line of help for a setting."""
    entry = next(entry for entry in fields(Settings) if entry.name == name)
    return str(entry.metadata["help"])


def _files(config_file: Path | None, environment: Mapping[str, str], folder: Path) -> list[Path]:
    if config_file is not None:
        if not config_file.is_file():
            raise ConfigError(
                f"There is no configuration file {config_file}.", hint="`ratssearch init` writes one to start from."
            )
        nearest = config_file
    else:
        nearest = folder / FILE_NAME
    home = environment.get("XDG_CONFIG_HOME") or str(Path(environment.get("HOME", "~")).expanduser() / ".config")
    candidates = [nearest, Path(home) / "ratssearch" / FILE_NAME, Path("/etc") / FILE_NAME]
    return [path for path in candidates if path.is_file()]


def _read_file(path: Path, values: dict[str, Any], origins: dict[str, str], tables: dict[str, SourceTable]) -> None:
    try:
        with path.open("rb") as handle:
            content = tomllib.load(handle)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    sources = content.pop("source", [])
    if not isinstance(sources, list) or not all(isinstance(table, dict) for table in sources):
        raise ConfigError(f"{path}: source profiles are written as [[source]], with two brackets.")
    seen: set[str] = set()
    for number, table in enumerate(sources, 1):
        key = str(table.get("id", f"{path}#{number}"))
        if key in seen:
            raise ConfigError(f"{path}: two sources are called {key!r}.", hint="Give each [[source]] an id of its own.")
        seen.add(key)
        tables[key] = SourceTable(table, str(path))
    for name, value in content.items():
        checked = _checked(name, value, str(path))
        if name == "data_dir" or (name == "gazetteer" and checked):
            joined = path.parent / Path(checked).expanduser()
            checked = joined if name == "data_dir" else str(joined)
        values[name] = checked
        origins[name] = str(path)


def _read_environment(environment: Mapping[str, str], values: dict[str, Any], origins: dict[str, str]) -> None:
    for key, text in environment.items():
        if not key.startswith(ENVIRONMENT_PREFIX) or key.removeprefix(ENVIRONMENT_PREFIX) in _NOT_SETTINGS:
            continue
        name = key.removeprefix(ENVIRONMENT_PREFIX).lower()
        values[name] = _checked(name, text, key)
        origins[name] = f"environment {key}"


def _checked(name: str, value: Any, origin: str) -> Any:
    """The value in the setting's own type; text (from the environment) is converted, TOML types must fit."""
    entry = next((entry for entry in fields(Settings) if entry.name == name), None)
    if entry is None:
        near = difflib.get_close_matches(name, SETTINGS, 1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Settings are: {', '.join(SETTINGS)}."
        raise ConfigError(f"{origin}: there is no setting {name!r}.", hint=hint)
    converted = _converted(entry.default, value)
    if converted is None:
        wanted = {Path: "a path", tuple: "a list of names", str: "text", int: "a whole number", float: "a number"}
        kind = next(words for kind, words in wanted.items() if isinstance(entry.default, kind))
        raise ConfigError(f"{origin}: {name} must be {kind}, not {value!r}.")
    low, high = entry.metadata["low"], entry.metadata["high"]
    if (low is not None and converted < low) or (high is not None and converted > high):
        bounds = f"at least {low}" if high is None else f"between {low} and {high}"
        raise ConfigError(f"{origin}: {name} must be {bounds}, not {value!r}.")
    return converted


def _converted(default: Any, value: Any) -> Any:
    """`value` in the type of `default`, or None where it does not fit."""
    if isinstance(default, Path):
        return Path(value) if isinstance(value, (str, Path)) and str(value) else None
    if isinstance(default, tuple):
        parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
        if not isinstance(parts, (list, tuple)) or not all(isinstance(part, str) for part in parts):
            return None
        return tuple(part for part in parts if part)
    if isinstance(default, str):
        return value if isinstance(value, str) else None
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    if isinstance(default, float):
        return number if number == number and abs(number) != float("inf") else None
    return int(number) if number.is_integer() else None
