"""Who is meant by each name in one release.

A shorter form ("J. Poe", "Anna Poe" beside "Anna B. Poe") is the one fuller name in the release that it may be short
for. A surname alone is that of the only person there who bears it, unless the office or the form of address beside it
is another one's: "President Poe" is not "First Lady Anna Poe". Short given names ("Bill") join the full one only where
both stand beside the same office.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ratssearch.enrich.discovery.name_facts import FACTS
from ratssearch.enrich.discovery.person_names import PersonName, own_key, person_name

_LETTERS = re.compile(r"[^\W\d_]+")
_STEM = 6  # letters in which the cases of one office agree
_DOCTOR = frozenset({"dr", "prof"})


class Called(NamedTuple):
    """One mention of a person: the words, and what stands beside them, folded."""

    words: str
    office: str = ""
    address: str = ""  # "mr", "dr", ...


class OperatorNames(NamedTuple):
    """What the operator's file says of persons."""

    same: Mapping[str, str] = {}  # key of a spelling -> key of the person
    apart: frozenset[tuple[str, str]] = frozenset()  # (key of a person, spelling that is not theirs)


NO_CHANGES = OperatorNames()


@dataclass(slots=True)
class _Bearer:
    """A full name, or a part of one, with what is said beside it in the release."""

    count: int = 0
    offices: set[frozenset[str]] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)  # words of offices and forms of address

    def add(self, other: Called) -> None:
        self.count += 1
        words = _office(other.office)
        if words:
            self.offices.add(words)
        self.beside |= {*_LETTERS.findall(other.office), other.address} - {""}

    def join(self, other: _Bearer) -> None:
        self.count += other.count
        self.offices |= other.offices
        self.beside |= other.beside

    def admits(self, other: Called) -> bool:
        """Whether a mention by surname alone may be of this person, by what stands beside it."""
        if other.office:
            words = _office(other.office)
            return any(words & held for held in self.offices)
        if other.address in _DOCTOR:
            return not self.beside.isdisjoint(_DOCTOR)
        if other.address in FACTS.men:
            return self.beside.isdisjoint(FACTS.women)
        if other.address == "mrs":
            return not self.beside.isdisjoint(FACTS.women)
        return other.address not in FACTS.women or self.beside.isdisjoint(FACTS.men)


def keys(mentions: Sequence[Called], own: OperatorNames = NO_CHANGES, given: frozenset[str] = frozenset()) -> list[str]:
    """The key of the person whom each mention means; empty where it holds no name. `given` are usual given names, which
    no family name that stands first is taken for."""
    names = [person_name(mention.words) for mention in mentions]
    bearers: dict[PersonName, _Bearer] = {}
    for name, mention in zip(names, mentions, strict=True):
        if name is not None and not name.bare:
            bearers.setdefault(name, _Bearer()).add(mention)
    roots = _roots(bearers)
    for name, root in roots.items():
        if name != root:
            bearers[root].join(bearers[name])
    meant = _surnames(names, mentions, {root: bearers[root] for root in set(roots.values())}, given)
    found = [
        "" if name is None else (meant[place] or name if name.bare else roots[name]).key
        for place, name in enumerate(names)
    ]
    return [_own(key, mention.words, own) for key, mention in zip(found, mentions, strict=True)]


def _roots(bearers: Mapping[PersonName, _Bearer]) -> dict[PersonName, PersonName]:
    """For each name the fullest one in the release that it is a form of; itself where there is none, or several."""
    roots: dict[PersonName, PersonName] = {}
    for name in sorted(bearers, key=lambda name: (-len(name.middle), -len(name.given), name)):
        fuller = {roots[other] for other in roots if other.covers(name)}
        roots[name] = fuller.pop() if len(fuller) == 1 else name
    for name, bearer in bearers.items():
        for other, held in bearers.items():
            one, two = roots[name], roots[other]
            if one != two and one.surname == two.surname and _is_nickname(one, two) and bearer.offices & held.offices:
                goes, stays = sorted((one, two), key=lambda root: (bearers[root].count, root))
                roots = {key: stays if root == goes else root for key, root in roots.items()}
    return roots


def _is_nickname(one: PersonName, two: PersonName) -> bool:
    middles = zip(one.middle, two.middle, strict=False)
    return two.given in FACTS.nicknames.get(one.given, ()) and all(a[:1] == b[:1] for a, b in middles)


def _surnames(
    names: Sequence[PersonName | None],
    mentions: Sequence[Called],
    bearers: Mapping[PersonName, _Bearer],
    given: frozenset[str],
) -> list[PersonName | None]:
    """Whom each surname alone belongs to; None for nobody."""
    whose = {name: _only_bearer(name, bearers, given) for name in set(names) if name is not None and name.bare}
    refused = {
        name
        for name, mention in zip(names, mentions, strict=True)
        if name is not None and (root := whose.get(name)) is not None and not bearers[root].admits(mention)
    }
    found: list[PersonName | None] = []
    for name, mention in zip(names, mentions, strict=True):
        root = whose.get(name) if name is not None else None
        stands_alone = not mention.office and not mention.address
        if root is not None and name in refused and (stands_alone or not bearers[root].admits(mention)):
            root = None
        found.append(root)
    return found


def _only_bearer(name: PersonName, bearers: Iterable[PersonName], given: frozenset[str]) -> PersonName | None:
    bearers = list(bearers)
    found = [other for other in bearers if _bears(other, name)]
    if not found and name.surname not in given:  # the family name stands first: Kim Min-ho
        found = [other for other in bearers if other.given == name.surname]
    return found[0] if len(found) == 1 else None


def _bears(full: PersonName, bare: PersonName) -> bool:
    """A Russian surname in the genitive may be a man's or a woman's; in Latin letters its ending tells."""
    return full.surname == bare.surname or (
        full.surname == bare.surname + "a" and not bare.women and full.surname[-2:] in ("va", "na", "ka")
    )


def _office(words: str) -> frozenset[str]:
    """The words of an office without their endings."""
    return frozenset(word[:_STEM] for word in _LETTERS.findall(words) if len(word) > 3)


def _own(key: str, words: str, own: OperatorNames) -> str:
    key = own.same.get(key, key)
    return own_key(words) if own.apart and (key, own_key(words)) in own.apart else key
