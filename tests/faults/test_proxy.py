"""The proxy does to bytes what it says."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.faults.proxy import Way, a_proxy

WORDS = b"nothing is lost"


@pytest.fixture
async def way() -> AsyncIterator[Way]:
    """To an echo."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(1_000):
            writer.write(chunk)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, a_proxy(server.sockets[0].getsockname()[1]) as it:
        yield it


async def said(way: Way, *, within: float = 5.0) -> bytes:
    """What comes back through the way."""
    reader, writer = await asyncio.open_connection("127.0.0.1", way.port)
    try:
        writer.write(WORDS)
        async with asyncio.timeout(within):
            return await reader.readexactly(len(WORDS))
    finally:
        writer.close()


async def test_a_whole_way_passes_everything(way: Way):
    assert await said(way) == WORDS


async def test_slices_arrive_whole_in_the_end(way: Way):
    way.slice(2)
    assert await said(way) == WORDS


async def test_a_hole_takes_everything_and_gives_nothing(way: Way):
    way.hole()
    with pytest.raises(TimeoutError):
        await said(way, within=0.2)
    way.mend()
    assert await said(way) == WORDS


async def test_what_a_hole_held_back_comes_through_once_it_is_mended(way: Way):
    reader, writer = await asyncio.open_connection("127.0.0.1", way.port)
    way.hole()
    writer.write(WORDS)
    await asyncio.sleep(0.05)
    way.mend()
    async with asyncio.timeout(5):
        assert await reader.readexactly(len(WORDS)) == WORDS
    writer.close()


async def test_a_reset_way_resets_what_is_there_and_what_comes(way: Way):
    reader, writer = await asyncio.open_connection("127.0.0.1", way.port)
    writer.write(WORDS)
    await reader.readexactly(len(WORDS))
    way.reset()
    with pytest.raises(OSError, match="reset"):
        await reader.readexactly(1)
    writer.close()
    with pytest.raises((OSError, asyncio.IncompleteReadError)):
        await said(way)


async def test_a_trickle_takes_its_time(way: Way):
    way.limit(100)
    with pytest.raises(TimeoutError):
        await said(way, within=0.1)
