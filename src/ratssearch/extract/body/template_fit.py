"""Apply a learnt template: find its region on a page, and say which blocks the site's pages share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from ratssearch.extract.body.boilerplate import is_paragraph
from ratssearch.extract.body.region import may_be_region, width
from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.element_paths import Paths, key_of, lead_of, step_of, varying_names
from ratssearch.extract.templates.outline import END_OF_TEXT, OWN_TEXT, label_of, stands_free
from ratssearch.models import Template

REPEATED = "template:repeated"
ASIDE = "template:aside"
_MIN_SHARE = 0.6  # of the page's own text that the region must hold, or the page has another layout
_EDGE = 0.9  # share of the pages from which a block at the region's edge is no text: formulas of law stand on fewer
_EVERYWHERE = 0.95
# Rules that take single lines by their looks. On a page alone a doubtful line is better left out; where many pages of
# the site are known, what is furniture shows on many of them, and a line on few of them is text.
_DOUBTFUL = ("veto:line", "signature", "links:edge", "line:photo-credit")


class Fit:
    """A template on one page: the region's element, and on how many of the site's pages each block stands."""

    def __init__(self, template: Template, region: HtmlElement, blocks: Sequence[Block]) -> None:
        self.template = template
        self.region = region
        self._blocks = blocks
        self._paths = Paths(frozenset(template.varying_names))
        self._asides = frozenset(template.asides)
        self._labels = frozenset(template.labels)
        self._leads = frozenset(template.leads)
        self._pages = {repeat.key: repeat.pages for repeat in template.repeats}
        self._known: dict[Block, int] = {}
        self._held: Counter[HtmlElement] = Counter()

    def pages_of(self, block: Block) -> int:
        """Of the pages that the template was learnt from, how many hold the block; 0 for one that is the page's own."""
        if block.pages or not self._pages:
            return block.pages
        if block not in self._known:
            self._known[block] = self._pages.get(key_of(block.text), 0)
        return self._known[block]

    def is_aside(self, block: Block) -> bool:
        """Whether a block of the region stands where the site's pages have no text."""
        if not self._asides:
            return False
        way = self._paths.of(block.inside)
        if not self._held:
            self._held.update(element for other in self._blocks for element in other.inside)
        if way and stands_free(block, self._held[block.inside[-1]]):
            way = [*way, f"{way[-1]}/{OWN_TEXT}"]
        return not self._asides.isdisjoint(way)

    def applies(self, rule: str) -> bool:
        """Whether a removal rule is of use inside the region."""
        return rule in self.template.habits or rule not in _DOUBTFUL

    def is_lead(self, block: Block, release_id: str) -> bool:
        """Whether a block stands behind a link to that release on other pages too."""
        return bool(self._leads) and lead_of(release_id, key_of(block.text)) in self._leads

    def is_everywhere(self, block: Block) -> bool:
        """Whether hardly a page lacks the block."""
        return self.pages_of(block) >= max(3, _EVERYWHERE * len(self.template.learnt_from))

    def at_edge(self, block: Block) -> bool:
        """Whether a block is shared by so many pages that it is no text at the region's edge."""
        return self.pages_of(block) >= max(3, _EDGE * len(self.template.learnt_from))

    def is_label(self, block: Block, *, end: bool) -> bool:
        """Whether a block before the text (at its end) begins as labels do there on many pages."""
        if not self._labels or is_paragraph(block):
            return False
        return label_of(block.text) + (END_OF_TEXT if end else "") in self._labels

    def share(self) -> float:
        """How much of the page's own text the region holds, 0..1; links are no text."""
        inside = outside = 0
        for block in self._blocks:
            if block.link_density <= 0.5:
                if self.region in block.inside:
                    inside += width(block.text)
                elif not self.pages_of(block):
                    outside += width(block.text)
        return inside / max(1, inside + outside)


def fit_template(templates: Sequence[Template], blocks: Sequence[Block]) -> Fit | None:
    """The template whose region holds most of the page's own text, if it holds enough of it; else None."""
    wanted = {template.region for template in templates if may_be_region(template.region.rsplit("/", 1)[-1])}
    owners = _owners(wanted, blocks, varying_names(templates)) if wanted else {}
    fits = [
        Fit(template, owners[template.region][0], blocks)
        for template in templates
        if len(owners.get(template.region, ())) == 1
    ]
    shares = [fit.share() for fit in fits]
    best = max(shares, default=0.0)
    return fits[shares.index(best)] if best >= _MIN_SHARE else None


def _owners(wanted: set[str], blocks: Sequence[Block], varying: frozenset[str]) -> dict[str, list[HtmlElement]]:
    """The elements at each of the wanted paths that hold a block."""
    owners: dict[str, list[HtmlElement]] = {}
    for path in wanted if blocks else ():
        root = blocks[0].inside[0]
        first, *steps = path.split("/")
        level = [root] if step_of(root) == first else []
        for step in steps:
            level = [child for element in level for child in element if step_of(child, varying) == step]
        owners[path] = [element for element in level if any(element in block.inside for block in blocks)]
    return owners
