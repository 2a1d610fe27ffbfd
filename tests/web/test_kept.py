"""Answers kept in memory: no work for a question asked before, and never an answer to another one."""

from __future__ import annotations

import pytest

from ratssearch.models import SearchRequest
from ratssearch.search import Answer, SearchService
from ratssearch.web import create_app
from ratssearch.web.kept import Kept, KeptAnswers


def test_an_answer_is_kept_until_anything_changes(service: SearchService, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same question is searched for once; another host, another question and another state of the corpus are not
    the same question."""
    client = create_app(service, answer_cache_bytes=1_000_000).test_client()
    searched: list[str] = []
    search = SearchService.run_search

    def counted(self: SearchService, request: SearchRequest) -> Answer:
        searched.append(request.text)
        return search(self, request)

    monkeypatch.setattr(SearchService, "run_search", counted)
    for path in ("/api/v1/search", "/search", "/search.atom"):
        searched.clear()
        first, again = client.get(f"{path}?q=workshop"), client.get(f"{path}?page=1&q=workshop")
        assert searched == ["workshop"]
        assert (first.data, first.headers.to_wsgi_list()) == (again.data, again.headers.to_wsgi_list())
        assert client.get(f"{path}?q=border").data != first.data
        assert client.head(f"{path}?q=workshop").data == b""
        elsewhere = client.get(f"{path}?q=workshop", base_url="https://elsewhere.example")
        assert "https://elsewhere.example" in elsewhere.text or path == "/search"
        searched.clear()
        with monkeypatch.context() as patched:
            patched.setattr(SearchService, "stamp", lambda self: "later")
            client.get(f"{path}?q=workshop")
        assert searched == ["workshop"]


def test_errors_are_not_kept(service: SearchService) -> None:
    client = create_app(service, answer_cache_bytes=1_000_000).test_client()
    for _ in range(2):
        assert client.get("/api/v1/search?q=%22open").status_code == 400
        assert client.get("/releases/none-222222222222").status_code == 404


def test_kept_answers_stay_inside_their_bytes() -> None:
    """The longest unused go first; one too large for the room is not kept; 0 keeps nothing."""
    kept = KeptAnswers(10_000)
    for number in range(50):
        kept.put((str(number),), Kept(bytes(700), (("ETag", "made-up"),)))
        assert kept.held <= 10_000
        assert kept.get(("0",)) is not None  # asked for all the time
    assert kept.get(("1",)) is None
    assert kept.get(("49",)) is not None
    kept.put(("large",), Kept(bytes(5_000), ()))
    assert kept.get(("large",)) is None
    held = kept.held
    kept.put(("49",), Kept(bytes(700), (("ETag", "made-up"),)))
    assert kept.held == held
    none = KeptAnswers(0)
    none.put(("a",), Kept(b"", ()))
    assert none.get(("a",)) is None
