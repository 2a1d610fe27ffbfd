"""Many texts folded and cut into words at once: the words of analysis.words, by a few passes over all their bytes.

The texts become one string with a byte for each character: ASCII as it is, other letters by the codes below. Joints
(U.S., Qa'ida) are found where their marks stand and cut out; one table then folds case and turns all that is neither
letter nor digit into a space. Texts with a character that has no code (Chinese, combining accents, soft hyphens,
ligatures) are left to the analysis.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ratssearch.index import analysis
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.text import fold_letters

END = b"\x01"  # between texts
_CUT = b"\x00"
_CONTROLS = bytes.maketrans(END + _CUT, b"  ")  # what hostile texts may hold of these

# Letters have codes from 0x80: first those that fold to a Latin letter, then each of these by itself.
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_LETTERS = (
    "абвгдежзийклмнопрстуфхцчшщъыьэюя"  # Russian
    "ђєѕіјљњћџґғқңүұһәөҗҷҳҡҥҙҫ"  # Ukrainian, Serbian, Kazakh, Tatar, Tajik, Bashkir
    "αβγδεζηθικλμνξοπρστυφχψω"
)
_FIRST_LETTER = 0x80 + len(_LATIN)
_NO_CODE, _UNKNOWN = 0xFF, 0xFE
_SPELLING = "".join(map(chr, range(128))) + (_LATIN + _LETTERS).ljust(128, "\ufffe")
# The pattern for 's and elided articles ignores case, and so takes these for s and k; no code spares a special rule.
_ODD = re.compile(f"[\u017f\u212a{analysis.MARKS}{analysis.UNSPACED}{analysis.INVISIBLE}]")

_codes: Array = np.full(0x110000, _UNKNOWN, np.uint8)  # code of each character, as they are met
_IS_LETTER: Array = np.array([chr(code).isalpha() for code in range(128)] + [True] * 128)
_IS_WORD: Array = np.array([chr(code).isalnum() for code in range(128)] + [True] * 128)
_ASCII = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128)).encode()
_FOLDING = _ASCII[: END[0]] + END + _ASCII[END[0] + 1 :] + _LATIN.encode() + bytes(range(_FIRST_LETTER, 256))
_ELIDED = re.compile(rb"(?<![A-Za-z0-9\x80-\xff])(?:[ld]|qu|dell|nell|all|sull|dall)'\Z", re.IGNORECASE)
_COUNTRIES = tuple(
    re.compile(pattern.format(x=r"A-Za-z0-9\x80-\xff", a=r"A-Za-z\x80-\xff", o=r"\x02-\x20\x7f").encode())
    for pattern in analysis.COUNTRY_PATTERNS
)
_MARGIN = 4  # blanks before and after, so that neighbours can be looked at without asking where a text ends


@dataclass(frozen=True, slots=True)
class Folded:
    """Texts folded: words between blanks, a byte for each letter, END between texts. `others` are the numbers of the
    texts that are left to the analysis and empty here."""

    data: bytes
    others: Sequence[int]


def spelled(folded: bytes) -> str:
    """What stands in Folded as text, a character for each byte."""
    return folded.decode("ascii") if folded.isascii() else codecs.charmap_decode(folded, "strict", _SPELLING)[0]


def fold_texts(texts: Sequence[bytes]) -> Folded:
    """UTF-8 texts folded; at least one."""
    data = END.join(texts)
    if data.count(END) >= len(texts) or _CUT in data:
        texts = [bytes(text).translate(_CONTROLS) for text in texts]
        data = END.join(texts)
    others: list[int] = []
    if not data.isascii():
        data, others = _one_byte_each(data, texts)
    for pattern, word in zip(_COUNTRIES, analysis.COUNTRY_WORDS, strict=True):
        data = pattern.sub(word.encode(), data)
    return Folded(bytes(_closed(data).translate(_FOLDING, _CUT)), others)


def _one_byte_each(data: bytes, texts: Sequence[bytes]) -> tuple[bytes, list[int]]:
    """A byte for each character, and the numbers of the texts where that cannot be."""
    signs = np.frombuffer(bytearray(data), np.uint8)
    leads = np.flatnonzero(signs >= 0xC0)
    points = signs.take(leads).astype(np.int32)
    long, longest = np.flatnonzero(points >= 0xE0), np.flatnonzero(points >= 0xF0)
    points &= 0x1F
    points[long] &= 0x0F
    points[longest] &= 0x07
    for distance, members in ((1, slice(None)), (2, long), (3, longest)):  # bytes that continue a character
        places = leads[members] + distance
        points[members] = points[members] << 6 | (signs.take(places) & 0x3F)
        signs[places] = _CUT[0]
    codes = _codes.take(points)
    if (codes == _UNKNOWN).any():
        for point in np.unique(points[codes == _UNKNOWN]).tolist():
            _codes[point] = _code(chr(point))
        codes = _codes.take(points)
    signs[leads] = codes
    odd = leads[codes == _NO_CODE]
    others: list[int] = []
    if len(odd):
        lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
        ends = np.cumsum(lengths)
        others = np.unique(np.searchsorted(ends, odd, side="right")).tolist()
        for number in others:
            signs[ends[number] - lengths[number] : ends[number] - 1] = _CUT[0]
    return signs.tobytes().translate(None, _CUT), others


def _code(character: str) -> int:
    """The code of a character outside ASCII."""
    plain = analysis.TYPOGRAPHY.get(character)
    if plain is not None:
        return ord(plain)
    if _ODD.match(character):
        return _NO_CODE
    if not character.isalnum():
        return ord(" ")
    folded = fold_letters(character)
    if not (len(folded) == 1 and character.isalpha() and folded.isalpha()):
        return _NO_CODE
    place = (_LATIN + _LETTERS).find(folded)
    return 0x80 + place if place >= 0 else _NO_CODE


def _closed(data: bytes) -> bytearray:
    """The same with NULs in place of what analysis.close takes out."""
    result = bytearray(data)
    margin = bytes(_MARGIN).replace(b"\0", b" ")
    signs = np.frombuffer(margin + data + margin, np.uint8)
    out = np.frombuffer(result, np.uint8)
    dots = np.flatnonzero(signs == ord("."))
    letters = _IS_LETTER.take(signs.take(dots - 1)) & _IS_LETTER.take(signs.take(dots + 1))
    dots = dots[letters]  # between single letters
    dots = dots[~(_IS_WORD.take(signs.take(dots - 2)) | _IS_WORD.take(signs.take(dots + 2)))]
    out[dots - _MARGIN] = _CUT[0]
    marks = np.flatnonzero(signs == ord("'"))
    marks = marks[_IS_WORD.take(signs.take(marks - 1)) & _IS_LETTER.take(signs.take(marks + 1))]
    out[marks - _MARGIN] = _CUT[0]
    after, then = signs.take(marks + 2), signs.take(marks + 3)
    possessive = (signs.take(marks + 1) | 0x20) == ord("s")
    possessive &= ~(_IS_WORD.take(after) | ((after == ord("'")) & _IS_LETTER.take(then)))
    out[marks[possessive] + (1 - _MARGIN)] = _CUT[0]
    marks = marks[~possessive]
    last = signs.take(marks - 1) | 0x20
    for mark in (marks[(last == ord("l")) | (last == ord("d")) | (last == ord("u"))] - _MARGIN).tolist():
        elided = _ELIDED.search(data, max(0, mark - 5), mark + 1)
        if elided:
            result[elided.start() : mark] = bytes(mark - elided.start())
    return result
