"""Crawled text made safe to show: escaped always, with the marks of hits and mentions drawn into it.

Everything here returns Markup whose only tags are our own. Text keeps its own direction (callers set dir="auto"
or <bdi>), so that direction marks in it end where it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from ratssearch.models import EventDate, Mention, Release, RemovedBlock, Snippet
from ratssearch.search.as_html import parts_html, parts_of
from ratssearch.search.wording import gaps

_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Overrides turn letters round so that a text reads as another one; no language needs them. The word joiner that
# takes their place is as long as they are, so that marks stay where they belong.
_OVERRIDES = {0x202D: "\u2060", 0x202E: "\u2060"}
_OPENING = re.compile(r"<(\w+)>")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start..end of a text that are shown as one thing."""

    start: int
    end: int
    kind: str  # a MentionKind, or "date"
    anchor: str
    hint: str
    probable: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    html: Markup
    removed: tuple[RemovedBlock, ...]  # stood before it


def marked(text: str, marks: Iterable[tuple[int, int]]) -> Markup:
    """Text with <mark> around each (start, end); marks that overlap or leave the text are cut to what is left."""
    text = text.translate(_OVERRIDES)
    parts: list[Markup] = []
    position = 0
    for start, end in sorted(marks):
        start, end = max(start, position), min(end, len(text))
        if start < end:
            parts += [escape(text[position:start]), Markup("<mark>{}</mark>").format(text[start:end])]
            position = end
    return Markup().join([*parts, escape(text[position:])])


def snippets(passages: Sequence[Snippet]) -> Markup:
    """The passages of a release with their marks, and dots where text was left out."""
    parts: list[Markup | str] = []
    for gap, passage in zip(gaps(passages), (*passages, None), strict=True):
        parts += [gap] if gap else []
        parts += [marked(passage.text, passage.marks)] if passage is not None else []
    return Markup(" ").join(parts)


def plain(text: str) -> str:
    """Text for places that know no direction of their own (page titles, attributes): direction marks left out."""
    return _DIRECTION.sub("", text)


def shown(text: str) -> str:
    """Text for a place that ends its direction (dir="auto", <bdi>), without the overrides that would turn it round."""
    return text.translate(_OVERRIDES)


def xml(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def safe_url(url: str) -> str:
    """The address if it is one to link to (http or https with a host), else empty: never javascript:, never data:."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc and not re.search(r"[\x00-\x20]", url) else ""


def title_html(release: Release) -> Markup:
    """The title with its mentions."""
    return _drawn(release.page.title, 0, [span for span, field in _spans(release) if field == "title"])


def paragraphs(release: Release) -> tuple[Paragraph, ...]:
    """The body with mentions and event dates, and before each paragraph what was removed there.

    An entry is all that stands between two places where something was removed, as paragraphs, headings, lists,
    quotations and tables. The last is empty and holds what was removed after the text.
    """
    page = release.page
    body = page.body
    spans = [span for span, field in _spans(release) if field == "body"]

    def draw(start: int, end: int) -> str:
        return str(_drawn(body[start:end], start, [s for s in spans if start <= s.start and s.end <= end]))

    cuts = sorted({0, *(block.paragraph for block in page.removed if block.paragraph < len(page.paragraphs))})
    parts = parts_of(page)
    shown: list[Paragraph] = []
    for start, end in zip(cuts, [*cuts[1:], len(parts)], strict=True):
        removed = tuple(block for block in page.removed if block.paragraph == start)
        language = page.language if page.language != "und" else ""
        shown.append(Paragraph(_attributed(parts_html(parts[start:end], draw), language), removed))
    after = tuple(block for block in page.removed if block.paragraph >= len(page.paragraphs))
    return (*shown, Paragraph(Markup(), after))


def _attributed(html: Iterable[str], language: str) -> Markup:
    """Blocks that parts_html() made, each with the text's language and its own direction."""
    lang = Markup(' lang="{}"').format(language) if language else Markup()
    return Markup("\n").join(Markup(_OPENING.sub(rf'<\1{lang} dir="auto">', block, count=1)) for block in html)  # noqa: S704


def anchor(thing: Mention | EventDate, number: int) -> str:
    """The id of a mention (or event date) in the page; `number` is its place in the release's own list."""
    return f"{'d' if isinstance(thing, EventDate) else 'm'}{number}"


def _spans(release: Release) -> list[tuple[Span, str]]:
    spans: list[tuple[Span, str]] = []
    for number, mention in enumerate(release.tags.mentions):
        kind = mention.kind.value
        office = f", {mention.office}" if mention.office else ""
        hint = f"{kind} {mention.entity}{office}, by {mention.rule}"
        spans.append(
            (Span(mention.start, mention.end, kind, anchor(mention, number), hint, mention.distance > 0), mention.field)
        )
    for number, event in enumerate(release.page.events):
        days = f"{event.first}" if event.first == event.last else f"{event.first} to {event.last}"
        spans.append((Span(event.start, event.end, "date", anchor(event, number), days), "body"))
    return spans


def _drawn(text: str, offset: int, spans: Sequence[Span]) -> Markup:
    """Text that begins at `offset` of its field, with spans drawn in; nested ones nest, crossing ones give way."""
    text = text.translate(_OVERRIDES)
    ordered = sorted((span for span in spans if span.start < span.end), key=lambda span: (span.start, -span.end))
    html, _ = _nested(text, offset, offset, offset + len(text), ordered)
    return html


def _nested(text: str, offset: int, start: int, end: int, spans: Sequence[Span]) -> tuple[Markup, int]:
    parts: list[Markup] = []
    position, index = start, 0
    while index < len(spans):
        span = spans[index]
        index += 1
        if span.start < position or span.end > end:
            continue
        inside: list[Span] = []
        while index < len(spans) and spans[index].start < span.end:
            if spans[index].end <= span.end:
                inside.append(spans[index])
            index += 1
        parts.append(escape(text[position - offset : span.start - offset]))
        inner, _ = _nested(text, offset, span.start, span.end, inside)
        classes = f"m {span.kind}{' probable' if span.probable else ''}"
        tag = Markup('<span class="{}" id="{}" title="{}">{}</span>')
        parts.append(tag.format(classes, span.anchor, plain(span.hint), inner))
        position = span.end
    parts.append(escape(text[position - offset : end - offset]))
    return Markup().join(parts), position
