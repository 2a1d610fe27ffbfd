"""Bodies and persons that no table knows, found by the form of their names and marked as discovered.

Bodies: capitalised names with a head noun ("Border Academy of the Steppe"), and "Full Name (ACR)", after which the
acronym stands for it in that release. Persons: names beside an office or a form of address, and the same names again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from ratssearch.enrich.discovery.bearers import NO_CHANGES, Called, OperatorNames, keys
from ratssearch.enrich.discovery.bodies import Body, BodyFinder
from ratssearch.enrich.discovery.cyrillic import CYRILLIC, CyrillicFinder
from ratssearch.enrich.discovery.han import HAN, HanFinder
from ratssearch.enrich.discovery.name_runs import Names
from ratssearch.enrich.discovery.names import body_key, name_words
from ratssearch.enrich.discovery.person_names import PersonName, person_name
from ratssearch.enrich.discovery.persons import Person, PersonFinder, address_before
from ratssearch.enrich.reading import Part, Reading, is_title_case
from ratssearch.models import Mention, MentionKind

CONFIDENCE = {"head": 0.8, "company": 0.7, "defined": 0.8, "acronym": 0.8, "compound": 0.8, "quoted": 0.5,
              "office": 0.85, "address": 0.75, "again": 0.7}  # fmt: skip
BY_TOWN = frozenset({"city", "capital"})  # rules of names that are often a person's too
_HEADING = 160  # characters: a longer paragraph is no heading
_SMALL = re.compile(r"(?<![\w'-])[a-z][a-z'-]+")
_TO_A_PLACE = re.compile(r"(?:,| and| or| to| from| near| across| outside| into) $")
Span = tuple[int, int]
Found = TypeVar("Found", Body, Person)


class _Field:
    """One part of the release and what was found in it; offsets are of its folded text."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.text = _with_dashes(part) if "\u2014" in part.original else part.text.cased
        self.foreign = not self.text.isascii()
        self.cyrillic = self.foreign and CYRILLIC.search(self.text) is not None
        # In headings, Where Each Word Has a Capital, names cannot be told from words. Lists of names have commas.
        short = (
            len(self.text) < _HEADING
            and not self.text.endswith(".")
            and (part.field == "title" or "," not in self.text)
        )
        self.heading = part.shouting or self.text.isupper() or (short and is_title_case(self.text))
        self.organisations: list[Span] = []
        self.places: list[Span] = [(m.start, m.end) for m in part.matches if not m.form.targets]
        self.towns: list[Span] = []
        self.peoples: list[Span] = []  # of the places
        for start, end, kind, rule in part.known:
            if kind is MentionKind.ORGANISATION:
                self.organisations.append((start, end))
            else:
                (self.towns if rule in BY_TOWN else self.places).append((start, end))
                if rule == "demonym":
                    self.peoples.append((start, end))
        self.bodies: list[Body] = []
        self.persons: list[Person] = []
        self.names: Names | None = None  # what may be persons' names; read when asked for

    def known(self) -> list[Span]:
        """What is no person's name."""
        return [*self.organisations, *self.places, *((body.start, body.end) for body in self.bodies)]


class Discoverer:
    """Finds bodies and persons by the word lists of data/discovery.toml. Safe for many threads."""

    def __init__(
        self, words: Mapping[str, str], given: frozenset[str] = frozenset(), own: OperatorNames = NO_CHANGES
    ) -> None:
        """`given` are usual given names, folded; `own` what the operator's file says of persons."""
        self._given = given
        self._own = own
        lists = {name: [word.replace("_", " ") for word in value.split()] for name, value in words.items()}
        self._bodies = BodyFinder(lists)
        self._persons = PersonFinder(lists, given)
        self._cyrillic = CyrillicFinder(lists)
        self._han = HanFinder(lists)

    def find(self, reading: Reading) -> list[Mention]:
        """Mentions of discovered names in title and body."""
        fields = [_Field(part) for part in reading.parts if part.field != "dateline"]
        return [*self._find_bodies(fields), *self._find_persons(fields)]

    # ------------------------------------------------------------ bodies

    def _find_bodies(self, fields: list[_Field]) -> Iterator[Mention]:
        acronyms: dict[str, str] = {}
        keys: set[str] = set()
        for field in fields:
            if not field.heading:
                self._add_bodies(field)
                for body in field.bodies:
                    key = body_key(field.text[body.start : body.end])
                    keys.add(key)
                    if body.acronym:
                        acronyms.setdefault(body.acronym, key)
        for field in fields:
            if field.heading and keys:  # only what the text names too
                self._add_bodies(field)
                field.bodies = [b for b in field.bodies if body_key(field.text[b.start : b.end]) in keys]
        if acronyms:
            _add_acronyms(fields, acronyms)
        for field in fields:
            for body in field.bodies:
                words = field.text[body.start : body.end]
                if key := acronyms.get(words) or body_key(words):
                    yield _mention(MentionKind.UNLISTED, key, field, body)

    def _add_bodies(self, field: _Field) -> None:
        places = [*field.places, *field.towns]
        whole = _held_together(field.text, places)
        found = list(self._bodies.find(whole, [*field.organisations, *places], field.peoples))
        fitted = (self._bodies.fitted(field.text, body, places, field.towns, field.peoples) for body in found)
        bodies = [body for body in fitted if body is not None]
        if field.cyrillic:  # persons first: "директор Центра Анна По"
            field.persons = list(self._cyrillic.persons(_lowered(field.text, [*field.organisations, *places])))
            named = [(person.start, person.end) for person in field.persons]
            bodies += (_ended(body, named) for body in self._cyrillic.bodies(field.text))
        bodies = [body for body in bodies if " " in field.text[body.start : body.end] or body.rule != "head"]
        own = (self._bodies.before(field.text, body, field.organisations) for body in bodies)
        field.bodies = _widest(body for body in own if body is not None and not _is_place(body, places))

    # ------------------------------------------------------------ persons

    def _find_persons(self, fields: list[_Field]) -> Iterator[Mention]:
        small: list[frozenset[str]] = []  # the words in small letters, read when asked for
        for field in fields:
            if not field.heading:
                field.persons = _widest(self._persons_in(field, lambda: _small_words(fields, small)))
            elif (speaker := self._persons.speaker(field.text)) is not None:
                field.persons = [speaker]
        named = {words for field in fields for p in field.persons if (words := field.text[p.start : p.end])}
        if not named:
            return
        names = frozenset(filter(None, map(person_name, named)))
        surnames = frozenset(words[-1] for words in map(name_words, named) if words)
        found: list[tuple[_Field, Person]] = []
        for field in fields:
            field.persons = _widest([*field.persons, *self._again(field, surnames, names)])
            found.extend((field, person) for person in field.persons)
        called = [_called(field, person) for field, person in found]
        for (field, person), key in zip(found, keys(called, self._own, self._given), strict=True):
            if key:
                yield _mention(MentionKind.PERSON, key, field, person)

    def _persons_in(self, field: _Field, small: Callable[[], frozenset[str]]) -> Iterator[Person]:
        if self._persons.hinted(field.part.text.lower):
            yield from self._persons.find(self._names(field), small)
        yield from field.persons
        if field.foreign and HAN.search(field.text):
            yield from self._han.persons(field.text)

    def _names(self, field: _Field) -> Names:
        if field.names is None:
            field.names = self._persons.read(field.text, field.known(), field.towns)
        return field.names

    def _again(self, field: _Field, surnames: frozenset[str], names: frozenset[PersonName]) -> Iterator[Person]:
        lower = field.part.text.lower
        if any(surname in lower for surname in surnames):
            for run in self._names(field).runs:
                words = field.text[run.start : run.end]
                if run.words == 1 and not self._persons.may_be_again(self._names(field), run):
                    continue
                listed = _TO_A_PLACE.search(field.text, max(0, run.start - 10), run.start) is not None
                if listed and run.words == 1 and _overlaps(run.start, run.end, field.towns):
                    continue  # "Oregon, Idaho, and Washington"
                if not surnames.isdisjoint(name_words(words)[-1:]) and _is_one_of(person_name(words), names):
                    yield Person(run.start, run.end, "again")
        if field.cyrillic:
            keys = frozenset(key for name in names for key in (name.surname, name.surname.removesuffix("a")))
            yield from self._cyrillic.again(_lowered(field.text, [*field.known(), *field.towns]), keys)


def _small_words(fields: list[_Field], known: list[frozenset[str]]) -> frozenset[str]:
    if not known:
        known.append(frozenset(word for field in fields for word in _SMALL.findall(field.text)))
    return known[0]


def _is_one_of(name: PersonName | None, names: frozenset[PersonName]) -> bool:
    """Whether it is a surname alone, or a shorter or a fuller form of one of the names."""
    if name is None or name.bare:
        return name is not None
    return name in names or any(name.covers(other) or other.covers(name) for other in names)


def _called(field: _Field, person: Person) -> Called:
    text = field.text
    office = text[person.office[0] : person.office[1]].lower() if person.office else ""
    return Called(text[person.start : person.end], office, "" if office else address_before(text, person.start))


def _with_dashes(part: Part) -> str:
    """The folded text, with the dashes between clauses told from hyphens: "the Water Authority—a new body"."""
    text = list(part.text.cased)
    for place, char in enumerate(text):
        if char == "-" and part.quoted(*part.text.span(place, place + 1)) == "\u2014":
            text[place] = "\u2014"
    return "".join(text)


def _held_together(text: str, places: list[Span]) -> str:
    """The text, of the same length, with places of several words as one: the "of" in "District of Columbia" begins no
    part of a body's name."""
    for start, end in places:
        if " of " in text[start:end] or " and " in text[start:end]:
            text = text[:start] + text[start:end].replace(" ", "_") + text[end:]
    return text


def _add_acronyms(fields: list[_Field], acronyms: Mapping[str, str]) -> None:
    """Note the acronyms that the release has defined, wherever they stand."""
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, acronyms))})(?![\w-])")
    for field in fields:
        taken = [*field.organisations, *((body.start, body.end) for body in field.bodies)]
        for match in pattern.finditer(field.text):
            if not _overlaps(match.start(), match.end(), taken):
                field.bodies.append(Body(match.start(), match.end(), "acronym"))


def _mention(kind: MentionKind, key: str, field: _Field, found: Body | Person) -> Mention:
    place, part = field.part.text, field.part
    first, last = place.span(found.start, found.end)
    office = part.quoted(*place.span(*found.office)) if isinstance(found, Person) and found.office else ""
    words = part.quoted(first, last)
    return Mention(kind, key, words, part.field, first, last, found.rule, CONFIDENCE[found.rule], office=office)


def _ended(body: Body, persons: list[Span]) -> Body:
    """The body without the person named right after it."""
    end = min((start - 1 for start, last in persons if body.start < start < body.end), default=body.end)
    return body._replace(end=end)


def _overlaps(start: int, end: int, spans: Iterable[Span]) -> bool:
    return any(start < last and first < end for first, last in spans)


def _is_place(item: Body, places: list[Span]) -> bool:
    """Whether nothing but countries and the words between them is in a supposed body."""
    inside = [end - start for start, end in places if item.start <= start and end <= item.end]
    return sum(inside) > 0.6 * (item.end - item.start)


def _lowered(text: str, known: list[Span]) -> str:
    """The text, of the same length, with the known names in small letters."""
    parts: list[str] = []
    place = 0
    for start, end in sorted(known):
        if start >= place:
            lower = text[start:end].lower()
            parts += [text[place:start], lower if len(lower) == end - start else text[start:end]]
            place = end
    return "".join(parts) + text[place:]


def _widest(found: Iterable[Found]) -> list[Found]:
    """In order, without those inside or across a longer one; of equal ones the first."""
    kept: list[Found] = []
    found = list(found)
    if len(found) < 2:
        return found
    for item in sorted(found, key=lambda item: item.start - item.end):
        if not _overlaps(item.start, item.end, ((other.start, other.end) for other in kept)):
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)
