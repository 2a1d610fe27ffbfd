"""The made-up corpus, served by the real application over the real index and archive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from made_up import Corpus, build
from ratssearch.search import SearchService
from ratssearch.web import create_app


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return build(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def service(corpus: Corpus) -> Iterator[SearchService]:
    service = corpus.service()
    yield service
    service.close()


@pytest.fixture(scope="session")
def app(service: SearchService) -> Flask:
    return create_app(service, site_name="Made-up releases")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
