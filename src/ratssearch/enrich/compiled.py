"""The compiled gazetteer: one JSON file made from the TOML tables by scripts/build_gazetteer.py.

Forms are grouped by what they stand for, so that the file stays small and loads in a few milliseconds.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
COMPILED = DATA / "gazetteer.json"


@dataclass(slots=True)
class Compiled:
    """What gazetteer.json holds."""

    digest: str = ""  # of the tables it was made from
    countries: dict[str, list[str]] = field(
        default_factory=dict
    )  # code -> label en, ru, zh, main successor, successors
    organisations: dict[str, list[str]] = field(
        default_factory=dict
    )  # id -> name en, ru, zh, parent, kind, country, wikidata
    regions: dict[str, Any] = field(default_factory=dict)
    choices: dict[str, dict[str, Any]] = field(default_factory=dict)
    qualifiers: list[str] = field(default_factory=list)  # abbreviated states that may follow a town
    words: dict[str, str] = field(default_factory=dict)  # word lists of the guards, white space between
    discovery: dict[str, str] = field(default_factory=dict)  # word lists of discovery.py
    forms: dict[tuple[str, str, str, str, str], list[str]] = field(
        default_factory=dict
    )  # (kind, entity, rule, case, guard)


def tables_digest(folder: Path = DATA) -> str:
    """SHA-256 (first 12 hex digits) of every TOML table under `folder`, names and line ends included."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def write_compiled(compiled: Compiled, path: Path = COMPILED) -> None:
    value = {
        "digest": compiled.digest,
        "countries": compiled.countries,
        "organisations": compiled.organisations,
        "regions": compiled.regions,
        "choices": compiled.choices,
        "qualifiers": compiled.qualifiers,
        "words": compiled.words,
        "discovery": compiled.discovery,
        "forms": [["|".join(key), "\t".join(sorted(forms))] for key, forms in sorted(compiled.forms.items())],
    }
    path.write_text(json.dumps(value, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")


def read_compiled(path: Path = COMPILED) -> Compiled:
    value = json.loads(path.read_text(encoding="utf-8"))
    forms: dict[tuple[str, str, str, str, str], list[str]] = {}
    for key, joined in value["forms"]:
        kind, entity, rule, case, guard = key.split("|")
        forms[(kind, entity, rule, case, guard)] = joined.split("\t")
    return Compiled(
        value["digest"],
        value["countries"],
        value["organisations"],
        value["regions"],
        value["choices"],
        value["qualifiers"],
        value["words"],
        value["discovery"],
        forms,
    )
