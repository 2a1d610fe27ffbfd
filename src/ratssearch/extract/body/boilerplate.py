"""Phrase rules (phrases.toml): which blocks of the chosen region are no part of the release, and by which rule."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources

from ratssearch.extract.body.region import width
from ratssearch.extract.dates.date_cues import CHANGED, LABELLED, PUBLISHED
from ratssearch.extract.dates.written_dates import written_dates
from ratssearch.extract.html.blocks import Block
from ratssearch.text import collapse, ends_sentence, fold

_ORNAMENTS = re.compile(r"^[\s\W]*?(?=[\w©(【\[№#])|[\s:：.…>»›→\-–—|]+$")
_MAX_HEAD = 60  # blocks: what comes later is no head, paragraph or not
_LONG = 300  # width of more text than a lead has
_LONGEST = 250  # characters: no rule looks at longer blocks
_BARS = re.compile(r"[|·•/]")
_BAR = re.compile(r"\s+[|·•/]\s+|\s*[|·•]\s*")
_SENTENCE = re.compile(r"[.!?…][\"'»”’)\]]*(?:\s|$)|[。！？]")
_CONTACT = re.compile(
    r"@|\+?\d[\d ()/.-]{6,}\d|\b(tel|phone|fax|mobile|e-?mail|press officer|spokes\w+|contact|officer|website)\b"
    r"|тел\.|почт|факс|пресс-секретарь|电话|邮箱|传真",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?<![\d.])\+?\(?\d[\d ()/.-]{6,}\d")
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d{2}(:\d{2})?\b( ?[ap]\.?m\.?)?( ?(e[sd]?t|gmt|utc|cet|cest|мск|msk|uhr|hrs?|h|ч)\b)?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s*([^:：]{2,40})[:：]")
_CLAUSE_END = re.compile(r"[.!?…:;。！？：；][\"'»”’)\]]*$")
_CUE = 24  # width of a word that introduces a day; of a clause without spaces it is no word
_SENTENCE_WIDTH = 35
_SET_APART = re.compile(r"^\s*[\])]?\s*[-–—|•·/,]\s*\S|\S\s*(?:\s[-–—]|[|•·/,:：(\[])\s*$")
_DAY_WORD = re.compile(r"\b(?:on|le|el|il|em|a|am|den|vom|du)\s*$", re.IGNORECASE)
_NUMERAL = re.compile(r"[\d〇○零一二三四五六七八九十]")
_DATE_WORDS = re.compile(
    r"\b(published|posted|updated|last|modified|date|on|at|release|released|created|time|mon|tue|wed|thu|fri|sat|sun"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|дата|публикации|опубликовано|обновлено|размещено|года|г|в"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b|发布|时间|日期|星期.|[年月日]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of phrases.toml."""

    name: str
    kind: str  # "tail", "line", "head" or "sign"
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
    active = [rule for rule in rules() if rule.name not in keep and rule.kind != "sign"]
    removed: dict[int, str] = {}
    texts = [_normal(block.text) if len(block.text) <= _LONGEST else "" for block in kept]
    first = min(first_paragraph(kept), _MAX_HEAD)
    if first == len(kept):  # short lines alone: what is before the first sentence
        first = next((position for position, block in enumerate(kept) if is_sentence(block)), first)
    for position, (block, text) in enumerate(zip(kept, texts, strict=True)):
        if block.index in removed:
            continue
        for rule in active if len(block.text) <= _LONGEST else ():
            if len(block.text) > rule.max or not rule.pattern.fullmatch(text):
                continue
            if rule.kind == "tail":
                if position > first and _tail_fits(rule, kept[:position], kept[position + 1 :], seconded):
                    end = position + 1 + _resumes(rule, kept[position + 1 :], seconded)
                    removed.update((later.index, rule.name) for later in kept[position:end])
                    break
            elif rule.kind == "line" or position < first or (rule.name in _SURE_HEADS and position <= first + _BEHIND):
                removed[block.index] = rule.name
                break
        if block.index not in removed and (name := _furniture(block.text, active)):
            removed[block.index] = name
        if block.index in removed:
            continue
        name = _line_label(block, position, first)
        if name and name not in keep:
            removed[block.index] = name
    return removed


def _line_label(block: Block, position: int, first: int) -> str:
    """The rule of a line that says a day or begins with a label; first: the position of the first paragraph."""
    if position <= first and (name := head_label(block)):
        return name
    if position <= first + _BEHIND and (is_date_line(block.text) or is_dated_label(block.text)):
        return "head:date-line"
    return "line:published" if is_date_line(block.text) and says_published(block.text) else ""


def _is_label_with_byline(text: str) -> bool:
    """Whether a line is a label of releases and, behind it, by whom ("Press release Published by ...")."""
    label, byline = (next(rule for rule in rules() if rule.name == name) for name in _SURE_HEADS[:1] + _BYLINE)
    words = _normal(text).split(" ")
    starts = range(1, min(len(words), _LABEL_WORDS))
    return any(
        label.pattern.fullmatch(" ".join(words[:start])) and byline.pattern.fullmatch(" ".join(words[start:]))
        for start in starts
    )


def head_label(block: Block) -> str:
    """The rule of a line before the text that says its day, or begins with a label ("Contact: ...", "FOR IMMEDIATE
    RELEASE Published by ..."); an empty string for others."""
    if is_date_line(block.text) or is_dated_label(block.text) or _is_labelled_day(block.text):
        return "head:date-line"
    return "head:label" if _begins_with_label(block, _HEAD_LABELS) else ""


def _is_labelled_day(text: str) -> bool:
    """Whether a line begins with a label of publication and its day, and is no sentence."""
    label = _LABEL.match(text) if len(text) <= _LONGEST and not ends_sentence(text) else None
    if label is None or not PUBLISHED.match(label[1]):
        return False
    day = next(written_dates(text, day_first=True), None)
    return day is not None and day.start <= label.end() + 2


_SURE_HEADS = ("head:release-label", "head:serial-number")
_BYLINE = ("head:byline",)
_LABEL_WORDS = 6  # of a label of releases
_BEHIND = 2  # blocks behind a lead in which such a label may stand before the text proper
_HEAD_LABELS = ("head:release-label", "head:byline", "head:serial-number", "tail:contacts")
_TAIL_LABELS = ("tail:contacts", "tail:related", "tail:read-also", "tail:in-other-news", "line:source", "line:print")


def _begins_with_label(block: Block, names: tuple[str, ...]) -> bool:
    """Whether a line that is no paragraph begins with words of a rule, up to a colon or a break."""
    text = block.text
    if len(text) > _LONGEST or is_paragraph(block) or ends_sentence(text):
        return False
    if "head:release-label" in names and _is_label_with_byline(text):
        return True
    if not (label := _LABEL.match(text)):
        return False
    said = _normal(label[1])
    return any(rule.pattern.fullmatch(said) for rule in rules() if rule.name in names)


def _furniture(text: str, active: Sequence[Rule]) -> str:
    """The rule of a short line whose parts between bars ("Views: 12 | Print | Back to the list") each fall to one."""
    parts = [_normal(part) for part in _BAR.split(text)] if len(text) <= _LONGEST and _BARS.search(text) else []
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return ""
    lines = [rule for rule in active if rule.kind == "line"]
    names = [next((r.name for r in lines if len(p) <= r.max and r.pattern.fullmatch(p)), "") for p in parts]
    said = [name or ("line:published" if is_date_line(part) else "") for name, part in zip(names, parts, strict=True)]
    return said[0] if all(said) and any(names) else ""


def signs_off(text: str) -> bool:
    """Whether a line signs by its words alone: the press office of somebody."""
    normal = _normal(text) if len(text) <= _LONGEST else ""
    signs = (rule for rule in rules() if rule.kind == "sign" and len(text) <= rule.max)
    return bool(normal) and any(rule.pattern.fullmatch(normal) for rule in signs)


def is_contact(text: str) -> bool:
    """Whether a text holds an address, a telephone number or a word for one."""
    return bool(_CONTACT.search(text))


def has_contact(text: str) -> bool:
    """Whether a text holds an address of electronic mail or a telephone number."""
    return bool(_ADDRESS.search(text))


def tail_rule(block: Block, keep: tuple[str, ...]) -> str:
    """The name of the tail rule whose heading a block is, or an empty string."""
    text = _normal(block.text) if len(block.text) <= 80 else ""
    tails = (rule for rule in rules() if rule.kind == "tail" and rule.name not in keep and len(block.text) <= rule.max)
    return next((rule.name for rule in tails if text and rule.pattern.fullmatch(text)), "")


def first_paragraph(blocks: Sequence[Block]) -> int:
    """Position of the first block that reads as a paragraph; len(blocks) if there is none."""
    return next((position for position, block in enumerate(blocks) if is_paragraph(block)), len(blocks))


def is_paragraph(block: Block) -> bool:
    """Whether a block is running text: a sentence or more, neither heading nor link."""
    return (
        not block.heading
        and width(block.text) >= 80
        and bool(_SENTENCE.search(block.text))
        and block.link_density < 0.5
    )


def says_more(text: str) -> bool:
    """Whether the words of a link only call to follow it ("Read more")."""
    return any(rule.pattern.fullmatch(_normal(text)) for rule in rules() if rule.name == "line:call-to-action")


def says_when(word: str) -> bool:
    """Whether a word introduces the day of publication or of a change."""
    return bool(PUBLISHED.search(word) or CHANGED.search(word))


def says_published(text: str) -> bool:
    """Whether a line that says a day calls it that of publication or of a change."""
    return bool(LABELLED.search(text) or CHANGED.search(text))


def tail_label(block: Block) -> str:
    """The rule of a line behind the text that begins with a label ("Tags: ..."), or an empty string."""
    return "tail:label" if _begins_with_label(block, _TAIL_LABELS) else ""


def is_sentence(block: Block) -> bool:
    """Whether a block says something in a sentence, however short, and is no link."""
    return block.link_density < 0.5 and width(block.text) >= _SENTENCE_WIDTH and bool(_CLAUSE_END.search(block.text))


def is_dated_label(text: str) -> bool:
    """Whether a line is a day and, set apart from it, a few words such as a name or a place: no sentence."""
    return len(text) <= 110 and _NUMERAL.search(text) is not None and _is_dated_label(text)


@lru_cache(maxsize=512)  # several rules ask of one line, and of the same lines on other pages
def _is_dated_label(text: str) -> bool:
    if ends_sentence(text):
        return False
    days = list(written_dates(text, day_first=True))
    if len(days) != 1:
        return False
    before, after = _DAY_WORD.sub("", text[: days[0].start]), _CLOCK.sub("", text[days[0].end :])
    return (not before.strip(" [(") and bool(_SET_APART.match(after))) or (
        not _DATE_WORDS.sub("", after).strip(" .,)]") and bool(_SET_APART.search(before))
    )


def is_credit(block: Block) -> bool:
    """Whether a line says who wrote a text and when: a day, and no sentence."""
    said = _CLOCK.sub("", block.text) if len(block.text) <= _LONGEST else "."
    return not ends_sentence(said) and next(written_dates(said, day_first=True), None) is not None


def is_date_line(text: str) -> bool:
    """Whether a block says a date (and perhaps a time) and hardly anything else."""
    return len(text) <= 90 and _NUMERAL.search(text) is not None and _is_date_line(text)


@lru_cache(maxsize=512)
def _is_date_line(text: str) -> bool:
    days = list(written_dates(text, day_first=True))
    if not days:
        return False
    rest = text
    for written in reversed(days):
        rest = rest[: written.start] + " " + rest[written.end :]
    rest = _DATE_WORDS.sub(" ", _CLOCK.sub(" ", rest))
    rest = " ".join(word for word in rest.split() if width(word) > _CUE or not says_when(word))
    return len(re.sub(r"[\W_]+", "", rest)) <= 4


@lru_cache(maxsize=8192)  # of short lines only; the same menus come again on every page of a site
def _normal(text: str) -> str:
    return _ORNAMENTS.sub("", collapse(fold(text)))


def _tail_fits(rule: Rule, before: Sequence[Block], after: Sequence[Block], seconded: Sequence[bool]) -> bool:
    if rule.needs == "contact":
        return sum(len(block.text) for block in after) < 2500 and any(
            _CONTACT.search(block.text) for block in after[:6]
        )
    if rule.needs == "any":
        return True
    if rule.needs == "last":
        return len(after) <= 2
    size = sum(width(block.text) for block in after)
    if rule.needs == "linked":
        agreed = sum(running(block) for block in after if seconded and seconded[block.index])
        return size == 0 or (sum(_listed(after)) > 0.6 * size and agreed < 300)
    # A box of other news in the middle of a long text must not take the rest of it along.
    return sum(map(running, after)) <= 0.5 * sum(map(running, before)) or sum(_listed(after)) > 0.5 * size


def _resumes(rule: Rule, after: Sequence[Block], seconded: Sequence[bool]) -> int:
    """Position among the blocks after a heading of other news at which the text itself goes on: paragraphs that a
    second extractor keeps and that are no lead of a link before them; len(after) if it does not go on."""
    if not seconded or rule.needs not in ("", "linked"):
        return len(after)
    texts: list[int] = []
    linked = False
    for place, block in enumerate(after):
        size = running(block) if seconded[block.index] and ends_sentence(block.text) else 0.0
        if size >= (_LONG if linked else 1.0):
            texts.append(place)
        linked = block.heading or block.link_density > 0.3 or is_date_line(block.text)
    if sum(running(after[place]) for place in texts) < _LONG:
        return len(after)
    above = texts[0] - 1
    return above if above >= 0 and after[above].heading and not after[above].links else texts[0]


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
        # Any day serves as `near`: what counts is that the entry begins with one.
        elif block.tag in ("li", "td") or next(written_dates(block.text[:60], near=date(2000, 1, 1)), None):
            yield size * 0.7
