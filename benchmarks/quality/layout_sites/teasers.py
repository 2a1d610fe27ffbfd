"""Boxes of other releases: bare or dated links, links with leads, cards, pictures, with or without a heading."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from benchmarks.quality.layout_sites.axes import Layout
from benchmarks.quality.layout_sites.markup import Markup, link
from benchmarks.quality.layout_sites.releases import Release
from benchmarks.quality.layout_sites.wording import Words

_COUNTS = {"none": (0, 0), "few": (1, 3), "many": (4, 8)}
_LEAD = 160  # characters after which a lead is cut


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a box says of one other release."""

    title: str
    path: str
    day: str
    lead: str


class Boxes:
    """The boxes of one site. The words over a box, its notation of days and its way of leads are the site's own."""

    def __init__(
        self, rng: random.Random, layout: Layout, words: Words, markup: Markup, releases: list[Release], notation: str
    ) -> None:
        self._layout, self._words, self._markup = layout, words, markup
        self._releases = releases
        self._notation = notation
        headings = words.furniture("other_news")
        self._headings = {place: rng.choice(headings) for place in ("before_title", "before_text", "middle", "side")}
        self._headings |= {place: rng.choice(headings) for place in ("after_inside", "after_outside")}
        self._count = {place: rng.randint(*_COUNTS[layout["teasers"]]) for place in self._headings}
        self._newest = {place: rng.random() < 0.5 for place in self._headings}
        self._more = rng.choice(words.furniture("more"))
        self._read_also = rng.choice(words.furniture("read_also"))

    def box(self, place: str, own: Release, rng: random.Random) -> str:
        """The box at a place of own's page; empty where the site has none there."""
        style = self._layout[f"box_{place}"]
        if style == "none" or not self._count[place]:
            return ""
        count = min(self._count[place], 3) if place in ("middle", "before_text") else self._count[place]
        entries = [self._entry(release) for release in self._others(place, own, count, rng)]
        if style == "read_also":
            entry = entries[0]
            before, after = rng.choice((("<p>", "</p>"), ("<p><strong>", "</strong></p>"), ("<div>", "</div>")))
            return f"{before}{self._read_also}{link(entry.title, entry.path)}{after}"
        if self._layout["other_pages"] == "yes" and count > 1:
            entries[-1] = self._elsewhere(own, rng)
        written = self._heading(place) + _STYLES[style](self, entries)
        if style == "flat":
            return written
        tag = "aside" if self._layout["names"] == "semantic" and place == "side" else "div"
        return self._markup.el(tag, "side" if place == "side" else "box", written)

    def _others(self, place: str, own: Release, count: int, rng: random.Random) -> list[Release]:
        """The newest, or the next in time, or any; never the page's own."""
        others = [release for release in self._releases if release is not own]
        if self._newest[place]:
            return others[:count]
        return sorted(rng.sample(others, min(count, len(others))), key=lambda release: -release.number)

    def _entry(self, release: Release) -> _Entry:
        mode = self._layout["box_lead"]
        lead = release.summary if mode == "summary" else release.first
        if mode == "cut" and len(lead) > (_LEAD // 2 if self._words.language == "zh" else _LEAD):
            cut = lead[: _LEAD // 2 if self._words.language == "zh" else _LEAD]
            lead = (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(",;: ") + _ellipsis(release)
        day = self._words.written(release.date, self._notation) if self._layout["date"] != "absent" else ""
        return _Entry(release.title, release.path, day, lead)

    def _elsewhere(self, own: Release, rng: random.Random) -> _Entry:
        """A page of the site that is no release: an event, a notice."""
        title = self._words.one(rng, "title")
        day = self._words.fill(rng, "{day}", own.date) if self._layout["date"] != "absent" else ""
        return _Entry(title, f"/events/{rng.randint(10, 99)}", day, self._words.one(rng, "summary"))

    def _heading(self, place: str) -> str:
        tag = self._layout["box_heading"]
        if tag == "none":
            return ""
        text = escape(self._headings[place])
        if tag == "strong":
            return self._markup.el("p", "box_title", f"<strong>{text}</strong>")
        return self._markup.el(tag, "box_title", text)

    def links(self, entries: list[_Entry]) -> str:
        items = "".join(self._markup.el("li", "item", link(entry.title, entry.path)) for entry in entries)
        return f"<ul>{items}</ul>"

    def dated(self, entries: list[_Entry]) -> str:
        el = self._markup.el
        if self._layout["container"] == "td":
            return "".join(f"<div>{_before(e.day, ': ')}{link(e.title, e.path)}</div>" for e in entries)
        return "".join(
            el("div", "item", _before(e.day and el("span", "item_date", escape(e.day)), " ") + link(e.title, e.path))
            for e in entries
        )

    def leads(self, entries: list[_Entry]) -> str:
        el = self._markup.el
        return "".join(
            el(
                "div",
                "item",
                el("h4", "item_title", link(e.title, e.path)) + el("p", "item_lead", escape(e.lead, quote=False)),
            )
            for e in entries
        )

    def flat(self, entries: list[_Entry]) -> str:
        """Titles and leads in a row, in no element of their own."""
        return "".join(f"<p>{link(e.title, e.path)}</p><p>{escape(e.lead, quote=False)}</p>" for e in entries)

    def cards(self, entries: list[_Entry]) -> str:
        """The whole card is one link."""
        el = self._markup.el
        return "".join(
            f'<a href="{escape(e.path)}">'
            + el("div", "item_title", escape(e.title))
            + (el("div", "item_date", escape(e.day)) if e.day else "")
            + el("div", "item_lead", escape(e.lead, quote=False))
            + "</a>"
            for e in entries
        )

    def pictures(self, entries: list[_Entry]) -> str:
        el = self._markup.el
        return "".join(
            el(
                "div",
                "item",
                f'<a href="{escape(e.path)}"><img src="/img/t.jpg" alt="{escape(e.title)}" width="120"></a>'
                + el("div", "item_title", link(e.title, e.path))
                + (el("span", "item_date", escape(e.day)) if e.day else ""),
            )
            for e in entries
        )

    def more(self, entries: list[_Entry]) -> str:
        el = self._markup.el
        return "".join(
            el(
                "div",
                "item",
                el("h3", "item_title", link(e.title, e.path))
                + el("p", "item_lead", f"{escape(e.lead, quote=False)} {link(self._more, e.path)}"),
            )
            for e in entries
        )


def _before(text: str, separator: str) -> str:
    return text + separator if text else ""


def _ellipsis(release: Release) -> str:
    """How a site's leads are cut: one way for each release, so that pages agree on it."""
    return "…" if release.number % 2 else "..."


_STYLES: dict[str, Callable[[Boxes, list[_Entry]], str]] = {
    "links": Boxes.links,
    "dated": Boxes.dated,
    "leads": Boxes.leads,
    "flat": Boxes.flat,
    "cards": Boxes.cards,
    "pictures": Boxes.pictures,
    "more": Boxes.more,
}
