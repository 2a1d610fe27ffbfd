"""Names that were discovered in the releases: what they are called, and who is meant by a name somebody writes."""

from __future__ import annotations

from collections.abc import Iterable

from ratssearch.archive import DiscoveredName
from ratssearch.enrich import is_called
from ratssearch.models import MentionKind
from ratssearch.text import fold, fold_letters, spelling_rank


class DiscoveredNames:
    """The discovered names of one state of the archive. Immutable."""

    def __init__(self, spellings: Iterable[DiscoveredName] = ()) -> None:
        self._labels: dict[MentionKind, dict[str, str]] = {kind: {} for kind in MentionKind if kind.discovered}
        self._folded: dict[MentionKind, dict[str, str]] = {kind: {} for kind in self._labels}
        for spelling in spellings:
            kind = MentionKind(spelling.kind)
            held = self._labels[kind].get(spelling.entity)
            if held is None or spelling_rank(spelling.label) > spelling_rank(held):
                self._labels[kind][spelling.entity] = spelling.label
            folded = self._folded[kind].get(spelling.entity, "")
            self._folded[kind][spelling.entity] = f"{folded}\n{fold_letters(spelling.label)}"

    def label(self, kind: MentionKind, entity: str) -> str:
        """The best spelling that the archive holds; the key itself where it holds none."""
        return self._labels[kind].get(entity, entity)

    def known(self, kind: MentionKind, entity: str) -> bool:
        return entity in self._labels[kind]

    def resolve(self, kind: MentionKind, text: str) -> tuple[str, ...]:
        """Keys that a name stands for: the key itself, another spelling of it, else names that hold all the words."""
        if fold(text) in self._labels[kind]:
            return (fold(text),)
        wanted = fold_letters(text)
        found = tuple(entity for entity in self._labels[kind] if is_called(kind, entity, text))
        if found or not wanted:
            return found
        words = wanted.split()
        return tuple(
            entity for entity, names in self._folded[kind].items() if all(word in names.split() for word in words)
        )

    def matching(self, kind: MentionKind, letters: str) -> tuple[str, ...]:
        """Keys of names that hold these letters in any of their spellings, and those that resolve() finds."""
        wanted = fold_letters(letters)
        holding = [entity for entity, names in self._folded[kind].items() if wanted in names]
        return tuple(dict.fromkeys((*holding, *self.resolve(kind, letters))))
