"""What a release page tells machines of the release: citation_* and Dublin Core tags, and schema.org JSON-LD."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ratssearch.models import MentionKind
from ratssearch.search import Citation, ReleaseView
from ratssearch.web.marks import plain, safe_url

Label = Callable[[str, str], str]
_DESCRIPTION = 200  # characters


@dataclass(frozen=True, slots=True)
class Metadata:
    tags: tuple[tuple[str, str], ...]  # (name, content) of <meta>
    linked: dict[str, Any]  # JSON-LD
    description: str


def metadata_of(citation: Citation, view: ReleaseView, page_url: str, label: Label) -> Metadata:
    """Tags that Zotero, search engines and libraries read."""
    day = "-".join(f"{part:02d}" for part in citation.date_parts)
    language = "" if citation.language == "und" else citation.language
    original = safe_url(citation.url)
    body = plain(" ".join(view.release.page.paragraphs[:2]))
    description = body if len(body) <= _DESCRIPTION else f"{body[:_DESCRIPTION].rsplit(' ', 1)[0]} …"
    tags = (
        ("citation_title", citation.title),
        ("citation_author", citation.publisher),
        ("citation_publisher", citation.publisher),
        ("citation_publication_date", day.replace("-", "/")),
        ("citation_language", language),
        ("citation_public_url", original),
        ("citation_abstract_html_url", page_url),
        ("DC.title", citation.title),
        ("DC.creator", citation.publisher),
        ("DC.publisher", citation.publisher),
        ("DC.date", day),
        ("DC.language", language),
        ("DC.identifier", original or citation.id),
        ("DC.type", "Text"),
    )
    linked: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": citation.title,
        "identifier": citation.id,
        "mainEntityOfPage": page_url,
        "publisher": {"@type": "Organization", "name": citation.publisher},
        "author": {"@type": "Organization", "name": citation.publisher},
        "articleBody": plain(view.release.page.body),
        "mentions": _mentions(view, label),
    }
    optional = {"datePublished": day, "inLanguage": language, "isBasedOn": original}
    linked.update({name: value for name, value in optional.items() if value})
    return Metadata(tuple((name, content) for name, content in tags if content), linked, description)


def _mentions(view: ReleaseView, label: Label) -> list[dict[str, str]]:
    kinds = {
        MentionKind.COUNTRY: "Country",
        MentionKind.ORGANISATION: "Organization",
        MentionKind.UNLISTED: "Organization",
        MentionKind.PERSON: "Person",
    }
    return [
        {"@type": kinds[fact.kind], "name": label(fact.kind.value, fact.entity)} for fact in view.release.tags.entities
    ]
