"""Which releases say the same: near duplicates by their shingles, siblings in other languages by addresses and facts.

Pure functions of releases; the pipeline decides what is compared and keeps the answers.
"""

from ratssearch.relate.duplicates import candidate_pairs, compare, signature
from ratssearch.relate.siblings import Facts, address_key, best, facts_of, sibling

__all__ = ["Facts", "address_key", "best", "candidate_pairs", "compare", "facts_of", "sibling", "signature"]
