"""Guards: whether and for what a form counts at the place where it stands.

The gazetteer names the guard of a form ("person", "word", "language", "contextual", "choice:ID", joined by "+");
tagging.py asks the functions here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ratssearch.enrich.neighbours import is_state
from ratssearch.enrich.reading import Part, Reading, cue_pattern, is_title_case
from ratssearch.models import MentionKind

WINDOW = 100  # characters to either side in which a cue decides


def _words(*groups: str) -> str:
    return "|".join("|".join(group.split()) for group in groups)


_BEFORE_WORD = re.compile(r"([^\W\d_][\w'.-]*)[ ]$")
_AFTER_WORD = re.compile(r" ([A-Z][a-z][\w'-]*)")
_PARTICLE_BEFORE = re.compile(r"(?<!\w)(?:del|von|van|bin|ibn|de la|van der) $")  # del Rosario
_INITIAL = re.compile(r"[A-Z]\.(?:-?[A-Z]\.)*")
_PREPOSITIONS = _words(
    "in at to from near of for outside around via into city port visit visits visited visiting between and"
)
_PLACE_BEFORE = re.compile(rf"(?<!\w)(?:{_PREPOSITIONS})(?: the)?(?: (?:city|town|port|cities) of)? $")
_PLACE_AFTER = re.compile(r",? ?(?:-based|based|'s (?:mayor|port|airport|stock)|, [A-Z])")

_LANGUAGE_THINGS = _words(
    "languages? translations? versions? speaking speakers? subtitles text dictionary interpreters? proficiency",
    "grammar alphabet literature teachers? lessons? edition skills learners?",
)
_LANGUAGE_AFTER = re.compile(rf"[ -](?:{_LANGUAGE_THINGS})\b")
_LANGUAGE_VERBS = _words(
    "in into from speaks? speaking spoke spoken learn learning learned teach teaching translated studied",
    r"languages?:?",
)
_LANGUAGE_BEFORE = re.compile(rf"\b(?:{_LANGUAGE_VERBS}) (?:both )?(?:(?:[a-z]+|,) (?:and |or ))?$")
_LANGUAGE_STOP = re.compile(r"(?:$|[.,;:!?)\"]| (?:and|or|as|with|at|for|to|on|by|is|are|was)\b)")
# "English" alone is nearly always the language; before these it is the country.
_ENGLISH_THINGS = _words(
    "city cities town towns county countryside football cricket coast courts? law company companies bank team side",
    "port village government people monarch king queen church clubs? premier",
)
_AFTER_ENGLISH = re.compile(rf" (?:{_ENGLISH_THINGS})\b")

_UNITS = _words(
    "dlrs? dollars? francs? marks? yen pounds? crowns? kron[ae]r? kronor lire lira pesetas? pesos? rou?bles? rupees?",
    "guilders? shillings? cts? cents? pence punts? won baht dinars? dirhams? rials? riyals? tenge soms? somoni manats?",
    "rand ringgit rupiahs? zlotys? euros? cruzados? australs? schillings? currency",
)
_CURRENCY_AFTER = re.compile(rf"[ -](?:{_UNITS})\b")
_DESIGNATORS = _words(
    "Inc Corp Ltd Limited Plc PLC Co Company AG SA S.A NV N.V AB ASA GmbH SpA Bhd Pty LLC LP Holdings? Industries",
    "Bancorp Banks? Insurance Airlines? Airways Oil Mining Petroleum Steel Motors? Telecom Electric Securities Trust",
    "Fund",
)
# "Allied Irish Investment Bank Plc", "Philips (Ireland) Ltd": up to three more words of the name, then what it is.
_COMPANY_AFTER = re.compile(rf"\)?(?: (?:and |of )?[A-Z(&][\w.&'()/-]*){{0,3}} (?:{_DESIGNATORS})\b")
_TICKER_AFTER = re.compile(r"(?: [\w.&'-]+){0,4} (?:<[A-Z][A-Z.]*>|\((?:NYSE|NASDAQ|Nasdaq|LSE|TSX|ASX)\b)")
_COMPANY_BEFORE = re.compile(r"(?:Bank|Banco|Banque|Banca|Credit|Société|Compagnie|Union|Standard) (?:of |de |di )?$")

# "на русском, английском и других языках", "владеет английским"
_RUSSIAN_LANGUAGE_AFTER = re.compile(r"(?:(?:,| и| или| ни|, а также) [а-я-]+){0,5} (?:язык|акцент|словар|верси)")
_RUSSIAN_LANGUAGE_BEFORE = re.compile(r"(?:владе[а-я]+|говор[а-я]+ на|перев[а-я]+ на|по) (?:[а-я]+ и )?$")
_ENDS = (".", "!", "?", '"', ":", "-")

_NATIONAL_BEFORE = re.compile(
    r"(?:national|supreme|state|federal|country's|republic's|president's|presidential|head of the|secretary of the) $"
)
_NATIONAL_AFTER = re.compile(
    r" (?:of the (?:republic|russian federation|islamic|kyrgyz|people's|state)|secretary|staff"
    r"|of (?!the united nations|the un\b)[a-z])"
)
_UNITED_NATIONS = re.compile(
    r"\b(?:united nations|un|u\.n\.|unoct|unodc|guterres|ban ki-moon|secretary-general|permanent members?|veto"
    r"|resolutions? [0-9]|world body)\b"
)


@dataclass(frozen=True, slots=True)
class WordLists:
    """The word lists of data/words.toml."""

    given_names: frozenset[str]
    honorifics: frozenset[str]
    followers: frozenset[str]  # capitalised words after a country's name that are no surname
    ru_given_names: frozenset[str]  # Russian names of countries that are also people's
    us_after: frozenset[str]  # capitals before or after which US is the country, and before "in US" the pronoun again
    us_before: frozenset[str]
    us_trust: frozenset[str]
    city_states: frozenset[str]  # states whose names are cities' too


def _cue_choice(options: list[dict[str, Any]], text: str, own: str) -> str:
    """The option with most cues in the text, or empty where none or two are equal; its own word is no cue."""
    counts = []
    for option in options:
        found = {cue for cue in cue_pattern(tuple(option["cues"])).findall(text) if cue != own}
        counts.append((len(found), option["entity"]))
    counts.sort(reverse=True)
    return counts[0][1] if counts[0][0] > (counts[1][0] if len(counts) > 1 else 0) else ""


def _beside(options: list[dict[str, Any]], before: str) -> str:
    """The option with a cue right before the name, as in "Tbilisi, Georgia" and "Alabama, Georgia"; else empty."""
    if not before.endswith(", "):
        return ""
    for option in options:
        if any(cue.end() == len(before) - 2 for cue in cue_pattern(tuple(option["cues"])).finditer(before)):
            return str(option["entity"])
    return ""


def choose(choice: Mapping[str, Any], reading: Reading, part: Part, start: int, end: int) -> tuple[str, float]:
    """Which entity an ambiguous name means here: a cue beside it, a town before it, near cues, those of the release,
    the publisher, the default."""
    text = part.text.lower
    options, own = choice["option"], text[start:end]
    if entity := _beside(options, text[max(0, start - WINDOW) : start]):
        return entity, 0.95
    if "state" in choice and is_state(part, start, end, {option["entity"] for option in options} - {choice["state"]}):
        return choice["state"], 0.9
    near = text[max(0, start - WINDOW) : start] + " " + text[end : end + WINDOW]
    if entity := _cue_choice(options, near, own):
        return entity, 0.95
    if entity := _cue_choice(options, reading.lower(), own):
        return entity, 0.9
    for option in options:
        if reading.country and reading.country in option["publishers"]:
            return option["entity"], 0.8
    return choice["default"], 0.7


def is_person(words: WordLists, part: Part, start: int, end: int) -> bool:
    """Whether the name at start..end belongs to a person: beside a given name, an honorific or a surname."""
    cased = part.text.cased
    if cased[start] >= "А":
        if part.text.lower[start:end] not in words.ru_given_names:
            return False
        return re.match(r" [А-Я][а-я]", cased[end:]) is not None
    before = _BEFORE_WORD.search(cased[max(0, start - 30) : start])
    if before is not None:
        word = before.group(1)
        if (word.capitalize() if part.shouting else word) in words.given_names:
            return True
        if not part.shouting and (word.rstrip(".") in words.honorifics or _INITIAL.fullmatch(word)):
            return True
    after = _AFTER_WORD.match(cased, end)
    if after is None or part.shouting or is_title_case(cased):
        return False
    return cased[start:end] in words.given_names and after.group(1) not in words.followers


def is_common_noun(part: Part, start: int) -> bool:
    """Whether a Russian word for a people is no surname: in small letters, or at the start of a sentence."""
    cased = part.text.cased
    return part.shouting or cased[start].islower() or not cased[:start].strip() or cased[: start - 1].endswith(_ENDS)


def is_language(part: Part, start: int, end: int) -> bool:
    """Whether a nationality word means the language here."""
    lower = part.text.lower
    if _LANGUAGE_AFTER.match(lower, end):
        return True
    if lower[start:end] == "english" and not _AFTER_ENGLISH.match(lower, end):
        return True
    if lower[start] >= "а":
        return bool(_RUSSIAN_LANGUAGE_AFTER.match(lower, end) or _RUSSIAN_LANGUAGE_BEFORE.search(lower[:start]))
    before = _LANGUAGE_BEFORE.search(lower[max(0, start - 40) : start])
    return before is not None and _LANGUAGE_STOP.match(lower, end) is not None


def is_place_here(part: Part, start: int, end: int) -> bool:
    """Whether a city name that is also an ordinary word stands where a place would."""
    if part.field == "dateline" or _PLACE_AFTER.match(part.text.cased, end):
        return True
    return _PLACE_BEFORE.search(part.text.lower[max(0, start - 30) : start]) is not None


def is_currency(part: Part, end: int) -> bool:
    """Whether a currency follows: "Canadian dollars" are weak evidence for Canada."""
    return _CURRENCY_AFTER.match(part.text.lower, end) is not None


def is_company(part: Part, start: int, end: int) -> bool:
    """Whether the word is part of a company's name: "Swiss Bank Corp", "Bank of Tokyo"."""
    cased = part.text.cased
    if _TICKER_AFTER.match(cased, end) or _COMPANY_AFTER.match(cased, end):
        return True
    return _COMPANY_BEFORE.search(cased[max(0, start - 20) : start]) is not None


def has_particle(part: Part, start: int) -> bool:
    """Whether a particle of surnames goes before: "del Rosario", "von Hanover"."""
    return _PARTICLE_BEFORE.search(part.text.cased, max(0, start - 8), start) is not None


def is_ticker(part: Part, start: int, end: int) -> bool:
    """Whether the word is a firm's sign at an exchange: "ENGELHARD CORP <EC>"."""
    cased = part.text.cased
    return cased[end : end + 1] == ">" and cased[max(0, start - 1) : start] == "<"


def is_united_nations_organ(reading: Reading, part: Part, start: int, end: int) -> bool:
    """Whether a bare "Security Council" or "General Assembly" is that of the United Nations."""
    lower = part.text.lower
    if _NATIONAL_BEFORE.search(lower[max(0, start - 40) : start]) or _NATIONAL_AFTER.match(lower, end):
        return False
    for match in part.matches:  # "the Russian Security Council"
        if match.end + 1 == start and any(target.kind is MentionKind.COUNTRY for target in match.form.targets):
            return False
    return _UNITED_NATIONS.search(reading.lower()) is not None or not reading.country
