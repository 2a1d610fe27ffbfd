"""Writes docs/hostile-server.md from the test cases: `python -m tests.crawler.table`."""

from __future__ import annotations

from pathlib import Path

from .hostile import CASES
from .sites import SITES

PATH = Path(__file__).resolve().parents[2] / "docs" / "hostile-server.md"

_HEAD = """\
# What hostile servers do to the crawler

Written by `python -m tests.crawler.table` from the cases that `tests/crawler/test_hostile.py` and
`tests/crawler/test_hostile_sites.py` run on real sockets; do not edit by hand. Outcomes are those of
[crawling.md](crawling.md).

"""


def table() -> str:
    """The document's text."""
    lines = [
        _HEAD,
        f"## One page ({len(CASES)} behaviours)\n\n",
        "| name | the server ... | outcome | requests |\n|---|---|---|---|\n",
    ]
    lines += [f"| {case.name} | {case.does} | `{case.outcome.value}` | {case.asks} |\n" for case in CASES]
    lines += [
        f"\n## A whole site ({len(SITES)} behaviours)\n\n",
        "| name | the site ... | what becomes of it |\n|---|---|---|\n",
    ]
    lines += [f"| {case.name} | {case.does} | {case.ends} |\n" for case in SITES]
    return "".join(lines)


if __name__ == "__main__":
    PATH.write_text(table(), "utf-8")
