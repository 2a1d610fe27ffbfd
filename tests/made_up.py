"""A small corpus of made-up releases in a real archive and a real index, for tests of search, pages and API.

Every body, event and release in here is invented. Countries and organisations are named because that is what is
searched for; nothing said of them is so.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ratssearch.archive import RunState, open_archive
from ratssearch.enrich import Gazetteer, load_gazetteer
from ratssearch.index import open_engine
from ratssearch.models import (
    DateBasis,
    DateFact,
    EventDate,
    ExtractedPage,
    FetchedPage,
    Outcome,
    Precision,
    Release,
    RemovedBlock,
    Role,
    Source,
)
from ratssearch.search import SearchService
from ratssearch.search.vocabulary import NamedVocabulary

SOURCES = (
    Source(
        "harbour",
        "Harbour Watch",
        "Harbour Watch (made up)",
        "https://harbour.example/",
        languages=("en",),
        country="GB",
    ),
    Source("steppe", "Steppe Forum", "Steppe Forum (made up)", "https://steppe.example/", languages=("en", "ru")),
    Source("lantern", "Lantern Office", "Lantern Office (made up)", "https://lantern.example/", languages=("zh", "en")),
    Source("quiet", "Quiet Bureau", "Quiet Bureau (made up)", "https://quiet.example/", languages=("en",)),
)

_COUNTRIES = (
    "Kazakhstan", "Kyrgyzstan", "Tajikistan", "Uzbekistan", "Turkmenistan", "India", "Pakistan", "Mongolia", "Belarus",
    "Iran", "Armenia", "Georgia", "Turkey", "Serbia", "Norway", "Portugal", "Chile", "Kenya", "Nepal", "Malaysia",
)  # fmt: skip
_BODIES = (
    "United Nations Office on Drugs and Crime",
    "Interpol",
    "World Health Organization",
    "International Maritime Organization",
    "UNESCO",
    "International Organization for Migration",
)
_MATTERS = (
    "border cooperation", "small arms", "mountain rescue", "harbour lighting", "river patrols", "customs training",
    "forensic laboratories", "disaster relief", "grain transport", "railway safety",
)  # fmt: skip
_ACTS = ("opened a workshop on", "signed a memorandum on", "published guidance on", "held consultations on")
_RUSSIAN = ("Казахстан", "Узбекистан", "Таджикистан", "Киргизия")
_CHINESE = ("哈萨克斯坦", "乌兹别克斯坦", "巴基斯坦", "蒙古")
_BASES = (DateBasis.META, DateBasis.TEXT, DateBasis.LISTING, DateBasis.URL, DateBasis.JSONLD, DateBasis.DATELINE)

SCRIPT = "<script>alert('title')</script>"
QUOTE = '" onmouseover="alert(1)" \''
BIDI = "\u202egnp.exe\u2066"
HOSTILE_URL = "javascript:alert(document.domain)//https://harbour.example/"


@dataclass(frozen=True, slots=True)
class Draft:
    """A page as the extractor could have given it, and where it was found."""

    source: str
    url: str
    page: ExtractedPage
    later: tuple[ExtractedPage, ...] = ()  # what the page said on later visits
    gone: bool = False  # it could not be fetched any more in the end


class Corpus:
    """A built corpus. No dataclass: a failed property test would print every release of one."""

    def __init__(self, folder: Path, gazetteer: Gazetteer, releases: tuple[Release, ...], ids: dict[str, str]) -> None:
        self.folder = folder
        self.gazetteer = gazetteer
        self.releases = releases
        self.ids = ids  # name of a special release -> its id

    def __repr__(self) -> str:
        return f"Corpus({len(self.releases)} releases)"

    @property
    def archive(self) -> Path:
        return self.folder / "archive.sqlite"

    @property
    def index(self) -> Path:
        return self.folder / "index"

    def service(self) -> SearchService:
        return SearchService(self.archive, self.index, self.gazetteer, SOURCES)


def build(folder: Path, drafts: dict[str, Draft] | None = None) -> Corpus:
    """Keep the drafts (the whole corpus if none are given) in an archive in `folder` and index them."""
    drafts = {**ordinary(), **special()} if drafts is None else drafts
    gazetteer = load_gazetteer()
    names: dict[str, str] = {}
    with open_archive(folder / "archive.sqlite") as archive:
        for source in SOURCES[:3]:
            run = archive.start_run(source.id)
            for name, draft in drafts.items():
                if draft.source != source.id:
                    continue
                at = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
                for number, page in enumerate((draft.page, *draft.later)):
                    kept = archive.keep_fetch(source.id, _fetched(draft.url, page, at, number), run=run)
                    names[name] = archive.keep_edition(kept.key, page, gazetteer.tag(page)).release_id
                    at += timedelta(days=3)
                if draft.gone:
                    archive.keep_fetch(
                        source.id, FetchedPage(draft.url, Role.RELEASE, Outcome.GONE, at, status=410), run=run
                    )
            archive.end_run(run, RunState.DONE)
        releases = tuple(archive.releases())
    corpus = Corpus(folder, gazetteer, releases, names)
    engine = open_engine(corpus.index, NamedVocabulary(gazetteer, SOURCES))
    engine.rebuild(releases)
    engine.close()
    return corpus


def ordinary(count: int = 84) -> dict[str, Draft]:
    """Plain releases of seven years in three languages, always the same ones."""
    choose = random.Random(20)
    return {f"plain {number}": draft for number, draft in enumerate(_plain(choose, count))}


def _plain(choose: random.Random, count: int) -> Iterator[Draft]:
    for number in range(count):
        day = date(2015, 1, 1) + timedelta(days=choose.randrange(7 * 365))
        matter, act = choose.choice(_MATTERS), choose.choice(_ACTS)
        if number % 7 == 3:
            yield _russian(choose, number, day)
        elif number % 9 == 4:
            yield _chinese(choose, number, day)
        else:
            source = ("harbour", "steppe", "lantern")[number % 3]
            names = choose.sample(_COUNTRIES, choose.randrange(1, 6))
            body = choose.choice(_BODIES)
            paragraphs = (
                f"On {day.day} {day:%B} {day.year} experts from {' and '.join(names)} {act} {matter}.",
                f"The meeting was arranged with {body}. Participants exchanged experience and agreed on further steps.",
                f"The next round of talks on {matter} is planned for {day.year + 1}.",
            )
            title = f"Experts from {names[0]} {act} {matter}"
            published = _fact(day, choose.choice(_BASES), f"{day.day} {day:%B} {day.year}")
            page = ExtractedPage(title, paragraphs, "en", published, events=(_event(paragraphs, day),))
            yield Draft(source, f"https://{source}.example/en/news/{number}", page)


def _russian(choose: random.Random, number: int, day: date) -> Draft:
    names = choose.sample(_RUSSIAN, 2)
    paragraphs = (
        f"Представители стран {names[0]} и {names[1]} обсудили охрану границ и подготовку специалистов.",
        "Участники встречи отметили важность сотрудничества и договорились о следующих шагах.",
    )
    page = ExtractedPage(
        f"Встреча экспертов: {names[0]} и {names[1]}", paragraphs, "ru", _fact(day, DateBasis.TEXT, f"{day:%d.%m.%Y}")
    )
    return Draft("steppe", f"https://steppe.example/ru/news/{number}", page)


def _chinese(choose: random.Random, number: int, day: date) -> Draft:
    names = choose.sample(_CHINESE, 2)
    paragraphs = (f"{names[0]}和{names[1]}的专家讨论了边境合作问题。", "与会者同意继续交流经验，加强合作。")
    page = ExtractedPage(
        f"{names[0]}和{names[1]}举行专家会议", paragraphs, "zh", _fact(day, DateBasis.META, day.isoformat())
    )
    return Draft("lantern", f"https://lantern.example/zh/news/{number}", page)


def special() -> dict[str, Draft]:
    """Releases that pages have to be ready for."""
    day = date(2020, 2, 21)
    body = (
        "Delegations from Kazakhstan, Tajikistan and Uzbekistan met on 20-21 February 2020 at the seat of the Forum.",
        "The United Nations Office on Drugs and Crime (UNODC) presented its project on small arms. Interpol took part.",
        "The event featured constructive dialogue.",
    )
    start = body[0].index("20-21")
    rich = ExtractedPage(
        "Forum delegation attends the presentation of a project on small arms",
        body,
        "en",
        _fact(day, DateBasis.META, "2020-02-21T10:00:00+05:00"),
        events=(
            EventDate(
                date(2020, 2, 20),
                date(2020, 2, 21),
                Precision.DAY,
                "20-21 February 2020",
                start,
                start + len("20-21 February 2020"),
            ),
        ),
        signature="Press service of the Steppe Forum",
        dateline="TASHKENT, 21 February 2020",
        removed=(
            RemovedBlock("Share this page", "share:bar", 0),
            RemovedBlock("In other news\nExperts meet again\n3 March 2020", "tail:in-other-news", 3),
        ),
        alternates=(("ru", "https://steppe.example/ru/news/9000"), ("en", HOSTILE_URL)),
    )
    corrected = replace(rich, paragraphs=(*body[:2], "The event featured full and constructive dialogue."))
    long_title = "Joint statement of the participants on " + ", ".join(_MATTERS * 2) + " in the years to come"
    hostile = ExtractedPage(
        f"{SCRIPT}{QUOTE}{BIDI} harmless words",
        (f"Kazakhstan {SCRIPT} {QUOTE} </p><img src=x onerror=alert(2)> {BIDI} zebra.", "{{ 7 * 7 }} zebra"),
        "en",
        _fact(date(2019, 5, 5), DateBasis.TEXT, SCRIPT),
        signature=SCRIPT,
        dateline=QUOTE,
        removed=(RemovedBlock(SCRIPT, f"rule{QUOTE}<b>", 1),),
        alternates=(("ru", "javascript:alert(3)"),),
    )
    arabic = ExtractedPage(
        "اجتماع الخبراء بشأن التعاون الحدودي",
        ("اجتمع خبراء من كازاخستان وأوزبكستان لمناقشة التعاون على الحدود.", "اتفق المشاركون على مواصلة الحوار."),
        "ar",
        _fact(date(2018, 6, 1), DateBasis.TEXT, "1 يونيو 2018"),
    )
    month = DateFact(date(2017, 9, 1), date(2017, 9, 30), Precision.MONTH, DateBasis.URL, "/2017/09/")
    year = DateFact(date(2016, 1, 1), date(2016, 12, 31), Precision.YEAR, DateBasis.LISTING, "2016", 0.5)
    gone = ExtractedPage(
        "Notice on river patrols in Chile", ("It stood here once.",), "en", _fact(day, DateBasis.TEXT, "x")
    )

    def found(source: str, number: int, page: ExtractedPage, *, gone: bool = False) -> Draft:
        return Draft(source, f"https://{source}.example/en/news/{number}", page, gone=gone)

    untitled = ExtractedPage("", ("Only a few words.",), "und", None)
    in_month = ExtractedPage("Notice on grain transport in Georgia", ("Grain from Georgia.",), "en", month)
    in_year = ExtractedPage("Review of railway safety in Serbia", ("Rails in Serbia.",), "en", year)
    return {
        "rich": Draft("steppe", "https://steppe.example/en/news/9000", rich, (corrected,)),
        "long": found("harbour", 9001, replace(rich, title=long_title, alternates=())),
        "hostile": Draft("harbour", HOSTILE_URL, hostile),
        "arabic": found("lantern", 9003, arabic),
        "untitled": found("lantern", 9004, untitled),
        "month": found("harbour", 9005, in_month),
        "year": found("harbour", 9006, in_year),
        "gone": found("harbour", 9007, gone, gone=True),
    }


def _fetched(url: str, page: ExtractedPage, at: datetime, visit: int) -> FetchedPage:
    raw = f"<!-- made up, visit {visit} --><title>{page.title}</title>{page.body}".encode()
    headers = (("content-type", "text/html; charset=utf-8"),)
    body_hash = hashlib.sha256(raw).hexdigest()
    return FetchedPage(url, Role.RELEASE, Outcome.FETCHED, at, url, 200, headers, raw, body_hash)


def _fact(day: date, basis: DateBasis, evidence: str) -> DateFact:
    return DateFact(day, day, Precision.DAY, basis, evidence)


def _event(paragraphs: tuple[str, ...], day: date) -> EventDate:
    words = f"{day.day} {day:%B} {day.year}"
    start = paragraphs[0].index(words)
    return EventDate(day, day, Precision.DAY, words, start, start + len(words))
