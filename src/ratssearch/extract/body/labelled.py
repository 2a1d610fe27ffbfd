"""The blocks of a page with what became of each: the body, or the name of the rule that took it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ratssearch.extract.body.flow import Flow
from ratssearch.extract.body.template_fit import Fit
from ratssearch.extract.html.blocks import Block

TITLE = "title"
OUTSIDE = "outside"


@dataclass(slots=True)
class Labelled:
    """All blocks of a page with their labels, and the rung of the ladder that chose the region."""

    blocks: Sequence[Block]
    labels: list[str]
    rung: str
    fit: Fit | None = None  # the learnt template, where one gave the region
    lead: set[int] = field(default_factory=set)  # numbers of blocks between title and region that belong to the text
    _flow: Flow | None = None
    teasers: Mapping[int, str] = field(default_factory=dict)  # number of a block -> release that it belongs to
    seconded: Sequence[bool] = ()  # for each block whether a second extractor would keep it, or nothing

    def flow(self) -> Flow:
        """Where the paragraphs stand that are kept when it is first asked for; of a page alone those from the first on
        that a second extractor keeps too, for before it stand captions."""
        if self._flow is None:
            kept = self.kept()
            self._flow = Flow(kept, kept)
            if not self._flow.is_even and self.seconded:  # asked last: it takes as long as all other reading
                seconded = (place for place, block in enumerate(kept) if self.seconded[block.index])
                self._flow = Flow(kept, kept[next(seconded, 0) :])
        return self._flow

    def kept(self) -> list[Block]:
        return [block for block, label in zip(self.blocks, self.labels, strict=True) if not label]
