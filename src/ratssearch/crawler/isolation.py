"""One page cannot end a run: what nobody foresaw while it was fetched or read becomes an outcome of that page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from ratssearch.errors import told
from ratssearch.models import Discovered, FetchedPage, Misread, Outcome, Role

Item = Discovered | FetchedPage | Misread

_log = logging.getLogger(__name__)


def read_apart(parse: Callable[[FetchedPage], Iterator[Item]], page: FetchedPage) -> Iterator[Item]:
    """What parse makes of a page; if it fails, what it made so far and the page's misreading."""
    try:
        yield from parse(page)
    except Exception as error:  # noqa: BLE001  # crawled bytes are hostile: see decisions/0119
        _log.exception("Reading the %s %s for links failed; its body is kept.", page.role, page.url)
        yield Misread(page.url, page.role, told(error))


def failed_fetch(url: str, role: Role, at: datetime, error: Exception) -> FetchedPage:
    """The end of a fetch that a mistake of ours broke off. Called where the error is being handled."""
    _log.exception("Fetching %s failed.", url)
    return FetchedPage(url, role, Outcome.INTERNAL_ERROR, at, final_url=url, detail=told(error))
