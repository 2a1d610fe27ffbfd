"""What other programs look for at known addresses: robots.txt, sitemaps, the OpenSearch description."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from ratssearch.errors import NotFound
from ratssearch.web.context import arguments, current
from ratssearch.web.headers import cached, etag
from ratssearch.web.params import NOTHING

blueprint = Blueprint("discovery", __name__)

SITEMAP_SIZE = 20_000  # addresses in one file; the protocol allows 50,000


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Release pages may be read by anyone; searches are endless and are not for crawlers."""
    arguments(NOTHING)
    lines = (
        "User-agent: *",
        "Disallow: /search?",
        "Disallow: /search.",
        "Disallow: /edits?",
        "Disallow: /api/v1/search",
        "Disallow: /api/v1/suggest",
        "Allow: /",
        f"Sitemap: {url_for('discovery.sitemaps', _external=True)}",
    )
    return cached(Response("\n".join((*lines, "")), mimetype="text/plain"), etag("robots", request.url_root))


@blueprint.get("/sitemap.xml")
def sitemaps() -> Response:
    """The list of sitemaps."""
    arguments(NOTHING)
    service = current().service
    count = -(-service.release_count() // SITEMAP_SIZE)
    urls = [url_for("discovery.sitemap", number=number, _external=True) for number in range(1, count + 1)]
    text = render_template("sitemaps.xml", urls=urls)
    return cached(Response(text, mimetype="application/xml"), etag("sitemaps", service.stamp(), request.url_root))


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap(number: int) -> Response:
    """Release pages with when each last changed."""
    arguments(NOTHING)
    service = current().service
    entries = service.release_stamps(offset=(number - 1) * SITEMAP_SIZE, limit=SITEMAP_SIZE) if number > 0 else ()
    if not entries:
        raise NotFound(f"There is no sitemap {number}.")
    text = render_template("sitemap.xml", entries=entries)
    return cached(Response(text, mimetype="application/xml"), etag("sitemap", service.stamp(), request.base_url))


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Lets a browser add this site as a search engine."""
    arguments(NOTHING)
    text = render_template("opensearch.xml", name=current().name)
    response = Response(text, mimetype="application/opensearchdescription+xml")
    return cached(response, etag("opensearch", request.url_root, current().name))
