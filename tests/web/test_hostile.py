"""Crawled text and requests are hostile: nothing of either becomes markup, a link that runs, or a header."""

from __future__ import annotations

import json
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree, html

from made_up import HOSTILE_URL, QUOTE, SCRIPT, Corpus

PAYLOADS = (
    SCRIPT,
    QUOTE,
    "'\"><svg/onload=alert(1)>",
    "{{7*7}}",
    "</title><script>x</script>",
    "\u202eabc",
    "%0d%0aX-Bad: 1",
)


def pages(corpus: Corpus) -> list[str]:
    release = f"/releases/{corpus.ids['hostile']}"
    wild = [f"/search?q={quote(payload)}" for payload in PAYLOADS]
    wild += [f"/search?q=zebra&{quote(payload)}={quote(payload)}" for payload in PAYLOADS[:3]]
    wild += [f"/search?find_country={quote(payload)}" for payload in PAYLOADS[:3]]
    wild += [f"/search?organisation={quote(PAYLOADS[2].replace(' ', ''))}", f"/releases/{quote(SCRIPT, safe='')}"]
    return [release, "/search?q=zebra", "/search", "/status", "/help", "/api", "/nothing", *wild]


def test_no_page_holds_foreign_markup(client: FlaskClient, corpus: Corpus) -> None:
    """Our own script is the only one, no attribute handles events, and every link leads to a web address."""
    for url in pages(corpus):
        response = client.get(url)
        assert response.mimetype == "text/html", url
        tree = html.document_fromstring(response.data)
        for script in tree.iter("script"):
            own = (script.get("src") or "").startswith("/static/") and not script.text
            assert own or script.get("type") == "application/ld+json", url
        assert not list(tree.iter("img", "iframe", "object", "embed", "base", "style")), url
        for element in tree.iter(etree.Element):
            for name, value in element.attrib.items():
                assert not name.startswith("on") and name != "style", (url, name)
                if name in ("href", "src", "action", "formaction", "xlink:href"):
                    assert urlsplit(value).scheme in ("", "http", "https"), (url, value)


def test_payloads_are_shown_as_they_are(client: FlaskClient, corpus: Corpus) -> None:
    """What was crawled can be read, character by character; templates in it are not run."""
    tree = html.document_fromstring(client.get(f"/releases/{corpus.ids['hostile']}").data)
    text = tree.text_content()
    assert text.count(SCRIPT) >= 4 and "{{ 7 * 7 }}" in text and QUOTE in text
    assert HOSTILE_URL in text and HOSTILE_URL not in [link.get("href") for link in tree.iter("a")]


def test_structured_data_cannot_be_left(client: FlaskClient, corpus: Corpus) -> None:
    """The JSON-LD block parses, holds the title as it is, and its source holds no angle bracket."""
    page = client.get(f"/releases/{corpus.ids['hostile']}")
    (block,) = html.document_fromstring(page.data).xpath("//script[@type='application/ld+json']")
    assert "<" not in block.text and "&" not in block.text
    linked = json.loads(block.text)
    assert linked["@type"] == "NewsArticle" and linked["headline"].startswith(SCRIPT)
    assert "isBasedOn" not in linked


@pytest.mark.parametrize("url", ["/search", "/search?page=0", "/nothing", "/api/v1/search", "/status", "/robots.txt"])
def test_every_answer_is_fenced_in(client: FlaskClient, url: str) -> None:
    """A strict policy on every kind of answer, errors too: no inline code, no frames, no sniffing."""
    headers = client.get(url).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin"


def test_errors_tell_nothing_of_the_inside(app: object, monkeypatch: pytest.MonkeyPatch, service: object) -> None:
    """An unforeseen error is 500 with a plain sentence; its own words go to the log only."""
    from flask import Flask

    assert isinstance(app, Flask)
    monkeypatch.setattr(service, "run_search", lambda request: (_ for _ in ()).throw(ValueError("secret path")))
    monkeypatch.setattr(app.logger, "disabled", True)
    for url in ("/search", "/api/v1/search"):
        response = app.test_client().get(url)
        assert response.status_code == 500 and "secret" not in response.text


def test_feeds_are_well_formed(client: FlaskClient) -> None:
    """Atom, sitemap and OpenSearch parse as XML, with hostile text as text."""
    feed = etree.fromstring(client.get("/search.atom?q=zebra").data)
    names = {"a": "http://www.w3.org/2005/Atom"}
    (title,) = feed.xpath("//a:entry/a:title", namespaces=names)
    assert SCRIPT in title.text
    assert not feed.xpath("//a:link[starts-with(@href, 'javascript')]", namespaces=names)
    for url in ("/sitemap.xml", "/sitemap-1.xml", "/opensearch.xml"):
        etree.fromstring(client.get(url).data)


def test_citations_hold_one_reference(client: FlaskClient, corpus: Corpus) -> None:
    """No quote, brace or line break of a title ends the field that it stands in."""
    base = f"/releases/{corpus.ids['hostile']}/cite"
    ris = client.get(f"{base}.ris").text
    assert ris.count("ER  - ") == 1 and ris.count("TY  - ") == 1 and "\n\n" not in ris
    bibtex = client.get(f"{base}.bib").text
    assert bibtex.count("{") == bibtex.count("}") and bibtex.count("@misc") == 1
    assert json.loads(client.get(f"{base}.json").data)[0]["title"].startswith(SCRIPT)
