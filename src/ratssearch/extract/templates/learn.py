"""Learn the templates of a site from the outlines of its pages: where the text varies, and what the pages share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil
from statistics import mean

from ratssearch.extract.body.labels import OUTSIDE, TITLE
from ratssearch.extract.body.region import may_be_region
from ratssearch.extract.templates.outline import Outline, OutlineBlock
from ratssearch.models import Furniture, Repeat, Template

MIN_PAGES = 4
MIN_VARYING = 0.9  # share of the varying text that the region must hold
MIN_AGREEMENT = 0.85  # mean F1 with the single-page extractor below which a template is not trusted
_ALIKE = 0.6  # Jaccard similarity of layouts that belong to one cluster
_REPEATED = 0.2  # share of the pages from which a block counts as repeated
_HABIT = 0.3  # share of the pages from which a rule counts as a habit of the site
_SELDOM = 0.1  # share of the pages up to which a place that was kept is no text all the same
_NOISE = 0.5  # what repeated text inside a region costs, per share of the varying text
_MAX_REPEATS = 2000
_NO_RULE = (OUTSIDE, TITLE, "veto:line")  # labels that a learnt region does not give by itself


def learn(outlines: Sequence[Outline], version: str) -> tuple[Template, ...]:
    """A template for each layout that at least MIN_PAGES pages have, if it agrees with the single-page extractor.

    version: of the extractor that made the outlines. The order of outlines does not matter.
    """
    ordered = sorted(outlines, key=lambda outline: outline.url)
    clusters = (cluster for cluster in _clusters(ordered) if len(cluster) >= MIN_PAGES)
    return tuple(template for cluster in clusters if (template := _learn_cluster(cluster, version)) is not None)


def _clusters(outlines: Sequence[Outline]) -> list[list[Outline]]:
    """Outlines grouped by layout: the containers that stand on a page once."""
    clusters: list[tuple[frozenset[str], list[Outline]]] = []
    for outline in outlines:
        layout = frozenset(outline.paths[number] for number in outline.single)
        alike = [(_similarity(layout, leader), members) for leader, members in clusters]
        best, members = max(alike, key=lambda pair: pair[0], default=(0.0, []))
        if best >= _ALIKE:
            members.append(outline)
        else:
            clusters.append((layout, [outline]))
    return [members for _, members in clusters]


def _similarity(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _learn_cluster(pages: Sequence[Outline], version: str) -> Template | None:
    counts = Counter(key for page in pages for key in {block.key for block in page.blocks if block.key})
    least = max(2, ceil(_REPEATED * len(pages)))
    repeated = {key: number for key, number in counts.items() if number >= least}
    chosen = _region(pages, repeated)
    if chosen is None:
        return None
    region, varying = chosen
    agreement = mean(_agreement(page, region, repeated) for page in pages)
    if agreement < MIN_AGREEMENT:
        return None
    most = sorted(repeated.items(), key=lambda pair: (-pair[1], pair[0]))[:_MAX_REPEATS]
    return Template(
        region=region,
        learnt_from=tuple(page.url for page in pages),
        varying=round(varying, 4),
        agreement=round(agreement, 4),
        repeats=tuple(Repeat(key, number) for key, number in most),
        furniture=tuple(_furniture(pages, region, least)),
        asides=tuple(_asides(pages, region)),
        habits=tuple(_habits(pages, region)),
        version=version,
    )


def _region(pages: Sequence[Outline], repeated: dict[str, int]) -> tuple[str, float] | None:
    """The path that holds most of the varying and least of the repeated text; the deepest of equals."""
    held: defaultdict[str, list[float]] = defaultdict(list)
    noise: defaultdict[str, list[float]] = defaultdict(list)
    for page in pages:
        total = sum(block.width for block in page.blocks if _varies(block, repeated))
        if not total:
            continue
        inside: Counter[int] = Counter()
        other: Counter[int] = Counter()
        for block in page.blocks:
            counted = inside if _varies(block, repeated) else other
            for number in block.containers:
                counted[number] += 0 if block.label == TITLE else block.width
        for number in page.single:
            held[page.paths[number]].append(inside[number] / total)
            noise[page.paths[number]].append(min(1.0, other[number] / total))
    used = max(map(len, held.values()), default=0)
    best: tuple[float, int, str, float] | None = None
    for path, shares in held.items():
        share = sum(shares) / used
        if share < MIN_VARYING or not may_be_region(path.rsplit("/", 1)[-1]):
            continue
        value = round(share - _NOISE * sum(noise[path]) / used, 3)
        best = max(best or (value, path.count("/"), path, share), (value, path.count("/"), path, share))
    return None if best is None else (best[2], best[3])


def _varies(block: OutlineBlock, repeated: dict[str, int]) -> bool:
    return bool(block.key) and block.key not in repeated and not block.linked and block.label != TITLE


def _blocks_in(page: Outline, region: str) -> Iterator[tuple[OutlineBlock, bool]]:
    """Each block of a page, and whether it stands in the region."""
    number = page.paths.index(region) if region in page.paths else -1
    for block in page.blocks:
        yield block, number in block.containers


def _agreement(page: Outline, region: str, repeated: dict[str, int]) -> float:
    """F1, by width, of the region's varying blocks with those that the single-page extractor kept."""
    common = mine = theirs = 0
    for block, inside in _blocks_in(page, region):
        # What rules took out of the region they will take again.
        took = inside and (not block.label or block.label == OUTSIDE) and block.key not in repeated
        kept = not block.label and block.key not in repeated
        mine += block.width if took else 0
        theirs += block.width if kept else 0
        common += block.width if took and kept else 0
    return 2 * common / (mine + theirs) if mine + theirs else 0.0


def _furniture(pages: Sequence[Outline], region: str, least: int) -> Iterator[Furniture]:
    """The outermost parts, apart from the region and what is around it, that at least `least` pages share."""
    counts = Counter((page.paths[number], key) for page in pages for number, key in page.parts if key)
    most: dict[str, int] = {}
    for (path, key), number in sorted(counts.items(), key=lambda entry: (entry[0][0].count("/"), entry[0])):
        apart = not region.startswith(path) and not path.startswith(f"{region}/")
        if number < least or not apart or any(most.get(outer, 0) >= number for outer in _around(path)):
            continue
        most[path] = max(number, most.get(path, 0))
        yield Furniture(path, key, number)


def _around(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rsplit("/", 1)[0]
        yield path


def _asides(pages: Sequence[Outline], region: str) -> Iterator[str]:
    """The outermost paths inside the region whose blocks the single-page extractor hardly ever kept, without a rule
    that would take them again: what it cannot tell on one page (is this line the text's first?) shows on many."""
    met: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    unexplained: Counter[str] = Counter()
    for page in pages:
        here = {page.paths[n]: False for n in {n for block in page.blocks for n in block.containers}}
        for block in page.blocks:
            if not block.label:
                here.update((page.paths[number], True) for number in block.containers)
        met.update(here.keys())
        odd = {number for block in page.blocks if block.label in _NO_RULE for number in block.containers}
        unexplained.update(page.paths[number] for number in odd)
        kept.update(path for path, was_kept in here.items() if was_kept)
    least = max(3, ceil(_HABIT * len(pages)))
    found: set[str] = set()
    for path in sorted(met, key=lambda path: (path.count("/"), path)):
        inside = path.startswith(f"{region}/") and not found.intersection(_around(path))
        seldom = met[path] >= least and kept[path] <= _SELDOM * met[path]
        if inside and seldom and 2 * unexplained[path] >= met[path]:
            found.add(path)
            yield path


def _habits(pages: Sequence[Outline], region: str) -> list[str]:
    fired = Counter(
        rule for page in pages for rule in {block.label for block, inside in _blocks_in(page, region) if inside}
    )
    return sorted(rule for rule, number in fired.items() if rule and number >= max(2, _HABIT * len(pages)))
