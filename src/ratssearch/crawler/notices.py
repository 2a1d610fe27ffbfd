"""What the crawler left out on purpose, and why: named, so that nothing is left out in silence."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """One decision not to go on. `rule` is a fixed name, see docs/crawling.md; `detail` is for people."""

    rule: str
    url: str
    detail: str = ""


Listener = Callable[[Notice], None]


def log_notice(notice: Notice) -> None:
    """The default listener: one log line per notice."""
    _log.info("%s: %s %s", notice.rule, notice.url, notice.detail)
