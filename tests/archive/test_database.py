"""The file under load and in trouble: many readers, no rights, no space, damage."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ratssearch.archive import Archive, open_archive
from ratssearch.errors import ArchiveError

from .samples import SITE, crawl_page, fetched, page

READER = """
import os, sys
from pathlib import Path
from ratssearch.archive import open_archive, schema
schema.steps()
if os.getuid() == 0:  # root may write anywhere: become nobody
    os.setgid(65534); os.setuid(65534)
with open_archive(Path(sys.argv[1]), read_only=True) as archive:
    for line in sys.stdin:
        print(archive.count(), flush=True)
"""


def fill(archive: Archive, numbers: range) -> None:
    for number in numbers:
        crawl_page(archive, fetched(f"{SITE}/news/{number}", b"%d" % number), page(f"Made-up release {number}"))


def test_readers_do_not_wait_for_a_writer(archive: Archive, path: Path) -> None:
    """Threads of a read-only archive see whole releases, ever more of them, while another connection writes."""
    fill(archive, range(1))
    troubles: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        try:
            seen = 0
            while not done.is_set():
                count = len(list(reader.releases()))
                assert count >= seen
                seen = count
        except Exception as trouble:  # noqa: BLE001  # told to the main thread
            troubles.append(trouble)

    with open_archive(path, read_only=True) as reader:
        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        fill(archive, range(1, 40))
        done.set()
        for thread in threads:
            thread.join(20)
        assert troubles == []
        assert reader.count() == 40


def test_writing_threads_take_turns(archive: Archive) -> None:
    """Crawls of several sources may write at once: nothing is lost and nobody fails."""
    threads = [threading.Thread(target=fill, args=(archive, range(start, start + 10))) for start in range(0, 40, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert archive.count() == 40


def test_a_reader_cannot_write(archive: Archive, path: Path) -> None:
    with open_archive(path, read_only=True) as reader, pytest.raises(ArchiveError, match="not open for writing"):
        reader.start_run("made_up")


def test_a_reader_of_no_archive_is_told_what_to_do(path: Path) -> None:
    with pytest.raises(ArchiveError, match="ratssearch crawl"):
        open_archive(path, read_only=True)
    assert not path.parent.exists()


def test_a_process_without_rights_can_read(path: Path) -> None:
    """The web process may be barred from writing anywhere near the archive: it reads all the same, before, while and
    after somebody else writes."""
    archive = open_archive(path)
    fill(archive, range(3))
    archive.close()
    for folder in (path.parent, *path.parents):
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid() and not folder.stat().st_mode & 0o001:
            folder.chmod(0o711)  # pytest's folders are closed to others
    path.chmod(0o644)
    path.parent.chmod(0o555)
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", READER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as reader:

        def count() -> int:
            assert reader.stdin is not None and reader.stdout is not None
            reader.stdin.write("\n")
            reader.stdin.flush()
            return int(reader.stdout.readline())

        assert count() == 3
        path.parent.chmod(0o755)
        with open_archive(path) as archive:
            fill(archive, range(3, 5))
            assert count() == 5
            fill(archive, range(5, 6))
            assert count() == 6
        assert count() == 6
        assert reader.stdin is not None
        reader.stdin.close()
        assert reader.wait(10) == 0


def test_an_archive_put_in_anothers_place_is_read(path: Path, tmp_path: Path) -> None:
    """A reader that has the old file open sees the new one on its next call."""
    for folder, number in (("data", 3), ("other", 2)):
        with open_archive(tmp_path / folder / "archive.sqlite") as archive:
            fill(archive, range(number))
    with open_archive(path, read_only=True) as reader:
        assert reader.count() == 3
        path.parent.rename(tmp_path / "old")
        (tmp_path / "other").rename(path.parent)
        assert reader.count() == 2


def test_a_backup_is_whole_and_overwrites_nothing(archive: Archive, tmp_path: Path) -> None:
    fill(archive, range(5))
    copy = tmp_path / "copy.sqlite"
    archive.backup(copy)
    with open_archive(copy, read_only=True) as restored:
        assert list(restored.releases()) == list(archive.releases())
    with pytest.raises(ArchiveError, match="exists already"):
        archive.backup(copy)


def test_a_restored_backup_is_read_at_once(archive: Archive, path: Path, tmp_path: Path) -> None:
    """Restoring happens in one step under the eyes of readers, and writing goes on from there."""
    fill(archive, range(5))
    copy = tmp_path / "copy.sqlite"
    archive.backup(copy)
    fill(archive, range(5, 60))
    with open_archive(path, read_only=True) as reader:
        assert reader.count() == 60
        archive.restore(copy)
        assert reader.count() == archive.count() == 5
        fill(archive, range(5, 7))
        assert reader.count() == 7
    archive.close()
    with open_archive(path) as again:
        assert again.count() == 7


def test_nothing_but_an_archive_is_restored(archive: Archive, tmp_path: Path) -> None:
    fill(archive, range(2))
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"no archive" * 500)
    for copy in (other, tmp_path / "absent.sqlite"):
        with pytest.raises(ArchiveError):
            archive.restore(copy)
    assert archive.count() == 2


def test_a_full_disk_loses_nothing(archive: Archive, path: Path) -> None:
    """The transaction that did not fit is undone, the message says what to do, and it goes on once there is space."""
    fill(archive, range(3))
    connection = archive._database._writing
    assert connection is not None
    connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the present size instead
    with pytest.raises(ArchiveError, match="disk is full"):
        archive.keep_fetch("made_up", fetched(f"{SITE}/news/9", os.urandom(300_000)))
    assert archive.count() == 3
    connection.execute("PRAGMA max_page_count = 1000000")
    fill(archive, range(3, 4))
    assert archive.count() == 4


def test_a_damaged_body_is_noticed(archive: Archive) -> None:
    """Bytes that are not those that were kept are never passed on as if they were."""
    fill(archive, range(1))
    (release,) = archive.releases()
    with archive._database.write() as connection:
        connection.execute("UPDATE body SET data = x'789c00'")
    with pytest.raises(ArchiveError, match="damaged"):
        archive.snapshot(release.id)


def test_a_damaged_file_is_named(archive: Archive, path: Path, tmp_path: Path) -> None:
    fill(archive, range(50))
    archive.close()
    broken = tmp_path / "broken.sqlite"
    shutil.copy(path, broken)
    with broken.open("r+b") as handle:
        for page_number in range(2, 20):
            handle.seek(page_number * 4096)
            handle.write(b"\xff" * 512)
    with pytest.raises(ArchiveError, match=r"broken\.sqlite is damaged"), open_archive(broken) as opened:
        list(opened.releases())
        opened.totals("made_up")


def test_a_closed_archive_says_so(path: Path) -> None:
    archive = open_archive(path)
    archive.close()
    with pytest.raises(ArchiveError, match="closed"):
        archive.count()
