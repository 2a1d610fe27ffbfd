"""Every error becomes an HTTP answer here: problem+json (RFC 9457) for programs, a page for people."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, json, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from ratssearch.errors import (
    ArchiveError,
    CursorExpired,
    IndexUnavailable,
    NotFound,
    ParameterError,
    QueryError,
    RatssearchError,
    TakenDown,
    UserError,
)
from ratssearch.web.params import SEARCH, Arguments, parse
from ratssearch.web.texts import has, say

_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (CursorExpired, 410),
    (TakenDown, 410),
    (NotFound, 404),
    (UserError, 400),
    (IndexUnavailable, 503),
    (ArchiveError, 503),
)
_RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong parameter; position and length mark a place in the query, length 0 marks none."""

    parameter: str
    detail: str
    hint: str = ""
    position: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    status: int
    title: str
    detail: str
    faults: tuple[Fault, ...] = ()
    hint: str = ""


def install(app: Flask) -> None:
    """Answer every error of the application."""
    app.register_error_handler(Exception, _answer)


def problem_of(error: Exception) -> Problem:
    """What an error says to the outside; nothing of an unforeseen one is told."""
    if isinstance(error, ExceptionGroup):
        wrong = [each for each in error.exceptions if isinstance(each, ParameterError)]
        if len(wrong) == len(error.exceptions):
            return _parameters(wrong)
    if isinstance(error, ParameterError):
        return _parameters([error])
    if isinstance(error, QueryError):
        fault = Fault("q", error.message, error.hint, error.position, max(1, error.length))
        return Problem(400, _title(400), error.message, (fault,), error.hint)
    for kind, status in _STATUS:
        if isinstance(error, kind) and isinstance(error, RatssearchError):
            title = say("error.taken_down") if kind is TakenDown else _title(status)
            return Problem(status, title, error.message, hint=error.hint)
    if isinstance(error, HTTPException) and error.code:
        return Problem(error.code, _title(error.code), error.description or "")
    return Problem(500, _title(500), say("error.sorry"))


def _parameters(errors: list[ParameterError]) -> Problem:
    faults = tuple(Fault(error.parameter, error.detail, error.hint) for error in errors)
    detail = " ".join(str(error) for error in errors)
    return Problem(400, _title(400), detail, faults)


def _title(status: int) -> str:
    return say(f"error.{status}") if has(f"error.{status}") else HTTPStatus(status).phrase


def _answer(error: Exception) -> AnyResponse:
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return error.get_response()  # a redirect on its way
    problem = problem_of(error)
    if problem.status >= 500 and not isinstance(error, RatssearchError):
        current_app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
    response = _as_json(problem) if wants_json() else _as_page(problem)
    if isinstance(error, HTTPException):
        allowed = dict(error.get_headers()).get("Allow")
        if allowed:
            response.headers["Allow"] = allowed
    if problem.status == 503:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def wants_json() -> bool:
    """Whether the current request came from a program: by its address, else by what it accepts."""
    if request.path.startswith("/api/") or request.path.endswith(
        (".json", ".csv", ".atom", ".xml", ".txt", ".bib", ".ris")
    ):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    return best == "application/json"


def _as_json(problem: Problem) -> Response:
    body: dict[str, Any] = {
        "type": f"/api#error-{problem.status}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
    }
    if problem.hint:
        body["hint"] = problem.hint
    if problem.faults:
        body["errors"] = [_fault_json(fault) for fault in problem.faults]
    return Response(json.dumps(body), problem.status, mimetype="application/problem+json")


def _fault_json(fault: Fault) -> dict[str, Any]:
    entry: dict[str, Any] = {"parameter": fault.parameter, "detail": fault.detail}
    if fault.hint:
        entry["hint"] = fault.hint
    if fault.length:
        entry.update(position=fault.position, length=fault.length)
    return entry


def _as_page(problem: Problem) -> Response:
    query = request.args.get("q", "")[:1000]
    page = render_template("error.html", problem=problem, query=query, without=_without(problem), arguments=None)
    return Response(page, problem.status, mimetype="text/html")


def _without(problem: Problem) -> str:
    """The URL of the same search without what was wrong; empty where there is none."""
    if request.path != "/search" or problem.status not in (400, 410):
        return ""
    wrong = {fault.parameter for fault in problem.faults} or {"cursor"}
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in wrong]
    try:
        arguments: Arguments = parse(SEARCH, kept)
    except ExceptionGroup:
        return request.path
    return arguments.url(request.path)
