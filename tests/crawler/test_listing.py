"""Listing pages: which links are releases, what they are called and which date stands beside them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from ratssearch.crawler.datewords import date_words
from ratssearch.crawler.listing import MAX_LINKS, read_listing
from ratssearch.models import Source
from ratssearch.urls import Scope

_URL = "https://example.org/press/"
_SCOPE = Scope.of(Source("s", "s", "S", "https://example.org/", releases=(r"/news/\d+",)))


def _links(body: str, content_type: str = "text/html; charset=utf-8") -> list[tuple[str, str, str]]:
    listing = read_listing(body.encode(), content_type, _URL, _SCOPE)
    return [(link.url.removeprefix("https://example.org"), link.words, link.date) for link in listing.links]


def test_only_releases_each_once() -> None:
    """Menu links are left out; two links to one release are one, with the longer words."""
    body = """<nav><a href="/about">About us</a></nav>
      <div><a href="/news/1"><img src="x.jpg" alt="A crowd"></a><h3><a href="../news/1">A made-up title</a></h3>
      <a href="/news/1#more">Read more</a></div>
      <div><a href="https://example.org/news/2?utm_source=list">Second</a></div>
      <a href="https://other.org/news/3">Third</a><a name="x">No link</a><a href="">Empty</a>"""
    assert [(url, words) for url, words, _ in _links(body)] == [("/news/1", "A made-up title"), ("/news/2", "Second")]


@pytest.mark.parametrize(
    "words",
    ["Read more", "read the full story »", "More...", "Подробнее", "Читать далее", "详情", "阅读更多", "12", "→"],
)
def test_words_that_say_nothing(words: str) -> None:
    """A link that only says "read more" has no title."""
    assert _links(f'<a href="/news/1">{words}</a>') == [("/news/1", "", "")]


SHAPES = {
    "div rows": '<div class="row"><span>{date}</span><h3><a href="{url}">{title}</a></h3></div>',
    "list items": '<li><a href="{url}">{title}</a> <em>{date}</em></li>',
    "table rows": '<tr><td class="d">{date}</td><td><a href="{url}">{title}</a></td></tr>',
    "articles": '<article><a href="{url}"></a><div><p>{date}</p><h2><a href="{url}">{title}</a></h2></div></article>',
    "definitions": '<dt>{date}</dt><dd><a href="{url}">{title}</a></dd>',
    "breaks": '{date} <a href="{url}">{title}</a><br>',
    "breaks, date after": '<a href="{url}">{title}</a> ({date})<br>',
    "flat paragraphs": '<p class="date">{date}</p><p class="title"><a href="{url}">{title}</a></p>',
    "date inside the link": '<a href="{url}"><span>{date}</span> <b>{title}</b></a>',
}
WRAP = {"table rows": "<table>{}</table>", "list items": "<ul>{}</ul>", "definitions": "<dl>{}</dl>"}
_DATES = ("1 May 2024", "May 2, 2024", "03.05.2024", "2024-05-04", "5 мая 2024", "2024年5月6日", "07/05/2024")


@pytest.mark.parametrize("shape", SHAPES)
def test_the_date_beside_a_link(shape: str) -> None:
    """In each common shape of listing, every link gets its own date and not its neighbour's."""
    rows = "".join(
        SHAPES[shape].format(date=date, url=f"/news/{number}", title=f"Title {number}")
        for number, date in enumerate(_DATES, 1)
    )
    body = f"<html><body><div id=list>{WRAP.get(shape, '{}').format(rows)}</div></body></html>"
    assert [(url, date) for url, _, date in _links(body)] == [
        (f"/news/{number}", date) for number, date in enumerate(_DATES, 1)
    ]


def test_a_time_element_wins() -> None:
    """A machine-readable date is taken before the words around it."""
    body = '<div><p>On 1 May 2020 we met.</p><time datetime="2024-05-01">yesterday</time><a href="/news/1">A</a></div>'
    assert _links(body) == [("/news/1", "A", "2024-05-01")]


def test_no_date_is_empty() -> None:
    """Numbers that are no date are not taken for one."""
    body = '<li>Nr. 12/2024, 3 pages, tel. 12-34-56-78 <a href="/news/1">Report 2024</a></li>'
    assert _links(body) == [("/news/1", "Report 2024", "")]


def test_a_date_of_the_whole_page_is_nobodys() -> None:
    """A date in the head of the page is not the date of each release."""
    body = '<p>Today is 1 June 2024</p><ul><li><a href="/news/1">One</a></li><li><a href="/news/2">Two</a></li></ul>'
    assert [date for _, _, date in _links(body)] == ["", ""]


_KINDS = ("Flood relief is counted", "A vote on the harbour", "Terms of the new lease", "Two bridges are closed")


def _rows(row: str, count: int = 4) -> str:
    """`count` entries in one shape; {n} is their number, {title} and {day} are theirs."""
    return "".join(row.format(n=n, title=_KINDS[n - 1], day=f"{n} May 2024") for n in range(1, count + 1))


_BESIDE = tomllib.loads(Path(__file__).with_name("listing_shapes.toml").read_text("utf-8"))


@pytest.mark.parametrize("shape", _BESIDE)
def test_the_title_of_an_entry(shape: str) -> None:
    """The title alone, wherever it stands: no lead, number, label, date or "read more"."""
    rows = _rows(_BESIDE[shape]["entry"])
    body = f"<div>{_BESIDE[shape]['around'].format(rows)}</div>"
    found = {url: (words, date) for url, words, date in _links(body)}
    assert [found[f"/news/{n}"] for n in range(1, 5)] == [(_KINDS[n - 1], f"{n} May 2024") for n in range(1, 5)]


_BROKEN = {
    "in the link": '<li><a href="/news/{n}">{first}<br>{last}</a> {day}</li>',
    "in the link, after its number": '<li>{n}. <a href="/news/{n}">{first}<br/>{last}</a> {day}</li>',
    "at a joint": '<tr><td>{first}<br>v.<br>{last}</td><td>{day}</td><td><a href="/news/{n}">PDF</a></td></tr>',
    "in bold print": '<tr><td><b>{first}</b><br>VS.<br><b>{last}</b></td><td><a href="/news/{n}">PDF</a></td></tr>',
    "before a joint": '<tr><td>{first}<br>v. {last}</td><td>{day}</td><td><a href="/news/{n}">24-{n}01</a></td></tr>',
    "behind a joint": '<tr><td>{first} v.<br>{last}</td><td>{day}</td><td><a href="/news/{n}">24-{n}01</a></td></tr>',
}


@pytest.mark.parametrize("shape", _BROKEN)
def test_a_title_broken_into_lines(shape: str) -> None:
    """It is one title; a line of its own beside a title that ends is another field."""
    parties = [("Harlow", "City of Brent"), ("Norden Shipping", "Port of Mell"), ("Tamsin", "Ferry Board")]
    rows = [
        _BROKEN[shape].format(n=n, first=first, last=last, day=f"{n} May 2024")
        for n, (first, last) in enumerate(parties, 1)
    ]
    around = "<table>{}</table>" if "<tr>" in rows[0] else "<ul>{}</ul>"
    joint = "" if "link" in shape else "VS. " if "bold" in shape else "v. "
    assert [words for _, words, _ in _links(around.format("".join(rows)))] == [
        f"{first} {joint}{last}" for first, last in parties
    ]


def test_lines_that_are_fields_of_their_own() -> None:
    """A judge under a title is none of it."""
    row = '<tr><td>{title}<br>Judge No{n}</td><td>{day}</td><td><a href="/news/{n}">PDF</a></td></tr>'
    found = _links(f"<table>{_rows(row)}</table>")
    assert [words for _, words, _ in found] == list(_KINDS[:4])


def test_a_teasers_day_is_not_the_entrys() -> None:
    """Where every entry has a date of its own, a date in a lead in front of it is that of an event."""
    row = '<div><a href="/news/{n}">{title}</a><p>On 30 April 2024 it was said.</p><span>{day}</span></div>'
    assert [date for _, _, date in _links(_rows(row))] == [f"{n} May 2024" for n in range(1, 5)]


_GROUPS = {
    "headings": ("<h3>Opinions of {}</h3>", '<ul><li><a href="/news/{n}">{title}</a></li></ul>'),
    "bold lines": ("<p><strong>{}</strong></p>", '<p><a href="/news/{n}">{title}</a></p>'),
    "rows": ("<tr><td colspan=2>{}</td></tr>", '<tr><td>{n}</td><td><a href="/news/{n}">{title}</a></td></tr>'),
    "terms": ("<dt>{}</dt>", '<dd><a href="/news/{n}">{title}</a></dd>'),
}


@pytest.mark.parametrize("shape", _GROUPS)
def test_a_heading_dates_its_group(shape: str) -> None:
    """A line that says little more than a day gives it to all entries up to the next such line."""
    heading, row = _GROUPS[shape]
    rows = [row.format(n=n, title=_KINDS[n - 1]) for n in range(1, 5)]
    list_ = heading.format("2 May 2024") + rows[0] + rows[1] + rows[2] + heading.format("1 May 2024") + rows[3]
    around = {"rows": "<table>{}</table>", "terms": "<dl>{}</dl>"}.get(shape, "<div>{}</div>")
    assert [date for _, _, date in _links(around.format(list_))] == ["2 May 2024"] * 3 + ["1 May 2024"]


def test_days_in_titles_are_those_of_events() -> None:
    """One title that ends with a day dates nothing in a list without dates."""
    row = '<li><a href="/news/{n}">{title}</a></li>'
    last = '<li><a href="/news/9">Open for business on 23 December 2024</a></li>'
    assert {date for _, _, date in _links(f"<ul>{_rows(row)}{last}</ul>")} == {""}


def test_releases_may_be_called_alike() -> None:
    """Four of ten releases with one title have it: a series says the same each time."""
    titles = ["Memorandum to the Secretary of State"] * 4 + [f"A made-up order of number {n}" for n in range(6)]
    rows = "".join(f'<p>1 May 2024 <a href="/news/{n}">{title}</a></p>' for n, title in enumerate(titles))
    assert [words for _, words, _ in _links(rows)] == titles


def test_the_entry_speaks_before_the_menu() -> None:
    """A release that the menu links to as well has the title of its entry."""
    body = '<nav><ul><li><a href="/news/2">Harbour</a></li></ul></nav>' + _rows(
        '<p>{day} <a href="/news/{n}">{title}</a></p>'
    )
    assert ("/news/2", "A vote on the harbour", "2 May 2024") in _links(body)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(Dec-21-15)", "Dec-21-15"),
        ("Filed 02/24/12, No. 3", "02/24/12"),
        ("«05» марта 2024 г.", "«05» марта 2024"),
        ("le 1er mai 2024", "1er mai 2024"),
        ("mayo 5, 2024", "mayo 5, 2024"),
        ("26th of March 2021", "26th of March 2021"),
        ("2024 жылғы 20 ақпан", "2024 жылғы 20 ақпан"),
        ("2024. február 20.", "2024. február 20"),
        ("May 12 24 people came", ""),
        ("at 12:30, room 7-8-9999, tel. 12-34-56-78", ""),
    ],
)
def test_words_of_a_date(text: str, words: str) -> None:
    """As listings print them; two figures are a year only where they are set off as one."""
    assert date_words(text) == words


def test_base_elements_are_honoured() -> None:
    """Relative links are resolved against <base>, which may not lead out of scope."""
    assert _links('<base href="/news/"><a href="7">Seven</a>') == [("/news/7", "Seven", "")]
    assert _links('<base href="https://evil.test/"><a href="/news/7">Seven</a>') == []


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<a href='/news/1'>Первый выпуск</a>".encode("windows-1251"), "text/html; charset=windows-1251"),
        ("<meta charset=windows-1251><a href='/news/1'>Первый выпуск</a>".encode("windows-1251"), "text/html"),
        ("<a href='/news/1'>Первый выпуск</a>".encode(), "text/html"),
        ("<a href='/news/1'>Первый выпуск</a>".encode(), "text/html; charset=klingon"),
        ("\ufeff<a href='/news/1'>Первый выпуск</a>".encode(), "text/html"),
    ],
)  # fmt: skip
def test_charsets(body: bytes, content_type: str) -> None:
    """The header's charset, the page's own, or UTF-8."""
    (link,) = read_listing(body, content_type, _URL, _SCOPE).links
    assert link.words == "Первый выпуск"


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\x01\x02", b"<", b"<!---->", b"\xff\xfe", bytes(range(256))])
def test_rubbish_has_no_links(body: bytes) -> None:
    """Nothing that can be sent makes reading fail."""
    assert read_listing(body, "text/html", _URL, _SCOPE).links == ()


def test_an_absurd_number_of_links_is_cut_and_said() -> None:
    """Links beyond the limit are not looked at, and the listing says that there were more."""
    for surplus in (0, 1):
        body = "".join(f"<a href=/news/{number}>x</a>" for number in range(MAX_LINKS + surplus))
        read = read_listing(body.encode(), "text/html", _URL, _SCOPE)
        assert len(read.links) == MAX_LINKS
        assert read.cut is bool(surplus)


def test_deep_nesting_is_bearable() -> None:
    """A page nested without end is read as far as the parser goes, in reasonable time."""
    body = "<div>" * 20_000 + '<a href="/news/1">One</a>'
    assert len(_links(body)) <= 1


@pytest.mark.parametrize(
    "entry",
    [
        '<td><a href="/news/{n}">One</a></td>',
        '<a href="/news/{n}">1 May 2024</a>',
        '<ul><li><a href="/news/{n}">One</a>',
        '<p><b></b>\u200b<a href="/news/{n}">\u200b</a><span> </span></p>',
        '<time datetime="x"><a href="/news/{n}"><time datetime=""></time></a>',
    ],
)
def test_odd_mark_up_is_read_to_its_end(entry: str) -> None:
    """Thousands of cells in one row, lists that never end, texts of invisible characters: nothing raised, no square."""
    body = f"<table><tr>{''.join(entry.format(n=n) for n in range(4000))}"
    assert _links(body)


def test_brackets_that_belong_to_a_title_stay_where_a_date_is_cut_off() -> None:
    """A date at the edge of a title goes with what stands around it, and with no more."""
    rows = "".join(
        f'<li><a href="/news/{n}">Harbour report {n}{" (summary)" * (n % 2)} ({n}/5/24)</a></li>' for n in range(1, 6)
    )
    found = [words for _, words, _ in _links(f"<ul>{rows}</ul>")]
    assert found == [f"Harbour report {n}{' (summary)' * (n % 2)}" for n in range(1, 6)]
