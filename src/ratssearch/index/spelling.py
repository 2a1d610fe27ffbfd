"""Did you mean: spellings from the corpus's own words that would find more. Offered, never substituted."""

from __future__ import annotations


def edit_distance(left: str, right: str, limit: int) -> int:
    """Levenshtein distance of two words; limit + 1 as soon as it is more than limit."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    previous = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != other)))
        if min(current) > limit:
            return limit + 1
        previous = current
    return min(previous[-1], limit + 1)
