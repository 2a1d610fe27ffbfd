"""Days of publication, on small made-up pages: labels, orders of day and month, lists of other pages, languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ratssearch.extract import extract
from ratssearch.models import DateFact, Precision, Snapshot, Source

TEXT = (
    "<p>The council of the valley met in the old hall and spoke for two hours about the repair of the bridge.</p>"
    "<p>It was agreed that the work begins as soon as the river is low, and that the ferry runs until then.</p>"
)


def published(
    head: str, body: str, *, url: str = "https://case.example/news/bridge", lang: str = "en", listed: str = ""
) -> str:
    """The day claimed, with its precision if it is no day; empty for none. listed: beside the listing's link."""
    fact = fact_of(head, body, url=url, lang=lang, listed=listed)
    if fact is None:
        return ""
    return fact.first.isoformat() + ("" if fact.precision is Precision.DAY else f" {fact.precision}")


def fact_of(head: str, body: str, *, url: str, lang: str, listed: str = "") -> DateFact | None:
    page = f"<html lang={lang}><head><title>The bridge</title>{head}</head><body><div>{body}</div></body></html>"
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    source = Source("case", "", "case", "https://case.example/")
    return extract(Snapshot(url, url, "case", seen, "text/html", page.encode(), "", listed), source).published


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published: 5 March 2020", "2020-03-05"),
        ("Veröffentlicht am 5. März 2020", "2020-03-05"),
        ("Publié le 5 mars 2020 à 10 h", "2020-03-05"),
        ("Опубликовано: 5 марта 2020 г., 10:00", "2020-03-05"),
        ("发布时间：2020年3月5日", "2020-03-05"),
        ("Жарияланды: 2020 жылғы 5 наурыз", "2020-03-05"),
        ("E'lon qilingan: 2020-yil 5-mart", "2020-03-05"),
        ("Publicado el 5 de marzo de 2020", "2020-03-05"),
        ("Yayın tarihi: 5 Mart 2020", "2020-03-05"),
        ("Opublikowano 5 marca 2020", "2020-03-05"),
        ("Julkaistu 5. maaliskuuta 2020", "2020-03-05"),
        ("Die Meldung wurde am 5. März 2020 um 10:15 Uhr veröffentlicht", "2020-03-05"),
        ("Dit is op 5 maart 2020 om 10:15 geplaatst door de redactie", "2020-03-05"),
        ("2020年3月5日 10:15 发布", "2020-03-05"),
        ("2020.03.05 10:15 게시", "2020-03-05"),
        ("نشر في 5 آذار/مارس 2020", "2020-03-05"),
        ("Copyright 5 March 2020", ""),
        ("Valid until 5 March 2020", ""),
        ("Born: 5 March 1960", ""),
        ("Комментарий: 5 марта 2020 г.", ""),
    ],
)
@pytest.mark.parametrize("place", ["head", "foot"])
def test_a_label_says_what_a_day_is(line: str, day: str, place: str) -> None:
    """A labelled day counts beside the title and at the page's foot; days of other things count nowhere."""
    parts = [f"<p>{line}</p>", TEXT] if place == "head" else [TEXT, f"<div><p>{line}</p></div>"]
    assert published("", "<h1>The bridge</h1>" + "".join(parts)) == day


def test_a_label_in_the_line_before() -> None:
    """A table's left cell labels the day in the right one."""
    row = "<table><tr><td>Posted on</td><td>5 March 2020</td></tr></table>"
    assert published("", f"<h1>The bridge</h1>{TEXT}{row}") == "2020-03-05"


def test_the_sentence_of_a_form_is_no_label() -> None:
    """A deadline in running text is no day of publication, though it was "submitted" or "published"."""
    form = (
        "<p>Forms must be submitted to the office on the second floor by January 11, 2020 at five in the evening.</p>"
    )
    assert published("", f"<h1>The bridge</h1>{TEXT}{form}") == ""


def test_the_day_of_a_change_speaks_last() -> None:
    """The day of the last change is claimed only where no other is named, and never against an earlier one."""
    changed = '<meta property="article:modified_time" content="2021-06-01">'
    assert published(changed, f"<h1>The bridge</h1>{TEXT}") == "2021-06-01"
    assert published(changed, f"<h1>The bridge</h1><p>Posted 5 March 2020</p>{TEXT}") == "2020-03-05"
    both = changed + '<meta property="article:published_time" content="2020-03-05">'
    assert published(both, f"<h1>The bridge</h1><p><time>1 June 2021</time></p>{TEXT}") == "2020-03-05"


def test_a_participle_before_a_noun_is_no_label() -> None:
    """What was published that day is another thing than the page."""
    line = "<p>Die am 5. März 2020 veröffentlichte Studie nennt die Kosten einer Fähre.</p>"
    assert published("", f"<h1>Die Brücke</h1>{TEXT * 4}{line}{TEXT}", lang="de") == ""


def test_mentioned_days_do_not_silence_the_day_of_a_change() -> None:
    """Weak voices for the same day are one: where none is enough, the day of the last change stands in."""
    seen = "{} in the snow of that winter on 1 March 2020, as seen by those who came from the north side"
    caption = f"<figure><figcaption>{seen}</figcaption></figure>"
    pictures = "".join(map(caption.format, ("The bridge and the old ferry", "The old hall and its garden", "The mill")))
    page = f"<h1>The bridge</h1>{pictures}{TEXT}<div><p>Updated: 6 March 2020</p></div>"
    assert published("", page) == "2020-03-06"


def test_a_byline_labels_the_day_behind_it() -> None:
    """A line under the title may hold the summary as well as who wrote when."""
    summary = "The council spoke for two hours about the bridge and its cost to the valley."
    page = f"<h1>The bridge</h1><div>{summary} By Ines Alder on Mar. 5, 2020</div>{TEXT}"
    assert published("", page) == "2020-03-05"
    assert published("", page.replace("By Ines Alder", "All of it began")) == ""


def test_lines_made_alike_are_other_pages() -> None:
    """A list of dated entries gives no day; the page's own line, made otherwise, does."""
    entries = "".join(
        f"<p class=entry>{day} March 2020</p><h3><a href=/n/{day}>Entry {day}</a></h3>" for day in (5, 4, 2)
    )
    assert published("", f"<h1>News</h1>{entries}{TEXT}") == ""
    own = "<p class=day>6 March 2020, 10:00</p>"
    assert published("", f"<h1>The bridge</h1>{own}{TEXT}{entries}") == "2020-03-06"


@pytest.mark.parametrize(
    ("url", "lang", "more", "day"),
    [
        ("https://case.gov/n", "en", "", "2020-02-03"),
        ("https://case.kz/n", "en", "", "2020-03-02"),
        ("https://case.org/n", "en", "<p>Last year: 02/25/2019</p>", "2020-02-03"),
        ("https://case.org/n", "en", "<p>Last year: 25/02/2019</p>", "2020-03-02"),
        ("https://case.org/n", "fr", "", "2020-03-02"),
    ],
)
def test_which_number_is_the_month(url: str, lang: str, more: str, day: str) -> None:
    """02/03/2020 is read by the page's other dates, its host's country and its language."""
    body = f"<h1>The bridge</h1><p>Posted: 02/03/2020</p>{TEXT}{more}"
    assert published("", body, url=url, lang=lang) == day


def test_the_other_reading_wins_where_another_voice_names_it() -> None:
    """A meta element with the month first is understood by the line that spells the day."""
    head = '<meta name="date" content="03/02/2020 10:00:00">'
    assert published(head, f"<h1>The bridge</h1><p>Created: 02.03.2020</p>{TEXT}") == "2020-03-02"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://case.example/2020/03/05/bridge/", "2020-03-05"),
        ("https://case.example/news/05-03-2020-bridge", "2020-03-05"),
        ("https://case.example/2020/mar/05/bridge", "2020-03-05"),
        ("https://case.example/2020/03/bridge-repair/", "2020-03-01 month"),
        ("https://case.example/2020/", ""),
    ],
)
def test_an_address_speaks_where_the_page_is_silent(url: str, day: str) -> None:
    """The address gives the day, or the month, only if nothing else does."""
    assert published("", f"<h1>The bridge</h1>{TEXT}", url=url) == day
    assert published("", f"<h1>The bridge</h1><p>Posted: 9 March 2020</p>{TEXT}", url=url) == "2020-03-09"


def test_a_script_speaks_last() -> None:
    """Data in scripts that is no JSON-LD is heard if it names one day only."""
    one = '<script>window.page = {"publishedAt": "2020-03-05T10:00:00+05:00"};</script>'
    two = '<script>window.list = [{"publishedAt": "2020-03-05"}, {"publishedAt": "2020-03-07"}];</script>'
    assert published(one, f"<h1>The bridge</h1>{TEXT}") == "2020-03-05"
    assert published(two, f"<h1>The bridge</h1>{TEXT}") == ""


@pytest.mark.parametrize(
    "line",
    [
        "<div>(Mar-05-20)</div>",
        "<p>5 March 2020</p>",
        "<div>Press office (5 March 2020)</div>",
        "<p>[05.03.2020]</p>",
    ],
)
def test_a_line_at_the_end_that_is_a_day(line: str) -> None:
    """Some sites write the day nowhere but under the text; under another page's link it is that page's."""
    page = f"<h1>The bridge</h1>{TEXT * 4}{line}"
    assert published("", f"{page}<p><a href=/news>Back to list</a></p>") == "2020-03-05"
    teaser = "<p><a href=/news/2>A ferry for those who wait at the river</a></p>"
    assert published("", f"<h1>The bridge</h1>{TEXT * 4}{teaser}{line}") == ""


@pytest.mark.parametrize(
    "line",
    [
        "<table><tr><td>Date</td><td>5 March 2020</td></tr><tr><td>Place</td><td>The old hall</td></tr></table>",
        "<table><tr><td><div>Date:</div></td><td><div>05.03.2020</div></td></tr></table>",
        "<p>Published: <a href=/2020/03/05/>5 March 2020</a></p>",
        "<p>Date: <a href=/news/2020>5 March 2020</a></p>",
        "<p>(5 March 2020)</p>",
        "<p>[5. MARCH 2020]</p>",
        "<p>05/03/20</p>",
    ],
)
def test_where_a_day_may_stand(line: str) -> None:
    """In a cell, in brackets, as a link behind a label, with a short year."""
    assert published("", f"<h1>The bridge</h1>{line}{TEXT}", url="https://case.kz/n") == "2020-03-05"


@pytest.mark.parametrize(
    ("label", "lang"),
    [("For Immediate Release:", "en"), ("FOR IMMEDIATE RELEASE", "en"), ("Pour diffusion immédiate :", "fr")],
)
def test_a_release_knows_its_own_day(label: str, lang: str) -> None:
    """The day that heads a release is its own, whenever the page was put up; elsewhere it may be another's."""
    head = '<meta property="article:published_time" content="2020-03-09T10:00:00Z">'
    line = f"<div>{label} 05 mars 2020</div>" if lang == "fr" else f"<div>{label} March 5, 2020</div>"
    assert published(head, f"<h1>The bridge</h1>{line}{TEXT * 3}", lang=lang, listed="2020-03-09") == "2020-03-05"
    assert published(head, f"<h1>The bridge</h1>{TEXT * 3}{line}", lang=lang) == "2020-03-09"


def test_the_listing_is_one_voice_among_others() -> None:
    """The day beside a listing's link is heard where the page says none, and not where it was read from the title or
    the lead while the page shows another."""
    assert published("", f"<h1>The bridge</h1>{TEXT}", listed="5 March 2020") == "2020-03-05"
    shown = f"<h1>The bridge</h1><p>9 March 2020 10:00</p>{TEXT}"
    assert published("", shown, listed="5 March 2020") == "2020-03-09"
    lead = "<p>On 5 March 2020 the council met in the old hall, and much was said there about the old bridge.</p>"
    assert published(
        "", f"<h1>The bridge</h1><p>Source: the council, 9 March 2020</p>{lead}{TEXT}", listed="5 March 2020"
    ) == ("2020-03-09")
    assert published(
        "", f"<h1>The bridge is closed on 23 March 2020</h1>{TEXT * 3}<p>5 March 2020</p>", listed="23 March 2020"
    ) == ("2020-03-05")
    assert published("", f"<h1>The bridge</h1>{lead}{TEXT}", listed="5 March 2020") == "2020-03-05"


def test_a_date_line_with_a_quoted_day() -> None:
    """«05» марта 2020 г. is a date line like any other: a day, and no part of the text."""
    line = "<p class=date>«05» марта 2020 г.</p>"
    assert published("", f"<h1>Мост</h1>{line}{TEXT}", lang="ru") == "2020-03-05"


@pytest.mark.parametrize(
    ("head", "listed", "known"),
    [
        ("", "2020-03", "2020-03-01 month"),
        ("", "March 2020", "2020-03-01 month"),
        ("", "2020年3月", "2020-03-01 month"),
        ("", "2020", "2020-01-01 year"),
        ("", "2020-03-05", "2020-03-05"),
        ('<meta property="article:published_time" content="2020-03">', "", "2020-03-01 month"),
        ('<meta property="article:published_time" content="2020-03">', "2020-03-05", "2020-03-05"),
        (
            '<script type="application/ld+json">{"@type":"Article","datePublished":"2020-03"}</script>',
            "",
            "2020-03-01 month",
        ),
        ("", "2020-13", ""),
        ("", "2031", ""),
    ],
)
def test_fields_that_know_no_day(head: str, listed: str, known: str) -> None:
    """A month stays a month and a year a year, until some place names the day."""
    assert published(head, TEXT, listed=listed) == known
