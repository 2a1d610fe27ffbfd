"""The text of a release in the mark-up of its site: paragraphs, lines of one cell, list entries, sections and so on."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby

from benchmarks.quality.layout_sites.markup import Markup, link
from benchmarks.quality.layout_sites.releases import Kind, Paragraph

_WORD = 'class="MsoNormal" style="margin:0cm 0cm 8.0pt;text-align:justify"'
_SPAN = 'lang="EN-US" style="font-size:12.0pt;font-family:&quot;Times New Roman&quot;,serif"'


def inline(paragraph: Paragraph) -> str:
    """The words of a paragraph with the link that is in them."""
    if paragraph.link is None:
        return escape(paragraph.text, quote=False)
    words, path = paragraph.link
    before, _, after = paragraph.text.partition(words)
    return escape(before, quote=False) + link(words, path) + escape(after, quote=False)


def write_prose(paragraphs: Sequence[Paragraph], style: str, markup: Markup, rng: random.Random, middle: str) -> str:
    """All paragraphs in the style of the axis `text`; middle: what stands in the midst of them, or nothing."""
    groups = [list(group) for _, group in groupby(paragraphs, key=_together)]
    pieces = [piece for group in groups for piece in _pieces(group)]
    half = (len(pieces) + 1) // 2
    parts = [pieces[:half], pieces[half:]] if middle and len(pieces) > 1 else [pieces]
    writer = _STYLES[style]
    written = middle.join(writer(part, markup, rng) for part in parts) + (middle if middle and len(parts) == 1 else "")
    before, after = _AROUND.get(style, ("", ""))
    return before + written + after


_Piece = list[Paragraph]  # one paragraph, or the entries of a list, or the rows of a table


def _together(paragraph: Paragraph) -> str:
    return str(paragraph.kind) if paragraph.kind in (Kind.ITEM, Kind.ROW) else ""


def _pieces(group: list[Paragraph]) -> list[_Piece]:
    return [group] if group[0].kind in (Kind.ITEM, Kind.ROW) else [[paragraph] for paragraph in group]


def _block(piece: _Piece, write: Callable[[str], str], heading: str = "h3") -> str:
    """A piece where the site has elements of their own for lists, tables and headings."""
    kind = piece[0].kind
    if kind is Kind.ITEM:
        return "<ul>" + "".join(f"<li>{inline(item)}</li>" for item in piece) + "</ul>"
    if kind is Kind.ROW:
        return _table(piece)
    if kind is Kind.SUBHEAD:
        return f"<{heading}>{inline(piece[0])}</{heading}>"
    if kind is Kind.QUOTE:
        return f"<blockquote>{write(inline(piece[0]))}</blockquote>"
    return write(_emphasised(piece[0]))


def _emphasised(paragraph: Paragraph) -> str:
    return f"<strong>{inline(paragraph)}</strong>" if paragraph.kind is Kind.BOLD else inline(paragraph)


def _table(rows: _Piece) -> str:
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row.cells) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def _lines(pieces: Sequence[_Piece], separator: str) -> str:
    """Pieces as lines of one element."""
    return separator.join(
        _table(piece)
        if piece[0].kind is Kind.ROW
        else "<br>".join(f"• {inline(item)}" for item in piece)
        if piece[0].kind is Kind.ITEM
        else f"<b>{inline(piece[0])}</b>"
        if piece[0].kind in (Kind.BOLD, Kind.SUBHEAD)
        else inline(piece[0])
        for piece in pieces
    )


def _p(pieces: Sequence[_Piece], markup: Markup, rng: random.Random) -> str:
    return "".join(_block(piece, lambda text: f"<p>{text}</p>") + markup.comment(rng) for piece in pieces)


def _div(pieces: Sequence[_Piece], markup: Markup, rng: random.Random) -> str:
    return "".join(_block(piece, lambda text: f"<div>{text}</div>") for piece in pieces)


def _br(pieces: Sequence[_Piece], markup: Markup, rng: random.Random) -> str:
    return _lines(pieces, "<br><br>")


def _br_loose(pieces: Sequence[_Piece], markup: Markup, rng: random.Random) -> str:
    return _lines(pieces, "<br>\n<br>") + "<br><br>"


def _li(pieces: Sequence[_Piece], markup: Markup, rng: random.Random) -> str:
    return "<ul>" + "".join(f"<li>{_block(piece, str)}</li>" for piece in pieces) + "</ul>"


def _nested(pieces: Sequence[_Piece], markup: Markup, rng: random.Random) -> str:
    written = (_block(piece, lambda text: f"<div><p>{text}</p></div>") for piece in pieces)
    return "".join(f"<div>{piece}</div>" for piece in written)


def _word(pieces: Sequence[_Piece], markup: Markup, rng: random.Random) -> str:
    """As a word processor pastes it: spans everywhere, empty paragraphs, non-breaking spaces."""

    def write(text: str) -> str:
        if "<" in text or len(text) < 40:
            inner = f"<span {_SPAN}>{text}<o:p></o:p></span>"
        else:
            cut = text.find(" ", len(text) // 2) if " " in text else len(text) // 2
            cut = cut if cut > 0 and "&" not in text[max(0, cut - 8) : cut + 8] else len(text)
            inner = f"<span {_SPAN}>{text[:cut]}</span><span {_SPAN}>{text[cut:]}<o:p></o:p></span>"
        empty = f"<p {_WORD}><span {_SPAN}>&nbsp;</span></p>" if rng.random() < 0.4 else ""
        return f"<p {_WORD}>{inner}</p>{empty}"

    return "".join(_block(piece, write) for piece in pieces)


def _sections(pieces: Sequence[_Piece], markup: Markup, rng: random.Random) -> str:
    """A section from each subheading to the next."""
    sections: list[str] = [""]
    for piece in pieces:
        if piece[0].kind is Kind.SUBHEAD:
            sections.append("")
        sections[-1] += _block(piece, lambda text: f"<p>{text}</p>")
    return "".join(f"<section>{section}</section>" for section in sections if section)


# What stands around the whole text, boxes and pictures in its midst included.
_AROUND = {
    "br": ("<div>", "</div>"),
    "td": ('<table width="100%" border="0"><tr><td valign="top">', "</td></tr></table>"),
    "quoted": ("<blockquote>", "</blockquote>"),
}
_STYLES: dict[str, Callable[[Sequence[_Piece], Markup, random.Random], str]] = {
    "p": _p,
    "div": _div,
    "br": _br,
    "br_loose": _br_loose,
    "td": _br,
    "li": _li,
    "nested": _nested,
    "word": _word,
    "sections": _sections,
    "quoted": _p,
}
