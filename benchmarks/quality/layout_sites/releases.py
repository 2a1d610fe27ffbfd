"""The releases of a site: titles, days and paragraphs, made of the sentences of its language."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from benchmarks.quality.layout_sites.axes import Layout, has_day, shows_day
from benchmarks.quality.layout_sites.wording import Words


class Kind(StrEnum):
    """What a paragraph is to a reader."""

    LEDE = "lede"
    TEXT = "text"
    BOLD = "bold"
    SUBHEAD = "subhead"
    ITEM = "item"
    QUOTE = "quote"
    ROW = "row"
    LINE = "line"  # a salutation, a complimentary close, a name under a letter


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a release. link: words of it that link to another release, and that one's path."""

    kind: Kind
    text: str
    optional: bool = False  # a reading may have it or not
    link: tuple[str, str] | None = None
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """What is true of one page. day: as the site says it anywhere, or None; summary: a teaser's own words for it."""

    path: str
    number: int
    title: str
    date: date
    day: date | None
    day_visible: bool
    paragraphs: tuple[Paragraph, ...]
    summary: str

    @property
    def first(self) -> str:
        """The first running paragraph."""
        running = (Kind.LEDE, Kind.TEXT, Kind.BOLD)
        return next(paragraph.text for paragraph in self.paragraphs if paragraph.kind in running)


_SIZES = {"short": (1, 1), "medium": (2, 5), "long": (6, 12), "mixed": (1, 10)}


class ReleaseWriter:
    """Writes the texts of one site."""

    def __init__(self, rng: random.Random, words: Words, layout: Layout) -> None:
        self._rng = rng
        self._words = words
        self._layout = layout
        self._said: set[str] = set()  # titles, ledes, openings and summaries: no two releases share one
        self._opening = words.one(rng, "formula_open")
        self._closing = words.one(rng, "formula_close")

    def title(self) -> str:
        """A title that no other release of the site has."""
        return self._new(lambda: self._words.one(self._rng, "title"))

    def summary(self) -> str:
        """What a teaser may say of a release in words that its text has not."""
        return self._new(lambda: self._words.one(self._rng, "summary"))

    def _new(self, write: Callable[[], str]) -> str:
        while (text := write()) in self._said:
            pass
        self._said.add(text)
        return text

    def paragraphs(self, day: date, others: list[tuple[str, str]]) -> tuple[Paragraph, ...]:
        """The text of a release. others: (title, path) of releases that it may refer to."""
        rng, layout = self._rng, self._layout
        low, high = _SIZES[layout["length"]]
        count = rng.randint(low, high)
        text = [Paragraph(Kind.TEXT, self._new(lambda: self._opening_paragraph(day, alone=count == 1)))]
        text += [self._middle(day) for _ in range(count - 1)]
        if count > 2:
            text = self._with_extras(text, day)
        if count > 1 and rng.random() < 0.5:
            text.append(Paragraph(Kind.TEXT, self._words.one(rng, "close", day)))
        text = self._with_links(text, others)
        if layout["formulas"] in ("opening", "both") and rng.random() < 0.6:
            text.insert(0, Paragraph(Kind.TEXT, self._opening))
        if layout["formulas"] in ("closing", "both") and rng.random() < 0.6:
            text.append(Paragraph(Kind.TEXT, self._closing))
        if layout["last_bold"] == "yes" and count > 1:
            text.append(Paragraph(Kind.BOLD, self._words.one(rng, "bold_last", day)))
        if layout["first_bold"] == "yes":
            text[0] = replace(text[0], kind=Kind.BOLD, link=None)
        if layout["letters"] == "yes" and rng.random() < 0.5 and count > 1:
            text = self._as_letter(text)
        if layout["lede"] != "none":
            text.insert(0, Paragraph(Kind.LEDE, self._new(lambda: self._words.one(rng, "lede", day))))
        return tuple(text)

    def _opening_paragraph(self, day: date, *, alone: bool) -> str:
        rng = self._rng
        opening = self._words.one(rng, "open", day)
        if self._layout["date"] == "dateline":
            opening = self._words.one(rng, "dateline", day=self._words.inline_day(day)) + opening
        return self._joined([opening, *self._sentences(day, rng.randint(alone, 2 + alone))])

    def _sentences(self, day: date, count: int) -> list[str]:
        templates = self._rng.sample(self._words.text("middle"), count)
        return [self._words.fill(self._rng, template, day) for template in templates]

    def _joined(self, sentences: list[str]) -> str:
        return ("" if self._words.language == "zh" else " ").join(sentences)

    def _middle(self, day: date) -> Paragraph:
        rng = self._rng
        if self._layout["odd_lines"] == "yes" and rng.random() < 0.2:
            return Paragraph(Kind.TEXT, self._words.one(rng, "odd", day))
        if rng.random() < 0.2:
            kind = Kind.QUOTE if self._layout["extras"] in ("quotes", "all") else Kind.TEXT
            return Paragraph(kind, self._words.one(rng, "quote", day))
        return Paragraph(Kind.TEXT, self._joined(self._sentences(day, rng.choice((1, 2, 2, 3, 3, 4)))))

    def _with_extras(self, text: list[Paragraph], day: date) -> list[Paragraph]:
        rng, extras = self._rng, self._layout["extras"]
        sections = self._layout["text"] == "sections"
        if extras in ("subheads", "all") or sections:
            places = sorted(rng.sample(range(1, len(text)), min(len(text) - 1, rng.randint(1, 3))), reverse=True)
            for place in places:
                text.insert(place, Paragraph(Kind.SUBHEAD, self._words.one(rng, "subhead", day)))
        if extras in ("lists", "all") and rng.random() < 0.7:
            self._insert(text, self._list(day))
        if extras in ("tables", "all") and rng.random() < 0.6:
            self._insert(text, self._table(day))
        return text

    def _insert(self, text: list[Paragraph], part: list[Paragraph]) -> None:
        """Put a list or a table behind a paragraph, at times at the very end."""
        places = [place for place in range(1, len(text) + 1) if text[place - 1].kind in (Kind.TEXT, Kind.QUOTE)]
        place = self._rng.choice(places)
        text[place:place] = part

    def _list(self, day: date) -> list[Paragraph]:
        rng = self._rng
        templates = rng.sample(self._words.text("item"), rng.randint(2, 5))
        items = [Paragraph(Kind.ITEM, self._words.fill(rng, template, day)) for template in templates]
        if self._layout["odd_lines"] == "yes" and rng.random() < 0.4:
            items.insert(1, Paragraph(Kind.ITEM, str(day.year - rng.randint(1, 4))))
        return [Paragraph(Kind.TEXT, self._words.one(rng, "item_intro", day)), *items]

    def _table(self, day: date) -> list[Paragraph]:
        rng = self._rng
        rows = [tuple(self._words.fill(rng, cell) for cell in self._words.text("columns"))]
        for _ in range(rng.randint(2, 5)):
            rows.append(
                (self._words.fill(rng, "{place}"), str(day.year - rng.randint(0, 5)), self._words.fill(rng, "{n}"))
            )
        return [Paragraph(Kind.ROW, " ".join(cells), cells=cells) for cells in rows]

    def _as_letter(self, text: list[Paragraph]) -> list[Paragraph]:
        rng, words = self._rng, self._words
        opening = Paragraph(Kind.LINE, words.one(rng, "letter_open"))
        closing = Paragraph(Kind.LINE, words.one(rng, "letter_close"), optional=True)
        name = Paragraph(Kind.LINE, words.fill(rng, "{person}"), optional=True)
        return [opening, *text, closing, name]

    def _with_links(self, text: list[Paragraph], others: list[tuple[str, str]]) -> list[Paragraph]:
        """Sentences that link to other releases: some of their words, or a whole title inside a sentence."""
        rng, mode = self._rng, self._layout["links_in_text"]
        places = [place for place, part in enumerate(text) if part.kind is Kind.TEXT and place > 0]
        if mode == "none" or not places or not others or rng.random() < 0.3:
            return text
        place = rng.choice(places)
        title, path = rng.choice(others)
        if mode == "titles":
            sentence = self._words.one(rng, "reference", title=title)
            text.insert(place + 1, Paragraph(Kind.TEXT, sentence, link=(title, path)))
        else:
            text[place] = replace(text[place], link=(_some_words(rng, text[place].text), path))
        return text


def _some_words(rng: random.Random, text: str) -> str:
    """A few words in a row out of the middle of a text; without spaces, a few characters."""
    words = text.split(" ")
    if len(words) < 8:
        start = rng.randint(1, max(1, len(text) // 2))
        return text[start : start + rng.randint(4, 8)]
    start = rng.randint(1, len(words) - 6)
    return " ".join(words[start : start + rng.randint(2, 4)])


def write_releases(seed: str, words: Words, layout: Layout, count: int) -> list[Release]:
    """The releases of a site, newest first."""
    rng = random.Random(seed)
    writer = ReleaseWriter(rng, words, layout)
    day = date(rng.randint(2012, 2024), rng.randint(1, 12), rng.randint(1, 28))
    number = rng.randint(900, 90_000)
    planned: list[tuple[str, str, date, int]] = []
    for _ in range(count):
        number -= rng.randint(1, 9)
        title = writer.title()
        planned.append((title, address(layout, number, day, rng), day, number))
        day -= timedelta(days=rng.randint(0, 6))
    releases = []
    for title, path, day, number in planned:
        others = [(other, target) for other, target, _, _ in planned if target != path]
        said = day if has_day(layout) else None
        text = writer.paragraphs(day, others)
        releases.append(Release(path, number, title, day, said, shows_day(layout), text, writer.summary()))
    return releases


def address(layout: Layout, number: int, day: date, rng: random.Random) -> str:
    """The path of a release on its site."""
    slug = "-".join("".join(rng.choices("bcdfgklmnprstvz", k=1)) + "".join(rng.choices("aeiou", k=3)) for _ in range(3))
    return {
        "slug": f"/news/{slug}-{number % 97}",
        "dated": f"/press/{day:%Y/%m/%d}/{slug}",
        "number": f"/node/{number}",
        "query": f"/news.php?id={number}",
        "file": f"/content/item{number}.html",
    }[layout["address"]]
