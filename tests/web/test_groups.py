"""How values of a facet are laid out: organisations below their parents, countries by region."""

from __future__ import annotations

from flask.testing import FlaskClient
from lxml import html as lxml_html

from ratssearch.web.groups import FacetRow, nested

PARENTS = {"office": ("united",), "section": ("office", "united"), "agency": ("united",), "lone": ("other",)}


def row(value: str, *, selected: bool = False) -> FacetRow:
    return FacetRow(value, value, 1, selected, False, 50.0)


def layout(*rows: FacetRow) -> list[tuple[str, int, str, str]]:
    found = nested(rows, lambda value: PARENTS.get(value, ()), str.title)
    return [(each.value, each.depth, each.parent, each.heading) for each in found]


def test_children_stand_below_a_parent_that_is_a_row() -> None:
    """Whatever its count, a child follows its nearest ancestor, a step to the right."""
    assert layout(row("section"), row("united"), row("office"), row("agency")) == [
        ("united", 0, "", ""),
        ("office", 1, "", ""),
        ("section", 2, "", ""),
        ("agency", 1, "", ""),
    ]


def test_a_family_without_its_head_stands_under_its_name() -> None:
    """Two or more rows of one body that is no row share a heading; one alone says what it is part of."""
    assert layout(row("agency"), row("free"), row("section"), row("lone")) == [
        ("agency", 1, "", "United"),
        ("section", 1, "Office", ""),
        ("free", 0, "", ""),
        ("lone", 0, "Other", ""),
    ]


def test_chosen_rows_stay_first() -> None:
    """A chosen value is not moved below its parent."""
    assert layout(row("office", selected=True), row("united")) == [("office", 0, "United", ""), ("united", 0, "", "")]


def test_a_region_chooses_its_countries(client: FlaskClient) -> None:
    """A link chooses all countries of the region that the corpus names; followed, it is marked and takes them out."""
    tree = lxml_html.fromstring(client.get("/search").text)
    (link,) = tree.xpath("//details[@class='regions']//a[.='Central Asia']/@href")
    assert "country=KZ" in link and "country=UZ" in link
    tree = lxml_html.fromstring(client.get(link).text)
    (chosen,) = tree.xpath("//details[@class='regions']//a[@aria-current]")
    assert chosen.text == "Central Asia"
    assert "country=" not in chosen.get("href")
    assert tree.xpath("//fieldset[@id='facet-country']//input[@name='country'][@value='KZ'][@checked]")


def test_a_region_in_a_query(client: FlaskClient) -> None:
    """country:"Central Asia" finds what its countries find."""
    one = client.get("/api/v1/search", query_string={"q": 'country:"Central Asia"'}).json
    other = client.get("/api/v1/search", query_string={"q": "country:(KG OR KZ OR TJ OR TM OR UZ)"}).json
    assert one is not None and other is not None
    assert one["total"] == other["total"] > 0
