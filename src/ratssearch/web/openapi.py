"""The OpenAPI 3.1 description, made from the parameters that the parser checks."""

from __future__ import annotations

from typing import Any

import ratssearch
from ratssearch.search import FACETS, KINDS
from ratssearch.web.params import EDITION, EDITS, RESULT_FIELDS, SEARCH, SUGGEST, Parameter, Type

Json = dict[str, Any]

_DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?$"


def description(site_name: str, url_root: str) -> Json:
    """The whole description as a JSON value."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site_name} API",
            "version": ratssearch.__version__,
            "summary": "Search official press releases.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": url_root.rstrip("/")}],
        "paths": {
            "/api/v1/search": _get("search", "Search releases", _parameters(SEARCH), "Answer", query=True),
            "/api/v1/releases/{id}": _get("release", "One release", [_ID], "Release", missing=True),
            "/api/v1/releases/{id}/editions/{number}": _get(
                "edition",
                "One edition, and what it changed",
                [_ID, _NUMBER_OF_EDITION, *_parameters(EDITION)],
                "Edition",
                missing=True,
            ),
            "/api/v1/edits": _get("edits", "Edits and vanished pages, latest first", _parameters(EDITS), "Edits"),
            "/api/v1/suggest": _get("suggest", "Completions while typing", _parameters(SUGGEST), "Suggestions"),
            "/api/v1/status": _get("status", "How each source stands", [], "Status"),
        },
        "components": {"schemas": SCHEMAS},
    }


_ID: Json = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "description": "Release id."}

_NUMBER_OF_EDITION: Json = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1},
    "description": "Number of the edition.",
}


def _parameters(declared: tuple[Parameter, ...]) -> list[Json]:
    return [_parameter(entry) for entry in declared]


def _parameter(entry: Parameter) -> Json:
    schema = _schema(entry)
    described: Json = {"name": entry.name, "in": "query", "description": entry.help}
    if entry.repeated:
        schema = {"type": "array", "items": schema, "maxItems": 100}
        described.update(style="form", explode=True)
    elif entry.default:
        value: Any = entry.default
        if schema["type"] == "integer":
            value = int(value)
        elif schema["type"] == "boolean":
            value = value == "true"
        schema["default"] = value
    described["schema"] = schema
    if entry.example:
        described["example"] = [entry.example] if entry.repeated else entry.example
    return described


def _schema(entry: Parameter) -> Json:
    if entry.type is Type.INTEGER:
        return {"type": "integer", "minimum": entry.low, "maximum": entry.high}
    if entry.type is Type.FLAG:
        return {"type": "boolean"}
    if entry.type is Type.DATE:
        return {"type": "string", "pattern": _DATE_PATTERN}
    if entry.type is Type.CHOICE and all(choice.isdigit() for choice in entry.choices):
        return {"type": "integer", "enum": [int(choice) for choice in entry.choices]}
    if entry.type is Type.CHOICE:
        return {"type": "string", "enum": list(entry.choices)}
    schema: Json = {"type": "string", "maxLength": entry.most}
    if entry.pattern and not entry.upper and not entry.lower:
        schema["pattern"] = f"^(?:{entry.pattern})$"
    return schema


def _get(name: str, summary: str, parameters: list[Json], schema: str, **also: bool) -> Json:
    def body(reference: str, media: str = "application/json") -> Json:
        return {media: {"schema": {"$ref": f"#/components/schemas/{reference}"}}}

    problem = body("Problem", "application/problem+json")
    responses: Json = {
        "200": {"description": "The answer.", "content": body(schema)},
        "304": {"description": "The answer that If-None-Match names is still right."},
        "400": {"description": "A parameter is unknown or out of range.", "content": problem},
        "503": {"description": "There is no index yet.", "content": problem},
    }
    if also.get("missing"):
        responses["404"] = {"description": "There is no such release.", "content": problem}
        responses["410"] = {"description": "The release was taken down for good.", "content": problem}
    if also.get("query"):
        responses["410"] = {"description": "The cursor has expired: start again.", "content": problem}
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters, "responses": responses}}


def _object(properties: Json, *, optional: tuple[str, ...] = ()) -> Json:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _reference(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": "number"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_TRUTH: Json = {"type": "boolean"}
_DAY: Json = {"type": ["string", "null"], "format": "date"}
_MOMENT: Json = {"type": ["string", "null"], "format": "date-time"}
_URL: Json = {"type": ["string", "null"]}
_MARKS: Json = _list({"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2})
_HIT: Json = {
    "id": _TEXT,
    "url": _TEXT,
    "title": _TEXT,
    "date": _DAY,
    "date_precision": {"enum": ["day", "month", "year", None]},
    "date_basis": {"enum": ["meta", "jsonld", "time", "text", "listing", "url", "dateline", "unknown"]},
    "countries": _list(_TEXT),
    "organisations": _list(_TEXT),
    "language": _TEXT,
    "source": _TEXT,
    "first_seen": _MOMENT,
    "score": _NUMBER,
    "highlights": _object(
        {
            "title": _MARKS,
            "passages": _list(_object({"text": _TEXT, "marks": _MARKS, "leading": _TRUTH, "trailing": _TRUTH})),
        }
    ),
}
_VALUE: Json = _object(
    {
        "value": _TEXT,
        "label": _TEXT,
        "count": _COUNT,
        "selected": _TRUTH,
        "excluded": _TRUTH,
        "parent": {"type": ["string", "null"]},
    }
)
_LOOSE: Json = {"type": "object"}

SCHEMAS: Json = {
    "Answer": _object(
        {
            "total": _COUNT,
            "query": _object(
                {
                    "text": _TEXT,
                    "description": _TEXT,
                    "warnings": _list(_TEXT),
                    "suggestion": {"type": ["string", "null"]},
                    "parameters": _LOOSE,
                }
            ),
            "results": _list(_reference("Hit")),
            "labels": _LOOSE,
            "facets": _object({facet: _reference("Facet") for facet in FACETS}, optional=FACETS),
            "histogram": _list(_object({"label": _TEXT, "count": _COUNT, "total": _COUNT})),
            "first_date": _DAY,
            "last_date": _DAY,
            "advice": _list(_object({"parameter": _TEXT, "values": _list(_TEXT), "total": _COUNT})),
            "corpus": _COUNT,
            "snapshot": _TEXT,
            "took_ms": _NUMBER,
            "links": _object({"self": _TEXT, "next": _URL, "prev": _URL, "html": _TEXT}),
        }
    ),
    "Hit": _object(_HIT, optional=RESULT_FIELDS),
    "Facet": _object({"values": _list(_VALUE), "truncated": _TRUTH, "other": _COUNT}),
    "Release": _object(
        {
            "id": _TEXT,
            "url": _TEXT,
            "source": _TEXT,
            "publisher": _TEXT,
            "title": _TEXT,
            "date": _DAY,
            "date_precision": _HIT["date_precision"],
            "date_basis": _HIT["date_basis"],
            "language": _TEXT,
            "place": _TEXT,
            "serial_number": _TEXT,
            "body": _TEXT,
            "html": _TEXT,
            "structure": _list(_LOOSE),
            "attachments": _list(_object({"url": _URL, "label": _TEXT, "kind": _TEXT})),
            "images": _list(_object({"url": _URL, "alt": _TEXT, "caption": _TEXT})),
            "countries": _list(_TEXT),
            "organisations": _list(_TEXT),
            "unlisted": _list(_TEXT),
            "persons": _list(_TEXT),
            "entities": _list(_LOOSE),
            "mentions": _list(_LOOSE),
            "events": _list(_LOOSE),
            "removed": _list(_LOOSE),
            "first_seen": _MOMENT,
            "last_seen": _MOMENT,
            "absent_since": _MOMENT,
            "failed_looks": _COUNT,
            "editions": _list(_LOOSE),
            "addresses": _list(_TEXT),
            "siblings": _list(_LOOSE),
            "copies": _list(_LOOSE),
            "related": _list(_LOOSE),
            "citation": _TEXT,
            "links": _LOOSE,
        }
    ),
    "Edition": _object(
        {
            "id": _TEXT,
            "number": _COUNT,
            "content_hash": _TEXT,
            "body_hash": _TEXT,
            "first_seen": _MOMENT,
            "last_seen": _MOMENT,
            "title": _TEXT,
            "date": _DAY,
            "language": _TEXT,
            "dateline": _TEXT,
            "body": _TEXT,
            "signature": _TEXT,
            "against": {"type": ["integer", "null"]},
            "change": _reference("Change"),
            "editions": _list(_COUNT),
            "links": _LOOSE,
        }
    ),
    "Change": {
        **_object(
            {
                "kind": {"enum": ["text", "metadata"]},
                "facts": _list(_object({"name": _TEXT, "before": _TEXT, "after": _TEXT})),
                "words_added": _COUNT,
                "words_removed": _COUNT,
                "paragraphs": _list(_object({"kind": _TEXT, "pieces": _list(_object({"kind": _TEXT, "text": _TEXT}))})),
            },
            optional=("paragraphs",),
        ),
        "type": ["object", "null"],
    },
    "Edits": _object({"total": _COUNT, "edits": _list(_reference("Edit")), "links": _LOOSE}),
    "Edit": _object(
        {
            "at": _MOMENT,
            "kind": {"enum": list(KINDS)},
            "release": _TEXT,
            "source": _TEXT,
            "publisher": _TEXT,
            "title": _TEXT,
            "language": _TEXT,
            "edition": _COUNT,
            "against": {"type": ["integer", "null"]},
            "change": _reference("Change"),
            "last_seen": _MOMENT,
            "failed_looks": _COUNT,
            "link": _TEXT,
        }
    ),
    "Suggestions": _object(
        {"suggestions": _list(_object({"kind": _TEXT, "text": _TEXT, "value": _TEXT, "count": _COUNT}))}
    ),
    "Status": _object({"freshness": _LOOSE, "sources": _list(_LOOSE), "problem": {"type": ["string", "null"]}}),
    "Problem": _object(
        {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "instance": _TEXT,
            "hint": _TEXT,
            "errors": _list(
                _object(
                    {"parameter": _TEXT, "detail": _TEXT, "hint": _TEXT, "position": _COUNT, "length": _COUNT},
                    optional=("hint", "position", "length"),
                )
            ),
        },
        optional=("hint", "errors"),
    ),
}
