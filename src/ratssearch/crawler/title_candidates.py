"""The words in and around each entry of a listing that may be its title, with their places and how likely one is there.

They are looked for in the entry; beside it where it is no more than a link; and above it where nothing in it is set off
as a title is, by a link's own words, a heading or a label.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from lxml import html

from ratssearch.crawler.datewords import date_words
from ratssearch.crawler.entries import Entry, Group
from ratssearch.crawler.listing_words import is_telling, names_a_title
from ratssearch.crawler.page_fields import Field, PageFields
from ratssearch.crawler.title_edges import AROUND
from ratssearch.text import collapse

LONG = 160  # characters on average; what is longer is a lead

_MANY = 3  # entries that can say the same by no accident
_REPEATED = 0.6  # share of entries that say the same, from which on it is no entry's title
_SORTING = 0.45  # of as many different texts at a place as entries: such texts sort them
_LINK, _HEADING, _CUE = 3.0, 1.6, 1.6  # how much likelier a title stands there
_WHOLE = 0.9  # a line made of several fields, beside one of them
_ABOVE = 0.9  # plain text above an entry, beside that in it
_MOSTLY = 0.6  # share of a text that a date fills, which is no title then
_NEARLY_ALL = 0.8  # share of the entries beside which titles stand
_HALF = 0.5
_NEAR = 8  # fields before or behind an entry that may be about it
_BREAK = 2  # lines, as page_fields counts them, from before a line break to behind it
_JOINT = 3  # letters of a line that joins those around it
_PRINT = frozenset(("b", "strong", "span"))
_STOPS = ("。", "!", "?", "！", "？")

Place = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Titled:
    """Words that may be an entry's title."""

    words: str
    place: Place
    weight: float


def candidates(group: Group) -> list[list[Titled]]:
    """What may be the title of each of some entries made alike."""
    entries, page = group.entries, group.page
    reader = _Reader(page, _repeated(entries), _sorting(group), _columns(entries[0].block, page))
    inside = [list(reader.within(entry)) for entry in entries]
    if sum(map(bool, inside)) < _HALF * len(entries):
        return _beside(group) or inside
    if sum(any(titled.weight >= _CUE for titled in found) for found in inside) < _HALF * len(entries):
        return [[*found, *_above(gap)] for found, gap in zip(inside, group.before, strict=True)]
    return inside


def is_sentence(words: str) -> bool:
    """Whether a sentence ends in words, which is not so for "Inc." or "et al."."""
    ends = (word[:-1] for word in words.split() if word.endswith("."))
    return words.endswith(_STOPS) or any(len(word) >= _MANY and word.islower() for word in ends)


# ------------------------------------------------------------ what is no title


def _repeated(entries: Sequence[Entry]) -> frozenset[str]:
    """Texts that many entries share."""
    said = Counter(text for entry in entries for text in {field.text for field in (*entry.fields, *entry.shared)})
    least = max(_MANY, _REPEATED * len(entries))
    return frozenset(text for text, count in said.items() if count >= least)


def _sorting(group: Group) -> frozenset[str]:
    """Texts that stand in links at a place where there are but a few different ones: kinds, subjects, offices."""
    places: dict[Place, list[str]] = defaultdict(list)
    for entry in group.entries:
        for field in entry.fields:
            if field.text and field.link in entry.links and field.owner is not field.link:
                places[group.page.place(field, entry.block)].append(field.text)
    least = max(_MANY, _REPEATED * len(group.entries))
    few = (texts for texts in places.values() if len(texts) >= least and len(set(texts)) <= _SORTING * len(texts))
    return frozenset(text for texts in few for text in texts)


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


def _may_be_title(words: str) -> bool:
    return is_telling(words) and len(date_words(words)) < _MOSTLY * len(words)


# ------------------------------------------------------------ in an entry


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads entries made alike. repeated: see _repeated(); sorting: see _sorting(); columns: headers of a table."""

    page: PageFields
    repeated: frozenset[str]
    sorting: frozenset[str]
    columns: dict[int, str]

    def within(self, entry: Entry) -> Iterator[Titled]:
        label = ""
        for fields in _lines(entry):
            own = self._own(fields)
            if not own:
                label = fields[-1].text if fields else label
                continue
            broken = fields[0].line != fields[-1].line
            units = [own, *([field] for field in own if len(own) > 1 and _apart(own) and not broken)]
            if len(own) < len(fields) and own[0].link is None:
                label = next(field.text for field in fields if field.text in self.repeated)
            for unit in units:
                words = unit[0].text if len(unit) == 1 else _joined(unit, whole=len(own) == len(fields) and not broken)
                if _may_be_title(words):
                    place = (len(unit) > 1 and not broken, *self.page.place(unit[0], entry.block))
                    yield Titled(words, place, self._weight(unit, entry, label))
            label = ""

    def _own(self, fields: list[Field]) -> list[Field]:
        """The fields of a line without what others share, and without what sorts the entries beside what names them."""
        own = [field for field in fields if field.text not in self.repeated]
        if own and fields[0].line != fields[-1].line:
            own = fields[fields.index(own[0]) : fields.index(own[-1]) + 1]  # with the joints between
        naming = [field for field in own if field.text not in self.sorting]
        return naming if any(_may_be_title(field.text) for field in naming) else own

    def _weight(self, unit: Sequence[Field], entry: Entry, label: str) -> float:
        column = self.columns.get(self.page.column(unit[0], entry.block), "") if self.columns else ""
        cues = (label, unit[0].owner.get("class") or "", column)
        weight = _LINK if unit[0].link in entry.links else 1.0
        weight *= _HEADING if unit[0].heading else 1.0
        weight *= _CUE if any(map(names_a_title, cues)) else 1.0
        return weight * (_WHOLE if len(unit) > 1 and _apart(unit) else 1.0)


def _lines(entry: Entry) -> Iterator[list[Field]]:
    """The entry's texts line by line; lines of one title that is broken into several are one."""
    broken = {link for link in entry.links if _is_broken(link, entry)}
    line: list[Field] = []
    for field in (*entry.fields, *entry.shared):
        if not field.text:
            continue
        if line and not _is_one_line(line[-1], field, broken):
            yield line
            line = []
        line.append(field)
    if line:
        yield line


def _is_one_line(one: Field, two: Field, broken: Set[html.HtmlElement]) -> bool:
    """Whether two follows one on its line, or goes on where a line break cut it: "Harlow / v. / Brent"."""
    if one.link is not two.link:
        return False
    if one.line == two.line or one.link in broken:
        return True
    return (
        one.link is None and two.line - one.line <= _BREAK and _container(one) is _container(two) and _goes_on(one, two)
    )


def _container(field: Field) -> html.HtmlElement:
    """The element whose lines the field's is one of."""
    above = field.owner.getparent()
    return above if field.owner.tag in _PRINT and above is not None else field.owner


def _goes_on(one: Field, two: Field) -> bool:
    """Whether the words of one line are cut off before those of the next: by a comma, a word in lower case or a joint
    such as "v."."""
    joint = any(sum(map(str.isalpha, text)) <= _JOINT for text in (one.text, two.text))
    before, behind = one.text, two.text
    if not (joint or before.endswith((",", "&", " v.", " vs.")) or behind[0].islower()):
        return False
    return not any(map(date_words, (before, behind))) and not any(map(str.isdigit, f"{before}{behind}"))


def _is_broken(link: html.HtmlElement, entry: Entry) -> bool:
    """Whether a link is nothing but a title broken into lines, not a card with a number or lead of its own."""
    fields = [field for field in entry.fields if field.link is link and field.text]
    if len(fields) < 2 or any(field.owner is not link for field in fields):
        return False
    texts = [field.text for field in fields]
    return sum(map(len, texts)) <= LONG and all(map(_may_be_title, texts)) and not any(map(is_sentence, texts))


def _joined(unit: Sequence[Field], *, whole: bool) -> str:
    """The words of several fields of a line. whole: they are all of it, so that what was one word on it stays one."""
    return collapse("".join(field.spelled if whole else f" {field.text}" for field in unit))


def _apart(fields: Sequence[Field]) -> bool:
    """Whether fields of a line may each be something of its own. A link's words that stand in the link itself are one
    with those that it has in bold print."""
    return all(field.link is None or field.owner is not field.link for field in fields)


# ------------------------------------------------------------ around it


def _beside(group: Group) -> list[list[Titled]]:
    """What may be the titles of entries that are no more than a link, in the texts before or behind them."""
    sides = [
        [list(_loose(gap[::-1][:_NEAR], "before")) for gap in group.before],
        [list(_loose(gap[:_NEAR], "behind")) for gap in group.behind],
    ]
    best = max(sides, key=lambda side: (sum(map(bool, side)), bool(side[0])))
    return best if sum(map(bool, best)) >= _NEARLY_ALL * len(best) else []


def _loose(fields: Sequence[Field], side: str) -> Iterator[Titled]:
    for number, field in enumerate(fields):
        if field.link is None and _may_be_title(field.text):
            yield Titled(field.text.strip(AROUND), (side, number), 1.0)


def _above(gap: Sequence[Field]) -> Iterator[Titled]:
    """What stands between an entry and the one before it: a heading over its documents, a term over its text, the row
    of a table above its own."""
    heading = False
    for number, field in enumerate(gap[::-1][:_NEAR]):
        if field.link is not None or not _may_be_title(field.text):
            continue
        if not field.over:
            yield Titled(field.text, ("above", number), _ABOVE)
        elif not heading:
            heading = True
            yield Titled(field.text, ("above",), _HEADING)
