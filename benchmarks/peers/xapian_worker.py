"""Xapian, run by the system's own Python (Debian's python3-xapian): JSON lines on stdin and stdout.

    python3 xapian_worker.py build FOLDER DOCUMENTS.jsonl LIMIT    python3 xapian_worker.py ask FOLDER

Imports nothing of this project, since that Python has only the standard library and xapian. Facet counts come from
value-count match spies in the one match that gives hits and total; a multi-valued facet has a slot per value, summed.
"""

import json
import sys
import time
from pathlib import Path

import xapian

SLOTS = {
    "year": [0],
    "source": [1],
    "language": [2],
    "country": [3, 4, 5, 6, 7],
    "organisation": [8, 9, 10, 11, 12, 13],
}
DAY = 14


def build(folder, documents, limit):
    database = xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OVERWRITE)
    start = time.perf_counter()
    with Path(documents).open(encoding="utf-8") as handle:
        for number, line in enumerate(handle):
            if number == limit:
                break
            database.add_document(document_of(json.loads(line)))
    database.commit()
    print(json.dumps({"seconds": time.perf_counter() - start, "documents": database.get_doccount()}), flush=True)
    database.close()


def document_of(values):
    document = xapian.Document()
    position = 0
    for prefix, tokens in (("S", values["title_tokens"].split()), ("", values["body_tokens"].split())):
        for token in tokens:
            position += 1
            document.add_posting(prefix + token, position)
        position += 100
    document.set_data(json.dumps({"title": values["title_tokens"], "body": values["body_tokens"]}))
    document.add_value(DAY, values["date"])
    document.add_boolean_term("XS" + values["source"])
    for name, slots in SLOTS.items():
        held = (
            values["countries"]
            if name == "country"
            else values["organisations"]
            if name == "organisation"
            else [values[name]]
        )
        for slot, value in zip(slots, held, strict=False):
            document.add_value(slot, value)
    return document


def expanded(start, prefix, database):
    """Every term that begins with start: the Python binding reaches wildcards only through the query parser."""
    parser = xapian.QueryParser()
    parser.set_database(database)
    parser.set_max_expansion(0)
    return parser.parse_query(start + "*", xapian.QueryParser.FLAG_WILDCARD, prefix)


def query_of(asked, database):
    words = [xapian.Query(xapian.Query.OP_OR, xapian.Query("S" + w), xapian.Query(w)) for w in asked["words"]]
    kind = asked["kind"]
    if kind == "all":
        main = xapian.Query.MatchAll
    elif kind == "or":
        main = xapian.Query(xapian.Query.OP_OR, words)
    elif kind == "not":
        main = xapian.Query(xapian.Query.OP_AND_NOT, words[0], words[1])
    elif kind == "phrase":
        fields = [[prefix + word for word in asked["words"]] for prefix in ("S", "")]
        phrases = [xapian.Query(xapian.Query.OP_PHRASE, terms, len(terms)) for terms in fields]
        main = xapian.Query(xapian.Query.OP_OR, phrases)
    elif kind == "prefix":
        both = [expanded(asked["words"][0], prefix, database) for prefix in ("S", "")]
        main = xapian.Query(xapian.Query.OP_OR, both)
    else:
        main = xapian.Query(xapian.Query.OP_AND, words)
    if asked["source"]:
        days = xapian.Query(xapian.Query.OP_VALUE_RANGE, DAY, asked["date_from"], asked["date_to"])
        kept = xapian.Query(xapian.Query.OP_AND, xapian.Query("XS" + asked["source"]), days)
        main = xapian.Query(xapian.Query.OP_FILTER, main, kept)
    return main


def answer(database, asked):
    start = time.perf_counter()
    enquire = xapian.Enquire(database)
    enquire.set_query(query_of(asked, database))
    spies = {name: [xapian.ValueCountMatchSpy(slot) for slot in slots] for name, slots in SLOTS.items()}
    for group in spies.values():
        for spy in group:
            enquire.add_matchspy(spy)
    found = enquire.get_mset(0, 20, database.get_doccount())
    titles = [json.loads(match.document.get_data())["title"] for match in found]
    facets = {name: counted(group) for name, group in spies.items()}
    total = found.get_matches_estimated()
    return {"total": total, "titles": titles, "facets": facets, "seconds": time.perf_counter() - start}


def counted(group):
    counts = {}
    for spy in group:
        for item in spy.values():
            value = item.term.decode()
            counts[value] = counts.get(value, 0) + item.termfreq
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:12])


def main():
    if sys.argv[1] == "build":
        build(sys.argv[2], sys.argv[3], int(sys.argv[4]))
        return
    database = xapian.Database(sys.argv[2])
    for line in sys.stdin:
        print(json.dumps(answer(database, json.loads(line))), flush=True)


main()
