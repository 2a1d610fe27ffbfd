"""The names of Whoosh that are not documented and that we use: one test each, so that a change is noticed by name."""

from __future__ import annotations

from pathlib import Path

from whoosh.codec.base import Segment
from whoosh.fields import ID, Schema
from whoosh.index import TOC, clean_files

from ratssearch.index.whoosh import private


def test_toc_pattern() -> None:
    """TOC._pattern matches tables of contents and gives the generation."""
    match = TOC._pattern("words1x1").match("_words1x1_12.toc")
    assert match is not None
    assert match.group(1) == "12"
    assert private.toc_pattern("words1x1").match("_other_12.toc") is None


def test_toc_segment_pattern() -> None:
    """TOC._segment_pattern finds a segment's files whatever their extension."""
    match = TOC._segment_pattern("words1x1").match("words1x1_abc123.arr")
    assert match is not None
    assert match.group(1) == "words1x1_abc123"


def test_toc_is_written_and_read_by_generation(tmp_path: Path) -> None:
    """TOC(schema, segments, generation).write() makes one file, by a rename that our storage makes durable."""
    private.write_toc(tmp_path, "made", 3, Schema(id=ID), [])
    assert [path.name for path in tmp_path.iterdir()] == ["_made_3.toc"]
    assert private.read_toc(tmp_path, "made", 3) == []


def test_segment_names() -> None:
    """Segment.segment_id() joins the index name and segid, which may be set."""
    segment = Segment("made")
    segment.segid = "abc"
    assert segment.segment_id() == "made_abc"
    assert Segment("made").segid != Segment("made").segid


def test_clean_files_keeps_what_is_listed(tmp_path: Path) -> None:
    """clean_files removes other generations and segments that are not listed, and nothing else."""
    kept = Segment("made")
    for name in (f"{kept.segment_id()}.arr", "made_gone.arr", "_made_1.toc", "_made_2.toc", "write.lock"):
        (tmp_path / name).touch()
    clean_files(private.DurableStorage(str(tmp_path)), "made", 2, [kept])
    assert {path.name for path in tmp_path.iterdir()} == {f"{kept.segment_id()}.arr", "_made_2.toc", "write.lock"}


def test_only_one_module_uses_private_names() -> None:
    """No other file of the engine reaches for an underscore name of a Whoosh object."""
    package = Path(private.__file__).parent
    users = {path.name for path in package.glob("*.py") if "TOC" in path.read_text("utf-8").split('"""')[-1]}
    imports = {path.name for path in package.glob("*.py") if "whoosh.index import" in path.read_text("utf-8")}
    assert users | imports == {"private.py"}
