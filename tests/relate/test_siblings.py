"""The same release in another language: by the page's word, by its address, by what both say."""

from __future__ import annotations

from datetime import date

import pytest

from ratssearch.models import Release
from ratssearch.relate.siblings import address_key, best, facts_of, sibling

from .samples import release


def english(**changes: object) -> Release:
    defaults: dict[str, object] = {"url": "https://one.example/en/news/7", "countries": ("KZ", "UZ")}
    return release("en", "Some 120 people met.", **{**defaults, **changes})  # type: ignore[arg-type]


def russian(**changes: object) -> Release:
    defaults: dict[str, object] = {"url": "https://one.example/ru/news/7", "language": "ru", "countries": ("KZ", "UZ")}
    return release("ru", "Собралось 120 человек.", **{**defaults, **changes})  # type: ignore[arg-type]


def how(one: Release, two: Release) -> str:
    found = sibling(facts_of(one), facts_of(two))
    return found.how if found else ""


def test_the_page_names_the_other() -> None:
    """A link with hreflang counts in either direction, relative or not, if its language is the other's."""
    named = (("ru", "/ru/news/7"),)
    assert how(english(alternates=named), russian(url="https://one.example/ru/news/7/")) == "hreflang"
    assert how(russian(), english(alternates=named)) == "hreflang"
    assert how(english(alternates=(("zh", "/ru/news/7"),)), russian(url="https://one.example/x/8")) != "hreflang"


def test_a_link_to_something_older_is_a_menu() -> None:
    """Templates name the same pages everywhere: without nearness in time a link is none."""
    assert how(english(alternates=(("ru", "/ru/news/7"),)), russian(day=date(2020, 1, 1))) == ""


def test_addresses_that_differ_in_the_language_only() -> None:
    assert how(english(), russian()) == "address"
    assert how(english(), russian(day=date(2026, 4, 10))) == ""


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("https://a.example/en/n/7", "https://a.example/ru/n/7", True),
        ("https://a.example/n/7", "https://a.example/eng/n/7", True),
        ("https://en.a.example/n/7", "https://ru.a.example/n/7", True),
        ("https://a.example/n?id=7&lang=en", "https://a.example/n?id=7&lang=ru", True),
        ("https://a.example/en/n/7", "https://a.example/ru/n/8", False),
        ("https://a.example/n/english-course", "https://a.example/n/russian-course", False),
    ],
)
def test_the_address_without_its_language(one: str, two: str, same: bool) -> None:
    assert (address_key(one) == address_key(two)) is same


def test_what_both_say() -> None:
    """Days, countries and numbers decide where addresses tell nothing; two shared facts are chance."""
    elsewhere: dict[str, object] = {"url": "https://one.example/x/93", "events": (date(2026, 4, 29),)}
    assert how(english(events=(date(2026, 4, 29),)), russian(**elsewhere)) == "facts"
    assert how(english(), russian(**elsewhere)) == "facts"
    assert how(english(countries=("KZ",)), russian(url="https://one.example/x/93", countries=("UZ",))) == ""


def test_never_across_sources_or_in_one_language() -> None:
    assert how(english(), russian(source="two", url="https://one.example/ru/news/7")) == ""
    assert how(english(), russian(language="en")) == ""


def test_two_that_are_equally_good_are_none() -> None:
    """Two meetings of one day must not mix."""
    one, two, three = (
        facts_of(entry)
        for entry in (
            english(url="https://one.example/x/1"),
            russian(url="https://one.example/y/2"),
            russian(url="https://one.example/y/3"),
        )
    )
    found = [sibling(one, two), sibling(one, three)]
    relations = [relation for relation in found if relation]
    languages = {two.id: "ru"}
    assert len(relations) == 2
    assert best(relations, languages) == ()
    assert best(relations[:1], languages) == tuple(relations[:1])
