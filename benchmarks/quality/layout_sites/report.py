"""For developers: what is wrong on which pages, and which values of which axes fail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.quality.layout_sites.axes import axes
from benchmarks.quality.layout_sites.judging import Judgement, judge, key
from benchmarks.quality.layout_sites.site import Site
from ratssearch.models import ExtractedPage

_CLEAR = frozenset(("none", "no", "0"))  # values of an axis that a line of axes leaves out
_WIDTH = 110


def page_report(site: Site, pages: Sequence[ExtractedPage | None], *, first: int = 3) -> Iterator[str]:
    """For up to `first` failing pages of a site: what is lost or foreign, and the rule that took what is lost."""
    judged = [judge(page, truth) for page, truth in zip(pages, site.truths, strict=True)]
    failing = [number for number, found in enumerate(judged) if not _fine(found)]
    if not failing:
        return
    yield f"== site {site.number}: {len(failing)} of {len(pages)} pages fail"
    yield "   " + " ".join(f"{axis}={value}" for axis, value in site.layout.items() if value not in _CLEAR)
    for number in failing[:first]:
        yield f"-- {site.truths[number].release.path}: {' '.join(_faults(judged[number]))}"
        yield from _differences(pages[number], judged[number], site, number)


def _fine(found: Judgement) -> bool:
    return found.exact and found.title and found.day_right


def _faults(found: Judgement) -> Iterator[str]:
    named = {"title": not found.title, "day": not found.day_right, "body": not found.exact}
    named |= {"head": found.head, "tail": found.tail, "lost": bool(found.lost)}
    return (name for name, is_wrong in named.items() if is_wrong)


def _differences(page: ExtractedPage | None, found: Judgement, site: Site, number: int) -> Iterator[str]:
    truth = site.truths[number]
    if page is None:
        yield "   (not read)"
        return
    if not found.title:
        yield f"   title {page.title!r}, not {truth.release.title!r}"
    if not found.day_right:
        basis = f" ({page.published.basis}: {page.published.evidence})" if page.published else ""
        yield f"   day {found.day}{basis}, not {truth.release.day}"
    if found.exact:
        return
    for line in found.foreign:
        place = "first" if line == page.paragraphs[0] else "last" if line == page.paragraphs[-1] else "amid"
        yield f"   + [{place}] {_short(line)}"
    for line in found.lost:
        rules = {cut.rule for cut in page.removed if key(cut.text) in key(line) or key(line) in key(cut.text)}
        rules |= {"signature"} if key(line) in key(page.signature) else set()
        yield f"   - [{', '.join(sorted(rules)) or '?'}] {_short(line)}"
    if not found.foreign and not found.lost:
        yield "   (all lines are the release's, in another order or twice)"


def _short(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def axis_table(read: Iterable[tuple[Site, Sequence[Judgement]]]) -> Iterator[str]:
    """Axis, value: sites, share of pages exact, with a foreign head, a foreign tail, something lost, title, day."""
    held: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for site, judged in read:
        for axis, value in site.layout.items():
            held[axis, value].extend(judged)
    yield f"{'axis':<18}{'value':<14}{'pages':>6}{'exact':>8}{'head':>7}{'tail':>7}{'lost':>7}{'title':>7}{'day':>7}"
    for axis, values in axes().items():
        for value in values:
            if found := held[axis, value]:
                shares = (
                    sum(one.exact for one in found), sum(one.head for one in found), sum(one.tail for one in found),
                    sum(bool(one.lost) for one in found), sum(one.title for one in found),
                    sum(one.day_right for one in found),
                )  # fmt: skip
                exact, *rest = (count / len(found) for count in shares)
                yield f"{axis:<18}{value:<14}{len(found):>6}{exact:>8.3f}" + "".join(f"{share:>7.3f}" for share in rest)
