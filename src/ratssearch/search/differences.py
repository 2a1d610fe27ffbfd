"""What changed between two editions of a release, word by word, from their extracted text: templates do not show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from ratssearch.models import ExtractedPage

# A word or a sign with the blanks before it. Chinese and Japanese have none: each of their characters stands alone.
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"\s*(?:[{_IDEOGRAPH}]|[^\W{_IDEOGRAPH}]+(?:[-'’.,][^\W{_IDEOGRAPH}]+)*|[^\w\s])|\s+")
_ALIKE = 0.5  # share of words that two paragraphs have in common to be one that was edited
_BUDGET = 3_000_000  # pairs of tokens that are compared for one difference; beyond it, paragraphs are shown whole


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # of a paragraph: pieces of it were added or removed


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that is the same in both, or only in one."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    kind: Kind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact beside the text, in words; empty where there is none."""

    name: str  # "title", "date", "dateline" or "signature"
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    facts: tuple[FactChange, ...]
    paragraphs: tuple[ParagraphChange, ...]  # all of them, the same ones too
    added: int  # words
    removed: int

    @property
    def changes_text(self) -> bool:
        return any(change.kind is not Kind.SAME for change in self.paragraphs)


def difference(before: ExtractedPage, after: ExtractedPage) -> Difference:
    """What must be done to `before` to read as `after`."""
    paragraphs = tuple(_Comparison().paragraphs(before.paragraphs, after.paragraphs))
    pieces = [piece for change in paragraphs for piece in change.pieces]
    return Difference(
        facts=tuple(_facts(before, after)),
        paragraphs=paragraphs,
        added=sum(_words(piece.text) for piece in pieces if piece.kind is Kind.ADDED),
        removed=sum(_words(piece.text) for piece in pieces if piece.kind is Kind.REMOVED),
    )


def _words(text: str) -> int:
    return sum(any(char.isalnum() for char in token) for token in _TOKEN.findall(text))


def _facts(before: ExtractedPage, after: ExtractedPage) -> Iterator[FactChange]:
    for name, old, new in (
        ("title", before.title, after.title),
        ("date", _date(before), _date(after)),
        ("dateline", before.dateline, after.dateline),
        ("signature", before.signature, after.signature),
    ):
        if old != new:
            yield FactChange(name, old, new)


def _date(page: ExtractedPage) -> str:
    published = page.published
    return (
        "" if published is None else published.first.isoformat()[: {"year": 4, "month": 7}.get(published.precision, 10)]
    )


class _Comparison:
    """One comparison, with a bound on its work: what hostile pages ask for must end."""

    def __init__(self) -> None:
        self._left = _BUDGET

    def paragraphs(self, old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphChange]:
        for kind, first, last, begin, end in self._opcodes(old, new):
            if kind == "equal":
                yield from (_whole(Kind.SAME, text) for text in new[begin:end])
            else:
                yield from self._replaced(old[first:last], new[begin:end])

    def _replaced(self, old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphChange]:
        """Paragraphs that others took the place of; those that are alike are one that was edited."""
        position = 0
        if not self._afford(len(old) * len(new)):
            yield from (_whole(Kind.REMOVED, gone) for gone in old)
            yield from (_whole(Kind.ADDED, text) for text in new)
            return
        for text in new:
            partner = next((at for at in range(position, len(old)) if self._alike(old[at], text)), None)
            if partner is None:
                yield _whole(Kind.ADDED, text)
                continue
            yield from (_whole(Kind.REMOVED, gone) for gone in old[position:partner])
            yield ParagraphChange(Kind.CHANGED, tuple(self._pieces(old[partner], text)))
            position = partner + 1
        yield from (_whole(Kind.REMOVED, gone) for gone in old[position:])

    def _alike(self, old: str, new: str) -> bool:
        one, other = _TOKEN.findall(old), _TOKEN.findall(new)
        if not self._afford(len(one) + len(other)):
            return False
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE

    def _pieces(self, old: str, new: str) -> Iterator[Piece]:
        one, other = _TOKEN.findall(old), _TOKEN.findall(new)
        for kind, first, last, begin, end in self._opcodes(one, other):
            if kind == "equal":
                yield Piece(Kind.SAME, "".join(other[begin:end]))
                continue
            if first < last:
                yield Piece(Kind.REMOVED, "".join(one[first:last]))
            if begin < end:
                yield Piece(Kind.ADDED, "".join(other[begin:end]))

    def _opcodes(self, old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
        """SequenceMatcher's steps; where that would take too long, all between the common ends is replaced."""
        if self._afford(len(old) * len(new)):
            return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
        most = min(len(old), len(new))
        head = next((at for at in range(most) if old[at] != new[at]), most)
        tail = next((at for at in range(most - head) if old[-1 - at] != new[-1 - at]), most - head)
        middle = (head, len(old) - tail, head, len(new) - tail)
        steps = [("equal", 0, head, 0, head), ("replace", *middle)]
        return [*steps, ("equal", len(old) - tail, len(old), len(new) - tail, len(new))]

    def _afford(self, pairs: int) -> bool:
        self._left -= pairs
        return self._left >= 0


def _whole(kind: Kind, text: str) -> ParagraphChange:
    return ParagraphChange(kind, (Piece(kind, text),))
