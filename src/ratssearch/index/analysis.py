"""From text to words: the one analysis that index, queries, snippets and suggestions share.

words(text) gives the words of a text in order; a word's position is its place in that list. A word is folded (case,
accents, full-width forms and yo, as text.fold does) but never stemmed, so the index holds words as written; stem()
says which of them count as one word when a query is not quoted. scan(text) gives the same words with their offsets.

    The U.N. and Kazakhstan's    the, un, and, kazakhstan       abbreviations close up, the possessive goes
    The U.S. told us, USA        the, usa, told, us, usa        the country is told from the pronoun
    Al-Qa'ida, l'Union, d'Ivoire al, qaida, union, ivoire       inner apostrophes close up, elided articles go
    A/RES/75/291, 2396 (2017)    a, res, 75, 291, 2396, 2017    everything else that is no letter or digit separates
    安全理事会                   安全, 全理, 理事, 事会, 会       pairs that overlap, then the last character alone

In Chinese, Japanese and Korean each character thus begins exactly one word: text written together is a run of
adjacent pairs, and a single character is found as the beginning of a word. A run in a query leaves out its last word
unless it is the only one (query_words), because in the text that character may be followed by another; but its
place counts.

Which stemmer applies is a matter of the word's script, not of the release's language: English for Latin letters,
Russian for Cyrillic, none for others (docs/decisions/0035). The index is the same for all languages.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from threading import Lock

import Stemmer

from ratssearch.text import fold_letters

MAX_WORD = 64  # characters; longer words are cut, in texts and queries alike

# Letters of scripts that put no spaces between words, and Hangul, whose particles are written to the word.
UNSPACED = (
    "\u1100-\u11ff\u2e80-\u2fd5\u3005-\u3007\u3031-\u3035\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\uff66-\uffdc"
    "\U0001b000-\U0001b16f\U00020000-\U0003fffd"
)
# Combining marks that stand inside words of many scripts; \w leaves them out.
MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962"
    "\u0963\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0abc\u0abe-\u0acd"
    "\u0b01-\u0b03\u0b3c\u0b3e-\u0b57\u0bbe-\u0bcd\u0c3e-\u0c56\u0cbc\u0cbe-\u0cd6\u0d3e-\u0d4d\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f"
)
INVISIBLE = "\u00ad\u200c\u200d\u2060"  # soft hyphen and joiners

# ASCII text, the common case, needs no regular expression: two passes in C.
_ASCII_WORDS = str.maketrans({chr(code): chr(code).lower() if chr(code).isalnum() else " " for code in range(128)})
# Typography that keeps otherwise plain English text from being ASCII; one character for one.
TYPOGRAPHY = {
    **dict.fromkeys("\u2019\u2018\u02bc\u02bb\u02b9", "'"),
    **dict.fromkeys("\u201c\u201d\u2013\u2014\u2026\u2022\u00a0\u00ab\u00bb", " "),
}
_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(f"[{MARKS}]")
_MARKED_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}])*")
# What may have to be cut out (_cuts): an apostrophe between letters, with the s of a possessive; a dot between single
# letters; something invisible. Each begins with a known character, because a search for one runs at memory speed.
_APOSTROPHE = re.compile(r"'(?<=[^\W_]')(?:[sS\u017f](?![^\W_]|'[^\W\d_])|(?=[^\W\d_]))")
# The country, which without its dots reads like a pronoun: U.S., and US in capitals, but not in CONTACT US. Longer
# abbreviations (U.S.S.R.) close up like others. {x} are letters and digits, {a} letters, {o} blanks and other signs;
# another module fills them in for bytes.
COUNTRY_PATTERNS = (
    r"\.(?<=[Uu].)(?<![{x}]..)(?<!(?<![{x}])[{x}]\...)[Ss](?!\.[{a}](?![{x}]))(?![{x}])",
    r"US(?<![{x}]..)(?:(?<![A-Z][A-Z][{o}]..)|(?<=(?<![A-Z])THE[{o}]..)|(?=-[{a}]))(?![{x}])",
)
COUNTRY_WORDS = ("SA", "USA")  # what the patterns find becomes these
_DOTTED, _CAPITALS = (
    re.compile(pattern.format(x=rf"^\W_{UNSPACED}", a=rf"^\W\d_{UNSPACED}", o=r"^\w\x21-\x7e") + f"(?![{MARKS}])")
    for pattern in COUNTRY_PATTERNS
)
_DOT = re.compile(r"\.(?<=(?<![^\W_])[^\W_]\.)(?=[^\W\d_](?![^\W_]))")
_HIDDEN = re.compile(rf"[{INVISIBLE}]+")
_ELIDED = re.compile(r"(?<![^\W_])(?:[ld]|qu|dell|nell|all|sull|dall)'$", re.IGNORECASE)  # French, Italian
_RUN = re.compile(rf"[{UNSPACED}][{UNSPACED}{MARKS}]*|[^{UNSPACED}]+")
_UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")

_WORD_SIGN = re.compile(r"\w")

_ascii_of: dict[str, str | None] = {}  # one entry for each foreign character ever met
_folded: dict[str, tuple[str, ...]] = {}  # token as written -> its words
_FOLDED_LIMIT = 500_000


def words(text: str) -> list[str]:
    """The folded words of a text, in order. Several million a second for English."""
    result = _uncut(text)
    if max(map(len, result), default=0) > MAX_WORD:
        return [word[:MAX_WORD] for word in result]
    return result


def _uncut(text: str) -> list[str]:
    """words(), but for words longer than MAX_WORD, some of which are left whole."""
    text = _plain(text)
    if ".S" in text or ".s" in text:
        text = _DOTTED.sub(COUNTRY_WORDS[0], text)
    if "US" in text:
        text = _CAPITALS.sub(COUNTRY_WORDS[1], text)
    cuts = _cuts(text)
    if cuts:
        text = "".join(_pieces(text, cuts))
    if not text.isascii():
        text = _latin(text)
    if text.isascii():
        return text.translate(_ASCII_WORDS).split()
    result: list[str] = []
    known = _folded
    for token in _word_pattern(text).findall(text):
        result.extend(known.get(token) or _token_words(token))
    return result


def spans(text: str) -> list[tuple[int, int]]:
    """(start, end) offsets in text of each of words(text), end exclusive."""
    return [(start, end) for _, start, end in scan(text)]


def scan(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word with its start and end offset in text; the words are words(text). Words may share a span."""
    closed = close(text)
    for token in _word_pattern(closed.text).finditer(closed.text):
        for word, start, end in _token_scan(token[0]):
            yield word, *closed.span(token.start() + start, token.start() + end)


@dataclass(frozen=True, slots=True)
class Closed:
    """A text with its words closed up: what is left between separators are words, not yet folded. Piece n of it
    begins at starts[n], and at origins[n] in the original, or in the text that `source` was made of the original."""

    text: str
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)
    source: Closed | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span of the characters start..end here (end exclusive, start < end)."""
        if len(self.starts) > 1:
            first = bisect_right(self.starts, start) - 1
            last = bisect_right(self.starts, end - 1) - 1
            start += self.origins[first] - self.starts[first]
            end += self.origins[last] - self.starts[last]
        return (start, end) if self.source is None else self.source.span(start, end)


def close(text: str) -> Closed:
    """A text with U.S. and Qa'ida closed up, possessives and elided articles gone and typography made plain."""
    text = _plain(text)
    named = _countries_named(text)
    text = named.text
    cuts = _cuts(text)
    if not cuts:
        return named
    pieces = _pieces(text, cuts)
    starts = tuple(accumulate(map(len, pieces[:-1]), initial=0))
    return Closed("".join(pieces), starts, (0, *(end for _, end in cuts)), named)


def query_words(text: str) -> tuple[list[str], tuple[int, ...]]:
    """The words to look for so that text is found wherever it stands, and where each stands, counted from the first.

    These are its words, but for the last of an unspaced run of several characters: where the text goes on without a
    blank, that character begins a pair with the next one. The pair before says already that it is there.
    """
    found = words(text)
    kept = [place for place, word in enumerate(found) if not _ends_run(found[place - 1] if place else "", word)]
    return [found[place] for place in kept], tuple(kept)


def flowed(found: Iterable[str], offsets: Iterable[int]) -> list[str]:
    """Query words as they were written: pairs of unspaced characters that overlap are one run again."""
    runs: list[str] = []
    before, last = "", -2
    for word, place in zip(found, offsets, strict=True):
        if place == last + 1 and _overlap(before, word):
            runs[-1] += word[1:]
        else:
            runs.append(word)
        before, last = word, place
    return runs


def _ends_run(before: str, word: str) -> bool:
    return len(word) == 1 and _overlap(before, word)


def _overlap(before: str, word: str) -> bool:
    return len(before) == 2 and is_unspaced(before) and word[0] == before[1]


def is_beginning(word: str) -> bool:
    """Whether a query word is one character of an unspaced script: it stands for all words that begin with it."""
    return len(word) == 1 and is_unspaced(word)


def is_unspaced(word: str) -> bool:
    """Whether a word belongs to a script whose words here are pairs of characters (Chinese, Japanese, Korean)."""
    return word >= "\u1100" and _UNSPACED_LETTER.match(word) is not None


# ---------------------------------------------------------------- tokens


def _plain(text: str) -> str:
    """Common typography made ASCII, character for character."""
    if not text.isascii():
        for mark, plain in TYPOGRAPHY.items():
            text = text.replace(mark, plain)
    return text


def _countries_named(text: str) -> Closed:
    """A plain text with USA for U.S and US; where it takes a character more, the last two share one's place."""
    text = _DOTTED.sub(COUNTRY_WORDS[0], text)
    starts, origins = [0], [0]
    for number, match in enumerate(_CAPITALS.finditer(text)):
        starts += [match.end() + number, match.end() + number + 1]
        origins += [match.end() - 1, match.end()]
    return Closed(_CAPITALS.sub(COUNTRY_WORDS[1], text), tuple(starts), tuple(origins))


def _latin(text: str) -> str:
    """A text that is all Latin letters and signs as ASCII: what folding and splitting make of each character is put in
    its place at once. Any other text as it is."""
    foreign = [character for character in set(text) if character > "\x7f"]
    for character in foreign:
        if character not in _ascii_of:
            _ascii_of[character] = _ascii(character)
        if _ascii_of[character] is None:
            return text
    for character in foreign:
        text = text.replace(character, _ascii_of[character] or " ")
    return text


def _ascii(character: str) -> str | None:
    """The ASCII letters and digits that a character is folded to, a space for a separator; None for anything else."""
    if _MARK.match(character) or _UNSPACED_LETTER.match(character):
        return None
    if _WORD.match(character):
        folded: str = fold_letters(character)
        return folded if folded.isascii() and folded.isalnum() else None
    return None if _WORD_SIGN.match(character) else " "


def _cuts(text: str) -> list[tuple[int, int]]:
    """The spans to take out of a plain text so that what is left between separators are words; sorted, disjoint: inner
    apostrophes, 's, l', the dots of U.S., and what is invisible."""
    found = [dot.span() for dot in _DOT.finditer(text) if text[dot.start() - 1].isalpha()]
    for mark in _APOSTROPHE.finditer(text):
        start, end = mark.span()
        if end == start + 1 and text[start - 1] in "lLdDuU":
            elided = _ELIDED.search(text, max(0, start - 5), end)
            if elided:
                start = elided.start()
        found.append((start, end))
    if not text.isascii():
        found += [hidden.span() for hidden in _HIDDEN.finditer(text)]
    found.sort()
    cuts: list[tuple[int, int]] = []
    for cut in found:
        if not cuts or cut[0] >= cuts[-1][1]:
            cuts.append(cut)
    return cuts


def _pieces(text: str, cuts: list[tuple[int, int]]) -> list[str]:
    """What is left of text around cuts; one more than there are cuts."""
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _word_pattern(text: str) -> re.Pattern[str]:
    return _MARKED_WORD if _MARK.search(text) else _WORD


def _token_words(token: str) -> tuple[str, ...]:
    found = _folded.get(token)
    if found is None:
        found = tuple(word for word, _, _ in _token_scan(token))
        if not _UNSPACED_LETTER.search(token):  # runs of those are endless in variety
            if len(_folded) >= _FOLDED_LIMIT:
                _folded.clear()
            _folded[token] = found
    return found


def _token_scan(token: str) -> Iterator[tuple[str, int, int]]:
    """The words of a run of letters, digits and marks, with offsets in the run."""
    if token.isascii():
        yield token.lower()[:MAX_WORD], 0, len(token)
        return
    for run in _RUN.finditer(token):
        folded = fold_letters(run[0])
        if not is_unspaced(run[0]):
            for word in _MARKED_WORD.findall(folded):
                yield word[:MAX_WORD], run.start(), run.end()
            continue
        letters = "".join(_WORD.findall(folded))
        aligned = len(letters) == len(run[0])
        for index in range(len(letters)):
            word = letters[index : index + 2]
            start = run.start() + index
            yield (word, start, start + len(word)) if aligned else (word, run.start(), run.end())


# ---------------------------------------------------------------- stem classes

_english = Stemmer.Stemmer("english", 0)
_russian = Stemmer.Stemmer("russian", 0)
_stemming = Lock()  # a Stemmer keeps state in C while it works
_CYRILLIC = re.compile("[\u0430-\u044f\u0450-\u045f\u0490-\u052f]+")
# British and American spellings are one class: organisation and organization, labour and labor, centre and center.
_ISE = re.compile(r"(?<=[a-z]{3})([iy])s(?=(?:e|es|ed|ing|er|ers|ations?|ational|able)$)")
_OUR = re.compile(r"^((?:dis|mis|en)?(?:arm|behavi|col|deav|fav|harb|hon|hum|lab|neighb|rum|vap|vig))our")
_SPELLINGS = {
    "programme": "program",
    "defence": "defense",
    "offence": "offense",
    "licence": "license",
    "centre": "center",
    "theatre": "theater",
    "metre": "meter",
    "kilometre": "kilometer",
    "litre": "liter",
}
# The stemmer takes these for reflexive verbs, and so for other words than their own cases: запись, записи.
_SOFT_NOUN = re.compile(r"(?:(?<=пи)|(?<=^ру)|(?<=^белару)|(?<=^ры)|(?<=^вы))сь$")
# The stemmer would take these for forms of organ and import.
_APART = (("organiz", "organiz"), ("important", "important"), ("importance", "important"))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The key of a word's stem class: words of the same key count as one in an unquoted query."""
    return stems((word,))[0]


def stems(vocabulary: Iterable[str]) -> list[str]:
    """stem() of each word, in order; for whole term dictionaries (a million words a second)."""
    found = list(vocabulary)
    with _stemming:
        for number, word in enumerate(found):
            if word.isascii():
                if word.isalpha():
                    found[number] = _english_key(word)
            elif _CYRILLIC.fullmatch(word):
                found[number] = _russian.stemWord(_SOFT_NOUN.sub("си", word) if word.endswith("сь") else word)
    return found


def _english_key(word: str) -> str:
    if "is" in word or "ys" in word:
        word = _ISE.sub(r"\1z", word)
    if "our" in word:
        word = _OUR.sub(r"\1or", word)
    for start, key in _APART:
        if word.startswith(start):
            return key
    british = word.rstrip("s")
    return str(_english.stemWord(_SPELLINGS.get(british, word)))


# ---------------------------------------------------------------- stop words

# Used for ranking, spelling and similar releases only. They are indexed, and a search for all words demands them too.
_STOP_FILE = Path(__file__).with_name("stop_words.toml")
STOP_WORDS = frozenset(
    word for listed in tomllib.loads(_STOP_FILE.read_text("utf-8")).values() for word in listed.split()
)
