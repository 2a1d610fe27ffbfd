"""Places in a page's tree as other pages of the site have them: paths of tags, ids, classes; digests of texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

from lxml import etree
from lxml.html import HtmlElement

from ratssearch.models import Template
from ratssearch.text import fold

_NUMBERED = re.compile(r"\d")  # a class or id with a number in it names one page, not a layout
_NOT_WORDS = re.compile(r"[\W_]+")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_LABEL = re.compile(r"([^:：]{2,40})[:：]")
_MAX_STEPS = 60  # of one path: deeper containers are no layout
_SHOWN = etree.XPath(
    "descendant::text()[not(parent::script or parent::style or parent::noscript or parent::template)]",
    smart_strings=False,
)
_ALL = etree.XPath("descendant::text()", smart_strings=False)  # takes a fifth of the time
_NOTHING: frozenset[str] = frozenset()


def step_of(element: HtmlElement, varying: frozenset[str] = _NOTHING) -> str:
    """One step of a path: tag, id and classes, such as "div#main.text". The body's own classes name the page, and so do
    those that are known to vary from page to page."""
    return _step(str(element.tag), element.get("id") or "", element.get("class") or "", varying)


@lru_cache(maxsize=4096)
def _step(tag: str, identifier: str, classes: str, varying: frozenset[str]) -> str:
    if tag in ("html", "body"):
        return tag
    names = sorted({name for name in classes[:300].split() if not _NUMBERED.search(name) and name not in varying})
    own = f"#{identifier}" if identifier and not _NUMBERED.search(identifier) and " " not in identifier else ""
    # A slash would look like the edge of a step.
    return f"{tag}{own}{''.join('.' + name for name in names)}".replace("/", "|")


def names_in(step: str) -> list[str]:
    """The class names of a step."""
    return step.split(".")[1:]


def without(path: str, varying: frozenset[str]) -> str:
    """A path without the class names that vary from page to page."""
    if varying.isdisjoint(re.split(r"[./]", path)):
        return path
    steps = (step.split(".") for step in path.split("/"))
    return "/".join(".".join([tag, *(name for name in names if name not in varying)]) for tag, *names in steps)


class Paths:
    """Paths of the elements of one page, from the root down."""

    def __init__(self, varying: frozenset[str] = _NOTHING) -> None:
        self._varying = varying
        self._known: dict[HtmlElement, str] = {}

    def at(self, inside: Sequence[HtmlElement], place: int) -> str:
        """The path of one element of such a chain; of the last that has one, where it lies deeper than any layout."""
        known = self._known.get(inside[place])
        if known is None:
            paths = self.of(inside)
            known = paths[min(place, len(paths) - 1)]
        return known

    def of(self, inside: Sequence[HtmlElement]) -> list[str]:
        """The path of each of inside, which is a chain of elements, outermost first."""
        answer: list[str] = []
        above = ""
        for element in inside[:_MAX_STEPS]:
            path = self._known.get(element)
            if path is None:
                step = step_of(element, self._varying)
                path = self._known[element] = f"{above}/{step}" if above else step
            answer.append(path)
            above = path
        return answer


def key_of(text: str) -> str:
    """The digest by which a text is known again on another page; empty for one without letters or digits."""
    said = _NOT_WORDS.sub("", fold(text))
    return _digest(said) if said else ""


def beginning_of(text: str) -> str:
    """The digest of a text's label, up to a colon, or else of its first letters, by which a label before other words is
    known again; a text of fewer letters is known by all of them."""
    label = _LABEL.match(text)
    said = _NOT_LETTERS.sub("", fold(label[1] if label else text[:80]))
    if label:
        return _digest(f"{said}:") if said else ""
    return _digest(said[:_BEGINNING] if len(said) >= _BEGINNING else f"{said}.") if said else ""


def lead_of(release_id: str, key: str) -> str:
    """The digest of a text, by its key_of(), as what is said of one release."""
    return _digest(f"{release_id} {key}")


_BEGINNING = 8  # letters


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=9).hexdigest()


def part_key(element: HtmlElement) -> str:
    """The digest of all text inside an element but blanks, scripts too: where these differ, it is not known again."""
    text = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return _digest("".join(text.split()))


def shown_text(element: HtmlElement) -> list[str]:
    """The texts inside an element, in order, without scripts and styles."""
    unseen = next(element.iter("script", "style", "noscript", "template"), None)
    return list((_ALL if unseen is None else _SHOWN)(element))


@dataclass(slots=True)
class Known:
    """A place in the layout of a site: the places inside it, and the digests of texts that pages share there."""

    inside: dict[str, Known] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)  # digest of the element's text -> pages that share it

    def pages_that_share(self, element: HtmlElement) -> int:
        """On how many pages of the site an element stands just so; 0 where that is not known."""
        return self.pages.get(part_key(element), 0) if self.pages else 0


def varying_names(templates: Iterable[Template]) -> frozenset[str]:
    """The class names that vary from page to page of a site, as far as that was learnt."""
    return frozenset(name for template in templates for name in template.varying_names)


def known_places(templates: Iterable[Template]) -> Known | None:
    """All shared parts of the pages of a site, by place; None if there are none."""
    root = Known()
    for template in templates:
        for shared in template.furniture:
            place = root
            for step in shared.path.split("/"):
                place = place.inside.setdefault(step, Known())
            place.pages[shared.key] = max(shared.pages, place.pages.get(shared.key, 0))
    return root if root.inside else None
