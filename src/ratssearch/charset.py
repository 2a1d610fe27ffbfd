"""Bytes to text. Ladder: byte order mark, UTF-16 without one, strict UTF-8, HTTP charset, meta charset, detector.

Strict UTF-8 stands above the declarations: text of another encoding is hardly ever valid UTF-8 by chance, while wrong
declarations are common. A declaration that gives implausible text is not believed.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from charset_normalizer import from_bytes

from ratssearch.visible_text import visible_text

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
# Names by which browsers mean a larger set (https://encoding.spec.whatwg.org/#names-and-labels).
_ALIASES = {
    **dict.fromkeys(("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80", "euc-cn", "chinese"), "gb18030"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean"), "cp949"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("win-1251", "windows1251", "x-cp1251"), "cp1251"),
    **dict.fromkeys(("koi8", "koi"), "koi8-r"),
    "x-mac-cyrillic": "mac-cyrillic",
}
_TEXT_ENCODING = re.compile(
    r"utf-?8|utf-?(16|32)([-_]?[bl]e)?|(cp|windows-)\d{3,4}|iso-?8859-\d{1,2}|koi8-[rut]|gb18030|big5(-?hkscs)?"
    r"|euc-(jp|tw)|iso-2022-(jp|kr)|cp949|cp932|mac-(roman|cyrillic)|tis-620|hz",
    re.IGNORECASE,
)
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso-8859-5", "mac-cyrillic")
_DETECTED = [
    *_CYRILLIC,
    "cp1252",
    "cp1250",
    "iso-8859-2",
    "gb18030",
    "big5",
    "cp932",
    "euc_jp",
    "cp949",
    "cp1253",
    "cp1254",
]
_DETECTED += ["cp1255", "cp1256"]
_SAMPLE = 12_000  # bytes shown to the detector
_COMMON_RUSSIAN = frozenset("оеаинтсрвлкмдпу")
_MISREAD = re.compile(r"(?<=[а-яё])[А-ЯЁ]|(?<=\s)[—–‘’“”](?=[а-яё])")
_HIGH_RUN = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read as, and which step of the ladder said so."""

    text: str
    encoding: str
    basis: str  # "bom", "utf-16", "utf-8", "http", "meta", "detected", "last-resort"


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text of body; never fails: bytes that cannot be read become U+FFFD."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(encoding, "replace"), encoding, "bom")
    wide = _unmarked_utf16(body)
    if wide:
        return Decoded(body.decode(wide, "replace"), wide, "utf-16")
    text = _utf8(body)
    if text is not None:
        return Decoded(text, "utf-8", "utf-8")
    for encoding, basis in _declared(body, content_type):
        text = _plausible(body, encoding)
        if text is not None:
            return Decoded(text, encoding, basis)
    detected = _detect(body)
    if detected:
        return Decoded(body.decode(detected, "replace"), detected, "detected")
    return Decoded(body.decode("cp1252", "replace"), "cp1252", "last-resort")


def _unmarked_utf16(body: bytes) -> str:
    """utf-16-le or -be if nearly every other byte of the beginning is NUL, else an empty string."""
    head = body[:400]
    if len(head) < 8:
        return ""
    even, odd = head[0::2].count(0) / len(head) * 2, head[1::2].count(0) / len(head) * 2
    if odd > 0.8 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.8 and odd < 0.1 else ""


def _utf8(body: bytes) -> str | None:
    """body as UTF-8, if it is that but for a few broken places (a cut character, one pasted byte)."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    good = sum(1 for char in text if char > "\x7f") - text.count("\ufffd")
    return text if text.count("\ufffd") * 20 < good else None


def _declared(body: bytes, content_type: str) -> Iterator[tuple[str, str]]:
    """(encoding, basis) as HTTP and the page declare it, aliases resolved, names that Python knows only."""
    header = Message()
    header["content-type"] = re.sub(r"[\r\n]", " ", content_type) or "text/html"
    charset = header.get_param("charset")
    if isinstance(charset, str) and (known := known_encoding(charset)):
        yield known, "http"
    for pattern in (_META_CHARSET, _XML_ENCODING):
        if found := pattern.search(body[:8192]):
            known = known_encoding(found[1].decode("ascii", "replace"))
            if known:
                yield known, "meta"


def known_encoding(name: str) -> str:
    """The Python codec that a declared charset name means, or an empty string."""
    name = name.strip(" \"'").lower()
    name = _ALIASES.get(name, name)
    if not _TEXT_ENCODING.fullmatch(name):
        return ""
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def _plausible(body: bytes, encoding: str) -> str | None:
    """body read as encoding, or None if the result does not look like writing."""
    try:
        text = body.decode(encoding, "replace")
    except (UnicodeError, ValueError):
        return None
    high = len(_HIGH_RUN.findall(body))
    if text.count("\ufffd") * 20 > high:
        return None
    if encoding.replace("_", "-") in _CYRILLIC and not _reads_as_russian(text):
        return None
    if encoding in ("cp1252", "cp1250", "cp1254", "iso8859-2", "iso8859-15") and _all_accents(text):
        return None
    return text


def _reads_as_russian(text: str) -> bool:
    """Whether Cyrillic letters have the frequencies of a Cyrillic-written language, not of a misread one."""
    letters = [char for char in text if "\u0400" <= char <= "\u04ff"]
    return len(letters) < 20 or sum(char in _COMMON_RUSSIAN for char in letters) > 0.55 * len(letters)


def _all_accents(text: str) -> bool:
    """Whether accented Latin letters stand side by side far more often than in any language."""
    accented = paired = 0
    previous = False
    for char in text:
        now = "\u00c0" <= char <= "\u024f" or "\u00a1" <= char <= "\u00bf"
        accented += now
        paired += now and previous
        previous = now
    return accented >= 8 and paired > 0.4 * accented


def _detect(body: bytes) -> str:
    """The encoding that the page's words suggest, or an empty string."""
    words = visible_text(body[:300_000].decode("latin-1")).encode("latin-1", "replace")
    start = next((found.start() for found in _HIGH_RUN.finditer(words)), 0)
    sample = b" ".join(words[max(0, start - 100) : start + 60_000].split())[:_SAMPLE]
    if not sample:
        return ""
    best, best_share = "", 0.0
    for encoding in _CYRILLIC:
        share = _russian_share(sample.decode(encoding, "replace"))
        if share > best_share:
            best, best_share = encoding, share
    if best_share > 0.8:
        return best
    found = from_bytes(sample, cp_isolation=_DETECTED).best()
    return found.encoding if found is not None else ""


def _russian_share(text: str) -> float:
    """Share of non-ASCII letters that belong to well-formed Russian words; the case of letters counts too."""
    high = [char for char in text if char > "\x7f" and not unicodedata.category(char).startswith(("Z", "P"))]
    if len(high) < 20:
        return 0.0
    common = sum(char in _COMMON_RUSSIAN for char in high)
    # A capital or a dash inside a word is a letter misread: Windows and Macintosh differ in nothing else.
    misread = len(_MISREAD.findall(text))
    lower = sum("\u0430" <= char <= "\u044f" or char == "ё" for char in high)
    return (lower - 3 * misread) / len(high) if common > 0.6 * lower else 0.0
