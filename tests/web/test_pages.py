"""The pages for people: what was asked, what was found, what would help; whole without JavaScript."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from made_up import SOURCES, Corpus, Draft, build, special
from ratssearch.enrich import load_gazetteer
from ratssearch.search import SearchService
from ratssearch.web import create_app, texts
from ratssearch.web.asking import search_request
from ratssearch.web.params import SEARCH, parse
from ratssearch.web.results import search_page

TEMPLATES = Path(texts.__file__).parent / "templates"


def page(client: FlaskClient, url: str, status: int = 200) -> html.HtmlElement:
    response = client.get(url)
    assert response.status_code == status, response.text[:500]
    return html.document_fromstring(response.data)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def one(tree: html.HtmlElement, path: str) -> html.HtmlElement:
    (found,) = tree.xpath(path)
    return found


def test_the_site_begins_with_the_search_page(client: FlaskClient, corpus: Corpus) -> None:
    """/ leads to /search, which shows the newest releases of all."""
    assert client.get("/").headers["Location"] == "/search"
    assert client.get("/?q=border&country=KZ").headers["Location"] == "/search?q=border&country=KZ"
    assert client.get("/?nonsense=1").status_code == 400
    tree = page(client, "/search")
    assert words(one(tree, "//*[@role='status']")).startswith(f"{len(corpus.releases)} releases, 2015–2021")
    days = [time.get("datetime") for time in tree.xpath("//li[@class='hit']//time")]
    assert len(days) == 20 and days == sorted(days, reverse=True)


def test_one_form_holds_every_control(client: FlaskClient) -> None:
    """Every control belongs to the one GET form and has a label of its own."""
    tree = page(client, "/search?q=workshop&country=KZ&expand=country&sort=date&per_page=50")
    form = one(tree, "//form")
    assert form.get("method") == "get" and form.get("action") == "/search"
    for control in tree.xpath("//input[not(@type='hidden')]"):
        inside = control.getparent() is not None and control.xpath("ancestor::form")
        assert inside or control.get("form") == form.get("id")
        assert control.xpath("ancestor::label") or tree.xpath(f"//label[@for='{control.get('id')}']")
    hidden = {(control.get("name"), control.get("value")) for control in tree.xpath("//form/input[@type='hidden']")}
    assert hidden == {("sort", "date"), ("per_page", "50"), ("expand", "country")}


def test_empty_fields_leave_the_address(client: FlaskClient) -> None:
    """What a form sends empty is not kept in the address that people share."""
    response = client.get("/search?q=workshop&date_from=&date_to=&find_country=&country=kz")
    assert response.status_code == 302 and response.headers["Location"] == "/search?q=workshop&country=KZ"


def test_facets_show_counts_and_choices(client: FlaskClient) -> None:
    """Groups with legends; a chosen value is first and checked; the count is in its label; exclusion stands beside."""
    tree = page(client, "/search?country=KZ&exclude_country=NO")
    assert [words(legend) for legend in tree.xpath("//aside//legend")][:2] == ["Country", "Organisation"]
    rows = tree.xpath("//fieldset[@id='facet-country']//li")
    first = one(rows[0], ".//input[@name='country']")
    assert first.get("value") == "KZ" and first.get("checked") is not None
    assert re.fullmatch(r"Kazakhstan \d+ releases?", words(first.getparent()))
    excluded = one(tree, "//input[@name='exclude_country' and @checked]")
    assert excluded.get("value") == "NO" and words(excluded.getparent()) == "Exclude Norway"


def test_chips_take_one_filter_away(client: FlaskClient) -> None:
    """Each filter in use is a link that removes it and nothing else; page numbers start again."""
    tree = page(client, "/search?q=border&country=KZ&exclude_language=ru&date_from=2016&date_to=2016&page=1")
    chips = {words(chip): chip.get("href") for chip in tree.xpath("//a[contains(@class, 'chip')]")}
    assert (
        chips["Kazakhstan× – Remove this filter"] == "/search?q=border&exclude_language=ru&date_from=2016&date_to=2016"
    )
    assert chips["2016× – Remove this filter"] == "/search?q=border&country=KZ&exclude_language=ru"
    assert any(text.startswith("not Russian") for text in chips)
    assert one(tree, "//a[@class='clear']").get("href") == "/search?q=border"


def test_long_facets_are_searched_and_extended_by_link(client: FlaskClient) -> None:
    """More than twelve values: a search field, and a link to the rest; short facets have neither."""
    tree = page(client, "/search")
    country = one(tree, "//fieldset[@id='facet-country']")
    assert country.xpath(".//input[@name='find_country']") and len(country.xpath(".//li")) == 12
    assert one(country, ".//p[@class='more']/a").get("href").endswith("expand=country#facet-country")
    assert not tree.xpath("//input[@name='find_source']")
    assert len(page(client, "/search?expand=country").xpath("//fieldset[@id='facet-country']//li")) > 12


def test_hidden_choices_are_kept(client: FlaskClient) -> None:
    """A choice that the facet's own search hides is still sent with the form."""
    tree = page(client, "/search?country=KZ&find_country=norw")
    sent = {(box.get("name"), box.get("value")) for box in tree.xpath("//input[@type='hidden' or @checked]")}
    assert ("country", "KZ") in sent


def test_links_within_searches_are_not_for_crawlers(client: FlaskClient) -> None:
    """Every link to another search says nofollow; searches are not to be indexed."""
    tree = page(client, "/search?q=workshop&country=KZ")
    for link in tree.xpath("//main//a[starts-with(@href, '/search')]"):
        assert "nofollow" in link.get("rel", ""), link.get("href")
    assert one(tree, "//meta[@name='robots']").get("content") == "noindex"


def test_the_timeline_has_a_table(client: FlaskClient) -> None:
    """Chart and table say the same; every bar leads to its time; gaps are gaps."""
    tree = page(client, "/search?q=workshop&date_from=2018&date_to=2019")
    chart = one(tree, "//*[local-name()='svg' and @role='img']")
    bars = chart.xpath("./*[local-name()='a']")
    rows = tree.xpath("//figure//tbody/tr")
    assert len(rows) == 24
    assert [bar.get("href") for bar in bars] == [link.get("href") for link in tree.xpath("//figure//tbody//a")]
    assert any(words(row).endswith("––") for row in rows), "some month has no release at all"
    named = [words(row.xpath("./th")[0]) for row in rows]
    assert (named[0], named[-1]) == ("January 2018", "December 2019")
    total = sum(int(cell) for row in rows for cell in row.xpath("./td[1]/text()") if cell.isdigit())
    assert f"{total} release" in words(one(tree, "//*[@role='status']"))


def test_no_hits_name_what_would_help(client: FlaskClient) -> None:
    """The question is said back, and each way out has its count and leads there."""
    tree = page(client, "/search?q=zebra&country=NO")
    section = one(tree, "//section[@id='results']")
    assert "No release matches" in words(section) and "Norway" in words(section)
    ways = {words(way): way.xpath("./a")[0].get("href") for way in section.xpath(".//li")}
    assert ways["Without Country: Norway 1 release"] == "/search?q=zebra"
    assert words(one(page(client, "/search?q=zebra"), "//*[@role='status']")).startswith("1 release,")


def test_another_spelling_is_offered_with_the_same_filters(service: SearchService) -> None:
    """The link asks for the suggested words within the same filters, from the first page."""
    asked = parse(SEARCH, [("q", "memorandm"), ("country", "KZ"), ("page", "2")])
    answer = service.run_search(search_request(asked, service))
    better = replace(answer, results=replace(answer.results, suggestion="memorandum"))
    assert search_page(asked, better, service, "/search").suggestion == "/search?q=memorandum&country=KZ"


def test_one_hit_is_one_release(client: FlaskClient) -> None:
    """One is not a plural, and there are no page numbers."""
    tree = page(client, "/search?q=zebra")
    assert words(one(tree, "//*[@role='status']")).startswith("1 release, 2019, of ")
    assert len(tree.xpath("//li[@class='hit']")) == 1 and not tree.xpath("//nav[@class='pages']")


def test_paging_is_exact(client: FlaskClient, corpus: Corpus) -> None:
    """The last page holds the rest; a page beyond it says so and leads back."""
    last = -(-len(corpus.releases) // 20)
    tree = page(client, f"/search?page={last}")
    assert len(tree.xpath("//li[@class='hit']")) == len(corpus.releases) - 20 * (last - 1)
    assert not tree.xpath("//a[contains(@rel, 'next')]") and tree.xpath("//a[contains(@rel, 'prev')]")
    beyond = page(client, f"/search?page={last + 1}")
    assert f"the results end on page {last}" in words(beyond)


def test_errors_are_pages_too(client: FlaskClient) -> None:
    """400 names what is wrong, keeps the words in the box and offers the search without the mistake."""
    tree = page(client, "/search?q=border&page=0&country=KZ", 400)
    assert "page must be a whole number" in words(tree)
    assert one(tree, "//input[@id='q']").get("value") == "border"
    assert one(tree, "//a[text()='Search without that']").get("href") == "/search?q=border&country=KZ"
    quoted = page(client, "/search?q=border+%22small+arms", 400)
    assert one(quoted, "//p[@class='where']//mark").text.startswith('"')
    assert "There is no release" in words(page(client, "/releases/none", 404))


def test_the_release_page_proves_what_it_says(client: FlaskClient, corpus: Corpus) -> None:
    """Mentions jump to their words, removed blocks stand in place, the original and its time are by the title."""
    tree = page(client, f"/releases/{corpus.ids['rich']}")
    assert "Original at steppe.example, seen 1 Mar 2026, 09:00 UTC, last on 4 Mar 2026" in words(
        one(tree, "//header[@class='head']")
    )
    jumps = tree.xpath("//a[@class='jump']")
    assert jumps
    for jump in jumps:
        assert words(one(tree, f"//*[@id='{jump.get('href')[1:]}']")) == words(jump)
    classes = {span.get("class") for span in tree.xpath("//div[@class='text']//span[starts-with(@class, 'm ')]")}
    assert classes == {"m country", "m organisation", "m date"}
    blocks = tree.xpath("//div[@class='text']/*")
    assert [block.tag for block in blocks if block.tag == "details"] == ["details", "details"]
    assert "tail:in-other-news" in words(blocks[-2]) and "Experts meet again" in words(blocks[-2])
    assert "full and constructive" in words(tree), "the current edition is shown"
    assert len(tree.xpath("//ol[@class='editions']/li")) == 2


def test_the_release_page_says_why_names_are_grouped(tmp_path: Path) -> None:
    """A surname alone and a shorter form stand beside their reasons, on the page and in the API."""
    (draft,) = (entry for name, entry in special().items() if name == "long" and isinstance(entry, Draft))
    text = "Minister Anna B. Tamba spoke. Minister Anna Tamba left. Minister Tamba returned."
    corpus = build(tmp_path, {"long": replace(draft, page=replace(draft.page, paragraphs=(text,)))})
    service = corpus.service()
    client = create_app(service).test_client()
    shown = words(page(client, f"/releases/{corpus.ids['long']}"))
    assert "the one bearer in this release" in shown and "short for the one fuller name" in shown
    mentions = client.get(f"/api/v1/releases/{corpus.ids['long']}").get_json()["mentions"]
    reasons = [mention["grouped_by"] for mention in mentions if mention["kind"] == "person"]
    assert reasons == [None, "shorter", "surname"]
    service.close()


def test_the_release_page_can_be_cited(client: FlaskClient, corpus: Corpus) -> None:
    """citation_*, Dublin Core and JSON-LD agree; every citation format can be fetched."""
    url = f"/releases/{corpus.ids['rich']}"
    tree = page(client, url)
    tags = {meta.get("name"): meta.get("content") for meta in tree.xpath("//meta[@name]")}
    assert tags["citation_publication_date"] == "2020/02/21" and tags["DC.date"] == "2020-02-21"
    assert tags["citation_title"] == tags["DC.title"] and tags["citation_public_url"].startswith("https://steppe.")
    linked = json.loads(one(tree, "//script[@type='application/ld+json']").text)
    assert linked["headline"] == tags["citation_title"] and linked["datePublished"] == "2020-02-21"
    for link in tree.xpath("//link[@rel='cite']"):
        assert client.get(link.get("href")).status_code == 200
    assert client.get(f"{url}/cite.docx").status_code == 404


def test_what_is_not_known_is_said(client: FlaskClient, corpus: Corpus) -> None:
    """No title, no date, a month only, gone from its address: each in words, nothing made up."""
    untitled = page(client, f"/releases/{corpus.ids['untitled']}")
    assert "Untitled release" in words(one(untitled, "//h1"))
    assert "no date (date not known)" in words(untitled)
    assert "Sep 2017 (date taken from the address or the listing)" in words(
        page(client, f"/releases/{corpus.ids['month']}")
    )
    assert "absent since 4 Mar 2026" in words(page(client, f"/releases/{corpus.ids['gone']}"))


def test_other_scripts_say_their_language(client: FlaskClient, corpus: Corpus) -> None:
    """Text carries its language and takes its own direction."""
    tree = page(client, f"/releases/{corpus.ids['arabic']}")
    heading = one(tree, "//h1")
    assert heading.get("lang") == "ar" and heading.get("dir") == "auto"


def test_status_tells_of_every_source(client: FlaskClient) -> None:
    """Each source with its releases, last crawl and state; the footer counts the healthy ones."""
    tree = page(client, "/status")
    rows = tree.xpath("//table[@class='wide']/tbody/tr")
    assert len(rows) == len(SOURCES)
    assert "never crawled" in words(rows[-1])
    healthy = sum("✓ healthy" in words(row) for row in rows)
    assert f"{healthy} of {len(SOURCES)} sources healthy" in words(one(tree, "//footer"))


def test_every_page_has_one_way_in(client: FlaskClient, corpus: Corpus) -> None:
    """Language, title, one h1, headings in order, landmarks and a skip link that leads somewhere."""
    for url in ("/search", "/search?q=zebra+lighthouse", f"/releases/{corpus.ids['rich']}", "/status", "/help", "/api"):
        tree = page(client, url)
        assert tree.get("lang") == "en" and one(tree, "/html/head/title").text.strip()
        levels = [int(element.tag[1]) for element in tree.xpath("//h1|//h2|//h3|//h4")]
        assert levels.count(1) == 1, url
        assert tree.xpath("//main") and tree.xpath("//header//nav") and tree.xpath("//footer")
        target = one(tree, "//a[@class='skip']").get("href")[1:]
        assert tree.xpath(f"//*[@id='{target}']"), url
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), (url, sorted(name for name in ids if ids.count(name) > 1))


def test_unchanged_pages_are_not_sent_again(client: FlaskClient, corpus: Corpus) -> None:
    """Pages carry a tag and answer 304 to it."""
    for url in ("/search?q=zebra", f"/releases/{corpus.ids['rich']}"):
        tag = client.get(url).headers["ETag"]
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


def test_an_empty_corpus_says_what_to_do(tmp_path: Path) -> None:
    """An index without releases is a page with the next step, not an error."""
    service = build(tmp_path, {}).service()
    client = create_app(service).test_client()
    tree = page(client, "/search")
    assert "Nothing has been collected yet" in words(tree) and "ratssearch crawl" in words(tree)
    assert client.get("/api/v1/search").get_json()["total"] == 0
    assert client.get("/sitemap.xml").status_code == 200
    service.close()


def test_before_the_first_crawl_the_site_answers(tmp_path: Path) -> None:
    """Without archive and index: searches are 503 with the reason, the status page works, /readyz is not ready."""
    service = SearchService(tmp_path / "archive.sqlite", tmp_path / "index", load_gazetteer(), SOURCES)
    client = create_app(service).test_client()
    for url in ("/search", "/api/v1/search", "/readyz", f"/releases/{'x' * 20}"):
        response = client.get(url)
        assert response.status_code == 503 and response.headers["Retry-After"], url
    assert "never crawled" in words(page(client, "/status"))
    assert client.get("/healthz").status_code == 200
    service.close()
    assert not (tmp_path / "archive.sqlite").exists()


def test_a_long_title_is_shown_whole(tmp_path: Path) -> None:
    """Two hundred characters and more are kept in list and page."""
    drafts = {name: draft for name, draft in special().items() if name == "long"}
    (draft,) = (entry for entry in drafts.values() if isinstance(entry, Draft))
    corpus = build(tmp_path, drafts)
    service = corpus.service()
    client = create_app(service).test_client()
    assert len(draft.page.title) > 200
    assert words(one(page(client, "/search"), "//li[@class='hit']//h3")) == draft.page.title
    assert words(one(page(client, f"/releases/{corpus.ids['long']}"), "//h1")) == draft.page.title
    service.close()


def test_every_text_of_the_catalogue_is_used(client: FlaskClient) -> None:
    """Texts that templates and modules name exist, and none lies about unused."""
    folder = TEMPLATES.parent
    code = "\n".join(path.read_text("utf-8") for path in [*folder.glob("*.py"), *TEMPLATES.iterdir()])
    code = code.replace((folder / "texts.py").read_text("utf-8"), "")
    named = set(re.findall(r"(?:say|\bt)\(\s*'([\w.-]+)'", code)) | set(re.findall(r'say\(\s*"([\w.-]+)"', code))
    named = {key for key in named if not key.endswith(".")}
    assert named <= set(texts.ENGLISH), named - set(texts.ENGLISH)
    prefixes = set(re.findall(r"""(?:say|\bt)\(f?['"]([\w.]+\.)(?:' ~|\{)""", code))
    literals = set(re.findall(r"""['"]([a-z_]+(?:\.[\w-]+)+)['"]""", code))
    unused = [
        key
        for key in texts.ENGLISH
        if key not in named | literals and not any(key.startswith(start) for start in prefixes)
    ]
    assert not unused, " ".join(unused)
    with pytest.raises(texts.UnknownText):
        texts.say("no.such.text")
