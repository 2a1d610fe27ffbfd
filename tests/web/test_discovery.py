"""What crawlers, browsers and feed readers find at known addresses."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from lxml import etree
from protego import Protego

from made_up import HOSTILE_URL, Corpus
from ratssearch.search import SearchService
from ratssearch.web import create_app, discovery

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_crawlers_read_releases_and_leave_searches_alone(client: FlaskClient, corpus: Corpus) -> None:
    """Facets make endless addresses; release pages and sitemaps are what is to be read."""
    rules = Protego.parse(client.get("/robots.txt").text)
    for closed in ("/search?country=KZ", "/search?q=x&page=2", "/search.json", "/search.csv?q=x", "/api/v1/search?q=x"):
        assert not rules.can_fetch(f"http://localhost{closed}", "anybot"), closed
    for open_ in ("/search", f"/releases/{corpus.ids['rich']}", "/sitemap.xml", "/status", "/static/x.css"):
        assert rules.can_fetch(f"http://localhost{open_}", "anybot"), open_
    assert list(rules.sitemaps) == ["http://localhost/sitemap.xml"]


def test_sitemaps_list_every_release_once(client: FlaskClient, corpus: Corpus, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Split into files of a fixed size; each address answers."""
    monkeypatch.setattr(discovery, "SITEMAP_SIZE", 40)
    files = etree.fromstring(client.get("/sitemap.xml").data).xpath("//s:loc/text()", namespaces=SITEMAP)
    assert len(files) == -(-len(corpus.releases) // 40)
    listed = []
    for address in files:
        listed += etree.fromstring(client.get(urlsplit(address).path).data).xpath("//s:loc/text()", namespaces=SITEMAP)
    assert sorted(listed) == sorted(f"http://localhost/releases/{release.id}" for release in corpus.releases)
    assert client.get(urlsplit(listed[0]).path).status_code == 200
    assert client.get("/sitemap-0.xml").status_code == client.get("/sitemap-99.xml").status_code == 404


def test_browsers_can_add_the_site(client: FlaskClient) -> None:
    """The OpenSearch description leads to the search page and the JSON API."""
    tree = etree.fromstring(client.get("/opensearch.xml").data)
    templates = [element.get("template") for element in tree.iter("{*}Url")]
    assert "http://localhost/search?q={searchTerms}" in templates
    assert len(tree.findtext("{*}ShortName") or "") <= 16


def test_csv_holds_every_hit(client: FlaskClient, corpus: Corpus) -> None:
    """All pages of a search in one file, past the page size, the same releases as the API's."""
    rows = list(csv.DictReader(io.StringIO(client.get("/search.csv?per_page=10&page=2").text)))
    assert {row["id"] for row in rows} == {release.id for release in corpus.releases} and len(rows) == len(
        corpus.releases
    )
    found = list(csv.DictReader(io.StringIO(client.get("/search.csv?q=workshop&country=KZ").text)))
    answer = client.get("/api/v1/search?q=workshop&country=KZ&per_page=100").get_json()
    assert [row["id"] for row in found] == [hit["id"] for hit in answer["results"]]


def test_csv_runs_no_formula(client: FlaskClient, corpus: Corpus) -> None:
    """A cell that a spreadsheet would take for a formula is quoted; nothing else is changed."""
    from ratssearch.web.feeds import harmless

    assert [harmless(cell) for cell in ("=1+1", "+1", "-1", "@x", "\tx", "plain", "")] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "plain",
        "",
    ]
    rows = csv.DictReader(io.StringIO(client.get("/search.csv?q=zebra").text))
    assert [row["url"] for row in rows] == [HOSTILE_URL]


def test_a_list_that_breaks_says_so(corpus: Corpus, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """If a later batch fails, the last line names the error: a short file is not taken for a whole one."""
    from ratssearch.errors import IndexUnavailable
    from ratssearch.web import feeds

    service = corpus.service()
    calls: list[object] = []
    search = SearchService.run_search

    def failing(self, request):  # type: ignore[no-untyped-def]
        calls.append(request)
        if len(calls) > 1:
            raise IndexUnavailable("The index is gone.")
        return search(self, request)

    monkeypatch.setattr(feeds, "_BATCH", 50)
    monkeypatch.setattr(SearchService, "run_search", failing)
    lines = create_app(service).test_client().get("/search.csv").text.splitlines()
    assert len(lines) == 52 and lines[-1] == "#error,The list is not complete: The index is gone."
    service.close()


def test_every_search_has_a_feed(client: FlaskClient) -> None:
    """Newest first, titled in words, each entry with a stable id and its page."""
    tree = etree.fromstring(client.get("/search.atom?q=workshop&country=KZ").data)
    assert "Kazakhstan" in tree.findtext("a:title", namespaces=ATOM)
    days = tree.xpath("//a:published/text()", namespaces=ATOM)
    assert days and days == sorted(days, reverse=True)
    for entry in tree.iterfind("a:entry", ATOM):
        assert entry.findtext("a:id", namespaces=ATOM).startswith("http://localhost/releases/")
        assert entry.findtext("a:updated", namespaces=ATOM)


def test_wrong_searches_have_no_feed(client: FlaskClient) -> None:
    """A feed or a file of a wrong search is a problem, not an empty list."""
    for url in ("/search.atom?q=%22open", "/search.csv?q=%22open", "/search.csv?nonsense=1"):
        response = client.get(url)
        assert response.status_code == 400 and response.mimetype == "application/problem+json", url


def test_addresses_follow_a_trusted_proxy(service: SearchService) -> None:
    """X-Forwarded-* count only as far as proxies are trusted."""
    headers = {"X-Forwarded-Host": "search.example", "X-Forwarded-Proto": "https"}
    believed = create_app(service, trusted_proxies=1).test_client().get("/robots.txt", headers=headers).text
    ignored = create_app(service).test_client().get("/robots.txt", headers=headers).text
    assert "https://search.example/sitemap.xml" in believed and "search.example" not in ignored
