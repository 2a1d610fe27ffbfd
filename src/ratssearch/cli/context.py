"""What the options of a command stand for: settings, sources, folders, services."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ratssearch.config import SETTINGS, Configuration, load_configuration
from ratssearch.models import Source
from ratssearch.pipeline import CrawlOptions, Workspace
from ratssearch.search import SearchService
from ratssearch.sources import find_source, load_sources
from ratssearch.web.app import create_app

if TYPE_CHECKING:
    from flask import Flask


def configuration(options: argparse.Namespace) -> Configuration:
    """All layers of settings, the options of this command on top."""
    flags = {name: getattr(options, name, None) for name in SETTINGS}
    return load_configuration(flags=flags, config_file=options.config)


def profiles(options: argparse.Namespace) -> tuple[Source, ...]:
    """The sources that the command is about: all, or those that --source names."""
    sources = load_sources(configuration(options))
    named = getattr(options, "source", None) or ()
    return tuple(find_source(sources, source_id) for source_id in named) if named else sources


def workspace(loaded: Configuration) -> Workspace:
    """The folder of archive and index, and the operator's gazetteer."""
    own = loaded.settings.gazetteer
    return Workspace(loaded.settings.data_dir, Path(own) if own else None)


def crawl_options(loaded: Configuration, *, limit: int | None = None) -> CrawlOptions:
    """The crawler's limits as the settings have them."""
    settings = loaded.settings
    return CrawlOptions(
        contact=settings.contact,
        timeout=settings.timeout,
        max_bytes=settings.max_page_bytes,
        max_fetches=settings.max_fetches if limit is None else limit,
    )


def search_service(loaded: Configuration, sources: tuple[Source, ...] | None = None) -> SearchService:
    """Everything that reads, over the configured folder."""
    place = workspace(loaded)
    known = load_sources(loaded) if sources is None else sources
    return SearchService(place.archive, place.index, place.gazetteer(), known)


def web_application(loaded: Configuration, sources: tuple[Source, ...] | None = None) -> Flask:
    """The web pages and the JSON API."""
    settings = loaded.settings
    return create_app(
        search_service(loaded, sources),
        site_name=settings.site_name,
        trusted_proxies=settings.trusted_proxies,
        answer_cache_bytes=settings.answer_cache_bytes,
    )
