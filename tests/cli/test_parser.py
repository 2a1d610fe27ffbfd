"""Every command leads somewhere and is documented."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator

import pytest

from ratssearch.cli.parser import build_parser

NEEDED = {name: ["x"] for name in ("release", "tag", "source test", "source review", "import", "backup", "restore")}


def commands(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """(words, parser) of every command that runs something."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield name.strip(), parser
    for group in groups:
        for word, child in group.choices.items():
            yield from commands(child, f"{name} {word}")


@pytest.mark.parametrize(("name", "parser"), list(commands(build_parser())))
def test_every_command_names_a_function_that_exists(name: str, parser: argparse.ArgumentParser) -> None:
    """The parser names functions as text; each of them must be there and say what it does."""
    module, function = parser.get_default("run").split(".")
    assert getattr(importlib.import_module(f"ratssearch.cli.{module}"), function).__doc__


@pytest.mark.parametrize("name", [name for name, _ in commands(build_parser())])
def test_common_options_stand_before_or_after_the_command(name: str) -> None:
    """--quiet works in both places, and the later does not undo the earlier."""
    words = [*name.split(), *NEEDED.get(name, [])]
    assert build_parser().parse_args(["--quiet", *words]).quiet is True
    assert build_parser().parse_args([*words, "--quiet"]).quiet is True
    assert build_parser().parse_args(words).quiet is False
