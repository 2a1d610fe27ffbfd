"""Guards: whether and for what a form counts at the place where it stands.

Each guard takes (reading, part, index of the match) and returns the targets that hold, possibly none.
The names are those of the forms' guard column; a form may have several, joined by "+".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ratssearch.enrich.names import GIVEN_NAMES, HONORIFICS
from ratssearch.enrich.reading import Part, Reading, cue_pattern, is_title_case
from ratssearch.models import MentionKind

if TYPE_CHECKING:
    from collections.abc import Mapping

WINDOW = 100  # characters to either side in which a cue decides

_BEFORE_WORD = re.compile(r"([^\W\d_][\w'.-]*)[ ]$")
_AFTER_WORD = re.compile(r" ([A-Z][a-z][\w'-]*)")
_PLACE_BEFORE = re.compile(
    r"(?:^|[^\w])(?:in|at|to|from|near|of|for|outside|around|via|into|city|port|visits?|visited|visiting|between|and)(?: the)?(?: (?:city|town|port|cities) of)? $"
)
_PLACE_AFTER = re.compile(r",? ?(?:-based|based|'s (?:mayor|port|airport|stock)|, [A-Z])")
_LANGUAGE_AFTER = re.compile(
    r"[ -](?:languages?|translations?|versions?|speaking|speakers?|subtitles|text|dictionary|interpreters?|proficiency|grammar|alphabet|literature|teachers?|lessons?|edition|skills|learners?)\b"
)
_LANGUAGE_BEFORE = re.compile(
    r"\b(?:in|into|from|speaks?|speaking|spoke|spoken|fluent in|learn|learning|learned|teach|teaching|translated|studied|written in|working languages?:?|languages?:?) (?:both )?(?:(?:[a-z]+|,) (?:and |or ))?$"
)
_LANGUAGE_STOP = re.compile(r"(?:$|[.,;:!?)\"]| (?:and|or|as|with|at|for|to|on|by|is|are|was)\b)")
_NATIONAL_BEFORE = re.compile(
    r"(?:national|supreme|state|federal|country's|republic's|president's|presidential|head of the|secretary of the) $"
)
_NATIONAL_AFTER = re.compile(
    r" (?:of the (?:republic|russian federation|islamic|kyrgyz|people's|state)|secretary|staff|of (?!the united nations|the un\b)[a-z])"
)
_UNITED_NATIONS = re.compile(
    r"\b(?:united nations|un|u\.n\.|oon|unoct|unodc|guterres|ban ki-moon|secretary-general|permanent members?|veto|resolutions? [0-9]|world body)\b"
)

_SMALL_FOLLOWERS = frozenset(
    ["Government", "Ministry", "Minister", "President", "Prime", "Foreign", "King", "Queen", "Embassy", "Ambassador", "Republic", "State", "Council", "Parliament", "Central", "Bank", "National", "Party", "Police", "Army", "University", "Airport", "River", "Valley", "Times", "Post", "Stock", "Exchange", "And", "Of", "The", "To", "In", "On", "For", "With", "From", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Inc", "Corp", "Co", "Ltd", "Plc", "Group"]
)


def _cue_choice(options: list[dict[str, Any]], text: str, own: str) -> str:
    """The option with most cues in the text, or empty where none or two are equal; its own word is no cue."""
    counts = []
    for option in options:
        found = {cue for cue in cue_pattern(tuple(option["cues"])).findall(text) if cue != own}
        counts.append((len(found), option["entity"]))
    counts.sort(reverse=True)
    return counts[0][1] if counts[0][0] > (counts[1][0] if len(counts) > 1 else 0) else ""


def choose(choice: Mapping[str, Any], reading: Reading, part: Part, start: int, end: int) -> tuple[str, float]:
    """Which entity an ambiguous name means here: near cues, cues of the release, the publisher, the default."""
    text = part.text.lower
    options, own = choice["option"], text[start:end]
    near = text[max(0, start - WINDOW) : start] + " " + text[end : end + WINDOW]
    if entity := _cue_choice(options, near, own):
        return entity, 0.95
    if entity := _cue_choice(options, reading.lower(), own):
        return entity, 0.9
    for option in options:
        if reading.country and reading.country in option["publishers"]:
            return option["entity"], 0.8
    return choice["default"], 0.7


def is_person(part: Part, start: int, end: int) -> bool:
    """Whether the name at start..end belongs to a person: beside a given name, an honorific or a surname."""
    cased = part.text.cased
    if part.shouting:
        before = _BEFORE_WORD.search(cased[max(0, start - 30) : start])
        return before is not None and before.group(1).capitalize() in GIVEN_NAMES
    before = _BEFORE_WORD.search(cased[max(0, start - 30) : start])
    if before is not None:
        word = before.group(1)
        if word in GIVEN_NAMES or word.rstrip(".") in HONORIFICS:
            return True
        if re.fullmatch(r"[A-Z]\.", word):
            return True
    after = _AFTER_WORD.match(cased, end)
    if after is None or is_title_case(cased):
        return False
    return cased[start:end] in GIVEN_NAMES and after.group(1) not in _SMALL_FOLLOWERS


def is_language(part: Part, start: int, end: int) -> bool:
    """Whether a nationality word means the language here."""
    lower = part.text.lower
    if _LANGUAGE_AFTER.match(lower, end):
        return True
    if lower[start:end] == "english" and not _AFTER_ENGLISH.match(lower, end):
        return True
    before = _LANGUAGE_BEFORE.search(lower, max(0, start - 40), start)
    return before is not None and _LANGUAGE_STOP.match(lower, end) is not None


# "English" alone is nearly always the language; with these it is the country.
_AFTER_ENGLISH = re.compile(
    r" (?:city|cities|town|towns|county|countryside|football|cricket|coast|court|courts|law|company|companies|bank|team|side|port|village|government|people|monarch|king|queen|church|club|clubs|high court|china clay|premier)\b"
)


def is_place_here(part: Part, start: int, end: int) -> bool:
    """Whether a city name that is also an ordinary word stands where a place would."""
    if part.field == "dateline":
        return True
    lower = part.text.lower
    if _PLACE_AFTER.match(part.text.cased, end):
        return True
    return _PLACE_BEFORE.search(lower[max(0, start - 30) : start]) is not None


def is_united_nations_organ(reading: Reading, part: Part, start: int, end: int) -> bool:
    """Whether a bare "Security Council" or "General Assembly" is that of the United Nations."""
    lower = part.text.lower
    if _NATIONAL_BEFORE.search(lower[max(0, start - 40) : start]) or _NATIONAL_AFTER.match(lower, end):
        return False
    for match in part.matches:  # "the Russian Security Council"
        if match.end + 1 == start and any(target.kind is MentionKind.COUNTRY for target in match.form.targets):
            return False
    if _UNITED_NATIONS.search(reading.lower()):
        return True
    return not reading.country
