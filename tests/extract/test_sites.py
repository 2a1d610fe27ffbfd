"""Two small real sites crawled over HTTP and compared with gold made by hand (the whole bed: make quality), and the
comparison itself on made-up pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.quality.sites_compare import Agreement, GoldRelease, compare, gold_sites
from benchmarks.quality.sites_given import crawled, site_counts

RELEASE = GoldRelease(
    path="/news/1.html",
    title="A Bridge Was Opened",
    date="2020-05-04",
    body=("The bridge over the Lorne was opened today.", "It is 40 metres long.", "Traffic starts on Monday."),
    optional=("About the Lorne Trust. The trust keeps bridges.", "Press office of the Lorne Trust"),
)
RIGHT = Agreement(exact=True, first=True, last=True, head_foreign=False, tail_foreign=False)
FLOORS = {
    "npfsng-ru": {"titles": 1.0, "dates": 1.0, "first": 1.0, "last": 1.0, "exact": 0.85},
    "trcimplan-es": {"titles": 1.0, "dates": 1.0, "first": 0.91, "last": 1.0, "exact": 0.91},
}
MORE_THAN_TRAFILATURA = 0.02  # share of pages


@pytest.mark.gold
@pytest.mark.parametrize("name", sorted(FLOORS))
def test_a_real_site(gold: Path, name: str) -> None:
    """Every release found, read the same again, its fields and both ends right, and no end worse than trafilatura's."""
    site = next((site for site in gold_sites(gold) if site.name == name), None)
    if site is None:
        pytest.skip(f"gold corpora absent: sites/{name}")
    found = {figure.name.rsplit(".", 1)[1]: figure.value for figure in site_counts(site, crawled(site)).figures(name)}
    assert (found["found"], found["reindexed"], found["dates_wrong"]) == (1.0, 0, 0)
    low = {key: found[key] for key, floor in FLOORS[name].items() if found[key] < floor}
    assert not low
    assert found["head_foreign"] <= 0.02 and found["tail_foreign"] <= 0.02
    for end in ("first", "last"):
        assert found[end] >= found[f"trafilatura_{end}"] - MORE_THAN_TRAFILATURA


@pytest.mark.parametrize(
    "lines",
    [
        RELEASE.body,
        ("The bridge over the Lorne", "was opened today. It is 40 metres long.", "TRAFFIC starts on Monday!"),
        ("Press office of the Lorne Trust", *RELEASE.body, "About the Lorne Trust.", "The trust keeps bridges."),
        (*RELEASE.body[:2], RELEASE.optional[0], f"{RELEASE.body[2]} {RELEASE.optional[1]}", "***"),
        (*RELEASE.body, "The trust keeps bridges."),
    ],
)
def test_a_reading_that_agrees(lines: tuple[str, ...]) -> None:
    """However paragraphs are cut or joined, and with optional ones whole, in part, anywhere or missing."""
    assert compare(RELEASE, lines) == RIGHT


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Read also", *RELEASE.body), Agreement(False, False, True, True, False)),
        ((*RELEASE.body, "Older: A Road Was Closed"), Agreement(False, True, False, False, True)),
        (RELEASE.body[1:], Agreement(False, False, True, False, False)),
        (RELEASE.body[:2], Agreement(False, True, False, False, False)),
        ((*RELEASE.body[:1], "Photo: someone", *RELEASE.body[1:]), Agreement(False, True, True, False, False)),
        (RELEASE.body[::-1], Agreement(False, False, False, False, False)),
        ((), Agreement(False, False, False, False, False)),
    ],
)
def test_a_reading_that_does_not(lines: tuple[str, ...], expected: Agreement) -> None:
    """Foreign and lost paragraphs are told apart at either end."""
    assert compare(RELEASE, lines) == expected
