"""The layout of a site: one value of each axis (axes.toml), drawn independently, without the few that cannot be."""

from __future__ import annotations

import random
import tomllib
from functools import cache
from pathlib import Path

Layout = dict[str, str]

_ON_PAGE = frozenset(("full", "suffix", "prefix"))  # title elements that hold the whole title
_VISIBLE = frozenset(("above", "under", "byline", "block", "after", "dateline"))


@cache
def axes() -> dict[str, dict[str, int]]:
    """Axis -> value -> weight."""
    table: dict[str, dict[str, int]] = tomllib.loads(Path(__file__).with_name("axes.toml").read_text("utf-8"))["axes"]
    return table


def draw_layout(rng: random.Random) -> Layout:
    """One value of each axis."""
    layout = {axis: rng.choices(list(values), list(values.values()))[0] for axis, values in axes().items()}
    if layout["title"] == "absent":
        # Some place must say the title whole.
        layout["listing_title"] = "full"
        if layout["title_element"] not in _ON_PAGE:
            layout["title_element"] = "suffix"
        if layout["og_title"] in ("site", "cut"):
            layout["og_title"] = "full"
    if layout["title"] == "h2" and layout["banner"] == "none":
        layout["banner"] = "h1"
    if layout["date"] == "block":
        layout["label"] = "block"
    if layout["date"] == "listing":
        layout["listing_dates"] = "yes"
    if layout["date"] == "absent":
        layout["listing_dates"] = "no"
    if layout["date"] in ("absent", "listing") and layout["address"] == "dated":
        layout["address"] = "slug"
    if layout["teasers"] == "none":
        layout |= {axis: "none" for axis in layout if axis.startswith("box_") and "none" in axes()[axis]}
    if layout["text"] in ("br", "br_loose", "td") and layout["extras"] == "tables":
        layout["extras"] = "lists"
    return layout


def shows_day(layout: Layout) -> bool:
    """Whether a release page of the site shows the day of its release."""
    return layout["date"] in _VISIBLE


def has_day(layout: Layout) -> bool:
    """Whether the site says the day of a release at all."""
    return layout["date"] != "absent"
