"""The listing pages of a site: its releases, newest first, on one page or two."""

from __future__ import annotations

from html import escape

from benchmarks.quality.layout_sites.axes import Layout
from benchmarks.quality.layout_sites.furniture import Furniture
from benchmarks.quality.layout_sites.markup import Markup, link
from benchmarks.quality.layout_sites.page import encoding_of
from benchmarks.quality.layout_sites.releases import Release
from benchmarks.quality.layout_sites.wording import Words

ADDRESS = "/listing"


def shown_title(layout: Layout, release: Release) -> str:
    """The words of the listing's link to a release."""
    title = release.title
    if layout["listing_title"] == "full" or len(title) < 20:
        return title
    return title[: len(title) * 2 // 3].rstrip() + "..."


def shown_day(layout: Layout, words: Words, notation: str, release: Release) -> str:
    """The day beside the listing's link, or an empty string."""
    if layout["listing_dates"] == "no" or release.day is None:
        return ""
    return words.written(release.day, notation)


def write_listings(
    layout: Layout, words: Words, markup: Markup, furniture: Furniture, releases: list[Release], notation: str
) -> dict[str, str]:
    """Path -> HTML of every listing page."""
    count = int(layout["listing_pages"])
    size = -(-len(releases) // count)
    pages = {}
    for number in range(count):
        shown = releases[number * size : (number + 1) * size]
        entries = _entries(layout, words, markup, shown, notation)
        target = f"{ADDRESS}?page={number + 2}"
        more = link(words.furniture("next_page")[0], target, rel="next") if number + 1 < count else ""
        body = f"<h2>{escape(words.news)}</h2>{entries}<div>{more}</div>"
        html = (
            f'<!DOCTYPE html><html lang="{words.language}"><head><meta charset="{encoding_of(layout)}">'
            f"<title>{escape(words.news)} | {escape(words.site)}</title></head>"
            f"<body>{furniture.top()}{body}{furniture.footer()}</body></html>"
        )
        pages[ADDRESS if number == 0 else f"{ADDRESS}?page={number + 1}"] = markup.laid_out(html)
    return pages


def _entries(layout: Layout, words: Words, markup: Markup, releases: list[Release], notation: str) -> str:
    rows = [
        (shown_day(layout, words, notation, release), link(shown_title(layout, release), release.path), release.first)
        for release in releases
    ]
    el, shape = markup.el, layout["listing"]
    if shape == "table":
        cells = "".join(f"<tr><td>{escape(day)}</td><td>{title}</td></tr>" for day, title, _ in rows)
        return f"<table>{cells}</table>"
    if shape == "cards":
        return "".join(
            el("div", "item", f"<h3>{title}</h3><div>{escape(day)}</div><p>{escape(lead[:140])}</p>")
            for day, title, lead in rows
        )
    if shape == "definitions":
        return "<dl>" + "".join(f"<dt>{title}</dt><dd>{escape(day)}</dd>" for day, title, _ in rows) + "</dl>"
    if shape == "paragraphs":
        return "".join(f"<p>{escape(day)} {title}</p>" for day, title, _ in rows)
    return "<ul>" + "".join(f"<li><span>{escape(day)}</span> {title}</li>" for day, title, _ in rows) + "</ul>"
