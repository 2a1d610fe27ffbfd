"""Writing: what a commit shows, what an error leaves, who may write, and how an index is replaced."""

from __future__ import annotations

import errno
import os
import random
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sample import release

from ratssearch.errors import CursorExpired, IndexUnavailable, NotFound, ParameterError, QueryError
from ratssearch.index import open_engine
from ratssearch.index.whoosh import helper, maintenance, rebuild, writer
from ratssearch.index.whoosh.analyses import ANALYSES
from ratssearch.index.whoosh.engine import WhooshEngine
from ratssearch.models import Release, SearchRequest, Sort


def made_up(numbers: range, seed: int = 1) -> list[Release]:
    choose = random.Random(seed)
    return [release(number, choose) for number in numbers]


def ids(engine: WhooshEngine, **wanted: object) -> list[str]:
    request = replace(SearchRequest(limit=10_000, highlight=False), **wanted)  # type: ignore[arg-type]
    return [hit.id for hit in engine.search(request).hits]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshEngine]:
    opened = open_engine(tmp_path / "index")
    assert isinstance(opened, WhooshEngine)
    yield opened
    opened.close()


def test_an_index_that_does_not_exist_is_unavailable(engine: WhooshEngine) -> None:
    with pytest.raises(IndexUnavailable, match=r"no index yet.*reindex"):
        engine.search(SearchRequest())


def test_an_empty_index_answers(engine: WhooshEngine) -> None:
    """A commit of nothing makes an index that finds nothing."""
    with engine.writer():
        pass
    results = engine.search(SearchRequest("grain -trade"))
    assert (results.total, results.corpus, results.hits) == (0, 0, ())
    assert engine.suggest("gr") == ()


def test_nothing_is_visible_before_commit_and_all_of_it_after(engine: WhooshEngine) -> None:
    releases = made_up(range(30))
    with engine.writer() as writer_:
        writer_.commit()
        before = engine.generation
        for one in releases:
            writer_.add(one)
        assert engine.count() == 0
        assert engine.generation == before
        assert writer_.commit() == engine.generation != before
        assert sorted(ids(engine)) == sorted(one.id for one in releases)


def test_an_error_inside_the_block_commits_nothing(engine: WhooshEngine) -> None:
    first, second = made_up(range(2))
    with engine.writer() as writer_:
        writer_.add(first)
    with pytest.raises(ValueError, match="made up"), engine.writer() as writer_:
        writer_.add(second)
        writer_.delete(first.id)
        raise ValueError("made up")
    assert ids(engine) == [first.id]
    with engine.writer():  # and the lock is free again
        pass


def test_adding_again_replaces(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a commit, across flushes of one commit, and across commits."""
    monkeypatch.setattr(writer, "FLUSH_BYTES", 900)
    for seed in range(3):
        with engine.writer() as writer_:
            for one in [*made_up(range(40), seed), *made_up(range(20), seed + 10)]:
                writer_.add(one)
    found = {hit.id: hit.title for hit in engine.search(SearchRequest(limit=100)).hits}
    last = {one.id: one.page.title for one in [*made_up(range(40), 2), *made_up(range(20), 12)]}
    assert found == last


def test_deleting_what_is_not_there_is_no_error(engine: WhooshEngine) -> None:
    with engine.writer() as writer_:
        writer_.delete("made-0000")
        writer_.add(made_up(range(1))[0])
        writer_.delete("made-up")
    assert engine.count() == 1


def test_everything_may_be_deleted(engine: WhooshEngine) -> None:
    releases = made_up(range(5))
    with engine.writer() as writer_:
        for one in releases:
            writer_.add(one)
    with engine.writer() as writer_:
        for one in releases:
            writer_.delete(one.id)
    assert engine.count() == 0
    assert ids(engine, text="grain") == []


def test_one_writer_at_a_time(engine: WhooshEngine, tmp_path: Path) -> None:
    """The second one is told who writes."""
    with engine.writer(), pytest.raises(IndexUnavailable, match=r"being written by process \d+"):
        WhooshEngine(tmp_path / "index").writer()
    with engine.writer():
        pass


def test_many_small_commits_stay_few_segments(engine: WhooshEngine) -> None:
    """Merges keep the number of segments small, and lose nothing, also of what is deleted while they run."""
    releases = made_up(range(60))
    with engine.writer() as writer_:
        for number, one in enumerate(releases):
            writer_.add(one)
            if number % 7 == 6:
                writer_.delete(releases[number - 3].id)
            writer_.commit()
    gone = {releases[number - 3].id for number in range(6, 60, 7)}
    assert sorted(ids(engine)) == sorted(one.id for one in releases if one.id not in gone)
    assert len(engine._current.get().views) < maintenance.MERGE_FACTOR


def test_rebuild_replaces_all_at_once(engine: WhooshEngine) -> None:
    engine.rebuild(made_up(range(10)))
    before = engine.generation
    seen: list[int] = []

    def releases() -> Iterator[Release]:
        for one in made_up(range(100, 150)):
            seen.append(engine.count())
            yield one

    assert engine.rebuild(releases()) == engine.generation != before
    assert set(seen) == {10}
    assert engine.count() == 50


def test_a_rebuild_that_fails_leaves_the_old_index(engine: WhooshEngine) -> None:
    engine.rebuild(made_up(range(10)))
    before = engine.generation

    def releases() -> Iterator[Release]:
        yield from made_up(range(100, 105))
        raise OSError("made up")

    with pytest.raises(OSError, match="made up"):
        engine.rebuild(releases())
    assert engine.generation == before
    assert engine.count() == 10


def test_several_processes_build_the_same_index(
    engine: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where an id comes twice: the later one counts, whichever process had the earlier one."""
    monkeypatch.setattr(rebuild, "_CHUNK", 7)
    monkeypatch.setattr(writer, "FLUSH_BYTES", 5_400)
    releases = [*made_up(range(90)), *made_up(range(40, 70), 2)]
    other = WhooshEngine(tmp_path / "other")
    engine.rebuild(releases)
    other.rebuild(releases, processes=2)
    for text in ("", "grain", "граница OR the"):
        request = SearchRequest(text, limit=200, sort=Sort.NEWEST)
        assert other.search(request).hits == engine.search(request).hits


def test_a_helping_process_that_dies_is_an_error_and_changes_nothing(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it dies before or while it is sent releases, or while it merges; the index that was there stays."""
    monkeypatch.setattr(rebuild, "_CHUNK", 7)
    monkeypatch.setattr(rebuild._Helper, "left", lambda _: 0)  # what it is given stays with it
    monkeypatch.setattr(writer, "FLUSH_BYTES", 5_400)
    engine.rebuild(made_up(range(20)))
    started = f"import sys; from {helper.__name__} import *; from {helper.__name__} import _make_segments, _chunk; "
    segments = "_make_segments(Path(sys.argv[1]), ANALYSES[sys.argv[2]], int(sys.argv[3]), sys.argv[4]); "
    for steps in (
        "",
        "sys.stdin.buffer.read(8); ",
        segments,
        f"{segments}_chunk(); ",
        f"{segments}_chunk(); _chunk(); ",
    ):
        dying = [sys.executable, "-c", f"{started}{steps}sys.exit(3)"]
        monkeypatch.setattr(helper, "command", lambda *given, dying=dying: [*dying, *map(str, given)])
        with pytest.raises(IndexUnavailable, match="helped"):
            engine.rebuild(made_up(range(90)), processes=2)
        assert engine.count() == 20


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_helping_process_that_can_be_sent_nothing_is_an_error(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a wait without end: there was no memory for what was to be sent."""
    engine.rebuild(made_up(range(20)))
    monkeypatch.setattr(rebuild._Helper, "left", lambda _: 0)
    monkeypatch.setattr(rebuild._Helper, "_next", lambda _: bytes(2**62))
    with pytest.raises(IndexUnavailable, match="helped"):
        engine.rebuild(made_up(range(50)), processes=2)
    assert engine.count() == 20


def test_a_full_disk_is_an_error_and_changes_nothing(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Room is taken before it is written to; what was there stays, and the next commit is whole."""
    engine.rebuild(made_up(range(20)))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "posix_fallocate", full)
        with pytest.raises(OSError, match="space"), engine.writer() as writer_:
            writer_.add(made_up(range(30, 31))[0])
    assert engine.count() == 20
    with engine.writer() as writer_:
        writer_.add(made_up(range(30, 31))[0])
    assert engine.count() == 21


def test_readers_see_a_new_generation_on_their_next_call(engine: WhooshEngine, tmp_path: Path) -> None:
    reader = WhooshEngine(tmp_path / "index")
    with engine.writer() as writer_:
        for number, one in enumerate(made_up(range(20))):
            writer_.add(one)
            writer_.commit()
            assert reader.count() == number + 1


def test_an_index_of_another_version_is_refused_and_rebuilt(engine: WhooshEngine, tmp_path: Path) -> None:
    engine.rebuild(made_up(range(3)))
    name = ANALYSES["words"].index_name
    toc = next((tmp_path / "index").glob("*.toc"))
    toc.rename(toc.with_name(toc.name.replace(name, "words0x1")))
    with pytest.raises(IndexUnavailable, match=r"another version.*reindex"):
        engine.count()
    engine.rebuild(made_up(range(4)))
    assert engine.count() == 4
    assert not list((tmp_path / "index").glob("*words0x1*"))


@pytest.mark.parametrize("pattern", ["*.toc", "*.arr", "*.drv"])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_damaged_index_says_so_and_can_be_rebuilt(
    engine: WhooshEngine, tmp_path: Path, pattern: str, share: float
) -> None:
    engine.rebuild(made_up(range(3)))
    path = next((tmp_path / "index").glob(pattern))
    whole = path.read_bytes()
    path.unlink()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(IndexUnavailable, match=r"damaged.*reindex"):
        engine.count()
    engine.rebuild(made_up(range(4)))
    assert engine.count() == 4


def test_what_an_interrupted_writer_left_is_removed(engine: WhooshEngine, tmp_path: Path) -> None:
    name = ANALYSES["words"].index_name
    engine.rebuild(made_up(range(3)))
    (tmp_path / "index" / f"{name}_leftover.arr").write_bytes(b"RATSARR1 cut short")
    (tmp_path / "index" / f"_{name}_9.toc.123.4").touch()
    assert engine.count() == 3
    engine.rebuild(made_up(range(4)))
    names = sorted(path.name.split("_")[0] for path in (tmp_path / "index").iterdir())
    assert len(names) == 4  # lock, table of contents, two files of one segment


def test_a_relevance_cursor_of_a_lost_generation_expires(engine: WhooshEngine) -> None:
    engine.rebuild(made_up(range(60)))
    request = SearchRequest("the OR of OR grain", limit=3, sort=Sort.RELEVANCE)
    cursor = engine.search(request).next_cursor
    assert cursor
    for seed in range(8):
        engine.rebuild(made_up(range(60), seed))
        engine.count()
    with pytest.raises(CursorExpired):
        engine.search(replace(request, cursor=cursor))


def test_a_date_cursor_goes_on_in_the_next_generation(engine: WhooshEngine) -> None:
    releases = made_up(range(40))
    engine.rebuild(releases)
    first = engine.search(SearchRequest(limit=10))
    engine.rebuild(releases)
    rest = engine.search(SearchRequest(limit=100, cursor=first.next_cursor))
    assert sorted(hit.id for hit in (*first.hits, *rest.hits)) == sorted(one.id for one in releases)


@pytest.mark.parametrize("cursor", ["nonsense", "WzFd", "eyJ4Ijox"])
def test_a_cursor_that_is_none_is_refused(engine: WhooshEngine, cursor: str) -> None:
    engine.rebuild(made_up(range(4)))
    with pytest.raises(ParameterError, match="cursor"):
        engine.search(SearchRequest(cursor=cursor))


def test_a_cursor_of_another_search_is_refused(engine: WhooshEngine) -> None:
    engine.rebuild(made_up(range(30)))
    cursor = engine.search(SearchRequest(limit=2)).next_cursor
    with pytest.raises(ParameterError, match="another search"):
        engine.search(SearchRequest("grain", cursor=cursor))


def test_words_that_cannot_be_understood_are_refused(engine: WhooshEngine) -> None:
    engine.rebuild(made_up(range(3)))
    with pytest.raises(QueryError):
        engine.search(SearchRequest('"unclosed'))


def test_an_unknown_release_is_not_found(engine: WhooshEngine) -> None:
    engine.rebuild(made_up(range(3)))
    with pytest.raises(NotFound):
        engine.similar("made-9999")
    with pytest.raises(NotFound):
        engine.explain(SearchRequest("grain"), "made-9999")


def test_similar_releases_share_words_and_leave_out_the_release_itself(engine: WhooshEngine) -> None:
    releases = made_up(range(60))
    engine.rebuild(releases)
    found = engine.similar(releases[0].id, 5)
    assert 0 < len(found) <= 5
    assert releases[0].id not in {hit.id for hit in found}
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_an_unknown_word_is_corrected_where_that_finds_something(engine: WhooshEngine) -> None:
    """The rest of the text stays as it was typed; nothing is offered where something was found or nothing would be."""
    engine.rebuild(made_up(range(60)))
    assert engine.search(SearchRequest("Bordr  OR  tradez")).suggestion.endswith("OR  trades")
    assert engine.search(SearchRequest("граннца")).suggestion == "граница"
    assert engine.search(SearchRequest("border OR tradez")).suggestion == ""
    assert engine.search(SearchRequest("zzzzzzzzzz")).suggestion == ""
    assert engine.search(SearchRequest("bordr country:XX")).suggestion == ""


def test_suggestions_are_titles_and_values_that_begin_as_typed(engine: WhooshEngine) -> None:
    engine.rebuild(made_up(range(90)))
    found = engine.suggest("bor", 8)
    titles = [one for one in found if one.kind == "title"]
    assert titles
    assert all(any(word.startswith("bor") for word in one.text.lower().split()) for one in titles)
    assert [(one.kind, one.value) for one in engine.suggest("ecr")][:1] == [("organisation", "ecrats")]
    assert len(engine.suggest("bo", 3)) == 3
    assert engine.suggest("b") == ()


def test_an_explanation_adds_up_to_the_score(engine: WhooshEngine) -> None:
    engine.rebuild(made_up(range(60)))
    request = SearchRequest('grain trade^2 "the state"', limit=1)
    request = replace(request, text="grain OR trade^2 OR state*")
    hit = engine.search(request).hits[0]
    lines = engine.explain(request, hit.id).splitlines()
    assert float(lines[0].split()[0]) == pytest.approx(hit.score, abs=1e-5)
    numbers = (line.split()[0] for line in lines[3:] if not line.startswith("  phrase"))
    assert sum(map(float, numbers)) == pytest.approx(hit.score, abs=1e-4)


def test_many_threads_read_while_one_writes(engine: WhooshEngine) -> None:
    """Each answer is of one generation: as many hits as that generation has releases."""
    engine.rebuild(made_up(range(10)))
    stop = threading.Event()
    wrong: list[str] = []

    def read() -> None:
        while not stop.is_set():
            results = engine.search(SearchRequest(limit=1000, highlight=False))
            if not results.total == results.corpus == len({hit.id for hit in results.hits}):
                wrong.append(repr(results))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        with engine.writer() as writer_:
            for one in made_up(range(10, 60)):
                writer_.add(one)
                writer_.commit()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not wrong
    assert engine.count() == 60
