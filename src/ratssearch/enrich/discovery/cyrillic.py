"""Russian names of bodies and of persons beside an office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ratssearch.enrich.discovery.bodies import Body
from ratssearch.enrich.discovery.person_names import person_name
from ratssearch.enrich.discovery.persons import Person

_NAME = (
    r"(?:[А-Я]\. ?(?:[А-Я]\. ?)?[А-Я][а-яё]+|[А-Я][а-яё]+(?:-[А-Я][а-яё]+)?(?: [А-Я][а-яё]+(?:-[А-Я][а-яё]+)?){1,2})"
)
_WORD = r"[А-ЯЁа-яё][а-яё-]+"
_ACRONYM = re.compile(r"(?<![\w«\"-])[А-Я][А-ЯЁ]{2,6}(?![\w-])")
# A surname alone is told by its ending: "президент Каримов".
_SURNAME = r"[А-Я][а-яё]+(?:[оеё]в|[иы]н|ян|дзе|швили|ич|штейн|ман|берг)(?:а|у|ым|ом|е|ой|ий|ого|ому|о)?"
# A name in Latin letters in a Russian text is mostly a firm's: Google, Lockheed Martin.
# One that goes on in another way is a title, a model or part of a compound: "Rain & Tears", "BMW 320".
_LATIN_NAME = re.compile(
    r"(?<=[а-яё] )(?![IVX]+\b)([A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,3})(?![\w/.:]|-[A-Za-zА-Яа-я\d]| [a-z&\d])"
)
_WORD_BEFORE = re.compile(r"([а-яё-]+) $")
_KINDS = (
    "компани[а-я]+|фирм[а-я]+|групп[а-я]+|корпораци[а-я]+|холдинг[а-я]*|концерн[а-я]*|ООО|ОАО|ЗАО|ПАО|АО|клуб[а-я]*"
    "|парти[а-я]+|движени[а-я]+|газет[а-я]+|журнал[а-я]*|телеканал[а-я]*|агентств[а-я]+|банк[а-я]*|фонд[а-я]*"
    "|издани[а-я]+|организаци[а-я]+"
)
# Several of a kind are no name: "Некоммерческие организации", "служб".
_PLURAL = re.compile(r"[А-ЯЁа-яё-]+(?:ые|ие|ых|их) |служб ")
_MODEL = re.compile(r"-\d|\d[А-Я]")  # «Союз ТМ-11» flies
_ADJECTIVE = "(?:ой|ей|ая|яя|ий|ый|ого|его|ому|ему|ым|им|ое|ее|ую|юю|ом|ем)"
_GENITIVE = "(?:[а-яё-]+(?:ов|ев|ей|ий|ых|их|ой|ого|его|ства|ия|ости|(?<!л)и|ы)|дел|сил|вод)"
_OF_WHAT = rf"[а-яё]{{0,4}}(?: {_GENITIVE}(?![а-яё-])){{1,3}}"
_QUOTED = re.compile(rf"\b(?:{_KINDS}) ?[«\"]([А-ЯЁA-Z][^»\"\n]{{1,60}})[»\"]")
_CAPITAL = re.compile(r"(?<![\w-])[А-Я][а-яё]{2,}(?![\w-])")
CYRILLIC = re.compile("[а-яА-Я]")


class CyrillicFinder:
    """Finds names by the word lists of data/discovery.toml, in paragraphs that hold Cyrillic letters."""

    def __init__(self, lists: Mapping[str, list[str]]) -> None:
        self.no_bodies = frozenset(lists["ru_no_bodies"])
        self.no_latin = frozenset(lists["latin_no_bodies"])
        self.things = tuple(lists["ru_things"])
        self.not_first = re.compile(rf"(?:{'|'.join(lists['ru_not_first'])}) ")
        offices = "|".join(sorted(map(re.escape, lists["ru_offices"]), key=len, reverse=True)).replace("е", "[её]")
        between = rf"\s(?!{_NAME}){_WORD}|\s[А-Яа-я]{{1,2}}|\s[А-Я]+|\s[«\"][^»\"]+[»\"]"
        self.office = re.compile(rf"(?i:(?:{offices})[а-яё]{{0,4}}) ")
        self.before = re.compile(rf"(?i:\b((?:{offices})[а-яё]{{0,4}}))((?:{between}){{0,6}}?)\s({_NAME})")
        self.single = re.compile(rf"(?i:\b((?:{offices})[а-яё]{{0,4}}))() ({_SURNAME})(?![\w-]| [А-Я][а-яё])")
        heads = "|".join(word.replace(" ", r"\w* ") for word in sorted(lists["ru_heads"], key=len, reverse=True))
        # The council, not its member: "совет", but not "советник", "академик", "партийный".
        others = r"ни[кц]|ск|йн|вед|ги\b|к(?:а|у|ом|е|и|ов)?\b"
        head = rf"(?i:\b(?:(?:{heads})(?!{others})[а-яё]{{0,4}}|суд(?:а|у|ом|е|ы|ов)?))\b"
        rest = r"(?: [А-ЯЁ][\w-]+| [«\"][^»\"\n]+[»\"]| (?:по|при) [а-яё]+(?: [а-яё]+)?(?= ))*"
        self.only_head = re.compile(head)
        generic = "|".join(sorted(lists["ru_generic"], key=len, reverse=True))
        self.generic = re.compile(rf"(?:{generic})[а-яё]{{0,4}} [А-ЯЁ][\w-]+$")
        self.opening = re.compile(
            rf"[А-ЯЁ][а-яё-]+{_ADJECTIVE} (?:[а-яё-]+ )*(?:{generic})[а-яё]{{0,4}}|[А-Я][а-яё]+вш[а-яё]{{2,3}} .+"
        )
        # "Московского государственного университета", "Министерство внутренних дел"
        before = (
            rf"(?:\b[А-ЯЁ][а-яё-]+{_ADJECTIVE} (?:[а-яё-]+{_ADJECTIVE} ){{1,2}}|(?:\b[А-ЯЁ][а-яё-]+{_ADJECTIVE} )*)"
        )
        self.head = re.compile(rf"{before}(?:{_capital(lists['ru_ministries'])}{_OF_WHAT}|{head}){rest}")
        stems = "|".join(sorted(lists["ru_compounds"], key=len, reverse=True))
        self.compound = re.compile(rf"(?<![\w«\"-])(?=[А-Я])(?i:(?:{stems}))[а-яё]*(?![\w-])")

    def bodies(self, text: str) -> Iterator[Body]:
        for match in self.head.finditer(text):
            start, end = match.start(), match.start() + len(match.group().rstrip())
            while (office := self.office.match(text, start, end) or self.not_first.match(text, start, end)) is not None:
                start = office.end()  # "Директор Центра": a sentence's first word is no part of the name
            words = text[start:end]
            named = " " in words and re.search(r"[А-ЯЁ«\"]", words) and self.only_head.search(words)
            opening = self.opening.fullmatch(words) and _begins_sentence(text, start)
            if named and not (opening or self.generic.match(words) or _PLURAL.match(words) or _MODEL.search(words)):
                yield Body(start, end, "head")
        for match in self.compound.finditer(text):
            yield Body(*match.span(), "compound")
        for match in _QUOTED.finditer(text):
            if match.group(1) not in self.no_bodies:
                yield Body(*match.span(1), "quoted")
        yield from self._latin(text)
        for match in _ACRONYM.finditer(text):
            if match.group() not in self.no_bodies:
                yield Body(*match.span(), "acronym")

    def _latin(self, text: str) -> Iterator[Body]:
        """Names in Latin letters, but not those of networks, programs, works and machines."""
        for match in _LATIN_NAME.finditer(text):
            words = match.group(1).split(" ")
            if any(word in self.no_latin or word in self.no_bodies for word in words):
                continue
            before = _WORD_BEFORE.search(text, max(0, match.start() - 30), match.start())
            if before is None or not before.group(1).replace("ё", "е").startswith(self.things):
                yield Body(*match.span(1), "quoted")

    def persons(self, text: str) -> Iterator[Person]:
        """Persons beside an office; in `text` the names that the tables know stand in small letters."""
        for match in (*self.before.finditer(text), *self.single.finditer(text)):
            start, end = match.span(3)
            while (head := self.only_head.match(text, start, end)) is not None and head.end() < end:
                start = head.end() + 1  # "глава Бюро Анна По"
            office_end = start - 1 if start > match.start(3) else max(match.end(1), match.end(2))
            if start < end:
                yield Person(start, end, "office", (match.start(1), office_end))

    def again(self, text: str, surnames: frozenset[str]) -> Iterator[Person]:
        """Surnames, in any case of the language, whose keys are among those given."""
        for match in _CAPITAL.finditer(text):
            name = person_name(match.group())
            if name is not None and name.surname in surnames:
                yield Person(*match.span(), "again")


def _begins_sentence(text: str, start: int) -> bool:
    """Whether the word at `start` has a capital for its place alone."""
    before = text[:start].rstrip(' "')
    return not before or before[-1] in ".!?:-\u2014"


def _capital(stems: list[str]) -> str:
    """Stems that begin with a capital: "Министерство", not "министерство"."""
    return "(?:" + "|".join(f"{stem[0].upper()}{stem[1:]}" for stem in sorted(stems, key=len, reverse=True)) + ")"
