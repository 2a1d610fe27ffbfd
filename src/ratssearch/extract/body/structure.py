"""What each paragraph of the body is: heading, list item, quotation or table row, with its place in the body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from ratssearch.extract.html.blocks import HEADINGS, Block
from ratssearch.models import Part, PartKind
from ratssearch.text import collapse

_GAP = 2  # characters between paragraphs of a body
_LISTS = ("ul", "ol", "dl", "dir", "menu")
_MAX_CELLS = 100  # of one row


def structure_of(kept: Sequence[Block]) -> tuple[Part, ...]:
    """One part for each of the kept blocks, which are the paragraphs of the body in order."""
    groups: dict[HtmlElement, int] = {}
    return tuple(_parts(kept, groups))


def _parts(kept: Sequence[Block], groups: dict[HtmlElement, int]) -> Iterator[Part]:
    start = 0
    for block in kept:
        yield _part(block, start, groups)
        start += len(block.text) + _GAP


def _part(block: Block, start: int, groups: dict[HtmlElement, int]) -> Part:
    end = start + len(block.text)
    if block.heading:
        return Part(PartKind.HEADING, start, end, level=_level(block))
    tags = [str(element.tag) for element in block.inside]
    if block.tag == "tr":
        cells = tuple(_cells(block, start))
        header = bool(cells) and all(cell.tag == "th" for cell in block.element if cell.tag in ("td", "th"))
        return Part(PartKind.ROW, start, end, group=_group(block, "table", tags, groups), cells=cells, header=header)
    if block.tag in ("li", "dt", "dd") or "li" in tags[-4:]:
        lists = [tag for tag in tags if tag in _LISTS]
        ordered = bool(lists) and lists[-1] == "ol"
        number = _group(block, lists[-1] if lists else "", tags, groups)
        return Part(PartKind.ITEM, start, end, level=max(1, len(lists)), group=number, ordered=ordered)
    if "blockquote" in tags:
        return Part(PartKind.QUOTATION, start, end, group=_group(block, "blockquote", tags, groups))
    return Part(PartKind.PARAGRAPH, start, end)


def _level(block: Block) -> int:
    tags = [str(element.tag) for element in (block.element, *reversed(block.inside[-4:]))]
    return next((int(tag[1]) for tag in tags if tag in HEADINGS), 2)


def _group(block: Block, tag: str, tags: Sequence[str], groups: dict[HtmlElement, int]) -> int:
    """A number for the innermost element called tag that a block stands in; 0 if there is none."""
    if tag not in tags:
        return 0
    owner = block.inside[len(tags) - 1 - tags[::-1].index(tag)]
    return groups.setdefault(owner, len(groups) + 1)


def _cells(block: Block, start: int) -> Iterator[tuple[int, int]]:
    """Where the cells of a row stand in the body; cells whose words are not found there in order are left out."""
    position = 0
    for cell in [child for child in block.element if child.tag in ("td", "th")][:_MAX_CELLS]:
        said = collapse("".join(cell.itertext()))
        found = block.text.find(said, position) if said else -1
        if found >= 0:
            position = found + len(said)
            yield start + found, start + position
