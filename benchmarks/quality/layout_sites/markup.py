"""HTML of a site: elements with the class names of its scheme, and its way of laying out the source."""

from __future__ import annotations

import random
import re
import string
import tomllib
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.quality.layout_sites.axes import Layout

_BLOCKS = (
    "html|head|body|title|meta|link|script|style|div|p|ul|ol|li|table|tr|td|th|tbody|h1|h2|h3|h4|article|section|main"
    "|aside|header|footer|nav|figure|figcaption|blockquote|hgroup|dl|dt|dd|form|hr"
)
_BREAK = re.compile(rf"(</?(?:{_BLOCKS})\b[^>]*>|<br>)(?=<)")
_COMMENTS = ("<!-- begin block -->", "<!-- /content -->", "<!--[if lt IE 9]><![endif]-->", "<!-- node 12 -->")


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))


class Markup:
    """Writes the elements of one site. What a site calls a part, it calls it so on every page."""

    def __init__(self, rng: random.Random, layout: Layout) -> None:
        self._rng = rng
        self._layout = layout
        self._classes: dict[str, str] = {}
        self._wrappers = [self._name("page" if number % 2 else "body") for number in range(12)]

    def el(self, tag: str, role: str, inner: str, extra: str = "", **attributes: str) -> str:
        """An element with the class of its role (none where the site names nothing); extra: a further class."""
        if not tag:
            return inner
        names = " ".join(name for name in (self.named(role), extra) if name)
        written = f' class="{names}"' if names else ""
        written += "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
        return f"<{tag}{written}>{inner}</{tag}>"

    def named(self, role: str) -> str:
        """The class of a role, always the same on one site."""
        if not role:
            return ""
        if role not in self._classes:
            self._classes[role] = self._name(role)
        return self._classes[role]

    def _name(self, role: str) -> str:
        rng, scheme = self._rng, self._layout["names"]
        if scheme == "semantic":
            found: str = rng.choice(_names()["semantic"][role])
            return found
        if scheme == "coded":
            return "".join(rng.choices(string.ascii_letters + string.digits, k=rng.randint(8, 11)))
        if scheme == "styled":
            letters = string.ascii_lowercase + string.digits
            return rng.choice(("css-", "sc-", "emotion-")) + "".join(rng.choices(letters, k=6))
        if scheme == "none":
            return ""
        words: list[str] = _names()[scheme]
        return " ".join(rng.sample(words, rng.randint(3, 6) if scheme == "tailwind" else 1))

    def nested(self, inner: str, depth: int) -> str:
        """Inner inside depth further elements."""
        for number in range(depth):
            name = self._wrappers[number]
            inner = f'<div class="{name}">{inner}</div>' if name else f"<div>{inner}</div>"
        return inner

    def comment(self, rng: random.Random) -> str:
        """A comment of the source where the site has such, else nothing."""
        return rng.choice(_COMMENTS) if self._layout["html_comments"] == "yes" and rng.random() < 0.6 else ""

    def laid_out(self, page: str) -> str:
        """The page with the line breaks that the site's source has."""
        if self._layout["source"] == "minified":
            return page
        return _BREAK.sub(r"\1\n" if self._layout["source"] == "pretty" else "\\1\n\t\t  ", page)


def link(text: str, path: str, **attributes: str) -> str:
    """A link whose text is given as it is to be read."""
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f'<a href="{escape(path)}"{written}>{escape(text)}</a>'
