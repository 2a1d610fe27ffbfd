"""Many sources at once, and pages read beside the crawl: the same releases, however the work was shared out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.server import Request, Server, Wire, html, listing, release
from pipeline_site import OPTIONS, SmallSite, content, crawl_site, indexed, reading, serve
from ratssearch.errors import CRASHED, OUT_OF_MEMORY, TIMED_OUT, ArchiveError
from ratssearch.models import Source
from ratssearch.pipeline import Progress, Step, Workspace, crawl, reader_process, readers, status
from ratssearch.pipeline.nursery import Nursery, Process
from ratssearch.pipeline.reader_process import ReaderProcess


def source_of(server: Server, name: str, delay: float = 0.0) -> Source:
    return Source(
        name,
        name,
        name,
        f"{server.base}/",
        (f"{server.base}/{name}",),
        releases=(rf"/{name}/\d+",),
        delay=delay,
        allow_private=True,
    )


def note_starts(monkeypatch: pytest.MonkeyPatch) -> list[ReaderProcess]:
    """Let processes be started early, and list them."""
    monkeypatch.setattr(readers, "PILE", 3)
    started: list[ReaderProcess] = []
    begin = ReaderProcess.start

    def start(*arguments: object) -> ReaderProcess:
        started.append(begin(*arguments))  # type: ignore[arg-type]
        return started[-1]

    monkeypatch.setattr(ReaderProcess, "start", start)
    return started


def test_hosts_are_crawled_at_the_same_time(tmp_path: Path) -> None:
    """Each of two hosts answers only while the other is being asked too; neither sees two requests at once."""
    with Server() as one, Server() as other:

        def meet(wire: Wire, request: Request) -> None:
            deadline = time.monotonic() + 5
            while time.monotonic() < deadline and not (one._in_flight and other._in_flight):
                time.sleep(0.002)
            wire.reply(200 if one._in_flight and other._in_flight else 500, b"<p>404")
            time.sleep(0.02)

        for server, name in ((one, "one"), (other, "other")):
            server.routes["/robots.txt"] = meet
            server.routes[f"/{name}"] = html(listing(f"/{name}/1"))
            server.routes[f"/{name}/1"] = html(release())
        report = crawl(Workspace(tmp_path), [source_of(one, "one"), source_of(other, "other")], options=OPTIONS)
    assert [source.counters.found for source in report.sources] == [1, 1]
    assert max(seen.in_flight for server in (one, other) for seen in server.log) == 1


def test_sources_on_one_host_take_turns(tmp_path: Path) -> None:
    """Two profiles of one host: never two requests at once, and the delay holds from one source to the next, in the
    same crawl and in one that follows at once."""
    with Server(fallback=html(release())) as server:
        for name in ("one", "other"):
            server.routes[f"/{name}"] = html(listing(f"/{name}/1", f"/{name}/2"))
        sources = [source_of(server, name, delay=0.08) for name in ("one", "other")]
        crawl(Workspace(tmp_path), sources, options=OPTIONS)
        crawl(Workspace(tmp_path), sources[:1], options=OPTIONS)
    gaps = [after.began - before.ended for before, after in zip(server.log, server.log[1:], strict=False)]
    assert len(server.log) >= 12
    assert min(gaps) >= 0.08 * 0.9
    assert max(seen.in_flight for seen in server.log) == 1


def test_a_source_that_fails_ends_no_other(tmp_path: Path) -> None:
    """A dead host beside two that live, in a crawl of one host at a time as well as of many."""
    with serve(SmallSite(2)) as dead:
        gone = dead.source(id="gone")
    with serve(SmallSite(3)) as one, serve(SmallSite(4)) as other:
        sources = [gone, one.source(id="one"), other.source(id="other")]
        for width in (1, 8):
            workspace = Workspace(tmp_path / str(width))
            report = crawl(workspace, sources, options=OPTIONS, hosts=width)
            assert [source.source_id for source in report.sources] == ["gone", "one", "other"]
            assert [source.counters.new for source in report.sources] == [0, 3, 4]
            assert len(indexed(workspace)) == 7


def test_processes_read_what_piles_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two processes and with none: the same releases, editions and index."""
    started = note_starts(monkeypatch)
    with serve(SmallSite(40)) as site:
        alone, shared = Workspace(tmp_path / "alone"), Workspace(tmp_path / "shared")
        crawl_site(alone, site, readers=0)
        report = crawl_site(shared, site, readers=2)
    assert report.sources[0].counters.new == 40
    assert len(started) == 2
    assert all(process.proven for process in started)
    assert content(shared) == content(alone)
    assert indexed(shared) == indexed(alone)


def test_a_process_that_dies_loses_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed in the middle of its work, it is replaced, and every page is read all the same."""
    monkeypatch.setattr(readers, "MOST_UNREAD", 8)
    started = note_starts(monkeypatch)
    killed: list[Process] = []

    def kill(progress: Progress) -> None:
        early = progress.step is Step.FETCH and progress.done <= 40  # so that more pages come for whoever takes over
        if early and len(killed) < 2 and started and started[-1].proven and started[-1].process not in killed:
            killed.append(started[-1].process)
            started[-1].process.kill()

    with serve(SmallSite(60)) as site:
        workspace = Workspace(tmp_path)
        report = crawl_site(workspace, site, readers=1, listener=kill)
    assert len(killed) >= 1
    assert len(started) == len(killed) + 1
    assert report.exit_code == 0
    assert len(content(workspace)) == len(indexed(workspace)) == 60


def test_the_nursery_that_dies_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With all that it forked, in the middle of their work: no page is lost."""
    monkeypatch.setattr(readers, "MOST_UNREAD", 8)
    started = note_starts(monkeypatch)
    nurseries: list[Nursery] = []
    killed: list[int] = []
    begin = Nursery.__init__

    def note(nursery: Nursery, gazetteer: Path | None) -> None:
        nurseries.append(nursery)
        begin(nursery, gazetteer)

    monkeypatch.setattr(Nursery, "__init__", note)

    def kill(progress: Progress) -> None:
        if progress.step is Step.FETCH and not killed and started and started[-1].proven:
            killed.append(started[-1].process.pid)
            nurseries[0]._process.kill()
            os.kill(killed[0], signal.SIGKILL)

    with serve(SmallSite(60)) as site:
        workspace = Workspace(tmp_path)
        report = crawl_site(workspace, site, readers=1, listener=kill)
    assert (len(nurseries), report.exit_code) == (2, 0)
    assert all(nursery._process.returncode is not None for nursery in nurseries)
    assert len(content(workspace)) == len(indexed(workspace)) == 60


def test_a_page_that_takes_too_long_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MOST_UNREAD", 8)
    monkeypatch.setattr(reader_process, "SECONDS", 1.0)
    started = note_starts(monkeypatch)
    stopped: list[ReaderProcess] = []

    def stop(progress: Progress) -> None:
        """Let the process stand still for good in the middle of its work."""
        if progress.step is Step.FETCH and progress.done <= 40 and not stopped and started and started[-1].proven:
            stopped.append(started[-1])
            os.kill(started[-1].process.pid, signal.SIGSTOP)

    with serve(SmallSite(60)) as site:
        workspace = Workspace(tmp_path)
        report = crawl_site(workspace, site, readers=1, listener=stop)
    assert (len(stopped), len(started)) == (1, 2)
    (source,) = report.sources
    assert [(each.name, each.count) for each in source.outcomes if each.name == TIMED_OUT] == [(TIMED_OUT, 1)]
    assert len(content(workspace)) == len(indexed(workspace)) == 59


def test_a_page_that_takes_too_much_memory_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MOST_UNREAD", 8)
    monkeypatch.setattr(reader_process, "MEMORY", 24 * 1024 * 1024)
    note_starts(monkeypatch)
    heavy = b"<table>" + b"<tr><td>a<td>b" * 190_000
    with serve(SmallSite(40, answers={"/news/10": (200, heavy)})) as site:
        workspace = Workspace(tmp_path)
        report = crawl_site(workspace, site, readers=1)
    (source,) = report.sources
    assert {each.name for each in source.outcomes} & {OUT_OF_MEMORY, CRASHED}
    assert len(content(workspace)) == len(indexed(workspace)) == 39


def test_what_is_learnt_of_a_site_meanwhile_is_used_by_processes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page ends up read by the same templates as in a crawl that reads by itself."""
    note_starts(monkeypatch)
    with serve(SmallSite(40)) as site:
        alone, shared = Workspace(tmp_path / "alone"), Workspace(tmp_path / "shared")
        crawl_site(alone, site, readers=0)
        crawl_site(shared, site, readers=2)
    assert versions(shared) == versions(alone)
    assert any("." in version for version in versions(alone).values())


def versions(workspace: Workspace) -> dict[str, str]:
    with reading(workspace) as archive:
        return {release_id: archive.editions(release_id)[-1].page.version for release_id in archive.release_ids()}


def test_a_crawl_reads_by_itself_where_no_process_can_be_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that it reads with in passing runs already."""
    with serve(SmallSite(2)) as site:
        crawl_site(Workspace(tmp_path / "before"), site)
    monkeypatch.setattr(readers, "PILE", 3)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with serve(SmallSite(30)) as site:
        report = crawl_site(Workspace(tmp_path), site, readers=2)
    assert (report.exit_code, report.sources[0].counters.new) == (0, 30)


def test_an_archive_that_fails_ends_the_crawl_with_its_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is raised where the crawl was called, once every thread has let go."""
    from ratssearch.archive import Archive

    def full(*arguments: object, **named: object) -> None:
        raise ArchiveError("The archive cannot grow: the disk is full.")

    with serve(SmallSite(12)) as site:
        for method in ("keep_fetch", "keep_edition"):
            with monkeypatch.context() as patched, pytest.raises(ArchiveError, match="disk is full"):
                patched.setattr(Archive, method, full)
                crawl_site(Workspace(tmp_path / method), site)
        report = crawl_site(Workspace(tmp_path / "keep_edition"), site)
    assert report.caught_up >= 1
    assert len(content(Workspace(tmp_path / "keep_edition"))) == 12


def test_an_index_that_fails_ends_the_crawl_with_its_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, and the archive keeps what came: the next crawl brings the index up to date."""
    from ratssearch.pipeline import crawling
    from ratssearch.pipeline.indexing import IndexFollower

    def full(follower: IndexFollower) -> None:
        raise OSError("No space left on device")

    workspace = Workspace(tmp_path)
    with serve(SmallSite(60)) as site:
        with monkeypatch.context() as patched, pytest.raises(OSError, match="No space left"):
            patched.setattr(crawling, "FOLLOW_EVERY", 2)
            patched.setattr(IndexFollower, "catch_up", lambda follower: None)
            patched.setattr(IndexFollower, "follow", full)
            crawl_site(workspace, site, source=site.source(delay=0.05))
        assert 0 < len(content(workspace)) < 60
        crawl_site(workspace, site)
    assert len(content(workspace)) == len(indexed(workspace)) == 60


def test_only_due_releases_are_asked_for_again_unless_the_site_shows_them_in_front(tmp_path: Path) -> None:
    """A second crawl right after the first looks at the first page of the listing, and at nothing older."""
    workspace = Workspace(tmp_path)
    with serve(SmallSite(35)) as site:
        crawl_site(workspace, site)
        site.asked.clear()
        crawl_site(workspace, site)
        asked = {path for path in site.asked if path.startswith("/news/")}
        assert asked == {f"/news/{number}" for number in range(26, 36)}
        with reading(workspace) as archive:
            assert archive.pending("small") == ()
        assert status(workspace, [site.source()])[0].totals.releases == 35
        site.asked.clear()
        crawl_site(workspace, site, everything=True)
        assert len({path for path in site.asked if path.startswith("/news/")}) == 35


def test_a_library_user_needs_no_main_guard(tmp_path: Path) -> None:
    """A plain script may call crawl(): the processes that read do not run it once more."""
    with serve(SmallSite(30)) as site:
        script = tmp_path / "script.py"
        script.write_text(
            "import sys\nfrom pathlib import Path\nprint('begun')\n"
            "from ratssearch.pipeline import Workspace, crawl, readers\nfrom ratssearch.models import Source\n"
            "readers.PILE = 3\nbase = sys.argv[1]\n"
            "source = Source('small', 's', 'S', base + '/', (base + '/news',), releases=(r'/news/\\d+',),\n"
            "    delay=0.0, allow_private=True)\n"
            f"report = crawl(Workspace(Path({str(tmp_path / 'data')!r})), [source], readers=2)\n"
            "print(report.sources[0].counters.new)\n"
        )
        done = subprocess.run(
            [sys.executable, str(script), site.base], capture_output=True, text=True, timeout=120, check=False
        )
    assert done.stdout.split() == ["begun", "30"], done.stderr
