"""The command line as a person meets it: a process, its output, its exit status."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from ratssearch.cli.context import configuration, web_application
from ratssearch.cli.parser import build_parser
from ratssearch.demo.server import serve_demo_site
from ratssearch.demo.sources import demo_sources
from ratssearch.pipeline import Workspace, as_toml, crawl

pytestmark = pytest.mark.xdist_group("cli")  # one corpus for all of them


def run(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RATSSEARCH_")}
    environment |= {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "COLUMNS": "200"}
    command = [sys.executable, "-m", "ratssearch", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, input=stdin, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a configuration and one demo source crawled; its site stays up."""
    folder = tmp_path_factory.mktemp("corpus")
    with serve_demo_site() as site:
        source = demo_sources(site.base_urls)[2]
        crawl(Workspace(folder / "ratssearch-data"), [source])
        (folder / "ratssearch.toml").write_text(f"builtin_sources = []\n{as_toml(source)}", "utf-8")
        yield folder


def test_init_writes_a_file_that_loads_and_never_overwrites(tmp_path: Path) -> None:
    """The commented defaults are valid, and a second init leaves the file alone with status 2."""
    assert run(tmp_path, "init").returncode == 0
    text = (tmp_path / "ratssearch.toml").read_text("utf-8")
    uncommented = re.sub(r"^# (\w+ = )", r"\1", text.split("# One table")[0], flags=re.M)
    (tmp_path / "ratssearch.toml").write_text(uncommented, "utf-8")
    shown = run(tmp_path, "config", "show")
    assert shown.returncode == 0, shown.stderr
    assert "ratssearch.toml" in shown.stdout
    again = run(tmp_path, "init")
    assert again.returncode == 2
    assert "left alone" in again.stderr


def test_a_misspelt_setting_is_one_clear_message(tmp_path: Path) -> None:
    """Status 2, the name, the nearest right one, and no traceback."""
    (tmp_path / "ratssearch.toml").write_text("prot = 1", "utf-8")
    done = run(tmp_path, "search", "x")
    assert done.returncode == 2
    assert "Did you mean 'port'" in done.stderr
    assert "Traceback" not in done.stderr


def test_searching_before_the_first_crawl_says_what_to_do(tmp_path: Path) -> None:
    """Status 1 and the command that helps."""
    done = run(tmp_path, "search", "x")
    assert done.returncode == 1
    assert "no index" in done.stderr


def test_search_lists_hits_with_date_source_and_address(corpus: Path) -> None:
    """A person sees how many, and each hit with what is needed to go on."""
    done = run(corpus, "search", "exercise")
    assert done.returncode == 0, done.stderr
    assert re.match(r"[\d,]+ releases?, 20\d\d", done.stdout)
    assert "harrowmere-" in done.stdout
    assert "http://127.0.0.1:" in done.stdout


def test_search_json_is_the_shape_of_the_api(corpus: Path) -> None:
    """Tools read the same answer from the command line as over HTTP."""
    done = run(corpus, "search", "--json", "exercise")
    answer = json.loads(done.stdout)
    assert answer["total"] >= len(answer["results"]) > 0
    assert {"total", "query", "results", "facets", "snapshot", "took_ms"} <= answer.keys()


def test_search_options_narrow_and_unknown_values_are_refused(corpus: Path) -> None:
    """Facet options work as on the page; a wrong number is status 2."""
    everything = json.loads(run(corpus, "search", "--json").stdout)["total"]
    one_year = json.loads(run(corpus, "search", "--json", "--year", "2023").stdout)["total"]
    assert 0 < one_year < everything
    refused = run(corpus, "search", "--per-page", "7")
    assert refused.returncode == 2
    assert "per_page" in refused.stderr


def test_a_query_error_points_at_the_place(corpus: Path) -> None:
    """An unbalanced quote: status 2, the query, and a caret below the place."""
    done = run(corpus, "search", 'exercise "small arms')
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    quoted = next(number for number, line in enumerate(lines) if '"small arms' in line)
    assert lines[quoted + 1].index("^") == lines[quoted].index('"')


def test_search_explain_tells_where_a_score_comes_from(corpus: Path) -> None:
    """--explain names the words that scored."""
    assert "exercise" in run(corpus, "search", "--explain", "exercise").stdout.split("harrowmere-", 1)[1]


def test_release_shows_text_facts_and_removed_blocks(corpus: Path) -> None:
    """One release, with how its date is known, and on request what was cut and by which rule."""
    found = json.loads(run(corpus, "search", "--json", "exercise").stdout)["results"][0]
    shown = run(corpus, "release", found["id"], "--removed")
    assert found["title"] in shown.stdout
    assert f"Published: {found['date']} ({found['date_basis']}" in shown.stdout
    assert "[removed by " in shown.stdout
    as_json = json.loads(run(corpus, "release", found["id"], "--json").stdout)
    assert as_json["id"] == found["id"]


def test_an_unknown_release_is_status_2(corpus: Path) -> None:
    """A mistyped id is said in one sentence."""
    done = run(corpus, "release", "harrowmere-nothing")
    assert done.returncode == 2
    assert "no release" in done.stderr


def test_tag_prints_each_mention_with_its_words() -> None:
    """Evidence on stdout, one mention a line."""
    folder = Path.cwd()
    done = run(folder, "tag", "-", stdin="The seminar in Kazakhstan was opened by UNODC.")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert ["country", "KZ"] in [row[:2] for row in rows]
    assert ["organisation", "unodc"] in [row[:2] for row in rows]


def test_crawl_again_finds_nothing_new_and_status_is_healthy(corpus: Path) -> None:
    """A second crawl of an unchanged site ends with status 0."""
    done = run(corpus, "crawl")
    assert done.returncode == 0, done.stderr
    assert "harrowmere: 0 new" in done.stdout
    status = run(corpus, "status")
    assert status.returncode == 0
    assert "healthy" in status.stdout


def test_status_is_told_to_programs_as_the_site_tells_it(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`status --json` is /api/v1/status: same keys, same values."""
    printed = json.loads(run(corpus, "status", "--json").stdout)
    (source,) = printed["sources"]
    assert (source["id"], source["state"], source["configured"]) == ("harrowmere", "healthy", True)
    assert source["last_run"]["state"] == "done"
    assert source["releases"] == printed["freshness"]["releases"]
    monkeypatch.chdir(corpus)
    served = (
        web_application(configuration(build_parser().parse_args(["status"])))
        .test_client()
        .get("/api/v1/status")
        .get_json()
    )
    assert served == printed


def test_dry_run_names_addresses_and_keeps_nothing(corpus: Path, tmp_path: Path) -> None:
    """What would be fetched goes to stdout, and no archive is made."""
    done = run(corpus, "crawl", "--dry-run", "--data-dir", str(tmp_path / "none"))
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= 25
    assert not (tmp_path / "none").exists()


def test_an_unreachable_site_is_a_partial_crawl(tmp_path: Path) -> None:
    """Nobody listens: status 3, and the message names the source and what happened."""
    (tmp_path / "ratssearch.toml").write_text(
        'builtin_sources = []\n[[source]]\nid = "gone"\nname = "Gone"\nbase_url = "http://127.0.0.1:9/"\n'
        'listings = ["/news"]\nreleases = ["/news/.+"]\nallow_private = true\ndelay = 0.0\n',
        "utf-8",
    )
    done = run(tmp_path, "crawl")
    assert done.returncode == 3, done.stderr
    assert "unreachable" in done.stderr
    assert run(tmp_path, "status").returncode == 1


def test_reindex_from_every_stage_changes_nothing_by_itself(corpus: Path) -> None:
    """The same code over the same archive gives the same releases."""
    for stage in ("extract", "enrich", "index"):
        done = run(corpus, "reindex", "--from", stage)
        assert done.returncode == 0, done.stderr
        assert ", 0 came out differently" in done.stdout


def test_source_test_shows_what_a_page_gives_and_proposes_a_profile(corpus: Path, tmp_path: Path) -> None:
    """With a profile it reads the page; without one it proposes a profile that loads."""
    found = json.loads(run(corpus, "search", "--json", "exercise").stdout)["results"][0]
    known = run(corpus, "source", "test", found["url"])
    assert known.returncode == 0, known.stderr
    assert f"title:    {found['title']}" in known.stdout
    unknown = run(tmp_path, "source", "test", found["url"], "--allow-private")
    assert "[[source]]" in unknown.stdout
    assert "releases = ['" in unknown.stdout


def test_serve_answers_and_stops_on_request(corpus: Path) -> None:
    """The printed address answers, and SIGTERM ends the server in order."""
    command = [sys.executable, "-m", "ratssearch", "serve", "--port", "0", "--workers", "1"]
    process = subprocess.Popen(command, cwd=corpus, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert address is not None
        with urllib.request.urlopen(address.group() + "api/v1/search?q=exercise", timeout=30) as answer:
            assert json.load(answer)["total"] > 0
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_taken_port_is_said_clearly(corpus: Path) -> None:
    """Status 2 and the option that helps."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run(corpus, "serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_demo_leaves_a_folder_with_other_data_alone(tmp_path: Path) -> None:
    """Nobody loses files to a demo."""
    (tmp_path / "demo-data").mkdir()
    (tmp_path / "demo-data" / "thesis.txt").write_text("mine", "utf-8")
    done = run(tmp_path, "demo", "--no-serve")
    assert done.returncode == 2
    assert (tmp_path / "demo-data" / "thesis.txt").read_text("utf-8") == "mine"


def test_demo_crawls_over_http_and_meets_an_edit_and_a_removal(tmp_path: Path) -> None:
    """The whole path without serving: two visits, an edited release on the second."""
    done = run(tmp_path, "--data-dir", "chosen", "demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "chosen" / "archive.sqlite").is_file()
    first, second = done.stdout.split("Visit 2:")
    assert sum(int(count) for count in re.findall(r"(\d+) new", first)) >= 90
    assert any(int(count) for count in re.findall(r"(\d+) edited", second))


def test_the_demo_ends_on_request(tmp_path: Path) -> None:
    """Ctrl-C in a terminal, which tells every process: none waits for what only the first one has."""
    command = [sys.executable, "-m", "ratssearch", "demo", "--folder", str(tmp_path / "demo"), "--port", "0"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    try:
        assert process.stdout is not None
        address = next(found[0] for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+/$", line)))
        with urllib.request.urlopen(f"{address}api/v1/search?q=exercise", timeout=30) as answer:
            assert json.load(answer)["total"] > 0
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=20)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    assert process.returncode == 0
