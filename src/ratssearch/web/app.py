"""The application: one factory, nothing at import time, no state but the service it is given."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

import ratssearch
from ratssearch.search import SearchService
from ratssearch.web import api, charts, dates, discovery, errors, headers, history, marks, pages, texts
from ratssearch.web.context import EXTENSION, Site, current
from ratssearch.web.kept import KeptAnswers


def create_app(
    service: SearchService, *, site_name: str = "ratssearch", trusted_proxies: int = 0, answer_cache_bytes: int = 0
) -> Flask:
    """The WSGI application over one search service. `trusted_proxies` is how many X-Forwarded-* are believed, and
    `answer_cache_bytes` the memory for answers given lately."""
    app = Flask(__name__, static_url_path=f"/static/{ratssearch.__version__}")
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024  # nothing here takes a body
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 24 * 3600  # the address holds the version
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = True
    app.extensions[EXTENSION] = Site(service, site_name, KeptAnswers(answer_cache_bytes))
    if trusted_proxies:
        hops = trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops)  # type: ignore[method-assign]
    _add_template_words(app)
    for blueprint in (pages.blueprint, history.blueprint, api.blueprint, discovery.blueprint):
        app.register_blueprint(blueprint)
    errors.install(app)
    headers.install(app)
    return app


def _add_template_words(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        {
            "marked": marks.marked,
            "snippets": marks.snippets,
            "plain": marks.plain,
            "shown": marks.shown,
            "safe_url": marks.safe_url,
            "span_name": charts.span_name,
            "data_block": data_block,
            "xml": marks.xml,
            "day": dates.day,
            "partial": dates.partial,
            "partial_iso": dates.partial_iso,
            "moment": dates.moment,
        }
    )
    app.jinja_env.tests["linkable"] = lambda url: bool(marks.safe_url(url))
    app.jinja_env.globals.update(t=texts.say, has_text=texts.has)

    @app.context_processor
    def words() -> dict[str, Any]:
        site = current()
        return {"site": site.name, "label": site.service.label, "freshness": site.service.freshness}


def data_block(value: Any) -> Markup:
    """JSON for a <script type="application/ld+json">: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - every character that could end the element was replaced just above
