"""Headers of every answer: what a browser may do with it, who may read it, how long it stays fresh."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from flask import Flask, Response, request

import ratssearch
from ratssearch.web.context import current
from ratssearch.web.kept import Kept

FRESH_SECONDS = 30
_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def install(app: Flask) -> None:
    """Set the headers on every response of the application, errors and static files too."""

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.extend(_ALWAYS)
        if (
            response.mimetype != "text/html" or request.method == "OPTIONS"
        ):  # data is for everyone: nothing here depends on who asks
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
                response.headers["Access-Control-Allow-Headers"] = "If-None-Match, Accept"
        return response


def etag(*parts: str) -> str:
    """A tag for an answer made from these parts by this version of the program."""
    text = "\x00".join((ratssearch.__version__, *parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def answered(tag: str, make: Callable[[], Response]) -> Response:
    """The answer of a tag: 304 if the client has it already, what is kept of it, or what `make` gives; with the tag."""
    if request.if_none_match.contains_weak(tag):
        return cached(Response(status=304), tag)
    kept, key = current().kept, (tag, request.url_root)  # answers hold whole addresses
    known = kept.get(key)
    if known is not None:
        return Response(known.body, headers=list(known.headers))
    response = cached(make(), tag)
    kept.put(key, Kept(response.get_data(), tuple(response.headers.items())))
    return response


def cached(response: Response, tag: str) -> Response:
    """The response with its tag and a short time in which it need not be asked for again."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def linked(response: Response, links: Iterable[tuple[str, str]]) -> Response:
    """The response with a Link header; (relation, URL) pairs, empty URLs left out."""
    entries = [f'<{url}>; rel="{relation}"' for relation, url in links if url]
    if entries:
        response.headers["Link"] = ", ".join(entries)
    return response
