"""The language of a release: by script where that decides, else by py3langid on title and body."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_LETTER = re.compile(r"[^\W\d_]")
_ASCII = re.compile(r"[\x00-\x7f]+")
_NO_ASCII_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_SCRIPTS = {
    "kana": re.compile(r"[\u3040-\u30ff]"),
    "hangul": re.compile(r"[\uac00-\ud7af]"),
    "han": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f]"),
}
_LANGUAGES_OF = {"cyrillic": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "tt", "ba", "uz")}
_NON_LATIN = [
    "ru",
    "uk",
    "be",
    "bg",
    "mk",
    "kk",
    "ky",
    "mn",
    "zh",
    "ja",
    "ko",
    "el",
    "ar",
    "fa",
    "ur",
    "he",
    "hi",
    "bn",
    "ta",
    "te",
    "th",
    "ka",
    "hy",
    "am",
]
_SAMPLE = 4000  # characters shown to the identifier


def find_language(title: str, body: str, languages: tuple[str, ...] = ()) -> str:
    """ISO 639-1 code or "und". languages: those the source publishes in; the answer is one of them if any fits."""
    text = f"{title}\n{body}"[:_SAMPLE]
    # Most letters are of ASCII, and these are counted without looking at each.
    plain, rest = len(text.encode("ascii", "ignore").translate(None, _NO_ASCII_LETTERS)), _ASCII.sub("", text)
    letters = plain + len(_LETTER.findall(rest))
    if letters < 3:
        return languages[0] if len(languages) == 1 else "und"
    counts = {name: len(pattern.findall(rest)) for name, pattern in _SCRIPTS.items()}
    counts["latin"] += plain
    if counts["kana"] > 0.1 * letters:
        return "ja"
    if counts["hangul"] > 0.2 * letters:
        return "ko"
    if counts["han"] > 0.15 * letters:
        return "zh"
    fitting = languages
    if counts["cyrillic"] > 0.5 * letters:
        fitting = tuple(code for code in languages if code in _LANGUAGES_OF["cyrillic"])
        allowed = fitting or _LANGUAGES_OF["cyrillic"]
    elif counts["latin"] > 0.5 * letters:
        fitting = tuple(code for code in languages if code not in _NON_LATIN)
        allowed = fitting
    else:
        allowed = ()
    if len(fitting) == 1:
        return fitting[0]
    return _identify(text, allowed)


def _identify(text: str, allowed: tuple[str, ...]) -> str:
    for code, _ in _identifier().rank(text):
        if not allowed or code in allowed:
            return str(code)
    return "und"


@cache
def _identifier() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)
