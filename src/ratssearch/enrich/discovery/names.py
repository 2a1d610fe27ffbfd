"""The words of names, the keys of bodies, and the spelling that is shown for a key."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from ratssearch.enrich.folding import fold_key
from ratssearch.models import Mention, MentionKind
from ratssearch.text import collapse, spelling_rank

LONGEST_KEY = 80  # characters; a key is a request parameter

_ASIDE = re.compile(r"[\"“«(][^\"”»)]*[\"”»)]")  # a nickname between the names
_SUFFIX = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PATRONYMIC = re.compile(r"(?:вич|вна|ович|евич|ovich|evich|ovna|evna)(?:а|у|ем|ы|ой)?$")
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
    plain = unicodedata.normalize("NFC", fold_key(_ASIDE.sub(" ", name))).replace("’", "'")
    words = [word.strip("'-") for word in re.findall(r"[^\W\d_][\w'-]*", plain)]
    words = [word for word in words if word and word not in _SUFFIX]
    if len(words) >= 3 and _PATRONYMIC.search(words[-1]):
        words = [*words[1:], words[0]]  # "Гиёсов Джумахон Рахимович"
    return tuple(words)


def labels(mentions: Iterable[Mention]) -> dict[tuple[MentionKind, str], str]:
    """The spelling to show for each discovered name of a release: of a person the most frequent full form."""
    seen: dict[tuple[MentionKind, str], Counter[str]] = {}
    for mention in mentions:
        if mention.kind.discovered and mention.rule != "acronym":
            words = collapse(_UNPRINTABLE.sub("", mention.words))
            words = words.title() if words.isupper() and mention.kind is MentionKind.PERSON else words
            seen.setdefault((mention.kind, mention.entity), Counter())[words] += 1
    return {key: best_spelling(key[0], spellings) for key, spellings in seen.items()}


def best_spelling(kind: MentionKind, spellings: Mapping[str, int]) -> str:
    """Of the spellings of one name, each with how often it is written, the one that is shown. Of a person's: in Latin
    letters, with the given name written out, the most frequent. Of a body's: the fullest."""
    if len(spellings) == 1:
        return next(iter(spellings))
    if kind is MentionKind.PERSON:
        return max(spellings, key=lambda words: (*_fullness(words), spellings[words], spelling_rank(words)))
    return max(spellings, key=spelling_rank)


def _fullness(words: str) -> tuple[bool, int]:
    """Whether a person's name is in Latin letters, and how many of two names are written out."""
    written = sum(len(word) > 1 for word in name_words(words))
    return words[:1] < "\u0250", min(written, 2)
