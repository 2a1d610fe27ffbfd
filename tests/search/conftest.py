"""The made-up corpus behind the real search service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from made_up import Corpus, build
from ratssearch.search import SearchService


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return build(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def service(corpus: Corpus) -> Iterator[SearchService]:
    service = corpus.service()
    yield service
    service.close()
