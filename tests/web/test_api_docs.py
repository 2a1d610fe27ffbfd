"""docs/api.md is true: every request in it is run, and every value that it shows is what comes back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from ratssearch.web.openapi import description

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
EXAMPLES = re.findall(r"curl '([^']+)'\n+```json\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize(("url", "shown"), EXAMPLES)
def test_examples_are_true(client: FlaskClient, url: str, shown: str) -> None:
    """What the page shows is part of the real answer, value by value."""
    parts = urlsplit(url)
    answer = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path, base_url=f"http://{parts.netloc}")
    assert_part(json.loads(shown), answer.get_json(), "$")


def test_there_are_examples_and_no_address_is_forgotten() -> None:
    """Examples are found by this test, and every path of the OpenAPI description is on the page."""
    assert len(EXAMPLES) == TEXT.count("curl '") >= 5
    for path in description("x", "http://x/")["paths"]:
        assert path.replace("{id}", "ID").replace("{number}", "N") in TEXT


def assert_part(part: Any, whole: Any, where: str) -> None:
    """Everything in `part` is in `whole`; a list may be cut at its end, unless it is empty."""
    if isinstance(part, dict):
        assert isinstance(whole, dict), where
        for name, value in part.items():
            assert name in whole, f"{where}.{name} is missing"
            assert_part(value, whole[name], f"{where}.{name}")
    elif isinstance(part, list) and part:
        assert len(part) <= len(whole), where
        for index, value in enumerate(part):
            assert_part(value, whole[index], f"{where}[{index}]")
    else:
        assert part == whole, where
