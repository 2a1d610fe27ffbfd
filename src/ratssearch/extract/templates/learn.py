"""Learn the templates of a site from the outlines of its pages: where their text stands, and what the pages share.

What a page says is told by reading it alone. A template adds what only many pages show: the deepest place that holds
the text on all of them, the places inside it that never hold running text, and what stands on many pages alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import ceil
from statistics import mean

from ratssearch.extract.body.labelled import OUTSIDE
from ratssearch.extract.body.region import may_be_region
from ratssearch.extract.html.element_paths import names_in, without
from ratssearch.extract.templates.edges import labels_at_edges, places_without_text, repeated_leads
from ratssearch.extract.templates.outline import OF_OTHERS, OWN_TEXT, Outline, OutlineBlock
from ratssearch.models import Furniture, Repeat, Template

MIN_PAGES = 4
MIN_HELD = 0.9  # share of the pages' text that the region must hold
MIN_AGREEMENT = 0.85  # mean F1 with the pages read alone below which a template is not trusted
_DEEPER = 0.03  # share of the text that a deeper region may hold less
_ALIKE = 0.6  # Jaccard similarity of layouts that belong to one cluster
_REPEATED = 0.2  # share of the pages from which a block counts as repeated
_HABIT = 0.3  # share of the pages from which a rule counts as a habit of the site
_USUAL = 0.97  # share of the pages on which a class name stands that is part of the layout
_NAMED = 0.6  # share of the pages from which a heading or declared title names the site
_MAX_REPEATS = 2000


def learn(outlines: Sequence[Outline], version: str) -> tuple[Template, ...]:
    """A template for each layout that at least MIN_PAGES pages have, if it agrees with the pages read alone.

    version: of the extractor that made the outlines. The order of outlines does not matter.
    """
    ordered = sorted(outlines, key=lambda outline: outline.url)
    varying = frozenset(_varying_names(ordered))
    names = tuple(sorted(site_names(ordered)))
    plain = [_without(outline, varying) for outline in ordered] if varying else ordered
    clusters = (cluster for cluster in _clusters(plain) if len(cluster) >= MIN_PAGES)
    learnt = (_learn_cluster(cluster, version) for cluster in clusters)
    return tuple(
        replace(template, varying_names=tuple(sorted(varying)), names=names)
        for template in learnt
        if template is not None
    )


def learn_site(outlines: Callable[[frozenset[str]], Sequence[Outline]], version: str) -> tuple[Template, ...]:
    """The templates of a site. outlines: makes the outlines of its pages, given names that are no titles; it is asked
    again where the pages together show that a title was the name of the site or of a section."""
    pages = outlines(frozenset())
    names = site_names(pages)
    if any(page.title in names for page in pages):
        pages = outlines(names)
    return learn(pages, version)


def site_names(pages: Sequence[Outline]) -> frozenset[str]:
    """title_key()s of headings and declared titles that most pages have."""
    counts = Counter(name for page in pages for name in page.names)
    least = max(MIN_PAGES, ceil(_NAMED * len(pages)))
    return frozenset(name for name, number in counts.items() if number >= least)


# ---------------------------------------------------------------- layouts


def _varying_names(pages: Sequence[Outline]) -> Iterator[str]:
    """Class names of the elements around the text that stand on some pages only, where the element has others that
    stand on nearly all (`category-...` beside `post`), or is one that needs no name."""
    steps: defaultdict[str, list[str]] = defaultdict(list)
    for page in pages:
        total = sum(block.width for block in page.blocks if not block.label)
        held: defaultdict[int, int] = defaultdict(int)
        for block in page.blocks:
            for container in set(block.containers):
                held[container] += 0 if block.label else block.width
        for number, size in held.items():
            path = page.paths[number]
            if total and size >= 0.5 * total and not path.endswith(OWN_TEXT):
                steps["/".join(step.split("#")[0].split(".")[0] for step in path.split("/"))].append(
                    path.rsplit("/", 1)[-1]
                )
    for place, found in steps.items():
        counts = Counter(name for step in found for name in names_in(step))
        usual = {name for name, number in counts.items() if number >= _USUAL * len(found)}
        if len(found) >= MIN_PAGES and (usual or place.endswith(("article", "main"))):
            yield from counts.keys() - usual


def _without(outline: Outline, varying: frozenset[str]) -> Outline:
    """The outline with paths that lack the names that vary; a path that two elements share now is not single."""
    plain = [without(path, varying) for path in outline.paths]
    counts = Counter(plain)
    numbers = {path: number for number, path in reversed(list(enumerate(plain)))}
    single = frozenset(number for number in outline.single if counts[plain[number]] == 1)
    blocks = tuple(
        replace(block, containers=tuple(numbers[plain[number]] for number in block.containers))
        for block in outline.blocks
    )
    parts = tuple((number, key) for number, key in outline.parts if number in single)
    return replace(outline, paths=tuple(plain), single=single, blocks=blocks, parts=parts)


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


# ---------------------------------------------------------------- one layout


def _learn_cluster(pages: Sequence[Outline], version: str) -> Template | None:
    counts = Counter(key for page in pages for key in _own_keys(page))
    least = max(2, ceil(_REPEATED * len(pages)))
    repeated = {key: number for key, number in counts.items() if number >= least}
    chosen = _region(pages)
    if chosen is None:
        return None
    region, held = chosen
    agreement = mean(_agreement(page, region, repeated) for page in pages)
    if agreement < MIN_AGREEMENT:
        return None
    most = sorted(repeated.items(), key=lambda pair: (-pair[1], pair[0]))[:_MAX_REPEATS]
    return Template(
        region=region,
        learnt_from=tuple(page.url for page in pages),
        varying=round(held, 4),
        agreement=round(agreement, 4),
        repeats=tuple(Repeat(key, number) for key, number in most),
        furniture=tuple(_furniture(pages, region, least)),
        asides=tuple(places_without_text(pages, region)),
        habits=tuple(_habits(pages, region)),
        labels=tuple(labels_at_edges(pages, region)),
        leads=tuple(repeated_leads(pages)),
        version=version,
    )


def _own_keys(page: Outline) -> set[str]:
    """Digests of what a page says, but for other releases: a lead that others show is no less the text of its own."""
    return {block.key for block in page.blocks if block.key and block.label not in OF_OTHERS}


def _region(pages: Sequence[Outline]) -> tuple[str, float] | None:
    """The deepest of the paths that hold hardly less of the text than the one that holds most."""
    held: defaultdict[str, list[float]] = defaultdict(list)
    used = 0
    for page in pages:
        inside: Counter[int] = Counter()
        for block in page.blocks:
            if not block.label:
                inside.update(dict.fromkeys(block.containers, block.width))
        total = sum(block.width for block in page.blocks if not block.label)
        used += bool(total)
        for number in page.single if total else ():
            held[page.paths[number]].append(inside[number] / total)
    shares = {
        path: sum(found) / used
        for path, found in held.items()
        if may_be_region(path.rsplit("/", 1)[-1]) and not path.endswith(OWN_TEXT)
    }
    most = max(shares.values(), default=0.0)
    if most < MIN_HELD:
        return None
    enough = [path for path, share in shares.items() if share >= max(MIN_HELD, most - _DEEPER)]
    best = max(enough, key=lambda path: (path.count("/"), shares[path], path))
    return best, shares[best]


def blocks_in(page: Outline, region: str) -> Iterator[tuple[OutlineBlock, bool]]:
    """Each block of a page, and whether it stands in the region."""
    number = page.paths.index(region) if region in page.paths else -1
    for block in page.blocks:
        yield block, number in block.containers


def _agreement(page: Outline, region: str, repeated: dict[str, int]) -> float:
    """F1, by width, of the region's varying blocks with those that the single-page extractor kept."""
    common = mine = theirs = 0
    for block, inside in blocks_in(page, region):
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


def _habits(pages: Sequence[Outline], region: str) -> list[str]:
    fired = Counter(
        rule for page in pages for rule in {block.label for block, inside in blocks_in(page, region) if inside}
    )
    return sorted(rule for rule, number in fired.items() if rule and number >= max(2, _HABIT * len(pages)))
