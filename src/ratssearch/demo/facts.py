"""The facts that the made-up releases are written from: read from data/*.toml into frozen values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

Names = Mapping[str, str]  # language (or form, such as "ru_gen") -> words


@dataclass(frozen=True, slots=True)
class Wording:
    """What one event says in one language. `text` are paragraphs with marks such as {KZ} and {date:2021-05-03}."""

    language: str
    title: str
    lead: str
    text: tuple[str, ...]
    correction: str  # the last paragraph of text as a second visit finds it; empty if nothing changes


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a made-up body, and the release days and traps that go with it."""

    number: int
    topic: str
    published: date
    first: date | None  # None: nothing took place, the release is a notice
    last: date | None
    town: str  # key of Facts.towns, or empty
    countries: tuple[str, ...]
    misspelt: tuple[str, ...]  # of countries, in English
    organisations: tuple[str, ...]
    speaker: str
    people: int
    wordings: tuple[Wording, ...]
    late_hour: bool = False  # published after midnight local time, on the day before in UTC
    yearless: bool = False  # the text leaves the year of the event out
    undated: bool = False  # no date anywhere on the page or in the listing
    dateline: bool = False
    url_late: bool = False  # the address bears the day after publication
    repost: int = 0  # number under which the same text is posted again
    removed: bool = False  # gone on a second visit
    second_visit: bool = False  # there only on a second visit


@dataclass(frozen=True, slots=True)
class Facts:
    countries: Mapping[str, Names]
    towns: Mapping[str, Names]  # with "country", an ISO code
    organisations: Mapping[str, Names]
    persons: Mapping[str, Names]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences that a body's releases in one language share."""

    frames: Mapping[str, tuple[str, ...]]  # "results", "thanks", "quotes", "participants_both", ...
    background: Mapping[str, tuple[str, ...]]  # by topic
    quote: Mapping[str, tuple[str, ...]]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("data", name).read_text("utf-8"))


@cache
def load_facts() -> Facts:
    """Names of countries, towns, organisations and people."""
    tables = _read("entities.toml")
    return Facts(tables["country"], tables["town"], tables["organisation"], tables["person"])


@cache
def load_phrases(body: str, language: str) -> Phrases:
    """The shared sentences of `body` ("tolqun", "veresk", "harrowmere") in `language`."""
    table = _read(f"{body}_phrases_{language}.toml")
    background = {topic: tuple(lines) for topic, lines in table.pop("background").items()}
    quote = {topic: tuple(lines) for topic, lines in table.pop("quote").items()}
    return Phrases({name: tuple(lines) for name, lines in table.items()}, background, quote)


@cache
def load_events(body: str) -> tuple[Event, ...]:
    """All events of `body`, by number."""
    names = {"tolqun": ("1", "2"), "veresk": ("ru", "en"), "harrowmere": ("1", "2")}[body]
    events: list[Event] = []
    for name in names:
        language = name if body == "veresk" else "en"
        events += [_event(table, language) for table in _read(f"{body}_{name}.toml")["event"]]
    return tuple(sorted(events, key=lambda event: event.number))


def _event(table: dict[str, Any], language: str) -> Event:
    if "title" in table:
        keys = ("title", "lead", "text")
        wordings: tuple[Wording, ...] = (_wording(language, {key: table.pop(key) for key in keys}),)
    else:
        languages = [key for key in ("en", "ru", "zh") if key in table]
        wordings = tuple(_wording(language, table.pop(language)) for language in languages)
    for key in ("countries", "misspelt", "organisations"):
        table[key] = tuple(table.get(key, ()))
    return Event(first=table.pop("from", None), last=table.pop("to", None), wordings=wordings, **table)


def _wording(language: str, table: dict[str, Any]) -> Wording:
    return Wording(language, table["title"], table["lead"], tuple(table["text"]), table.get("correction", ""))
