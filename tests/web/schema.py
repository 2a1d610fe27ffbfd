"""Checks a value against the part of JSON Schema that the project's OpenAPI description uses."""

from __future__ import annotations

from typing import Any

_TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list}
_KNOWN = {"type", "properties", "required", "items", "$ref", "enum", "minimum", "minItems", "maxItems", "format"}


def complaints(value: Any, schema: dict[str, Any], schemas: dict[str, Any], where: str = "$") -> list[str]:
    """What is wrong with a value; empty if it fits. An object may hold only what the schema names, if it names any."""
    unknown = set(schema) - _KNOWN
    assert not unknown, f"the schema uses {unknown}, which this check does not know"
    if "$ref" in schema:
        return complaints(value, schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, where)
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{where}: {value!r} is none of {schema['enum']}"]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if value is None and "null" in kinds:
        return []
    fitting = [kind for kind in kinds if kind != "null" and isinstance(value, _TYPES[kind])]
    if not fitting or (isinstance(value, bool) and "boolean" not in kinds):
        return [f"{where}: {value!r} is not {kinds}"]
    found: list[str] = []
    if isinstance(value, dict) and "properties" in schema:
        properties = schema["properties"]
        found += [f"{where}: {name} is missing" for name in schema.get("required", ()) if name not in value]
        for name, part in value.items():
            if name not in properties:
                found.append(f"{where}: {name} is not described")
            else:
                found += complaints(part, properties[name], schemas, f"{where}.{name}")
    if isinstance(value, list) and "items" in schema:
        for index, part in enumerate(value):
            found += complaints(part, schema["items"], schemas, f"{where}[{index}]")
    if "minimum" in schema and value < schema["minimum"]:
        found.append(f"{where}: {value} is below {schema['minimum']}")
    return found
