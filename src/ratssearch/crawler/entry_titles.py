"""The title of each entry of a listing: never its lead, its "read more", its date or what all entries say alike.

The place is chosen where most entries have words of their own that may be a title. A link to the release and a heading
are likelier than plain text beside a link that says "PDF"; a label or column that is called so is likelier than others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from lxml import html

from ratssearch.crawler.document import words_of
from ratssearch.crawler.entries import ROWS, Entry, Group
from ratssearch.crawler.listing_words import is_telling
from ratssearch.crawler.title_candidates import LONG, Place, Titled, candidates, is_sentence
from ratssearch.crawler.title_edges import without_fields
from ratssearch.text import collapse

_MANY = 3  # entries that can say the same by no accident
_LONGEST = 300  # characters on average; what is longer is a lead for sure
_SHORT = 0.6  # one word is seldom a title
_BESIDE = 4  # documents of one row that are called alike
_SENTENCE = 0.6  # what ends like a sentence is a lead more often than a title


def titles_of(group: Group) -> list[str]:
    """The title of each of some entries made alike, or an empty string."""
    found = candidates(group)
    scores = _scores(found)
    spare = _spare(group.entries)
    titles = []
    for entry, titled in zip(group.entries, found, strict=True):
        best = max(titled, key=lambda one: scores[one.place], default=None)
        titles.append(_whole(best.words, entry) if best is not None else spare[entry])
    return without_fields(titles)


def titles_of_rows(titles: Mapping[Entry, str]) -> dict[str, str]:
    """Release -> what it may be called that has no title in its entry ("PDF"): as the others of its row are. titles:
    those of all entries of the page."""
    rows: dict[html.HtmlElement, list[Entry]] = defaultdict(list)
    for entry in titles:
        row = next((above for above in (entry.block, *entry.block.iterancestors()) if above.tag in ROWS), None)
        if row is not None:
            rows[row].append(entry)
    called: dict[str, str] = {}
    for entries in rows.values():
        named = {titles[entry] for entry in entries} - {""}
        if len(named) == 1 and len(entries) <= _BESIDE:
            called.update({entry.url: title for title in named for entry in entries if not titles[entry]})
    return called


def _scores(found: Sequence[Sequence[Titled]]) -> dict[Place, float]:
    """How likely titles stand at each place: how many entries have one there, and how many different ones."""
    places: dict[Place, list[Titled]] = defaultdict(list)
    for one in found:
        for titled in {titled.place: titled for titled in reversed(one)}.values():
            places[titled.place].append(titled)
    return {place: _score(titled, len(found)) for place, titled in places.items()}


def _score(found: Sequence[Titled], entries: int) -> float:
    words = [titled.words for titled in found]
    length = sum(map(len, words)) / len(words)
    fitting = 1.0 if length <= LONG else 0.5 if length <= _LONGEST else 0.2
    fitting *= _SHORT if sum(" " not in each and each.isascii() for each in words) > len(words) / 2 else 1.0
    fitting *= _SENTENCE if sum(map(is_sentence, words)) > len(words) / 2 else 1.0
    weight = sum(titled.weight * _share_of_letters(titled.words) ** 2 for titled in found) / entries
    return weight * len(set(words)) / len(words) * fitting


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


def _spare(entries: Sequence[Entry]) -> dict[Entry, str]:
    """What an entry is called that says nothing telling: by its picture, or by what its links say when pointed at."""
    pictured = {
        entry: _longest(words_of(link) for link in entry.links if not _has_words(link, entry)) for entry in entries
    }
    pointed = {entry: _longest(collapse(link.get("title") or "") for link in entry.links) for entry in entries}
    said = Counter(pointed.values())
    return {entry: pictured[entry] or (pointed[entry] if said[pointed[entry]] < _MANY else "") for entry in entries}


def _has_words(link: object, entry: Entry) -> bool:
    return any(field.link is link for field in entry.fields)


def _longest(texts: Iterable[str]) -> str:
    return max(filter(is_telling, texts), key=len, default="")
