"""What stands after the text has been signed or ended: the name after an end mark, and contacts, counters, teasers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from ratssearch.extract.body.boilerplate import has_contact, is_contact, is_date_line, is_dated_label, tail_label
from ratssearch.extract.body.region import width
from ratssearch.extract.body.signature import is_end_mark, is_name, is_sign_off
from ratssearch.extract.dates.written_dates import written_dates
from ratssearch.extract.html.blocks import Block
from ratssearch.text import ends_sentence

AFTER = "tail:after-sign-off"
COMMENTS = "tail:comments"
CONTACTS = "tail:contacts"
END_MARK = "line:end-mark"
SIGNATURE = "signature"
_SHORT = 100  # width up to which a line after the end is no text
_LISTED = frozenset(("li", "dt", "dd", "th"))
_CLOCK = re.compile(r"\(?\d{1,2}[:.]\d{2}( ?[ap]\.?m\.?)?( [A-Z]{2,5})?\)?", re.IGNORECASE)
_DASHES = ("—", "–", "―", "-")
_MAX_AFTER = 40  # blocks
_MIN_TEXT = 0.5  # share of the page's running text that must stand before the end


def close(kept: Sequence[Block], keep: tuple[str, ...]) -> dict[int, str]:
    """Index -> label of the blocks at and after the first line that signs or ends the text; empty if there is none, or
    if text may follow it. keep: rules that do not apply."""
    if AFTER in keep:
        return {}
    total = sum(map(_prose, kept))
    before = 0.0
    for place, block in enumerate(kept):
        ends = before > 0 and before >= _MIN_TEXT * total
        if ends and (is_end_mark(block.text) or _signs(kept[place - 1], block)):
            after = kept[place + 1 :]
            if len(after) <= _MAX_AFTER and _is_over(after):
                labels = _labels(block, after, is_end_mark(block.text))
                return {index: label for index, label in labels.items() if label not in keep}
        before += _prose(block)
    return {}


def _prose(block: Block) -> float:
    """Width of a block that ends as a sentence does, else 0."""
    return float(width(block.text)) if not block.heading and ends_sentence(block.text) else 0.0


def _signs(before: Block, block: Block) -> bool:
    """Whether block is a sign-off under a text: neither a heading nor an entry of a list of bodies."""
    if block.heading or block.tag in _LISTED or block.link_density > 0.3 or not is_sign_off(block.text):
        return False
    return ends_sentence(before.text) or is_date_line(before.text)


def _labels(end: Block, after: Sequence[Block], mark: bool) -> dict[int, str]:
    labels = {end.index: END_MARK if mark else SIGNATURE}
    rest = list(after)
    # An end mark and the name may stand either way round.
    if mark and rest and (is_name(rest[0].text) or is_sign_off(rest[0].text)):
        labels[rest.pop(0).index] = SIGNATURE
    elif not mark and rest and is_end_mark(rest[0].text):
        labels[rest.pop(0).index] = END_MARK
    if SIGNATURE in labels.values() and rest and is_date_line(rest[0].text):
        labels[rest.pop(0).index] = SIGNATURE
    return labels | {block.index: AFTER for block in rest}


def _is_over(after: Sequence[Block]) -> bool:
    """Whether blocks are what stands after a text: short lines without an end, contacts, links, dated teasers."""
    linked = False
    if after and _CLOCK.fullmatch(after[0].text.strip()):
        return False  # a transcript ends with its hour, which belongs to it
    for block in after:
        dated = next(written_dates(block.text[:60], near=date(2000, 1, 1)), None) is not None
        # The lines under a link or a day are the teaser of another page.
        teaser = linked or dated
        linked = block.link_density > 0.3 or is_date_line(block.text)
        size = width(block.text)
        if linked or (size < _SHORT and not ends_sentence(block.text)):
            continue
        if size < 2 * _SHORT and (teaser or is_contact(block.text)):
            continue
        return False
    return True


def close_tail(kept: Sequence[Block], keep: tuple[str, ...], is_text: Callable[[Block], bool]) -> dict[int, str]:
    """Index -> label of what stands behind the last sentence of a text: comments, contacts, labels, days.
    is_text: whether a block stands in the flow of the text."""
    labels: dict[int, str] = {}
    if COMMENTS not in keep and (start := _comments(kept)) < len(kept):
        labels = {block.index: COMMENTS for block in kept[start:]}
        kept = kept[:start]
    rest = list(kept)
    while len(rest) > 1 and (label := _tail_line(rest[-1], is_text)) and label not in keep:
        labels[rest.pop().index] = label
    if len(rest) > 1 and CONTACTS in labels.values() and names_somebody(rest[-1]):
        labels[rest[-1].index] = CONTACTS  # whose telephone it is
    return labels


def _tail_line(block: Block, is_text: Callable[[Block], bool]) -> str:
    """The label of a last line that is no text: a day set apart, and outside the flow an address or a label."""
    if block.heading or width(block.text) > _SHORT or ends_sentence(block.text):
        return ""
    if is_dated_label(block.text):
        return "tail:date-line"
    if is_text(block):
        return ""
    if is_date_line(block.text):
        return "tail:date-line"
    return CONTACTS if has_contact(block.text) else tail_label(block)


def names_somebody(block: Block) -> bool:
    """Whether a line is a name and perhaps an office: short, no sentence, no entry of a list."""
    return (
        not block.heading
        and block.tag not in _LISTED
        and width(block.text) <= _SHORT // 2
        and not ends_sentence(block.text)
        and not is_sign_off(block.text)
    )


def _comments(kept: Sequence[Block]) -> int:
    """Where comments begin: a name with a day, and what was said, and so on to the end; len(kept) if there are none."""
    start = len(kept)
    place = len(kept) - 1
    while place > 0 and ends_sentence(kept[place].text) and _names_who_comments(kept[place - 1].text):
        start = place - 1
        place -= 2
    written = 0 < start < len(kept) and any(_prose(block) for block in kept[:start])
    return start if written else len(kept)


def _names_who_comments(text: str) -> bool:
    """Whether a line is a name with a day; behind a dash it says who was quoted before."""
    return is_dated_label(text) and not text.lstrip().startswith(_DASHES)
