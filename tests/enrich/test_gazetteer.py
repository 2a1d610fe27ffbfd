"""The gazetteer's own facts: labels, look-ups, hierarchy, regions, and that the compiled file is fresh."""

from __future__ import annotations

import pytest

from ratssearch.enrich import load_gazetteer
from ratssearch.enrich.compiled import read_compiled, tables_digest
from ratssearch.models import ExtractedPage, MentionKind

COUNTRY, ORGANISATION = MentionKind.COUNTRY, MentionKind.ORGANISATION


def test_the_compiled_file_is_made_from_these_tables() -> None:
    """After a change to data/*.toml, scripts/build_gazetteer.py must be run."""
    assert read_compiled().digest == tables_digest()


def test_at_least_500_bodies_and_every_parent_known() -> None:
    """Organisations are many, and none hangs from an unknown one."""
    gazetteer = load_gazetteer()
    bodies = gazetteer.entities(ORGANISATION)
    assert len(bodies) >= 500
    assert {gazetteer.parent(ORGANISATION, body) for body in bodies} - {"", *bodies} == set()


def test_every_country_stands_in_one_m49_region() -> None:
    """Present states and those of the past are grouped without gap or overlap; the other groups hold known codes."""
    gazetteer = load_gazetteer()
    grouped = [code for region in gazetteer.regions() if region.m49 for code in region.countries]
    assert sorted(grouped) == list(gazetteer.entities(COUNTRY))
    assert {code for region in gazetteer.regions() for code in region.countries} <= set(grouped)


def test_all_of_iso_3166_is_there() -> None:
    """249 present codes, Kosovo's user-assigned one, and four states of the past with successors."""
    gazetteer = load_gazetteer()
    codes = gazetteer.entities(COUNTRY)
    assert len([code for code in codes if len(code) == 2]) == 250
    past = [gazetteer.country(code) for code in codes if len(code) == 4]
    assert sorted(country.code for country in past if country) == ["CSHH", "DDDE", "SUHH", "YUCS"]
    assert all(country and country.successors and set(country.successors) <= set(codes) for country in past)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("kazakhstan", ("KZ",)),
        ("KZ", ("KZ",)),
        ("Казахстан", ("KZ",)),
        ("哈萨克斯坦", ("KZ",)),
        ("uk", ("GB",)),
        ("", ()),
    ],
)
def test_countries_resolve_in_any_case(text: str, codes: tuple[str, ...]) -> None:
    """Codes, names and short forms in three languages."""
    assert load_gazetteer().resolve(COUNTRY, text) == codes


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("unodc", ("unodc",)),
        ("United Nations", ("united-nations",)),
        ("шос", ("sco",)),
        ("sco rats", ("sco-rats",)),
        ("Ruritanian League", ()),
    ],
)
def test_organisations_resolve_in_any_case(text: str, ids: tuple[str, ...]) -> None:
    """Ids, names and acronyms."""
    assert load_gazetteer().resolve(ORGANISATION, text) == ids


def test_an_acronym_of_two_bodies_resolves_to_both() -> None:
    """ADB is the African and the Asian Development Bank's."""
    found = set(load_gazetteer().resolve(ORGANISATION, "ADB"))
    assert found == {"african-development-bank", "asian-development-bank"}


def test_hierarchy() -> None:
    """Parents lead up to the system; children lead down."""
    gazetteer = load_gazetteer()
    assert gazetteer.ancestors(ORGANISATION, "cted") == ("un-ctc", "un-security-council", "united-nations")
    assert "sco-rats" in gazetteer.children("sco")
    assert "central-asia" in gazetteer.ancestors(COUNTRY, "UZ")


def test_labels_in_three_languages() -> None:
    """English by default; unknown entities are their own label."""
    gazetteer = load_gazetteer()
    assert gazetteer.label(COUNTRY, "TJ") == "Tajikistan"
    assert gazetteer.label(COUNTRY, "TJ", "ru") == "Таджикистан"
    assert gazetteer.label(ORGANISATION, "sco", "zh") == "上海合作组织"
    assert gazetteer.label(ORGANISATION, "no-such-body") == "no-such-body"


def test_every_label_resolves_to_its_entity() -> None:
    """What the facet shows can be typed into a query."""
    gazetteer = load_gazetteer()
    for kind in (COUNTRY, ORGANISATION):
        for entity in gazetteer.entities(kind):
            assert entity in gazetteer.resolve(kind, gazetteer.label(kind, entity)), entity


def test_about_is_title_and_lead_rather_than_a_passing_word() -> None:
    """The country of title and first paragraph is what the release is about; the last one only mentioned."""
    page = ExtractedPage(
        "Kazakhstan hosts border talks",
        (
            "Kazakhstan opened a round of talks. " * 2,
            *["Nothing more was said about that. " * 8] * 6,
            "Tea came from Kenya.",
        ),
        "en",
        None,
    )
    about = {fact.entity: fact.about for fact in load_gazetteer().tag(page).entities}
    assert about == {"KZ": True, "KE": False}
