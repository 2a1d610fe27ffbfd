"""Captions: short blocks that stand by a picture and say no sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ratssearch.extract.body.region import width
from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.element_paths import shown_text
from ratssearch.text import collapse

CAPTION = "part:caption"
_NEAR = 4  # elements around a block in which a picture is sought
_ROOTS = frozenset(("body", "main", "article", "td"))
_LISTED = frozenset(("li", "dt", "dd", "td", "tr"))
_SHORTEST = 12  # width: what is shorter is a number or a sign
_LONGEST = 200  # width
_BESIDE = 100  # width beside a caption that its picture may have: credits, links
_END = re.compile(r"[.!?…。！？:：;][\"'»”)\]]*$|\.[a-z]{3,4}$", re.IGNORECASE)  # of a sentence or of a file's name


def stands_by_picture(block: Block) -> bool:
    """Whether a short block shares a small element with a picture, so that it is most likely its caption."""
    if width(block.text) > _LONGEST:
        return False
    for element in block.inside[:-_NEAR:-1]:
        if element.tag in ("figure", "figcaption"):
            return True
        if element.tag in _ROOTS:
            return False
        if next(element.iterdescendants("img"), None) is not None:
            return width(collapse(" ".join(shown_text(element)))) <= width(block.text) + _BESIDE
    return False


def captions(kept: Sequence[Block]) -> list[Block]:
    """What of the blocks reads as a caption of a picture beside it."""
    return [block for block in kept if _may_be_caption(block) and stands_by_picture(block)]


def _may_be_caption(block: Block) -> bool:
    said = block.heading or block.links or block.tag in _LISTED or _END.search(block.text)
    return not said and width(block.text) >= _SHORTEST
