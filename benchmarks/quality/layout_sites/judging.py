"""How a reading of a page compares with the truth. Texts agree when their letters and digits do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from benchmarks.quality.layout_sites.site import Truth
from ratssearch.models import ExtractedPage


@dataclass(frozen=True, slots=True)
class Judgement:
    """head, tail: the first or the last line is foreign; lost: paragraphs that are missing; foreign: lines that are
    not of the release."""

    title: bool
    day: date | None
    day_right: bool
    day_wrong: bool
    exact: bool
    head: bool
    tail: bool
    lost: tuple[str, ...]
    foreign: tuple[str, ...]


def key(text: str) -> str:
    """Letters and digits, case folded."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def judge(page: ExtractedPage | None, truth: Truth) -> Judgement:
    """page: None where the page could not be read."""
    title = page.title if page else ""
    day = page.published.first if page and page.published else None
    lines = page.paragraphs if page else ()
    wanted = [(key(paragraph.text), paragraph.optional) for paragraph in truth.release.paragraphs]
    spare = "\n".join(map(key, truth.optional))
    own = {text for text, _ in wanted}
    whole = "".join(text for text, _ in wanted)
    said = [key(line) for line in lines]
    # A line without letters, such as "###", is nobody's, and lies in every text.
    foreign = [text not in whole and text not in spare for text in said]
    ours = "".join(text for text in said if text in own or text not in spare)
    return Judgement(
        title=key(title) == key(truth.release.title),
        day=day,
        day_right=day == truth.release.day,
        day_wrong=day is not None and day != truth.release.day,
        exact=_agrees(ours, wanted),
        head=bool(said) and foreign[0],
        tail=bool(said) and foreign[-1],
        lost=tuple(p.text for p in truth.release.paragraphs if not p.optional and key(p.text) not in "".join(said)),
        foreign=tuple(line for line, is_foreign in zip(lines, foreign, strict=True) if is_foreign),
    )


def _agrees(text: str, wanted: Iterable[tuple[str, bool]]) -> bool:
    """Whether text is all of wanted in order, any of the optional ones left out."""
    places = {0}
    for piece, optional in wanted:
        after = {place + len(piece) for place in places if text.startswith(piece, place)}
        places = after | places if optional else after
    return len(text) in places
