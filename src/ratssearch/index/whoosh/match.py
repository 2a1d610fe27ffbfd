"""The documents of one segment that a query tree matches; scores come after, in score.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from ratssearch.index import analysis
from ratssearch.index.nodes import (
    And,
    AndMaybe,
    Boost,
    DateRange,
    Everything,
    Fuzzy,
    Keyword,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Term,
    Wildcard,
)
from ratssearch.index.whoosh import expand, sets
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.document import UNDATED
from ratssearch.index.whoosh.held import DENSE, Held
from ratssearch.index.whoosh.phrase import phrase
from ratssearch.index.whoosh.segment import TEXT_FIELDS, SegmentFile
from ratssearch.index.whoosh.sorted_numbers import Bitmap

_EVERYTHING = Everything()
_SPARSE = 32  # fewer than one document in so many are joined as lists
_LAST_DAY = date.max.toordinal()


def fields_of(field: str) -> tuple[str, ...]:
    """The text fields that a node without a field speaks of, or the one it names."""
    return (field,) if field else TEXT_FIELDS


class Matching:
    """Matches the nodes of one query in one segment; remembers them, for scores ask again.

    Nodes are known by their identity, so the query must live as long as this; so are holders and documents below, which
    `_holders` and `_known` keep alive."""

    def __init__(self, segment: SegmentFile, *, stemmed: bool) -> None:
        self.segment = segment
        self._stemmed = stemmed
        self._known: dict[int, Array] = {}
        self._known_in: dict[tuple[int, str], Array] = {}
        self._holders: dict[int, Held] = {}
        self._places: dict[int, tuple[Array, Array | None]] = {}  # holders -> documents, their places among the holders
        # Documents -> a bool or, for a word, a key for each document of the segment; 0 where it is not among them.
        self._members: dict[int, Array | Bitmap] = {}

    def documents(self, node: Node) -> Array:
        """Documents that match, deleted ones too; ascending int64."""
        found = self._known.get(id(node))
        if found is None:
            found = self._known[id(node)] = self._documents(node)
        return found

    def _documents(self, node: Node) -> Array:
        size = self.segment.documents
        match node:
            case Term():
                return self._holding(node)
            case Everything():
                return self.segment.all_ids
            case Nothing():
                return sets.EMPTY
            case Phrase():
                return sets.union([self.in_field(node, field) for field in fields_of(node.field)], size)
            case Wildcard() | Fuzzy():
                return self.expanded(node)
            case Keyword():
                return sets.as_set(self.segment.documents_of(node.field, node.value))
            case DateRange():
                return dated(self.segment, node)
            case And():
                return self._all(node.children)
            case Or():
                return self._any(node.children)
            case Not():
                return sets.complement(self.documents(node.child), size)
            case AndMaybe(inner) | Boost(inner):
                return self.documents(inner)

    def _holding(self, node: Term) -> Array:
        """All documents that hold a word."""
        held = self.holders(node)
        ids = sets.as_set(held.ids)
        self._places[id(held)] = ids, None
        if held.every is not None:
            self._members[id(ids)] = held.every
        return ids

    def _any(self, children: Sequence[Node]) -> Array:
        """All documents that any child matches."""
        size = self.segment.documents
        if sum(map(self._most, children)) * _SPARSE < size:
            return sets.union([self.documents(child) for child in children], size)
        members = np.zeros(size, np.bool_)
        for child in children:
            every = self.holders(child).every if isinstance(child, Term) else None
            if every is not None:
                members |= every != 0
            else:
                members[self.documents(child)] = True
        ids = members.nonzero()[0]
        self._members[id(ids)] = members
        return ids

    def members(self, ids: Array) -> Array | None:
        """One bool for each document of the segment that says whether it is among documents matched, where known."""
        values = self._members.get(id(ids))
        if isinstance(values, Bitmap):
            return values.members(self.segment.documents)
        return values if values is None or values.dtype == np.bool_ else values != 0

    def _all(self, children: Sequence[Node]) -> Array:
        """The child with the fewest documents first; of these, those that the others match too."""
        first, *others = sorted(children, key=self._most) if children else (_EVERYTHING,)
        found = self.documents(first)
        known: dict[int, Array | None] = {}  # for words: where the documents found stand among the holders
        if isinstance(first, Term):
            known[id(self.holders(first))] = None
        for other in others:
            if not len(found):
                break
            here, there = self._find(other, found)
            found = found.take(here)
            for held, places in known.items():
                known[held] = here if places is None else places.take(here)
            if there is not None and isinstance(other, Term):
                known[id(self.holders(other))] = there
        self._places |= {held: (found, places) for held, places in known.items()}
        return found

    def _find(self, node: Node, ids: Array) -> tuple[Array, Array | None]:
        """The places of those of some documents that a node matches, and, for a word, see Held.find()."""
        if isinstance(node, Term):
            return self.holders(node).find(ids)
        return self.among(node, ids).nonzero()[0], None

    def narrowed(self, before: Array, after: Array, at: Array | None) -> None:
        """Note that documents matched were filtered: `after` are those of `before` at some places."""
        if at is not None:
            for held, (ids, places) in self._places.items():
                if ids is before:
                    self._places[held] = after, at if places is None else places.take(at)

    def places(self, held: Held, ids: Array) -> tuple[bool, Array | None]:
        """Whether it is known from matching where ids stand among the holders of a word, and where; None: they are
        all of them."""
        found, places = self._places.get(id(held), (None, None))
        return found is ids, places

    def _most(self, node: Node) -> int:
        """How many documents a node matches at most, as far as that costs little to know."""
        size = self.segment.documents
        match node:
            case Term():
                return len(self.holders(node).ids)
            case Keyword():
                return self.segment.count_of(node.field, node.value)
            case Wildcard() | Fuzzy():
                return len(self.documents(node))
            case Phrase():
                held = (self.held(word, node.field, exact=node.exact) for word in node.words)
                return min((len(one.ids) for one in held), default=0)
            case And():
                return min(map(self._most, node.children), default=size)
            case Or():
                return min(size, sum(map(self._most, node.children)))
            case AndMaybe(inner) | Boost(inner):
                return self._most(inner)
            case Nothing():
                return 0
            case _:
                return size

    def among(self, node: Node, ids: Array) -> Array:
        """Which of some documents (ascending int64) a node matches; one bool each."""
        match node:
            case Term():
                return self.holders(node).among(ids)
            case Keyword():
                return self.segment.carrying(node.field, node.value, ids)
            case DateRange(field="date"):
                first, last = days(node.first, node.last)
                inside: Array = self.segment.last.take(ids) >= first
                return inside & (self.segment.first.take(ids) <= last)
            case Not():
                return ~self.among(node.child, ids)
            case _:
                return sets.among(self.documents(node), ids, self.segment.documents)

    def holders(self, node: Term) -> Held:
        """The documents that hold the word of a node."""
        found = self._holders.get(id(node))
        if found is None:
            found = self._holders[id(node)] = self.held(node.word, node.field, exact=node.exact)
        return found

    def held(self, word: str, field: str, *, exact: bool) -> Held:
        """The holders of a query word in one text field, or, if that is empty, in any."""
        key, stem = self.key(word, exact=exact)
        return self.segment.held(key, stem=stem, field=field)

    def in_field(self, node: Phrase, field: str) -> Array:
        """Documents whose field holds a phrase; ascending int64."""
        found = self._known_in.get((id(node), field))
        if found is None:
            keys = [self.key(word, exact=node.exact) for word in node.words]
            words, stem = tuple(word for word, _ in keys), bool(keys) and keys[0][1]
            asked = (field, words, node.offsets, node.slop)
            # Kept like the documents of a word: a reader who narrows or pages asks for the same phrase again.
            kept = self.segment.cached(
                ("phrase", *asked, stem), lambda: phrase(self.segment, *asked, stem=stem).astype(np.int32)
            )
            found = self._known_in[id(node), field] = sets.as_set(kept)
        return found

    def phrase_inside(self, node: Phrase, field: str) -> Array:
        """Which of the documents that a phrase matches hold it in a field; one bool each."""
        ids, own, size = self.documents(node), self.in_field(node, field), self.segment.documents
        if own is ids:
            return np.ones(len(ids), np.bool_)
        if len(own) * 64 > size:
            return sets.mask(own, size).take(ids)
        inside = np.zeros(len(ids), np.bool_)
        inside[ids.searchsorted(own)] = True
        return inside

    def expanded(self, node: Wildcard | Fuzzy) -> Array:
        """Documents that hold any of the words that a node stands for; ascending int64."""
        key: tuple[str | int, ...]  # without the weight of the node, which changes nothing here
        match node:
            case Wildcard():
                key = ("wildcard", node.field, node.pattern)
            case Fuzzy():
                key = ("fuzzy", node.field, node.word, node.distance)
        found = self.segment.cached(key, lambda: _expanded(self.segment, node))
        ids = sets.as_set(found)
        if len(ids) * DENSE > self.segment.documents:
            bits = self.segment.bitmap(("bits", *key), lambda: Bitmap(found, self.segment.documents))
            self._members[id(ids)] = bits
        return ids

    def key(self, word: str, *, exact: bool) -> tuple[str, bool]:
        """What the postings of a query word are called: the word, or its stem key and True."""
        return (word, False) if exact or not self._stemmed else (analysis.stem(word), True)


def _expanded(segment: SegmentFile, node: Wildcard | Fuzzy) -> Array:
    if isinstance(node, Wildcard):
        words = expand.wildcard(segment, node.pattern)
    else:
        words = expand.fuzzy(segment, node.word, node.distance)
    members = np.zeros(segment.documents, np.bool_)
    for field in fields_of(node.field):
        postings = segment.fields[field]
        members[postings.many_ids(postings.places(words))] = True
    return members.nonzero()[0].astype(np.int32)


def days(first: date | None, last: date | None) -> tuple[int, int]:
    """A span of days as ordinals; no undated document is inside it."""
    return first.toordinal() if first else UNDATED + 1, last.toordinal() if last else _LAST_DAY


def dated(segment: SegmentFile, node: DateRange) -> Array:
    """Documents whose span overlaps the range; for events, any of their spans."""
    first, last = days(node.first, node.last)
    if node.field == "date":
        return ((segment.last >= first) & (segment.first <= last)).nonzero()[0]
    content = segment.content
    inside = (content.array("event.last") >= first) & (content.array("event.first") <= last)
    through = np.concatenate(([0], np.cumsum(inside, dtype=np.int64))).take(content.array("event.start"))
    return np.diff(through).nonzero()[0]
