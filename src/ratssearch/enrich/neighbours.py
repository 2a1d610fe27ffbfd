"""What the words right beside a name say of it: the state of a town, an item of a list, the pronoun in capitals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, Any

from ratssearch.enrich.lexicon import Match, Target
from ratssearch.enrich.reading import Part
from ratssearch.models import MentionKind

if TYPE_CHECKING:
    from ratssearch.enrich.context import WordLists

Choices = Mapping[str, Mapping[str, Any]]

_TOWNS = frozenset({"city", "capital"})
_BEFORE = re.compile(r"(?<![\w.'-])([^\W\d_][\w'-]*) $")
_BEFORE_IN = re.compile(r"(?<!\w)(\w+) IN $")
_AFTER = re.compile(r" ([A-Z]{2,})(?!\w)")
_JOINED = re.compile(r"(?:,? AND|,? OR|,| &| VS\.?| VERSUS) (?:THE )?", re.IGNORECASE)
_JOINED_BEFORE = re.compile(r"(?:,? AND|,? OR|,| &| VS\.?| VERSUS) (?:THE )?$", re.IGNORECASE)
_LONGEST_JOINT = 14
_OF_ANOTHER = re.compile(r"(?: of| for| in)(?: the)? [A-Z]|,? [A-Z][a-z]+ (?:County|State|Province)\b")
_LOCAL = re.compile(
    r"(?i:(?<!\w)(?:county|city|state|provincial|province|regional|district|municipal|commonwealth|territory|tribal|local)"
    r"(?:'s)? )$"
)


def is_pronoun(words: WordLists, part: Part, start: int, end: int) -> bool:
    """Whether US between capitals is "us" and not the country: "CONTACT US", but "THE US", "US TROOPS"."""
    cased = part.text.cased
    before = _BEFORE.search(cased, max(0, start - 30), start)
    if before is None or not before.group(1).isupper():
        return False  # nothing governs it, or capitals are no rule here
    if cased[end : end + 1] in ("-", "'", "/") or any(
        match.end + 1 == start for match in part.matches if match.form.targets
    ):
        return False
    after = _AFTER.match(cased, end)
    if after is not None and after.group(1) in words.us_before:
        return False
    if before.group(1) in words.us_after:
        trust = _BEFORE_IN.search(cased, max(0, start - 30), start)
        return trust is not None and trust.group(1) in words.us_trust
    return not (follows_another(part, start) or goes_on(part, end))


def is_anothers(part: Part, match: Match) -> bool:
    """Whether the words beside a body's name without a country give it to another place: "Virginia Supreme Court",
    "Ministry of Justice of Malta", "the state's Department of Education"."""
    cased = part.text.cased
    if _OF_ANOTHER.match(cased, match.end) or _LOCAL.search(cased, max(0, match.start - 30), match.start):
        return True
    before = cased[max(0, match.start - 3) : match.start]
    end = match.start - (3 if before == "'s " else 1)
    place = _known_at(part, end, "end") if before[-1:] in (" ", "-") else None
    return place is not None and bool(_rule(place))


def follows_another(part: Part, start: int) -> bool:
    """Whether a known name and a comma or conjunction stand right before: "RUSSIA AND US"."""
    joint = _JOINED_BEFORE.search(part.text.cased, max(0, start - _LONGEST_JOINT), start)
    return joint is not None and _known_at(part, joint.start(), "end") is not None


def goes_on(part: Part, end: int) -> bool:
    """Whether a comma or conjunction and a known name follow that is no town with its state: ", and Tokyo"."""
    joint = _JOINED.match(part.text.cased, end)
    following = _known_at(part, joint.end(), "start") if joint is not None else None
    if following is None:
        return False
    state = _known_at(part, following.end + 2, "start")
    paired = state is not None and part.text.cased[following.end : state.start] == ", " and _rule(state) == "state"
    return not paired


def _known_at(part: Part, place: int, edge: str) -> Match | None:
    """The match of a known name that starts or ends at a place."""
    return next((match for match in part.matches if match.form.targets and getattr(match, edge) == place), None)


def _rule(match: Match) -> str:
    target = match.form.targets[0]
    return target.rule if target.kind is MentionKind.COUNTRY else ""


def is_state(part: Part, start: int, end: int, others: Set[str]) -> bool:
    """Whether the ambiguous name at start..end is the state of a town right before it that is in none of the `others`
    it may stand for: "Rome, Georgia", but not "Tbilisi, Georgia" nor "Moscow, Georgia and Armenia"."""
    town = _known_at(part, start - 2, "end")
    if town is None or part.text.cased[town.end : start] != ", " or not (_rule(town) in _TOWNS or town.form.guards):
        return False
    if any(target.entity in others for target in town.form.targets):
        return False
    conjunction = _JOINED.match(part.text.cased, end)
    listed = conjunction is not None and conjunction.group().strip().lower() != ","
    return not (listed or follows_another(part, town.start) or goes_on(part, end))


def takes_town(words: WordLists, choices: Choices, part: Part, number: int, town: Target) -> bool:
    """Whether a state or country right after match `number`, which stands for `town`, says that it is another town:
    "Lebanon, Tennessee", "London, Ontario", but not "London, New York, and Tokyo"."""
    match = part.matches[number]
    following = part.matches[number + 1] if number + 1 < len(part.matches) else None
    if following is None or not following.form.targets or part.text.cased[match.end : following.start] != ", ":
        return False
    other = following.form.targets[0]
    meanings = {target.entity for target in following.form.targets}
    if other.kind is not MentionKind.COUNTRY or town.entity in meanings:
        return False  # a city of that country, or of one of the two that its name may stand for
    if other.rule == "state":
        sure = town.rule in _TOWNS and part.text.cased[following.start : following.end] not in words.city_states
        return sure or not (follows_another(part, match.start) or goes_on(part, following.end))
    for guard in following.form.guards:
        if state := choices.get(guard.removeprefix("choice:"), {}).get("state"):
            return is_state(part, following.start, following.end, meanings - {state})
    return town.rule == "city" and other.rule == "name"
