"""`ratssearch source review` and what `status` says of bodies that begin alike, as processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from pipeline_site import SmallSite, crawl_site, serve, text, title
from ratssearch.cli.context import web_application
from ratssearch.config import load_configuration
from ratssearch.models import Selectors
from ratssearch.pipeline import Workspace, as_toml, selectors_as_toml

INTRO = "This text is given to all editors by the \x1b[31mpress house\x1b[0m of the made-up body."


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RATSSEARCH_")}
    environment |= {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "ratssearch", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def crawled(folder: Path, size: int = 5) -> None:
    """A crawled site whose profile takes an introduction for text, and its configuration in the folder."""
    site = SmallSite(size)
    for number in range(1, size + 1):
        body = f"<div class=page><p class=intro>{INTRO}</p>{text(number)}</div>"
        site.answers[f"/news/{number}"] = 200, f"<html lang=en><h1>{title(number)}</h1>{body}".encode()
    with serve(site):
        selectors = Selectors(body="div.page")
        crawl_site(Workspace(folder / "ratssearch-data"), site, source=site.source(selectors=selectors))
        profile = as_toml(site.source()) + selectors_as_toml(selectors)
        (folder / "ratssearch.toml").write_text(f"builtin_sources = []\n{profile}", "utf-8")


def test_a_review_shows_pages_and_proposes_profile_lines(tmp_path: Path) -> None:
    """Status 0; title, day and its basis, both ends, what was cut; the table proposed is TOML. Page text cannot write
    to the terminal."""
    crawled(tmp_path)
    done = run(tmp_path, "source", "review", "small")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert f"title: {title(5)}" in done.stdout
    assert "date:  2005-03-06 (listing: 6 March 2005)" in done.stdout
    assert "first: This text is given" in done.stdout
    assert "5 of 5 bodies begin alike: This text is given" in done.stdout
    table = tomllib.loads(done.stdout.split("reindex --from extract`)\n")[1])["source"]["selectors"]
    assert table == {"body": "div.page", "remove": ["p.intro"]}
    assert "mends 5 of the 5 pages tried" in done.stdout


def test_a_review_as_json(tmp_path: Path) -> None:
    """The same facts under names; the profile table as text."""
    crawled(tmp_path)
    answer = json.loads(run(tmp_path, "source", "review", "small", "--json").stdout)
    assert (answer["source"], answer["releases"], answer["looked_at"]) == ("small", 5, 5)
    first = answer["pages"][0]
    assert {"id", "url", "title", "date", "date_basis", "first", "last", "found_by", "cut"} <= first.keys()
    assert (first["date"], first["date_basis"]) == ("2001-03-02", "listing")
    assert answer["problems"][0] | {"detail": ""} == {"kind": "first_line", "detail": "", "releases": 5, "of": 5}
    assert answer["proposals"] == [{"key": "remove", "value": "p.intro", "mended": 5, "of": 5}]
    assert tomllib.loads(answer["profile"])


def test_an_unknown_source_is_status_2(tmp_path: Path) -> None:
    crawled(tmp_path, 2)
    done = run(tmp_path, "source", "review", "smal")
    assert done.returncode == 2
    assert "Did you mean 'small'?" in done.stderr


def test_status_warns_and_names_the_command(tmp_path: Path) -> None:
    """A warning is no illness: the exit status is that of a healthy source. JSON says the same."""
    crawled(tmp_path)
    done = run(tmp_path, "status")
    assert done.returncode == 0, done.stdout
    assert "5 of 5 bodies begin alike: This text is given" in done.stdout
    assert "`ratssearch source review small`" in done.stdout
    (source,) = json.loads(run(tmp_path, "status", "--json").stdout)["sources"]
    (shared,) = source["shared_lines"]
    assert (shared["end"], shared["releases"], shared["of"]) == ("first", 5, 5)


def test_the_page_of_sources_warns_too(tmp_path: Path) -> None:
    crawled(tmp_path)
    flags = {"data_dir": tmp_path / "ratssearch-data"}
    shown = web_application(load_configuration(flags=flags, config_file=tmp_path / "ratssearch.toml")).test_client()
    page = shown.get("/status").text
    assert "5 of 5 bodies begin alike" in page
    assert "<bdi>This text is given to all editors" in page
