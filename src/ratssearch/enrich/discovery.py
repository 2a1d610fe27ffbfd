"""Organisations and persons that no table knows, found by the form of their names and marked as discovered.

Bodies: capitalised names with a head noun ("Border Academy of the Steppe"), and "Full Name (ACR)", after which the
acronym stands for it in that release. Persons: names beside an office or a form of address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ratssearch.enrich.folding import fold_key
from ratssearch.models import ExtractedPage, Mention, MentionKind


class DiscoveryKind(StrEnum):
    BODY = "unlisted"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Discovery:
    """One discovered name, with its evidence. Discoveries with the same key are spellings of one name."""

    kind: DiscoveryKind
    key: str
    words: str
    field: str  # "title" or "body"
    start: int
    end: int
    rule: str  # "head", "defined", "acronym", "company", "office", "address"
    office: str = ""  # a person's, as the page words it
    confidence: float = 0.6


_LINK = r"(?:(?:of|for|on|in|to|against|and|de|du|la|&)(?: the| all)? )"
_CAP = r"[A-Z][\w&'’.-]*"
_SEQUENCE = re.compile(rf"\b{_CAP}(?:,? {_LINK}?{_CAP})*")
_ACRONYM = re.compile(r" \(((?:the )?[A-Z][A-Za-z]?[A-Z&-]{1,8})\)")
_PART = r"[A-Z][a-z'’-]+(?:[A-Z][a-z]+)?"
_NAME = rf"(?:[A-Z]\. ?){{0,2}}{_PART}(?: (?:[A-Z]\.|(?:al|bin|de|von|van)(?=[ -])|{_PART}|al-[A-Z][a-z]+)){{0,3}}"
_RU_NAME = (
    r"(?:[А-Я]\. ?(?:[А-Я]\. ?)?[А-Я][а-яё]+|[А-Я][а-яё]+(?:-[А-Я][а-яё]+)?(?: [А-Я][а-яё]+(?:-[А-Я][а-яё]+)?){1,2})"
)
_RU_WORD = r"[А-ЯЁа-яё][а-яё-]+"
_RU_ACRONYM = re.compile(r"(?<![\w«-])[А-Я][А-ЯЁ]{2,6}(?![\w-])")
# A surname alone is told by its ending: "президент Каримов".
_RU_SURNAME = r"[А-Я][а-яё]+(?:[оеё]в|[иы]н|ян|дзе|швили|ич|штейн|ман|берг)(?:а|у|ым|ом|е|ой|ий|ого|ому|о)?"
_CYRILLIC = re.compile("[а-яА-Я]")
# A name in Latin letters in a Russian text is mostly a firm's: Google, Lockheed Martin.
_LATIN_NAME = re.compile(r"(?<=[а-яё] )(?![IVX]+\b)([A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,3})(?![\w/.:]|-[A-Z\d])")
_RU_KINDS = (
    "компани[а-я]+|фирм[а-я]+|групп[а-я]+|корпораци[а-я]+|холдинг[а-я]*|концерн[а-я]*|ООО|ОАО|ЗАО|ПАО|АО|клуб[а-я]*"
    "|парти[а-я]+|движени[а-я]+|газет[а-я]+|журнал[а-я]*|телеканал[а-я]*|агентств[а-я]+|банк[а-я]*|фонд[а-я]*"
    "|издани[а-я]+|организаци[а-я]+"
)
_RU_QUOTED = re.compile(rf"\b(?:{_RU_KINDS}) ?[«\"]([А-ЯЁA-Z][^»\"\n]{{1,60}})[»\"]")


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, without articles: the key of a body's spellings."""
    words = re.findall(r"[^\W_]+", fold_key(text))
    return "-".join(word for word in words if word not in ("the", "and", "of", "for"))


_LATIN = dict(
    zip("абвгдезийклмнопрстуфхыэ", "abvgdeziiklmnoprstufhye", strict=True),
    ж="zh", ц="ts", ч="ch", ш="sh", щ="sh", ю="yu", я="ya", ь="", ъ="", ё="yo",
)  # fmt: skip


def person_key(name: str) -> str:
    """Consonants of the surname and the first initial, in Latin letters: Giyosov, Giyesov and Гиёсов are one."""
    plain = unicodedata.normalize("NFC", fold_key(name))
    words = re.findall(r"[^\W\d_]+", "".join(_LATIN.get(char, char) for char in plain))
    if not words:
        return ""
    surname = words[-1]
    consonants = surname[0] + re.sub(r"[aeiouyj']", "", surname[1:])
    return re.sub(r"(.)\1+", r"\1", consonants if len(consonants) > 2 else surname)


class Discoverer:
    """Finds bodies and persons by the word lists of data/discovery.toml."""

    def __init__(self, words: Mapping[str, str]) -> None:
        lists = {name: [word.replace("_", " ") for word in value.split()] for name, value in words.items()}
        self.heads = frozenset(lists["en_heads"])
        self.companies = frozenset(lists["en_companies"])
        self.ru_no_bodies = frozenset(lists["ru_no_bodies"])
        self.not_first = frozenset(lists["en_not_first"])
        offices = "|".join(sorted(map(re.escape, lists["en_offices"]), key=len, reverse=True))
        lowered = "|".join(sorted((re.escape(word.lower()) for word in lists["en_offices"]), key=len, reverse=True))
        self.before = re.compile(rf"\b((?:{offices}|{lowered})(?: (?:of|for) (?:the )?[a-z ’'-]{{2,40}}?)?) ({_NAME})")
        self.after = re.compile(
            rf"({_NAME}), (?:the |a |his |her |their )?(?:[\w’'-]+ ){{0,4}}?({offices}|{lowered})\b"
        )
        self.address = re.compile(rf"\b(?:Mr|Mrs|Ms|Dr|Prof|H\.E\. Mr|H\.E)\.? ?({_NAME})")
        ru = "|".join(sorted(map(re.escape, lists["ru_offices"]), key=len, reverse=True)).replace("е", "[её]")
        between = rf"\s(?!{_RU_NAME}){_RU_WORD}|\s[А-Яа-я]{{1,2}}|\s[А-Я]+|\s[«\"][^»\"]+[»\"]"
        self.ru_before = re.compile(rf"(?i:\b((?:{ru})[а-яё]{{0,4}}))((?:{between}){{0,6}}?)\s({_RU_NAME})")
        self.ru_single = re.compile(rf"(?i:\b((?:{ru})[а-яё]{{0,4}}))() ({_RU_SURNAME})(?![\w-]| [А-Я][а-яё])")
        heads = "|".join(word.replace(" ", r"\w* ") for word in sorted(lists["ru_heads"], key=len, reverse=True))
        head = rf"(?i:\b(?:(?:{heads})[а-яё]{{0,4}}|суд(?:а|у|ом|е|ы|ов)?))\b"
        rest = r"(?: [А-ЯЁ][\w-]+| [«\"][^»\"\n]+[»\"]| (?:по|при|и) [а-яё]+(?: [а-яё]+)?(?= ))*"
        self.ru_head = re.compile(rf"(?:\b[А-ЯЁ][а-яё-]+ )*{head}{rest}")
        zh = "|".join(sorted(lists["zh_offices"], key=len, reverse=True))
        after = "|".join(lists["zh_after"])
        surnames = lists["zh_surnames"][0]
        self.zh_before = re.compile(rf"({zh})([{surnames}][\u4e00-\u9fff]{{1,2}}?)(?={after}|[^\u4e00-\u9fff]|$)")

    def find(self, page: ExtractedPage, mentions: tuple[Mention, ...]) -> tuple[Discovery, ...]:
        """Discoveries in the body that no known organisation covers, in order."""
        body = page.body
        known = [(m.start, m.end, m.kind) for m in mentions if m.field == "body"]
        taken = [(start, end) for start, end, kind in known if kind is MentionKind.ORGANISATION]
        found = [*self._bodies(body), *self._russian_bodies(body)]
        kept = [item for item in found if not _overlaps(item.start, item.end, taken) and not _is_place(item, known)]
        persons = list(self._persons(body, _lowered(body, known)))
        return tuple(sorted((*_widest(kept), *_widest(persons)), key=lambda item: (item.start, item.kind)))

    def _bodies(self, body: str) -> Iterator[Discovery]:
        acronyms: dict[str, str] = {}
        for match in _SEQUENCE.finditer(body):
            for start, end in self._parts(body, match.start(), match.end()):
                words = body[start:end]
                defined = _ACRONYM.match(body, end)
                rule = self._rule(words)
                if defined is not None and _initials_match(words, defined.group(1)):
                    acronyms[defined.group(1)] = slug(words)
                    rule = rule or "defined"
                if rule:
                    yield Discovery(DiscoveryKind.BODY, "unlisted-" + slug(words), words, "body", start, end, rule)
        for acronym, key in acronyms.items():
            for match in re.finditer(rf"(?<!\w){re.escape(acronym)}(?!\w)", body):
                yield Discovery(
                    DiscoveryKind.BODY, "unlisted-" + key, acronym, "body", match.start(), match.end(), "acronym"
                )

    def _parts(self, body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """A run of capitals cut at "and" between two bodies, without leading titles and articles."""
        pieces = re.split(r"(, | and (?:the )?)", body[start:end])
        merged: list[tuple[int, str]] = []
        place = start
        for number in range(0, len(pieces), 2):
            text = pieces[number]
            glue = pieces[number - 1] if number else ""
            if merged and not (self._rule(merged[-1][1]) and self._rule(text)) and glue.strip().startswith("and"):
                merged[-1] = (merged[-1][0], merged[-1][1] + glue + text)
            else:
                merged.append((place, text))
            place += len(text) + (len(pieces[number + 1]) if number + 1 < len(pieces) else 0)
        for begin, text in merged:
            words = text.split(" ")
            while words and (words[0].rstrip(".") in self.not_first or words[0] in ("of", "for", "the")):
                begin += len(words.pop(0)) + 1
            begin, words = self._without_topic(begin, words)
            rest = " ".join(words).rstrip(".,'’-")
            rest = re.sub(r"['’]s$", "", rest)
            if rest:
                yield begin, begin + len(rest)

    def _without_topic(self, begin: int, words: list[str]) -> tuple[int, list[str]]:
        """Without what goes before the body's own name: "Highlights of the", "Candidate for the"."""
        for place, word in enumerate(words):
            if word.rstrip(".'’s") in self.heads or word in self.heads:
                break
            if word in ("of", "for"):
                later = words[place + 1 :]
                if later[:1] == ["the"] and self._rule(" ".join(later[1:])):
                    return begin + sum(len(part) + 1 for part in words[: place + 2]), later[1:]
        return begin, words

    def _rule(self, words: str) -> str:
        parts = words.split(" ")
        capitals = [part for part in parts if part[:1].isupper()]
        if len(capitals) < 2 or len(parts) > 14:
            return ""
        if any(part.rstrip(".'’s") in self.heads or part in self.heads for part in capitals):
            return "head"
        return "company" if capitals[-1] in self.companies else ""

    def _russian_bodies(self, body: str) -> Iterator[Discovery]:
        for match in self.ru_head.finditer(body):
            words = match.group().strip()
            if " " in words and re.search(r"[А-ЯЁ«\"]", words):
                start = match.start() + len(match.group()) - len(match.group().lstrip())
                yield Discovery(
                    DiscoveryKind.BODY, "unlisted-" + slug(words), words, "body", start, start + len(words), "head"
                )
        if not _CYRILLIC.search(body):
            return
        for match in (*_RU_QUOTED.finditer(body), *_LATIN_NAME.finditer(body)):
            words = match.group(1)
            yield Discovery(
                DiscoveryKind.BODY, "unlisted-" + slug(words), words, "body", *match.span(1), "quoted", "", 0.5
            )
        for match in _RU_ACRONYM.finditer(body):
            if match.group() in self.ru_no_bodies:
                continue
            yield Discovery(
                DiscoveryKind.BODY, "unlisted-" + slug(match.group()), match.group(), "body", *match.span(), "acronym"
            )

    def _persons(self, body: str, text: str) -> Iterator[Discovery]:
        """Persons in `body`; `text` is the same with known names in small letters, which are then no persons."""
        for pattern, name, office, rule in (
            (self.before, 2, 1, "office"),
            (self.after, 1, 2, "office"),
            (self.address, 1, 0, "address"),
            (self.zh_before, 2, 1, "office"),
        ):
            for match in pattern.finditer(text):
                start, end = match.span(name)
                words = body[start:end].rstrip("'’-")
                words = re.sub(r"['’]s$", "", words)
                if self._is_name(words, rule):
                    yield self._person(words, start, body[slice(*match.span(office))] if office else "", rule)
        for match in (*self.ru_before.finditer(text), *self.ru_single.finditer(text)):
            office_words = body[match.start(1) : match.end(2)].strip()
            yield self._person(match.group(3), match.start(3), office_words, "office")

    def _is_name(self, words: str, rule: str) -> bool:
        parts = words.replace(".", " ").split()
        if any(part in self.heads or part in self.not_first for part in parts):
            return False
        return rule == "address" or len(parts) >= 2 or not words.isascii()

    @staticmethod
    def _person(words: str, start: int, office: str, rule: str) -> Discovery:
        key = person_key(words)
        return Discovery(DiscoveryKind.PERSON, key, words, "body", start, start + len(words), rule, office, 0.8)


def _initials_match(words: str, acronym: str) -> bool:
    """Whether most letters of an acronym begin words of the name, in order."""
    initials = iter([part[0].upper() for part in re.findall(r"[^\W_]+", words)])
    letters = [char for char in acronym.upper() if char.isalpha()]
    return sum(any(initial == letter for initial in initials) for letter in letters) >= 0.6 * len(letters)


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in spans)


def _lowered(body: str, known: list[tuple[int, int, MentionKind]]) -> str:
    """The body, of the same length, with the known names in small letters."""
    parts: list[str] = []
    place = 0
    for start, end, _ in sorted(known):
        if start >= place:
            lower = body[start:end].lower()
            parts += [body[place:start], lower if len(lower) == end - start else body[start:end]]
            place = end
    return "".join(parts) + body[place:]


def _is_place(item: Discovery, known: list[tuple[int, int, MentionKind]]) -> bool:
    """Whether nothing but countries and the words between them is in a supposed body."""
    inside = [end - start for start, end, _ in known if item.start <= start and end <= item.end]
    return sum(inside) > 0.6 * (item.end - item.start)


def _widest(found: list[Discovery]) -> list[Discovery]:
    """Without those inside or across a longer one."""
    kept: list[Discovery] = []
    for item in sorted(found, key=lambda item: (item.start - item.end, item.start)):
        if not _overlaps(item.start, item.end, [(other.start, other.end) for other in kept]):
            kept.append(item)
    return kept
