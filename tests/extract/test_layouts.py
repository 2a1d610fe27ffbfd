"""Release sites with layouts drawn at random, read through the command line.

The short form of benchmarks/quality/layouts.py, one site of each language. The floors are of these sites alone;
`python -m benchmarks.quality layouts` measures two hundred.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from benchmarks.quality.layout_sites import Judgement, Site, judge, make_site
from benchmarks.quality.layout_sites.axes import axes
from benchmarks.quality.layout_sites.judging import key
from benchmarks.quality.layouts import Crawled, crawl_sites
from lxml import html

from ratssearch.models import ExtractedPage

SEED = 5
PAGES = 8
EXACT = 0.5  # floor of the share of bodies right to the letter
TITLES = 1.0
DAYS = 1.0


@pytest.fixture(scope="module")
def crawled() -> tuple[list[Crawled], int]:
    first: dict[str, Site] = {}
    for number in range(40):
        site = make_site(SEED, number, PAGES)
        first.setdefault(site.layout["language"], site)
    assert len(first) == 6
    return crawl_sites(list(first.values()))


@pytest.fixture(scope="module")
def judged(crawled: tuple[list[Crawled], int]) -> list[Judgement]:
    return [found for one in crawled[0] for found in one.judged()]


def test_every_release_is_found(crawled: tuple[list[Crawled], int]) -> None:
    assert all(page is not None for one in crawled[0] for page in one.pages)


def test_a_reindex_right_after_changes_nothing(crawled: tuple[list[Crawled], int]) -> None:
    assert crawled[1] == 0


def test_bodies_titles_and_days(judged: list[Judgement]) -> None:
    """No fewer pages than before are right to the letter, and no day is wrong."""
    assert sum(found.exact for found in judged) >= EXACT * len(judged)
    assert sum(found.title for found in judged) >= TITLES * len(judged)
    assert sum(found.day_right for found in judged) >= DAYS * len(judged)
    assert not any(found.day_wrong for found in judged)


# ---------------------------------------------------------------- the generator itself


def test_a_site_is_the_same_each_time() -> None:
    """Whatever other sites were made before it."""
    first = make_site(SEED, 3)
    make_site(SEED, 4)
    assert make_site(SEED, 3) == first
    assert make_site(SEED + 1, 3).pages != first.pages


def test_what_is_true_stands_on_the_page() -> None:
    """Every paragraph of a release can be read on its page, in order; so can every line that is optional."""
    for site in (make_site(SEED, number, 4) for number in range(40)):
        for truth in site.truths:
            shown = key(_shown(site, truth.release.path))
            place = 0
            for paragraph in truth.release.paragraphs:
                place = shown.find(key(paragraph.text), place)
                assert place >= 0, (site.number, paragraph)
                place += len(key(paragraph.text))
            assert all(key(line) in shown for line in truth.optional)


def test_every_value_of_every_axis_is_drawn() -> None:
    drawn = {item for number in range(200) for item in make_site(SEED, number, 2).layout.items()}
    assert drawn >= {(axis, value) for axis, values in axes().items() for value in values}


def test_a_perfect_reading_is_exact() -> None:
    """With and without what is optional; a line too many or a paragraph too few is seen, and where it stands."""
    site = next(site for n in range(200) if (site := make_site(SEED, n, 2)).layout["about"] == "bare")
    truth = site.truths[0]
    lines = tuple(paragraph.text for paragraph in truth.release.paragraphs)
    page = ExtractedPage(truth.release.title, lines, site.layout["language"], None)
    assert judge(page, truth).exact
    assert judge(page, truth).title
    assert judge(replace(page, paragraphs=(*lines, truth.optional[-1])), truth).exact
    headed = judge(replace(page, paragraphs=("Something else", *lines)), truth)
    assert (headed.exact, headed.head, headed.tail) == (False, True, False)
    cut = judge(replace(page, paragraphs=lines[1:]), truth)
    assert (cut.exact, cut.lost) == (False, lines[:1])
    assert judge(None, truth).lost == lines


def _shown(site: Site, path: str) -> str:
    tree = html.fromstring(site.pages[path].decode(site.encoding))
    for element in tree.xpath("//head | //script"):
        element.drop_tree()
    return str(tree.text_content())
