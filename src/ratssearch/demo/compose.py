"""Facts and phrases become the text of a release; each name that is set is noted, which makes the gold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ratssearch.demo import spelling
from ratssearch.demo.facts import Event, Facts, Phrases, Wording, load_facts
from ratssearch.demo.spelling import Style

_MARK = re.compile(r"\{([^{}]+)\}")
_ORDERS = (
    ("lead", "participants", "text", "background", "quote", "closing"),
    ("lead", "background", "participants", "text", "quote", "closing"),
    ("lead", "text", "participants", "background", "quote", "closing"),
    ("lead", "participants", "quote", "text", "background", "closing"),
    ("lead", "quote", "participants", "text", "background", "closing"),
    ("lead", "text", "quote", "participants", "background", "closing"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A composed release: its words and the names and days that stand in them."""

    title: str
    paragraphs: tuple[str, ...]
    countries: tuple[str, ...]  # ISO codes of the countries named, in order of appearance
    misspelt: tuple[str, ...]  # those of them that are named in a wrong spelling only
    towns: tuple[str, ...]  # ISO codes of the countries of the towns named
    organisations: tuple[str, ...]
    event: tuple[date, date] | None
    other_days: tuple[date, ...]


@dataclass
class _Setting:
    """One text being set: what its marks stand for, and what has been named so far."""

    event: Event
    language: str
    style: Style
    dash: str
    facts: Facts
    countries: list[str] = field(default_factory=list)
    misspelt: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    event_named: bool = False

    def fill(self, sentence: str, extra: Mapping[str, str] | None = None) -> str:
        """The sentence with every mark replaced; an unknown mark is a KeyError."""
        return _MARK.sub(lambda mark: self._value(mark[1], extra or {}), sentence)

    def _value(self, mark: str, extra: Mapping[str, str]) -> str:
        if mark in extra:
            return extra[mark]
        name, _, form = mark.partition(":")
        if name in self.facts.countries:
            return self._country(name)
        if name in self.facts.organisations:
            return self._organisation(name, form)
        words = self._word(name, form)
        return words[0].upper() + words[1:] if form == "cap" else words

    def event_span(self) -> tuple[date, date] | None:
        """The event's days, if the text names them."""
        event = self.event
        return (event.first, event.last) if self.event_named and event.first and event.last else None

    def _word(self, name: str, form: str) -> str:
        match name:
            case "On":
                return self._opening()
            case "date":
                self.days.append(date.fromisoformat(form))
                return spelling.spell_day(self.days[-1], self.style)
            case "in" | "town":
                return self._town()
            case "countries":
                return spelling.join([self._country(code) for code in self.event.countries], self.language)
            case "orgs":
                names = [self._organisation(key, "gen") for key in self.event.organisations]
                return spelling.join(names, self.language)
            case "n":
                return spelling.russian_count(self.event.people, *form.split("|")) if form else str(self.event.people)
            case "speaker":
                return self.facts.persons[self.event.speaker][self.language]
            case "said":
                return self.facts.persons[self.event.speaker]["ru_said"]
        raise KeyError(name)

    def _opening(self) -> str:
        assert self.event.first is not None and self.event.last is not None
        self.event_named = True
        return spelling.opening(
            self.event.first, self.event.last, self.style, yearless=self.event.yearless, dash=self.dash
        )

    def _town(self) -> str:
        town = self.facts.towns[self.event.town]
        _note(self.towns, town["country"])
        return town["ru_in" if self.language == "ru" else self.language]

    def _country(self, code: str) -> str:
        names = self.facts.countries[code]
        _note(self.countries, code)
        if self.language == "en" and code in self.event.misspelt:
            _note(self.misspelt, code)
            return names["wrong"]
        return names["ru_gen" if self.language == "ru" else self.language]

    def _organisation(self, key: str, form: str) -> str:
        names = self.facts.organisations[key]
        _note(self.organisations, key)
        return names["ru_gen" if self.language == "ru" and form == "gen" else self.language]


def _note(seen: list[str], value: str) -> None:
    if value not in seen:
        seen.append(value)


def compose(
    event: Event, wording: Wording, phrases: Phrases, style: Style, *, dash: str, turn: int, topic_turn: int, visit: int
) -> Text:
    """The release of `event`. `turn` counts the body's releases in this language, `topic_turn` those on one topic:
    they choose the shared sentences, so that none of a topic is used twice and the same text comes in every run."""
    setting = _Setting(event, wording.language, style, dash, load_facts())
    parts: Mapping[str, Callable[[], list[str]]] = {
        "lead": lambda: [setting.fill(wording.lead)],
        "text": lambda: [setting.fill(sentence) for sentence in _own_text(wording, visit)],
        "participants": lambda: _participants(setting, phrases, turn),
        "background": lambda: [] if event.undated else [setting.fill(phrases.background[event.topic][topic_turn])],
        "quote": lambda: _quote(setting, phrases, turn, topic_turn),
        "closing": lambda: _closing(setting, phrases, turn),
    }
    title = setting.fill(wording.title)
    paragraphs = tuple(part for name in _ORDERS[turn % len(_ORDERS)] for part in parts[name]())
    return Text(
        title=title,
        paragraphs=paragraphs,
        countries=tuple(setting.countries),
        misspelt=tuple(setting.misspelt),
        towns=tuple(setting.towns),
        organisations=tuple(setting.organisations),
        event=setting.event_span(),
        other_days=tuple(setting.days),
    )


def _own_text(wording: Wording, visit: int) -> Sequence[str]:
    if visit > 1 and wording.correction:
        return (*wording.text[:-1], wording.correction)
    return wording.text


def _participants(setting: _Setting, phrases: Phrases, turn: int) -> list[str]:
    event = setting.event
    if event.undated:
        return []
    if event.people == 0 or not event.countries:
        kind = "participants_nobody" if event.countries else "participants_orgs"
    else:
        kind = "participants_both" if event.organisations else "participants_countries"
    frames = phrases.frames[kind]
    return [setting.fill(frames[turn % len(frames)])]


def _quote(setting: _Setting, phrases: Phrases, turn: int, topic_turn: int) -> list[str]:
    if setting.event.undated:
        return []
    frames = phrases.frames["quotes"]
    quote = phrases.quote[setting.event.topic][topic_turn]
    return [setting.fill(frames[(turn + topic_turn) % len(frames)], {"quote": quote})]


def _closing(setting: _Setting, phrases: Phrases, turn: int) -> list[str]:
    """A pair of closing sentences; no pair comes back within len(results) * len(thanks) releases.

    A sentence about hosts (marked @) is left out where an event had none.
    """
    if setting.event.first is None:
        return []
    results, thanks = phrases.frames["results"], phrases.frames["thanks"]
    pair = (results[turn % len(results)], thanks[(turn // len(results) + turn) % len(thanks)])
    said = [sentence.removeprefix("@") for sentence in pair if setting.event.town or not sentence.startswith("@")]
    return [setting.fill(("" if setting.language == "zh" else " ").join(said))] if said else []
