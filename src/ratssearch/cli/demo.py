"""demo: the whole path on a made-up site, over HTTP, on this machine."""

from __future__ import annotations

import argparse
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from ratssearch.cli.collect import print_crawl
from ratssearch.cli.context import configuration
from ratssearch.cli.progress import ProgressBars
from ratssearch.cli.serve import listen, run_server
from ratssearch.config import Configuration
from ratssearch.demo.server import PREFERRED_PORTS, serve_demo_site
from ratssearch.demo.sources import demo_sources
from ratssearch.errors import ConfigError
from ratssearch.pipeline import Workspace, crawl

DEMO_FOLDER = Path("demo-data")
_MARKER = ".ratssearch-demo"


def demo(options: argparse.Namespace) -> int:
    """Serve the made-up sites, crawl them twice (the second visit meets an edit and a removal), serve the search."""
    loaded = configuration(options)
    folder = _fresh(options.folder or options.data_dir or DEMO_FOLDER)
    demo_settings = replace(loaded.settings, data_dir=folder, gazetteer="", site_name="ratssearch demo")
    loaded = Configuration(demo_settings, loaded.origins, loaded.source_tables, loaded.files)
    progress = ProgressBars(quiet=options.quiet)
    with serve_demo_site(ports=PREFERRED_PORTS) as site:
        sources = demo_sources(site.base_urls)
        print("Made-up bodies on this machine:", ", ".join(site.base_urls.values()), file=sys.stderr, flush=True)
        for visit in (1, 2):
            site.visit = visit
            print(f"Visit {visit}:", flush=True)
            print_crawl(crawl(Workspace(folder), sources, everything=visit > 1, listener=progress))
            progress.close()
        if not options.no_serve:
            asked = loaded.origins.get("port") != "default"
            listening = listen(demo_settings.host, demo_settings.port, any_port=not asked)
            run_server(loaded, sources, listening)
    return 0


def _fresh(folder: Path) -> Path:
    """An empty folder for the demo's data; one that holds anything but an earlier demo is left alone."""
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARKER).is_file():
        raise ConfigError(f"{folder} holds other data and was left alone.", hint="Name another with --folder.")
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / _MARKER).touch()
    except OSError as error:
        raise ConfigError(
            f"{folder} cannot be written: {error.strerror}.", hint="Name another with --folder."
        ) from error
    return folder
