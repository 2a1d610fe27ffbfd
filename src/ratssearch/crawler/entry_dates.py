"""The date of each entry of a listing: at the place where most have one, between them, or in a heading above them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import html

from ratssearch.crawler.datewords import date_words
from ratssearch.crawler.entries import Entry, Group
from ratssearch.crawler.listing_words import names_a_date
from ratssearch.crawler.page_fields import Field, PageFields

_MANY = 3  # entries whose places can be compared
_MOST = 0.8  # share of entries for which a place between them is believed
_HALF = 0.5
_PROSE = 100  # characters of a text whose dates are mostly those of events
_SHARE = 0.25  # of such a text that a date of the entry fills
_MOSTLY = 0.4  # share of a line that is little else than a date
_NEAR = 14  # fields before or behind an entry that may be about it
_JOINED = 600  # characters of the entry's short texts taken together
_ABOVE = 12  # fields above the first entry in which the heading of all stands

Place = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date in a field. own: the share of the field's text that it fills."""

    words: str
    place: Place
    own: float
    weight: float


def dates_of(group: Group, headings: Mapping[Entry, str]) -> list[str]:
    """Date-like words for each of some entries made alike, or an empty string. headings: see heading_dates()."""
    chosen = _by_place([list(_dated_in(entry, entry.fields, group.page)) for entry in group.entries])
    if _coverage(chosen) < _MOST:
        between = _between(group, chosen, headings)
        if _coverage(between) > _coverage(chosen):
            chosen = [near or own for near, own in zip(between, chosen, strict=True)]
    shared = _by_place([list(_dated_in(entry, entry.shared, group.page)) for entry in group.entries])
    chosen = [words or row for words, row in zip(chosen, shared, strict=True)]
    return chosen if any(chosen) else _in_titles(group.entries)


def _coverage(words: Sequence[str]) -> float:
    return sum(map(bool, words)) / len(words)


# ------------------------------------------------------------ within entries


def _dated_in(entry: Entry, fields: Sequence[Field], page: PageFields) -> Iterator[_Dated]:
    """Dates of the entry outside the words of its links: titles hold dates of their own."""
    loose: list[str] = []
    for field in fields:
        place = page.place(field, entry.block)
        if field.stamp:
            words = date_words(field.stamp)
            if words:
                yield _Dated(words, place, 1.0, 3.0)
            continue
        if _is_title(field, entry):
            continue
        words = date_words(field.text)
        own = len(words) / len(field.text)
        if words and not _is_prose(field, own):
            cued = names_a_date(field.owner.get("class") or "") or field.owner.tag == "time"
            yield _Dated(words, place, own, 2.0 if field.owner.tag == "time" else 1.4 if cued else 1.0)
        elif len(field.text) <= _PROSE:
            loose.append(field.text)
    words = date_words(" ".join(loose)[:_JOINED])
    if words:
        yield _Dated(words, ("joined",), 0.0, 1.0)


def _is_title(field: Field, entry: Entry) -> bool:
    """Whether the field is a link's words, and not a date that stands in a link that is a whole card."""
    return field.link in entry.links and (
        field.owner is field.link or field.heading or len(date_words(field.text)) < 0.8 * len(field.text)
    )


def _is_prose(field: Field, own: float) -> bool:
    return len(field.text) > _PROSE and own < _SHARE


def _by_place(inside: Sequence[Sequence[_Dated]]) -> list[str]:
    """Each entry's date at the place that is most often dated, else at the best of the others."""
    places: dict[Place, list[float]] = defaultdict(list)
    for found in inside:
        firsts: dict[Place, _Dated] = {}
        for dated in found:
            firsts.setdefault(dated.place, dated)
        for place, dated in firsts.items():
            places[place].append(dated.weight * (0.5 + dated.own))
    scores = {place: round(sum(weights) / len(inside), 2) for place, weights in places.items()}
    words = []
    for found in inside:
        best = max(found, key=lambda dated: scores[dated.place], default=None)
        words.append(best.words if best is not None else "")
    return words


# ------------------------------------------------------------ between entries


def _between(group: Group, own: Sequence[str], headings: Mapping[Entry, str]) -> list[str]:
    """Dates just before the entries or just behind them, or of the headings above groups of them."""
    before = [_nearest(gap[: -_NEAR - 1 : -1], last=True) for gap in group.before]
    behind = [_nearest(gap[:_NEAR], last=False) for gap in group.behind]
    best = _likelier(before, behind, own)
    words = [words for words, _ in best]
    if _coverage(words) >= _MOST or (len(words) < _MANY and any(words)):
        return words
    return [headings.get(entry, "") for entry in group.entries]


def heading_dates(whole: Group) -> dict[Entry, str]:
    """The day of the heading under which each entry of a page stands, as far as headings name days."""
    return dict(zip(whole.entries, _of_headings(whole.before) or _of_one_heading(whole), strict=False))


_Near = tuple[str, int]  # date-like words or an empty string, and how many fields and lines away they stand


def _likelier(before: list[_Near], behind: list[_Near], own: Sequence[str]) -> list[_Near]:
    """The side on which the entries' dates stand: where hardly one lacks its date; else where they stand nearer.

    Between two entries both sides see one date; at the ends of the list it shows whose it is.
    """
    lacking = [sum(not (words or has) for (words, _), has in zip(side, own, strict=True)) for side in (before, behind)]
    if abs(lacking[0] - lacking[1]) > 1:
        return before if lacking[0] < lacking[1] else behind
    far = [
        sum(away for words, away in side if words) / max(1, sum(bool(words) for words, _ in side))
        for side in (before, behind)
    ]
    if abs(far[0] - far[1]) > _HALF:
        return before if far[0] < far[1] else behind
    return before if before[0][0] and lacking[0] <= lacking[1] else behind


def _nearest(fields: Sequence[Field], *, last: bool) -> _Near:
    """The first date of fields, which stand in order of distance."""
    for number, field in enumerate(fields):
        words = date_words(field.text, last=last)
        if words and not _is_prose(field, len(words) / len(field.text)):
            return words, number + abs(field.line - fields[0].line)
    return "", 0


def _of_headings(gaps: Sequence[Sequence[Field]]) -> list[str]:
    """The dates of lines that say little else, each for the entries up to the next; none unless the first has one."""
    kinds: dict[Place, dict[int, str]] = defaultdict(dict)
    for number, gap in enumerate(gaps):
        for field in gap:
            words = date_words(field.text)
            if words and len(words) >= _MOSTLY * len(field.text):
                kinds[_kind(field.owner)][number] = words
    groups = max(kinds.values(), key=len, default={})
    if 0 not in groups or (len(groups) < 2 and not any(field.over for field in gaps[0])):
        return []
    found: list[str] = []
    for number in range(len(gaps)):
        found.append(groups.get(number, found[-1] if found else ""))
    return found


def _kind(element: html.HtmlElement) -> Place:
    parent = element.getparent()
    return element.tag, parent.tag if parent is not None else ""


def _of_one_heading(group: Group) -> list[str]:
    """The date of the heading right above all entries."""
    count = len(group.entries)
    start = group.entries[0].start - len(group.before[0])
    for field in reversed(group.page.all[max(0, start - _ABOVE) : start]):
        if field.over:
            words = date_words(field.text)
            return [words] * count if words and len(words) >= _SHARE * len(field.text) else []
    return []


def _in_titles(entries: Sequence[Entry]) -> list[str]:
    """The dates with which the words of nearly all links begin or end; one or two such titles speak of an event."""
    found = [next(filter(None, map(_at_edge, _linked(entry))), "") for entry in entries]
    return found if _coverage(found) >= _MOST else [""] * len(found)


def _linked(entry: Entry) -> Iterator[str]:
    yield from (field.text for field in entry.fields if field.link in entry.links)


def _at_edge(text: str) -> str:
    words = date_words(text)
    return words if words and (text.startswith(words) or text.endswith((words, f"{words})"))) else ""
