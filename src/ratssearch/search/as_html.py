"""The body of a release as safe, minimal HTML: paragraphs, headings, lists, quotations and tables, all of them ours.

What the page said is escaped; not one tag, attribute or address of it is passed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby

from ratssearch.models import ExtractedPage, Part, PartKind

Draw = Callable[[int, int], str]  # the HTML of characters start..end of the body


def body_html(page: ExtractedPage) -> str:
    """The whole body; plain paragraphs where no structure is known."""
    return "".join(parts_html(parts_of(page), lambda start, end: escape(page.body[start:end], quote=False)))


def parts_of(page: ExtractedPage) -> tuple[Part, ...]:
    """One part for each paragraph; what an older version of the extractor read is made of paragraphs."""
    if len(page.structure) == len(page.paragraphs):
        return page.structure
    parts, start = [], 0
    for text in page.paragraphs:
        parts.append(Part(PartKind.PARAGRAPH, start, start + len(text)))
        start += len(text) + 2
    return tuple(parts)


def parts_html(parts: Sequence[Part], draw: Draw) -> Iterator[str]:
    """HTML of a run of parts, one string for each list, table or quotation and for each other part."""
    for (kind, _), members in groupby(parts, key=lambda part: (part.kind, part.group)):
        run = list(members)
        if kind is PartKind.ITEM:
            tag = "ol" if run[0].ordered else "ul"
            items = "".join(f"<li>{draw(part.start, part.end)}</li>" for part in run)
            yield f"<{tag}>{items}</{tag}>"
        elif kind is PartKind.ROW:
            yield f"<table>{''.join(_row(part, draw) for part in run)}</table>"
        elif kind is PartKind.QUOTATION:
            inner = "".join(f"<p>{draw(part.start, part.end)}</p>" for part in run)
            yield f"<blockquote>{inner}</blockquote>"
        else:
            # The page's title is the first heading; those of the text come below it.
            tags = [f"h{min(max(part.level, 2), 6)}" if kind is PartKind.HEADING else "p" for part in run]
            yield from (f"<{tag}>{draw(part.start, part.end)}</{tag}>" for tag, part in zip(tags, run, strict=True))


def _row(part: Part, draw: Draw) -> str:
    tag = "th" if part.header else "td"
    cells = part.cells or ((part.start, part.end),)
    return f"<tr>{''.join(f'<{tag}>{draw(start, end)}</{tag}>' for start, end in cells)}</tr>"
