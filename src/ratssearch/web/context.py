"""What a request needs to know of the application it runs in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request

from ratssearch.search import SearchService
from ratssearch.web.kept import KeptAnswers
from ratssearch.web.params import Arguments, Parameter, parse

EXTENSION = "ratssearch"


@dataclass(frozen=True, slots=True)
class Site:
    service: SearchService
    name: str
    kept: KeptAnswers


def current() -> Site:
    """The site that the current request is for."""
    site: Site = current_app.extensions[EXTENSION]
    return site


def arguments(declared: tuple[Parameter, ...]) -> Arguments:
    """The current request's parameters, checked."""
    return parse(declared, request.args.items(multi=True))
