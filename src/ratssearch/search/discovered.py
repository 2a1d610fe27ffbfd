"""Names that were discovered in the releases: what they are called, and who is meant by a name somebody writes."""

from __future__ import annotations

from collections.abc import Iterable

from ratssearch.archive import DiscoveredName
from ratssearch.enrich import best_spelling, has_bearer, is_called, why_grouped
from ratssearch.models import Mention, MentionKind
from ratssearch.text import fold, fold_letters


def grouped_by(mention: Mention, label: str) -> str:
    """Why a person's mention counts under a name that is written otherwise: a reason of enrich.why_grouped, or ""."""
    if mention.kind is not MentionKind.PERSON or fold(mention.words) == fold(label):
        return ""
    return why_grouped(mention.entity, mention.words)


class DiscoveredNames:
    """The discovered names of one state of the archive. Immutable."""

    def __init__(self, spellings: Iterable[DiscoveredName] = ()) -> None:
        self._labels: dict[MentionKind, dict[str, str]] = {kind: {} for kind in MentionKind if kind.discovered}
        self._folded: dict[MentionKind, dict[str, str]] = {kind: {} for kind in self._labels}
        self._bearers: dict[str, int] = {}  # surname's key -> how many persons bear it
        for (kind, entity), held in _by_entity(spellings).items():
            self._labels[kind][entity] = best_spelling(kind, held)
            self._folded[kind][entity] = "\n".join(map(fold_letters, sorted(held)))
            surname = has_bearer(entity)
            if kind is MentionKind.PERSON and surname != entity:
                self._bearers[surname] = self._bearers.get(surname, 0) + 1

    def label(self, kind: MentionKind, entity: str) -> str:
        """The best spelling: of a person the most frequent full one, of a body the fullest; the key itself where the
        archive holds none."""
        return self._labels[kind].get(entity, entity)

    def known(self, kind: MentionKind, entity: str) -> bool:
        return entity in self._labels[kind]

    def resolve(self, kind: MentionKind, text: str) -> tuple[str, ...]:
        """Keys that a name stands for: the key itself, another spelling of it, else names that hold all the words."""
        if fold(text) in self._labels[kind]:
            return (fold(text),)
        wanted = fold_letters(text)
        found = tuple(entity for entity in self._labels[kind] if self._is_called(kind, entity, text))
        if kind is MentionKind.PERSON:
            found = self._with_surname(found)
        if found or not wanted:
            return found
        words = wanted.split()
        return tuple(
            entity for entity, names in self._folded[kind].items() if all(word in names.split() for word in words)
        )

    def _is_called(self, kind: MentionKind, entity: str, text: str) -> bool:
        other = _is_latin(text) != _is_latin(self._labels[kind][entity])
        return is_called(kind, entity, text, other_script=other)

    def _with_surname(self, found: tuple[str, ...]) -> tuple[str, ...]:
        """The persons found, and what is only known by their surname if nobody else bears it."""
        alone = (has_bearer(entity) for entity in found if self._bearers.get(has_bearer(entity)) == 1)
        known = (surname for surname in alone if surname in self._labels[MentionKind.PERSON])
        return tuple(dict.fromkeys((*found, *known)))

    def matching(self, kind: MentionKind, letters: str) -> tuple[str, ...]:
        """Keys of names that hold these letters in any of their spellings, and those that resolve() finds."""
        wanted = fold_letters(letters)
        holding = [entity for entity, names in self._folded[kind].items() if wanted in names]
        return tuple(dict.fromkeys((*holding, *self.resolve(kind, letters))))


def _by_entity(spellings: Iterable[DiscoveredName]) -> dict[tuple[MentionKind, str], dict[str, int]]:
    """Spelling -> number of editions, for each discovered name."""
    held: dict[tuple[MentionKind, str], dict[str, int]] = {}
    for spelling in spellings:
        held.setdefault((MentionKind(spelling.kind), spelling.entity), {})[spelling.label] = spelling.editions
    return held


def _is_latin(text: str) -> bool:
    return next((char for char in text if char.isalpha()), "a") < "\u0250"
