"""Source profiles: what is read, what is refused and in which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ratssearch.config import SourceTable, load_configuration
from ratssearch.errors import NotFound, ProfileError
from ratssearch.sources import find_source, load_sources, source_of

GOOD: dict[str, Any] = {
    "id": "body",
    "name": "A Body",
    "base_url": "https://body.example/",
    "listings": ["/news", "https://body.example/en/news?page=1"],
    "releases": [r"/news/\d+"],
}


def table(**changes: Any) -> SourceTable:
    return SourceTable({**GOOD, **changes}, "ratssearch.toml")


def test_a_profile_gives_a_source_with_absolute_listings() -> None:
    """Listings may be written as paths."""
    source = source_of(table(selectors={"title": "h1", "remove": [".share"]}, timezone="Asia/Almaty", country="KZ"))
    assert source.listings == ("https://body.example/news", "https://body.example/en/news?page=1")
    assert source.selectors.remove == (".share",)
    assert source.organisation == "A Body"


def test_the_built_in_profile_is_the_first_site_of_the_project(tmp_path: Path) -> None:
    """ecrats ships, its note says what was not seen, and it is in use only if a setting asks for it."""
    assert load_sources(load_configuration(environment={}, folder=tmp_path)) == ()
    chosen = {"RATSSEARCH_BUILTIN_SOURCES": "ecrats"}
    (source,) = load_sources(load_configuration(environment=chosen, folder=tmp_path))
    assert source.id == "ecrats"
    assert source.organisation == "sco-rats"
    assert "not seen" in source.note


def test_an_operators_profile_replaces_the_built_in_one(tmp_path: Path) -> None:
    """The same id in ratssearch.toml wins."""
    (tmp_path / "ratssearch.toml").write_text(
        '[[source]]\nid = "ecrats"\nname = "Mine"\nbase_url = "https://ecrats.org/"\nreleases = ["/x"]\n'
        '[[source]]\nid = "second"\nname = "Second"\nbase_url = "https://second.example/"\nreleases = ["/x"]\n',
        "utf-8",
    )
    sources = load_sources(load_configuration(environment={}, folder=tmp_path))
    assert [source.name for source in sources] == ["Mine", "Second"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"listing": ["/x"]}, "Did you mean 'listings'"),
        ({"id": "Body"}, "id may hold"),
        ({"name": ""}, "name is missing"),
        ({"base_url": "ftp://x/"}, "no http or https address"),
        ({"base_url": "https://x:99999/"}, "no http or https address"),
        ({"listings": "/news"}, "listings is a list"),
        ({"listings": [1]}, "not text"),
        ({"listings": ["javascript:alert(1)"]}, "no http or https address"),
        ({"releases": ["/news/(\\d+"]}, "no regular expression"),
        ({"timezone": "Asia/Nowhere"}, "is not known"),
        ({"timezone": "../../etc/passwd"}, "is not known"),
        ({"languages": ["english"]}, "two-letter"),
        ({"country": "kaz"}, "ISO 3166"),
        ({"delay": -1}, "between 0 and 3600"),
        ({"delay": "fast"}, "must be a number"),
        ({"allow_private": "yes"}, "true or false"),
        ({"max_pages": 0}, "at least 1"),
        ({"selectors": "h1"}, "is a table"),
        ({"selectors": {"heading": "h1"}}, "no key 'heading'"),
    ],
)
def test_a_wrong_profile_is_refused_with_source_and_key(changes: dict[str, Any], message: str) -> None:
    """Each mistake gives one message that names the file, the source and the key."""
    with pytest.raises(ProfileError, match=message) as caught:
        source_of(table(**changes))
    assert "ratssearch.toml" in str(caught.value)


def test_an_unknown_source_suggests_the_nearest() -> None:
    """`crawl --source bdy` says what was probably meant."""
    with pytest.raises(NotFound, match="Did you mean 'body'"):
        find_source((source_of(table()),), "bdy")


def test_an_unknown_built_in_source_is_refused(tmp_path: Path) -> None:
    """builtin_sources can only name profiles that ship."""
    (tmp_path / "ratssearch.toml").write_text('builtin_sources = ["nothing"]', "utf-8")
    with pytest.raises(ProfileError, match="does not exist"):
        load_sources(load_configuration(environment={}, folder=tmp_path))
