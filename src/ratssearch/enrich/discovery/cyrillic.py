"""Russian names of bodies and of persons beside an office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ratssearch.enrich.discovery.bodies import Body
from ratssearch.enrich.discovery.names import name_words, surname_key
from ratssearch.enrich.discovery.persons import Person

_NAME = (
    r"(?:[А-Я]\. ?(?:[А-Я]\. ?)?[А-Я][а-яё]+|[А-Я][а-яё]+(?:-[А-Я][а-яё]+)?(?: [А-Я][а-яё]+(?:-[А-Я][а-яё]+)?){1,2})"
)
_WORD = r"[А-ЯЁа-яё][а-яё-]+"
_ACRONYM = re.compile(r"(?<![\w«\"-])[А-Я][А-ЯЁ]{2,6}(?![\w-])")
# A surname alone is told by its ending: "президент Каримов".
_SURNAME = r"[А-Я][а-яё]+(?:[оеё]в|[иы]н|ян|дзе|швили|ич|штейн|ман|берг)(?:а|у|ым|ом|е|ой|ий|ого|ому|о)?"
# A name in Latin letters in a Russian text is mostly a firm's: Google, Lockheed Martin.
_LATIN_NAME = re.compile(r"(?<=[а-яё] )(?![IVX]+\b)([A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,3})(?![\w/.:]|-[A-Z\d])")
_KINDS = (
    "компани[а-я]+|фирм[а-я]+|групп[а-я]+|корпораци[а-я]+|холдинг[а-я]*|концерн[а-я]*|ООО|ОАО|ЗАО|ПАО|АО|клуб[а-я]*"
    "|парти[а-я]+|движени[а-я]+|газет[а-я]+|журнал[а-я]*|телеканал[а-я]*|агентств[а-я]+|банк[а-я]*|фонд[а-я]*"
    "|издани[а-я]+|организаци[а-я]+"
)
_QUOTED = re.compile(rf"\b(?:{_KINDS}) ?[«\"]([А-ЯЁA-Z][^»\"\n]{{1,60}})[»\"]")
_CAPITAL = re.compile(r"(?<![\w-])[А-Я][а-яё]{2,}(?![\w-])")
CYRILLIC = re.compile("[а-яА-Я]")


class CyrillicFinder:
    """Finds names by the word lists of data/discovery.toml, in paragraphs that hold Cyrillic letters."""

    def __init__(self, lists: Mapping[str, list[str]]) -> None:
        self.no_bodies = frozenset(lists["ru_no_bodies"])
        offices = "|".join(sorted(map(re.escape, lists["ru_offices"]), key=len, reverse=True)).replace("е", "[её]")
        between = rf"\s(?!{_NAME}){_WORD}|\s[А-Яа-я]{{1,2}}|\s[А-Я]+|\s[«\"][^»\"]+[»\"]"
        self.before = re.compile(rf"(?i:\b((?:{offices})[а-яё]{{0,4}}))((?:{between}){{0,6}}?)\s({_NAME})")
        self.single = re.compile(rf"(?i:\b((?:{offices})[а-яё]{{0,4}}))() ({_SURNAME})(?![\w-]| [А-Я][а-яё])")
        heads = "|".join(word.replace(" ", r"\w* ") for word in sorted(lists["ru_heads"], key=len, reverse=True))
        head = rf"(?i:\b(?:(?:{heads})[а-яё]{{0,4}}|суд(?:а|у|ом|е|ы|ов)?))\b"
        rest = r"(?: [А-ЯЁ][\w-]+| [«\"][^»\"\n]+[»\"]| (?:по|при|и) [а-яё]+(?: [а-яё]+)?(?= ))*"
        self.head = re.compile(rf"(?:\b[А-ЯЁ][а-яё-]+ )*{head}{rest}")

    def bodies(self, text: str) -> Iterator[Body]:
        for match in self.head.finditer(text):
            words = match.group().strip()
            if " " in words and re.search(r"[А-ЯЁ«\"]", words):
                start = match.start() + len(match.group()) - len(match.group().lstrip())
                yield Body(start, start + len(words), "head")
        for match in (*_QUOTED.finditer(text), *_LATIN_NAME.finditer(text)):
            yield Body(*match.span(1), "quoted")
        for match in _ACRONYM.finditer(text):
            if match.group() not in self.no_bodies:
                yield Body(*match.span(), "acronym")

    def persons(self, text: str) -> Iterator[Person]:
        """Persons beside an office; in `text` the names that the tables know stand in small letters."""
        for match in (*self.before.finditer(text), *self.single.finditer(text)):
            yield Person(*match.span(3), "office", (match.start(1), max(match.end(1), match.end(2))))

    def again(self, text: str, surnames: frozenset[str]) -> Iterator[Person]:
        """Surnames, in any case of the language, whose keys are among those given."""
        for match in _CAPITAL.finditer(text):
            words = name_words(match.group())
            if words and surname_key(words[-1]) in surnames:
                yield Person(*match.span(), "again")
