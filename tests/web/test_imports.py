"""A web worker holds what reading needs, and not the crawler and the extractors."""

from __future__ import annotations

import subprocess
import sys

import ratssearch.pipeline
from made_up import Corpus

_WORKER = """
import sys
from pathlib import Path
import ratssearch.cli.serve
from ratssearch.config import load_configuration
from ratssearch.cli.context import web_application
client = web_application(load_configuration(flags={"data_dir": Path(sys.argv[1])})).test_client()
for path in ("/search?q=border", "/api/v1/search?q=border", "/status"):
    assert client.get(path).status_code == 200
heavy = ("trafilatura", "htmldate", "lxml", "bs4", "httpx", "py3langid", "feedparser", "ratssearch.extract.page")
print(*(name for name in heavy if name in sys.modules))
"""


def test_a_worker_loads_neither_crawler_nor_extractors(corpus: Corpus) -> None:
    """They are some forty megabytes for each worker."""
    command = [sys.executable, "-c", _WORKER, str(corpus.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_every_service_of_the_pipeline_can_be_had() -> None:
    """Names are found in their modules when they are asked for."""
    for name in ratssearch.pipeline.__all__:
        assert getattr(ratssearch.pipeline, name).__name__ == name
