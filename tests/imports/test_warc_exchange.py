"""Archives that go both ways: ours read whole by other programs, and wget's become what our own crawl gives."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import time
from base64 import b32encode
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from pipeline_site import OPTIONS, SmallSite, content, crawl_site, indexed, reading, serve, text
from ratssearch.errors import ParameterError
from ratssearch.models import Outcome, Release
from ratssearch.pipeline import Workspace, crawl, export_warc, forget, import_files

Told = dict[str, tuple[object, ...]]


def told(workspace: Workspace) -> Told:
    """Everything that a reader is told of each release, times aside."""
    with reading(workspace) as archive:
        return {release.id: (*_of(release), *_editions(archive, release)) for release in archive.releases()}


def _of(release: Release) -> tuple[object, ...]:
    gone = (release.absent_since is not None, release.failed_looks)
    return release.url, release.addresses, release.page, release.tags, release.edition_count, gone


def _editions(archive, release: Release) -> tuple[object, ...]:  # type: ignore[no-untyped-def]
    return tuple((edition.number, edition.content_hash) for edition in archive.editions(release.id))


def times(workspace: Workspace) -> dict[str, tuple[object, ...]]:
    with reading(workspace) as archive:
        return {
            release.id: (release.first_seen, release.last_seen, release.absent_since) for release in archive.releases()
        }


@pytest.fixture
def lived(tmp_path: Path) -> Workspace:
    """An archive with a history: an edit, an unchanged look, a page that went, a redirect."""
    workspace = Workspace(tmp_path / "lived")
    with serve(SmallSite(13)) as site:
        crawl_site(workspace, site)
        site.texts[3] = text(3, people="lighthouse keepers")
        site.answers["/news/4"] = 410, b"gone"
        crawl_site(workspace, site, everything=True)
        site.footer = "Another template"
        crawl_site(workspace, site, everything=True)
    return workspace


def test_another_implementation_reads_all_of_it(lived: Workspace, tmp_path: Path) -> None:
    """Each record parses, with right digests, lengths and types; each answer of the log is there; gzip by record."""
    target = tmp_path / "ours.warc.gz"
    report = export_warc(lived, target)
    with reading(lived) as archive:
        looks = {(look.final_url, look.fetched_at, look.status) for look in archive.exchanges()}
        unchanged = sum(look.outcome is Outcome.UNCHANGED for look in archive.exchanges())
    records, answers, revisits, responses = 0, set(), 0, {}
    for record in ArchiveIterator(str(target), record_types=WarcRecordType.any_type, parse_http=False):
        records += 1
        assert record.verify_block_digest(consume=False), record.headers.to_dict()
        record.parse_http()
        headers = record.headers
        if record.record_type in (WarcRecordType.response, WarcRecordType.revisit):
            answers.add((headers["WARC-Target-URI"], record.record_date, record.http_headers.status_code))
        if record.record_type == WarcRecordType.response:
            body = record.reader.read()
            digest = b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
            assert headers["WARC-Payload-Digest"] == f"sha1:{digest}"
            assert int(record.http_headers["content-length"]) == len(body)
            responses[headers["WARC-Target-URI"], headers["WARC-Date"]] = headers["WARC-Record-ID"], digest
        if record.record_type == WarcRecordType.revisit:
            revisits += 1
            original = responses[headers["WARC-Refers-To-Target-URI"], headers["WARC-Refers-To-Date"]]
            assert (headers["WARC-Refers-To"], headers["WARC-Payload-Digest"]) == (original[0], f"sha1:{original[1]}")
    assert records == report.records and answers == looks
    assert revisits >= unchanged > 5
    members = target.read_bytes().count(b"\x1f\x8b\x08")
    assert members >= records


def test_our_archive_comes_back_as_it_was(lived: Workspace, tmp_path: Path) -> None:
    """Exported and imported: the same releases, editions, texts, times and search results; the same file again."""
    target = tmp_path / "ours.warc.gz"
    export_warc(lived, target)
    other = Workspace(tmp_path / "other")
    source = SmallSite(base=_base(lived)).source()
    report = import_files(other, [source], [target])
    assert not report.skipped and report.exit_code == 0
    assert told(other) == told(lived) and times(other) == times(lived)
    assert indexed(other) == indexed(lived)
    again = import_files(lived, [source], [target])
    assert again.results == {} and set(again.skipped) == {"already-here"}
    export_warc(
        lived, tmp_path / "twin" / "ours.warc.gz" if (tmp_path / "twin").mkdir() else tmp_path / "twin/ours.warc.gz"
    )
    assert (tmp_path / "twin" / "ours.warc.gz").read_bytes() == target.read_bytes()


def _base(workspace: Workspace) -> str:
    with reading(workspace) as archive:
        return next(archive.releases()).url.split("/news")[0]


def test_an_export_overwrites_nothing_and_leaves_no_half(lived: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "ours.warc.gz"
    target.write_bytes(b"mine")
    with pytest.raises(ParameterError, match="exists already"):
        export_warc(lived, target)
    assert target.read_bytes() == b"mine"
    with pytest.raises(ParameterError, match="cannot be written"):
        export_warc(lived, tmp_path / "nowhere" / "ours.warc.gz")


def test_what_was_taken_down_is_in_no_export_and_comes_back_by_no_import(lived: Workspace, tmp_path: Path) -> None:
    """An archive that was exported before still holds it; bringing that in does not bring the release back."""
    before, after = tmp_path / "before.warc.gz", tmp_path / "after.warc.gz"
    export_warc(lived, before)
    url = f"{_base(lived)}/news/3"
    entry = forget(lived, url, "asked to")
    export_warc(lived, after)
    found = [
        record.headers["WARC-Target-URI"]
        for record in ArchiveIterator(str(after), record_types=WarcRecordType.any_type)
        if record.record_type != WarcRecordType.warcinfo
    ]
    assert found and url not in found
    report = import_files(lived, [SmallSite(base=_base(lived)).source()], [before])
    assert report.skipped["taken-down"].count >= 2 and "new" not in report.results
    assert entry.release_id not in told(lived)


def test_an_archive_of_wget_becomes_what_our_crawl_gives(tmp_path: Path) -> None:
    """The same ids, addresses, editions, texts, tags, dates and search results, after two visits of a changing site."""
    wget = shutil.which("wget")
    if wget is None:
        pytest.skip("wget absent: install it to test archives that it wrote")
    ours, theirs = Workspace(tmp_path / "ours"), Workspace(tmp_path / "theirs")
    with serve(SmallSite(23)) as site:
        site.unlisted.add(7)
        files = []
        for visit in (1, 2):
            crawl(ours, [site.source()], options=OPTIONS, everything=True)
            files.append(_mirror(wget, tmp_path, f"{site.base}/news", f"visit{visit}"))
            time.sleep(1.1)  # wget's dates are whole seconds, and two looks within one cannot be told apart
            for number in range(1, 23, 4):
                site.texts[number] = text(number, people=f"{number} lighthouse keepers")
            site.footer = "Another template"
            site.answers["/news/2"] = 410, b"gone"
        source = site.source()
    report = import_files(theirs, [source], files)
    assert report.exit_code == 0 and set(report.skipped) <= {"outside"}
    assert told(theirs) == told(ours) and len(told(ours)) == 22
    assert content(theirs) == content(ours)
    assert indexed(theirs) == indexed(ours)


def test_repetitions_that_wget_left_out_are_found(tmp_path: Path) -> None:
    """wget's own deduplication: the second archive holds revisit records that name a digest and nothing else."""
    wget = shutil.which("wget")
    if wget is None:
        pytest.skip("wget absent: install it to test archives that it wrote")
    workspace = Workspace(tmp_path / "data")
    with serve(SmallSite(6)) as site:
        first = _mirror(wget, tmp_path, f"{site.base}/news", "visit1", "--warc-cdx")
        time.sleep(1.1)  # wget's dates are whole seconds, and two looks within one cannot be told apart
        site.texts[3] = text(3, people="lighthouse keepers")
        second = _mirror(wget, tmp_path, f"{site.base}/news", "visit2", "--warc-dedup=visit1.cdx")
    kinds = [record.record_type for record in ArchiveIterator(str(second), record_types=WarcRecordType.any_type)]
    assert kinds.count(WarcRecordType.revisit) >= 5
    report = import_files(workspace, [site.source()], [first, second])
    assert report.results == {"new": 6, "edited": 1, "same": 5} and "revisit-of-unknown" not in report.skipped


def _mirror(wget: str, folder: Path, url: str, name: str, *more: str) -> Path:
    shape = ("--quiet", "--recursive", "--level=inf", "--no-parent")
    command = [wget, *shape, f"--warc-file={name}", "-P", name, *more, url]
    done = subprocess.run(command, cwd=folder, check=False, timeout=120)
    assert done.returncode in (0, 8)  # 8: the site answered something with an error, robots.txt at least
    return folder / f"{name}.warc.gz"
