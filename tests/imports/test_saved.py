"""Folders of saved pages and JSON Lines become releases."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from made_warcs import BASE, Made, day, page, source

from pipeline_site import found_by, indexed, reading, title
from ratssearch.cli.exchange import json_lines
from ratssearch.errors import ParameterError
from ratssearch.models import DateBasis, Precision
from ratssearch.pipeline import ImportReport, Workspace, import_files
from ratssearch.search import SearchService
from ratssearch.web.params import SEARCH, parse


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "data")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    saved = tmp_path / "saved"
    saved.mkdir()
    return saved


def bring(workspace: Workspace, *files: Path, base_url: str = "") -> ImportReport:
    return import_files(workspace, [source()], files, base_url=base_url)


def addresses(workspace: Workspace) -> dict[str, str]:
    with reading(workspace) as archive:
        return {release.url.removeprefix(BASE): release.page.title for release in archive.releases()}


def test_a_saved_page_is_placed_by_what_is_beside_or_in_it(workspace: Workspace, folder: Path) -> None:
    """A note of either form, a browser's comment, a canonical link, og:url; a page without any is counted."""
    (folder / "a.html").write_bytes(page(1))
    (folder / "a.html.url").write_text(f"{BASE}/news/1\n")
    (folder / "b.html").write_bytes(page(2))
    (folder / "b.url").write_text(f"[InternetShortcut]\r\nURL={BASE}/news/2\r\n")
    (folder / "c.htm").write_bytes(b"<!-- saved from url=(0032)%s -->\n" % f"{BASE}/news/3".encode() + page(3))
    for number, claim in ((4, '<link rel="canonical" href="{}">'), (5, '<meta property="og:url" content="{}">')):
        (folder / f"{number}.html").write_bytes(
            page(number).replace(b"<head>", b"<head>" + claim.format(f"{BASE}/news/{number}").encode())
        )
    (folder / "lost.html").write_bytes(page(6))
    (folder / "style.css").write_text("p {}")
    report = bring(workspace, folder)
    assert addresses(workspace) == {f"/news/{number}": title(number) for number in range(1, 6)}
    assert {name: entry.example for name, entry in report.skipped.items()} == {"no-address": "lost.html"}


@pytest.mark.parametrize("order", [("old", "new"), ("new", "old")])
def test_a_saved_stub_leads_to_its_page(workspace: Workspace, folder: Path, order: tuple[str, str]) -> None:
    """Whichever is read first; the stub itself is no release, and one whose page is not there is counted."""
    stub = b'<html><head><meta http-equiv="refresh" content="0; url=/news/%d"><title>Moved</title></head></html>'
    pages = {"old": (f"{BASE}/news/1", stub % 2), "new": (f"{BASE}/news/2", page(2))}
    for number, name in enumerate(order):
        (folder / f"{number}.html").write_bytes(pages[name][1])
        (folder / f"{number}.html.url").write_text(pages[name][0])
    (folder / "z.html").write_bytes(stub % 9)
    (folder / "z.html.url").write_text(f"{BASE}/news/8")
    report = bring(workspace, folder)
    assert set(addresses(workspace).values()) == {title(2)}
    assert {name: entry.example for name, entry in report.skipped.items()} == {"redirect-to-unknown": f"{BASE}/news/8"}


def test_a_mirror_is_placed_below_its_base(workspace: Workspace, folder: Path) -> None:
    """With and without the .html that mirroring tools add, and index files in folders."""
    (folder / "news" / "2").mkdir(parents=True)
    (folder / "news" / "1.html").write_bytes(page(1))
    (folder / "news" / "2" / "index.html").write_bytes(page(2))
    (folder / "index.html").write_bytes(page(3))
    report = bring(workspace, folder, base_url=BASE)
    assert set(addresses(workspace)) == {"/news/1", "/news/2"}
    assert report.skipped["outside"].count == 1
    assert bring(workspace, folder / "news" / "1.html", base_url=f"{BASE}/news/").skipped["already-here"].count == 1


def test_importing_a_folder_again_changes_nothing(workspace: Workspace, folder: Path) -> None:
    """Although the times of its files did: copying a folder makes no looks."""
    (folder / "1.html").write_bytes(page(1))
    bring(workspace, folder, base_url=f"{BASE}/news/")
    os.utime(folder / "1.html", (1_000_000_000, 1_000_000_000))
    again = bring(workspace, folder, base_url=f"{BASE}/news/")
    assert again.results == {} and again.skipped["already-here"].count == 1


def test_links_out_of_the_folder_are_not_followed(workspace: Workspace, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "1.html").write_bytes(page(1))
    (folder / "1.html").symlink_to(tmp_path / "1.html")
    assert bring(workspace, folder, base_url=f"{BASE}/news/").results == {}


@pytest.mark.parametrize("packed", [False, True])
def test_json_lines_become_releases(workspace: Workspace, tmp_path: Path, packed: bool) -> None:
    """Plain text with its title and date, or HTML; the date that a line gives is the release's."""
    lines = [
        {
            "url": f"{BASE}/news/1",
            "title": "A drill <was> held",
            "date": "2020-02-21",
            "text": "Guards met.\n\nThey left.",
        },
        {"url": f"{BASE}/news/2", "html": page(2).decode(), "seen": "2021-01-02T03:04:05Z"},
        {"url": f"{BASE}/about", "title": "About", "text": "Nothing."},
        {"title": "No address", "text": "Nothing."},
        ["not an object"],
    ]
    text = "\n".join([*map(json.dumps, lines), "{broken", ""]).encode()
    path = tmp_path / ("lines.jsonl.gz" if packed else "lines.jsonl")
    path.write_bytes(gzip.compress(text) if packed else text)
    report = bring(workspace, path)
    assert report.results == {"new": 2}
    assert {name: entry.count for name, entry in report.skipped.items()} == {
        "outside": 1,
        "no-address": 1,
        "unreadable": 2,
    }
    with reading(workspace) as archive:
        first, second = sorted(archive.releases(), key=lambda release: release.url)
    assert (first.page.title, first.page.paragraphs) == ("A drill <was> held", ("Guards met.", "They left."))
    assert first.page.published is not None and str(first.page.published.first) == "2020-02-21"
    assert first.page.published.basis is DateBasis.META
    assert str(second.first_seen) == "2021-01-02 03:04:05+00:00"
    assert found_by(workspace, "drill") == {first.id}
    assert bring(workspace, path).skipped["already-here"].count == 2


@pytest.mark.parametrize(
    ("date", "more", "known"),
    [
        ("2020-03", {}, "2020-03-01 2020-03-31 month"),
        ("2020-03-01", {"date_precision": "month"}, "2020-03-01 2020-03-31 month"),
        ("2020-03-01", {"date_precision": "day"}, "2020-03-01 2020-03-01 day"),
        ("2020-01-01", {"date_precision": "year"}, "2020-01-01 2020-12-31 year"),
        (2020, {}, "2020-01-01 2020-12-31 year"),
        ("March 2020", {}, "2020-03-01 2020-03-31 month"),
        ("2020-02-30", {}, ""),
    ],
)
@pytest.mark.parametrize("body", ["text", "html"])
def test_a_date_of_a_line_is_no_more_exact_than_it_says(
    workspace: Workspace, tmp_path: Path, body: str, date: object, more: dict[str, str], known: str
) -> None:
    """Months and years stay what they are, in a page made of text and beside one in HTML."""
    words = {
        "text": "Guards met.\n\nThey left again.",
        "html": "<h1>A drill</h1><p>Guards met.</p><p>They left again.</p>",
    }
    line = {"url": f"{BASE}/news/1", "title": "A drill", "date": date, body: words[body], **more}
    path = tmp_path / "lines.jsonl"
    path.write_text(json.dumps(line))
    bring(workspace, path)
    with reading(workspace) as archive:
        (release,) = archive.releases()
    found = release.page.published
    assert (f"{found.first} {found.last} {found.precision}" if found else "") == known


def test_a_month_survives_export_and_import(workspace: Workspace, folder: Path, tmp_path: Path) -> None:
    """What an export writes of a release that is dated to a month is found by the same search elsewhere."""
    body = "<p>Published: March 2020</p><p>Guards met at the lighthouse and talked for two hours.</p><p>They left.</p>"
    (folder / "1.html").write_text(f"<title>A drill</title><h1>A drill</h1>{body}")
    (folder / "1.html.url").write_text(f"{BASE}/news/1")
    bring(workspace, folder)
    service = SearchService(workspace.archive, workspace.index, workspace.gazetteer(), (source(),))
    path = tmp_path / "out.jsonl"
    path.write_text("".join(json_lines(service, parse(SEARCH, ()))))
    service.close()
    other = Workspace(tmp_path / "elsewhere")
    bring(other, path)
    for place in (workspace, other):
        assert len(found_by(place, "date:2020-03-20")) == 1
        with reading(place) as archive:
            (release,) = archive.releases()
        assert release.page.published is not None and release.page.published.precision is Precision.MONTH


def test_a_line_without_end_is_left_out(workspace: Workspace, tmp_path: Path) -> None:
    """A line longer than any page may be is skipped without being held; those around it are taken."""
    path = tmp_path / "lines.jsonl"
    good = json.dumps({"url": f"{BASE}/news/1", "html": page(1).decode()})
    path.write_text(f'{good}\n{{"url": "{"x" * 19_000_000}"}}\n{good.replace("/news/1", "/news/2")}\n')
    report = bring(workspace, path)
    assert report.results == {"new": 2} and report.skipped["too-large"].count == 1


def test_a_base_that_is_no_address_is_refused(workspace: Workspace, folder: Path) -> None:
    with pytest.raises(ParameterError, match="no http"):
        bring(workspace, folder, base_url="press.example.org")


def test_a_killed_import_is_finished_by_the_next(tmp_path: Path) -> None:
    """kill -9 in the middle, three times: then the same releases and the same index as without."""
    made = Made(tmp_path / "many.warc.gz")
    for number in range(1, 31):
        made.response(f"{BASE}/news/{number}", page(number), day(1)).response(
            f"{BASE}/news/{number}", page(number, "teachers"), day(2)
        )
    path = made.close()
    killed, alone = Workspace(tmp_path / "killed"), Workspace(tmp_path / "alone")
    program = (
        "import sys; from pathlib import Path; sys.path[:0] = sys.argv[3:]\n"
        "from made_warcs import source\nfrom ratssearch.pipeline import Workspace, import_files\n"
        "import_files(Workspace(Path(sys.argv[1])), [source()], [Path(sys.argv[2])])"
    )
    here = Path(__file__).parent
    command = [sys.executable, "-c", program, str(killed.data_dir), str(path), str(here), str(here.parent)]
    looks = 0
    for _ in range(3):
        with subprocess.Popen(command) as process:
            while process.poll() is None and _looks(killed) < looks + 8:
                time.sleep(0.02)
            process.send_signal(signal.SIGKILL)
        looks = _looks(killed)
    bring(killed, path)
    bring(alone, path)
    assert addresses(killed) == addresses(alone) and len(addresses(alone)) == 30
    assert indexed(killed) == indexed(alone)
    with reading(killed) as archive, reading(alone) as other:
        assert sum(1 for _ in archive.exchanges()) == sum(1 for _ in other.exchanges()) == 60
        assert [release.edition_count for release in archive.releases()] == [2] * 30


def test_an_import_that_was_stopped_goes_on_from_there(tmp_path: Path) -> None:
    """Asked to stop after some pages: status 3, redirects that still wait are not given up, the next one ends it."""
    made = Made(tmp_path / "many.warc.gz")
    for number in range(1, 6):
        made.response(f"{BASE}/news/{number}", page(number), day(1))
    made.response(f"{BASE}/news/20", b"moved", day(1), ("Location", "/news/20/"), status="301 Moved Permanently")
    made.response(f"{BASE}/news/20/", page(20), day(1))
    workspace, path = Workspace(tmp_path / "data"), made.close()
    asked = iter(range(1000))
    # All seven are read for robots.txt, for the listing, then as pages: the stop comes between redirect and page.
    report = import_files(workspace, [source()], [path], stop=lambda: next(asked) >= 20)
    assert report.stopped and report.exit_code == 3 and report.results == {"new": 5}
    assert bring(workspace, path).exit_code == 0
    assert set(addresses(workspace)) == {"/news/1", "/news/2", "/news/3", "/news/4", "/news/5", "/news/20"}


def _looks(workspace: Workspace) -> int:
    try:
        with reading(workspace) as archive:
            return sum(1 for _ in archive.exchanges())
    except Exception:  # noqa: BLE001  # not made yet
        return 0
