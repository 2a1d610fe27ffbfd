"""Phrase rules (phrases.toml): which blocks of the chosen region are no part of the release, and by which rule."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ratssearch.extract.blocks import Block
from ratssearch.extract.days import written_dates
from ratssearch.extract.region import width
from ratssearch.text import collapse, fold

_ORNAMENTS = re.compile(r"^[\s\W]*?(?=[\w©(【\[№#])|[\s:：.…>»›→\-–—|]+$")
_SENTENCE = re.compile(r"[.!?…。！？;:]")
_CONTACT = re.compile(
    r"@|\+?\d[\d ()/.-]{6,}\d|\b(tel|phone|fax|mobile|e-?mail|press officer|spokes\w+|contact|officer|website)\b"
    r"|тел\.|почт|факс|пресс-секретарь|电话|邮箱|传真",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d{2}(:\d{2})?\b( ?[ap]\.?m\.?)?( ?(e[sd]?t|gmt|utc|cet|cest|мск|msk)\b)?", re.IGNORECASE
)
_DATE_WORDS = re.compile(
    r"\b(published|posted|updated|last|modified|date|on|at|release|released|created|time|mon|tue|wed|thu|fri|sat|sun"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|дата|публикации|опубликовано|обновлено|размещено|года|г|в"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b|发布|时间|日期|星期.|[年月日]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of phrases.toml."""

    name: str
    kind: str  # "tail", "line" or "head"
    max: int
    needs: str
    pattern: re.Pattern[str]


@cache
def rules() -> tuple[Rule, ...]:
    """All phrase rules, in the order of the file."""
    tables = tomllib.loads(resources.files(__package__).joinpath("phrases.toml").read_text("utf-8"))["rule"]
    return tuple(
        Rule(
            table["name"],
            table["name"].partition(":")[0],
            table["max"],
            table.get("needs", ""),
            re.compile("|".join(f"(?:{pattern})" for pattern in table["patterns"])),
        )
        for table in tables
    )


def apply_phrases(kept: Sequence[Block], keep: tuple[str, ...], seconded: Sequence[bool] = ()) -> dict[int, str]:
    """Index of each of the kept blocks that a rule removes -> the rule's name. keep: rules that do not apply.
    seconded: for each block of the page whether a second extractor keeps it, or nothing."""
    active = [rule for rule in rules() if rule.name not in keep]
    removed: dict[int, str] = {}
    texts = [_normal(block.text) for block in kept]
    first = first_paragraph(kept)
    for position, (block, text) in enumerate(zip(kept, texts, strict=True)):
        for rule in active:
            if len(block.text) > rule.max or not rule.pattern.fullmatch(text):
                continue
            if rule.kind == "tail":
                if position > first and _tail_fits(rule, kept[:position], kept[position + 1 :], seconded):
                    removed.update((later.index, rule.name) for later in kept[position:] if later.index not in removed)
                    return removed
            elif rule.kind == "line" or position < first:
                removed[block.index] = rule.name
                break
        if "head:date-line" not in keep and position <= first and is_date_line(block.text):
            removed.setdefault(block.index, "head:date-line")
    return removed


def first_paragraph(blocks: Sequence[Block]) -> int:
    """Position of the first block that reads as a paragraph; len(blocks) if there is none."""
    for position, block in enumerate(blocks):
        if not block.heading and width(block.text) >= 80 and _SENTENCE.search(block.text) and block.link_density < 0.5:
            return position
    return len(blocks)


def is_date_line(text: str) -> bool:
    """Whether a block says a date (and perhaps a time) and hardly anything else."""
    if len(text) > 90:
        return False
    rest, found = text, False
    for written in reversed(list(written_dates(text, day_first=True))):
        rest, found = rest[: written.start] + " " + rest[written.end :], True
    rest = _DATE_WORDS.sub(" ", _CLOCK.sub(" ", rest))
    return found and len(re.sub(r"[\W_]+", "", rest)) <= 4


def _normal(text: str) -> str:
    return _ORNAMENTS.sub("", collapse(fold(text)))


def _tail_fits(rule: Rule, before: Sequence[Block], after: Sequence[Block], seconded: Sequence[bool]) -> bool:
    if rule.needs == "contact":
        return sum(len(block.text) for block in after) < 2500 and any(
            _CONTACT.search(block.text) for block in after[:6]
        )
    if rule.needs == "last":
        return len(after) <= 2
    size = sum(width(block.text) for block in after)
    if rule.needs == "linked":
        agreed = sum(running(block) for block in after if seconded and seconded[block.index])
        return size == 0 or (sum(_listed(after)) > 0.6 * size and agreed < 300)
    # A box of other news in the middle of a long text must not take the rest of it along.
    return sum(map(running, after)) <= 0.5 * sum(map(running, before)) or sum(_listed(after)) > 0.5 * size


def running(block: Block) -> float:
    """Width of a block that is running text, else 0."""
    size = width(block.text)
    return size if size >= 120 and block.link_density < 0.3 and not block.heading else 0.0


def _listed(blocks: Sequence[Block]) -> Iterator[float]:
    """Widths of the blocks that look like entries of a list of links, not like paragraphs of a text."""
    for block in blocks:
        size = width(block.text)
        if block.link_density > 0.4 or size < 60 or block.heading:
            yield size
        elif block.tag in ("li", "td") or next(written_dates(block.text[:60]), None):
            yield size * 0.7
