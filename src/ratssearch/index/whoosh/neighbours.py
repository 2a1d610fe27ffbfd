"""More like this: releases that share the most telling words of one."""

from __future__ import annotations

from collections import Counter

import numpy as np

from ratssearch.index import ranking
from ratssearch.index.analysis import STOP_WORDS
from ratssearch.index.nodes import Or, Term
from ratssearch.index.whoosh import hits, paging
from ratssearch.index.whoosh.match import Matching
from ratssearch.index.whoosh.score import Scoring
from ratssearch.index.whoosh.segment import SegmentView
from ratssearch.index.whoosh.snapshot import Snapshot
from ratssearch.index.whoosh.vocabulary import Analysis
from ratssearch.models import Hit, Sort

_WORDS = 25  # words of the release that are looked for
_MOST_READ = 3_000  # words of its text that are read
_TITLE = 3  # how many times a word of the title counts


def similar(snapshot: Snapshot, view: SegmentView, document: int, analysis: Analysis, limit: int) -> tuple[Hit, ...]:
    """The releases most like one, best first, without it."""
    telling = _telling_words(snapshot, view, document, analysis)
    if not telling:
        return ()
    node = Or(tuple(Term(word) for word in telling))
    parts, scores = [], []
    for other in snapshot.views:
        matching = Matching(other.file, stemmed=snapshot.stemmed)
        ids = other.only_live(matching.documents(node))
        if other is view:
            ids = ids[ids != document]
        parts.append(ids)
        scores.append(Scoring(snapshot, matching, 1.0).scores(node, ids))
    found, _ = paging.page(snapshot.views, parts, scores, Sort.RELEVANCE, None, 0, limit)
    return hits.read(found, scored=True)


def _telling_words(snapshot: Snapshot, view: SegmentView, document: int, analysis: Analysis) -> list[str]:
    """The words of a release that are frequent in it and rare elsewhere, one for each stem class."""
    counts: Counter[str] = Counter(analysis(view.file.bodies.text(document))[:_MOST_READ])
    for word in analysis(view.file.hit(document)[2]):
        counts[word] += _TITLE
    matching = Matching(view.file, stemmed=snapshot.stemmed)
    classes: dict[tuple[str, bool], tuple[str, int]] = {}
    for word, count in counts.items():
        if word not in STOP_WORDS and not word.isdigit() and len(word) > 1:
            key = matching.key(word, exact=False)
            first, before = classes.get(key, (word, 0))
            classes[key] = (first, before + count)
    weighted = []
    # Frequencies of the whole index are dear to look up; the likeliest words are enough.
    for (word, stem), (written, count) in sorted(classes.items(), key=lambda item: (-item[1][1], item[0]))[:150]:
        frequency = snapshot.frequency(word, stem=stem)
        if frequency > 1:
            weighted.append((-np.log1p(count) * ranking.idf(snapshot.live, frequency), written))
    return [written for _, written in sorted(weighted)[:_WORDS]]
