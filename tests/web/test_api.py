"""The JSON API keeps its own description, pages exactly, refuses clearly and can be cached."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from schema import complaints

from made_up import Corpus
from ratssearch.search import FACETS
from ratssearch.web.openapi import SCHEMAS
from ratssearch.web.params import SEARCH


def get(client: FlaskClient, url: str, status: int = 200) -> Any:
    response = client.get(url)
    assert response.status_code == status, response.text
    return response.get_json()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?q=workshop&country=KZ",
        "?q=zebra&fields=id,title",
        "?facet=year&facet_size=2",
        "?q=lighthouse+keeper",
        "?date_from=2019&date_to=2019-06&highlight=false&histogram=day",
        "?per_page=10&page=3&sort=date",
    ],
)
def test_answers_are_as_described(client: FlaskClient, query: str) -> None:
    """What /api/v1/search gives is what /openapi.json says, no more and no less."""
    answer = get(client, f"/api/v1/search{query}")
    described = SCHEMAS["Answer"]
    if "fields=" in query:
        assert [set(hit) for hit in answer["results"]] == [{"id", "title"}]
    assert complaints(answer, described, SCHEMAS) == []


def test_releases_and_the_rest_are_as_described(client: FlaskClient, corpus: Corpus) -> None:
    """Releases, suggestions and status keep to the description in what it requires."""
    schemas = get(client, "/openapi.json")["components"]["schemas"]
    for url, name in (
        (f"/api/v1/releases/{corpus.ids['rich']}", "Release"),
        ("/api/v1/suggest?q=bord", "Suggestions"),
        ("/api/v1/status", "Status"),
        (f"/api/v1/releases/{corpus.ids['rich']}/editions/2", "Edition"),
        (f"/api/v1/releases/{corpus.ids['rich']}/editions/1", "Edition"),
        ("/api/v1/edits", "Edits"),
    ):
        missing = [text for text in complaints(get(client, url), schemas[name], schemas) if "not described" not in text]
        assert missing == [], url


def test_the_description_lists_every_parameter(client: FlaskClient) -> None:
    """OpenAPI is made from the declarations that the parser uses."""
    description = get(client, "/openapi.json")
    assert description["openapi"].startswith("3.1")
    listed = [entry["name"] for entry in description["paths"]["/api/v1/search"]["get"]["parameters"]]
    assert listed == [parameter.name for parameter in SEARCH]


def test_pages_give_each_release_once(client: FlaskClient, corpus: Corpus) -> None:
    """Following links.next from the first page visits every release exactly once, then ends."""
    url: str | None = "/api/v1/search?per_page=10&sort=-date"
    seen: list[str] = []
    while url:
        answer = get(client, url)
        seen += [hit["id"] for hit in answer["results"]]
        url = answer["links"]["next"] and _path(answer["links"]["next"])
    assert len(seen) == len(corpus.releases)
    assert sorted(seen) == sorted(release.id for release in corpus.releases)


def test_a_page_beyond_the_end_is_empty_and_leads_back(client: FlaskClient) -> None:
    """It is no error that the results end; the link back leads to the last page that has some."""
    answer = get(client, "/api/v1/search?page=99")
    assert answer["results"] == [] and answer["total"] > 0
    assert get(client, _path(answer["links"]["prev"]))["results"]


def test_no_hits_is_an_answer(client: FlaskClient) -> None:
    """Nothing found is 200 with the way out: what to leave out, and how many there would be."""
    answer = get(client, "/api/v1/search?q=zebra&country=NO")
    assert answer["total"] == 0 and answer["results"] == []
    by_parameter = {entry["parameter"]: entry["total"] for entry in answer["advice"]}
    assert by_parameter["country"] == 1
    assert by_parameter["q"] == get(client, "/api/v1/search?country=NO")["total"]


def test_a_selected_value_without_hits_is_listed_first(client: FlaskClient) -> None:
    """A choice that finds nothing stays visible, so that it can be undone."""
    values = get(client, "/api/v1/search?q=zebra&country=NO")["facets"]["country"]["values"]
    assert values[0]["value"] == "NO" and values[0]["selected"] and values[0]["count"] == 0


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("nonsense=1", "nonsense"),
        ("page=0", "page"),
        ("per_page=7", "per_page"),
        ("sort=up", "sort"),
        ("q=%22unbalanced+border", "q"),
        ("q=(a", "q"),
        ("q=date:2019-99", "q"),
        ("cursor=garbage", "cursor"),
    ],
)
def test_bad_requests_are_problems(client: FlaskClient, query: str, parameter: str) -> None:
    """400 with application/problem+json that names the parameter and says what is wrong."""
    response = client.get(f"/api/v1/search?{query}")
    problem = response.get_json()
    assert response.status_code in (400, 410) and response.mimetype == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert complaints(problem, SCHEMAS["Problem"], SCHEMAS) == []
    if response.status_code == 400:
        assert problem["errors"][0]["parameter"] == parameter and problem["errors"][0]["detail"]


def test_an_unbalanced_quote_is_pointed_at(client: FlaskClient) -> None:
    """A query error marks the place in the text."""
    (error,) = get(client, "/api/v1/search?q=border+%22small+arms", 400)["errors"]
    assert error["position"] == len("border ") and error["length"] >= 1


def test_unknown_releases_are_missing(client: FlaskClient) -> None:
    """404, as a problem."""
    for release_id in ("nothing-here", "%2e%2e", "<script>", "steppe-" + "a" * 500):
        response = client.get(f"/api/v1/releases/{release_id}")
        assert response.status_code == 404 and response.mimetype == "application/problem+json"


def test_answers_can_be_cached(client: FlaskClient) -> None:
    """The same question in another spelling has the same tag; If-None-Match gives 304 without a body."""
    first = client.get("/api/v1/search?country=KZ&country=UZ&page=1")
    second = client.get("/api/v1/search?country=uz&country=kz")
    assert first.headers["ETag"] == second.headers["ETag"]
    assert "max-age" in first.headers["Cache-Control"]
    again = client.get("/api/v1/search?country=KZ&country=UZ", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    assert again.headers["ETag"] == first.headers["ETag"]
    other = client.get("/api/v1/search?country=KZ", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_anyone_may_read(client: FlaskClient) -> None:
    """Every kind of data is open to other sites, and browsers may ask first."""
    for url in ("/api/v1/search", "/openapi.json", "/search.csv", "/api/v1/search?nonsense=1"):
        assert client.get(url).headers["Access-Control-Allow-Origin"] == "*"
    asked = client.options("/api/v1/search")
    assert asked.status_code == 200 and "GET" in asked.headers["Access-Control-Allow-Methods"]


def test_only_reading_is_possible(client: FlaskClient) -> None:
    """Another method is refused, with the ones that are allowed."""
    response = client.post("/api/v1/search", data={"q": "x"})
    assert response.status_code == 405 and "GET" in response.headers["Allow"]
    assert response.mimetype == "application/problem+json"


def test_links_say_where_one_is(client: FlaskClient) -> None:
    """links and the Link header agree; the page for people asks the same."""
    response = client.get("/api/v1/search?q=workshop&per_page=10&page=2")
    links = response.get_json()["links"]
    assert f'<{links["prev"]}>; rel="prev"' in response.headers["Link"]
    assert _path(links["html"]) == "/search?q=workshop&page=2&per_page=10"
    assert _path(links["self"]) == "/api/v1/search?q=workshop&page=2&per_page=10"


def test_the_page_has_a_json_twin(client: FlaskClient) -> None:
    """/search.json takes the same parameters and gives the same answer."""
    page, twin = (get(client, f"{path}?q=workshop&country=KZ") for path in ("/api/v1/search", "/search.json"))
    for answer in (page, twin):
        del answer["took_ms"], answer["links"]
    assert page == twin


def test_facets_can_be_searched(client: FlaskClient) -> None:
    """find_country lists the values of those names only, case and accents aside; counts stay the same."""
    whole = {
        entry["value"]: entry["count"]
        for entry in get(client, "/api/v1/search?expand=country")["facets"]["country"]["values"]
    }
    found = get(client, "/api/v1/search?find_country=STAN&expand=country")["facets"]["country"]["values"]
    assert {entry["value"] for entry in found} == {"KZ", "KG", "TJ", "UZ", "TM", "PK"} & set(whole)
    assert all(entry["count"] == whole[entry["value"]] for entry in found)


def test_facet_sizes_say_what_they_leave_out(client: FlaskClient) -> None:
    """truncated and other tell how many more values there are."""
    whole = get(client, "/api/v1/search?expand=country")["facets"]["country"]
    short = get(client, "/api/v1/search?facet_size=3&facet=country")["facets"]
    assert list(short) == ["country"] and short["country"]["truncated"]
    assert len(short["country"]["values"]) + short["country"]["other"] == len(whole["values"])
    assert not whole["truncated"] and whole["other"] == 0


def test_a_release_says_all_that_is_known(client: FlaskClient, corpus: Corpus) -> None:
    """Text, evidence at its place, what was removed, editions and a citation."""
    release = get(client, f"/api/v1/releases/{corpus.ids['rich']}")
    assert release["title"].startswith("Forum delegation") and release["date"] == "2020-02-21"
    fields = {"title": release["title"], "body": release["body"], "dateline": release["dateline"]}
    for mention in release["mentions"]:
        assert fields[mention["field"]][mention["start"] : mention["end"]] == mention["words"]
    assert {"KZ", "TJ", "UZ"} <= set(release["countries"])
    (event,) = release["events"]
    assert (event["event_from"], event["event_to"]) == ("2020-02-20", "2020-02-21")
    assert [block["rule"] for block in release["removed"]] == ["share:bar", "tail:in-other-news"]
    assert [edition["number"] for edition in release["editions"]] == [1, 2]
    assert "21 February 2020" in release["citation"]


def test_the_servers_own_health(client: FlaskClient, corpus: Corpus) -> None:
    """/healthz and /readyz answer in plain text, uncached."""
    for path in ("/healthz", "/readyz"):
        response = client.get(path)
        assert response.status_code == 200 and response.text.startswith("ok")
        assert response.headers["Cache-Control"] == "no-store"
    assert str(len(corpus.releases)) in client.get("/readyz").text


def test_all_facets_are_counted_unless_named(client: FlaskClient) -> None:
    """Without facet= all of them come."""
    assert list(get(client, "/api/v1/search")["facets"]) == list(FACETS)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


@pytest.mark.parametrize(
    "fields", ["title", "date,date_basis", "countries,organisations,source", "highlights", "score"]
)
def test_fields_are_those_of_the_whole_answer(client: FlaskClient, fields: str) -> None:
    """Parts that nobody asked for are not read, and those asked for are as in the whole answer."""
    whole = client.get("/api/v1/search?q=border").get_json()["results"]
    some = client.get(f"/api/v1/search?q=border&fields={fields}").get_json()["results"]
    assert whole
    assert some == [{name: hit[name] for name in hit if name in fields.split(",")} for hit in whole]
