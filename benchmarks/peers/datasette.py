"""Datasette as its users run it: a table with a full-text index, five facets, JSON over HTTP, limits lifted.

Its own defaults stop a facet after 0.2 s and then leave it out; the limits are raised here so that it does the same
work. It sends no snippets, which spares it the dearest step of ours.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.corpus import Document
from benchmarks.serving import free_port, wait_for

_SCHEMA = """
create table release (id integer primary key, title text, body text, day text, year text, source text, language text,
    country text, organisation text);
create virtual table release_fts using fts5(
    title, body, content = "release", content_rowid = "id", tokenize = "porter");
"""
_LIMITS = {"sql_time_limit_ms": 60000, "facet_time_limit_ms": 60000, "default_facet_size": 12}


def build(folder: Path, documents: Iterable[Document]) -> None:
    """One SQLite file of the documents' real text, indexed with the Porter stemmer."""
    folder.mkdir(parents=True)
    database = sqlite3.connect(folder / "releases.db")
    database.executescript("pragma journal_mode = off; pragma synchronous = off;" + _SCHEMA)
    for document in documents:
        many = (json.dumps(document.countries), json.dumps(document.organisations))
        row = (document.id, document.title, document.body, document.date, document.year, document.source)
        database.execute("insert into release values (?,?,?,?,?,?,?,?,?)", (*row, document.language, *many))
    database.execute("insert into release_fts (release_fts) values ('rebuild')")
    database.commit()
    for column in ("year", "source", "language"):
        database.execute(f"create index release_{column} on release ({column})")
    database.execute("analyze")
    database.commit()
    database.close()


def path_of(words: str) -> str:
    """The request path that asks for the releases with these words, twenty of them, and the five facets."""
    asked = [("_search", words), ("_size", "20"), ("_shape", "objects"), ("_nocol", "body")]
    facets = [("_facet", name) for name in ("year", "source", "language")]
    arrays = [("_facet_array", name) for name in ("country", "organisation")]
    return "/releases/release.json?" + urlencode([*asked, *facets, *arrays])


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Datasette over the built file on a free port; gives its base URL."""
    port = free_port()
    settings = [part for name, value in _LIMITS.items() for part in ("--setting", name, str(value))]
    command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(folder / "releases.db"), *settings]
    process = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/-/versions.json", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
