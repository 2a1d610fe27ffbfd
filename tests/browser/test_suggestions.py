"""Completions while typing: by keyboard and by hand, heard as well as seen, and never in the way."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Page, Route, expect

from made_up import Corpus

BOX = "#q"
OPTIONS = "#suggestions [role=option]"


def typed(page: Page, text: str) -> None:
    """Type into the search box, and wait for the completions of all of it: on a busy machine the beginning of a text
    is asked for as well, and its completions give way to others."""
    with page.expect_response(lambda response: response.url.endswith(f"?q={quote(text)}")):
        page.locator(BOX).press_sequentially(text, delay=20)
    expect(page.locator(OPTIONS).first).to_be_visible()


def test_a_country_narrows_the_search(wide: Page, site: str) -> None:
    """Down, Enter: the name that was begun becomes a filter beside those in use, and the box is empty."""
    wide.goto(f"{site}/search?language=en")
    typed(wide, "kazakh")
    expect(wide.get_by_role("combobox", name="Search the releases")).to_have_attribute("aria-expanded", "true")
    wide.keyboard.press("ArrowDown")
    chosen = wide.locator("#suggestions [aria-selected=true]")
    expect(chosen).to_contain_text(re.compile(r"Kazakhstan\s+Country · \d+"))
    assert wide.locator(BOX).get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    wide.keyboard.press("Enter")
    expect(wide).to_have_url(re.compile("country=KZ"))
    assert parse_qs(urlsplit(wide.url).query) == {"country": ["KZ"], "language": ["en"]}
    assert wide.locator(BOX).input_value() == ""


def test_a_title_leads_to_its_release(wide: Page, site: str) -> None:
    """A click on a title opens the release."""
    wide.goto(f"{site}/search")
    typed(wide, "workshop")
    title = wide.locator(OPTIONS).filter(has_text="Release").first
    text = title.locator(".what").inner_text()
    title.click()
    expect(wide).to_have_url(re.compile("/releases/"))
    expect(wide.get_by_role("heading", level=1)).to_have_text(text)


def test_enter_searches_for_what_was_typed(wide: Page, site: str) -> None:
    """Nothing is chosen unless a reader chooses: Enter and the button search as ever; up leads back to the box."""
    wide.goto(f"{site}/search")
    typed(wide, "workshop")
    wide.keyboard.press("ArrowDown")
    wide.keyboard.press("ArrowUp")
    assert wide.locator("#suggestions [aria-selected=true]").count() == 0
    wide.keyboard.press("Enter")
    expect(wide).to_have_url(f"{site}/search?q=workshop")


def test_escape_closes_and_keeps_what_was_typed(wide: Page, site: str) -> None:
    wide.goto(f"{site}/search")
    typed(wide, "work")
    wide.keyboard.press("Escape")
    expect(wide.locator("#suggestions")).to_be_hidden()
    assert wide.locator(BOX).input_value() == "work"
    expect(wide.locator(BOX)).to_have_attribute("aria-expanded", "false")
    wide.keyboard.press("ArrowDown")  # and they can be had again
    expect(wide.locator(OPTIONS).first).to_be_visible()
    wide.locator("main").click()
    expect(wide.locator("#suggestions")).to_be_hidden()


def test_crawled_titles_are_only_text(wide: Page, site: str, corpus: Corpus) -> None:
    """A title that holds markup is shown as it is."""
    wide.goto(f"{site}/search")
    typed(wide, "alert")
    expect(wide.locator(OPTIONS).filter(has_text="<script>").first).to_be_visible()
    assert wide.locator("#suggestions script").count() == 0


def test_a_server_in_trouble_is_not_noticed(wide: Page, site: str) -> None:
    """Without completions the box is an ordinary box."""

    def broken(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body="{cut sho")

    wide.route("**/api/v1/suggest*", broken)
    wide.goto(f"{site}/search")
    with wide.expect_response("**/api/v1/suggest*"):
        wide.locator(BOX).press_sequentially("workshop")
    expect(wide.locator("#suggestions")).to_be_hidden()
    wide.keyboard.press("Enter")
    expect(wide).to_have_url(f"{site}/search?q=workshop")


def test_completions_fit_a_phone(phone: Page, site: str) -> None:
    """The list is as wide as the page at most, and each line is high enough for a thumb."""
    phone.goto(f"{site}/search")
    typed(phone, "work")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    heights = phone.locator(OPTIONS).evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert heights and min(heights) >= 44
    phone.locator(OPTIONS).first.tap()
    expect(phone).not_to_have_url(f"{site}/search")
