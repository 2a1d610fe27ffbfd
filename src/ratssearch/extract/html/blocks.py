"""A page's tree as the blocks a reader sees: paragraphs, headings, list items, table rows, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from ratssearch.extract.html.element_paths import Known, shown_text, step_of
from ratssearch.text import collapse

BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody
    td tfoot th thead tr ul
    """.split()  # noqa: SIM905
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SILENT = frozenset(
    """
    head script style template noscript svg math iframe object embed applet canvas audio video map select option
    textarea button input datalist meter progress picture
    """.split()  # noqa: SIM905
)
_CELLS = frozenset(("td", "th"))
_BOLD = frozenset(("b", "strong"))
_CODE = frozenset(("head", "script", "style", "template", "iframe", "math"))
_UNREAD = _CODE | _SILENT
_HIDDEN_STYLE = re.compile(r"(display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_UNIT = re.compile(r"\d\s?[^\W\d_]{1,3}$")  # "40 km", with a power of its own
_SENTENCE_END = re.compile(r"[.!?…。！？;:][\"'»”)\]]*$")
_Piece = tuple[str, str | None, bool]  # text, what the link around it points at, in bold
_INDENTS = ("\u3000", "\u00a0\u00a0", "\u2003")  # by which a line shows that it begins a paragraph
_BREAK = "<br>"  # a br inside a block's pieces
_DATA_CELL = 200  # characters: a table whose every cell is shorter, without blocks inside, is one of data
_INNER_BLOCKS = ("p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "article", "section", "form")


@dataclass(slots=True, eq=False)
class Block:
    """One run of text between block edges. `links` are the characters of it that stand in links."""

    text: str
    element: HtmlElement  # the innermost block element
    links: int
    index: int
    strong: bool = False  # the whole text is bold
    anchors: int = 0
    heading: bool = False
    tag: str = ""  # of element
    hidden: HtmlElement | None = None  # the outermost element around it that styles or attributes hide
    pages: int = 0  # of the site's learnt pages that share it, where it is a whole part of a page (element_paths.py)
    targets: tuple[str, ...] = ()  # what its links point at, as the page writes it
    inside: tuple[HtmlElement, ...] = field(
        default=(), repr=False
    )  # element and what is open around it, outermost first
    link_density: float = field(init=False, repr=False)  # share of the text that stands in links

    def __post_init__(self) -> None:
        self.link_density = self.links / max(1, len(self.text)) if self.links else 0.0


def segment(
    root: HtmlElement,
    *,
    hidden: bool = False,
    opened: frozenset[HtmlElement] = frozenset(),
    known: Known | None = None,
    varying: frozenset[str] = frozenset(),
) -> list[Block]:
    """The blocks of the page in document order. hidden: keep, and mark, what styles or attributes hide. opened: hidden
    elements that are read as if they were shown. known: the parts that the site's pages share; each of them is one
    block and is not looked into. varying: class names that are no part of their places."""
    blocks = _Segmenter(hidden, opened, known, varying).run(root)
    for index, block in enumerate(blocks):
        block.index = index
    return blocks


class _Segmenter:
    """Walks the tree once, iteratively, so that depth costs no stack. The inner loop of all reading: no generators."""

    def __init__(
        self, hidden: bool, opened: frozenset[HtmlElement], known: Known | None, varying: frozenset[str]
    ) -> None:
        self._keep_hidden = hidden
        self._opened = opened
        self._varying = varying
        self._known = [known]  # where each open element stands in the site's layout; the first is above the root
        self._hidden: HtmlElement | None = None  # the outermost open element that is hidden
        self._headings: list[int] = []  # depths of open headings
        self._pieces: list[_Piece] = []
        self._open: list[HtmlElement] = []  # all open elements
        self._blocks: list[HtmlElement] = []  # open block elements
        self._links: list[HtmlElement] = []  # open ones
        self._bold: list[HtmlElement] = []  # open ones
        self._anchors = 0
        self._breaks = 0  # br among the pieces
        self._data_tables: list[bool] = []
        self._found: list[Block] = []

    def run(self, root: HtmlElement) -> list[Block]:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._end(element)
            elif not self._start(element):
                walk.skip_subtree()
        self._flush()
        return self._found

    def _start(self, element: HtmlElement) -> bool:
        """Open an element; whether it is to be looked into."""
        tag = element.tag
        known = self._known
        unread = tag in _UNREAD or not isinstance(tag, str)
        if (unread and self._skipped(element, tag)) or (is_hidden(element) and not self._look_into(element)):
            self._pass(element)
            return False
        place = (
            above.inside.get(step_of(element, self._varying))
            if (above := known[-1]) is not None and above.inside
            else None
        )
        is_block = tag in BLOCK_TAGS and not (tag in _CELLS and self._data_tables and self._data_tables[-1])
        if place is not None and is_block and (pages := place.pages_that_share(element)):
            self._flush()
            self._pass(element)
            self._part(element, pages)
            return False
        known.append(place)
        if is_block:
            self._flush()
            self._blocks.append(element)
            if tag == "table":
                self._data_tables.append(_is_data_table(element))
        elif tag == "a":
            self._links.append(element)
            self._anchors += 1
        elif tag == "br":
            self._breaks += 1
            self._pieces.append((_BREAK, None, False))
        elif tag == "sup" and self._is_mark(element):
            self._pieces.append((" ", None, False))
        elif tag in _BOLD:
            self._bold.append(element)
        elif tag in _CELLS:
            self._pieces.append((" ", None, False))
        if tag in HEADINGS:
            self._headings.append(len(self._open))
        self._open.append(element)
        if text := element.text:
            self._add(text)
        return True

    def _pass(self, element: HtmlElement) -> None:
        """Open an element that is not looked into."""
        self._known.append(None)
        self._open.append(element)
        if element.tag in BLOCK_TAGS:
            self._blocks.append(element)

    def _part(self, element: HtmlElement, pages: int) -> None:
        """A part of the page that other pages share, as one block; to all that weighs blocks it is a menu."""
        text = collapse(" ".join(shown_text(element)))
        if text:
            inside = tuple(self._open)
            block = Block(text, element, len(text), 0, anchors=1, tag=str(element.tag), pages=pages, inside=inside)
            block.hidden = self._hidden
            self._found.append(block)

    def _skipped(self, element: HtmlElement, tag: object) -> bool:
        if not isinstance(tag, str) or tag in _CODE:
            return True
        if tag in _SILENT:
            # A tag that was never closed may have swallowed the page.
            return next(islice(element.iterdescendants("p"), 3, None), None) is None
        return False

    def _look_into(self, element: HtmlElement) -> bool:
        """Whether to look into an element that is hidden; its text is one block where it stands inside a line."""
        if self._hidden is not None or element in self._opened:
            return True
        if self._keep_hidden and element.tag not in BLOCK_TAGS and not any(e.tag in BLOCK_TAGS for e in element.iter()):
            if text := collapse(" ".join(shown_text(element))):
                inside = (*self._open, element)
                self._found.append(Block(text, element, 0, 0, tag=str(element.tag), hidden=element, inside=inside))
            return False
        if self._keep_hidden:
            self._flush()
            self._hidden = element
        return self._keep_hidden

    def _is_mark(self, element: HtmlElement) -> bool:
        """Whether a raised text is no part of the word before it: the number of a note, a power, not "1st" or "m2"."""
        if not (said := "".join(element.itertext()).strip()) or said.isalpha():
            return False
        return not _UNIT.search("".join(text for text, _, _ in self._pieces[-2:]))

    def _end(self, element: HtmlElement) -> None:
        tag = element.tag
        if self._hidden is element:
            self._flush()
            self._hidden = None
        if self._blocks and self._blocks[-1] is element:
            self._flush()
            self._blocks.pop()
            if tag == "table" and self._data_tables:
                self._data_tables.pop()
        elif self._links and self._links[-1] is element:
            self._links.pop()
        elif self._bold and self._bold[-1] is element:
            self._bold.pop()
        self._open.pop()
        self._known.pop()
        if self._headings and self._headings[-1] == len(self._open):
            self._headings.pop()
        if text := element.tail:
            self._add(text)

    def _add(self, text: str) -> None:
        target = self._links[-1].get("href") or "" if self._links else None
        self._pieces.append((text, target, bool(self._bold)))

    def _flush(self) -> None:
        """Make a block of the text since the last edge, if there is any."""
        anchors, self._anchors = self._anchors, 0
        breaks, self._breaks = self._breaks, 0
        pieces = self._pieces
        if not pieces:
            return
        self._pieces = []
        for said, _, _ in pieces:
            if said is not _BREAK and not said.isspace():
                break
        else:
            return
        if not self._blocks:
            return
        owner = self._blocks[-1]
        tag = str(owner.tag)
        # Only a heading near by: one that was never closed may have swallowed the page.
        heading = tag in HEADINGS or (bool(self._headings) and len(self._open) - self._headings[-1] <= 3)
        inside = tuple(self._open)
        for run in _paragraphs(pieces, tag == "pre") if breaks else [pieces]:
            text = collapse(run[0][0] if len(run) == 1 else "".join([text for text, _, _ in run]))
            if text:
                linked, targets = _links_of(run) if anchors or self._links else (0, ())
                strong = run[0][2] if len(run) == 1 else _is_bold(run)
                block = Block(text, owner, linked, 0, strong, anchors, heading, tag, targets=targets, inside=inside)
                block.hidden = self._hidden
                self._found.append(block)


def _is_bold(run: list[_Piece]) -> bool:
    """Whether all words of a run are bold."""
    return all(bold or text.isspace() for text, _, bold in run)


def is_hidden(element: HtmlElement) -> bool:
    """Whether an attribute or style of its own hides an element."""
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and bool(_HIDDEN_STYLE.search(style)))


def _links_of(run: list[_Piece]) -> tuple[int, tuple[str, ...]]:
    """How many characters of a run stand in links, and what these point at."""
    linked = [(text, target) for text, target, _ in run if target is not None]
    if not linked:
        return 0, ()
    targets = dict.fromkeys(target for text, target in linked if not text.isspace())
    return len(collapse("".join(text for text, _ in linked))), tuple(targets)


def _paragraphs(pieces: list[_Piece], lines: bool) -> Iterator[list[_Piece]]:
    """Pieces cut at br: at two in a row always; at single ones if the lines between them read as paragraphs (most end
    a sentence or are indented), if a line is bold or a link on its own, or if lines are to be kept."""
    runs: list[list[_Piece]] = [[]]
    gaps = [2]  # how many br stand before each run
    waiting = 0
    for piece in pieces:
        if piece[0] is _BREAK:
            waiting += 1
        elif waiting and piece[0].strip():
            runs.append([piece])
            gaps.append(waiting)
            waiting = 0
        else:
            runs[-1].append(piece)
    if not lines and len(runs) > 1:
        sizes = [sum(len(text) for text, _, _ in run) for run in runs]
        told = sum(size for run, size in zip(runs, sizes, strict=True) if _reads_as_paragraph(run))
        lines = told * 2 >= sum(sizes)
    joined = runs[0]
    alone = [_stands_alone(run) for run in runs]
    for number, (run, gap) in enumerate(zip(runs[1:], gaps[1:], strict=True), 1):
        if lines or gap > 1 or alone[number] or alone[number - 1]:
            yield joined
            joined = run
        else:
            joined.append((" ", None, False))
            joined.extend(run)
    yield joined


def _reads_as_paragraph(run: list[_Piece]) -> bool:
    raw = "".join(text for text, _, _ in run)
    return bool(_SENTENCE_END.search(collapse(raw))) or raw.lstrip("\r\n\t").startswith(_INDENTS)


def _stands_alone(run: list[_Piece]) -> bool:
    """Whether all of a run is bold, or all of it a link."""
    said = [piece for piece in run if piece[0].strip()]
    return all(bold for _, _, bold in said) or all(target is not None for _, target, _ in said)


def _is_data_table(table: HtmlElement) -> bool:
    """Whether a table holds data (short cells, no blocks inside) and not the page's layout."""
    if next(table.iterdescendants(*_INNER_BLOCKS), None) is not None:
        return False
    wide = 0
    for number, row in enumerate(table.iterdescendants("tr")):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        wide += len(cells) > 1
        if number > 2000 or any(len("".join(cell.itertext())) > _DATA_CELL for cell in cells):
            return False
    return wide > 1
