"""Answers as plain JSON values: the one shape that the API, the .json twins of pages and the command line give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from ratssearch.models import DateFact, Edition, Facet, Hit, MentionKind, Part, Snippet, Suggestion
from ratssearch.search.answers import Answer, Edit, EditionView, Freshness, Linked, ReleaseView, RunSummary, Status
from ratssearch.search.as_html import body_html, parts_of
from ratssearch.search.citation import citation_of, cite
from ratssearch.search.differences import Difference
from ratssearch.search.discovered import grouped_by
from ratssearch.search.history import kind_of

Json = dict[str, Any]
Label = Callable[[str, str], str]
Ancestors = Callable[[str, str], tuple[str, ...]]  # SearchService.ancestors


def answer_json(answer: Answer, label: Label, ancestors: Ancestors, *, fields: Iterable[str] = ()) -> Json:
    """A search's answer without links; `fields` names the parts of a result to keep (none: all)."""
    results, kept = answer.results, set(fields)
    hits = [hit_json(hit) for hit in results.hits]
    if kept:
        hits = [{name: value for name, value in hit.items() if name in kept} for hit in hits]
    return {
        "total": results.total,
        "query": {
            "text": answer.request.text,
            "description": answer.description,
            "warnings": list(answer.warnings),
            "suggestion": results.suggestion or None,
        },
        "results": hits,
        "labels": _labels(results.hits, label),
        "facets": {facet.name: facet_json(facet, label, ancestors) for facet in results.facets},
        "histogram": [{"label": bar.label, "count": bar.count, "total": bar.total} for bar in results.histogram],
        "first_date": _iso(results.first_date),
        "last_date": _iso(results.last_date),
        "advice": [
            {"parameter": relief.parameter, "values": list(relief.values), "total": relief.total}
            for relief in answer.advice
        ],
        "corpus": results.corpus,
        "snapshot": results.generation,
        "took_ms": round(results.took_ms, 3),
    }


def hit_json(hit: Hit) -> Json:
    return {
        "id": hit.id,
        "url": hit.url,
        "title": hit.title,
        "date": _iso(hit.date),
        "date_precision": hit.date_precision.value if hit.date_precision else None,
        "date_basis": hit.date_basis.value,
        "countries": list(hit.countries),
        "organisations": list(hit.organisations),
        "language": hit.language,
        "source": hit.source,
        "first_seen": _iso(hit.first_seen),
        "score": round(hit.score, 6),
        "highlights": {
            "title": [list(mark) for mark in hit.title_marks],
            "passages": [_passage(passage) for passage in hit.snippets],
        },
    }


def facet_json(facet: Facet, label: Label, ancestors: Ancestors) -> Json:
    return {
        "values": [
            {
                "value": entry.value,
                "label": label(facet.name, entry.value),
                "count": entry.count,
                "selected": entry.selected,
                "excluded": entry.excluded,
                "parent": next(iter(ancestors(facet.name, entry.value)), None),
            }
            for entry in facet.values
        ],
        "truncated": facet.truncated,
        "other": facet.other,
    }


def release_json(view: ReleaseView, label: Label) -> Json:
    """A release with its text, the words that prove each mention, what was removed, and its editions in brief."""
    release, page, tags = view.release, view.release.page, view.release.tags
    return {
        "id": release.id,
        "url": release.url,
        "addresses": list(release.addresses),
        "source": release.source_id,
        "publisher": view.publisher,
        "title": page.title,
        "date": _iso(page.published.first) if page.published else None,
        "date_precision": page.published.precision.value if page.published else None,
        "date_basis": page.published.basis.value if page.published else "unknown",
        "published": _date_json(page.published),
        "modified": _date_json(page.modified),
        "language": page.language,
        "alternates": [{"language": language, "url": url} for language, url in page.alternates],
        "siblings": [_linked(entry) for entry in view.siblings],
        "copies": [_linked(entry) for entry in view.copies],
        "dateline": page.dateline,
        "place": page.place,
        "serial_number": page.serial_number,
        "body": page.body,
        "html": body_html(page),
        "structure": [_part_json(part) for part in parts_of(page)],
        "signature": page.signature,
        "attachments": [{"url": item.url, "label": item.label, "kind": item.kind} for item in page.attachments],
        "images": [{"url": item.url, "alt": item.alt, "caption": item.caption} for item in page.images],
        "countries": list(tags.values(MentionKind.COUNTRY)),
        "organisations": list(tags.values(MentionKind.ORGANISATION)),
        "unlisted": list(tags.values(MentionKind.UNLISTED)),
        "persons": list(tags.values(MentionKind.PERSON)),
        "entities": [
            {
                "kind": fact.kind.value,
                "value": fact.entity,
                "label": label(fact.kind.value, fact.entity),
                "about": fact.about,
                "count": fact.count,
                "discovered": fact.kind.discovered,
            }
            for fact in tags.entities
        ],
        "mentions": [
            {
                "kind": mention.kind.value,
                "value": mention.entity,
                "words": mention.words,
                "field": mention.field,
                "start": mention.start,
                "end": mention.end,
                "rule": mention.rule,
                "confidence": mention.confidence,
                "distance": mention.distance,
                "office": mention.office or None,
                "grouped_by": grouped_by(mention, label(mention.kind.value, mention.entity)) or None,
            }
            for mention in tags.mentions
        ],
        "events": [
            {
                "event_from": event.first.isoformat(),
                "event_to": event.last.isoformat(),
                "precision": event.precision.value,
                "evidence": event.evidence,
                "start": event.start,
                "end": event.end,
            }
            for event in page.events
        ],
        "removed": [
            {"text": block.text, "rule": block.rule, "before_paragraph": block.paragraph, "pages": block.pages}
            for block in page.removed
        ],
        "first_seen": _iso(release.first_seen),
        "last_seen": _iso(release.last_seen),
        "absent_since": _iso(release.absent_since),
        "failed_looks": release.failed_looks,
        "editions": [_edition_json(edition) for edition in view.editions],
        "related": [{"id": hit.id, "title": hit.title, "date": _iso(hit.date)} for hit in view.related],
        "citation": cite(citation_of(view), "text").strip(),
    }


def _linked(entry: Linked) -> Json:
    """Another release that says the same, with how that is known."""
    release, relation = entry.release, entry.relation
    return {
        "id": release.id,
        "url": release.url,
        "title": release.page.title,
        "language": release.page.language,
        "source": release.source_id,
        "date": _iso(release.page.published.first) if release.page.published else None,
        "how": relation.how,
        "evidence": relation.evidence,
        "score": relation.score,
    }


def edition_json(view: EditionView) -> Json:
    """An edition with its text, and what it changed of another one, word by word."""
    page = view.edition.page
    return {
        "id": view.release.id,
        **_edition_json(view.edition),
        "date": _iso(page.published.first) if page.published else None,
        "language": page.language,
        "dateline": page.dateline,
        "body": page.body,
        "signature": page.signature,
        "against": None if view.before is None else view.before.number,
        "change": None if view.change is None else change_json(view.change, whole=True),
        "editions": [edition.number for edition in view.editions],
    }


def change_json(change: Difference, *, whole: bool) -> Json:
    """What an edit changed; the text itself only with `whole`."""
    found: Json = {
        "kind": kind_of(change),
        "facts": [{"name": fact.name, "before": fact.before, "after": fact.after} for fact in change.facts],
        "words_added": change.added,
        "words_removed": change.removed,
    }
    if whole:
        found["paragraphs"] = [
            {
                "kind": paragraph.kind.value,
                "pieces": [{"kind": piece.kind.value, "text": piece.text} for piece in paragraph.pieces],
            }
            for paragraph in change.paragraphs
        ]
    return found


def edit_json(edit: Edit) -> Json:
    return {
        "at": _iso(edit.at),
        "kind": edit.kind,
        "release": edit.release_id,
        "source": edit.source,
        "publisher": edit.publisher,
        "title": edit.title,
        "language": edit.language,
        "edition": edit.number,
        "against": edit.before or None,
        "change": None if edit.change is None else change_json(edit.change, whole=False),
        "last_seen": _iso(edit.last_seen),
        "failed_looks": edit.failed_looks,
    }


def _edition_json(edition: Edition) -> Json:
    return {
        "number": edition.number,
        "content_hash": edition.content_hash,
        "body_hash": edition.body_hash,
        "first_seen": _iso(edition.first_seen),
        "last_seen": _iso(edition.last_seen),
        "title": edition.page.title,
    }


def _part_json(part: Part) -> Json:
    found: Json = {"kind": part.kind.value, "start": part.start, "end": part.end}
    if part.level:
        found["level"] = part.level
    if part.group:
        found["group"] = part.group
    if part.cells:
        found |= {"cells": [list(cell) for cell in part.cells], "header": part.header}
    if part.ordered:
        found["ordered"] = True
    return found


def suggestion_json(suggestion: Suggestion) -> Json:
    return {
        "kind": suggestion.kind,
        "text": suggestion.text,
        "value": suggestion.value,
        "count": suggestion.count,
    }


def freshness_json(freshness: Freshness) -> Json:
    return {
        "releases": freshness.releases,
        "snapshot": freshness.generation,
        "newest": _iso(freshness.newest),
        "last_crawl": _iso(freshness.last_crawl),
        "sources": freshness.sources,
        "sources_healthy": freshness.healthy,
    }


def status_json(status: Status) -> Json:
    return {
        "freshness": freshness_json(status.freshness),
        "problem": status.problem or None,
        "sources": [
            {
                "id": source.id,
                "name": source.name,
                "url": source.url,
                "releases": source.releases,
                "absent": source.absent,
                "waiting": source.waiting,
                "newest": _iso(source.newest),
                "last_crawl": _iso(source.last_crawl),
                "last_run": _run_json(source.last_run),
                "last_success": _iso(source.last_success),
                "next_due": _iso(source.next_due),
                "next_run": _iso(source.next_run),
                "next_run_planned": source.next_run_planned,
                "overdue": source.overdue,
                "state": source.state,
                "healthy": source.healthy,
                "configured": source.configured,
                "recent_yield": source.recent_yield,
                "reason": source.reason or None,
                "outcomes": dict(source.outcomes),
                "failing": [
                    {"url": url, "failures": failures, "reason": reason} for url, failures, reason in source.failing
                ],
                "failing_count": source.failing_count,
                "shared_lines": [
                    {"end": end, "line": line, "releases": releases, "of": looked_at}
                    for end, line, releases, looked_at in source.shared_lines
                ],
            }
            for source in status.sources
        ],
    }


def _run_json(run: RunSummary | None) -> Json | None:
    if run is None:
        return None
    return {**asdict(run), "started": _iso(run.started), "ended": _iso(run.ended)}


def _labels(hits: Iterable[Hit], label: Label) -> dict[str, dict[str, str]]:
    """Names of every value that stands in the results, by facet."""
    found: dict[str, dict[str, None]] = {"country": {}, "organisation": {}, "source": {}, "language": {}}
    for hit in hits:
        found["country"].update(dict.fromkeys(hit.countries))
        found["organisation"].update(dict.fromkeys(hit.organisations))
        found["source"][hit.source] = found["language"][hit.language] = None
    return {facet: {value: label(facet, value) for value in values if value} for facet, values in found.items()}


def _passage(passage: Snippet) -> Json:
    return {
        "text": passage.text,
        "marks": [list(mark) for mark in passage.marks],
        "leading": passage.leading,
        "trailing": passage.trailing,
    }


def _date_json(fact: DateFact | None) -> Json | None:
    if fact is None:
        return None
    return {
        "first": fact.first.isoformat(),
        "last": fact.last.isoformat(),
        "precision": fact.precision.value,
        "basis": fact.basis.value,
        "evidence": fact.evidence,
        "confidence": fact.confidence,
    }


def _iso(value: Any) -> str | None:
    return None if value is None else value.isoformat()
