"""What a screen reader and a reader with low vision meet, measured in the rendered page."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page

from made_up import Corpus

PATHS = (
    "/search",
    "/search?q=workshop&country=KZ&exclude_country=NO",
    "/search?q=zebra+lighthouse",
    "RELEASE",
    "EDITION",
    "/edits",
    "/status",
    "/help",
    "/api",
)

UNNAMED = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary, select')]
  .filter(element => element.getClientRects().length)
  .filter(element => {
    const labels = element.labels ? [...element.labels].map(label => label.textContent).join(' ') : '';
    return !(element.getAttribute('aria-label') || labels || element.textContent || '').trim();
  }).map(element => element.outerHTML.slice(0, 120))"""

# Contrast of every visible text against the nearest background that is painted, by WCAG 2.2's formula.
FAINT = """() => {
  const parse = colour => (colour.match(/[0-9.]+/g) || []).map(Number);
  const part = v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => { return .2126 * part(r) + .7152 * part(g) + .0722 * part(b); };
  const ground = element => { for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour; } return [255, 255, 255]; };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.getClientRects().length) continue;
    if (element.closest('.vh, script, svg, .skip')) continue;
    const [one, other] = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
    const ratio = (one + .05) / (other + .05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${element.outerHTML.slice(0, 100)}`);
  }
  return faint; }"""


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=request.param)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_pages_can_be_read_and_heard(page: Page, site: str, corpus: Corpus, path: str) -> None:
    """Everything that can be worked has a name; all text stands out; headings are in order; lists are lists."""
    release = f"/releases/{corpus.ids['rich']}"
    page.goto(site + {"RELEASE": release, "EDITION": f"{release}/editions/2"}.get(path, path))
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(FAINT) == []
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(heading => +heading.tagName[1])")
    assert levels.count(1) == 1
    ordered = levels[levels.index(1) :]
    assert all(later - earlier <= 1 for earlier, later in pairwise(ordered)), levels
    loose = "[...document.querySelectorAll('li')].filter(item => !item.parentElement.matches('ul, ol')).length"
    assert page.evaluate(loose) == 0


def test_groups_and_counts_are_announced(page: Page, site: str) -> None:
    """A facet is a named group; a value's name holds its count; the result count is a status."""
    page.goto(f"{site}/search")
    group = page.get_by_role("group", name="Country")
    assert group.get_by_role("checkbox").count() >= 12
    name = group.get_by_role("checkbox").first.evaluate(
        "box => box.labels[0].textContent.replace(/\\\\s+/g, ' ').trim()"
    )
    assert name.endswith("releases") and any(char.isdigit() for char in name)
    assert page.get_by_role("status").count() == 1
    assert page.get_by_role("search").count() == 1 and page.get_by_role("main").count() == 1
    assert page.get_by_role("img", name="Results over time").count() == 1


def test_text_can_be_twice_as_large(page: Page, site: str, corpus: Corpus) -> None:
    """At twice the size (half the width) nothing is cut off sideways."""
    page.set_viewport_size({"width": 640, "height": 450})
    release = f"/releases/{corpus.ids['rich']}"
    for path in ("/search?q=workshop&country=KZ", release, f"{release}/editions/2", "/edits"):
        page.goto(site + path)
        width, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width <= window


def test_paper_shows_the_text_only(page: Page, site: str, corpus: Corpus) -> None:
    """In print, controls go and the address of the original is written out."""
    page.goto(f"{site}/releases/{corpus.ids['rich']}")
    page.emulate_media(media="print")
    assert not page.locator(".top form").is_visible() and page.locator(".text").is_visible()
    after = page.locator(".origin a").evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://steppe.example" in after
