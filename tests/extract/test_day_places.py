"""Which places on a page may name the day of a release, and which only mention a day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.extract.test_publication_date import TEXT, fact_of, published

from ratssearch.extract import extract
from ratssearch.extract.dates.dateline import find_dateline
from ratssearch.models import Snapshot, Source

TITLE = "<h1>The bridge</h1>"


def teaser(day: str, title: str) -> str:
    """Another page's title with its day beside it."""
    return f"<div class=x>{day} <a href=/news/{title.split()[0].lower()}>{title}</a></div>"


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "Applications are accepted until 29 October 2020."),
        ("en", "The hall opens to all on 5 October 2020."),
        ("ru", "Заявки принимаются до 18 августа 2020 года."),
        ("zh", "有意参加者请于2020年10月29日前报名。"),
        ("zh", "申请截止日期为2020年3月29日。"),
        ("de", "Das Programm läuft seit dem 3. Mai 2020."),
        ("fr", "Les travaux commencent le 3 mai 2020."),
    ],
)
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_day_in_a_sentence_is_only_mentioned(lang: str, sentence: str, place: str) -> None:
    """A page that shows no day of its own gives none, however short the sentence that names an event's day."""
    parts = [f"<p>{sentence}</p>", TEXT] if place == "first" else [TEXT, f"<p>{sentence}</p>"]
    assert published("", TITLE + "".join(parts), lang=lang) == ""


def test_a_mentioned_day_does_not_outvote_the_listing() -> None:
    """What stands beside the link in the listing is the page's day, not the event's."""
    body = f"{TITLE}{TEXT}<p>The ferry runs from 5 October 2020.</p>"
    assert published("", body, listed="3 March 2020") == "2020-03-03"


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Press release: Thursday, March 5, 2020<br>Published by the Press Office<br>Nadia Brenn, press officer"),
        ("de", "Presseinformation: Donnerstag, 5. März 2020<br>Herausgegeben vom Büro des Rates<br>Ruth Kaldmoor"),
        ("ru", "Новости: 5 марта 2020 года<br>Опубликовал отдел дорог<br>Тимур Заводин, пресс-секретарь"),
        ("zh", "新闻稿：2020年3月5日<br>发布单位 道路科<br>秦小满，新闻办公室"),
        ("tr", "Haberler &gt; 05.03.2020 &gt; Köprünün onarımı kış gelmeden önce bitirilecek, dedi belediye başkanı"),
    ],
)
def test_a_field_of_its_own_is_the_day(lang: str, line: str) -> None:
    """A day behind a short field and before another one, in a line that says more."""
    assert published("", f"{TITLE}<div>{line}</div>{TEXT}", lang=lang) == "2020-03-05"


@pytest.mark.parametrize(
    "line", ["5 March 2020", "Thursday, 5 March 2020", "Date: 5 March 2020", "5 March 2020, 10:45 am"]
)
def test_a_line_behind_the_text_gives_the_day(line: str) -> None:
    """Also some blocks behind it, with share links and tags in between."""
    between = "<p><a href=/share>Share</a></p><p><a href=/tag/b>bridges</a></p><p>Views: 641</p>"
    assert published("", f"{TITLE}{TEXT}<div>{between}<p>{line}</p></div>") == "2020-03-05"


def test_a_day_beside_another_title_needs_a_second_voice() -> None:
    """Where two lines behind the text say days beside titles of other pages, neither is the page's."""
    rows = "".join(
        f"<p>{day} March 2020</p><p><a href=/news/{day}>Mill {day} of the valley is open</a></p>" for day in (5, 6)
    )
    assert published("", f"{TITLE}{TEXT}<div>{rows}</div>") == ""
    assert published("", f"{TITLE}{TEXT}<div>{rows}</div>", listed="8 March 2020") == "2020-03-08"


def test_teasers_above_the_title_do_not_speak() -> None:
    """Neither one nor two of them, with the day before or behind the words of the link."""
    one = teaser("[5 March 2020]", "The old mill of the valley closes its doors")
    two = teaser("12 March 2020", "Ferry crews of the northern harbour are trained")
    assert published("", f"{one}{TITLE}{TEXT}") == ""
    assert published("", f"{one}{two}{TITLE}{TEXT}", listed="1 April 2020") == "2020-04-01"


def test_a_label_does_not_reach_into_a_sentence() -> None:
    """ "For immediate release" over a paragraph says nothing of the day that it begins with."""
    body = f"{TITLE}<p>5 March 2020</p><p>FOR IMMEDIATE RELEASE</p><p>On 30 April 2020 the council met again.</p>{TEXT}"
    assert published("", body) == "2020-03-05"


def test_a_title_is_no_label_of_the_next_line() -> None:
    """A Chinese title that holds the verb "publish" labels no teaser's day."""
    rows = "".join(
        f"<p><a href=/n/{n}>委员会发布{words}年度报告全文</a></p><p>2020-03-0{n}</p>"
        for n, words in enumerate(("桥梁", "水务"), 1)
    )
    assert published("", f"{TITLE}{TEXT}<div>{rows}</div>", lang="zh", listed="2020-04-01") == "2020-04-01"


def test_the_only_day_of_a_page_may_stand_anywhere() -> None:
    """A line that says a day and nothing else, far from title and text."""
    aside = "<table><tr><td><div>5 March 2020</div><b>This week</b><br>Bridges and ferries</td></tr></table>"
    far = "<p>A word</p>" * 14
    assert published("", f"{aside}{far}{TITLE}{TEXT}") == "2020-03-05"


def test_days_that_teasers_declare_are_not_the_page_s() -> None:
    """A day in an attribute of another page's entry is no evidence."""
    entry = (
        "<li class=hentry><h3><a href=/n/{0}>The mill of the valley is open, part {0}</a></h3>"
        '<div><abbr class=published title="2020-03-0{0}T10:00:00Z">0{0}.03.2020 10:00</abbr></div></li>'
    )
    body = f"{TITLE}{TEXT}<h3>Read also</h3><ul>{''.join(map(entry.format, range(1, 6)))}</ul>"
    assert published("", body) == ""


@pytest.mark.parametrize(
    ("lang", "lede", "dateline", "text"),
    [
        (
            "fr",
            "Le programme pour les ponts est étendu.",
            "VALMARLOT, le 5 mars 2020 – ",
            "Le conseil a parlé du pont. ",
        ),
        ("de", "Das Programm wird ausgedehnt.", "TANNBRÜCK, den 5. März 2020 – ", "Der Rat sprach über die Brücke. "),
        (
            "en",
            "The programme goes to the valley.",
            "TARN BRIDGE, 5 March 2020 — ",
            "The council spoke of the bridge. ",
        ),
        ("zh", "桥梁维修计划将扩大到整个山谷。", "本报青湾2020年3月5日电 ", "会议讨论了桥梁维修的计划和费用。"),
        ("ru", "Программа охватит всю долину.", "mill.example — 05.03.20: ", "Совет говорил о ремонте моста. "),
    ],
)
def test_a_dateline_may_stand_under_a_lede(lang: str, lede: str, dateline: str, text: str) -> None:
    """With an article or preposition before its day, or a site's name for the place."""
    fact = fact_of(
        "", f"{TITLE}<p>{lede}</p><p>{dateline}{text * 4}</p>{TEXT}", url="https://case.example/n", lang=lang
    )
    assert fact is not None
    assert fact.first.isoformat() == "2020-03-05"


def test_a_dateline_under_a_lede_must_name_a_day() -> None:
    """Capitals with a colon in a second paragraph are no dateline, nor is one far down in a text."""
    assert find_dateline(("The programme goes on.", "WARNING: the bridge is closed.")).text == ""
    assert find_dateline(("A" * 500, "TARN, 5 March 2020 — The council has spoken.")).text == ""
    found = find_dateline(("Lede.", "TARN, 5 March 2020 — The council has spoken."))
    assert (found.text, found.start) == ("TARN, 5 March 2020", 7)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("«05» марта 2020 г.", "2020-03-05"),
        ("«5» мая 2021 года", "2021-05-05"),
        ('"12" июня 2019 г.', "2019-06-12"),
        ("“7” апреля 2020 года", "2020-04-07"),
    ],
)
@pytest.mark.parametrize(
    "markup", ["<p class=date>{}</p>", "<p>{}</p>", "<div><b>{}</b></div>", "<p align=right>{}</p>"]
)
def test_a_day_in_quotation_marks_is_a_date_line(line: str, day: str, markup: str) -> None:
    """As forms write it: the whole day is known, and its line is no paragraph of the body."""
    title = "Совет принял решение о патрулях"
    text = (
        "<p>Совет собрался в Ташкенте в четверг и принял решение о совместном патрулировании реки на границе.</p>"
        "<p>Патрулирование начнётся в мае, сообщил генеральный секретарь журналистам после заседания совета.</p>"
    )
    shown = markup.format(line)
    body = f"<html lang=ru><title>{title}</title><body><main><h1>{title}</h1>{shown}{text}</main></body></html>"
    url = "https://case.example/news/1"
    snapshot = Snapshot(url, url, "case", datetime(2026, 1, 1, tzinfo=UTC), "text/html", body.encode(), "")
    page = extract(snapshot, Source("case", "", "case", "https://case.example/"))
    assert page.published is not None
    assert page.published.first.isoformat() == page.published.last.isoformat() == day
    assert [paragraph.split()[0] for paragraph in page.paragraphs] == ["Совет", "Патрулирование"]


def test_a_field_in_a_long_line_above_the_title_speaks() -> None:
    """Section, day and title in one line, where the day under the text is another source's."""
    line = "Haberler &gt; 05.03.2020 &gt; Köprünün onarımı kış gelmeden önce bitirilecek, belediye meclisi duyurdu:"
    body = f"<td>{line}</td>{TITLE}{TEXT}<p>Vadi Gazetesi, 01.03.2020</p>"
    assert published("", body, lang="tr") == "2020-03-05"


def test_a_dateline_speaks_alone_in_its_paragraph() -> None:
    """The heading of a programme behind it is an event's day."""
    first = "<p>TARN.EXAMPLE — 21.06.20: Saturday, 27 June 2020</p>"
    assert published("", f"{TITLE}{first}{TEXT}") == "2020-06-21"


@pytest.mark.parametrize(
    "line", ["г. Ташкент, «05» марта 2020 г.", "Ташкент, 5 марта 2020 г.", "Tarn Bridge, 5 March 2020."]
)
def test_a_place_and_a_day_are_no_sentence(line: str) -> None:
    """Though a full stop ends the line."""
    assert published("", f"{TITLE}<p>{line}</p>{TEXT}", lang="ru" if "г" in line else "en") == "2020-03-05"


def test_a_link_to_a_document_is_no_other_page() -> None:
    """The day behind it is the page's, whether the address or the words tell what it leads to."""
    link = '<p><a href="/files/{}">Please click here to download the speech{}.</a></p><p>(Mar-05-20)</p>'
    assert published("", f"{TITLE}{TEXT}{link.format('speech.pdf', '')}") == "2020-03-05"
    assert published("", f"{TITLE}{TEXT}{link.format('17', ' in PDF')}") == "2020-03-05"
