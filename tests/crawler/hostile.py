"""Named hostile behaviours of a single page, each with the outcome that it must end in.

docs/hostile-server.md is written from these and from sites.py: `python -m tests.crawler.table`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import brotli
import zstandard

from ratssearch.models import Outcome

from . import hostile_answers as answers
from .server import Route, Server, html, in_turn, redirect, status

_ZEROS = bytes(20_000_000)
_BOT_PAGE = b"""<!doctype html><title>Just a moment...</title><body>Checking your browser
<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1"></script></body>"""
_CAPTCHA = b"<title>Security check</title><form><div class='g-recaptcha'></div></form>"
_SHORT = {"timeout": 0.4}
_MANY_HEADERS = {f"X-Header-{number}": "x" for number in range(250)}
_DAY = "86400"


@dataclass(frozen=True)
class Case:
    """One behaviour. `says` must stand in the page's detail; `asks` is how often the page's own target is asked for."""

    name: str
    does: str  # completes "the server ..."
    outcome: Outcome
    route: Route
    says: str = ""
    asks: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)
    more: Callable[[Server], dict[str, Route]] = lambda server: {}  # further routes


CASES = (
    # ------------------------------------------------------------ fine
    Case("plain", "answers as it should", Outcome.FETCHED, html(answers.PAGE)),
    Case("gzip", "compresses by gzip", Outcome.FETCHED, html(answers.zip(answers.PAGE), content_encoding="gzip")),
    Case(
        "deflate",
        "compresses by deflate in zlib's wrapping",
        Outcome.FETCHED,
        html(zlib.compress(answers.PAGE), content_encoding="deflate"),
    ),
    Case(
        "raw-deflate",
        "compresses by deflate without the wrapping",
        Outcome.FETCHED,
        html(answers.raw_deflate(answers.PAGE), content_encoding="deflate"),
    ),
    Case("brotli", "compresses by brotli", Outcome.FETCHED, html(brotli.compress(answers.PAGE), content_encoding="br")),
    Case(
        "zstd",
        "compresses by zstd",
        Outcome.FETCHED,
        html(zstandard.ZstdCompressor().compress(answers.PAGE), content_encoding="zstd"),
    ),
    Case(
        "gzip-twice",
        "stacks two codings and says so",
        Outcome.FETCHED,
        html(answers.zip(answers.zip(answers.PAGE)), content_encoding="gzip, gzip"),
    ),
    Case(
        "gzip-members",
        "sends gzip in two members and padding",
        Outcome.FETCHED,
        html(answers.zip(answers.PAGE[:50]) + answers.zip(answers.PAGE[50:]) + bytes(20), content_encoding="gzip"),
    ),
    Case(
        "bad-charset",
        "names a charset that does not exist",
        Outcome.FETCHED,
        html(answers.PAGE, content_type="text/html; charset=klingon-8"),
    ),
    Case("no-type", "sends HTML without a content type", Outcome.FETCHED, html(answers.PAGE, content_type="")),
    Case("html-as-text", "declares HTML as text/plain", Outcome.FETCHED, html(answers.PAGE, content_type="text/plain")),
    Case(
        "garbage-cookie",
        "sets cookies that make no sense",
        Outcome.FETCHED,
        html(answers.PAGE, set_cookie="=;;=\x01; Expires=never; Domain=.com"),
    ),
    Case(
        "short-length",
        "announces fewer bytes than it sends",
        Outcome.FETCHED,
        answers.raw(answers.head(f"Content-Length: {len(answers.PAGE)}") + answers.PAGE + b"<p>surplus</p>"),
    ),
    Case(
        "cookie-wall",
        "redirects to the same page until its cookie comes back",
        Outcome.FETCHED,
        answers.cookie_wall,
        asks=2,
    ),
    Case(
        "five-redirects",
        "redirects five times within the site",
        Outcome.FETCHED,
        answers.redirect_chain(5),
        more=answers.chain(5),
    ),
    # ------------------------------------------------------------ passing trouble
    Case("500-then-fine", "fails with 500 once", Outcome.FETCHED, in_turn(status(500), html(answers.PAGE)), asks=2),
    Case(
        "503-then-fine",
        "fails with 503 twice",
        Outcome.FETCHED,
        in_turn(status(503), status(503), html(answers.PAGE)),
        asks=3,
    ),
    Case(
        "429-seconds",
        "answers 429 with Retry-After in seconds, then the page",
        Outcome.FETCHED,
        in_turn(status(429, retry_after="7"), html(answers.PAGE)),
        asks=2,
    ),
    Case(
        "429-date",
        "answers 429 with Retry-After as a date, then the page",
        Outcome.FETCHED,
        answers.retry_on_date,
        asks=2,
    ),
    Case(
        "reset-then-fine",
        "resets the connection once",
        Outcome.FETCHED,
        in_turn(lambda wire, request: wire.reset(), html(answers.PAGE)),
        asks=2,
    ),
    # ------------------------------------------------------------ statuses
    Case("404", "has no such page", Outcome.MISSING, status(404), "no such page"),
    Case("410", "says that the page is gone", Outcome.GONE, status(410), "gone"),
    Case("401", "asks for a password", Outcome.BLOCKED, status(401), "HTTP 401"),
    Case("403", "forbids", Outcome.BLOCKED, status(403), "HTTP 403"),
    Case("451", "withholds for legal reasons", Outcome.BLOCKED, status(451), "HTTP 451"),
    Case("418", "answers with an unusual status", Outcome.HTTP_ERROR, status(418), "HTTP 418"),
    Case(
        "204",
        "answers without content",
        Outcome.HTTP_ERROR,
        answers.raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
        "HTTP 204",
    ),
    Case("206", "sends a part that nobody asked for", Outcome.HTTP_ERROR, status(206, answers.PAGE), "HTTP 206"),
    Case("304-unasked", "answers 304 though nothing was conditional", Outcome.HTTP_ERROR, status(304, b""), "HTTP 304"),
    Case("500-lasting", "fails with 500 for good", Outcome.SERVER_ERROR, status(500), "HTTP 500", asks=3),
    Case("503-lasting", "fails with 503 for good", Outcome.SERVER_ERROR, status(503), "HTTP 503", asks=3),
    Case("501", "says that it cannot do this at all", Outcome.SERVER_ERROR, status(501), "HTTP 501"),
    Case("429-lasting", "answers 429 for good", Outcome.BLOCKED, status(429, retry_after="1"), "HTTP 429", asks=3),
    Case("429-tomorrow", "asks to come back in a day", Outcome.BLOCKED, status(429, retry_after=_DAY), "HTTP 429"),
    # ------------------------------------------------------------ redirects
    Case(
        "redirect-loop",
        "redirects in a circle of two",
        Outcome.HTTP_ERROR,
        redirect("/news/2"),
        "in a circle",
        asks=3,
        more=lambda server: {"/news/2": redirect("/news/1")},
    ),
    Case("redirect-self", "redirects to itself", Outcome.HTTP_ERROR, redirect("/news/1"), "in a circle", asks=6),
    Case(
        "six-redirects",
        "redirects six times",
        Outcome.HTTP_ERROR,
        answers.redirect_chain(6),
        "More than 5",
        more=answers.chain(6),
    ),
    Case("redirect-nowhere", "redirects without saying where", Outcome.HTTP_ERROR, status(302), "no address"),
    Case(
        "redirect-file",
        "redirects to a file: address",
        Outcome.HTTP_ERROR,
        redirect("file:///etc/passwd"),
        "no address",
    ),
    Case(
        "redirect-script",
        "redirects to a javascript: address",
        Outcome.HTTP_ERROR,
        redirect("javascript:alert(1)"),
        "no address",
    ),
    Case(
        "redirect-garbage", "redirects to a broken address", Outcome.HTTP_ERROR, redirect("http://[::1"), "no address"
    ),
    Case(
        "redirect-away",
        "redirects to another host",
        Outcome.REDIRECTED,
        redirect("https://elsewhere.test/news/1"),
        "elsewhere.test",
    ),
    Case(
        "redirect-private",
        "redirects to a private address",
        Outcome.REDIRECTED,
        redirect("http://10.0.0.1/news/1"),
        "10.0.0.1",
    ),
    Case(
        "redirect-metadata",
        "redirects to a cloud's metadata address",
        Outcome.REDIRECTED,
        redirect("http://169.254.169.254/latest/"),
        "169.254",
    ),
    Case(
        "redirect-port",
        "redirects to another port of the same host",
        Outcome.REDIRECTED,
        redirect("http://127.0.0.1:22/news/1"),
        ":22",
    ),
    Case(
        "redirect-home",
        "redirects a release that is gone to the home page",
        Outcome.REDIRECTED,
        redirect("/"),
        "no release",
        more=lambda server: {"/": html(answers.PAGE)},
    ),
    # ------------------------------------------------------------ time
    Case("silence", "never answers", Outcome.TIMEOUT, answers.silence, "0.4 seconds", asks=2, options=_SHORT),
    Case(
        "drip-body",
        "sends the body a byte at a time",
        Outcome.TIMEOUT,
        answers.drip_body,
        "0.4 seconds",
        asks=2,
        options=_SHORT,
    ),
    Case(
        "drip-headers",
        "sends the headers a byte at a time",
        Outcome.TIMEOUT,
        answers.drip_headers,
        "0.4 seconds",
        asks=2,
        options=_SHORT,
    ),
    Case(
        "drip-hints",
        "sends early hints for ever",
        Outcome.TIMEOUT,
        answers.drip_hints,
        "0.4 seconds",
        asks=2,
        options=_SHORT,
    ),
    # ------------------------------------------------------------ size
    Case("endless-body", "never stops sending", Outcome.TOO_LARGE, answers.endless, "larger than"),
    Case("endless-chunks", "never stops sending chunks", Outcome.TOO_LARGE, answers.endless_chunks, "larger than"),
    Case(
        "announced-large",
        "announces 20 MB",
        Outcome.TOO_LARGE,
        answers.raw(answers.head("Content-Length: 20000000")),
        "announces 20,000,000",
    ),
    Case(
        "large-page",
        "sends a page of 1 MB without announcing it",
        Outcome.TOO_LARGE,
        html(answers.PAGE + bytes(1_000_000), content_length=""),
        "larger than",
    ),
    Case("endless-headers", "never stops sending headers", Outcome.TOO_LARGE, answers.endless_headers, "headers"),
    Case(
        "many-headers",
        "sends 250 headers",
        Outcome.TOO_LARGE,
        lambda wire, request: wire.reply(200, answers.PAGE, _MANY_HEADERS),
        "headers",
    ),
    Case(
        "gzip-bomb",
        "sends 20 MB of zeros by gzip",
        Outcome.TOO_LARGE,
        html(answers.zip(_ZEROS), content_encoding="gzip"),
        "decompressed",
    ),
    Case(
        "deflate-bomb",
        "sends 20 MB of zeros by deflate",
        Outcome.TOO_LARGE,
        html(zlib.compress(_ZEROS), content_encoding="deflate"),
        "decompressed",
    ),
    Case(
        "brotli-bomb",
        "sends 20 MB of zeros by brotli",
        Outcome.TOO_LARGE,
        html(brotli.compress(_ZEROS, quality=5), content_encoding="br"),
        "decompressed",
    ),
    Case(
        "zstd-bomb",
        "sends 20 MB of zeros by zstd",
        Outcome.TOO_LARGE,
        html(zstandard.ZstdCompressor().compress(_ZEROS), content_encoding="zstd"),
        "decompressed",
    ),
    Case(
        "nested-bomb",
        "wraps a gzip bomb in gzip",
        Outcome.TOO_LARGE,
        html(answers.zip(answers.zip(_ZEROS)), content_encoding="gzip, gzip"),
        "decompressed",
    ),
    # ------------------------------------------------------------ type
    Case(
        "pdf", "sends a PDF", Outcome.WRONG_TYPE, html(b"%PDF-1.7", content_type="application/pdf"), "application/pdf"
    ),
    Case("image", "sends a picture", Outcome.WRONG_TYPE, html(b"\x89PNG", content_type="image/png"), "image/png"),
    Case(
        "binary-untyped",
        "sends bytes of no kind without a type",
        Outcome.WRONG_TYPE,
        html(bytes(range(256)), content_type=""),
        "does not begin",
    ),
    # ------------------------------------------------------------ bot checks
    Case("bot-page-200", "answers 200 with a bot check", Outcome.BLOCKED, html(_BOT_PAGE), "Cloudflare"),
    Case("bot-page-403", "answers 403 with a bot check", Outcome.BLOCKED, status(403, _BOT_PAGE), "Cloudflare"),
    Case("bot-page-503", "answers 503 with a bot check", Outcome.BLOCKED, status(503, _BOT_PAGE), "Cloudflare"),
    Case("captcha", "answers 200 with a captcha", Outcome.BLOCKED, html(_CAPTCHA), "captcha"),
    Case(
        "bot-header",
        "says in a header that it challenges",
        Outcome.BLOCKED,
        status(403, answers.PAGE, cf_mitigated="challenge"),
        "Cloudflare",
    ),
    # ------------------------------------------------------------ broken answers
    Case("empty", "answers 200 with nothing", Outcome.BROKEN, html(b""), "empty"),
    Case(
        "long-length",
        "announces more bytes than it sends",
        Outcome.BROKEN,
        answers.raw(answers.head("Content-Length: 9999") + answers.PAGE),
        "middle of the body",
        asks=3,
    ),
    Case(
        "reset-in-body",
        "resets the connection in the middle of the body",
        Outcome.BROKEN,
        answers.reset_in_body,
        "middle of the body",
        asks=3,
    ),
    Case(
        "bad-chunk",
        "sends a chunk size that is no number",
        Outcome.BROKEN,
        answers.raw(answers.head("Transfer-Encoding: chunked") + b"zz\r\nhello\r\n"),
        asks=3,
    ),
    Case(
        "cut-chunks",
        "stops before the last chunk",
        Outcome.BROKEN,
        answers.raw(answers.head("Transfer-Encoding: chunked") + b"5\r\nhello\r\n"),
        asks=3,
    ),
    Case(
        "cut-gzip",
        "sends half a gzip stream",
        Outcome.BROKEN,
        html(answers.zip(answers.PAGE)[:40], content_encoding="gzip"),
        "too early",
    ),
    Case(
        "cut-brotli",
        "sends half a brotli stream",
        Outcome.BROKEN,
        html(brotli.compress(answers.PAGE)[:40], content_encoding="br"),
        "too early",
    ),
    Case(
        "cut-zstd",
        "sends half a zstd stream",
        Outcome.BROKEN,
        html(zstandard.ZstdCompressor().compress(answers.PAGE)[:40], content_encoding="zstd"),
        "too early",
    ),
    Case(
        "false-gzip", "calls plain bytes gzip", Outcome.BROKEN, html(answers.PAGE, content_encoding="gzip"), "damaged"
    ),
    Case(
        "false-brotli", "calls plain bytes brotli", Outcome.BROKEN, html(answers.PAGE, content_encoding="br"), "damaged"
    ),
    Case(
        "false-zstd", "calls plain bytes zstd", Outcome.BROKEN, html(answers.PAGE, content_encoding="zstd"), "damaged"
    ),
    Case(
        "strange-coding",
        "uses a coding that nobody asked for",
        Outcome.BROKEN,
        html(answers.PAGE, content_encoding="x-rot13"),
        "x-rot13",
    ),
    Case(
        "many-codings",
        "stacks five codings",
        Outcome.BROKEN,
        html(answers.PAGE, content_encoding="gzip, gzip, gzip, gzip, gzip"),
        "5 content codings",
    ),
    Case(
        "not-http",
        "speaks another protocol",
        Outcome.BROKEN,
        answers.raw(b"220 mail.example.test ESMTP\r\n\r\n"),
        "not HTTP",
        asks=3,
    ),
    Case(
        "bad-header",
        "sends a header with control characters",
        Outcome.BROKEN,
        answers.raw(answers.head("X-Bad: a\x00b") + answers.PAGE),
        asks=3,
    ),
    Case(
        "hangs-up",
        "closes the connection without an answer",
        Outcome.UNREACHABLE,
        lambda wire, request: None,
        "before an answer",
        asks=3,
    ),
    Case(
        "reset",
        "resets the connection without an answer",
        Outcome.UNREACHABLE,
        lambda wire, request: wire.reset(),
        "before an answer",
        asks=3,
    ),
)
