"""The stylesheet: small, self-contained, readable in light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ratssearch.web import texts

STATIC = Path(texts.__file__).parent / "static"
CSS = (STATIC / "style.css").read_text("utf-8")
TEXT_ON = {  # colour -> what it stands on
    "ink": ("paper", "raised", "mark", "country-tint", "organisation-tint", "date-tint"),
    "muted": ("paper", "raised"),
    "accent": ("paper", "raised"),
    "on-accent": ("accent",),
    "warn": ("paper",),
    "date": ("paper",),
}
LINES = {"line": ("paper", "raised"), "country": ("paper",), "organisation": ("paper",), "date": ("paper",)}


def colours(scheme: str) -> dict[str, str]:
    """Custom properties of one colour scheme; dark ones overrule light ones."""
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return {**found, **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))} if scheme == "dark" else found


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_lines_can_be_seen(scheme: str) -> None:
    """4.5:1 for text on everything it stands on, 3:1 for lines that carry meaning."""
    shades = colours(scheme)
    for rules, least in ((TEXT_ON, 4.5), (LINES, 3.0)):
        for colour, grounds in rules.items():
            for ground in grounds:
                ratio = contrast(shades[colour], shades[ground])
                assert ratio >= least, f"{scheme}: {colour} on {ground} is {ratio:.2f}:1"
    assert contrast(shades["accent"], shades["band"]) >= 3.0, "bars of hits stand out from the band behind them"


def test_the_stylesheet_is_small_and_alone() -> None:
    """Under 20 KB; no other file, font or host."""
    assert len(CSS.encode()) < 20 * 1024
    assert not re.search(r"@import|@font-face|url\((?!#)", CSS)


def test_nothing_moves() -> None:
    """No animation and no transition."""
    assert not re.search(r"animation|transition|@keyframes", CSS)


def test_scripts_are_short_and_reach_nobody() -> None:
    """The only script is an enhancement of a few lines that asks no other host."""
    script = (STATIC / "enhance.js").read_text("utf-8")
    assert len(script) < 4096 and "http" not in script and "innerHTML" not in script
