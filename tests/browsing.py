"""A real browser in front of the public pages."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page

from tests.public_pages import LOOPBACK

CHROMIUM = shutil.which("chromium")
DESK, PHONE = (1280, 900), (390, 844)


class Served(Protocol):
    """Pages that listen somewhere."""

    @property
    def url(self) -> str:
        """Their address, without a slash at its end."""


@asynccontextmanager
async def a_reader(
    browser: Browser,
    pages: Served,
    *,
    size: tuple[int, int] = DESK,
    language: str = "zh-CN",
    script: bool = True,
    dark: bool = False,
) -> AsyncIterator[Page]:
    """A browser's page; afterwards no request has left this machine, and no script or style was refused."""
    context = await browser.new_context(
        base_url=pages.url,
        viewport={"width": size[0], "height": size[1]},
        locale=language,
        java_script_enabled=script,
        color_scheme="dark" if dark else "light",
    )
    asked, refused = [], []
    context.on("request", lambda request: asked.append(request.url))
    page = await context.new_page()
    page.on("pageerror", lambda error: refused.append(str(error)))
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    yield page
    await context.close()
    assert {urlsplit(url).hostname for url in asked} <= {LOOPBACK}
    assert refused == []
