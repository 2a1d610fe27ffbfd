"""A real Chromium against a real server on loopback; without a browser these tests are skipped by name."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from made_up import Corpus, build
from ratssearch.web import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SCRIPT = Path(__file__).parents[2] / "scripts" / "setup_browser.py"
_SPEC = importlib.util.spec_from_file_location("setup_browser", _SCRIPT)
assert _SPEC is not None and _SPEC.loader is not None
setup_browser = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(setup_browser)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these run in one worker, so that one browser is started."""
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return build(tmp_path_factory.mktemp("corpus"))


def _whole(application: WSGIApplication) -> WSGIApplication:
    """Answers read and closed before they are sent: this server leaves a file open when a browser hangs up on it."""

    def answered(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        answer = application(environ, start_response)
        try:
            return list(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()

    return answered


@pytest.fixture(scope="session")
def site(corpus: Corpus) -> Iterator[str]:
    """The address of the served application."""
    service = corpus.service()
    application = _whole(create_app(service, site_name="Made-up releases"))
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    service.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path, reason = setup_browser.find_browser()
    if path is None:
        pytest.skip(f"browser absent: {reason}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(setup_browser.LAUNCH))
        yield browser
        browser.close()


@pytest.fixture
def wide(browser: Browser) -> Iterator[Page]:
    """A page of 1280 px; ends in an error if the browser complained of anything on the way."""
    yield from _page(browser.new_context(viewport={"width": 1280, "height": 900}))


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page of 390 px on a touch screen."""
    yield from _page(browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True))


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    """A page without JavaScript."""
    yield from _page(browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False))


def _page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    page.set_default_timeout(20_000)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(f"a dialog opened: {dialog.message}"))
    yield page
    context.close()
    assert not complaints, complaints
