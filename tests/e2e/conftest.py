"""The whole system as a fixture; and the run over all real reports, which has to be asked for."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browsing import CHROMIUM
from tests.system import system

__all__ = ["system"]

FULL = "full"


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        await found.close()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{FULL}: takes minutes; only with -m {FULL}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if FULL in config.getoption("markexpr"):
        return
    left = [item for item in items if item.get_closest_marker(FULL)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]
