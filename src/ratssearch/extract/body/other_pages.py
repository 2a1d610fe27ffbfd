"""What only the other pages of a site show to be no text: teasers' leads, what stands behind teasers, shared edges."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ratssearch.extract.body.boilerplate import first_paragraph, has_contact, is_date_line, is_sentence
from ratssearch.extract.body.flow import Flow
from ratssearch.extract.body.labelled import Labelled
from ratssearch.extract.body.region import TEASER
from ratssearch.extract.body.signature import is_end_mark, may_sign
from ratssearch.extract.body.tail import names_somebody
from ratssearch.extract.body.template_fit import ASIDE, REPEATED, Fit
from ratssearch.extract.html.blocks import Block

_LABELLED = re.compile(r"[:：]\s*\S")
BEHIND = "tail:behind-teasers"
_LEADS = 2  # teasers with a lead in the flow of the page
_LINKED = 0.9  # share of a line that is a link and nothing else
_ROW = 2  # other releases whose teasers end a text


def drop_known_leads(page: Labelled) -> None:
    """Drop what stands behind a teaser here and behind the same one on other pages: its lead. And the pairs of link and
    lead that go on with a row of such pairs."""
    teasers = page.teasers
    if not teasers:
        return
    fit = page.fit
    found = {
        block.index: teasers[before.index]
        for before, block in pairwise(page.blocks)
        if fit is not None
        and not page.labels[block.index]
        and before.index in teasers
        and fit.is_lead(block, teasers[before.index])
    }
    if len(found) < _LEADS:
        found = {}  # one alone may be the formula with which texts begin, behind the same box on every page
    page.teasers = {**teasers, **found}
    page.teasers = {**page.teasers, **_pairs_behind(page.blocks, page.teasers)}
    for index in page.teasers.keys() - teasers.keys():
        page.labels[index] = TEASER


def _pairs_behind(blocks: Sequence[Block], teasers: Mapping[int, str]) -> dict[int, str]:
    """The blocks of pairs of a link and its lead that stand behind such a pair and are made like it."""
    more: dict[int, str] = {}
    pairs = [index for index in teasers if blocks[index].targets and teasers.get(index + 1) == teasers[index]]
    for index in pairs:
        link, lead = index, index + 1
        while not blocks[lead].targets and lead + 2 < len(blocks):
            next_link, next_lead = blocks[link + 2], blocks[lead + 2]
            if not (_are_alike(blocks[link], next_link) and _are_alike(blocks[lead], next_lead)):
                break
            if next_link.link_density <= _LINKED or next_lead.targets or not is_sentence(next_lead):
                break
            link, lead = link + 2, lead + 2
            if lead not in teasers:
                more[link] = more[lead] = teasers.get(link) or next_link.targets[0]
    return {index: other for index, other in more.items() if index not in teasers}


def _are_alike(one: Block, other: Block) -> bool:
    """Whether two blocks are elements of one kind beside each other."""
    return (one.tag, one.element.get("class"), one.element.getparent()) == (
        other.tag,
        other.element.get("class"),
        other.element.getparent(),
    )


def drop_behind_teasers(page: Labelled, keep: tuple[str, ...]) -> None:
    """Drop what stands behind the teasers of other releases under a text: adverts, forms, more lists. Behind a box of
    teasers text goes on only where it stands as the text before does."""
    if not page.teasers:
        return
    kept = page.kept()
    flow = page.flow()
    own = (block.index for block in kept[::-1] if (block.tag == "li" or is_sentence(block)) and flow.holds(block))
    last = next(own, len(page.blocks))
    behind = [index for index in sorted(page.teasers) if index > last and page.labels[index] == TEASER]
    if len({page.teasers[index] for index in behind}) < _ROW or BEHIND in keep:
        return
    for block in kept:
        if block.index > behind[0] and not may_sign(block.text):
            page.labels[block.index] = BEHIND


def drop_asides(page: Labelled, keep: tuple[str, ...]) -> None:
    """Drop what stands where the site's pages have no text, after the rules that need to see it: a heading of contacts
    is told by these."""
    if page.fit is not None and ASIDE not in keep:
        for block in page.kept():
            if block.index not in page.lead and page.fit.is_aside(block):
                page.labels[block.index] = ASIDE


def drop_repeated_edges(page: Labelled, keep: tuple[str, ...]) -> None:
    """Drop what nearly all pages of the site share at either edge of a learnt region. Inside the text a line that comes
    back is a heading or a name, a sign-off is a field of its own, and a paragraph at the beginning opens the text."""
    fit = page.fit
    if fit is None or REPEATED in keep:
        return
    kept = page.kept()
    for block in kept[: first_paragraph(kept)]:
        shared = block.index not in page.lead and (fit.at_edge(block) or fit.is_label(block, end=False))
        if not shared or not _is_furniture(block, fit, page.flow()):
            break
        page.labels[block.index] = REPEATED
    contact = False
    for block in page.kept()[::-1]:
        if not (fit.at_edge(block) or fit.is_label(block, end=True)) or not _is_shared_end(block, fit, page.flow()):
            break
        page.labels[block.index] = REPEATED
        contact = has_contact(block.text)
    last = page.kept()[-1:]
    if contact and last and names_somebody(last[0]):
        page.labels[last[0].index] = REPEATED  # whose telephone it is


def _is_shared_end(block: Block, fit: Fit, flow: Flow) -> bool:
    """Whether a last block is no text, for many pages end so. A formula may end many releases, but not all of them."""
    if may_sign(block.text) or is_end_mark(block.text):
        return False
    return fit.is_everywhere(block) or _is_furniture(block, fit, flow)


def _is_furniture(block: Block, fit: Fit, flow: Flow) -> bool:
    """Whether what many pages share at an edge is none of their text: no sentence among the paragraphs, and of labels
    there only days, links and what a colon marks."""
    if not flow.holds(block):
        return True
    # A colon at the end introduces what follows, or greets.
    marked = bool(_LABELLED.search(block.text)) or block.link_density > 0.7 or is_date_line(block.text)
    return not is_sentence(block) and (fit.at_edge(block) or marked)
