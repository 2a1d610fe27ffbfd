"""How to cite a release: BibTeX, RIS, CSL-JSON and a plain line. Release text is data and never becomes markup."""

from __future__ import annotations

import calendar
import json
import re
from dataclasses import dataclass
from datetime import date

from ratssearch.models import Precision
from ratssearch.search.answers import ReleaseView
from ratssearch.text import collapse

FORMATS: dict[str, tuple[str, str, str]] = {  # name -> label, media type, file name's ending
    "text": ("Plain text", "text/plain", "txt"),
    "bibtex": ("BibTeX", "application/x-bibtex", "bib"),
    "ris": ("RIS", "application/x-research-info-systems", "ris"),
    "csl": ("CSL-JSON", "application/vnd.citationstyles.csl+json", "json"),
}
MONTHS = tuple(calendar.month_name[1:])
_TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_TEX.update({char: f"\\{char}" for char in "&%$#_"})
_URL_ESCAPES = {ord(char): f"%{ord(char):02X}" for char in '{}\\"<> '}
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Citation:
    """The facts of a reference, cleaned of line breaks and direction marks."""

    id: str
    title: str
    publisher: str
    url: str
    language: str
    day: date | None
    precision: Precision | None
    seen: date  # the day the cited text was last seen at its address
    edition: int

    @property
    def date_parts(self) -> tuple[int, ...]:
        """Year, month and day as far as they are known."""
        if self.day is None:
            return ()
        parts = (self.day.year, self.day.month, self.day.day)
        return parts[: {Precision.YEAR: 1, Precision.MONTH: 2}.get(self.precision or Precision.DAY, 3)]


def citation_of(view: ReleaseView) -> Citation:
    """The reference of a release's current edition."""
    release, published = view.release, view.release.page.published
    return Citation(
        id=release.id,
        title=_line(release.page.title) or release.id,
        publisher=_line(view.publisher),
        url=release.url,
        language=release.page.language,
        day=published.first if published else None,
        precision=published.precision if published else None,
        seen=release.last_seen.date(),
        edition=release.edition_count,
    )


def cite(citation: Citation, form: str) -> str:
    """The reference in one of FORMATS, ending in a line break."""
    writers = {"text": _text, "bibtex": _bibtex, "ris": _ris, "csl": _csl}
    return writers[form](citation) + "\n"


def long_date(parts: tuple[int, ...]) -> str:
    """21 February 2020, February 2020 or 2020."""
    year, *rest = parts
    if not rest:
        return str(year)
    return " ".join([*(str(day) for day in rest[1:]), MONTHS[rest[0] - 1], str(year)])


def _text(citation: Citation) -> str:
    day = long_date(citation.date_parts) if citation.date_parts else "n.d."
    edition = f", edition {citation.edition}" if citation.edition > 1 else ""
    seen = long_date((citation.seen.year, citation.seen.month, citation.seen.day))
    title = citation.title if citation.title[-1:] in ".?!…。？！" else f"{citation.title}."
    return f"{citation.publisher} ({day}). {title} Press release. {citation.url} (seen {seen}{edition})."


def _bibtex(citation: Citation) -> str:
    parts = citation.date_parts
    fields = {
        "title": f"{{{_tex(citation.title)}}}",
        "author": f"{{{_tex(citation.publisher)}}}",
        "year": f"{parts[0]:04d}" if parts else "",
        "month": f"{parts[1]}" if len(parts) > 1 else "",
        "date": "-".join(f"{part:02d}" for part in parts),
        "url": citation.url.translate(_URL_ESCAPES),
        "urldate": citation.seen.isoformat(),
        "language": citation.language if citation.language != "und" else "",
        "type": "Press release",
        "note": "Press release",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{citation.id},", *lines, "}"])


def _ris(citation: Citation) -> str:
    parts = citation.date_parts
    slashes = [f"{part:02d}" for part in parts] + [""] * (3 - len(parts))
    lines = [
        ("TY", "ELEC"),
        ("ID", citation.id),
        ("TI", citation.title),
        ("AU", citation.publisher),
        ("PB", citation.publisher),
        ("PY", str(parts[0]) if parts else ""),
        ("DA", "/".join([*slashes, ""]) if parts else ""),
        ("LA", citation.language if citation.language != "und" else ""),
        ("M3", "Press release"),
        ("UR", citation.url.translate(_URL_ESCAPES)),
        ("Y2", f"{citation.seen:%Y/%m/%d}/"),
    ]
    return "\r\n".join([*(f"{tag}  - {value}" for tag, value in lines if value), "ER  - "])


def _csl(citation: Citation) -> str:
    item: dict[str, object] = {
        "id": citation.id,
        "type": "webpage",
        "genre": "Press release",
        "title": citation.title,
        "author": [{"literal": citation.publisher}],
        "publisher": citation.publisher,
        "URL": citation.url,
        "accessed": {"date-parts": [[citation.seen.year, citation.seen.month, citation.seen.day]]},
    }
    if citation.date_parts:
        item["issued"] = {"date-parts": [list(citation.date_parts)]}
    if citation.language != "und":
        item["language"] = citation.language
    return json.dumps([item], ensure_ascii=False, indent=2)


def _line(text: str) -> str:
    return collapse(_BIDI.sub("", text))


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in text)
