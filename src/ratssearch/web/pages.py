"""The pages that people read. Each is whole without JavaScript, and every state of it is in its address."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ratssearch.errors import NotFound
from ratssearch.models import Mention, MentionKind
from ratssearch.search import FORMATS, ReleaseView, citation_of, cite, in_order
from ratssearch.search.discovered import grouped_by
from ratssearch.web import marks, texts
from ratssearch.web.asking import search_request
from ratssearch.web.context import arguments, current
from ratssearch.web.headers import answered, cached, etag
from ratssearch.web.metadata import metadata_of
from ratssearch.web.params import NOTHING, SEARCH
from ratssearch.web.results import narrowed, search_page

blueprint = Blueprint("pages", __name__)

_BASIS = {
    "meta": "stated",
    "jsonld": "stated",
    "time": "stated",
    "text": "read",
    "dateline": "read",
    "listing": "around",
    "url": "around",
    "unknown": "unknown",
}


@blueprint.get("/")
def home() -> AnyResponse:
    """The site's own address leads to the search page, with whatever was asked."""
    return redirect(arguments(SEARCH).url(url_for("pages.search")))


@blueprint.get("/search")
def search() -> AnyResponse:
    """What was asked, how many, when, and the results."""
    asked = arguments(SEARCH)
    if any(not value for _, value in request.args.items(multi=True)):
        return redirect(asked.url(request.path))  # a form sends its empty fields too: they leave the address
    service = current().service

    def make() -> Response:
        answer = service.run_search(search_request(asked, service))
        html = render_template(
            "search.html",
            page=search_page(asked, answer, service, request.path),
            arguments=asked,
            query=asked.first("q"),
            results=answer.results,
            answer=answer,
            basis=_BASIS,
            narrowed=lambda label: narrowed(asked, label).url(request.path),
        )
        return Response(html, mimetype="text/html")

    return answered(etag("page", service.stamp(), current().name, asked.url(request.path)), make)


@blueprint.get("/releases/<release_id>")
def release(release_id: str) -> AnyResponse:
    """One release: its text, the words that prove what is said of it, and what was left out."""
    arguments(NOTHING)
    site = current()
    tag = etag("release page", site.service.stamp(), site.name, release_id)
    living = site.service.living_id(release_id)
    if living != release_id:  # it was found to be the same text as an older release
        return redirect(url_for("pages.release", release_id=living), 301)
    return answered(tag, lambda: _release_page(release_id))


def _release_page(release_id: str) -> Response:
    view = current().service.get_release(release_id)
    citation = citation_of(view)
    html = render_template(
        "release.html",
        view=view,
        release=view.release,
        page=view.release.page,
        title=marks.title_html(view.release),
        paragraphs=marks.paragraphs(view.release),
        groups=_mentions(view),
        grouped_by=grouped_by,
        events=tuple((event, marks.anchor(event, number)) for number, event in enumerate(view.release.page.events)),
        editions=in_order(view.editions)[::-1],
        citation=cite(citation, "text").strip(),
        formats={name: (label, ending) for name, (label, _, ending) in FORMATS.items()},
        metadata=metadata_of(
            citation, view, url_for("pages.release", release_id=release_id, _external=True), current().service.label
        ),
        elsewhere=_elsewhere(view),
        host=urlsplit(view.release.url).hostname or "" if marks.safe_url(view.release.url) else "",
        basis=_BASIS,
    )
    return Response(html, mimetype="text/html")


@blueprint.get("/releases/<release_id>/cite.<ending>")
def citation(release_id: str, ending: str) -> Response:
    """The reference of a release as a file."""
    arguments(NOTHING)
    site = current()
    forms = {each: (name, media) for name, (_, media, each) in FORMATS.items()}
    view = site.service.get_release(release_id)
    if ending not in forms:
        raise NotFound(f"There is no citation format {ending!r}.", hint=f"Formats are: {', '.join(forms)}.")
    name, media = forms[ending]
    response = Response(cite(citation_of(view), name), content_type=f"{media}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{view.release.id}.{ending}"'
    return cached(response, etag("cite", site.service.stamp(), release_id, ending))


@blueprint.get("/status")
def status() -> Response:
    """How each source stands."""
    arguments(NOTHING)
    response = Response(render_template("status.html", status=current().service.status()), mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/help")
def help_page() -> Response:
    """How to write a query."""
    arguments(NOTHING)
    return Response(render_template("help.html", examples=texts.QUERY_EXAMPLES), mimetype="text/html")


@blueprint.get("/api")
def api_page() -> Response:
    """The JSON API for readers."""
    arguments(NOTHING)
    return Response(render_template("api.html", parameters=SEARCH, host=request.url_root), mimetype="text/html")


def _mentions(view: ReleaseView) -> dict[str, list[tuple[str, bool, list[tuple[Mention, str]]]]]:
    """Mentions by kind and entity, most salient entity first: (entity, about, [(mention, anchor)])."""
    kinds = {fact.kind for fact in view.release.tags.entities}
    groups: dict[str, list[tuple[str, bool, list[tuple[Mention, str]]]]] = {
        kind.value: [] for kind in MentionKind if kind in kinds
    }
    for fact in view.release.tags.entities:
        found = [
            (mention, marks.anchor(mention, number) if mention.field in ("title", "body") else "")
            for number, mention in enumerate(view.release.tags.mentions)
            if mention.kind is fact.kind and mention.entity == fact.entity
        ]
        groups[fact.kind.value].append((fact.entity, fact.about, found))
    return groups


def _elsewhere(view: ReleaseView) -> list[tuple[str, str, str]]:
    """(language, address, host) of the versions that the page names and that are not collected."""
    here = {view.release.page.language, *(linked.release.page.language for linked in view.siblings)}
    found: dict[str, tuple[str, str, str]] = {}
    for code, address in view.release.page.alternates:
        url = marks.safe_url(urljoin(view.release.url, address))
        language = code[:2]
        if url and code != "x-default" and language not in here and url not in view.release.addresses:
            found.setdefault(language, (language, url, urlsplit(url).hostname or ""))
    return list(found.values())
