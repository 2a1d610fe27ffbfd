"""Segments on disk: packing, overflow, more than 65,536 documents, merging, damage."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from sample import release

from ratssearch.index import analysis
from ratssearch.index.whoosh import merge_fields
from ratssearch.index.whoosh.arrayfile import ArrayFile, ArrayFileWriter, DamagedFile, Layout
from ratssearch.index.whoosh.batch import Batch
from ratssearch.index.whoosh.bodies import Bodies
from ratssearch.index.whoosh.cache import BytesCache
from ratssearch.index.whoosh.coding import LENGTHS, Large, encode_lengths
from ratssearch.index.whoosh.derived import derive
from ratssearch.index.whoosh.document import Document, document
from ratssearch.index.whoosh.expand import edit_distances
from ratssearch.index.whoosh.merge import SHARED, Merge, Source, merge
from ratssearch.index.whoosh.segment import SegmentFile, bytes_of
from ratssearch.index.whoosh.strings import SortedStrings
from ratssearch.index.whoosh.vocabulary import Vocabulary


def written(path: Path, documents: list[Document]) -> ArrayFile:
    batch = Batch(Vocabulary(analysis.words, bulk=True))
    for one in documents:
        batch.add(one)
    batch.write(path)
    return ArrayFile(path)


def opened(folder: Path, name: str, documents: list[Document]) -> SegmentFile:
    written(folder / f"{name}.arr", documents)
    derive(ArrayFile(folder / f"{name}.arr"), folder / f"{name}.drv", analysis.stems)
    return SegmentFile(folder, name, BytesCache(10_000_000, bytes_of))


def plain(number: int, body: str, title: str = "") -> Document:
    return Document(f"made-{number:06}", f"https://made-up.example/{number}", title, body.encode(), "north", "en")


def test_lengths_round_down_by_less_than_an_eighth() -> None:
    lengths = np.arange(0, 200_000)
    stored = LENGTHS[encode_lengths(lengths)]
    assert (stored <= lengths).all()
    assert (stored[:40] == lengths[:40]).all()
    assert ((lengths[40:] - stored[40:]) / lengths[40:]).max() < 1 / 8


def test_high_frequencies_and_far_positions_come_back(tmp_path: Path) -> None:
    """Frequencies above 255 and above 65,535, positions above 3,839 and above 65,535."""
    documents = [
        plain(0, "grain " * 300 + "border"),
        plain(1, "border " + "grain " * 70_000 + "trade"),
        plain(2, "trade"),
    ]
    segment = opened(tmp_path, "made", documents)
    grain = segment.postings("body", "grain", stem=False)
    assert grain.ids.tolist() == [0, 1]
    assert grain.tf.tolist() == [300, 70_000]
    body = segment.fields["body"]
    place = int(body.places(segment.ordinal("trade"))[0])
    assert body.range_positions(place, place + 1).tolist() == [70_001, 0]
    first = int(body.position_start[place])
    assert body.positions.pick(np.array([first, first + 1])).tolist() == [70_001, 0]


def test_more_documents_than_sixteen_bits_hold(tmp_path: Path) -> None:
    """Documents beyond 65,536 and beyond 131,072, in single words and in ranges of words."""
    size = 140_000
    rare = (0, 65_535, 65_536, 70_000, 131_071, 131_072, 139_999)
    bodies = ["even" if number % 2 == 0 else "odd" for number in range(size)]
    for number in rare:
        bodies[number] += " rare evening"
    segment = opened(tmp_path, "made", [plain(number, body) for number, body in enumerate(bodies)])
    assert tuple(segment.postings("body", "rare", stem=False).ids.tolist()) == rare
    assert segment.postings("body", "odd", stem=False).ids.tolist() == list(range(1, size, 2))
    body = segment.fields["body"]
    assert sorted(set(body.range_ids(0, len(body.terms)).tolist())) == list(range(size))
    both = body.many_ids(np.arange(len(body.terms)))
    assert both.tolist() == body.range_ids(0, len(body.terms)).tolist()
    assert segment.find("made-131072") == 131_072


@pytest.mark.parametrize("chunk", [1, 50, 2_000_000])
def test_merging_gives_what_writing_at_once_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    """Array for array, also without documents deleted before; texts too."""
    monkeypatch.setattr(merge_fields, "_CHUNK", chunk)
    choose = random.Random(chunk)
    documents = [document(release(number, choose)) for number in range(90)]
    parts = [documents[:40], documents[40:41], documents[41:]]
    files = [written(tmp_path / f"{number}.arr", part) for number, part in enumerate(parts)]
    whole = written(tmp_path / "whole.arr", documents)
    assert merge([Source(file) for file in files], tmp_path / "merged.arr") == 90
    merged = ArrayFile(tmp_path / "merged.arr")
    for name in set(whole.names()) - {"body.blob", "body.block", "body.first", "body.offset"}:
        assert np.array_equal(whole.array(name), merged.array(name)), name
    assert [Bodies(merged).raw(number) for number in range(90)] == [one.body for one in documents]

    keep = [np.array([choose.random() < 0.6 for _ in part]) for part in parts]
    kept = [one for part, flags in zip(parts, keep, strict=True) for one, flag in zip(part, flags, strict=True) if flag]
    sources = [Source(file, flags) for file, flags in zip(files, keep, strict=True)]
    assert merge(sources, tmp_path / "fewer.arr") == len(kept)
    fewer, direct = ArrayFile(tmp_path / "fewer.arr"), written(tmp_path / "direct.arr", kept)
    for name in ("body.ids", "body.tf", "body.pos.low", "title.ids", "date.first", "hit.blob", "country.start"):
        assert np.array_equal(fewer.array(name), direct.array(name)), name
    assert [Bodies(fewer).raw(number) for number in range(len(kept))] == [one.body for one in kept]


class Half:
    """Shares a merge in the same process."""

    def __init__(self, files: list[ArrayFile], path: Path) -> None:
        self._field = Merge([Source(file) for file in files]).field(SHARED)
        self._path = path

    def fill(self, layout: Layout) -> None:
        self._large = self._field.fill(self._path, layout, self._field.middle, len(self._field.sizes.terms))

    def filled(self) -> tuple[Large, Large]:
        return self._large


@pytest.mark.parametrize("number", range(12))
def test_a_merge_shared_by_two_gives_what_one_gives(tmp_path: Path, number: int) -> None:
    """Array for array; with odd and even numbers of positions, large numbers in either half, one word, and none."""
    choose = random.Random(number)
    words = ("grain", "border", "trade", "of", "the")[: 5 if number % 4 else number // 4]
    bodies = [" ".join(choose.choices(words, k=choose.randrange(9))) if words else "" for _ in range(20)]
    if number > 5:
        bodies[3] += f" {words[0]}" * 300 + f" {words[-1]}" * 5_000
    documents = [plain(place, body) for place, body in enumerate(bodies)]
    files = [written(tmp_path / f"{first}.arr", documents[first : first + 5]) for first in range(0, 20, 5)]
    merge([Source(file) for file in files], tmp_path / "one.arr")
    path = tmp_path / "two.arr"
    Merge([Source(file) for file in files]).write(path, Half(files, path))
    one, two = ArrayFile(tmp_path / "one.arr"), ArrayFile(path)
    assert one.names() == two.names()
    for name in one.names():
        assert np.array_equal(one.array(name), two.array(name)), name


def test_a_segment_of_empty_texts(tmp_path: Path) -> None:
    segment = opened(tmp_path, "made", [plain(0, ""), plain(1, "")])
    assert len(segment.words) == 0
    assert segment.postings("body", "grain", stem=True).ids.tolist() == []
    assert segment.bodies.text(1) == ""


def test_of_long_words_only_the_beginning_counts(tmp_path: Path) -> None:
    """Two that begin alike are one word, also beside the beginning itself."""
    start = "x" * analysis.MAX_WORD
    bodies = [f"{start}one grain", f"grain {start}two {start}one", start, "y" * 70]
    segment = opened(tmp_path, "made", [plain(number, body) for number, body in enumerate(bodies)])
    assert segment.words.all() == [b"grain", start.encode(), b"y" * 64]
    found = segment.postings("body", start, stem=False)
    assert found.ids.tolist() == [0, 1, 2]
    assert found.tf.tolist() == [1, 2, 1]
    assert segment.postings("body", "y" * 64, stem=False).ids.tolist() == [3]
    assert segment.postings("body", "grain", stem=False).ids.tolist() == [0, 1]


def test_stem_classes_hold_all_forms(tmp_path: Path) -> None:
    texts = ["report", "reports reported", "organisation", "organizations", "skies", "Отчета", "отчеты"]
    segment = opened(tmp_path, "made", [plain(number, text) for number, text in enumerate(texts)])
    for words in (("report", "reports", "reported"), ("organisation", "organizations"), ("отчета", "отчеты")):
        for word in words:
            forms = segment.forms(analysis.stem(word)).tolist()
            assert sorted(segment.words[form].decode() for form in forms) == sorted(words)
    assert [segment.words[form] for form in segment.forms(analysis.stem("sky"))] == [b"skies"]
    assert segment.forms(analysis.stem("absent")).tolist() == []


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    file = ArrayFileWriter(tmp_path / "made.arr")
    file.write("numbers", np.arange(1000))
    file.close()
    whole = (tmp_path / "made.arr").read_bytes()
    assert ArrayFile(tmp_path / "made.arr").array("numbers").sum() == 499_500
    for size in (0, 1, 100, len(whole) - 1):
        (tmp_path / "cut.arr").write_bytes(whole[:size])
        with pytest.raises(DamagedFile):
            ArrayFile(tmp_path / "cut.arr")


def test_sorted_strings_find_prefixes_in_every_script(tmp_path: Path) -> None:
    texts = sorted(["a", "ab", "abc", "b", "граница", "границы", "安全", "\U0001f30d"], key=str.encode)
    segment = opened(tmp_path, "made", [plain(0, "")])
    assert len(segment.words) == 0
    blob = "\n".join(texts).encode()
    ends = np.cumsum([len(text.encode()) + 1 for text in texts]) - 1
    strings = SortedStrings(memoryview(blob), ends)
    assert [text.decode() for text in strings] == texts
    for prefix in ("a", "ab", "гран", "安", "z", ""):
        first, last = strings.prefix_range(prefix.encode())
        assert [strings[number].decode() for number in range(first, last)] == [
            text for text in texts if text.startswith(prefix)
        ]
    assert strings.find("границы".encode()) == texts.index("границы")
    assert strings.find(b"abcd") == -1


def test_edit_distances_are_levenshtein() -> None:
    words = ["border", "boarder", "order", "bodrer", "b", "borders"]
    width = max(map(len, words))
    letters = np.array([[ord(c) for c in word.ljust(width, "\0")] for word in words], np.uint32)
    found = edit_distances("border", letters)[np.arange(len(words)), [len(word) for word in words]]
    assert found.tolist() == [0, 1, 1, 2, 5, 1]


def test_the_cache_stays_inside_its_bytes() -> None:
    cache: BytesCache[bytes] = BytesCache(10_000, len)
    for number in range(50):
        assert cache.get(("made", number), lambda number=number: bytes([number]) * 1000) == bytes([number]) * 1000
        assert cache.held <= 10_000
    assert cache.get(("made", 0), lambda: b"anew") == b"anew"
    assert cache.get(("made", 49), lambda: b"anew") == bytes([49]) * 1000
    assert len(cache.get("large", lambda: b"x" * 4000)) == 4000
    assert cache.held <= 10_000
    cache.drop("made")
    assert cache.held == 0


def test_the_cache_counts_what_its_keys_take() -> None:
    """Phrases of many words that hardly any text holds."""
    cache: BytesCache[bytes] = BytesCache(100_000, len)
    values = [bytes([number]) for number in range(50)]
    for number, value in enumerate(values):
        cache.get(("made", ("word",) * 100, number), lambda value=value: value)
    kept = [cache.get(("made", ("word",) * 100, number), lambda: b"anew") for number in reversed(range(50))]
    assert 5 < sum(value != b"anew" for value in kept) < 20
