"""Every hostile site is crawled to its named end within its bounds."""

from __future__ import annotations

from collections import Counter

import pytest

from ratssearch.models import Outcome, Role

from .helpers import crawl, options_for
from .server import Server
from .sites import SITES, SiteCase


@pytest.mark.parametrize("case", SITES, ids=[case.name for case in SITES])
def test_each_site_ends_as_named(case: SiteCase) -> None:
    """Releases fetched, outcomes, notices and the number of requests are as the case says."""
    with Server() as server:
        source = case.build(server)
        result = crawl(source, options_for(**case.options))
    fetched = result.paths(Role.RELEASE, Outcome.FETCHED)
    assert len(fetched) == len(set(fetched))
    if isinstance(case.releases, int):
        assert len(fetched) == case.releases
    else:
        assert tuple(sorted(fetched)) == case.releases
    assert case.rules <= result.rules
    counts = Counter((page.role, page.outcome) for page in result.pages)
    assert {key: counts[key] for key in case.outcomes} == case.outcomes
    assert len(server.log) <= case.most_requests
    assert not set(case.never) & set(server.targets())


@pytest.mark.parametrize("name", ["maze", "endless-pagination", "host-dies"])
def test_one_request_at_a_time(name: str) -> None:
    """The access log never shows two requests in flight."""
    case = next(case for case in SITES if case.name == name)
    with Server() as server:
        crawl(case.build(server), options_for(**case.options))
    assert max(seen.in_flight for seen in server.log) == 1


def test_names_are_unique() -> None:
    """A case is found by its name."""
    assert len({case.name for case in SITES}) == len(SITES)
