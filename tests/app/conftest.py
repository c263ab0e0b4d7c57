"""What tests of the application share."""

import asyncio
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def outside_any_loop() -> Iterator[None]:
    """No event loop runs here: a browser of other tests keeps one, that is not ours to wait for.

    DBOS would leave to that loop the work that a test waits for.
    """
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)
