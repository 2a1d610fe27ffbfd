"""Every trap of tests/enrich/cases: the exact set of countries or organisations of a short release."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ratssearch.enrich import load_gazetteer
from ratssearch.models import ExtractedPage, MentionKind, Tags

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[Any]:
    """The cases of one file as pytest parameters, each under its own id."""
    held = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [
        pytest.param(
            case, id=case["id"], marks=[pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
        )
        for case in held
    ]


def tagged(case: dict[str, Any]) -> Tags:
    page = ExtractedPage(case.get("title", ""), (case["text"],), "en", None, dateline=case.get("dateline", ""))
    return load_gazetteer().tag(page, country=case.get("publisher", ""))


@pytest.mark.parametrize("case", [*cases("traps"), *cases("misspellings")])
def test_countries(case: dict[str, Any]) -> None:
    """The countries are exactly those that the case names."""
    assert sorted(tagged(case).values(MentionKind.COUNTRY)) == case["countries"]


@pytest.mark.parametrize("case", cases("organisations"))
def test_organisations(case: dict[str, Any]) -> None:
    """The gazetteer's organisations are exactly those that the case names."""
    found = tagged(case).values(MentionKind.ORGANISATION)
    assert sorted(entity for entity in found if not entity.startswith("unlisted-")) == case["organisations"]
