"""The whole application over the real catalogue: in process, and served to a browser."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.testclient import TestClient

from app.accounts.policy import Role
from app.context import Context
from app.profiles.importing import import_batch
from matching.profile import Kind
from tests.app.factories import batch, programme, startup
from tests.app.people import account, client_as, membership, session_of
from tests.ingestion.factories import condition
from tests.web.factories import HERE
from web.limits import Impatient
from web.main import create_app

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def whole(context: Context) -> FastAPI:
    """The application over the whole catalogue, which keeps nothing from one test to the next."""
    return create_app(context)


@pytest.fixture
def visitor_client(whole: FastAPI) -> Iterator[TestClient]:
    """A browser's worth of HTTP over the application; errors come back as answers."""
    client = TestClient(whole, HERE, raise_server_exceptions=False, follow_redirects=False)
    yield client
    client.close()


@pytest.fixture
def client(visitor_client: TestClient, context: Context) -> TestClient:
    """The same, with a network manager signed in."""
    return client_as(visitor_client, context, Role.MANAGER)


@pytest.fixture(scope="session")
def address(context: Context) -> Iterator[str]:
    """Where the application is served."""
    with served(context) as address:
        yield address


@pytest.fixture
def own_address(empty_context: Context) -> Iterator[str]:
    """Where an application that a test may change is served."""
    ruled = condition("company_age_years", "<=", 5)
    for kind, record in (
        (Kind.PROGRAMME, programme("fonds-a", eligibility=[ruled])),
        (Kind.STARTUP, startup("aquanour")),
    ):
        import_batch(empty_context, kind, batch(record))
    with served(empty_context) as address:
        yield address


@contextmanager
def served(context: Context, port: int = 0) -> Iterator[str]:
    """Serve an application; gives its address."""
    app = create_app(context)
    config = uvicorn.Config(app, port=port, log_level="error", ws="none", http=Impatient)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    if not os.access(CHROMIUM, os.X_OK):
        pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def chromium(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False, locale="fr-MA")
    yield context
    context.close()


@pytest.fixture
def scripted(browser: Browser) -> Iterator[Page]:
    """An empty tab in which scripts run, of a browser that remembers nothing and nobody."""
    context = browser.new_context(locale="fr-MA")
    yield context.new_page()
    context.close()


@pytest.fixture
def visitor_page(chromium: BrowserContext) -> Iterator[Page]:
    """An empty tab that remembers nothing and nobody."""
    chromium.clear_cookies()
    page = chromium.new_page()
    yield page
    page.close()


@pytest.fixture
def page(visitor_page: Page, context: Context, address: str) -> Page:
    """An empty tab in which a network manager is signed in to the whole catalogue."""
    sign_in(visitor_page, context, address, Role.MANAGER)
    return visitor_page


@pytest.fixture
def own_page(visitor_page: Page, empty_context: Context, own_address: str) -> Page:
    """An empty tab in which a network manager is signed in to what a test may change."""
    sign_in(visitor_page, empty_context, own_address, Role.MANAGER)
    return visitor_page


def sign_in(page: Page, context: Context, address: str, role: Role) -> None:
    """Give a tab the session of somebody of a role."""
    secret = session_of(context, account(context, membership(role)))
    page.context.add_cookies([{"name": "wasl", "value": secret, "url": address}])
