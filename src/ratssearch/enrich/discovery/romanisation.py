"""Names in Latin letters: Cyrillic ones romanised without their cases, and romanised ones without what varies."""

from __future__ import annotations

import re
from functools import lru_cache

from ratssearch.enrich.discovery.name_facts import FACTS

_LATIN = dict(
    zip("абвгдезийклмнопрстуфхыэ", "abvgdeziyklmnoprstufhye", strict=True),
    ж="zh", ц="ts", ч="ch", ш="sh", щ="shch", ю="yu", я="ya", ь="", ъ="", ё="yo", і="i", ї="yi", є="ye", ў="u", ґ="g",
    ғ="g", қ="k", ң="n", ө="o", ү="u", ұ="u", һ="h", ҳ="h", ҷ="j", ӣ="i", ӯ="u", ә="a",
)  # fmt: skip
# What romanisations write in more than one way, in this order.
_VARIANTS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|sch", "sh"),
        ("tch", "ch"),
        ("dzh|dj|zh", "j"),
        ("kh|ks|x", "h"),
        ("gh", "g"),
        ("q", "k"),
        ("w", "v"),
        ("ff\\b", "v"),
        ("[iy]*y[oe]|i[eo]", "e"),
        ("[iy]+(?=[au])", "i"),
        ("[iy]+|(?<=[aeou])j(?![aeou])", "i"),
        (r"(?<=[dt])er\b", "r"),
        (r"(.)\1+", r"\1"),
    )
)
# Case endings of Russian surnames: Каримова, Каримову, Каримовым; Лавровского, Лавровским; Байденом.
_POSSESSIVE = re.compile(r"((?:[оеё]в|[иы]н))(?:а|у|ым|ом|е|ой|ою|ых)$")
_ADJECTIVE = re.compile(r"([сц]к)(?:ий|ого|ому|им|ом|ая|ую|ой|ие|их)$")
_OTHER = re.compile(r"(?<=[а-я]{4})(?:ом|ем|ым|а|у|е|ю|я|ой)$")
_GIVEN = re.compile(r"(?<=[а-я]{2})(?:ом|ем|ой|ей|ью|а|у|е|ю|я|и|ы|й|ь|о)$")
_LATIN_ADJECTIVE = re.compile(r"(sk|tsk)(?:iy|ii|yy|ij|y|i)$")
_VOWELS = re.compile(r"[aeiouy']")
CYRILLIC = re.compile("[а-яёіїєў]")


def romanised(word: str) -> str:
    """The word in Latin letters, letter by letter; others than Cyrillic ones stay."""
    return re.sub(r"[^\w]", "", "".join(_LATIN.get(char, char) for char in word))


def is_romanised(word: str) -> bool:
    """Whether a word in Latin letters looks like the romanisation of a name that is written in another script."""
    if len(word) < 6:
        return len(word) == 5 and word.endswith(FACTS.romanised_endings)
    return word.endswith(FACTS.romanised_endings) or FACTS.romanised_letters.search(word) is not None


@lru_cache(maxsize=20_000)
def sounds(word: str) -> str:
    """A romanised word without what its romanisations vary in: Giyosov, Giyesov; Zelensky, Zelenskyy."""
    word = romanised(word)
    for pattern, sound in _VARIANTS:
        word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=20_000)
def surname(word: str, romanisation: bool) -> str:
    """The key of a surname (folded); of a `romanisation` and of a Cyrillic one without what varies. A woman's surname
    differs from a man's only in Latin letters, for in Russian it may be a man's in the genitive."""
    if CYRILLIC.search(word):
        for ending in (_ADJECTIVE, _POSSESSIVE):
            word = ending.sub(r"\1", word)
        if not _POSSESSIVE.search(word + "а"):
            word = _OTHER.sub("", word)
        return sounds(word)
    if not romanisation:
        return romanised(word)
    word = _LATIN_ADJECTIVE.sub(r"\1", word)
    return sounds(re.sub(r"(?<=sk)a[iy]a$", "a", word))


@lru_cache(maxsize=20_000)
def given(word: str, romanisation: bool) -> str:
    """The key of a given name (folded); one sound where it is an initial."""
    if CYRILLIC.search(word):
        stem = _GIVEN.sub("", word)
        if stem in FACTS.women_ru:
            return sounds(stem + "а")
        found = sounds(stem)
    elif romanisation or word in FACTS.romanised_given:
        found = sounds(FACTS.romanised_given.get(word, word))
    else:
        return romanised(word)
    return found if len(found) < 3 else re.sub("(?<=..)[eiouy]+$", "", found)


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """The consonants of a word after its first letter, for names asked in one script and written in another."""
    latin = sounds(word).replace("c", "k").replace("th", "t").replace("ph", "f")
    return re.sub(r"(.)\1+", r"\1", latin[:1] + _VOWELS.sub("", latin[1:]))
