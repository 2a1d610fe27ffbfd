"""Every hostile behaviour of a single page ends in its named outcome, within its limits."""

from __future__ import annotations

import pytest

from ratssearch.models import Outcome

from .helpers import fetch
from .hostile import CASES, Case
from .server import Server


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_behaviour_ends_in_its_outcome(case: Case) -> None:
    """The outcome, its sentence and the number of requests are as the case says."""
    with Server() as server:
        server.routes["/news/1"] = case.route
        server.routes.update(case.more(server))
        page = fetch(server, **case.options)
    assert page.outcome is case.outcome, page.detail
    assert case.says in page.detail
    assert server.asked("/news/1") == case.asks
    if page.outcome is Outcome.FETCHED:
        assert page.body.startswith(b"<!doctype html>")
        assert page.body_hash
        assert page.detail == ""
    else:
        assert page.body == b""
        assert page.detail.endswith(".")
        assert "\n" not in page.detail


def test_names_are_unique() -> None:
    """A case is found by its name."""
    assert len({case.name for case in CASES}) == len(CASES)
