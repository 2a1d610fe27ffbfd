"""docs/crawling.md names every outcome and every rule."""

from __future__ import annotations

import re
from pathlib import Path

from ratssearch.models import Outcome

_ROOT = Path(__file__).resolve().parents[2]
_TEXT = (_ROOT / "docs" / "crawling.md").read_text("utf-8")
_RULE = re.compile(r'"((?:run|host|scope|profile|listing|sitemap|feed|limit|trap):[a-z-]+)"')


def test_every_outcome_is_explained() -> None:
    """A name in `status` can be looked up."""
    assert not [outcome for outcome in Outcome if f"| `{outcome.value}` |" not in _TEXT]


def test_every_rule_is_explained() -> None:
    """A notice can be looked up, and no rule stands there that is not in the code."""
    code = "".join(path.read_text("utf-8") for path in (_ROOT / "src/ratssearch/crawler").glob("*.py"))
    rules = set(_RULE.findall(code)) | {"sitemap:no-release-links", "feed:no-release-links"}
    named = set(re.findall(r"`((?:run|host|scope|profile|listing|sitemap|feed|limit|trap):[a-z-]+)`", _TEXT))
    assert named == rules
