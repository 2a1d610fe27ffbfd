"""Apply a learnt template: find its region on a page, and say which blocks the site's pages share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from ratssearch.extract.blocks import Block
from ratssearch.extract.outline import Paths, key_of
from ratssearch.extract.region import may_be_region, width
from ratssearch.models import Template

REPEATED = "template:repeated"
_MIN_SHARE = 0.6  # of the page's own text that the region must hold, or the page has another layout
_EDGE = 0.9  # share of the pages from which a block at the region's edge is no text: formulas of law stand on fewer
# Rules that take single lines by their looks. On a page alone a doubtful line is better left out; where many pages of
# the site are known, what is furniture shows on many of them, and a line on few of them is text.
_BY_LOOKS = ("head:", "veto:")
_DOUBTFUL = ("signature", "links:edge", "line:end-mark", "line:call-to-action", "line:photo-credit", "line:source")


@dataclass(frozen=True, slots=True)
class Fit:
    """A template on one page: the region's element, and for each block how many pages of the site share it."""

    template: Template
    region: HtmlElement
    shared: tuple[int, ...]

    def applies(self, rule: str) -> bool:
        """Whether a removal rule is of use inside the region."""
        return rule in self.template.habits or not (rule.startswith(_BY_LOOKS) or rule in _DOUBTFUL)

    def at_edge(self, block: Block) -> bool:
        """Whether a block is shared by so many pages that it is no text at the region's edge."""
        return self.shared[block.index] >= max(3, _EDGE * len(self.template.learnt_from))


def fit_template(templates: Sequence[Template], blocks: Sequence[Block]) -> Fit | None:
    """The template whose region holds most of the page's own text, if it holds enough of it; else None."""
    if not templates:
        return None
    paths = Paths()
    owners: dict[str, set[HtmlElement]] = {}
    wanted = {template.region for template in templates}
    for block in blocks:
        for element, path in zip(block.inside, paths.of(block.inside), strict=False):
            if path in wanted:
                owners.setdefault(path, set()).add(element)
    fits = [
        (share, fit)
        for template in templates
        if len(found := owners.get(template.region, ())) == 1
        for share, fit in (_measured(template, next(iter(found)), blocks),)
        if share >= _MIN_SHARE and may_be_region(str(fit.region.tag))
    ]
    return max(fits, key=lambda pair: pair[0])[1] if fits else None


def _measured(template: Template, region: HtmlElement, blocks: Sequence[Block]) -> tuple[float, Fit]:
    pages = {repeat.key: repeat.pages for repeat in template.repeats}
    shared = tuple(pages.get(key_of(block.text), 0) for block in blocks)
    own = [
        (width(block.text), region in block.inside)
        for block in blocks
        if block.link_density <= 0.5 and not shared[block.index]
    ]
    total = sum(size for size, _ in own)
    return sum(size for size, inside in own if inside) / max(1, total), Fit(template, region, shared)
