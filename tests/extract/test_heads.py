"""What stands between the title and the text: ledes stay, days with a name and labels of who speaks go."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ratssearch.extract import EXTRACTOR_VERSION, extract, learn, outline
from ratssearch.models import ExtractedPage, Snapshot, Source

SOURCE = Source("body", "", "A Body", "https://body.example/", releases=(r"/news/\d+",))
NAMES = ("Ana Ruiz", "Olga Petrova", "Jun Tan", "Paul Meer", "Rosa Lind", "Ivo Karas", "Nell Orr", "Max Holt")
TITLES = (
    "Council meets about the bridge",
    "Two new berths for the harbour",
    "Ducks of the river counted",
    "Library opens on Sundays again",
    "More trains to the mountains",
    "Bakers get a training centre",
    "Old mill becomes a museum",
    "Water of the wells is clean",
)
OFFICES = ("Office of the Mayor", "Department of Roads")


def text(number: int) -> list[str]:
    """Paragraphs that no other page has."""
    return [
        f"The council met for the {number}th time this year and spoke for {number + 2} hours about bridge {number}.",
        f"Its {number + 20} members will look at the plans of {2000 + number} again when the water has gone down.",
        f"Until then boats must keep to the left bank, said the master of harbour {number} after the meeting.",
    ]


def page(number: int, head: str, first: str = "", *, untitled: bool = False) -> Snapshot:
    name = f"{TITLES[number % 8]} in quarter {number}"
    paragraphs = "".join(f"<p>{line}</p>" for line in text(number))
    html = (
        f"<html><head><title>{name}</title></head><body><div class='x3'>"
        f"{'' if untitled else f'<h1>{name}</h1>'}{head}<div class='y4'>{first}{paragraphs}</div></div></body></html>"
    )
    address = f"https://body.example/news/{number}"
    return Snapshot(address, "", "body", datetime(2026, 1, 1, tzinfo=UTC), "text/html", html.encode(), "")


def read(pages: list[Snapshot]) -> list[ExtractedPage]:
    """The pages as templates learnt from all of them read them."""
    templates = learn([outline(each, SOURCE) for each in pages], EXTRACTOR_VERSION)
    return [extract(each, SOURCE, templates=templates) for each in pages]


@pytest.mark.parametrize(
    "line",
    ["{name} | 5 June 2020", "{name} | 5 июня 2020 года", "{name} | le 5 juin 2020", "5 June 2020 - {name}"],
)
@pytest.mark.parametrize("lede", [False, True])
def test_a_day_with_a_name_is_no_text(line: str, lede: bool) -> None:
    """Also where the lede stands above it."""
    above = "<div>Boats must keep to the left bank of the river until spring, the council of the town said.</div>"
    heads = [(above if lede else "") + f"<p>{line.format(name=name)}</p>" for name in NAMES]
    pages = [page(number, head) for number, head in enumerate(heads, 31)]
    for reading in ([extract(each, SOURCE) for each in pages], read(pages)):
        for number, found in enumerate(reading, 31):
            assert list(found.paragraphs)[-3:] == text(number)
            assert len(found.paragraphs) == 3 + lede


def test_one_of_a_few_linked_labels_is_no_text() -> None:
    """None of them stands on most pages, but one of them on each."""
    pages = [page(n, f"<div class='z5'><a href='/offices/{n % 2}'>{OFFICES[n % 2]}</a></div>") for n in range(31, 39)]
    for number, found in enumerate(read(pages), 31):
        assert list(found.paragraphs) == text(number)


@pytest.mark.parametrize("greeting", ["Dear friends:", "Excellencies, ladies and gentlemen,", "Уважаемые коллеги!"])
def test_a_greeting_is_text(greeting: str) -> None:
    """It stands in the text, and what follows it is what is said."""
    pages = [page(n, "", f"<p>{greeting}</p>" if n % 3 else "") for n in range(31, 43)]
    for number, found in enumerate(read(pages), 31):
        assert (greeting in found.paragraphs) == bool(number % 3)


def test_a_lede_under_the_day_stays_where_the_title_is_not_shown() -> None:
    head = "<div>Date: 5 June 2020</div><p class='q6'>Boats must keep to the left bank of the river until spring.</p>"
    found = extract(page(31, head, untitled=True), SOURCE)
    assert found.paragraphs[0].startswith("Boats must keep")
    assert list(found.paragraphs)[1:] == text(31)


def test_a_lede_that_teasers_repeat_stays_on_its_own_page() -> None:
    """What others show of a release is no furniture on its page."""
    ledes = [f"<p>Bridge {number} is closed to boats of more than {number} tonnes.</p>" for number in range(31, 39)]
    boxes = [
        f"<div class='related'><a href='/news/{n}'><h3>{TITLES[n % 8]} in quarter {n}</h3></a>{ledes[n - 31]}</div>"
        for n in range(31, 39)
    ]
    pages = [page(n, ledes[n - 31] + "".join(box for m, box in enumerate(boxes, 31) if m != n)) for n in range(31, 39)]
    for number, found in enumerate(read(pages), 31):
        assert list(found.paragraphs) == [
            f"Bridge {number} is closed to boats of more than {number} tonnes.",
            *text(number),
        ]
