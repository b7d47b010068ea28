"""Chromium and the built site behind the headers that production sends; functions are answered
by the test itself, so that a page can be seen in any state."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from functions.publishing.pages import Pages
from functions.web.headers import security_headers
from functions.web.problem_texts import catalogue
from loyalty.language import LANGUAGES
from tests.builders import program

SHELL = Path("/usr/bin/chromium-headless-shell")
CHROMIUM = str(SHELL) if SHELL.exists() else "/usr/bin/chromium"
"""The same engine without a window around each page: the tests take two thirds of the time."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SITE = Path(__file__).parents[2] / "site"
expect.set_options(timeout=30_000)  # as long as everything else is waited for

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test with many cases the whole test takes the first, and of a look the last as well.

    ``make browser`` takes them all, and the whole test all of the public pages.
    """
    cases: dict[str, list[pytest.Function]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and item.path.is_relative_to(Path(__file__).parent):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for every in cases.values():
        if every[0].path.name == "test_pages_look.py":
            continue
        is_a_look = "scheme" in every[0].fixturenames
        for item in every[1 : -1 if is_a_look else None]:
            item.add_marker("case")


class _Handler(SimpleHTTPRequestHandler):
    """Files with the product's own headers."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".wasm": "application/wasm",
        ".webmanifest": "application/manifest+json",
    }

    def end_headers(self) -> None:
        for name, value in security_headers(self.path).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session", name="folder")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo program's site, to which a test may add a page."""
    out = tmp_path_factory.mktemp("site")
    problems = {language: catalogue(language) for language in LANGUAGES}
    Pages.load(SITE).build(out, [program()], problems)
    return out


@pytest.fixture(scope="session", name="address")
def _address(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module", name="browser")
def _browser() -> Iterator[Browser]:
    """One per module: a thread may run one Playwright only, and a test may start its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(name="open_page")
def _open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Open pages in a fresh context; a script error of a page fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(
        width: int = 390, scheme: str = "light", script: str = "", workers: str = "block"
    ) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 844},
            color_scheme=scheme,  # type: ignore[arg-type]
            service_workers=workers,  # type: ignore[arg-type]
        )
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: _refused(message.text, errors))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def _refused(message: str, errors: list[str]) -> None:
    if "Content Security Policy" in message:
        errors.append(message)
