"""Pages of what changed: one edition beside another, the list of edits, and a release that was taken down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import etree, html

from made_up import Corpus, build, special
from ratssearch.archive import open_archive
from ratssearch.search.differences import Kind, ParagraphChange
from ratssearch.web import create_app
from ratssearch.web.history import passages

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def page(client: FlaskClient, url: str, status: int = 200) -> html.HtmlElement:
    response = client.get(url)
    assert response.status_code == status, response.text[:500]
    return html.document_fromstring(response.data)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_release_leads_to_what_each_edition_changed(client: FlaskClient, corpus: Corpus) -> None:
    """Latest first; the first one seen changed nothing."""
    tree = page(client, f"/releases/{corpus.ids['rich']}")
    links = tree.xpath("//ol[@class='editions']/li/a/@href")
    assert links == [f"/releases/{corpus.ids['rich']}/editions/2"]
    assert [item.get("value") for item in tree.xpath("//ol[@class='editions']/li")] == ["2", "1"]


def test_added_and_removed_words_are_marked(client: FlaskClient, corpus: Corpus) -> None:
    """By elements and by words for those who hear the page, in both directions."""
    tree = page(client, f"/releases/{corpus.ids['rich']}/editions/2")
    assert [words(mark) for mark in tree.xpath("//ins")] == ["added: full and"]
    assert tree.xpath("//del") == []
    assert "Compared with edition 1" in words(tree) and "2 words added, 0 removed" in words(tree)
    back = page(client, f"/releases/{corpus.ids['rich']}/editions/1?against=2")
    assert [words(mark) for mark in back.xpath("//del")] == ["removed: full and"]
    first = page(client, f"/releases/{corpus.ids['rich']}/editions/1")
    assert first.xpath("//ins | //del") == [] and "nothing to compare it with" in words(first)


def test_unknown_editions_are_404(client: FlaskClient, corpus: Corpus) -> None:
    for url in ("/editions/3", "/editions/2?against=9"):
        assert "Its editions are: 1, 2." in words(page(client, f"/releases/{corpus.ids['rich']}{url}", 404))
    assert client.get(f"/releases/{corpus.ids['rich']}/editions/2?against=0").status_code == 400
    assert client.get("/releases/none-here/editions/1.json").get_json()["status"] == 404


def test_long_runs_that_did_not_change_are_folded_away() -> None:
    """A paragraph stays on each side of a change, so that it has its place."""
    text = "s" * 6 + "c" + "ss" + "c" + "s" * 3
    made = [ParagraphChange(Kind.SAME if sign == "s" else Kind.CHANGED, ()) for sign in text]
    assert [(len(passage.paragraphs), passage.folded) for passage in passages(made)] == [
        (5, True),
        (2, False),
        (3, False),
        (3, False),
    ]
    assert sum(len(passage.paragraphs) for passage in passages(made)) == len(made)


def test_vanished_is_said_and_never_deleted(client: FlaskClient, corpus: Corpus) -> None:
    """The release page and the list say when it was seen, since when it is absent, how many fetches failed."""
    tree = page(client, f"/releases/{corpus.ids['gone']}")
    said = words(tree.xpath("//p[@class='warning']")[0])
    assert re.search(r"Seen 1 Mar 2026, .* absent since 4 Mar 2026, .* 1 fetch failed", said)
    assert "It stood here once." in words(tree)
    listed = page(client, "/edits?kind=vanished")
    assert "last seen 1 Mar 2026, 09:00 UTC, 1 fetch failed since" in words(listed)
    assert "delet" not in (words(tree) + words(listed)).lower()


def test_the_list_of_edits(client: FlaskClient, corpus: Corpus) -> None:
    """Everything that happened, latest first, with what it was; each leads on; filters narrow it."""
    tree = page(client, "/edits")
    items = tree.xpath("//ol[@class='edits']/li")
    moments = [item.xpath(".//time/@datetime")[0] for item in items]
    assert moments == sorted(moments, reverse=True) and len(items) == 2
    assert words(tree.xpath("//*[@role='status']")[0]) == "2 entries"
    links = {link for item in items for link in item.xpath(".//h2/a/@href")}
    assert links == {f"/releases/{corpus.ids['rich']}/editions/2", f"/releases/{corpus.ids['gone']}"}
    assert tree.xpath("//nav//a[@aria-current]/@href") == ["/edits"]
    narrowed = page(client, "/edits?source=steppe&kind=text")
    assert len(narrowed.xpath("//ol[@class='edits']/li")) == 1
    assert [option.get("value") for option in narrowed.xpath("//option[@selected]")] == ["steppe", "text"]
    assert "Nothing of this kind" in words(page(client, "/edits?kind=metadata"))


def test_the_lists_parameters_are_checked(client: FlaskClient) -> None:
    """Empty fields of the form leave the address; wrong ones are refused; a page beyond the end is none."""
    assert client.get("/edits?source=&kind=text").headers["Location"] == "/edits?kind=text"
    assert client.get("/edits?kind=deleted").status_code == 400
    assert client.get("/edits?page=2").status_code == 404
    answer = client.get("/edits.json?per_page=10&source=nobody").get_json()
    assert (answer["total"], answer["edits"]) == (0, [])


def test_the_list_as_data_and_as_a_feed(client: FlaskClient, corpus: Corpus) -> None:
    """The same entries under the same parameters; entries of the feed have ids that stay."""
    data = client.get("/api/v1/edits").get_json()
    feed = etree.fromstring(client.get("/edits.atom").data)
    entries = feed.xpath("//a:entry", namespaces=ATOM)
    assert data["total"] == len(data["edits"]) == len(entries) == 2
    by_kind = {entry["kind"]: entry for entry in data["edits"]}
    assert by_kind["text"]["change"]["words_added"] == 2 and by_kind["text"]["release"] == corpus.ids["rich"]
    assert [entry["link"] for entry in data["edits"]] == feed.xpath("//a:entry/a:link/@href", namespaces=ATOM)
    ids = feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
    assert len(set(ids)) == 2 and ids == etree.fromstring(client.get("/edits.atom").data).xpath(
        "//a:entry/a:id/text()", namespaces=ATOM
    )
    assert client.get("/edits.json").headers["ETag"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, Corpus]]:
    """A corpus whose hostile release was edited from, and into, the rich one."""
    drafts = special()
    evil = drafts["hostile"]
    drafts = {"evil": type(evil)(evil.source, evil.url, evil.page, (drafts["rich"].page, evil.page))}
    corpus = build(tmp_path_factory.mktemp("hostile"), drafts)
    service = corpus.service()
    yield create_app(service).test_client(), corpus
    service.close()


def test_hostile_text_stays_text(hostile: tuple[FlaskClient, Corpus]) -> None:
    """Scripts, quotes and overrides of direction make no element and turn nothing round, wherever they stand."""
    client, corpus = hostile
    for url in (
        f"/releases/{corpus.ids['evil']}/editions/2",
        f"/releases/{corpus.ids['evil']}/editions/1?against=2",
        "/edits",
    ):
        response = client.get(url)
        tree = html.document_fromstring(response.data)
        assert [script.get("src") for script in tree.xpath("//script")] == tree.xpath("//script/@src")
        assert tree.xpath("//img | //b | //*[@onmouseover] | //*[@onerror]") == []
        assert "alert(" in words(tree) and "\u202e" not in response.text
        assert all(not link.startswith("javascript:") for link in tree.xpath("//@href"))
    etree.fromstring(client.get("/edits.atom").data)


def test_a_release_that_was_taken_down_says_so(tmp_path: Path) -> None:
    """410 with the reason in plain words, on its page, its data, its references and its editions; in no list."""
    corpus = build(tmp_path, {name: special()[name] for name in ("rich", "gone")})
    with open_archive(corpus.archive) as archive:
        archive.forget(corpus.ids["rich"], "A court <b>order</b> of May")
    service = corpus.service()
    client = create_app(service).test_client()
    for url in ("", "/editions/2", "/cite.bib", ".json"):
        response = client.get(f"/releases/{corpus.ids['rich']}{url}")
        assert response.status_code == 410
    tree = page(client, f"/releases/{corpus.ids['rich']}", 410)
    assert words(tree.xpath("//h1")[0]) == "This release was taken down"
    assert "The reason given: A court <b>order</b> of May" in words(tree)
    assert "small arms" not in words(tree)
    assert corpus.ids["rich"] not in client.get("/edits").text + client.get("/sitemap-1.xml").text
    service.close()
