"""Settings: precedence, types, names, origins."""

from __future__ import annotations

from pathlib import Path

import pytest

from ratssearch.config import SETTINGS, Configuration, Settings, load_configuration, setting_help
from ratssearch.errors import ConfigError


def load(folder: Path, text: str = "", environment: dict[str, str] | None = None, **flags: object) -> Configuration:
    if text:
        (folder / "ratssearch.toml").write_text(text, "utf-8")
    return load_configuration(
        flags=flags, environment={"HOME": str(folder / "home"), **(environment or {})}, folder=folder
    )


def test_every_setting_has_help_and_a_default() -> None:
    """The table is complete: a setting nobody explains cannot be added."""
    assert all(setting_help(name) for name in SETTINGS)
    assert Settings().port == 8080


def test_flag_beats_environment_beats_file_beats_user_folder(tmp_path: Path) -> None:
    """The surest layer wins, and each value says where it came from."""
    user = tmp_path / "home" / ".config" / "ratssearch"
    user.mkdir(parents=True)
    (user / "ratssearch.toml").write_text('port = 1\nhost = "user"\nsite_name = "user"\nthreads = 9', "utf-8")
    loaded = load(
        tmp_path,
        'port = 2\nhost = "file"\nsite_name = "file"',
        {"RATSSEARCH_PORT": "3", "RATSSEARCH_HOST": "env"},
        port=4,
    )
    assert loaded.settings.port == 4
    assert loaded.settings.host == "env"
    assert loaded.settings.site_name == "file"
    assert loaded.settings.threads == 9
    assert loaded.origins["port"] == "flag"
    assert loaded.origins["host"] == "environment RATSSEARCH_HOST"
    assert loaded.origins["site_name"].endswith("ratssearch.toml")
    assert loaded.origins["workers"] == "default"


def test_data_dir_in_a_file_is_relative_to_that_file(tmp_path: Path) -> None:
    """A configuration keeps its meaning whatever folder a command is started in."""
    assert load(tmp_path, 'data_dir = "corpus"').settings.data_dir == tmp_path / "corpus"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prot = 1", "Did you mean 'port'"),
        ("port = 'x'", "whole number"),
        ("port = true", "whole number"),
        ("port = 70000", "between 0 and 65535"),
        ("host = 1", "text"),
        ("builtin_sources = [1]", "list of names"),
        ("port = ", "not valid TOML"),
        ('[source]\nid = "a"', "two brackets"),
        ('[[source]]\nid = "a"\n[[source]]\nid = "a"', "two sources are called 'a'"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_do(tmp_path: Path, text: str, message: str) -> None:
    """Each mistake gives one message that names it."""
    with pytest.raises(ConfigError, match=message):
        load(tmp_path, text)


def test_an_unknown_environment_name_is_refused(tmp_path: Path) -> None:
    """A misspelt variable would otherwise be ignored in silence."""
    with pytest.raises(ConfigError, match="RATSSEARCH_PROT"):
        load(tmp_path, environment={"RATSSEARCH_PROT": "1"})


def test_lists_in_the_environment_are_split_at_commas(tmp_path: Path) -> None:
    """One variable can hold several names."""
    loaded = load(tmp_path, environment={"RATSSEARCH_BUILTIN_SOURCES": "ecrats, other"})
    assert loaded.settings.builtin_sources == ("ecrats", "other")


def test_a_named_configuration_file_must_exist(tmp_path: Path) -> None:
    """--config with a wrong path is an error, not the defaults."""
    with pytest.raises(ConfigError, match="no configuration file"):
        load_configuration(config_file=tmp_path / "none.toml", environment={}, folder=tmp_path)
