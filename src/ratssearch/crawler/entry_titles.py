"""The title of each entry of a listing: never its lead, its "read more", its date or what all entries say alike.

The place is chosen where most entries have words of their own that may be a title. A link to the release and a heading
are likelier than plain text beside a link that says "PDF"; a label or column that is called so is likelier than others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import html

from ratssearch.crawler.datewords import date_words
from ratssearch.crawler.document import words_of
from ratssearch.crawler.entries import Entry, Group
from ratssearch.crawler.listing_words import is_telling, names_a_title
from ratssearch.crawler.page_fields import Field, PageFields
from ratssearch.crawler.title_edges import AROUND, without_fields
from ratssearch.text import collapse

_MANY = 3  # entries that can say the same by no accident
_REPEATED = 0.6  # share of entries that say the same, from which on it is no entry's title
_LINK, _HEADING, _CUE = 3.0, 1.6, 1.6  # how much likelier a title stands there
_LONG, _LONGEST = 160, 300  # characters on average; what is longer is a lead
_SHORT = 0.6  # one word is seldom a title
_WHOLE = 0.9  # a line made of several fields, beside one of them
_MOSTLY = 0.6  # share of a text that a date fills, which is no title then
_HALF = 0.5
_NEAR = 8  # fields before or behind a link that may be about it
_NEARLY_ALL = 0.8  # share of the entries beside which titles stand

Place = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Titled:
    """Words that may be an entry's title."""

    words: str
    place: Place
    weight: float


def titles_of(group: Group) -> list[str]:
    """The title of each of some entries made alike, or an empty string."""
    entries, page = group.entries, group.page
    repeated = _repeated(entries)
    columns = _columns(entries[0].block, page)
    inside = [list(_candidates(entry, page, repeated, columns)) for entry in entries]
    if sum(map(bool, inside)) < _HALF * len(entries):
        inside = _beside(group) or inside
    scores = _scores(inside)
    titles = []
    for entry, found in zip(entries, inside, strict=True):
        best = max(found, key=lambda titled: scores[titled.place], default=None)
        titles.append(_whole(best.words, entry) if best is not None else _picture_words(entry))
    return without_fields(titles)


def _beside(group: Group) -> list[list[_Titled]]:
    """What may be the titles of entries that are no more than a link, in the texts before or behind them."""
    sides = [
        [list(_loose(gap[::-1][:_NEAR], "before")) for gap in group.before],
        [list(_loose(gap[:_NEAR], "behind")) for gap in group.behind],
    ]
    best = max(sides, key=lambda side: (sum(map(bool, side)), bool(side[0])))
    return best if sum(map(bool, best)) >= _NEARLY_ALL * len(best) else []


def _loose(fields: Sequence[Field], side: str) -> Iterator[_Titled]:
    for number, field in enumerate(fields):
        if field.link is None and is_telling(field.text) and len(date_words(field.text)) < _MOSTLY * len(field.text):
            yield _Titled(field.text.strip(AROUND), (side, number), 1.0)


def _repeated(entries: Sequence[Entry]) -> frozenset[str]:
    """Texts that many entries share."""
    said = Counter(text for entry in entries for text in {field.text for field in (*entry.fields, *entry.shared)})
    least = max(_MANY, _REPEATED * len(entries))
    return frozenset(text for text, count in said.items() if count >= least)


def _columns(block: html.HtmlElement, page: PageFields) -> dict[int, str]:
    """The headers of the table's columns, if block is a row of one."""
    table = next(block.iterancestors("table"), None) if block.tag == "tr" else None
    head = next(table.iter("tr"), None) if table is not None else None
    if head is None or head is block or next(head.iterchildren("th"), None) is None:
        return {}
    return {
        number: " ".join(field.text for field in page.within(cell))
        for number, cell in enumerate(head.iterchildren("th", "td"))
    }


def _candidates(entry: Entry, page: PageFields, repeated: frozenset[str], columns: dict[int, str]) -> Iterator[_Titled]:
    label = ""
    for _, group in groupby((*entry.fields, *entry.shared), key=lambda field: (field.line, field.link)):
        fields = [field for field in group if field.text]
        own = [field for field in fields if field.text not in repeated]
        if not own:
            label = fields[-1].text if fields else label
            continue
        units = [own, *([field] for field in own if len(own) > 1 and _apart(own))]
        if len(own) < len(fields) and own[0].link is None:
            label = next(field.text for field in fields if field.text in repeated)
        for unit in units:
            words = unit[0].text if len(unit) == 1 else _joined(unit, whole=len(own) == len(fields))
            if not is_telling(words) or len(date_words(words)) >= _MOSTLY * len(words):
                continue
            place = (len(unit) > 1, *page.place(unit[0], entry.block))
            column = columns.get(page.column(unit[0], entry.block), "") if columns else ""
            cues = (label, unit[0].owner.get("class") or "", column)
            weight = _weight(unit, entry, any(map(names_a_title, cues)))
            yield _Titled(words, place, weight)
        label = ""


def _joined(unit: Sequence[Field], *, whole: bool) -> str:
    """The words of several fields of a line. whole: they are all of it, so that what was one word on it stays one."""
    return collapse("".join(field.spelled if whole else f" {field.text}" for field in unit))


def _apart(fields: Sequence[Field]) -> bool:
    """Whether fields of a line may each be something of its own. A link's words that stand in the link itself are one
    with those that it has in bold print."""
    return all(field.link is None or field.owner is not field.link for field in fields)


def _weight(unit: Sequence[Field], entry: Entry, cued: bool) -> float:
    weight = _LINK if unit[0].link in entry.links else 1.0
    weight *= _HEADING if unit[0].heading else 1.0
    weight *= _CUE if cued else 1.0
    return weight * (_WHOLE if len(unit) > 1 and _apart(unit) else 1.0)


def _scores(inside: Sequence[Sequence[_Titled]]) -> dict[Place, float]:
    """How likely titles stand at each place: how many entries have one there, and how many different ones."""
    places: dict[Place, list[_Titled]] = defaultdict(list)
    for found in inside:
        for titled in {titled.place: titled for titled in reversed(found)}.values():
            places[titled.place].append(titled)
    return {place: _score(found, len(inside)) for place, found in places.items()}


def _score(found: Sequence[_Titled], entries: int) -> float:
    words = [titled.words for titled in found]
    length = sum(map(len, words)) / len(words)
    fitting = 1.0 if length <= _LONG else 0.5 if length <= _LONGEST else 0.2
    single = sum(" " not in each and each.isascii() for each in words) > len(words) / 2
    weight = sum(titled.weight * _share_of_letters(titled.words) ** 2 for titled in found) / entries
    return weight * len(set(words)) / len(words) * fitting * (_SHORT if single else 1.0)


def _share_of_letters(words: str) -> float:
    """Of letters and digits: numbers of cases and files have many digits."""
    return sum(map(str.isalpha, words)) / max(1, sum(map(str.isalnum, words)))


def _whole(words: str, entry: Entry) -> str:
    """Words that break off ("The Minister met ..."), as the link's title attribute has them in full."""
    cut = words.rstrip(" .…")
    if cut == words.rstrip() or not words.endswith(("…", "...")):
        return words
    for link in entry.links:
        for full in (link.get("title") or "", link.get("aria-label") or ""):
            if len(full) > len(cut) and collapse(full).startswith(cut):
                return collapse(full)
    return words


def _picture_words(entry: Entry) -> str:
    """The longest of the links' words where a link is no more than a picture."""
    words = [words_of(link) for link in entry.links if not any(field.link is link for field in entry.fields)]
    return max((text for text in words if is_telling(text)), key=len, default="")
