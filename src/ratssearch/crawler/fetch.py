"""One fetch, from address to outcome. The only module that imports httpx; never raises for what the network does."""

from __future__ import annotations

import hashlib
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache

import httpcore
import httpx

from ratssearch.crawler.challenge import challenge
from ratssearch.crawler.contenttype import refused_body, refused_type
from ratssearch.crawler.decode import ACCEPT_ENCODING, DecodeError, decoded
from ratssearch.crawler.dial import ForbiddenAddress, GuardedNetwork
from ratssearch.crawler.options import CrawlOptions
from ratssearch.crawler.pace import Clock
from ratssearch.crawler.stub import leads_to
from ratssearch.models import FetchedPage, Outcome, Role, Validators
from ratssearch.urls import normal

ROBOTS_BYTES = 512_000  # RFC 9309: at least 500 KiB are read, the rest may be ignored

_MAX_HEADER_BYTES = 65_536
_MAX_HEADER_FIELDS = 200
_ERROR_BODY = 65_536  # bytes of an error page that are looked at
_REDIRECTS = (301, 302, 303, 307, 308)
_PASSING = (500, 502, 503, 504, 520, 521, 522, 523, 524)
_BLOCKED = (401, 403, 407, 429, 451)
_ACCEPT = {
    Role.ROBOTS: "text/plain,*/*;q=0.1",
    Role.SITEMAP: "application/xml,text/xml,*/*;q=0.1",
    Role.FEED: "application/atom+xml,application/rss+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1",
    Role.LISTING: "text/html,application/xhtml+xml,*/*;q=0.1",
    Role.RELEASE: "text/html,application/xhtml+xml,*/*;q=0.1",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an address is not asked for."""

    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page, and whether it failed for a reason that may pass within minutes."""

    page: FetchedPage
    passing: bool = False


class _Ended(Exception):
    """A fetch is over before its body was read."""

    def __init__(self, outcome: Outcome, detail: str = "", *, passing: bool = False) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
        self.passing = passing


class Fetcher:
    """One connection to the outside, with all limits of one fetch. Not for several threads at once.

    `admit` is asked before every single request, redirects included; it may wait (that time does not count), and
    ends the fetch by giving a Refusal.
    """

    def __init__(self, options: CrawlOptions, clock: Clock, *, allow_private: bool, ports: frozenset[int]) -> None:
        self._options = options
        self._clock = clock
        self._network = GuardedNetwork(allow_private=allow_private, ports=ports)
        # The transport alone: httpx's client looks into Location headers itself and drops answers with a bad one.
        self._transport = _Transport(self._network)
        self._cookies = httpx.Cookies()

    def close(self) -> None:
        self._transport.close()

    def get(
        self, url: str, role: Role, *, admit: Callable[[str], Refusal | None], validators: Validators | None = None
    ) -> Fetched:
        """Fetch url (normal form). Unlike a page handed out, an UNCHANGED one keeps the body if one came."""
        attempt = _Attempt(FetchedPage(url, role, Outcome.UNREACHABLE, self._clock.now(), final_url=url))
        self._cookies = httpx.Cookies()  # cookies live as long as one chain of redirects, no longer
        try:
            self._follow(attempt, admit, validators or Validators())
        except _Ended as end:
            return Fetched(attempt.ended(end.outcome, end.detail), end.passing)
        except (ForbiddenAddress, DecodeError, httpx.InvalidURL) as error:
            return Fetched(attempt.ended(*_explained(error, attempt.page, self._options)))
        except httpx.HTTPError as error:
            outcome, detail = _explained(error, attempt.page, self._options)
            return Fetched(attempt.ended(outcome, detail), passing=outcome is not Outcome.TOO_LARGE)
        return Fetched(attempt.ended(attempt.page.outcome))

    def _follow(self, attempt: _Attempt, admit: Callable[[str], Refusal | None], known: Validators) -> None:
        """Ask, and follow redirects, until something ends it."""
        url, stubs = attempt.page.url, 0
        for _ in range(self._options.max_redirects + 1):
            refusal = admit(url)
            if refusal is not None:
                raise _Ended(refusal.outcome, refusal.detail)
            started = time.monotonic()
            self._network.deadline = started + self._options.timeout - attempt.spent
            attempt.page = replace(attempt.page, status=0, fetched_at=self._clock.now(), final_url=url)
            try:
                with closing(self._ask(url, attempt.page.role, known)) as response:
                    attempt.page = replace(attempt.page, status=response.status_code, headers=_headers(response))
                    target = _redirect_target(response, url)
                    if target:
                        _glimpse(response, attempt.page)
                    else:
                        attempt.page = self._read(response, attempt.page, known)
                        target = _stub_target(attempt.page, url)
                        stubs += bool(target)
                    if not target:
                        attempt.page = _unconditional(attempt.page) if stubs else attempt.page
                        return
            finally:
                attempt.spent += time.monotonic() - started
            url = target
        count = self._options.max_redirects
        raise _Ended(Outcome.HTTP_ERROR, f"More than {count} redirects in a row, or redirects in a circle.")

    def _ask(self, url: str, role: Role, known: Validators) -> httpx.Response:
        """Send one request; the answer's body is still to come."""
        headers = {"User-Agent": self._options.agent_line, "Accept-Encoding": ACCEPT_ENCODING, "Accept": _ACCEPT[role]}
        headers.update(_conditions(known))
        timeouts = httpx.Timeout(self._options.timeout).as_dict()
        request = httpx.Request("GET", url, headers=headers, extensions={"timeout": timeouts})
        self._cookies.set_cookie_header(request)
        response = self._transport.handle_request(request)
        response.request = request
        self._cookies.extract_cookies(response)
        return response

    def _read(self, response: httpx.Response, page: FetchedPage, known: Validators) -> FetchedPage:
        status = response.status_code
        if status == 304 and known.body_hash:
            _glimpse(response, page)
            return replace(page, outcome=Outcome.UNCHANGED, body_hash=known.body_hash)
        if status != 200:
            raise _failure(response, page)
        refused = refused_type(page.role, page.header("content-type"))
        if refused:
            raise _Ended(Outcome.WRONG_TYPE, f"Not read: {refused}.")
        body = self._body(response, page)
        digest = hashlib.sha256(body).hexdigest()
        page = replace(page, body=body, body_hash=digest)
        if page.role in (Role.LISTING, Role.RELEASE):
            whose = challenge(dict(page.headers), body)
            if whose:
                raise _Ended(Outcome.BLOCKED, f"The answer is a bot check ({whose}), not the page.")
            if not body.strip():
                raise _Ended(Outcome.BROKEN, "The answer is empty.")
            refused = refused_body(page.role, page.header("content-type"), body)
            if refused:
                raise _Ended(Outcome.WRONG_TYPE, f"Not kept: {refused}.")
        return replace(page, outcome=Outcome.UNCHANGED if digest == known.body_hash else Outcome.FETCHED)

    def _body(self, response: httpx.Response, page: FetchedPage) -> bytes:
        """The decompressed body; a robots.txt is cut at its limit, anything else over its limit ends the fetch."""
        limit = self._limit(page.role)
        cut = page.role is Role.ROBOTS
        announced = page.header("content-length")
        if not cut and announced.isdecimal() and len(announced) < 20 and int(announced) > limit:
            raise _Ended(Outcome.TOO_LARGE, f"The page announces {int(announced):,} bytes; the limit is {limit:,}.")
        body = bytearray()
        for piece in decoded(_capped(response.iter_raw(), limit, cut), page.header("content-encoding")):
            body += piece
            if len(body) > limit:
                if cut:
                    return bytes(body[:limit])
                raise _Ended(Outcome.TOO_LARGE, f"The page is larger than {limit:,} bytes when decompressed.")
        return bytes(body)

    def _limit(self, role: Role) -> int:
        if role is Role.ROBOTS:
            return ROBOTS_BYTES
        return self._options.max_sitemap_bytes if role in (Role.SITEMAP, Role.FEED) else self._options.max_bytes


class _Attempt:
    """What is known so far of one fetch."""

    def __init__(self, page: FetchedPage) -> None:
        self.page = page
        self.spent = 0.0  # seconds on the wire

    def ended(self, outcome: Outcome, detail: str = "") -> FetchedPage:
        page = replace(self.page, outcome=outcome, detail=detail, elapsed=self.spent)
        if outcome not in (Outcome.FETCHED, Outcome.UNCHANGED):
            page = replace(page, body=b"", body_hash="")
        return page


class _Transport(httpx.HTTPTransport):
    """httpx's own transport over a pool that dials through the guarded network, one connection at a time."""

    def __init__(self, network: GuardedNetwork) -> None:
        context = _tls_context()
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=1,
            max_keepalive_connections=1,
            keepalive_expiry=60.0,
            network_backend=network,
        )


@lru_cache(maxsize=1)
def _tls_context() -> ssl.SSLContext:
    """Reading the certificate store takes tens of milliseconds, so once per process."""
    return httpx.create_ssl_context(verify=True, trust_env=False)


def _conditions(known: Validators) -> dict[str, str]:
    headers: dict[str, str] = {}
    if known.body_hash:  # without a body to compare with, a 304 would tell us nothing
        if known.etag and known.etag.isascii() and known.etag.isprintable():
            headers["If-None-Match"] = known.etag
        if known.last_modified and known.last_modified.isascii() and known.last_modified.isprintable():
            headers["If-Modified-Since"] = known.last_modified
    return headers


def _headers(response: httpx.Response) -> tuple[tuple[str, str], ...]:
    """Lower-case names, in order; ends the fetch when there are absurdly many."""
    raw = response.headers.raw
    if len(raw) > _MAX_HEADER_FIELDS or sum(len(name) + len(value) for name, value in raw) > _MAX_HEADER_BYTES:
        raise _Ended(Outcome.TOO_LARGE, "The answer's headers are absurdly large.")
    return tuple((name.decode("ascii", "replace").lower(), value.decode("latin-1")) for name, value in raw)


def _redirect_target(response: httpx.Response, url: str) -> str:
    """Where to go instead, in normal form; empty when the answer is no redirect."""
    if response.status_code not in _REDIRECTS:
        return ""
    location = response.headers.get("location", "")
    target = normal(location, url) if location else ""
    if not target:
        raise _Ended(Outcome.HTTP_ERROR, f"Redirects (HTTP {response.status_code}) to no address that can be fetched.")
    return target


def _stub_target(page: FetchedPage, url: str) -> str:
    """Where a page that only leads elsewhere leads, in normal form; empty for any other."""
    if page.role not in (Role.LISTING, Role.RELEASE):
        return ""
    return leads_to(page.body, page.header("content-type"), page.header("refresh"), url)


def _unconditional(page: FetchedPage) -> FetchedPage:
    """The page without its validators: asked for by them, the stub before it would say that it has not changed."""
    kept = tuple(field for field in page.headers if field[0] not in ("etag", "last-modified"))
    return replace(page, headers=kept)


def _capped(chunks: Iterator[bytes], limit: int, cut: bool) -> Iterator[bytes]:
    """chunks, until more than limit bytes came over the wire."""
    received = 0
    for chunk in chunks:
        received += len(chunk)
        yield chunk
        if received > limit:
            if cut:
                return
            raise _Ended(Outcome.TOO_LARGE, f"The page is larger than {limit:,} bytes.")


def _failure(response: httpx.Response, page: FetchedPage) -> _Ended:
    """What a status other than 200 means. The error page is looked at, since some are bot checks."""
    status = response.status_code
    said = f"HTTP {status} {response.reason_phrase[:60]}".strip()
    body = _glimpse(response, page)
    if status == 410:
        return _Ended(Outcome.GONE, f"The site says that it is gone ({said}).")
    if status == 404:
        return _Ended(Outcome.MISSING, f"The site has no such page ({said}).")
    if status in (403, 429, 503):
        whose = challenge(dict(page.headers), body)
        if whose:
            return _Ended(Outcome.BLOCKED, f"The site demands a bot check ({whose}, {said}).")
    if status in _BLOCKED:
        return _Ended(Outcome.BLOCKED, f"The site refuses us ({said}).", passing=status == 429)
    if 500 <= status < 600:
        return _Ended(Outcome.SERVER_ERROR, f"The site fails ({said}).", passing=status in _PASSING)
    return _Ended(Outcome.HTTP_ERROR, f"The site answers {said}, which is no page.")


def _glimpse(response: httpx.Response, page: FetchedPage) -> bytes:
    """The beginning of a body that is no page. Read to its end, it also leaves the connection fit for more."""
    body = bytearray()
    try:
        for piece in decoded(response.iter_raw(), page.header("content-encoding")):
            body += piece
            if len(body) > _ERROR_BODY:
                break
    except (DecodeError, httpx.HTTPError):
        return bytes(body)  # the status has said enough
    return bytes(body)


def _explained(error: Exception, page: FetchedPage, options: CrawlOptions) -> tuple[Outcome, str]:
    """Outcome and sentence for what went wrong underneath."""
    words = str(error).strip().rstrip(".")[:200]
    if isinstance(error, ForbiddenAddress):
        return Outcome.FORBIDDEN_ADDRESS, f"Not dialled: {words}."
    if isinstance(error, DecodeError):
        return Outcome.BROKEN, f"The body cannot be decompressed: {words}."
    if isinstance(error, httpx.InvalidURL):
        return Outcome.UNREACHABLE, f"The address cannot be asked for: {words}."
    if isinstance(error, httpx.TimeoutException):
        return Outcome.TIMEOUT, f"No complete answer within {options.timeout:g} seconds."
    if isinstance(error, httpx.ConnectError):
        return Outcome.UNREACHABLE, f"No connection: {words}."
    if "too long" in words or "too big" in words:
        return Outcome.TOO_LARGE, "The answer's headers are absurdly large."
    if page.status:
        return Outcome.BROKEN, f"The connection broke in the middle of the body: {words}."
    if isinstance(error, httpx.NetworkError) or "without sending" in words:
        return Outcome.UNREACHABLE, f"The connection broke before an answer: {words or 'reset'}."
    return Outcome.BROKEN, f"The answer is not HTTP as it should be: {words}."
