"""How the score of one release came about, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ratssearch.index import ranking
from ratssearch.index.nodes import Boost, Fuzzy, Node, Not, Phrase, Term, Wildcard
from ratssearch.index.query_trees import children
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.coding import LENGTHS
from ratssearch.index.whoosh.document import UNDATED
from ratssearch.index.whoosh.match import Matching, fields_of
from ratssearch.index.whoosh.score import Scoring
from ratssearch.index.whoosh.segment import SegmentView
from ratssearch.index.whoosh.snapshot import Snapshot


def explanation(snapshot: Snapshot, view: SegmentView, document: int, node: Node) -> str:
    """The score and every word that it is the sum of."""
    settings = snapshot.ranking
    matching = Matching(view.file, stemmed=snapshot.stemmed)
    power = ranking.power(node, settings)
    ids = np.array([document], np.int64)
    if document not in matching.documents(node):
        return f"{view.file.id_of(document)} is not found by this query."
    score = float(Scoring(snapshot, matching, power).scores(node, ids)[0])
    first = int(view.file.first[document])
    age = np.inf if first == UNDATED else float(snapshot.newest - first)
    raised = ranking.recency(np.array([age]), settings)
    if raised is not None:
        score *= float(raised[0])
    lines = [
        f"{score:.6f}  {view.file.id_of(document)}",
        f"  BM25F with k1 {settings.k1:g}, b {settings.b:g}, title {settings.title:g}, body {settings.body:g}",
        f"  {snapshot.live} releases, idf to the power {power:.3g}",
        *_lines(snapshot, matching, document, node, power, 1.0),
    ]
    if raised is not None:
        days = "without a date" if first == UNDATED else f"{age:.0f} days older than the newest release"
        lines.append(f"  all of it x {float(raised[0]):.6f}: {days}")
    return "\n".join(lines)


def _lines(
    snapshot: Snapshot, matching: Matching, document: int, node: Node, power: float, factor: float
) -> Iterator[str]:
    if isinstance(node, Not) or document not in matching.documents(node):
        return
    if isinstance(node, Boost):
        yield from _lines(snapshot, matching, document, node.child, power, factor * node.factor)
    elif isinstance(node, Term):
        for field in fields_of(node.field):
            yield from _word(snapshot, matching, document, field, node.word, node.exact, power, factor * node.boost)
    elif isinstance(node, Phrase):
        for field in fields_of(node.field):
            if document in matching.in_field(node, field):
                yield f"  phrase in {field}: {' '.join(node.words)}"
                for word in node.words:
                    boost = factor * node.boost
                    yield from _word(snapshot, matching, document, field, word, node.exact, power, boost)
    elif isinstance(node, Wildcard | Fuzzy):
        yield f"  {factor * node.boost:10.6f}  {node.pattern if isinstance(node, Wildcard) else node.word + '~'}"
    for child in children(node) if not isinstance(node, Boost) else ():
        yield from _lines(snapshot, matching, document, child, power, factor)


def _word(
    snapshot: Snapshot,
    matching: Matching,
    document: int,
    field: str,
    written: str,
    exact: bool,
    power: float,
    boost: float,
) -> Iterator[str]:
    word, stem = matching.key(written, exact=exact)
    postings = matching.segment.postings(field, word, stem=stem)
    place = int(np.searchsorted(postings.ids, document))
    if place == len(postings.ids) or postings.ids[place] != document:
        return
    at: Array = np.array([place])
    saturation = float(snapshot.saturations[field].of(postings.keys, postings.large, at)[0])
    frequency = snapshot.frequency(word, stem=stem)
    idf = ranking.idf(snapshot.live, frequency, power)
    weight = snapshot.ranking.weight(field)
    length = int(LENGTHS[postings.keys[place] & 255])
    yield (
        f"  {boost * weight * idf * saturation:10.6f}  {written} in {field}: boost {boost:g} x weight {weight:g} x "
        f"idf {idf:.4f} (in {frequency}) x {saturation:.4f} (tf {int(postings.tf[place])}, "
        f"length {length}, average {snapshot.averages[field]:.1f})"
    )
