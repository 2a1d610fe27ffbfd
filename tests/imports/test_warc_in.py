"""WARC files of other tools become releases, whatever form their records have."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from made_warcs import BASE, HTML, SITE, Made, day, page, source

from pipeline_site import found_by, indexed, reading, title
from ratssearch.errors import ParameterError
from ratssearch.models import Outcome, Role
from ratssearch.pipeline import ImportReport, Workspace, import_files

ONE, TWO = f"{BASE}/news/1", f"{BASE}/news/2"
IDENTICAL = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "data")


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "made.warc.gz")


def bring(workspace: Workspace, *files: Path) -> ImportReport:
    return import_files(workspace, [source()], files)


def skipped(report: ImportReport) -> dict[str, int]:
    return {name: entry.count for name, entry in report.skipped.items()}


def test_a_response_becomes_a_release(workspace: Workspace, made: Made) -> None:
    """With its raw bytes, the time of its capture, its index entry; the fetch names the file that it came from."""
    report = bring(workspace, made.response(ONE, page(1), day(3)).close())
    assert report.results == {"new": 1} and report.exit_code == 0
    with reading(workspace) as archive:
        (release,) = archive.releases()
        assert release.url == ONE and release.first_seen.isoformat() == "2021-05-03T10:00:00+00:00"
        snapshot = archive.snapshot(release.id)
        assert snapshot is not None and snapshot.body == page(1)
        (look,) = archive.exchanges()
        assert look.origin == "made.warc.gz"
    assert indexed(workspace) == {release.id: title(1)}


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("gzip", lambda body: body),  # taken off by the tool, which kept the header
        ("", gzip.compress),  # left on by the tool, which dropped the header
    ],
)
def test_content_codings_are_taken_off(workspace: Workspace, made: Made, coding: str, pack) -> None:  # type: ignore[no-untyped-def]
    """As servers send them, and as tools garble them."""
    headers = (HTML, ("Content-Encoding", coding)) if coding else (HTML,)
    bring(workspace, made.response(ONE, pack(page(1)), day(3), *headers).close())
    assert list(indexed(workspace).values()) == [title(1)]


@pytest.mark.parametrize("chunks", [True, False])
def test_chunks_are_taken_off(workspace: Workspace, made: Made, chunks: bool) -> None:
    """Also where the header speaks of chunks and the tool stored the body without them."""
    body = gzip.compress(page(1))
    sent = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100], body[100:])) + b"0\r\n\r\n"
    headers = (HTML, ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))
    bring(workspace, made.response(ONE, sent if chunks else body, day(3), *headers).close())
    assert list(indexed(workspace).values()) == [title(1)]


def test_resources_and_unpacked_files_are_read(workspace: Workspace, tmp_path: Path) -> None:
    made = Made(tmp_path / "plain.warc", packed=False)
    assert bring(workspace, made.resource(ONE, page(1), day(3)).close()).results == {"new": 1}


def test_a_file_packed_as_a_whole_is_read(workspace: Workspace, tmp_path: Path) -> None:
    """Not by record, as the standard wants it; people pack files all the same."""
    made = Made(tmp_path / "plain.warc", packed=False)
    made.response(ONE, page(1), day(3)).response(TWO, page(2), day(3))
    packed = tmp_path / "whole.warc.gz"
    packed.write_bytes(gzip.compress(made.close().read_bytes()))
    assert bring(workspace, packed).results == {"new": 2}


def test_revisits_find_what_they_repeat(workspace: Workspace, made: Made) -> None:
    """By address and date, by digest alone, and a plain "not modified": each is another look at the same edition."""
    digest = "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    made.response(ONE, page(1), day(1), WARC_Payload_Digest=digest)
    made.revisit(
        ONE, day(2), IDENTICAL, WARC_Refers_To_Target_URI=ONE, WARC_Refers_To_Date=day(1), WARC_Payload_Digest="sha1:B"
    )
    made.revisit(ONE, day(3), IDENTICAL, WARC_Payload_Digest=digest)
    made.revisit(ONE, day(4), NOT_MODIFIED, "304 Not Modified")
    report = bring(workspace, made.close())
    assert report.results == {"new": 1, "same": 3} and not report.skipped
    with reading(workspace) as archive:
        (release,) = archive.releases()
        assert release.edition_count == 1 and release.last_seen.day == 4


def test_a_revisit_of_another_address_is_a_page_there(workspace: Workspace, made: Made) -> None:
    """Deduplication across addresses: the same bytes stood at both."""
    made.response(ONE, page(1), day(1))
    made.revisit(TWO, day(2), IDENTICAL, WARC_Refers_To_Target_URI=ONE, WARC_Refers_To_Date=day(1))
    assert bring(workspace, made.close()).results == {"new": 2}


def test_a_revisit_that_holds_its_payload_is_a_page(workspace: Workspace, made: Made) -> None:
    """Some tools store what they say is a repetition."""
    body = page(1)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: revisit\r\nWARC-Target-URI: {ONE}\r\nWARC-Date: {day(2)}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nWARC-Profile: {IDENTICAL}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    made.raw(head.encode() + answer + b"\r\n\r\n")
    assert bring(workspace, made.close()).results == {"new": 1}


def test_a_revisit_of_nothing_is_counted(workspace: Workspace, made: Made) -> None:
    made.revisit(ONE, day(2), IDENTICAL, WARC_Refers_To_Target_URI=ONE, WARC_Refers_To_Date=day(1))
    assert skipped(bring(workspace, made.close())) == {"revisit-of-unknown": 1}


def test_importing_again_changes_nothing(workspace: Workspace, made: Made) -> None:
    """Neither releases, nor the log, nor the index; and it says that all is here."""
    made.response(ONE, page(1), day(1)).response(ONE, page(1, "border guards"), day(2))
    made.response(TWO, b"gone", day(2), status="410 Gone")
    made.revisit(ONE, day(3), NOT_MODIFIED, "304 Not Modified")
    path = made.close()
    first = bring(workspace, path)
    with reading(workspace) as archive:
        before = list(archive.releases()), list(archive.exchanges()), archive.latest_change()
    again = bring(workspace, path)
    with reading(workspace) as archive:
        assert (list(archive.releases()), list(archive.exchanges()), archive.latest_change()) == before
    assert first.results == {"new": 1, "edited": 1, "same": 1, "failed": 1}
    assert again.results == {} and skipped(again) == {"already-here": 4}


def test_captures_in_any_order_tell_the_same_story(tmp_path: Path) -> None:
    """An older capture becomes an earlier edition and never the current one; times and the search agree."""
    captures = [(page(1), day(1)), (page(1, "border guards"), day(5)), (page(1, "lighthouse keepers"), day(9))]
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        workspace = Workspace(tmp_path / "".join(map(str, order)))
        made = Made(tmp_path / "any.warc.gz")
        for number in order:
            made.response(ONE, *captures[number])
        bring(workspace, made.close())
        with reading(workspace) as archive:
            (release,) = archive.releases()
            editions = sorted(archive.editions(release.id), key=lambda edition: edition.first_seen)
            (address,) = [entry for entry in archive.exchanges() if entry.fetched_at.day == 9]
            known = archive.known("small", ONE)
        assert "lighthouse keepers" in release.page.body
        assert (release.first_seen.day, release.last_seen.day) == (1, 9)
        assert [edition.first_seen.day for edition in editions] == [1, 5, 9]
        assert known is not None and known.fetched_at == address.fetched_at
        assert found_by(workspace, "lighthouse") and not found_by(workspace, '"border guards from Kazakhstan"')


def test_an_older_capture_of_a_living_release_leaves_it_alive(workspace: Workspace, made: Made, tmp_path: Path) -> None:
    """A page that was missing years ago is not missing now, and what stands there now stays the current edition."""
    bring(workspace, made.response(ONE, page(1), day(9)).close())
    old = Made(tmp_path / "old.warc.gz")
    old.response(ONE, b"none", day(1), status="404 Not Found").response(ONE, page(1, "teachers"), day(2)).close()
    assert bring(workspace, old.path).results == {"failed": 1, "edited": 1}
    with reading(workspace) as archive:
        (release,) = archive.releases()
        assert release.absent_since is None and release.failed_looks == 0
        assert "teachers" not in release.page.body and release.edition_count == 2
        assert archive.count_failing("small") == 0


def test_two_answers_within_one_second_are_both_kept(workspace: Workspace, made: Made) -> None:
    """WARC 1.0 has whole seconds: other words, or none any more, are another look all the same."""
    made.response(ONE, page(1), day(1)).response(ONE, page(1, "teachers"), day(1))
    made.response(ONE, b"gone", day(1), status="410 Gone")
    assert bring(workspace, made.close()).results == {"new": 1, "edited": 1, "failed": 1}
    assert skipped(bring(workspace, made.path)) == {"already-here": 3}


def test_a_page_that_vanished_later_is_absent(workspace: Workspace, made: Made) -> None:
    """A capture that found it gone, after the last good one, counts as a look of ours would."""
    made.response(ONE, page(1), day(1)).response(ONE, b"gone", day(5), status="410 Gone")
    bring(workspace, made.close())
    with reading(workspace) as archive:
        (release,) = archive.releases()
        assert release.absent_since is not None and release.absent_since.day == 5 and release.failed_looks == 1


def test_redirects_lead_to_one_release(workspace: Workspace, made: Made) -> None:
    """As in a crawl: the id comes from the address that was asked for, and both are its addresses; in either order."""
    moved = ("Location", "/news/2")
    made.response(ONE, b"<p>Moved", day(1), moved, status="301 Moved Permanently").response(TWO, page(2), day(1))
    made.response(f"{BASE}/news/3", b"", day(2), moved, status="302 Found")
    report = bring(workspace, made.close())
    assert bring(workspace, made.path).results == {}
    with reading(workspace) as archive:
        (release,) = archive.releases()
        assert release.addresses == (ONE, TWO, f"{BASE}/news/3")
    assert report.results["new"] == 1 and not report.skipped


def test_a_redirect_without_its_page_is_counted(workspace: Workspace, made: Made) -> None:
    made.response(ONE, b"", day(1), ("Location", "/news/3"), status="301 Moved Permanently")
    made.response(TWO, b"", day(1), ("Location", "/"), status="301 Moved Permanently")
    made.response(f"{BASE}/", page(9), day(1))  # the front page is not the release
    report = bring(workspace, made.close())
    assert skipped(report) == {"redirect-to-unknown": 1, "outside": 1} and report.results == {"failed": 1}
    with reading(workspace) as archive:
        assert [look.outcome for look in archive.exchanges()] == [Outcome.REDIRECTED]


def test_listings_give_dates_wherever_they_stand(workspace: Workspace, tmp_path: Path) -> None:
    """The second page of a listing before the first, and both after the releases, in another file."""
    releases, listings = Made(tmp_path / "a.warc.gz"), Made(tmp_path / "b.warc.gz")
    for number in (1, 25):
        releases.response(f"{BASE}/news/{number}", page(number), day(1))
    for number in (3, 2, 1):
        listings.response(
            f"{BASE}/news" + (f"?page={number}" if number > 1 else ""), SITE.listing(number).encode(), day(1)
        )
    report = bring(workspace, releases.close(), listings.close())
    assert report.listings == 3 and report.results == {"new": 2} and not report.skipped
    with reading(workspace) as archive:
        dates = {look.url: look.listing_date for look in archive.exchanges() if look.role is Role.RELEASE}
        assert all(dates.values()), dates
        assert archive.totals("small").waiting == 28  # found on the listing, and not in the files


def test_what_is_left_out_has_a_reason(workspace: Workspace, made: Made) -> None:
    """Every page of the file ends as taken or under a name."""
    made.response(f"{BASE}/about", page(1), day(1))
    made.response("https://elsewhere.example/news/1", page(1), day(1))
    made.response(f"{BASE}/logo.png", b"\x89PNG", day(1), ("Content-Type", "image/png"))
    made.response(f"{BASE}/news/4", b"%PDF", day(1), ("Content-Type", "application/pdf"))
    made.response(f"{BASE}/news/5", b"  ", day(1))
    made.response(f"{BASE}/news/6", b"x" * 3_000_001, day(1))
    made.response(f"{BASE}/news/7", page(7)[:300], day(1), WARC_Truncated="length")
    made.response(f"{BASE}/news/8", page(8), "some day in May")
    made.response(f"{BASE}/news/9", b"\x1f\x8b\x08\x00broken", day(1), HTML, ("Content-Encoding", "gzip"))
    made.response(f"{BASE}/news/10", page(10), day(1))
    report = bring(workspace, made.close())
    assert skipped(report) == {
        "outside": 2,
        "not-a-page": 2,
        "broken": 2,
        "too-large": 1,
        "truncated": 1,
        "no-date": 1,
    }
    assert report.results == {"new": 1} and report.exit_code == 0


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_is_cut_off_gives_what_stands_before(tmp_path: Path, workspace: Workspace, packed: bool) -> None:
    """And the end is said; nothing is made of half a page."""
    made = Made(tmp_path / "cut.warc", packed=packed)
    made.response(ONE, page(1), day(1)).response(TWO, page(2), day(1))
    path = made.close()
    path.write_bytes(path.read_bytes()[:-400])
    report = bring(workspace, path)
    assert report.results == {"new": 1} and report.exit_code == 3
    assert [name for name, _ in report.damaged] == ["cut.warc"]
    assert set(skipped(report)) <= {"truncated"}  # unless the cut took the very head of the record


def test_hostile_records_end_the_file_and_nothing_else(tmp_path: Path, workspace: Workspace) -> None:
    """Lengths that lie, headers that are none: no error leaves the import."""
    for number, text in enumerate(
        (
            b"WARC/1.0\r\nContent-Length: -5\r\n\r\n",
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://[::\r\nContent-Length: 4\r\n\r\nnone\r\n\r\n",
            b"WARC/1.0\r\nno colon at all\r\n\r\n\r\n\r\nWARC/9",
            b"WARC/1.0\r\n\xff\xfe\x00: \x00\r\nContent-Length: many\r\n\r\n",
        )
    ):
        path = tmp_path / f"{number}.warc"
        path.write_bytes(text)
        assert bring(workspace, path).results == {}


def test_a_wrong_file_stops_the_import_before_it_begins(workspace: Workspace, made: Made, tmp_path: Path) -> None:
    """Nothing is kept of the right ones either: the operator mends the line and says it again."""
    path = made.response(ONE, page(1), day(1)).close()
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    for wrong in (tmp_path / "photo.jpg", tmp_path / "absent.warc"):
        with pytest.raises(ParameterError):
            bring(workspace, path, wrong)
    assert not workspace.archive.exists()


def test_only_one_source_takes_every_page(workspace: Workspace, made: Made) -> None:
    """--source: its pages, wherever they stood; its listing is no release."""
    made.response("https://mirror.example/x?id=1", page(1), day(1)).response(
        f"{BASE}/news", SITE.listing(1).encode(), day(1)
    )
    chosen = replace(source(), id="chosen")
    report = import_files(workspace, [source(), chosen], [made.close()], only=chosen)
    assert report.results == {"new": 1} and report.listings == 1
    with reading(workspace) as archive:
        (release,) = archive.releases()
        assert release.id.startswith("chosen-") and release.url == "https://mirror.example/x?id=1"
