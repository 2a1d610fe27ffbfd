"""Comments, processing instructions and character references between and in the words change nothing that is read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from extract.test_cases import CASES, NAMES, expected
from ratssearch.charset import decode
from ratssearch.crawler.challenge import challenge
from ratssearch.crawler.link_groups import link_groups
from ratssearch.crawler.stub import leads_to
from ratssearch.extract import extract, learn, outline
from ratssearch.models import ExtractedPage, Selectors, Snapshot, Source
from ratssearch.urls import Scope

_SEEDS = ("<!-- a note -->", '<?note kind="x"?>', "<!--[if IE]><p>Old</p><![endif]-->")
_WHOLE = re.compile(r"(?is)<(script|style|title|textarea|noscript|pre|svg)\b.*?</\1\s*>|<!--.*?-->|<[^>]+>")
_SKIPPED = re.compile(r"(?i)<!doctype|</?(?:html|head)\b|</body")


def sown(markup: str, seed: str) -> str:
    """The markup with seed behind every tag that may have one there."""
    return _WHOLE.sub(lambda tag: tag[0] if _SKIPPED.match(tag[0]) else f"{tag[0]}{seed}", markup)


def referred(markup: str) -> str:
    """The markup with every letter "e" of its visible words as a character reference."""
    parts = _WHOLE.split(markup)
    tags = [found[0] for found in _WHOLE.finditer(markup)]
    words = [part.replace("e", "&#101;") for part in _texts(parts, len(tags))]
    return "".join(word + tag for word, tag in zip(words, [*tags, ""], strict=True))


def _texts(parts: list[str], tags: int) -> list[str]:
    """What stands between the tags; split() gives the group of each between them too."""
    return [parts[2 * number] for number in range(tags + 1)]


def _source(name: str) -> tuple[Source, Snapshot]:
    wanted = expected(name)
    selectors = {key: tuple(v) if isinstance(v, list) else v for key, v in wanted.get("selectors", {}).items()}
    source = Source(
        "case",
        "",
        "case",
        "https://case.example/",
        timezone=wanted.get("timezone", "UTC"),
        country=wanted.get("country", ""),
        languages=tuple(wanted.get("languages", ())),
        selectors=Selectors(**selectors),
    )
    url = wanted.get("url", "https://case.example/news/1")
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    body = (CASES / f"{name}.html").read_bytes()
    return source, Snapshot(url, url, "case", seen, "text/html", body, "", wanted.get("listing_date", ""))


def _facts(page: ExtractedPage) -> tuple[object, ...]:
    return page.title, page.paragraphs, page.published, page.signature, page.dateline, page.language


@pytest.mark.parametrize("name", NAMES)
def test_releases(name: str) -> None:
    """Title, text, days and language are the same, whatever is sown."""
    source, snapshot = _source(name)
    markup = decode(snapshot.body, snapshot.content_type).text
    plain = replace(snapshot, body=markup.encode())
    before = _facts(extract(plain, source))
    for variant in (*(sown(markup, seed) for seed in _SEEDS), referred(markup)):
        assert _facts(extract(replace(snapshot, body=variant.encode()), source)) == before


def _release(number: int) -> str:
    words = f"Council number {number} met in hall {number * 7} and talked about {number + 3} bridges for an hour."
    return (
        f"<html><body><ul><li><a href='/a'>One</a></li><li><a href='/b'>Two</a></li></ul><div class='story'>"
        f"<h1>Meeting {number} on bridges</h1><p>{words}</p><p>Its {number + 9} members agreed to meet again.</p>"
        "<p>The body is at home in every town of the region, and nobody founded it.</p></div></body></html>"
    )


@pytest.mark.parametrize("seed", _SEEDS)
def test_what_is_learnt_of_a_site(seed: str) -> None:
    """Outlines and templates are those of the pages without it."""
    source = Source("case", "", "case", "https://case.example/")

    def learnt(markups: list[str]) -> object:
        seen = datetime(2026, 1, 1, tzinfo=UTC)
        urls = (f"https://case.example/{number}" for number in range(len(markups)))
        pages = [Snapshot(u, u, "case", seen, "text/html", m.encode(), "") for u, m in zip(urls, markups, strict=True)]
        return learn([outline(page, source) for page in pages], "x")

    markups = [_release(number) for number in range(1, 6)]
    assert learnt([sown(markup, seed) for markup in markups]) == learnt(markups)


@pytest.mark.parametrize("seed", _SEEDS)
def test_lists_of_links_bot_checks_and_stubs(seed: str) -> None:
    """What the crawler else reads in a page."""
    rows = "".join(f"<li><a href='/news/{n}'>Release {n}</a> <i>{n} May 2024</i></li>" for n in range(1, 9))
    page = f"<html><body><ul>{rows}</ul></body></html>"
    scope = Scope.of(Source("case", "", "case", "https://case.example/"))
    read = [link_groups(one.encode(), "text/html", "https://case.example/", scope) for one in (page, sown(page, seed))]
    assert read[0] and read[0] == read[1]
    stub = "<html><head><meta http-equiv=refresh content='0; url=/b'></head><body><p>Moved</p></body></html>"
    assert leads_to(sown(stub, seed).encode(), "text/html", "", "https://case.example/a") == "https://case.example/b"
    check = "<html><head><title>Just a moment</title></head><body><p>Wait</p><a href='/cdn-cgi/x'>x</a></body></html>"
    assert challenge({}, sown(check, seed).encode()) == "Cloudflare"
