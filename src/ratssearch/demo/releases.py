"""All releases of the demo as values: what each page must be found to say. The templates set exactly these."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ratssearch.demo.bodies import BODIES, HARROWMERE, Body
from ratssearch.demo.compose import Text, compose
from ratssearch.demo.facts import Event, Wording, load_events, load_facts, load_phrases
from ratssearch.demo.spelling import spell_day

SYNDICATED = 1027  # the Tolqun release that the Harrowmere Network passes on
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class DemoRelease:
    """One release page and its gold facts."""

    source_id: str
    number: int
    language: str
    path: str
    title: str
    paragraphs: tuple[str, ...]  # without dateline and signature
    published: date | None  # the day in the body's time zone; None where the page shows no date
    event: tuple[date, date] | None
    other_days: tuple[date, ...]  # further days that the text names
    countries: tuple[str, ...]  # ISO codes of the countries that the text names
    misspelt: tuple[str, ...]  # those of them that are named in a wrong spelling only
    towns: tuple[str, ...]  # ISO codes of the countries whose towns the text names
    organisations: tuple[str, ...]  # gazetteer ids
    signature: str
    dateline: str  # "SUVA, March 5, 2021 — " before the first paragraph, or empty
    changed: date | None = None  # the day of the edit that a second visit finds
    other_paths: tuple[str, ...] = ()  # addresses that lead here by a redirect
    copy_of: str = ""  # path of the release that this one repeats, for reposts and syndicated copies
    late_hour: bool = False
    listed: bool = True  # False: only feed or sitemap names it

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)


def build_releases(visit: int = 1) -> tuple[DemoRelease, ...]:
    """Every release that the three sites hold on the given visit (1 or 2), in order of source and number."""
    if visit not in (1, 2):
        raise ValueError(f"visit is 1 or 2, not {visit}")
    found: list[DemoRelease] = []
    for body in BODIES:
        turns: Counter[str] = Counter()
        for event in load_events(body.id):
            for wording in event.wordings:
                release = _release(body, event, wording, turns, visit)
                if not (event.removed and visit > 1) and not (event.second_visit and visit == 1):
                    found.append(release)
                    if event.repost:
                        found.append(_repost(release, event))
    found.append(_syndicated(found))
    return tuple(found)


def _release(body: Body, event: Event, wording: Wording, turns: Counter[str], visit: int) -> DemoRelease:
    language, topic = wording.language, f"{wording.language}/{event.topic}"
    text = compose(
        event,
        wording,
        load_phrases(body.id, language),
        body.styles[language],
        dash=body.dash,
        turn=turns[language],
        topic_turn=turns[topic],
        visit=visit,
    )
    turns.update((language, topic))
    changed = date(event.published.year, event.published.month, 28) if wording.correction and visit > 1 else None
    return DemoRelease(
        source_id=body.id,
        number=event.number,
        language=language,
        path=_path(body, event, wording),
        title=text.title,
        paragraphs=text.paragraphs,
        published=None if event.undated else event.published,
        event=text.event,
        other_days=text.other_days,
        countries=text.countries,
        misspelt=text.misspelt,
        towns=text.towns,
        organisations=text.organisations,
        signature=body.signatures[language],
        dateline=_dateline(body, event, text),
        changed=changed,
        other_paths=(f"/en/news/{event.number - 1000}",) if (body.id, event.number, language) == MOVED else (),
        late_hour=event.late_hour,
    )


MOVED = ("tolqun", 1052, "en")  # the listing names an address of the time before the numbers had four digits


def _path(body: Body, event: Event, wording: Wording) -> str:
    if body.id == "tolqun":
        return f"/{wording.language}/news/{event.number}"
    if body.id == "veresk":
        return f"/{'eng/' if wording.language == 'en' else ''}news/{event.number}.html"
    day = event.published + timedelta(days=1 if event.url_late else 0)
    return f"/press/{day:%Y/%m/%d}/{_slug(wording.title)}/"


def _slug(title: str) -> str:
    return "-".join(_NOT_IN_SLUG.sub(" ", title.lower()).split()[:6])


def _dateline(body: Body, event: Event, text: Text) -> str:
    if not event.dateline:
        return ""
    town = load_facts().towns[event.town]["en"]
    return f"{town.upper()}, {spell_day(event.published, body.styles['en'])} — "


def _repost(release: DemoRelease, event: Event) -> DemoRelease:
    """The same text under the next number and the next day, as offices do when they fix a headline."""
    assert release.published is not None
    path = release.path.replace(str(event.number), str(event.repost))
    published = release.published + timedelta(days=1)
    return replace(release, number=event.repost, path=path, published=published, copy_of=release.path)


def _syndicated(releases: list[DemoRelease]) -> DemoRelease:
    """A release of one body that another body passes on, with a line of its own; only the feed names it."""
    first = next(r for r in releases if r.source_id == "tolqun" and r.number == SYNDICATED and r.language == "en")
    assert first.published is not None
    published = first.published + timedelta(days=2)
    note = "This report was first issued by the Tolqun Coordination Centre and is passed on with its consent."
    return replace(
        first,
        source_id=HARROWMERE.id,
        number=90,
        path=f"/press/{published:%Y/%m/%d}/{_slug(first.title)}/",
        paragraphs=(*first.paragraphs, note),
        published=published,
        signature=HARROWMERE.signatures["en"],
        copy_of=first.path,
        listed=False,
    )
