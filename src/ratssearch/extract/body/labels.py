"""The body. Ladder: the profile's selector; a learnt template's region (template_fit.py); the best container of the
page (region.py) with its lead; what stands under the title; everything.

Every block of the page ends with a label: "" for the body, or the name of what took it out, so that nothing vanishes
without account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml.html import HtmlElement

from ratssearch.extract.body.boilerplate import (
    apply_phrases,
    first_paragraph,
    head_label,
    is_credit,
    rules,
    running,
    tail_rule,
)
from ratssearch.extract.body.captions import CAPTION, captions, stands_by_picture
from ratssearch.extract.body.copies import drop_copies
from ratssearch.extract.body.labelled import OUTSIDE, TITLE, Labelled
from ratssearch.extract.body.other_pages import (
    drop_asides,
    drop_behind_teasers,
    drop_known_leads,
    drop_repeated_edges,
)
from ratssearch.extract.body.region import TEASER, find_region, parts_of, width
from ratssearch.extract.body.signature import find_signature, is_end_mark, is_sign_off
from ratssearch.extract.body.tail import END_MARK, SIGNATURE, close, close_tail
from ratssearch.extract.body.teasers import NOTHING_KNOWN, Addresses, Others, find_teasers
from ratssearch.extract.body.template_fit import REPEATED, Fit
from ratssearch.extract.html.blocks import Block
from ratssearch.extract.title import same_title, title_key
from ratssearch.text import ends_sentence

_LINE_RULES = (
    END_MARK,
    "veto:line",
    "links:edge",
    "head:date-line",
    "head:before-title",
    *(rule.name for rule in rules()),
)
_AGREED = 0.5  # share of the region's text that a second extractor must keep for its veto to count
_PARAGRAPH = 500  # width from which a sentence-ended block stays whatever the second extractor says
_CAPTIONS = frozenset(("figure", "figcaption", "caption"))
_STEP = re.compile(r"[»>/›→|·\\]\s")  # between the pages of a way to this one
_ANNOUNCES = re.compile(r"[:：]\s*$")
_ITEM_END = re.compile(r"[;.；。]$")
_TAIL_BLOCKS = 6  # after the body, looked at for a heading such as "In other news"
_LEAD_BLOCKS = 12  # before the region, looked at for a lead
_LEAD = 60  # width of a lead
_MAX_LEADS = 3  # a lead and two points of it
MARK = "data-ratssearch"  # attribute by which profile selectors leave their finds in the tree


def label_blocks(
    blocks: Sequence[Block],
    title: str,
    keep: tuple[str, ...] = (),
    seconded: Sequence[bool] = (),
    fit: Fit | None = None,
    *,
    marked: bool = True,
    addresses: Addresses | None = None,
    others: Others = NOTHING_KNOWN,
) -> Labelled:
    """Label every block. title: the page's title, whose own blocks are no body. keep: rules that do not apply.
    seconded: for each block whether a second extractor would keep it, or nothing. fit: a learnt template's region.
    marked: whether profile selectors may have left marks in the tree. addresses: of other releases; others: what is
    known of these."""
    teasers: Mapping[int, str] = {}
    if addresses is not None and TEASER not in keep:
        teasers = find_teasers(blocks, title, addresses, others)
    parts = parts_of(blocks, title, teasers)
    teasers = {index: other for index, other in teasers.items() if not parts[index]}
    parts = [TEASER if block.index in teasers else part for block, part in zip(blocks, parts, strict=True)]
    marks = _marks(blocks) if marked else {}
    labels, rung = _region_labels(blocks, parts, seconded, title, fit, marks, keep)
    page = Labelled(blocks, labels, rung, fit if rung == "template" else None, teasers=teasers, seconded=seconded)
    if page.fit is not None:
        keep = (*keep, *(rule for rule in _LINE_RULES if not page.fit.applies(rule)))
    if rung != "profile":
        _take_lead(page, parts, title)
    _drop_parts(page, parts if rung != "profile" else [part if part == TEASER else "" for part in parts], keep)
    _name_headings(page, keep)
    drop_known_leads(page)
    for index, block in enumerate(blocks):
        if block.pages and not labels[index]:
            labels[index] = REPEATED
        if not labels[index] and _marked(block, "remove", marks):
            labels[index] = "profile:remove"
    whole = list(labels)
    _clean(page, title, keep, seconded, addresses)
    if not page.kept():
        labels[:] = whole  # rules that leave nothing were wrong
    _name_tail(page, keep)
    for index, block in enumerate(blocks):
        if _marked(block, "keep", marks):
            labels[index] = ""
    return page


def _clean(
    page: Labelled, title: str, keep: tuple[str, ...], seconded: Sequence[bool], addresses: Addresses | None
) -> None:
    """Take out of the region what is no part of the text."""
    _drop_before_title(page, title, keep)
    _drop_titles(page, title)
    if page.rung == "after-title" and not any(first_paragraph([block]) == 0 for block in page.kept()):
        return  # a few lines under a title: every cut would be a guess
    _drop_links(page, keep)
    for index, name in apply_phrases(page.kept(), keep, seconded).items():
        page.labels[index] = name
    if SIGNATURE not in keep:
        for index, name in close(page.kept(), keep).items():
            page.labels[index] = name
    drop_behind_teasers(page, keep)
    drop_asides(page, keep)
    drop_repeated_edges(page, keep)
    if page.rung not in ("profile", "template"):
        _veto(page, seconded, keep)
        for block in captions(page.kept()) if CAPTION not in keep else ():
            page.labels[block.index] = CAPTION  # a template knows the places of pictures
    _drop_link_edges(page, keep, addresses)
    _sign(page, keep)
    for index, name in close_tail(page.kept(), keep, lambda block: page.flow().holds(block)).items():
        page.labels[index] = name
    drop_copies(page, keep)  # of what is left: the other of the two may have gone


def _name_headings(page: Labelled, keep: tuple[str, ...]) -> None:
    """A heading over teasers is known by its own words, where these are."""
    for index in page.teasers:
        block = page.blocks[index]
        if page.labels[index] == TEASER and not block.anchors and (rule := tail_rule(block, keep)):
            page.labels[index] = rule


def _name_tail(page: Labelled, keep: tuple[str, ...]) -> None:
    """Where the region itself ended before "In other news", say so in the account of what is not in the body."""
    last = max((index for index, label in enumerate(page.labels) if not label), default=len(page.labels))
    after = [block for block in page.blocks[last + 1 :] if page.labels[block.index] == OUTSIDE]
    for place, block in enumerate(after[:_TAIL_BLOCKS]):
        if rule := tail_rule(block, keep):
            for later in after[place:]:
                page.labels[later.index] = rule
            return


def _region_labels(
    blocks: Sequence[Block],
    parts: Sequence[str],
    seconded: Sequence[bool],
    title: str,
    fit: Fit | None,
    marks: Mapping[HtmlElement, str],
    keep: tuple[str, ...],
) -> tuple[list[str], str]:
    if "body" in marks.values():
        return ["" if _marked(block, "body", marks) else OUTSIDE for block in blocks], "profile"
    if fit is not None:
        return list(_template_labels(blocks, parts, fit)), "template"
    heading = _heading_position(blocks, title)
    region = find_region(blocks, parts, seconded, heading or 0)
    outside = [_part_label(part) if part else OUTSIDE for part in parts]
    if region is not None and (heading is None or any(region in block.inside for block in blocks[heading + 1 :])):
        return ["" if region in block.inside else where for block, where in zip(blocks, outside, strict=True)], "region"
    if heading is not None:
        after = [index > heading and not part for index, part in enumerate(parts)]
        return ["" if later else where for later, where in zip(after, outside, strict=True)], "after-title"
    return ["" for _ in blocks], "page"


def _template_labels(blocks: Sequence[Block], parts: Sequence[str], fit: Fit) -> Iterator[str]:
    for block, part in zip(blocks, parts, strict=True):
        if fit.region in block.inside:
            yield ""
        else:
            yield _part_label(part) if part else REPEATED if fit.pages_of(block) else OUTSIDE


def _part_label(part: str) -> str:
    return part if part == TEASER else f"part:{part}"


def _heading_position(blocks: Sequence[Block], title: str) -> int | None:
    """The first heading of the page that is its title."""
    return next((i for i, block in enumerate(blocks) if block.heading and same_title(block.text, title)), None)


def _marks(blocks: Sequence[Block]) -> dict[HtmlElement, str]:
    """The elements that a profile's selectors marked (selectors.py)."""
    found = blocks[0].element.getroottree().getroot().xpath(f"//*[@{MARK}]") if blocks else []
    return {element: element.get(MARK, "") for element in found}


def _marked(block: Block, kind: str, marks: Mapping[HtmlElement, str]) -> bool:
    return bool(marks) and any(marks.get(element) == kind for element in block.inside)


def _take_lead(page: Labelled, parts: Sequence[str], title: str) -> None:
    """Bring in the text that stands between the title and the region: many sites keep the lead and its bullet points in
    a box of their own, or beside the title over the date line; where the page does not show its title, under the date
    line. What stands beside a picture there is its caption."""
    first = next((index for index, label in enumerate(page.labels) if not label), 0)
    before = [index for index in range(first) if page.labels[index] in (OUTSIDE, REPEATED)][-_LEAD_BLOCKS:]
    above = [index for index in before if same_title(page.blocks[index].text, title)]
    above = above or [index for index in before if head_label(page.blocks[index])]
    if not above:
        return
    for block in page.blocks[above[-1] + 1 : first]:
        if page.labels[block.index] == OUTSIDE and _reads_as_lead(block):
            page.labels[block.index] = ""
            page.lead.add(block.index)


def _reads_as_lead(block: Block) -> bool:
    """Whether a block between title and text says something by itself and is no label and no caption."""
    size = width(block.text)
    said = size >= _LEAD or (size >= _LEAD // 2 and ends_sentence(block.text))
    linked = block.link_density > 0.3
    return said and not linked and not head_label(block) and not is_credit(block) and not stands_by_picture(block)


def _drop_parts(page: Labelled, parts: Sequence[str], keep: tuple[str, ...]) -> None:
    for index, part in enumerate(parts):
        if part and not page.labels[index] and _part_label(part) not in keep:
            page.labels[index] = _part_label(part)


def _veto(page: Labelled, seconded: Sequence[bool], keep: tuple[str, ...]) -> None:
    """Drop lines that the second extractor leaves out, where the two agree on the text and the line is no paragraph."""
    kept = page.kept()
    flow = page.flow()
    doubtful = [block for block in kept if not flow.holds(block) and not _is_paragraph(block)]
    if not doubtful or "veto:line" in keep or not seconded:
        return
    size = sum(len(block.text) for block in kept)
    if sum(len(block.text) for block in kept if seconded[block.index]) < _AGREED * size:
        return
    leads = _leads_of(page, kept, seconded)
    for block in doubtful:
        if not seconded[block.index] and block not in leads:
            page.labels[block.index] = "veto:line"


def _leads_of(page: Labelled, kept: Sequence[Block], seconded: Sequence[bool]) -> Sequence[Block]:
    """The blocks between the title and the text that read as a lead: many sites set it apart from the paragraphs. Many
    of a kind are captions."""
    begins = next((block.index for block in kept if seconded[block.index]), 0)
    start = max(0, kept[0].index - _LEAD_BLOCKS)
    under = max((index for index in range(start, begins) if page.labels[index] == TITLE), default=begins)
    leads = [block for block in kept if under < block.index < begins and _reads_as_lead(block)]
    return leads if len(leads) <= _MAX_LEADS else []


def _is_paragraph(block: Block) -> bool:
    return (
        width(block.text) >= _PARAGRAPH
        and block.link_density <= 0.1
        and ends_sentence(block.text)
        and not _CAPTIONS.intersection(str(element.tag) for element in block.inside[-4:])
    )


def _drop_before_title(page: Labelled, title: str, keep: tuple[str, ...]) -> None:
    """What stands before the title inside the region (teasers, labels) goes, if the text proper comes after it."""
    kept = page.kept()
    if "head:before-title" in keep or not title:
        return
    for place, block in enumerate(kept):
        if not same_title(block.text, title):
            continue
        if block.heading or block.strong or title_key(block.text) == title_key(title):
            text = [other for other in kept if not page.seconded or page.seconded[other.index]]
            before = sum(running(other) for other in text if other.index < block.index)
            after = sum(running(other) for other in text if other.index > block.index)
            # A first heading says where the text begins; the title's words elsewhere may well stand inside the text.
            if after > (0.5 if block.tag == "h1" else 3.0) * before:
                for earlier in kept[:place]:
                    page.labels[earlier.index] = "head:before-title"
            return


def _drop_titles(page: Labelled, title: str) -> None:
    """The title is a field of its own: its repetitions before the text and as headings leave the body."""
    if not title:
        return
    for block, label in zip(page.blocks, page.labels, strict=True):
        if label == OUTSIDE and title_key(block.text) == title_key(title):
            page.labels[block.index] = TITLE
    kept = page.kept()
    first = first_paragraph(kept)
    for block in kept[: first + 1]:
        if any(title_key(block.text[step.end() :]) == title_key(title) for step in _STEP.finditer(block.text)):
            page.labels[block.index] = "line:breadcrumb"
    for place, block in enumerate(kept):
        if (place <= first < len(kept) or block.heading) and title_key(block.text) == title_key(title):
            page.labels[block.index] = TITLE


def _drop_links(page: Labelled, keep: tuple[str, ...]) -> None:
    """Runs of blocks that are nothing but links are menus, tags or teasers; one alone may be a reference, and a list
    that the text announces ("The council adopted:") or punctuates belongs to it."""
    if "links:list" in keep:
        return
    run: list[Block] = []
    kept = page.kept()
    for place, block in enumerate([*kept, None]):
        if block is not None and block.link_density > 0.8 and width(block.text) < 200:
            run.append(block)
            continue
        before = kept[place - len(run) - 1] if place > len(run) else None
        if len(run) >= 3 and not _is_list_of_text(before, run, keep):
            for linked in run:
                page.labels[linked.index] = "links:list"
        run = []


def _is_list_of_text(before: Block | None, run: Sequence[Block], keep: tuple[str, ...]) -> bool:
    """Whether a run of links goes on with the sentence before it, or has the punctuation of one."""
    if before is not None and _ANNOUNCES.search(before.text) and not before.heading:
        return not tail_rule(before, keep)
    return all(_ITEM_END.search(block.text) and not block.text.endswith("...") for block in run)


def _drop_link_edges(page: Labelled, keep: tuple[str, ...], addresses: Addresses | None) -> None:
    """Links left over at either edge of the body are labels or pointers, not text; in the flow of the text those that
    lead out of the site, to a document, or say a sentence are text."""
    if "links:edge" in keep:
        return
    kept = page.kept()
    for edge in (kept, kept[::-1]):
        for block in edge:
            mark = is_end_mark(block.text) and END_MARK not in keep
            if not (block.link_density > 0.7 and width(block.text) < 160) and not mark:
                break
            said = ends_sentence(block.text) or (addresses and any(map(addresses.leads_away, block.targets)))
            if not mark and said and page.flow().holds(block):
                break
            page.labels[block.index] = END_MARK if mark else "links:edge"


def _sign(page: Labelled, keep: tuple[str, ...]) -> None:
    if SIGNATURE in keep:
        return
    signed = find_signature(page.kept())
    fit = page.fit
    if fit is not None and not fit.applies(SIGNATURE):
        # Where signing is no habit of the site, a last line must say more than that it could be a name.
        known = (block for block in signed if is_sign_off(block.text) or fit.pages_of(block) > 1)
        signed = signed if next(known, None) is not None else []
    for block in signed:
        page.labels[block.index] = SIGNATURE
