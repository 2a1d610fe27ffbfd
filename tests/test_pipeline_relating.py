"""Releases that say the same, through the whole pipeline: merged, linked, shown, and the same after every repeat."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from pipeline_site import OPTIONS, SmallSite, indexed, serve, text
from ratssearch.archive import Archive, open_archive
from ratssearch.enrich import load_gazetteer
from ratssearch.models import Relation, Release, Source
from ratssearch.pipeline import Stage, Workspace, crawl, reindex
from ratssearch.pipeline.relating import relate
from ratssearch.search import SearchService, as_json
from ratssearch.web import create_app

RUSSIAN = (
    "<p>В рабочей встрече приняли участие 120 инженеров из Казахстана и Узбекистана, они 3 марта 2020 года говорили "
    "о совместном обучении, об общих правилах и о планах на будущий год.</p><p>Участники отметили, что работа группы "
    "продолжается, и договорились встретиться следующей весной. Они поблагодарили хозяев за тёплый приём.</p>"
)
ENGLISH = text(1, people="120 engineers").replace("spoke of", "on 3 March 2020 spoke of")
Pages = dict[str, tuple[int, bytes]]


def page(language: str, title: str, body: str, day: str, others: str = "") -> tuple[int, bytes]:
    return 200, (
        f"<!doctype html><html lang={language}><head><title>{title}</title>"
        f'<meta name="dc.date.issued" content="{day}">{others}</head><body><main><article><h1>{title}</h1>{body}'
        "</article></main></body></html>"
    ).encode()


def pages() -> Pages:
    """One release in two languages, posted again a day later in one, and passed on by another body."""
    english = page("en", "A joint meeting", ENGLISH, "2020-03-05", '<link rel=alternate hreflang=ru href="/ru/news/9">')
    listed = "".join(f'<li><a href="/{path}">A joint meeting</a></li>' for path in ("news/1", "ru/news/9", "news/2"))
    return {
        "/list": (200, f"<h1>News</h1><ul>{listed}</ul>".encode()),
        "/news/1": english,
        "/ru/news/9": page("ru", "Совместная встреча", RUSSIAN, "2020-03-05"),
        "/news/2": page("en", "A joint meeting", ENGLISH, "2020-03-06"),
        "/other": (200, b'<h1>News</h1><ul><li><a href="/passed/7">A joint meeting</a></li></ul>'),
        "/passed/7": page(
            "en", "A meeting", f"{ENGLISH}<p>Passed on with the consent of its writers.</p>", "2020-03-09"
        ),
    }


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "data")


def sources_of(site: SmallSite) -> list[Source]:
    one = site.source(listings=(f"{site.base}/list",), releases=(r"(/ru)?/news/\d+",), languages=("en", "ru"))
    other = site.source(id="other", listings=(f"{site.base}/other",), releases=(r"/passed/\d+",))
    return [one, other]


@pytest.fixture
def sources(workspace: Workspace) -> list[Source]:
    with serve(SmallSite(0, answers=dict(pages()))) as site:
        chosen = sources_of(site)
        crawl(workspace, chosen, options=OPTIONS)
    return chosen


def found(archive: Archive) -> list[tuple[Release, tuple[Relation, ...]]]:
    return [(release, archive.relations(release.id)) for release in archive.releases()]


def by_path(workspace: Workspace) -> dict[str, tuple[Release, tuple[Relation, ...]]]:
    with open_archive(workspace.archive) as archive:
        return {
            address.partition("/")[2].split("/", 2)[2]: entry
            for entry in found(archive)
            for address in entry[0].addresses
        }


def test_the_same_text_twice_is_one_release(workspace: Workspace, sources: list[Source]) -> None:
    """With two addresses, the first id, one edition; the index holds it once."""
    known = by_path(workspace)
    assert known["news/1"][0].id == known["news/2"][0].id
    assert known["news/1"][0].edition_count == 1
    assert len(indexed(workspace)) == 3


def test_the_other_language_is_a_sibling_and_the_other_body_has_a_copy(
    workspace: Workspace, sources: list[Source]
) -> None:
    """Seen from both sides, with the evidence."""
    known = by_path(workspace)
    english, russian, passed = (known[path] for path in ("news/1", "ru/news/9", "passed/7"))
    assert {(relation.other, relation.kind, relation.how) for relation in english[1]} == {
        (russian[0].id, "sibling", "hreflang"),
        (passed[0].id, "copy", "text"),
    }
    assert [(relation.other, relation.evidence) for relation in russian[1]] == [(english[0].id, "/ru/news/9")]
    assert [relation.other for relation in passed[1]] == [english[0].id]


@pytest.mark.parametrize("stage", list(Stage))
def test_doing_it_again_changes_nothing(workspace: Workspace, sources: list[Source], stage: Stage) -> None:
    """Reindex from any stage gives the same ids, addresses and relations."""
    before = by_path(workspace)
    report = reindex(workspace, sources, stage=stage)
    assert (report.releases, report.changed) == (3, 0)
    after = by_path(workspace)
    assert {path: (release.id, links) for path, (release, links) in after.items()} == {
        path: (release.id, links) for path, (release, links) in before.items()
    }


def test_a_run_that_died_is_made_up_for(workspace: Workspace) -> None:
    """Killed at any step of relating, the next crawl ends where an undisturbed one does."""
    with serve(SmallSite(0, answers=dict(pages()))) as site:
        chosen = sources_of(site)
        for step in ("keep_fingerprints", "merge", "replace_relations", "move_index_cursor"):
            with patch.object(Archive, step, side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
                crawl(workspace, chosen, options=OPTIONS)
        crawl(workspace, chosen, options=OPTIONS)
    known = by_path(workspace)
    assert known["news/1"][0].id == known["news/2"][0].id
    assert sorted(
        len(links) for _, links in {release.id: (release, links) for release, links in known.values()}.values()
    ) == [
        1,
        1,
        2,
    ]
    assert len(indexed(workspace)) == 3


def test_a_sibling_that_became_another_text_is_none_any_more(workspace: Workspace) -> None:
    """An edit takes relations away as it gives them."""
    with serve(SmallSite(0, answers=dict(pages()))) as site:
        chosen = sources_of(site)
        crawl(workspace, chosen, options=OPTIONS)
        site.answers["/passed/7"] = page("en", "A meeting", text(3, people="forty sailors"), "2020-03-09")
        crawl(workspace, chosen, options=OPTIONS, everything=True)
    assert by_path(workspace)["passed/7"][1] == ()
    with open_archive(workspace.archive) as archive:
        assert relate(archive) == 0


def test_of_two_found_together_the_first_published_stays(workspace: Workspace) -> None:
    """A listing names the repost first; a repost found later never takes the place of what people may have cited."""
    answers = pages()
    answers["/list"] = (
        200,
        answers["/list"][1].replace(b"news/1", b"news/X").replace(b"news/2", b"news/1").replace(b"news/X", b"news/2"),
    )
    with serve(SmallSite(0, answers=answers)) as site:
        crawl(workspace, sources_of(site), options=OPTIONS)
    release = by_path(workspace)["news/2"][0]
    assert str(release.page.published.first if release.page.published else "") == "2020-03-05"


def test_the_release_page_shows_them(workspace: Workspace, sources: list[Source]) -> None:
    """Languages, copies and the other address stand beside the text; a merged id leads to the release by redirect."""
    known = by_path(workspace)
    service = SearchService(workspace.archive, workspace.index, load_gazetteer(None), tuple(sources))
    client = create_app(service).test_client()
    try:
        shown = client.get(f"/releases/{known['news/1'][0].id}").get_data(as_text=True)
        old = client.get(f"/releases/{merged_id(workspace)}")
    finally:
        service.close()
    for words in ('hreflang="ru"', "Совместная встреча", "of the text is the same", "/news/2</bdi>"):
        assert words in shown
    assert old.status_code == 301
    assert old.headers["Location"].endswith(known["news/1"][0].id)


def merged_id(workspace: Workspace) -> str:
    with closing(sqlite3.connect(workspace.archive)) as connection:
        return str(connection.execute("SELECT id FROM merged").fetchone()[0])


def test_relations_are_in_the_answers(workspace: Workspace, sources: list[Source]) -> None:
    """JSON names siblings, copies and addresses; an id that was merged gives the release that took it in."""
    named = [replace(source, name=f"Body {source.id}") for source in sources]
    merged = merged_id(workspace)
    service = SearchService(workspace.archive, workspace.index, load_gazetteer(None), tuple(named))
    try:
        answer = as_json.release_json(service.get_release(merged), service.label)
    finally:
        service.close()
    assert answer["id"] != merged
    assert [(entry["language"], entry["title"], entry["how"]) for entry in answer["siblings"]] == [
        ("ru", "Совместная встреча", "hreflang")
    ]
    assert [entry["source"] for entry in answer["copies"]] == ["other"]
    assert len(answer["addresses"]) == 2
