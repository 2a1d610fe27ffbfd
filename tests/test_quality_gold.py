"""A gold folder may lack any part: what is there is measured, and what is not is named."""

from __future__ import annotations

import gzip
import io
import json
import math
import shutil
import tarfile
from pathlib import Path

import pytest
from benchmarks.quality.__main__ import measured
from benchmarks.quality.frame import share

from pipeline_site import SmallSite, text, title

_STORY = "<html><head><title>{0}</title>{2}</head><body><article><h1>{0}</h1>{1}</article></body></html>"
_DAY = '<meta property="article:published_time" content="2020-05-0{}T10:00:00Z">'


def _packed(path: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:xz") as archive:
        for name, body in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(body)
            archive.addfile(entry, io.BytesIO(body))


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")


def _page(number: int, head: str = "") -> bytes:
    return _STORY.format(title(number), text(number), head).encode()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small folder with every kind of set."""
    gold = tmp_path_factory.mktemp("gold")
    pages = {f"html/{n}.html": _page(n, _DAY.format(n) if n < 3 else "") for n in (1, 2, 3)}
    dates = {
        f"https://a.example/{n}": {"file": f"{n}.html", "date": f"2020-05-0{n}" if n < 3 else None} for n in (1, 2, 3)
    }
    _write(gold / "dates" / "mini" / "dates.json", dates)
    _packed(gold / "dates" / "mini" / "html.tar.xz", pages)
    truth = {str(n): {"articleBody": text(n).replace("<p>", "").replace("</p>", " "), "url": ""} for n in (1, 2, 3)}
    for name in ("mini", "wcxb-mini"):
        _write(gold / "extraction" / name / "ground-truth.json", truth)
        _packed(gold / "extraction" / name / "html.tar.xz", pages)
    rows = [{"href": f"/news/{n}", "title": title(n), "date": None if n == 1 else "2001-03-01"} for n in range(1, 6)]
    _write(gold / "listings" / "mini" / "gold.json", {"one.html": rows, "none.html": []})
    _packed(
        gold / "listings" / "mini" / "html.tar.xz",
        {"html/one.html": SmallSite(5).listing(1).encode(), "html/none.html": b"<p>"},
    )
    story = {
        "id": "1",
        "title": "Kenya meets the IMF",
        "body": "Kenya met the IMF.",
        "dateline": "",
        "places": ["kenya"],
        "orgs": ["imf"],
    }
    (gold / "entities" / "reuters").mkdir(parents=True)
    (gold / "entities" / "reuters" / "reuters.jsonl.gz").write_bytes(gzip.compress(json.dumps(story).encode()))
    _write(gold / "entities" / "reuters" / "places.tsv", "name\tcode\nkenya\tKE\n")
    (gold / "entities" / "nerel").mkdir(parents=True)
    _packed(
        gold / "entities" / "nerel" / "nerel.tar.xz",
        {"a.txt": "Кения и МВФ".encode(), "a.ann": "T1\tCOUNTRY 0 5\tКения\n".encode()},
    )
    _write(gold / "retrieval" / "mini" / "docs.jsonl", json.dumps({"id": "1", "title": "Boats", "text": "Boats sail."}))
    _write(gold / "retrieval" / "mini" / "queries.tsv", "1\tboats\n")
    _write(gold / "retrieval" / "mini" / "qrels.trec", "1 0 1 1\n")
    _write(gold / "corpus" / "x", "")
    (gold / "corpus" / "mini.jsonl.gz").write_bytes(
        gzip.compress(json.dumps({"id": "z", "title": "A", "text": "B"}).encode())
    )
    site = gold / "sites" / "mini"
    lines = [{"path": f"/news/{n}", "title": title(n), "date": None, "body": [f"{n}"], "optional": []} for n in (1, 2)]
    _write(site / "gold.jsonl", "\n".join(map(json.dumps, lines)))
    profile = '[[source]]\nid = "mini"\nname = "Mini"\nbase_url = "http://127.0.0.1:PORT/"\nlistings = ["/news/"]\n'
    _write(site / "profile.toml", f"{profile}releases = ['/news/\\d+']\nallow_private = true\ndelay = 0.0\n")
    files = {f"html/news/{n}/index.html": SmallSite(5).release(n).encode() for n in (1, 2)}
    _packed(site / "html.tar.xz", files | {"html/news/index.html": SmallSite(2).listing(1).encode()})
    return gold


_OF = {
    "dates/mini/dates.json": ["dates"],
    "dates/mini/html.tar.xz": ["dates"],
    "extraction/mini/ground-truth.json": ["extraction"],
    "extraction/wcxb-mini/html.tar.xz": ["extraction"],
    "listings/mini/gold.json": ["listings"],
    "listings/mini/html.tar.xz": ["listings"],
    "entities/reuters/reuters.jsonl.gz": ["countries", "organisations", "judged"],
    "entities/reuters/places.tsv": ["countries"],
    "entities/nerel/nerel.tar.xz": ["countries", "organisations"],
    "retrieval/mini/docs.jsonl": ["ranking"],
    "retrieval/mini/queries.tsv": ["ranking"],
    "retrieval/mini/qrels.trec": ["ranking"],
    "corpus/mini.jsonl.gz": ["labelled"],
    "sites/mini/gold.jsonl": ["sites_given", "sites_extract", "sites_crawl"],
    "sites/mini/html.tar.xz": ["sites_given"],
    "sites/mini/profile.toml": ["sites_given"],
}


def test_the_whole_folder(whole: Path) -> None:
    """What it holds is measured; a gold of no date is right where none is claimed."""
    figures, absent, failed = measured(["dates", "extraction", "listings", "countries", "ranking"], whole)
    assert failed == []
    assert figures["dates.mini.accuracy"] == 1.0
    assert figures["ranking.mini.map"] == 1.0
    assert figures["listings.links"] == 1.0 and figures["listings.days_wrong"] > 0
    assert figures["countries.reuters.about_f1"] == figures["countries.nerel.f1"] == 1.0
    assert "dates.undated.abstained: there is nothing to count" in absent


@pytest.mark.parametrize("harm", ["removed", "emptied", "cut"])
@pytest.mark.parametrize("part", _OF)
def test_a_part_that_is_missing_or_damaged(whole: Path, tmp_path: Path, part: str, harm: str) -> None:
    """Nothing fails, something is named, and the other sets of the kind are measured."""
    gold = tmp_path / "gold"
    shutil.copytree(whole, gold)
    path = gold / part
    if harm == "removed":
        path.unlink()
    else:
        path.write_bytes(b"" if harm == "emptied" else path.read_bytes()[: path.stat().st_size // 2])
    figures, absent, failed = measured(_OF[part], gold)
    assert failed == []
    assert absent or (part.endswith(".tsv") and harm == "cut")  # half a word is a query too
    assert all(math.isfinite(value) for value in figures.values())
    if part.startswith("extraction"):
        assert sum(name.endswith(".f1") for name in figures) == 1


def test_an_empty_folder(tmp_path: Path) -> None:
    """Every measurement of gold data names what it lacks."""
    names = sorted({name for names in _OF.values() for name in names})
    figures, absent, failed = measured(names, tmp_path)
    assert (figures, failed) == ({}, [])
    assert {line.split(":")[0].split(".")[0] for line in absent} >= set(names)


def test_a_share_of_nothing() -> None:
    assert share(1, 4) == 0.25 and math.isnan(share(0, 0))
