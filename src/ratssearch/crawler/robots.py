"""robots.txt by RFC 9309."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass

from protego import Protego

from ratssearch.charset import decode
from ratssearch.crawler.fetch import ROBOTS_BYTES
from ratssearch.errors import told
from ratssearch.models import FetchedPage, Outcome

MAX_AGE = 86_400.0  # seconds that an answer is used, at most
_CLOSED = (Outcome.UNREACHABLE, Outcome.TIMEOUT, Outcome.FORBIDDEN_ADDRESS, Outcome.INTERNAL_ERROR)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host allows us."""

    agent: str
    parsed: Protego
    closed: Outcome | None = None  # nothing may be fetched at all, and which outcome says so
    why: str = ""  # a clause, when closed
    delay: float = 0.0  # Crawl-delay for us in seconds; 0 when there is none or it is no sensible number
    sitemaps: tuple[str, ...] = ()  # the values of Sitemap lines, as written, in order

    def allows(self, url: str) -> bool:
        return self.closed is None and bool(self.parsed.can_fetch(url, self.agent))


def rules_of(page: FetchedPage, agent: str) -> Rules:
    """The rules that follow from how the fetch of a robots.txt ended.

    A body rules; no such file (4xx, or more redirects than five) allows all; a server or a network that fails
    forbids all until it is back. 429 forbids too: whoever says "too many" does not mean "come in". So does a file that
    we fail to read.
    """
    if page.outcome in (Outcome.FETCHED, Outcome.UNCHANGED):
        return _read(page.body, agent)
    nothing = Protego.parse("")
    if page.outcome in _CLOSED:
        return Rules(agent, nothing, page.outcome, page.detail)
    if 400 <= page.status < 500 and page.status != 429:
        return Rules(agent, nothing)
    if 300 <= page.status < 400:
        return Rules(agent, nothing)
    return Rules(agent, nothing, Outcome.ROBOTS, page.detail)


def kept_delay(body: bytes, agent: str) -> float:
    """The Crawl-delay for us in a robots.txt that was read before, in seconds."""
    return _read(body, agent).delay


def _read(body: bytes, agent: str) -> Rules:
    try:
        parsed = Protego.parse(_text(body[:ROBOTS_BYTES]))
        seconds = parsed.crawl_delay(agent)
        delay = float(seconds) if seconds is not None and math.isfinite(seconds) and seconds > 0 else 0.0
        return Rules(agent, parsed, delay=delay, sitemaps=tuple(parsed.sitemaps))
    except Exception as error:  # noqa: BLE001  # decisions/0119
        _log.exception("Reading a robots.txt failed: its host is left alone.")
        return Rules(agent, Protego.parse(""), Outcome.INTERNAL_ERROR, told(error))


def _text(body: bytes) -> str:
    """UTF-8, as the standard wants it; what is plainly UTF-16 is read as that, since its rules are meant too."""
    found = decode(body)
    return found.text if found.basis in ("bom", "utf-16") else body.decode("utf-8", "replace")
