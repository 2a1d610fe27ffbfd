"""The body. Ladder: the profile's selector; the best container of the page (region.py) with its lead; everything.

Every block of the page ends with a label: "" for the body, or the name of what took it out, so that nothing vanishes
without account.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from ratssearch.extract.blocks import Block
from ratssearch.extract.boilerplate import apply_phrases, first_paragraph, is_date_line
from ratssearch.extract.region import find_region, parts_of, width
from ratssearch.extract.signature import find_signature, is_end_mark
from ratssearch.extract.title import same_title, title_key

TITLE = "title"
SIGNATURE = "signature"
_AGREED = 0.5  # share of the region's text that a second extractor must keep for its veto to count
_PARAGRAPH = 500  # width from which a sentence-ended block stays whatever the second extractor says
_CAPTIONS = frozenset(("figure", "figcaption", "caption"))
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'»”)\]]*$")
MARK = "data-ratssearch"  # attribute by which profile selectors leave their finds in the tree


@dataclass(slots=True)
class Labelled:
    """All blocks of a page with their labels, and the rung of the ladder that chose the region."""

    blocks: Sequence[Block]
    labels: list[str]
    rung: str

    def kept(self) -> list[Block]:
        return [block for block, label in zip(self.blocks, self.labels, strict=True) if not label]


def label_blocks(
    blocks: Sequence[Block], title: str, keep: tuple[str, ...] = (), seconded: Sequence[bool] = ()
) -> Labelled:
    """Label every block. title: the page's title, whose own blocks are no body. keep: rules that do not apply.
    seconded: for each block whether a second extractor would keep it, or nothing."""
    parts = parts_of(blocks)
    labels, rung = _region_labels(blocks, parts, seconded)
    page = Labelled(blocks, labels, rung)
    if rung != "profile":
        _take_lead(page, parts, title)
        _drop_parts(page, parts, keep)
        _veto(page, seconded, keep)
    _drop_selected(page)
    _drop_before_title(page, title, keep)
    _drop_titles(page, title)
    _drop_links(page, keep)
    for index, name in apply_phrases(page.kept(), keep).items():
        labels[index] = name
    _drop_link_edges(page, keep)
    _sign(page, keep)
    return page


def _region_labels(blocks: Sequence[Block], parts: Sequence[str], seconded: Sequence[bool]) -> tuple[list[str], str]:
    selected = ["" if _marked(block, "body") else "outside" for block in blocks]
    if not all(selected):
        return selected, "profile"
    region = find_region(blocks, parts, seconded)
    if region is None:
        return ["" for _ in blocks], "page"
    outside = [f"part:{part}" if part else "outside" for part in parts]
    return ["" if region in block.inside else where for block, where in zip(blocks, outside, strict=True)], "region"


def _marked(block: Block, kind: str) -> bool:
    return any(element.get(MARK) == kind for element in block.inside)


def _take_lead(page: Labelled, parts: Sequence[str], title: str) -> None:
    """Bring in paragraphs between the title and the region: many sites keep the lead in a box of its own."""
    first = next((index for index, label in enumerate(page.labels) if not label), 0)
    heading = _title_position(page.blocks[:first], title)
    if heading is None:
        return
    for index in range(heading + 1, first):
        block = page.blocks[index]
        if not parts[index] and width(block.text) >= 80 and block.link_density < 0.3 and not is_date_line(block.text):
            page.labels[index] = ""


def _title_position(blocks: Sequence[Block], title: str) -> int | None:
    """Where the title stands as a heading, else as any block of its own; the last such place."""
    same = [index for index, block in enumerate(blocks) if same_title(block.text, title)]
    headings = [index for index in same if blocks[index].heading]
    return (headings or same)[-1] if same else None


def _drop_parts(page: Labelled, parts: Sequence[str], keep: tuple[str, ...]) -> None:
    for index, part in enumerate(parts):
        if part and not page.labels[index] and f"part:{part}" not in keep:
            page.labels[index] = f"part:{part}"


def _veto(page: Labelled, seconded: Sequence[bool], keep: tuple[str, ...]) -> None:
    """Drop lines that the second extractor leaves out, where the two agree on the text and the line is no paragraph."""
    kept = page.kept()
    size = sum(len(block.text) for block in kept)
    if not seconded or "veto:line" in keep or sum(len(b.text) for b in kept if seconded[b.index]) < _AGREED * size:
        return
    for block in kept:
        if not seconded[block.index] and not _is_paragraph(block):
            page.labels[block.index] = "veto:line"


def _is_paragraph(block: Block) -> bool:
    return (
        width(block.text) >= _PARAGRAPH
        and block.link_density <= 0.1
        and bool(_SENTENCE_END.search(block.text))
        and not _CAPTIONS.intersection(str(element.tag) for element in block.inside[-4:])
    )


def _drop_selected(page: Labelled) -> None:
    for index, block in enumerate(page.blocks):
        if not page.labels[index] and _marked(block, "remove"):
            page.labels[index] = "profile:remove"


def _drop_before_title(page: Labelled, title: str, keep: tuple[str, ...]) -> None:
    """What stands before the title inside the region (teasers, labels) goes, if the text proper comes after it."""
    kept = page.kept()
    if "head:before-title" in keep or not title:
        return
    places = [place for place, block in enumerate(kept) if same_title(block.text, title)]
    for place in places:
        before = sum(width(block.text) for block in kept[:place])
        after = sum(width(block.text) for block in kept[place + 1 :] if block.link_density < 0.5)
        if kept[place].heading or kept[place].strong or title_key(kept[place].text) == title_key(title):
            if after > 0.5 * before and first_paragraph(kept[place + 1 :]) < len(kept) - place - 1:
                for block in kept[:place]:
                    page.labels[block.index] = "head:before-title"
            return


def _drop_titles(page: Labelled, title: str) -> None:
    """The title is a field of its own: its repetitions before the text and as headings leave the body."""
    kept = page.kept()
    first = first_paragraph(kept)
    for place, block in enumerate(kept):
        if title and (place <= first or block.heading) and title_key(block.text) == title_key(title):
            page.labels[block.index] = TITLE


def _drop_links(page: Labelled, keep: tuple[str, ...]) -> None:
    """Runs of blocks that are nothing but links are menus, tags or teasers; one alone may be a reference."""
    if "links:list" in keep:
        return
    run: list[Block] = []
    for block in [*page.kept(), None]:
        if block is not None and block.link_density > 0.8 and width(block.text) < 200:
            run.append(block)
            continue
        if len(run) >= 3:
            for linked in run:
                page.labels[linked.index] = "links:list"
        run = []


def _drop_link_edges(page: Labelled, keep: tuple[str, ...]) -> None:
    """Links and date lines left over at either edge of the body are labels or pointers, not text."""
    if "links:edge" in keep:
        return
    kept = page.kept()
    for edge in (kept, kept[::-1]):
        for block in edge:
            if not (block.link_density > 0.7 and width(block.text) < 160) and not is_end_mark(block.text):
                break
            page.labels[block.index] = "line:end-mark" if is_end_mark(block.text) else "links:edge"


def _sign(page: Labelled, keep: tuple[str, ...]) -> None:
    if SIGNATURE in keep:
        return
    for block in find_signature(page.kept()):
        page.labels[block.index] = SIGNATURE


def only_text(element: HtmlElement) -> str:
    """All text of an element, for profile selectors of single facts."""
    return "".join(element.itertext())
