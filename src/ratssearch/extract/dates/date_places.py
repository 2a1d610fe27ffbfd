"""Where on a page days may stand: its blocks, what is known of them, and what of them leads to other pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ratssearch.extract.body.region import width
from ratssearch.extract.html.blocks import Block

TITLE_WIDTH = 25  # of the words of a link that are those of another page
_DOCUMENT = re.compile(r"\bpdf\b|\.(?:docx?|odt|rtf|xlsx?|pptx?|zip)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Places:
    """A page's blocks and what is known of them, by block number.

    outside: stands outside the container of the text. What stands inside may belong to the text (the date of a letter
    that is quoted), so it speaks a little lower. teaser: tells of other releases; of those only a day that calls itself
    one of publication counts. elsewhere: in a side bar, a menu or among comments. title, first, last: the block of the
    title, the text's first and last."""

    blocks: Sequence[Block]
    outside: Sequence[bool]
    teaser: Sequence[bool]
    elsewhere: Sequence[bool]
    title: int
    first: int
    last: int


def beside_other(blocks: Sequence[Block], index: int) -> bool:
    """Whether the title of another page stands right before or behind a block."""
    return any(map(leads_on, (*blocks[index - 1 : index], *blocks[index + 1 : index + 2])))


def leads_on(block: Block) -> bool:
    """Whether a block is a link with words enough to be another page's title, and no document of this page."""
    if block.link_density <= 0.5 or width(block.text) < TITLE_WIDTH:
        return False
    if _names_document(block.text):
        return False
    return not all(_names_document(link.get("href") or "") for link in block.element.iter("a"))


def _names_document(text: str) -> bool:
    return ("." in text or "pdf" in text.lower()) and bool(_DOCUMENT.search(text))
