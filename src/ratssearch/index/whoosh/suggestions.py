"""Completions of what is being typed: facet values by name, and titles."""

from __future__ import annotations

from ratssearch.index.analysis import words
from ratssearch.index.engine import Vocabulary
from ratssearch.index.nodes import And, Node, Term, Wildcard
from ratssearch.index.whoosh import paging
from ratssearch.index.whoosh.columns import MULTI
from ratssearch.index.whoosh.facets import counted
from ratssearch.index.whoosh.filters import Filtered
from ratssearch.index.whoosh.match import Matching
from ratssearch.index.whoosh.snapshot import Snapshot
from ratssearch.models import Sort, Suggestion
from ratssearch.text import fold_letters

_MANY = ("unlisted", "person")  # of these there may be too many to analyse each name
_SHORTEST = 2  # letters before anything is suggested


def suggestions(snapshot: Snapshot, vocabulary: Vocabulary, prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """Up to half of them facet values by name, the most frequent first; then titles, the newest first."""
    typed = " ".join(words(prefix))
    if len(typed) < _SHORTEST or limit < 1:
        return ()
    values = _values(snapshot, vocabulary, typed)[: max(1, limit // 2)]
    return (*values, *_titles(snapshot, typed.split(), limit - len(values)))


def _values(snapshot: Snapshot, vocabulary: Vocabulary, typed: str) -> list[Suggestion]:
    known = snapshot.facets
    totals = counted(snapshot, [Filtered(view.live_ids, {}) for view in snapshot.views], about=False).totals
    found = []
    begin = typed.split()[0]
    for name in MULTI:
        first, last = known.bounds[name]
        for value, count in zip(known.labels[first:last], totals[first:last].tolist(), strict=True):
            label = vocabulary.label(name, value)
            if name in _MANY and begin not in fold_letters(label):
                continue
            if count and f" {' '.join(words(label)) or fold_letters(label)}".find(f" {typed}") >= 0:
                found.append(Suggestion(name, label, value, count))
    return sorted(found, key=lambda one: (-one.count, one.text, one.value))


def _titles(snapshot: Snapshot, typed: list[str], limit: int) -> list[Suggestion]:
    """Titles with all the words typed; the last one may go on."""
    parts: list[Node] = [Term(word, "title") for word in typed[:-1]]
    node = And((*parts, Wildcard(typed[-1] + "*", "title")))
    ids = [view.only_live(Matching(view.file, stemmed=snapshot.stemmed).documents(node)) for view in snapshot.views]
    found, _ = paging.page(snapshot.views, ids, 0.0, Sort.NEWEST, None, 0, limit)
    return [Suggestion("title", one.view.file.hit(one.document)[2], one.id) for one in found]
