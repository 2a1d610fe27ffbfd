"""The JSON API, and the .json, .csv and .atom twins of the pages."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, stream_with_context, url_for

from ratssearch.search import Answer, as_json
from ratssearch.web import feeds, openapi
from ratssearch.web.asking import search_request
from ratssearch.web.context import arguments, current
from ratssearch.web.headers import answered, cached, etag, linked
from ratssearch.web.params import NOTHING, SEARCH, SUGGEST, WINDOW, Arguments, Parameter, Type

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/v1/search")
@blueprint.get("/search.json")
def search() -> Response:
    """Search releases."""
    service = current().service
    asked = arguments(SEARCH)

    def make() -> Response:
        fields = asked.every("fields")  # what nobody asks for is not read either
        wanted = search_request(asked, service)
        wanted = replace(wanted, fields=fields, highlight=wanted.highlight and (not fields or "highlights" in fields))
        answer = service.run_search(wanted)
        body = as_json.answer_json(answer, service.label, service.ancestors, fields=fields)
        body["query"]["parameters"] = _parameters(asked)
        links = {name: url or None for name, url in _links(asked, answer, request.path).items()}
        body["links"] = links
        relations = [(name, url or "") for name, url in links.items() if name != "html"]
        return linked(jsonify(body), [*relations, ("alternate", links["html"] or "")])

    return answered(etag("json", service.stamp(), request.path, asked.url("")), make)


@blueprint.get("/search.csv")
def search_csv() -> Response:
    """Every release that a search finds, one line each, streamed."""
    service = current().service
    request_ = search_request(arguments(SEARCH).anew(), service)
    lines = feeds.csv_lines(service, request_, _release_url)
    response = Response(stream_with_context(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="releases.csv"'
    return response


@blueprint.get("/search.atom")
def search_atom() -> Response:
    """A search as a feed, newest first unless the search says otherwise."""
    service = current().service
    asked = arguments(SEARCH)

    def make() -> Response:
        order = asked if asked.given("sort") else asked.having("sort", "-date")
        bare = order.having("histogram", "none").having("facet_size", "0")
        answer = service.run_search(search_request(bare, service))
        text = render_template(
            "search.atom",
            answer=answer,
            entries=feeds.entries(answer, _release_url),
            updated=feeds.updated(answer, service.freshness()),
            self_url=_absolute(asked, "/search.atom"),
            html_url=_absolute(asked, "/search"),
        )
        return Response(text, mimetype="application/atom+xml")

    return answered(etag("atom", service.stamp(), asked.url("")), make)


@blueprint.get("/api/v1/releases/<release_id>")
@blueprint.get("/releases/<release_id>.json")
def release(release_id: str) -> Response:
    """One release with its text, evidence and editions."""
    arguments(NOTHING)
    service = current().service

    def make() -> Response:
        view = service.get_release(release_id)
        body = as_json.release_json(view, service.label)
        body["links"] = {"self": request.base_url, "html": _release_url(release_id)}
        relations = [("self", request.base_url), ("alternate", _release_url(release_id))]
        return linked(jsonify(body), relations)

    return answered(etag("release", service.stamp(), request.path), make)


@blueprint.get("/api/v1/suggest")
def suggest() -> Response:
    """Completions of what is being typed: titles, countries, organisations."""
    asked = arguments(SUGGEST)
    service = current().service

    def make() -> Response:
        found = service.suggest(asked.first("q"), asked.number("limit")) if asked.given("q") else ()
        return jsonify({"suggestions": [as_json.suggestion_json(entry) for entry in found]})

    return answered(etag("suggest", service.stamp(), asked.url("")), make)


@blueprint.get("/api/v1/status")
@blueprint.get("/status.json")
def status() -> Response:
    """How new the corpus is and how each source stands."""
    arguments(NOTHING)
    response = jsonify(as_json.status_json(current().service.status()))
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/openapi.json")
def description() -> Response:
    """This API, described for tools."""
    response = jsonify(openapi.description(current().name, request.url_root))
    return cached(response, etag("openapi", request.url_root))


@blueprint.get("/healthz")
def healthy() -> Response:
    """The process answers."""
    return _plain("ok")


@blueprint.get("/readyz")
def ready() -> Response:
    """The index and the archive answer too."""
    began = time.perf_counter()
    releases = current().service.check()
    return _plain(f"ok: {releases} releases, {1000 * (time.perf_counter() - began):.1f} ms")


def _plain(text: str) -> Response:
    response = Response(f"{text}\n", mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response


def _links(asked: Arguments, answer: Answer, path: str) -> dict[str, str]:
    page, per_page = asked.number("page"), asked.number("per_page")
    total, following = answer.results.total, ""
    within = page * per_page < total and (page + 1) * per_page <= WINDOW
    if asked.given("cursor") or not within:
        if answer.results.next_cursor:
            following = _absolute(asked.having("page").having("cursor", answer.results.next_cursor), path)
    else:
        following = _absolute(asked.having("page", str(page + 1)), path)
    last = max(1, -(-total // per_page))
    previous = _absolute(asked.having("page", str(min(page - 1, last))), path) if page > 1 else ""
    return {
        "self": _absolute(asked, path),
        "next": following,
        "prev": previous,
        "html": _absolute(asked.having("fields"), "/search"),
    }


def _parameters(asked: Arguments) -> dict[str, Any]:
    """The request in normal form, as JSON values: defaults and empty values left out."""
    return {
        entry.name: list(asked.every(entry.name)) if entry.repeated else _value(entry, asked.first(entry.name))
        for entry in asked.declared
        if asked.given(entry.name)
    }


def _value(entry: Parameter, text: str) -> str | int | bool:
    if entry.type is Type.FLAG:
        return text == "true"
    numeric = entry.type is Type.INTEGER or all(choice.isdigit() for choice in entry.choices or ("",))
    return int(text) if numeric else text


def _absolute(asked: Arguments, path: str) -> str:
    return asked.url(request.url_root.rstrip("/") + path)


def _release_url(release_id: str) -> str:
    return url_for("pages.release", release_id=release_id, _external=True)
