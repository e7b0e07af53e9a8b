"""No spelling of an inner address in a webhook makes the notifier call it, whatever resolves it."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from tests.people import Authority, ask, eventually
from tests.receiver import Receiver, a_receiver

SPELLINGS = (
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://localhost.:{port}/",
    "http://LOCALHOST:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://127.254.1.9:{port}/",
    "http://１２７.0.0.1:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127。0。0。1:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::1]:{port}/",
    "http://[2001:0:7f00:1::1]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://[fd00::1]:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1:{port}/",
    "http://192.168.0.1:{port}/",
    "http://100.64.0.1:{port}/",
    "http://example.com@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@example.com/",
    "gopher://127.0.0.1:{port}/",
    "file:///etc/passwd",
)


@pytest_asyncio.fixture(scope="module")
async def receiver() -> AsyncIterator[Receiver]:
    async with a_receiver() as it:
        yield it


async def _subscribed(sac: Authority, address: str) -> str | None:
    made = await ask(sac.http, "POST", "/v1/subscriptions", json={"channel": "webhook", "address": address})
    assert made.status in (201, 422), made
    return str(made.body["id"]) if made.status == 201 else None


async def _tried(sac: Authority, subscription: str) -> dict[str, Any]:
    """The first attempt at a trial message."""
    assert (await sac.http.post(f"/v1/subscriptions/{subscription}/test")).status == 202

    async def look() -> dict[str, Any] | None:
        page = (await ask(sac.http, "GET", "/v1/deliveries")).body["deliveries"]
        found = (d for d in page if d["subscription"] == subscription and d["attempts"])
        return next((dict(d["attempts"][0]) for d in found), None)

    return await eventually(look)


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_spelling_of_an_inner_address_is_called(sac: Authority, receiver: Receiver, spelling: str):
    hook = receiver.hook()
    place = urlsplit(hook.url)
    address = spelling.format(port=place.port).removesuffix("/") + place.path
    subscription = await _subscribed(sac, address)
    if subscription is not None:
        attempt = await _tried(sac, subscription)
        assert (await sac.http.delete(f"/v1/subscriptions/{subscription}")).status == 204
        assert not attempt["heard"]
        assert "HTTP" not in attempt["detail"]
    assert hook.calls == []
