"""Datasette: SQLite with a full-text index, five facets, JSON over HTTP. It is asked in three ways:

table   as its users have it: one table with the text in it, full-text search enabled for that table (what
        `sqlite-utils enable-fts` makes), and the table's page as JSON with `_search`, five `_facet`s and twenty rows.
        Datasette counts facets by itself, running the search anew for each; this page has no ranking and no snippets.
narrow  the same page over a copy of the table without the text, so that counting reads less.
query   a query written by hand and kept in its metadata (a "canned query") that gives the same answer as ours: exact
        total, the best twenty by bm25() with snippet() of the text, the twelve commonest values of five facets. The
        search is run once for all counts and once for the rows, over tables made for it. What answers here is a
        search engine written in SQL; Datasette serves it.

All three get what they can have: the limits that would cut facets off after 0.2 s are lifted; Datasette does not look
for facets to suggest; the long text is the last column; the file is opened as immutable, which spares locks; the
full-text index is optimised and the tables are analysed.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.corpus import Document
from benchmarks.serving import free_port, wait_for

WAYS = ("table", "narrow", "query")
VERSION = 4  # raise when what is built changes

_SCHEMA = """
create table release (id integer primary key, title text, day text, year text, source text, language text,
    country text, organisation text, body text);
create table narrow (id integer primary key, title text, day text, year text, source text, language text,
    country text, organisation text);
create virtual table release_fts using fts5(title, body, content="release", content_rowid="id", tokenize="porter");
create table fact (id integer primary key, year text, source text, language text);
create table release_country (id integer, value text, primary key (id, value)) without rowid;
create table release_organisation (id integer, value text, primary key (id, value)) without rowid;
"""
_SETTINGS = {"sql_time_limit_ms": 60000, "facet_time_limit_ms": 60000, "default_facet_size": 12, "suggest_facets": 0}


def build(folder: Path, documents: Iterable[Document]) -> None:
    """One SQLite file of the documents' real text, indexed with the Porter stemmer, and the metadata beside it."""
    folder.mkdir(parents=True)
    database = sqlite3.connect(folder / "releases.db")
    database.executescript("pragma journal_mode = off; pragma synchronous = off;" + _SCHEMA)
    for document in documents:
        many = (json.dumps(document.countries), json.dumps(document.organisations))
        single = (document.year, document.source, document.language)
        row = (document.id, document.title, document.date, *single, *many)
        database.execute("insert into narrow values (?,?,?,?,?,?,?,?)", row)
        database.execute("insert into release values (?,?,?,?,?,?,?,?,?)", (*row, document.body))
        database.execute("insert into fact values (?,?,?,?)", (document.id, *single))
        for table, values in (("country", document.countries), ("organisation", document.organisations)):
            database.executemany(f"insert into release_{table} values (?,?)", [(document.id, one) for one in values])
    database.execute("insert into release_fts (release_fts) values ('rebuild')")
    database.execute("insert into release_fts (release_fts) values ('optimize')")
    database.commit()
    for table, column in product(("release", "narrow"), ("year", "source", "language")):
        database.execute(f"create index {table}_{column} on {table} ({column})")
    database.execute("analyze")
    database.commit()
    database.close()
    tables = {"narrow": {"fts_table": "release_fts", "fts_pk": "id"}}
    queries = {"found": {"sql": _same_answer(), "params": ["words"]}}
    metadata = {"databases": {"releases": {"tables": tables, "queries": queries}}}
    (folder / "metadata.json").write_text(json.dumps(metadata), "utf-8")


def _same_answer() -> str:
    """One statement: rows of (part, value, count), and for hits title, day, country, organisation, snippet too."""
    nothing = ", null" * 5
    parts = [f"select 'total' as part, null as value, count(*) as count{_named()} from hit"]
    for name in ("year", "source", "language"):
        counted = f"select '{name}', {name}, count(*) as n{nothing} from hit cross join fact on fact.id = hit.id"
        parts.append(f"select * from ({counted} group by {name} order by n desc, {name} limit 12)")
    for name in ("country", "organisation"):
        table = f"release_{name}"
        counted = f"select '{name}', value, count(*) as n{nothing} from hit cross join {table} as t on t.id = hit.id"
        parts.append(f"select * from ({counted} group by value order by n desc, value limit 12)")
    shown = "release.title, day, country, organisation, snippet(release_fts, 1, '<b>', '</b>', '…', 40)"
    best = "from release_fts cross join release on release.id = release_fts.rowid"
    best += " where release_fts match escape_fts(:words) order by rank limit 20"
    parts.append(f"select * from (select 'hit', release.id, rank, {shown} {best})")
    matching = "select rowid as id from release_fts where release_fts match escape_fts(:words)"
    return f"with hit as materialized ({matching}) " + " union all ".join(parts)


def _named() -> str:
    return "".join(f", null as {name}" for name in ("title", "day", "country", "organisation", "snippet"))


def path_of(words: str, way: str) -> str:
    """The request path that asks for the releases with these words, twenty of them, and the five facets."""
    if way == "query":
        return "/releases/found.json?" + urlencode([("words", words), ("_shape", "objects")])
    asked = [("_search", words), ("_size", "20"), ("_shape", "objects")]
    asked += [("_nocol", "body")] if way == "table" else []
    facets = [("_facet", name) for name in ("year", "source", "language")]
    arrays = [("_facet_array", name) for name in ("country", "organisation")]
    table = "release" if way == "table" else way
    return f"/releases/{table}.json?" + urlencode([*asked, *facets, *arrays])


def total_in(answer: bytes, way: str) -> int:
    """The number of releases found that an answer states."""
    values = json.loads(answer)
    if way != "query":
        return int(values["filtered_table_rows_count"])
    return next(int(row["count"]) for row in values["rows"] if row["part"] == "total")


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Datasette over the built file on a free port; gives its base URL."""
    port = free_port()
    settings = [part for name, value in _SETTINGS.items() for part in ("--setting", name, str(value))]
    command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(folder / "releases.db"), *settings]
    command += ["--metadata", str(folder / "metadata.json"), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/-/versions.json", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
