"""The shapes of written dates, as regular expressions. Any word may stand where a month may: months.py decides.

Named groups: d1 m1 y1 for the first day, d2 m2 y2 for the last. A shape that names one day has only the first three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = r"[^\W\d_]{2,14}(?![^\W\d_])\.?"  # a whole word that may be a month's name
_MON = rf"{_WORD}(?:\s?/\s?[^\W\d_]{{2,14}})?"  # some write two names: "فبراير/شباط"
_DAY2 = r"(?:0?[1-9]|[12]\d|3[01])(?:-?(?:st|nd|rd|th|er|ro|го|ое|е|nji|njy)(?![^\W\d_])|º|ª)?(?![\d:%])"
_DAY = r"(?<![\d.,:/-])" + _DAY2
_YEAR = r"(?:(?:1[89]|20)\d\d(?!\d)|['’]\d\d(?!\d))"
_AND = r"and|&|и|та|й|und|et|y|e|och|en|ve|және|va"
_TO = (
    r"(?P<to>\s*(?:[-–—‒−~]|[.…]{2,3})\s*"
    rf"|\s*,?\s*(?:to|till|til|until|through|thru|по|до|bis|au|al|a|do|{_AND})\s+)"
)
# "from Friday 28 February to Monday 2 March"
_WEEKDAY = r"(?:the\s+)?(?:(?!(?:on|in|am|at|le|el|em|на)\s)[^\W\d_]{2,12}\.?,?\s+)?"
_OF = r"[\s,.-]*(?:of\s|de\s|del\s|d['’]|ngày\s)?\s*"
_SEP = r"[\s,.-]*(?:of\s|de\s|del\s|do\s|соли\s)?\s*"
YEAR_WORD = r"(?:\s*(?:года|год|году|роки?|року|г\.?|р\.|yil|жыл))?"
_HAN = r"[〇○零一二三四五六七八九十]"
_HAN_YEAR = r"\d{4}|[〇○零一二三四五六七八九]{4}"
_HAN_NUMBER = rf"\d{{1,2}}|{_HAN}{{1,3}}"
_HAN_WEEKDAY = r"(?:\s*[（(][^)）]{1,12}[)）])?"
_HAN_TO = r"(?P<to>\s*(?:至|到|—+|–|-|~|～|－|和|与|、|及)\s*)"
_YEAR_OF = r"(?:年|년|оны|жылғы|жылдын|-?жылдын|-?йил(?:нинг)?|[-\s]?yil(?:ning)?|-(?:nji|njy)\s+ýyl(?:yň)?|m\.|gada)"


def _after(words: str, rest: str) -> re.Pattern[str]:
    """One of words, in any case, and what follows. Their first letters stand first, for the engine skips to these; the
    rest of each word is looked for behind its letter, before which no word may end."""
    starts: dict[str, list[str]] = {}
    for word in words.split("|"):
        starts.setdefault(word[0], []).append(word[1:])
    letters = "".join(f"{letter}{letter.upper()}" for letter in starts) + ("ıİ" if "i" in starts else "")
    ends = "|".join(f"(?<={letter})(?:{'|'.join(starts[letter])})" for letter in starts)
    return re.compile(rf"[{letters}](?<!\w.)(?i:(?:{ends}){rest})")


LISTS = re.compile(rf"\s*,?\s*(?:{_AND}|和|与|、|及)\s*", re.IGNORECASE)  # what joins days that need not be in a row
BETWEEN = re.compile(r"(?:between|от|zwischen|entre|между)\s+$", re.IGNORECASE)  # makes a span of them nevertheless


@dataclass(frozen=True, slots=True)
class Shape:
    """A way to write a date, and what every text holds that it fits: cheap tests, since most lines hold no date."""

    pattern: re.Pattern[str]
    sign: str = ""  # characters, in lower case
    months: int = 0  # names of months
    days: int = -1  # numerals beside that of a year (written_dates.py); -1: not even that
    begins: str = ""  # what it begins with: a NUMERAL, the name of a MONTH, or anything


NUMERAL = "numeral"
MONTH = "month"


def _shape(pattern: str, sign: str = "", *, months: int = 0, days: int = -1) -> Shape:
    begins = NUMERAL if pattern.startswith(f"(?P<d1>{_DAY})") else ""
    begins = MONTH if pattern.startswith((rf"(?<!\w)(?P<m1>{_MON})", rf"(?<!\w)(?P<m1>{_WORD})")) else begins
    return Shape(re.compile(pattern, re.IGNORECASE), sign, months, days, begins)


DAYS = (
    # 2020年2月20日至3月2日, 2月20日-21日
    _shape(
        rf"(?:(?P<y1>{_HAN_YEAR})\s*年\s*)?(?P<m1>{_HAN_NUMBER})\s*月\s*(?P<d1>{_HAN_NUMBER})\s*(?:日|号)?{_HAN_WEEKDAY}"
        rf"{_HAN_TO}(?:(?P<y2>\d{{4}})\s*年\s*)?(?:(?P<m2>{_HAN_NUMBER})\s*月\s*)?(?P<d2>{_HAN_NUMBER})\s*(?:日|号)",
        "月",
    ),
    _shape(
        rf"(?:(?P<y1>{_HAN_YEAR})\s*年\s*)?(?P<m1>{_HAN_NUMBER})\s*月\s*(?P<d1>{_HAN_NUMBER})\s*(?:日|号)",
        "月",
    ),
    _shape(r"(?P<y1>\d{4})\s*년\s*(?P<m1>\d{1,2})\s*월\s*(?P<d1>\d{1,2})\s*일", "년"),
    # ngày 20 tháng 2 năm 2020; 2020 оны 2 сарын 20
    _shape(
        r"(?P<d1>\d{1,2})\s*tháng\s*(?P<m1>\d{1,2})(?:\s*năm\s*|\s*,\s*|\s*/\s*)(?P<y1>\d{4})",
        "tháng",
    ),
    _shape(
        r"(?P<y1>\d{4})\s*оны\s*(?P<m1>\d{1,2})\s*(?:-?р\s*|дугаар\s*|дүгээр\s*)?сарын\s*(?P<d1>\d{1,2})",
        "сарын",
    ),
    # 28 February [2020] - 2 March 2020, с 28 февраля по 2 марта
    _shape(
        rf"(?P<d1>{_DAY}){_OF}(?P<m1>{_MON})(?:{_SEP}(?P<y1>{_YEAR}))?{YEAR_WORD}{_TO}{_WEEKDAY}"
        rf"(?P<d2>{_DAY2}){_OF}(?P<m2>{_MON})(?:{_SEP}(?P<y2>{_YEAR}))?",
        months=2,
        days=2,
    ),
    # 20-21 February 2020, 20 and 21 February, 20, 21 and 22 February
    _shape(
        rf"(?P<d1>{_DAY})(?P<mid>(?:\s*,\s*\d{{1,2}}(?!\d))*){_TO}{_WEEKDAY}(?P<d2>{_DAY2}){_OF}(?P<m2>{_MON})"
        rf"(?:{_SEP}(?P<y2>{_YEAR}))?",
        months=1,
        days=2,
    ),
    # February 28 - March 2, 2020
    _shape(
        rf"(?<!\w)(?P<m1>{_MON})\s*(?P<d1>{_DAY})(?:,?\s*(?P<y1>{_YEAR}))?{_TO}{_WEEKDAY}(?P<m2>{_MON})\s*(?P<d2>{_DAY2})"
        rf"(?:,?\s*(?P<y2>{_YEAR}))?",
        months=2,
        days=2,
    ),
    # February 20-21, 2020
    _shape(
        rf"(?<!\w)(?P<m1>{_MON})\s*(?P<d1>{_DAY})(?P<mid>(?:\s*,\s*\d{{1,2}}(?!\d))*){_TO}(?P<d2>{_DAY2})"
        rf"(?!\s*[^\W\d_]+\.?\s+\d{{4}})(?:,?\s*(?P<y2>{_YEAR}))?",
        months=1,
        days=2,
    ),
    # 2020 жылғы 20 ақпан, 2020-yil 20-fevral
    _shape(rf"(?P<y1>{_YEAR})\s*{_YEAR_OF}\s*(?P<d1>{_DAY2})[\s.-]*(?P<m1>{_WORD})", months=1, days=1),
    # 20 February 2020, 20th of February, 20-Feb-2020
    _shape(rf"(?P<d1>{_DAY}){_OF}(?P<m1>{_MON})(?:{_SEP}(?P<y1>{_YEAR}))?", months=1, days=1),
    _shape(rf"(?P<d1>{_DAY})(?P<s>[-/.])(?P<m1>{_WORD})(?P=s)(?P<y1>\d{{4}}|\d\d)(?!\d)", months=1),
    # 2020. február 20., 2020 m. vasario 20 d., 2020 February 20
    _shape(
        rf"(?P<y1>{_YEAR})(?:[.,]\s*|\s+)(?:{_YEAR_OF}\s*)?(?P<m1>{_WORD})\s*(?P<d1>{_DAY2})",
        months=1,
        days=1,
    ),
    # February 20, 2020
    _shape(rf"(?<!\w)(?P<m1>{_MON})\s*(?P<d1>{_DAY})(?:\s*,?\s*(?P<y1>{_YEAR}))?", months=1, days=1),
)
# 20 Feb 20, Feb 20, 20: at the end of a line or of brackets, where no other number can stand
SHORT_YEARS = (
    _shape(rf"(?P<d1>{_DAY})(?:\s+|-)(?P<m1>{_WORD})(?:,?\s+|-)(?P<y1>\d\d)(?=\s*(?:[)\]|]|$))", months=1),
    _shape(rf"(?<!\w)(?P<m1>{_WORD})\s*(?P<d1>{_DAY})\s*,\s*(?P<y1>\d\d)(?=\s*(?:[)\]|]|$))", months=1),
)
# Feb-20-2020, Feb-20-20
MONTH_FIRST = re.compile(
    rf"(?<![\w-])(?P<m1>[^\W\d_]{{3,12}})(?P<s>[-/.])(?P<d1>{_DAY2})(?P=s)(?P<y1>\d{{4}}|\d\d)(?!\d)", re.IGNORECASE
)
# 2020-02-20, 2020/2/20, 2020.02.20, 2020. 2. 20., 2020–02–20
ISO = re.compile(
    r"(?<![\d/-])(?P<y1>(?:19|20)\d\d)\s?(?P<s>[-/.–—])\s?(?P<m1>0?[1-9]|1[0-2])\s?(?P=s)\s?"
    r"(?P<d1>0?[1-9]|[12]\d|3[01])(?![\d/-])"
)
NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})\s?([./–—-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d\d|\d\d)(?![\d/-]|\.\d)")
# in March, в начале марта: the nearest one. The only shape without a numeral (date_windows.py).
BARE_MONTH = _after(
    "in|during|throughout|в|во",
    r"\s+(?:early\s+|late\s+|mid-?\s*|начале\s+|конце\s+|середине\s+|течение\s+)?"
    r"(?P<m1>[^\W\d_]{3,14})(?![^\W\d_])(?!\s*\d)",
)
MONTHS = (
    # January-March 2020, с декабря 2019 года по февраль 2020 года
    _shape(
        rf"(?<!\w)(?P<m1>{_WORD})(?:{_SEP}(?P<y1>{_YEAR}))?{YEAR_WORD}{_TO}(?P<m2>{_WORD}){_SEP}(?P<y2>{_YEAR})",
        months=2,
    ),
    _shape(rf"(?<!\w)(?P<m1>{_WORD}),?\s*(?:of\s+|de\s+|del\s+)?(?P<y1>{_YEAR})", months=1),
    # 2020年1月至3月, 2020年2月, 去年12月
    _shape(
        rf"(?P<y1>{_HAN_YEAR})\s*年\s*(?P<m1>{_HAN_NUMBER})\s*月?{_HAN_TO}(?:(?P<y2>\d{{4}})\s*年\s*)?(?P<m2>{_HAN_NUMBER})\s*月",
        "月",
    ),
    _shape(rf"(?P<y1>{_HAN_YEAR})\s*年\s*(?P<m1>1[0-2]|0?[1-9]|{_HAN}{{1,2}})\s*月", "月"),
    _shape(rf"(?P<which>[今去明本])年\s*(?P<m1>1[0-2]|0?[1-9]|{_HAN}{{1,2}})\s*月(?!\s*\d)", "月"),
    Shape(BARE_MONTH, months=1),
)
YEARS = (
    Shape(
        _after(
            "in|during|throughout|for|from|between|в|во|за|на|с",
            r"\s+(?:the\s+year\s+)?"
            rf"(?P<span>(?P<y1>(?:19|20)\d\d)(?!\d|[.,]\d|\s?%)(?:(?:\s*[-–—/]\s*|{_TO})(?P<y2>(?:19|20)\d\d))?)"
            r"(?=\s*(?:год|гг?\.|[.,;:)]|$)|\s+[^\W\d_]{2,3}(?![^\W\d_]))",
        )
    ),
    _shape(
        r"(?<![\w./-])(?P<span>(?P<y1>(?:19|20)\d\d)(?:\s*[-–—/]\s*(?P<y2>(?:19|20)\d\d))?)(?=\s*(?:год[а-я]*|гг?\.))",
        "г",
    ),
    _shape(
        rf"(?<!\d)(?P<span>(?P<y1>{_HAN_YEAR})\s*年?(?:{_HAN_TO}(?P<y2>{_HAN_YEAR})\s*年|(?<=年)))(?!\s*(?:{_HAN_NUMBER})\s*月)",
        "年",
    ),
)
