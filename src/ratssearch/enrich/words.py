"""Words and names one letter away from a country's name that are no misspellings of it."""

from __future__ import annotations

KNOWN_WORDS = frozenset(
    ["angela", "angelo", "francs", "finish", "gorman", "germann", "greene", "jordon", "mexicana", "canadair", "koreana", "brittain", "russel", "cubana", "polis", "panamax", "norman", "german", "hermann", "iranair", "romain", "romana", "martinez", "indiana", "austral", "swedes"]
)
