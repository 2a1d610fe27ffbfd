"""Which spellings are of one name: keys of persons and bodies, and the spelling that is shown for a key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from ratssearch.enrich.folding import fold_key
from ratssearch.models import Mention, MentionKind
from ratssearch.text import collapse, spelling_rank

LONGEST_KEY = 80  # characters; a key is a request parameter

_LATIN = dict(
    zip("абвгдезийклмнопрстуфхыэ", "abvgdeziyklmnoprstufhye", strict=True),
    ж="zh", ц="ts", ч="ch", ш="sh", щ="sh", ю="yu", я="ya", ь="", ъ="", ё="yo", і="i", ї="yi", є="ye", ў="u",
    ғ="g", қ="k", ң="n", ө="o", ү="u", ұ="u", һ="h", ҳ="h", ҷ="j", ӣ="i", ӯ="u", ә="a",
)  # fmt: skip
# Romanisations of one sound, the longest first.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|sch", "sh"),
        ("dzh|dj|zh", "j"),
        ("kh", "h"),
        ("gh", "g"),
        ("ph", "f"),
        ("ck|qu|q|c(?![heiy])", "k"),
        ("tz|c(?=[eiy])", "ts"),
        ("x", "ks"),
        ("w", "v"),
        ("th", "t"),
        ("ff\\b", "v"),
    )
)
_VOWELS = re.compile(r"[aeiouy']")
_TWICE = re.compile(r"(.)\1+")
_SUFFIX = frozenset({"jr", "sr", "ii", "iii", "iv"})
_ARTICLE = re.compile(r"^(?:al|el|as|ad|an|ar|ash|at|az|abu|ibn|bin)-(?=\w)")
_PATRONYMIC = re.compile(r"(?:вич|вна|ович|евич|ovich|evich|ovna|evna)(?:а|у|ем|ы|ой)?$")
# Case endings of Russian surnames: Каримова, Каримову, Каримовым; Лавровского, Лавровским; Байденом.
_RU_POSSESSIVE = re.compile(r"((?:[оеё]в|[иы]н))(?:а|у|ым|ом|е|ой|ою|ых)$")
_RU_ADJECTIVE = re.compile(r"([сц]к)(?:ий|ого|ому|им|ом|ая|ую|ой|ой|ие|их)$")
_RU_OTHER = re.compile(r"(?<=[а-я]{4})(?:ом|ем|ым|а|у|е|ю|я|ой)$")
# A word of a Russian name without its ending: Академия, Академии, Академией.
_RU_ENDING = re.compile(
    r"(?<=[а-я]{4})(?:ыми|ими|ого|ому|его|ему|ами|ями|ией|ая|яя|ое|ее|ый|ий|ой|ым|им|ом|ем|ых|их|ую|юю|ия|ии|ию|ие|ей"
    r"|ов|ев|ах|ях|ам|ям|а|я|о|е|ы|и|у|ю|ь)$"
)
_UNPRINTABLE = re.compile("[\\x00-\\x08\\x0e-\\x1f\\x7f\\ud800-\\udfff]")
_SMALL = frozenset({"the", "and", "of", "for", "on", "in", "to", "и", "по", "на", "в"})
_SPELLED = {"center": "centre", "centers": "centres", "organization": "organisation", "defense": "defence",
            "program": "programme", "labor": "labour"}  # fmt: skip


@lru_cache(maxsize=10_000)
def body_key(name: str) -> str:
    """Words of a body's name joined by hyphens, without small words and endings: the key of its spellings."""
    words = []
    for word in re.findall(r"[^\W_]+", re.sub(r"['’]s?\b", "", fold_key(name))):
        if word not in _SMALL:
            words.append(_SPELLED.get(word) or _RU_ENDING.sub("", word))
    key = "-".join(words)
    return key if len(key) <= LONGEST_KEY else key[:LONGEST_KEY].rsplit("-", 1)[0]


@lru_cache(maxsize=10_000)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a person's name, folded, in the order given name .. surname, without Jr and numerals."""
    plain = unicodedata.normalize("NFC", fold_key(name)).replace("’", "'")
    words = [word.strip("'-") for word in re.findall(r"[^\W\d_][\w'-]*", plain)]
    words = [word for word in words if word and word not in _SUFFIX]
    if len(words) >= 3 and _PATRONYMIC.search(words[-1]):
        words = [*words[1:], words[0]]  # "Гиёсов Джумахон Рахимович"
    return tuple(words)


@lru_cache(maxsize=10_000)
def surname_key(surname: str) -> str:
    """Consonants of a surname (folded) in Latin letters: Giyosov, Giyesov, Гиёсов and Гиёсовым are one."""
    word = _ARTICLE.sub("", surname)
    if re.search("[а-я]", word):
        for ending in (_RU_ADJECTIVE, _RU_POSSESSIVE):
            word = ending.sub(r"\1", word)
        if not _RU_POSSESSIVE.search(word + "а"):
            word = _RU_OTHER.sub("", word)
    latin = _romanised(word)
    if not latin:
        return ""
    consonants = _TWICE.sub(r"\1", latin[0] + _VOWELS.sub("", latin[1:]))
    return consonants if len(consonants) > 2 else _TWICE.sub(r"\1", latin)


@lru_cache(maxsize=10_000)
def initial(word: str) -> str:
    """The first sound of a given name, in Latin letters: J for Jumakhon, Dzhumakhon and Джумахон."""
    latin = _romanised(word)
    return latin[1:2] if latin[:2] in ("ye", "yi") else latin[:1]


def person_key(name: str) -> str:
    """The surname's key, and the initial of the given name where the name holds one; empty if it holds no word."""
    words = name_words(name)
    if not words:
        return ""
    key = surname_key(words[-1])
    return f"{key}-{initial(words[0])}" if len(words) > 1 and key else key


def _romanised(word: str) -> str:
    latin = "".join(_LATIN.get(char, char) for char in word)
    for pattern, sound in _SOUNDS:
        latin = pattern.sub(sound, latin)
    return re.sub(r"[^\w]", "", latin)


def labels(mentions: Iterable[Mention]) -> dict[tuple[MentionKind, str], str]:
    """The spelling to show for each discovered name of a release."""
    found: dict[tuple[MentionKind, str], str] = {}
    for mention in mentions:
        if mention.kind.discovered and mention.rule != "acronym":
            words = collapse(_UNPRINTABLE.sub("", mention.words))
            words = words.title() if words.isupper() and mention.kind is MentionKind.PERSON else words
            held = found.get((mention.kind, mention.entity))
            if held is None or spelling_rank(words) > spelling_rank(held):
                found[mention.kind, mention.entity] = words
    return found


def is_called(kind: MentionKind, entity: str, text: str) -> bool:
    """Whether a name that somebody wrote may be a spelling of a discovered one's: "Giyesov" and "J. Giyosov" both find
    Jumakhon Giyosov, "Mary Poe" does not find Anna Poe."""
    if kind is not MentionKind.PERSON:
        return entity == body_key(text)
    words = name_words(text)
    if not words:
        return False
    key, _, own = entity.partition("-")
    return key == surname_key(words[-1]) and (len(words) == 1 or not own or own == initial(words[0]))
