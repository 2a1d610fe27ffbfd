"""What stands at one place of many pages and is never their text: dates, labels, captions, boxes with contacts.

A place is told by its path; where paragraphs and labels share one, a label is told by the letters it begins with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil

from ratssearch.extract.body.labelled import OUTSIDE, TITLE
from ratssearch.extract.body.tail import SIGNATURE
from ratssearch.extract.html.element_paths import lead_of
from ratssearch.extract.templates.outline import END_OF_TEXT, OF_OTHERS, OWN_TEXT, Outline, OutlineBlock

_HABIT = 0.3  # share of the pages from which a place is one of the layout
_SELDOM = 0.1  # share of the pages up to which a place that was kept is no text all the same
_SLOT = 0.3  # share of the pages from which a place without running text is furniture
_LABEL = 0.5  # share of the pages from which the same first letters at an edge are a label
_USUAL = 0.9  # share of the pages from which one of a few labels stands before the text of all
_SHARED = 3  # pages from which a line at the head is such a label
_SHORT = 60  # mean width up to which lines at one place are labels
_NO_RULE = (OUTSIDE, TITLE, "veto:line")  # labels that a learnt region does not give by itself
_TEXT_TAGS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table tbody tr td th".split()  # noqa: SIM905
)


def places_without_text(pages: Sequence[Outline], region: str) -> Iterator[str]:
    """The outermost paths inside the region that hold no text: hardly ever kept in pages read alone, without a rule
    that would take their blocks again; or on most pages one short line, and never a paragraph."""
    places = [place for page in pages for place in _places(page, region)]
    by_path: defaultdict[str, list[_Place]] = defaultdict(list)
    for place in places:
        by_path[place.path].append(place)
    found: set[str] = set()
    for path in sorted(by_path, key=lambda path: (path.count("/"), path)):
        if not path.startswith(f"{region}/") or not found.isdisjoint(_around(path)):
            continue
        if _is_seldom_kept(path, by_path[path], len(pages)) or _is_label(path, by_path[path], len(pages)):
            found.add(path)
            yield path


def labels_at_edges(pages: Sequence[Outline], region: str) -> list[str]:
    """What lines are known by (outline.label_of()) that many pages have before the first paragraph of the region, and
    behind the last: those with END_OF_TEXT."""
    counts: Counter[str] = Counter()
    at: defaultdict[str, list[str]] = defaultdict(list)
    for page in pages:
        head, tail = _edges(page, region)
        lines = {block.beginning: page.paths[block.containers[-1]] for block in head if _may_be_label(block)}
        for label, path in lines.items():
            at[path].append(label)
        counts.update(lines.keys())
        counts.update({block.beginning + END_OF_TEXT for block in tail if _may_be_label(block)})
    least = max(3, ceil(_LABEL * len(pages)))
    found = {label for label, number in counts.items() if number >= least}
    for labels in at.values():
        # One of a few labels on nearly every page, such as the department that speaks.
        few = [label for label in labels if counts[label] >= _SHARED]
        if len(few) >= _USUAL * len(pages):
            found.update(few)
    return sorted(found)


def _may_be_label(block: OutlineBlock) -> bool:
    """Whether a line could be a label: no sentence, no teaser of a release."""
    of_other = block.label in OF_OTHERS and not block.release.startswith("http")
    return bool(block.beginning) and not block.running and not block.sentence and not of_other


def _edges(page: Outline, region: str) -> tuple[list[OutlineBlock], list[OutlineBlock]]:
    """What the region holds before its first paragraph that was kept and behind the last, kept or not."""
    number = page.paths.index(region) if region in page.paths else -1
    inside = [block for block in page.blocks if number in block.containers and block.label != TITLE]
    running = [place for place, block in enumerate(inside) if block.running and not block.label]
    return (inside[: running[0]], inside[running[-1] + 1 :]) if running else ([], [])


class _Place:
    """What one page has at one path."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.blocks: list[OutlineBlock] = []
        self.before_text = True  # no paragraph was kept before any of its blocks
        self.after_text = True  # nor behind

    @property
    def is_kept(self) -> bool:
        return any(not block.label for block in self.blocks)

    @property
    def is_unexplained(self) -> bool:
        return any(block.label in _NO_RULE for block in self.blocks)


def _places(page: Outline, region: str) -> list[_Place]:
    number = page.paths.index(region) if region in page.paths else -1
    places: dict[int, _Place] = {}
    text = False
    for block in page.blocks:
        if number not in block.containers:
            continue
        is_text = block.running and not block.label
        for container in block.containers:
            place = places.get(container)
            if place is None:
                place = places[container] = _Place(page.paths[container])
            place.before_text = place.before_text and not text
            place.blocks.append(block)
        if is_text:
            text = True
            for container, place in places.items():
                if container not in block.containers:
                    place.after_text = False
    return list(places.values())


def _is_seldom_kept(path: str, places: Sequence[_Place], pages: int) -> bool:
    """Whether a place of its own that holds no sentences is hardly ever kept, and no rule says why."""
    blocks = [block for place in places for block in place.blocks]
    running = sum(block.running and block.label in ("", *_NO_RULE) for block in blocks)
    said = sum(block.sentence for block in blocks)
    if not _is_named(path) or 2 * said > len(blocks) or running > _SELDOM * len(places):
        return False
    kept = sum(place.is_kept for place in places)
    unexplained = sum(place.is_unexplained for place in places)
    return (
        len(places) >= max(3, ceil(_HABIT * pages)) and kept <= _SELDOM * len(places) and 2 * unexplained >= len(places)
    )


def _is_label(path: str, places: Sequence[_Place], pages: int) -> bool:
    """Whether a place of its own, on most pages before or behind all text, holds short lines and never a paragraph."""
    if not _is_named(path) or len(places) < max(3, ceil(_SLOT * pages)):
        return False
    blocks = [block for place in places for block in place.blocks]
    if sum(block.label == SIGNATURE for block in blocks) > _SELDOM * len(places):
        return False
    if 2 * sum(block.sentence for block in blocks) > len(places):
        return False
    if max(sum(block.running for block in blocks), _headings_alone(places)) > _SELDOM * len(places):
        return False
    edge = sum(place.before_text or place.after_text for place in places)
    return edge >= (1 - _SELDOM) * len(places) and sum(block.width for block in blocks) <= _SHORT * len(blocks)


def _headings_alone(places: Sequence[_Place]) -> int:
    return sum(all(block.heading for block in place.blocks) for place in places)


def _is_named(path: str) -> bool:
    """Whether a place is told from the paragraphs, headings and lists of a text by what it is or is called."""
    last = path.rsplit("/", 1)[-1]
    tag = last.split("#")[0].split(".")[0]
    return last == OWN_TEXT or tag not in _TEXT_TAGS or "." in last or "#" in last[1:]


def _around(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rsplit("/", 1)[0]
        yield path


def repeated_leads(pages: Sequence[Outline]) -> list[str]:
    """Digests of texts that stand behind a link to one other release on two pages or more (lead_of()), and behind no
    other: what stands behind many is a formula with which texts begin."""
    behind: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        for before, block in pairwise(page.blocks):
            if before.release and block.key:
                behind[block.key][before.release] += 1
    return sorted(
        lead_of(release, key)
        for key, releases in behind.items()
        for release, number in releases.items()
        if number > 1 and len(releases) == 1
    )
