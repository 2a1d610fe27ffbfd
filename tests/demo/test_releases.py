"""The made-up releases: enough of them, spread over years, each with words of its own, the same in every run."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from ratssearch.demo.facts import load_facts
from ratssearch.demo.releases import DemoRelease, build_releases
from ratssearch.demo.site import DemoSite, expected_releases


@pytest.fixture(scope="module")
def releases() -> tuple[DemoRelease, ...]:
    return build_releases()


def test_there_are_enough_releases_over_six_years(releases: tuple[DemoRelease, ...]) -> None:
    """At least 90 releases, some in each of six years, in three languages and from three bodies."""
    assert len(releases) >= 90
    years = Counter(release.published.year for release in releases if release.published)
    assert set(years) == set(range(2020, 2026))
    assert min(years.values()) >= 10
    assert {(r.source_id, r.language) for r in releases} == {
        ("tolqun", "en"),
        ("tolqun", "ru"),
        ("tolqun", "zh"),
        ("veresk", "ru"),
        ("veresk", "en"),
        ("harrowmere", "en"),
    }


def test_no_paragraph_stands_in_two_releases(releases: tuple[DemoRelease, ...]) -> None:
    """Apart from the copies made on purpose, each paragraph is used once."""
    seen = Counter(paragraph for release in releases if not release.copy_of for paragraph in release.paragraphs)
    assert [paragraph for paragraph, count in seen.items() if count > 1] == []


def test_lengths_are_those_of_official_releases(releases: tuple[DemoRelease, ...]) -> None:
    """Between 90 and 450 words, or twice as many Chinese characters, and far from uniform."""
    lengths: defaultdict[str, list[int]] = defaultdict(list)
    for release in releases:
        lengths[release.language].append(len(release.body) if release.language == "zh" else len(release.body.split()))
    assert all(90 <= length <= 450 for language in ("en", "ru") for length in lengths[language])
    assert all(180 <= length <= 900 for length in lengths["zh"])
    assert all(max(found) > 1.5 * min(found) for found in lengths.values())


def test_no_mark_is_left_in_a_text(releases: tuple[DemoRelease, ...]) -> None:
    """Every {mark} of the data files was replaced, and no doubled blank or stray punctuation came of it."""
    for release in releases:
        for text in (release.title, *release.paragraphs):
            assert not re.search(r"[{}]|  | [,.;:!?](?!\d)|\.\.|,,", text), (release.path, text)
            assert text == text.strip() and text


def test_texts_hold_what_their_gold_says(releases: tuple[DemoRelease, ...]) -> None:
    """Every country and organisation of the gold stands in the text by a name of its, misspelt ones in no right one."""
    facts = load_facts()
    for release in releases:
        assert release.countries or release.organisations
        for code in release.countries:
            right = [name.removeprefix("the ") for form, name in facts.countries[code].items() if form != "wrong"]
            wrong = facts.countries[code].get("wrong")
            assert any(name in release.body for name in right) != (code in release.misspelt), (release.path, code)
            assert code not in release.misspelt or (wrong and wrong in release.body)
        for key in release.organisations:
            assert any(name in release.body for name in facts.organisations[key].values()), (release.path, key)
    assert sum(release.event is None for release in releases) <= 5
    assert {"KG", "KZ", "TJ", "UZ", "PH"} == {code for release in releases for code in release.misspelt}


def test_special_cases_are_there(releases: tuple[DemoRelease, ...]) -> None:
    """One release without a date, a repost, a syndicated copy, a moved address, datelines, pages put out at night."""
    assert [release.path for release in releases if release.published is None] == ["/news/236.html"]
    assert sorted(release.copy_of for release in releases if release.copy_of) == ["/en/news/1027", "/news/155.html"]
    assert [release.other_paths for release in releases if release.other_paths] == [("/en/news/52",)]
    assert sum(bool(release.dateline) for release in releases) >= 3
    assert sum(release.late_hour for release in releases) >= 3


def test_every_page_says_that_it_is_made_up() -> None:
    """Each HTML page of each site carries the notice, in its own language."""
    site = DemoSite()
    notices = ("made-up", "made up", "вымышлен", "虚构")
    for pages in site.pages.values():
        for page in pages.values():
            if page.status == 200 and page.content_type.startswith("text/html"):
                encoding = "windows-1251" if page.path.startswith(("/news", "/eng")) else "utf-8"
                assert any(notice in page.body.decode(encoding).lower() for notice in notices), page.path


def test_same_bytes_in_every_run() -> None:
    """Two sites built apart are equal page by page."""
    assert DemoSite().pages == DemoSite().pages


def test_second_visit_finds_an_edit_a_removal_and_something_new() -> None:
    """Only one release (in its three languages) reads differently, one is gone, one was added."""
    first = {(r.source_id, r.path): r for r in expected_releases(1)}
    second = {(r.source_id, r.path): r for r in expected_releases(2)}
    assert [key for key in first if key not in second] == [("veresk", "/news/177.html")]
    assert [key[0] for key in second if key not in first] == ["harrowmere"]
    changed = [key for key in first if key in second and first[key] != second[key]]
    assert changed == [("tolqun", f"/{language}/news/1070") for language in ("en", "ru", "zh")]


def test_pages_change_only_with_their_own_release() -> None:
    """Between the visits no release page changes but those of the edited release: teasers stay."""
    first, second = DemoSite(1), DemoSite(2)
    changed = [
        path
        for body, pages in first.pages.items()
        for path, page in pages.items()
        if path in {release.path for release in first.releases if release.source_id == body}
        and second.pages[body].get(path) != page
    ]
    assert sorted(changed) == ["/en/news/1070", "/news/177.html", "/ru/news/1070", "/zh/news/1070"]


def test_third_visit_is_refused() -> None:
    """There are two visits."""
    with pytest.raises(ValueError, match="visit is 1 or 2"):
        build_releases(3)
