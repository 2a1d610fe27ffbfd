"""Siblings: the same release in another language of one source.

Three ways to know, surest first: the page names the other's address (hreflang); the two addresses differ only in the
language they name; both came within days and share what no language changes: days, countries, bodies, numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from ratssearch.models import MentionKind, Relation, RelationKind, Release

DAYS = 3  # at most between the publication of two siblings
_LEAST_SHARED = 3  # facts
_LEAST_SHARE = 0.5  # of the facts of both
_NUMBER = re.compile(r"(?<![\d.,])\d{2,}(?![\d.,]*\d)")
# How addresses name languages: by two letters, or by one of the other names.
_CODES = (
    "en ru zh fr es de ar pt it kk uz ky tg tk fa ja ko tr uk be az hy ka mn hi ur pl cs sk nl sv fi da nb no el hu ro"
    " bg sr hr sl lt lv et vi id ms he th"
)
_NAMES = {code: code for code in _CODES.split()} | {
    "eng": "en", "english": "en", "en-us": "en", "en-gb": "en", "rus": "ru", "russian": "ru", "cn": "zh", "chn": "zh",
    "chinese": "zh", "zh-cn": "zh", "zh-hans": "zh", "fra": "fr", "fre": "fr", "esp": "es", "spa": "es", "deu": "de",
    "ger": "de", "ara": "ar", "kz": "kk", "kaz": "kk", "uzb": "uz", "kg": "ky", "tj": "tg", "ua": "uk", "jp": "ja",
}  # fmt: skip
_QUERY_LANGUAGE = re.compile(r"(?:^|&)(?:lang|language|locale|hl|l)=([A-Za-z-]{2,8})(?=&|$)")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a release says in any language. Its text is not held: the facts of many releases stand beside each other."""

    id: str
    source_id: str
    language: str
    url: str
    addresses: tuple[str, ...]
    day: date | None  # of publication
    alternates: tuple[tuple[str, str], ...]  # (language, URL) that its page names
    items: frozenset[str]  # "day:2020-02-20", "country:KZ", "organisation:un", "number:120"
    key: str  # the address without the language it names


def facts_of(release: Release) -> Facts:
    page, tags = release.page, release.tags
    items = {f"day:{event.first}..{event.last}" for event in page.events}
    for kind in MentionKind:
        items |= {f"{kind.value}:{value}" for value in tags.values(kind)}
    spoken_for = " ".join(event.evidence for event in page.events)
    items |= {f"number:{number}" for number in _NUMBER.findall(page.body) if number not in spoken_for}
    return Facts(
        id=release.id,
        source_id=release.source_id,
        language=page.language,
        url=release.url,
        addresses=release.addresses,
        day=page.published.first if page.published else None,
        alternates=page.alternates,
        items=frozenset(items),
        key=address_key(release.url),
    )


def address_key(url: str) -> str:
    """An address without the language that its host, a folder or its query names.

    >>> address_key("https://body.example/en/news/7549") == address_key("https://body.example/ru/news/7549")
    True
    """
    parts = urlsplit(url)
    labels = (parts.hostname or "").split(".")
    if len(labels) > 2 and labels[0] in _NAMES:
        labels = labels[1:]
    folders = [folder for folder in parts.path.split("/") if folder.lower() not in _NAMES]
    return "/".join([".".join(labels), *folders]) + "?" + _QUERY_LANGUAGE.sub("", parts.query).strip("&")


def sibling(one: Facts, two: Facts) -> Relation | None:
    """How `two` is known to be `one` in another language; None if it is not."""
    if one.source_id != two.source_id or one.language == two.language or one.id == two.id:
        return None
    apart = abs((one.day - two.day).days) if one.day and two.day else None
    if apart is not None and apart > DAYS:
        return None
    shared = one.items & two.items
    named = _named(one, two) or _named(two, one)
    if named and (apart is not None or shared):
        return Relation(two.id, RelationKind.SIBLING, "hreflang", named, 1.0)
    # Numbers of different languages may be counted apart: an address alone proves nothing.
    share = len(shared) / (len(one.items | two.items) or 1)
    if one.key == two.key and (apart == 0 or shared):
        return Relation(two.id, RelationKind.SIBLING, "address", two.url, round(0.9 + share / 10, 4))
    if apart is not None and len(shared) >= _LEAST_SHARED and share >= _LEAST_SHARE:
        return Relation(two.id, RelationKind.SIBLING, "facts", _in_words(shared), round(share, 4))
    return None


def best(relations: Sequence[Relation], languages: Mapping[str, str]) -> tuple[Relation, ...]:
    """At most one sibling for each language, the surest; none where two are equally sure. languages: by release id."""
    chosen: dict[str, Relation] = {}
    tied: set[str] = set()
    for relation in sorted(relations, key=lambda relation: (-_rank(relation), relation.other)):
        language = languages[relation.other]
        if language not in chosen:
            chosen[language] = relation
        elif _rank(relation) == _rank(chosen[language]):
            tied.add(language)
    return tuple(relation for language, relation in chosen.items() if language not in tied)


def _rank(relation: Relation) -> float:
    return {"hreflang": 2.0, "address": 1.0}.get(relation.how, 0.0) + relation.score


def _named(one: Facts, two: Facts) -> str:
    """The address of `two` that the page of `one` gives for its language, or an empty string."""
    for language, url in one.alternates:
        code = _NAMES.get(language, language[:2])
        if code == two.language and _bare(urljoin(one.url, url)) in {_bare(url) for url in two.addresses}:
            return url[:200]
    return ""


def _bare(url: str) -> str:
    return url.split("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")


def _in_words(shared: frozenset[str]) -> str:
    return ", ".join(sorted(item.partition(":")[2] for item in shared))[:200]
