"""The index fields, declared once: engines, query parser, API and templates read them from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SCHEMA_VERSION = 3  # raise on any change that makes an old index unreadable or wrong


class Kind(StrEnum):
    TEXT = "text"  # analysed words
    KEYWORD = "keyword"  # one exact value
    KEYWORDS = "keywords"  # several exact values
    DATE = "date"  # a span of days


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()  # other spellings in the query language
    facet: bool = False
    upper: bool = False  # values are upper case (ISO codes); input is accepted in any case
    unknown: str = ""  # value of the facet for releases that have none
    help: str = ""


FIELDS: tuple[Field, ...] = (
    Field("title", Kind.TEXT, help="words of the title"),
    Field("body", Kind.TEXT, ("text",), help="words of the text"),
    Field("country", Kind.KEYWORDS, ("countries",), facet=True, upper=True, help="ISO 3166 code or name"),
    Field(
        "organisation", Kind.KEYWORDS, ("org", "organization", "organisations"), facet=True, help="gazetteer id or name"
    ),
    Field("unlisted", Kind.KEYWORDS, ("discovered",), facet=True, help="name of an organisation that no table lists"),
    Field("person", Kind.KEYWORDS, ("persons", "people"), facet=True, help="name of a person, or a surname"),
    Field("source", Kind.KEYWORD, (), facet=True, help="source id"),
    Field("language", Kind.KEYWORD, ("lang",), facet=True, help="ISO 639-1 code"),
    Field("year", Kind.KEYWORD, (), facet=True, unknown="unknown", help="year of publication, or unknown"),
    Field("date", Kind.DATE, ("published",), help="day, month or year of publication, or a range"),
    Field("event", Kind.DATE, (), help="a day or span that the text speaks of"),
)

FACETS: tuple[str, ...] = tuple(field.name for field in FIELDS if field.facet)
BY_NAME: dict[str, Field] = {name: field for field in FIELDS for name in (field.name, *field.aliases)}
