"""Searching as people do it: type, choose, go back, read; by mouse, by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from made_up import Corpus


def count(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def test_search_facet_back_release(wide: Page, site: str) -> None:
    """Search, narrow by a facet, go back, open a release: every step is in the address and can be gone back."""
    wide.goto(f"{site}/")
    wide.get_by_role("combobox", name="Search the releases").fill("workshop")
    wide.get_by_role("button", name="Search").click()
    expect(wide).to_have_url(f"{site}/search?q=workshop")
    all_hits = count(wide)
    wide.locator("#facet-country .pick").first.click()
    wide.locator("aside").get_by_role("button", name="Apply").click()
    assert parse_qs(urlsplit(wide.url).query)["country"]
    narrowed = count(wide)
    assert narrowed != all_hits
    assert wide.locator("#facet-country input[type=checkbox]").first.is_checked()
    wide.go_back()
    assert count(wide) == all_hits
    assert not wide.locator("#facet-country input[name=country]").first.is_checked(), "the choice went back too"
    wide.go_forward()
    assert count(wide) == narrowed
    title = wide.locator(".hit h3 a").first.inner_text()
    wide.locator(".hit h3 a").first.click()
    expect(wide.get_by_role("heading", level=1)).to_have_text(title)
    wide.go_back()
    assert count(wide) == narrowed


def test_exclude_chip_and_dates(wide: Page, site: str) -> None:
    """Exclude a value, set dates, take the chip away again."""
    wide.goto(f"{site}/search?q=workshop")
    before = count(wide)
    row = wide.locator("#facet-country .row").first
    row.hover()
    row.locator(".not").click()
    wide.get_by_label("From", exact=True).fill("2016")
    wide.get_by_label("From", exact=True).press("Enter")
    query = parse_qs(urlsplit(wide.url).query)
    assert query["exclude_country"] and query["date_from"] == ["2016"] and "date_to" not in query
    assert wide.locator(".chip").count() == 2
    wide.locator(".chip.excluded").click()
    wide.locator(".chip").click()
    assert count(wide).split(",")[0] == before.split(",")[0]


def test_the_timeline_narrows(wide: Page, site: str) -> None:
    """A click on a year shows its months, on a month its days, and the way back is there."""
    wide.goto(f"{site}/search")
    wide.locator(".chart a").first.click()
    assert parse_qs(urlsplit(wide.url).query)["date_from"] == ["2015"]
    assert wide.locator(".chart text").count() <= 4
    wide.locator(".chart a").first.click()
    assert len(parse_qs(urlsplit(wide.url).query)["date_from"][0]) == len("2015-01")
    wide.get_by_role("link", name="Wider: 2015").click()
    wide.get_by_role("link", name="Wider: All years").click()
    expect(wide).to_have_url(f"{site}/search")


def test_without_javascript_nothing_is_missing(scriptless: Page, site: str, corpus: Corpus) -> None:
    """Search, facet, search inside a facet, release and mention work as plain HTML."""
    scriptless.goto(f"{site}/search")
    scriptless.locator("#q").fill("project")
    scriptless.locator("#q").press("Enter")
    assert "q=project" in scriptless.url
    scriptless.goto(f"{site}/search")
    scriptless.locator("#find-country").fill("kyrg")
    scriptless.locator("#find-country").press("Enter")
    assert scriptless.locator("#facet-country .row").count() == 1
    scriptless.locator("#facet-country .pick").click()
    scriptless.locator("aside button").click()
    assert "Kyrgyzstan" in scriptless.locator(".chips").inner_text()
    scriptless.goto(f"{site}/releases/{corpus.ids['rich']}")
    scriptless.locator(".jump[href='#m0'], a.jump").first.click()
    assert "#" in scriptless.url


def test_the_slash_goes_to_the_search_box(wide: Page, site: str) -> None:
    """/ focuses the box, unless something is being typed already."""
    wide.goto(f"{site}/search")
    wide.keyboard.press("/")
    expect(wide.locator("#q")).to_be_focused()
    wide.keyboard.type("a/b")
    assert wide.locator("#q").input_value() == "a/b"


def test_the_keyboard_reaches_everything(wide: Page, site: str) -> None:
    """Tab starts at the skip link, which leads to the results; what has the focus shows it."""
    wide.goto(f"{site}/search?q=workshop")
    wide.keyboard.press("Tab")
    skip = wide.locator(".skip")
    expect(skip).to_be_focused()
    assert wide.evaluate("document.querySelector('.skip').getBoundingClientRect().top") >= 0, "it is in view"
    wide.keyboard.press("Enter")
    wide.keyboard.press("Tab")
    assert wide.evaluate("!!document.activeElement.closest('#results')")
    wide.goto(f"{site}/search?q=workshop")
    unseen = []
    for _ in range(60):
        wide.keyboard.press("Tab")
        focus = wide.evaluate(
            """() => { const at = document.activeElement, shown = at.closest('.not') || at;
                const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
                return [at.tagName, at.name || at.href || '', style.outlineStyle, parseFloat(style.outlineWidth),
                        box.top < innerHeight && box.bottom > 0, style.opacity]; }"""
        )
        if focus[0] != "BODY" and (focus[2] == "none" or focus[3] < 2 or not focus[4] or focus[5] == "0"):
            unseen.append(focus)
    assert not unseen, unseen


@pytest.mark.parametrize("name", ["rich", "long", "hostile", "arabic", "untitled", "gone"])
def test_releases_fit_a_phone(phone: Page, site: str, corpus: Corpus, name: str) -> None:
    """No release makes the page scroll sideways, whatever its title, script or direction."""
    phone.goto(f"{site}/releases/{corpus.ids[name]}")
    assert_fits(phone)


@pytest.mark.parametrize(
    "path",
    [
        "/search",
        "/search?q=workshop&country=KZ&exclude_country=NO&date_from=2016&expand=country",
        "/search?q=zebra+lighthouse",
        "/search?year=2020",
        "/search?q=zebra",
        "/search?page=3",
        "/search?date_from=2020-02&date_to=2020-02",
        "/status",
        "/help",
        "/api",
    ],
)
def test_pages_fit_a_phone(phone: Page, site: str, path: str) -> None:
    """No sideways scrolling at 390 px, and what is to be tapped is large enough."""
    phone.goto(site + path)
    assert_fits(phone)
    small = phone.evaluate(
        """() => [...document.querySelectorAll('.hit h3 a, .row, .to-filters a, button')].filter(element => {
              const box = element.getBoundingClientRect();
              return box.height > 0 && box.height < (element.matches('button') ? 32 : 44);
           }).map(element => element.outerHTML.slice(0, 80))"""
    )
    assert not small, small


def test_an_error_page_fits_a_phone(browser: object, site: str) -> None:
    """A refused search is readable on a phone and leads on."""
    from playwright.sync_api import Browser

    assert isinstance(browser, Browser)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    answer = page.goto(f"{site}/search?page=0&q={'x' * 200}")
    assert answer is not None and answer.status == 400
    assert_fits(page)
    page.get_by_role("link", name="Search without that").click()
    assert "page=0" not in page.url
    page.close()


def test_filters_open_on_a_phone(phone: Page, site: str) -> None:
    """The filters are a page of their own behind a link; choosing there narrows the search and closes them."""
    phone.goto(f"{site}/search?q=workshop")
    assert not phone.locator("aside").is_visible()
    before = count(phone)
    phone.get_by_role("link", name="Filters").tap()
    expect(phone.locator("aside")).to_be_visible()
    assert not phone.locator(".found").is_visible()
    phone.locator("#facet-language .pick").first.tap()
    phone.locator("aside").get_by_role("button", name="Apply").tap()
    phone.wait_for_url("**/search?*language=*")
    assert not phone.locator("aside").is_visible()
    assert parse_qs(urlsplit(phone.url).query)["language"]
    assert count(phone) != before or "1" in count(phone)
    phone.get_by_role("link", name="Filters (1 in use)").tap()
    phone.get_by_role("link", name="Close filters").tap()
    expect(phone.locator(".found")).to_be_visible()


def assert_fits(page: Page) -> None:
    """The page is no wider than the window."""
    width, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= window, f"{width} px wide in a window of {window}"
