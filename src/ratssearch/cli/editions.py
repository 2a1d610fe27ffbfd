"""release --editions and --diff: when each edition was seen, and what it changed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ratssearch.cli.output import bold, coloured, plain
from ratssearch.errors import ParameterError
from ratssearch.models import Edition, Release
from ratssearch.search import Difference, EditionView, Kind, ReleaseView, SearchService, as_json, in_order, kind_of
from ratssearch.search.differences import Piece, difference

_ADDED, _REMOVED, _OFF = "\x1b[32m", "\x1b[31m", "\x1b[39m"  # beside the signs, never alone


def seen(release: Release) -> str:
    """Since when and until when, and that it is absent: never that it was deleted, which nobody here can know."""
    words = f"{release.first_seen:%Y-%m-%d %H:%M} to {release.last_seen:%Y-%m-%d %H:%M} UTC"
    if release.absent_since is not None:
        words += f", absent since {release.absent_since:%Y-%m-%d %H:%M} UTC"
    if release.failed_looks:
        words += f", {release.failed_looks} fetch{'es' if release.failed_looks > 1 else ''} failed"
    return words


def edition_lines(view: ReleaseView) -> Iterator[str]:
    """One line for each edition, in the order they were seen, with what it changed."""
    release = view.release
    yield bold(plain(release.page.title))
    yield f"Seen {seen(release)}"
    editions = in_order(view.editions)
    if not editions:
        yield "1\tthe only edition"
        return
    yield _line(editions[0], "first seen")
    for before, after in pairwise(editions):
        yield _line(after, _words(difference(before.page, after.page)))


def _line(edition: Edition, words: str) -> str:
    span = f"{edition.first_seen:%Y-%m-%d %H:%M} to {edition.last_seen:%Y-%m-%d %H:%M} UTC"
    return f"{edition.number}\t{span}\t{words}"


def _words(change: Difference) -> str:
    facts = [fact.name for fact in change.facts]
    parts = [kind_of(change)]
    if change.changes_text:
        parts.append(f"{change.added:,} words added, {change.removed:,} removed")
    if facts:
        parts.append(f"{', '.join(facts)} changed")
    return "; ".join(parts)


def print_difference(service: SearchService, release_id: str, numbers: Sequence[int], *, as_data: bool) -> int:
    """Print what an edition changed: the latest, number N against the one before it, or M against N."""
    if len(numbers) > 2:
        raise ParameterError("diff", "takes two numbers at most.", hint="--diff, --diff 3, or --diff 1 3")
    if numbers:
        view = service.get_edition(release_id, numbers[-1], numbers[0] if len(numbers) == 2 else None)
    else:
        editions = in_order(service.get_release(release_id).editions)
        view = service.get_edition(release_id, editions[-1].number if editions else 1)
    if as_data:
        print(json.dumps(as_json.edition_json(view), ensure_ascii=False, indent=1))
        return 0
    for line in _difference_lines(view):
        print(line)
    return 0


def _difference_lines(view: EditionView) -> Iterator[str]:
    if view.change is None or view.before is None:
        yield f"{view.release.id} has no edition before {view.edition.number}: nothing changed."
        return
    span = f"{view.before.first_seen:%Y-%m-%d} to {view.before.last_seen:%Y-%m-%d}"
    yield f"--- edition {view.before.number}, seen {span}"
    yield f"+++ edition {view.edition.number}, seen {view.edition.first_seen:%Y-%m-%d} on"
    for fact in view.change.facts:
        yield f"{fact.name}:"
        yield from (_signed(Kind.REMOVED, fact.before), _signed(Kind.ADDED, fact.after))
    same = 0
    for paragraph in view.change.paragraphs:
        if paragraph.kind is Kind.SAME:
            same += 1
            continue
        if same:
            yield f"  ({same} paragraph{'s' if same > 1 else ''} unchanged)"
        same = 0
        if paragraph.kind is Kind.CHANGED:
            yield "~ " + "".join(_piece(piece) for piece in paragraph.pieces)
        else:
            yield _signed(paragraph.kind, paragraph.pieces[0].text)
    if same:
        yield f"  ({same} paragraph{'s' if same > 1 else ''} unchanged)"


def _signed(kind: Kind, text: str) -> str:
    return _painted(kind, f"{'+' if kind is Kind.ADDED else '-'} {plain(text)}")


def _piece(piece: Piece) -> str:
    """A run of words in wdiff's signs, which can be read without colour."""
    text = plain(piece.text)
    if piece.kind is Kind.SAME:
        return text
    words = text.lstrip()
    signs = ("{+", "+}") if piece.kind is Kind.ADDED else ("[-", "-]")
    return text[: len(text) - len(words)] + _painted(piece.kind, f"{signs[0]}{words}{signs[1]}")


def _painted(kind: Kind, text: str) -> str:
    if not coloured(sys.stdout):
        return text
    return f"{_ADDED if kind is Kind.ADDED else _REMOVED}{text}{_OFF}"
