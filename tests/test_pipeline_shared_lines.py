"""Which lines at the ends of bodies count as the same, and when a source is said to have them."""

from __future__ import annotations

import pytest

from ratssearch.pipeline.shared_lines import End, keys_of, shared_lines

TEXT = "The council met on bridge {0} and agreed to paint it in the colours of the town before the winter comes again."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[20 mars 2023] - Fondation", "[4 août 2024] - Une autre personne"),
        ("(Dec-10-09)", "The Works Office (Jul-26-10)"),
        ("12 de marzo de 2019 | Ciudad", "1 de abril de 2020 | Ciudad"),
        ("2019年3月12日 来源", "2020年11月2日 来源"),
        ("Press release no. 17", "PRESS RELEASE  No. 204"),
        ("For immediate release: Monday, the works office", "For Immediate Release: the harbour"),
        ("5.03.2020", "17.11.2021"),
    ],
)
def test_lines_that_are_alike(one: str, other: str) -> None:
    """Days and numbers may differ in a short line; a label or a day at its end is enough."""
    assert set(keys_of(one)) & set(keys_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TEXT.format(1), TEXT.format(2)),  # a report that comes every week says something else each time
        ("The bridge was opened on 12 March 2020.", "The harbour was closed on 3 May 2021."),
        ("OSH: the council met.", "BATKEN: the council met."),
        ("***", "---"),
    ],
)
def test_lines_that_are_not(one: str, other: str) -> None:
    """Sentences are not alike because they name a day or a number."""
    assert not set(keys_of(one)) & set(keys_of(other))


def test_a_line_is_shared_by_three_bodies_and_a_fifth_of_all() -> None:
    """The most shared first, with the newest line as an example; one entry for a line, however it is alike."""
    plain = [(f"Text {chr(97 + n)} begins.", f"Text {chr(97 + n)} ends.") for n in range(15)]
    labelled = [("Press office: 1 May 2020", "End of text."), ("Press office: 2 May 2020", "End of text.")]
    assert shared_lines([*labelled, *plain]) == ()
    more = [*labelled, ("Press office: 3 May 2020", ""), ("Press office: 4 May 2020", "")]
    (shared,) = shared_lines([*more, *plain])
    assert (shared.end, shared.line, shared.releases, shared.of) == (End.FIRST, "Press office: 1 May 2020", 4, 19)
    assert shared_lines([*more[:3], *plain[:12]]) != ()
    assert shared_lines([*more[:3], *plain, *plain]) == (), "three of 33 are few"


def test_a_body_of_one_line_has_one_end() -> None:
    (shared,) = shared_lines([("No text", "No text")] * 3)
    assert (shared.end, shared.releases) == (End.FIRST, 3)
    assert shared_lines([("", "")] * 9) == ()
