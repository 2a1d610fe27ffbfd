"""SQLite FTS5 in one file: bm25() order, and facet counts by joins over the matching rowids in one temporary table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpus import Document
from benchmarks.peers import Answer
from benchmarks.queries import FACETS, BenchQuery

_SCHEMA = """
create virtual table words using fts5(title, body, tokenize = "unicode61", detail = full);
create table release (id integer primary key, day text, year text, source text, language text);
create table release_country (release integer, value text, primary key (release, value)) without rowid;
create table release_organisation (release integer, value text, primary key (release, value)) without rowid;
"""


def build(folder: Path, documents: Iterable[Document], *, tokens: bool = True) -> None:
    """Index documents in one transaction, then merge the full-text index into one segment."""
    folder.mkdir(parents=True)
    database = sqlite3.connect(folder / "words.db")
    database.executescript(
        "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -500000;" + _SCHEMA
    )
    for document in documents:
        title = document.title_tokens if tokens else document.title
        body = document.body_tokens if tokens else document.body
        database.execute("insert into words (rowid, title, body) values (?, ?, ?)", (document.id, title, body))
        row = (document.id, document.date, document.year, document.source, document.language)
        database.execute("insert into release values (?, ?, ?, ?, ?)", row)
        for table, values in (("country", document.countries), ("organisation", document.organisations)):
            database.executemany(
                f"insert into release_{table} values (?, ?)", [(document.id, value) for value in values]
            )
    database.execute("insert into words (words) values ('optimize')")
    database.commit()
    database.executescript("create index release_day on release (source, day); analyze;")
    database.close()


class Fts5:
    name = "fts5"

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "words.db", isolation_level=None)
        self._database.executescript(
            "pragma cache_size = -500000; pragma mmap_size = 2000000000; pragma temp_store = 2;"
        )
        self._database.execute("create temp table hit (id integer primary key)")

    def ask(self, query: BenchQuery) -> Answer:
        run = self._database.execute
        run("delete from hit")
        where, values = self._where(query)
        run(f"insert into hit select {where}", values)
        total = run("select count(*) from hit").fetchone()[0]
        titles = tuple(row[0] for row in self._top(query, where, values))
        facets = {name: dict(run(_facet(name)).fetchall()) for name in FACETS}
        return Answer(total, titles, facets)

    def close(self) -> None:
        self._database.close()

    def _where(self, query: BenchQuery) -> tuple[str, tuple[str, ...]]:
        if query.kind == "all":
            return "id from release", ()
        if not query.source:
            return "rowid from words where words match ?", (_expression(query),)
        joined = "words.rowid from words join release on release.id = words.rowid where words match ?"
        values = (_expression(query), query.source, query.date_from, query.date_to)
        return f"{joined} and source = ? and day between ? and ?", values

    def _top(self, query: BenchQuery, where: str, values: tuple[str, ...]) -> list[tuple[str]]:
        if query.kind == "all":
            return self._database.execute(
                "select title from words where rowid in (select id from hit limit 20)"
            ).fetchall()
        rows = "title from " + where.split(" from ", 1)[1]
        return self._database.execute(f"select {rows} order by bm25(words) limit 20", values).fetchall()


def _expression(query: BenchQuery) -> str:
    quoted = [f'"{word}"' for word in query.words]
    if query.kind == "phrase":
        return '"' + " ".join(query.words) + '"'
    if query.kind == "prefix":
        return quoted[0] + "*"
    return {"or": " OR ", "not": " NOT "}.get(query.kind, " AND ").join(quoted)


def _facet(name: str) -> str:
    # A cross join keeps the planner from scanning the whole release table for a few hits.
    if name in ("country", "organisation"):
        table, key, column = f"release_{name}", "release", "value"
    else:
        table, key, column = "release", "id", name
    return (
        f"select {column}, count(*) as n from hit cross join {table} on {table}.{key} = hit.id "
        f"group by {column} order by n desc, {column} limit 12"
    )
