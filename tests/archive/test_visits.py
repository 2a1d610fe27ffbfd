"""When a release is looked at again."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from ratssearch.archive.visits import LATEST, SOONEST, after_failed_look, after_good_look, after_no_release
from ratssearch.models import Outcome

from .samples import moment

AGES = st.timedeltas(timedelta(0), timedelta(days=20_000))


@given(AGES, AGES)
def test_the_longer_a_page_was_quiet_the_later_the_next_look(one: timedelta, other: timedelta) -> None:
    """Never sooner than six hours, never later than sixty days, and never sooner for the quieter page."""
    now = moment(0)
    near, far = (after_good_look(now, now - age) - now for age in sorted((one, other)))
    assert SOONEST <= near <= far <= LATEST


def test_an_edit_brings_the_next_look_nearer() -> None:
    now = moment(0)
    assert after_good_look(now, now - timedelta(hours=2)) < after_good_look(now, now - timedelta(days=300))


def test_a_date_in_the_future_is_no_trouble() -> None:
    now = moment(0)
    assert after_good_look(now, now + timedelta(days=900)) == now + SOONEST


@given(st.sampled_from(Outcome), st.integers(0, 10_000))
def test_waits_after_failures_grow_and_end(outcome: Outcome, failures: int) -> None:
    now = moment(0)
    first, later = (after_failed_look(now, outcome, number) - now for number in (failures, failures + 1))
    assert timedelta(hours=1) <= first <= later <= timedelta(days=360)


def test_a_page_that_is_gone_is_left_alone_for_longer_than_one_that_timed_out() -> None:
    now = moment(0)
    waits = [after_failed_look(now, outcome, 1) for outcome in (Outcome.TIMEOUT, Outcome.MISSING, Outcome.GONE)]
    assert waits == sorted(waits)
    assert after_no_release(now, 1) == now + timedelta(days=1)
