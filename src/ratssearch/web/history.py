"""What changed: one edition beside another, and the list of edits and vanished pages, each with its twins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ratssearch.errors import NotFound
from ratssearch.search import Edit, EditionView, EditList, Kind, as_json, in_order
from ratssearch.search.differences import ParagraphChange
from ratssearch.web.context import arguments, current
from ratssearch.web.headers import answered, etag, linked
from ratssearch.web.marks import plain
from ratssearch.web.params import EDITION, EDITS, Arguments
from ratssearch.web.texts import say

blueprint = Blueprint("history", __name__)

_LEAST_HIDDEN = 3  # paragraphs unchanged in a row that are folded away, less one on each side that stays as context


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs of a comparison that are shown, or folded away because nothing in them changed."""

    paragraphs: tuple[ParagraphChange, ...]
    folded: bool


@blueprint.get("/releases/<release_id>/editions/<int:number>")
def edition(release_id: str, number: int) -> Response:
    """An edition, and what it changed of the one before it."""
    asked = arguments(EDITION)
    site = current()
    tag = etag("edition page", site.service.stamp(), site.name, release_id, str(number), asked.url(""))

    def make() -> Response:
        view = site.service.get_edition(release_id, number, _against(asked))
        html = render_template(
            "edition.html",
            view=view,
            release=view.release,
            edition=view.edition,
            before=view.before,
            change=view.change,
            passages=tuple(passages(view.change.paragraphs)) if view.change is not None else (),
            ordered=in_order(view.editions),
            as_data=_edition_url(view, asked, "history.edition_json"),
        )
        return Response(html, mimetype="text/html")

    return answered(tag, make)


@blueprint.get("/api/v1/releases/<release_id>/editions/<int:number>")
@blueprint.get("/releases/<release_id>/editions/<int:number>.json")
def edition_json(release_id: str, number: int) -> Response:
    """One edition with its text, and what it changed, word by word."""
    asked = arguments(EDITION)
    service = current().service
    tag = etag("edition", service.stamp(), request.path, asked.url(""))

    def make() -> Response:
        view = service.get_edition(release_id, number, _against(asked))
        page = _edition_url(view, asked, "history.edition")
        body: dict[str, Any] = as_json.edition_json(view)
        body["links"] = {"self": asked.url(request.base_url), "html": page}
        return linked(jsonify(body), [("self", body["links"]["self"]), ("alternate", page)])

    return answered(tag, make)


def _against(asked: Arguments) -> int | None:
    return asked.number("against") if asked.given("against") else None


def _edition_url(view: EditionView, asked: Arguments, endpoint: str) -> str:
    return asked.url(url_for(endpoint, release_id=view.release.id, number=view.edition.number, _external=True))


def passages(paragraphs: Sequence[ParagraphChange]) -> Iterator[Passage]:
    """Paragraphs in runs: what changed with a paragraph on each side, and long runs of the same folded away."""
    start = 0
    while start < len(paragraphs):
        end = start
        while end < len(paragraphs) and paragraphs[end].kind is Kind.SAME:
            end += 1
        head = start + (1 if start else 0)  # after a change, one paragraph stays
        tail = end - (1 if end < len(paragraphs) else 0)  # and one before the next
        if tail - head >= _LEAST_HIDDEN:
            if head > start:
                yield Passage(tuple(paragraphs[start:head]), False)
            yield Passage(tuple(paragraphs[head:tail]), True)
            start = tail
        stop = end
        while stop < len(paragraphs) and paragraphs[stop].kind is not Kind.SAME:
            stop += 1
        if stop > start:
            yield Passage(tuple(paragraphs[start:stop]), False)
        start = stop


# ---------------------------------------------------------------- edits


@blueprint.get("/edits")
def edits() -> AnyResponse:
    """Edits and vanished pages over all sources, latest first."""
    asked = arguments(EDITS)
    if any(not value for _, value in request.args.items(multi=True)):
        return redirect(asked.url(request.path))  # the form sends its empty fields too: they leave the address
    site = current()
    tag = etag("edits page", site.service.stamp(), site.name, asked.url(request.path))

    def make() -> Response:
        found = _found(asked)
        html = render_template(
            "edits.html",
            found=found,
            arguments=asked,
            sources=site.service.source_ids(),
            pages=_pages(asked, found),
            links={name: asked.having("page").url(path) for name, path in _twins().items()},
            link=_link,
        )
        return Response(html, mimetype="text/html")

    return answered(tag, make)


@blueprint.get("/api/v1/edits")
@blueprint.get("/edits.json")
def edits_json() -> Response:
    """The same as data."""
    asked = arguments(EDITS)
    service = current().service
    tag = etag("edits", service.stamp(), request.path, asked.url(""))

    def make() -> Response:
        found = _found(asked)
        pages = _pages(asked, found)
        links = {
            "self": asked.url(request.base_url),
            "next": _absolute(pages["next"]),
            "prev": _absolute(pages["prev"]),
            "html": asked.url(url_for("history.edits", _external=True)),
        }
        body = {
            "total": found.total,
            "edits": [{**as_json.edit_json(entry), "link": _link(entry, external=True)} for entry in found.entries],
            "links": links,
        }
        relations = [(name, url or "") for name, url in links.items() if name != "html"]
        return linked(jsonify(body), [*relations, ("alternate", links["html"] or "")])

    return answered(tag, make)


@blueprint.get("/edits.atom")
def edits_atom() -> Response:
    """The same as a feed."""
    asked = arguments(EDITS)
    service = current().service
    tag = etag("edits feed", service.stamp(), asked.url(""))

    def make() -> Response:
        found = _found(asked)
        latest = max((entry.at for entry in found.entries), default=datetime(1970, 1, 1, tzinfo=UTC))
        text = render_template(
            "edits.atom",
            entries=[
                (entry, _link(entry, external=True), _summary(entry), _stamp(entry.at)) for entry in found.entries
            ],
            updated=_stamp(latest),
            self_url=asked.url(request.base_url),
            html_url=asked.url(url_for("history.edits", _external=True)),
        )
        return Response(text, mimetype="application/atom+xml")

    return answered(tag, make)


def _found(asked: Arguments) -> EditList:
    per_page = asked.number("per_page")
    offset = (asked.number("page") - 1) * per_page
    found = current().service.edits(asked.every("source"), asked.every("kind"), offset=offset, limit=per_page)
    if offset and not found.entries:
        raise NotFound("There is no such page: the list ends before it.", hint="Begin with the first page.")
    return found


def _twins() -> dict[str, str]:
    return {"json": url_for("history.edits_json"), "atom": url_for("history.edits_atom")}


def _pages(asked: Arguments, found: EditList) -> dict[str, str]:
    """Links to the neighbours of a page; empty where there is none."""
    page, per_page = asked.number("page"), asked.number("per_page")
    more = page * per_page < found.total
    return {
        "prev": asked.having("page", str(page - 1)).url(request.path) if page > 1 else "",
        "next": asked.having("page", str(page + 1)).url(request.path) if more else "",
    }


def _absolute(path: str) -> str | None:
    return request.url_root.rstrip("/") + path if path else None


def _link(entry: Edit, *, external: bool = False) -> str:
    """Where an entry leads: to what it changed, or to the last text of a page that vanished."""
    if entry.change is None:
        return url_for("pages.release", release_id=entry.release_id, _external=external)
    return url_for("history.edition", release_id=entry.release_id, number=entry.number, _external=external)


def _summary(entry: Edit) -> str:
    """One line for a feed reader."""
    if entry.change is None:
        return say("edits.vanished", n=entry.failed_looks, last=_stamp(entry.last_seen))
    parts = [
        say(
            "edits.fact",
            name=say(f"fact.{fact.name}"),
            before=fact.before or say("edition.nothing"),
            after=fact.after or say("edition.nothing"),
        )
        for fact in entry.change.facts
    ]
    if entry.change.changes_text:
        parts.append(say("edition.words", added=entry.change.added, removed=entry.change.removed))
    return plain("; ".join(parts))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
