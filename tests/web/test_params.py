"""Parameters: one declaration, one normal form, no silent clamping."""

from __future__ import annotations

from datetime import date

import pytest

from ratssearch.errors import ParameterError
from ratssearch.web.params import NOTHING, SEARCH, first_day, last_day, parse


def errors_of(*pairs: tuple[str, str]) -> list[ParameterError]:
    with pytest.raises(ExceptionGroup) as caught:
        parse(SEARCH, pairs)
    return [error for error in caught.value.exceptions if isinstance(error, ParameterError)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("countri", "KZ"),
        ("page", "0"),
        ("page", "two"),
        ("page", "1e3"),
        ("page", "99999999999999999999"),
        ("per_page", "25"),
        ("per_page", "-1"),
        ("sort", "newest"),
        ("match", "some"),
        ("date_from", "2019-13"),
        ("date_from", "2019-02-30"),
        ("date_from", "yesterday"),
        ("date_to", "0000"),
        ("country", "Kazakhstan!"),
        ("year", "19"),
        ("facet", "colour"),
        ("facet_size", "501"),
        ("histogram", "week"),
        ("fields", "id,body"),
        ("highlight", "maybe"),
        ("q", "a\x00b"),
        ("q", "x" * 1001),
        ("cursor", "<script>"),
    ],
)
def test_wrong_values_are_refused_by_name(name: str, value: str) -> None:
    """An unknown parameter, or a value out of range, is an error that names it."""
    assert [error.parameter for error in errors_of((name, value))] == [name]


def test_all_wrong_parameters_are_named_at_once() -> None:
    """Somebody who mends a request learns of everything that is wrong with it."""
    wrong = errors_of(("page", "0"), ("sort", "x"), ("nonsense", "1"))
    assert {error.parameter for error in wrong} == {"page", "sort", "nonsense"}


def test_a_near_name_is_offered() -> None:
    """A misspelt parameter comes with the one that was meant."""
    (error,) = errors_of(("organization", "un"))
    assert "organisation" in error.hint


def test_single_parameters_stand_once() -> None:
    """Two pages cannot be asked for at once; two countries can."""
    assert errors_of(("page", "1"), ("page", "2"))[0].parameter == "page"
    assert parse(SEARCH, [("country", "KZ"), ("country", "uz")]).every("country") == ("KZ", "UZ")


def test_conflicts_are_refused() -> None:
    """Dates in the wrong order, a cursor beside a page, and a page beyond the window are errors."""
    assert errors_of(("date_from", "2020"), ("date_to", "2019"))[0].parameter == "date_from"
    assert errors_of(("cursor", "abc"), ("page", "2"))[0].parameter == "cursor"
    assert errors_of(("page", "101"), ("per_page", "100"))[0].parameter == "page"


def test_the_normal_form_is_one_for_all_spellings() -> None:
    """Defaults and empty values leave, repeated values are sorted, codes are folded: equal requests are equal."""
    untidy = parse(
        SEARCH,
        [("year", "2020"), ("country", "uz"), ("q", "  a  b "), ("page", "1"), ("country", "KZ"), ("date_to", "")],
    )
    tidy = parse(SEARCH, [("q", "a b"), ("country", "KZ"), ("country", "UZ"), ("year", "2020")])
    assert untidy == tidy
    assert tidy.url("/search") == "/search?q=a+b&country=KZ&country=UZ&year=2020"


def test_lists_may_be_written_with_commas() -> None:
    """fields=id,title is fields=id&fields=title."""
    assert parse(SEARCH, [("fields", "title,id")]) == parse(SEARCH, [("fields", "id"), ("fields", "title")])


def test_links_change_one_thing() -> None:
    """Adding, removing and replacing leave the rest of the request alone."""
    asked = parse(SEARCH, [("q", "border"), ("country", "KZ"), ("page", "3")])
    assert asked.adding("country", "UZ").every("country") == ("KZ", "UZ")
    assert asked.removing("country", "KZ").url("/search") == "/search?q=border&page=3"
    assert asked.anew().url("/search") == "/search?q=border&country=KZ"
    assert asked.having("page", "1").url("/search") == "/search?q=border&country=KZ"


def test_dates_are_widened() -> None:
    """A year or a month stands for all of its days."""
    assert (first_day("2020"), last_day("2020")) == (date(2020, 1, 1), date(2020, 12, 31))
    assert (first_day("2020-02"), last_day("2020-02")) == (date(2020, 2, 1), date(2020, 2, 29))
    assert (first_day("2020-02-03"), last_day("")) == (date(2020, 2, 3), None)


def test_an_address_without_parameters_takes_none() -> None:
    """Even a well-known name is refused where it means nothing."""
    with pytest.raises(ExceptionGroup):
        parse(NOTHING, [("q", "border")])
