"""One site: a layout drawn at random, sixteen releases, and the pages that a server gives."""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.quality.layout_sites.axes import Layout, draw_layout
from benchmarks.quality.layout_sites.furniture import Furniture
from benchmarks.quality.layout_sites.listing import ADDRESS, shown_day, shown_title, write_listings
from benchmarks.quality.layout_sites.markup import Markup
from benchmarks.quality.layout_sites.page import PageWriter, encoding_of
from benchmarks.quality.layout_sites.releases import Release, write_releases
from benchmarks.quality.layout_sites.teasers import Boxes
from benchmarks.quality.layout_sites.wording import Words

PAGES = 16  # releases of a site
_PATTERNS = {
    "slug": r"/news/[a-z]+-[a-z-]+\d+",
    "dated": r"/press/\d{4}/\d\d/\d\d/[^/]+",
    "number": r"/node/\d+",
    "query": r"/news\.php",  # a pattern sees the path alone
    "file": r"/content/item\d+\.html",
}


@dataclass(frozen=True, slots=True)
class Truth:
    """A release, and further lines of its page that a reading may have or not (sign-off, "About us", a kicker)."""

    release: Release
    optional: tuple[str, ...]
    listing_title: str
    listing_day: str


@dataclass(frozen=True, slots=True)
class Site:
    """What a server gives, and what is true. pages: path -> bytes in the site's encoding, listings among them."""

    number: int
    layout: Layout
    truths: tuple[Truth, ...]
    pages: dict[str, bytes]
    pattern: str  # of the addresses of releases
    listing: str = ADDRESS

    @property
    def encoding(self) -> str:
        return encoding_of(self.layout)


def make_site(seed: int, number: int, count: int = PAGES) -> Site:
    """Site `number` of a seed: the same one each time, whatever others are made."""
    name = f"{seed}-{number}"
    rng = random.Random(name)
    layout = draw_layout(rng)
    plain = Words(layout["language"])
    words = Words(layout["language"], plain.fill(rng, rng.choice(plain.furniture("site"))), "press.example")
    releases = write_releases(f"{name}-texts", words, layout, count)
    markup = Markup(rng, layout)
    notation = rng.choice(words.notations())
    furniture = Furniture(rng, layout, words, markup, releases)
    boxes = Boxes(rng, layout, words, markup, releases, notation)
    writer = PageWriter(rng, layout, words, markup, furniture, boxes, notation)
    listing_notation = rng.choice((notation, words.notations()[0]))
    html = write_listings(layout, words, markup, furniture, releases, listing_notation)
    truths = []
    for release in releases:
        html[release.path], optional = writer.write(release, random.Random(f"{name}-{release.number}"))
        day = shown_day(layout, words, listing_notation, release)
        truths.append(Truth(release, tuple(optional), shown_title(layout, release), day))
    encoded = {path: page.encode(encoding_of(layout), "xmlcharrefreplace") for path, page in html.items()}
    return Site(number, layout, tuple(truths), encoded, _PATTERNS[layout["address"]])
