"""Bytes that no honest program sends: each gets an error, and only one; nothing is inflated or kept."""

import asyncio
import gzip
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from services.intake.web.calls import CALLS
from tests.faults.hostile.strangers import HEAD, a_stranger, says
from tests.people import Authority, Reporter, a_report, ask
from tests.system import System

SMUGGLED = b"GET /v1/taxonomy HTTP/1.1\r\nHost: here\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
MEGABYTE = b" " * 1024 * 1024

PAIRS = {
    "a length and chunks": b"Content-Length: 4\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "chunks and a length": CHUNKED + b"Content-Length: 4\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
    "a list of lengths": b"Content-Length: 0, 44\r\n\r\n",
    "a signed length": b"Content-Length: +0\r\n\r\n",
    "a length in other digits": "Content-Length: ٠\r\n\r\n".encode(),
    "a length below nothing": b"Content-Length: -1\r\n\r\n",
    "an unknown coding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunks before another coding": b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunks twice": CHUNKED + CHUNKED + b"\r\n0\r\n\r\n",
    "a blank before the colon": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a header with a null byte": b"X: a\x00b\r\n\r\n",
    "a header without a colon": b"Content-Length\r\n\r\n",
    "a chunk of no hexadecimal length": CHUNKED + b"\r\n0x0\r\n\r\n",
    "a chunk of negative length": CHUNKED + b"\r\n-1\r\n\r\n",
}


@pytest.mark.parametrize("name", PAIRS)
async def test_no_second_request_is_smuggled_in(hostile: System, name: str):
    heard = await says(hostile.url, HEAD + PAIRS[name] + SMUGGLED)
    assert heard[9:12] == b"400", heard[:200]
    assert heard.count(b"HTTP/1.") == 1
    assert b"reporter_kinds" not in heard


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\n" + b"X-More: x\r\n" * 10_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00" * 10_000,
        b"GET / HTTP/9.9\r\nHost: here\r\n\r\n",
    ],
    ids=["10,000 headers", "a header of 1 MB", "an address of 1 MB", "TLS", "nothing but nulls", "HTTP/9.9"],
)
async def test_a_flood_of_headers_or_no_http_at_all_is_ended_with_400(hostile: System, raw: bytes):
    heard = await says(hostile.url, raw)
    assert heard.count(b"HTTP/1.") <= 1
    assert b"aiohttp" not in heard
    assert heard[9:12] in (b"400", b"")


@pytest.mark.parametrize(
    "how", [b"Content-Length: 104857600\r\n\r\n", CHUNKED + b"\r\n"], ids=["told", "chunked"]
)
@pytest.mark.parametrize("path", [b"/v1/reports", b"/"])
async def test_a_body_of_100_mb_is_refused_and_not_kept(hostile: System, path: bytes, how: bytes):
    before = memory(hostile)
    form = b"application/x-www-form-urlencoded" if path == b"/" else b"application/json"
    head = HEAD.replace(b"/v1/reports", path).replace(b"application/json", form)
    async with a_stranger(hostile.url) as stranger:
        stranger.writer.write(head + how)
        with suppress(ConnectionError):  # refused before the end of it
            for _ in range(100):
                stranger.writer.write(b"100000\r\n" + MEGABYTE + b"\r\n" if b"chunked" in how else MEGABYTE)
                await stranger.writer.drain()
        assert memory(hostile) - before < 20_000
        heard = await asyncio.wait_for(_rest(stranger.reader), 10)
    assert heard[9:12] in (b"413", b"")


async def _rest(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(20)
    except ConnectionError:
        return b""


def memory(hostile: System) -> int:
    """What intake holds, in kB."""
    status = Path(f"/proc/{hostile.intake.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


BOMB = gzip.compress(b"0" * 50_000_000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "x-gzip"])
@pytest.mark.parametrize("path", ["/v1/reports", "/v1/reports/status", "/status", "/"])
async def test_a_compressed_body_is_415_and_nothing_is_inflated(
    hostile: System, reporter: Reporter, path: str, encoding: str
):
    before = memory(hostile)
    kind = "application/json" if path.startswith("/v1") else "application/x-www-form-urlencoded"
    headers = {"Content-Type": kind, "Content-Encoding": encoding, "Origin": hostile.url}
    reply = await ask(reporter.http, "POST", path, data=BOMB[:60_000], headers=headers)
    assert reply.status == 415
    assert memory(hostile) - before < 20_000


@pytest.mark.parametrize("kind", ["application/zip", "application/gzip", "multipart/form-data; boundary=x"])
async def test_an_archive_is_415(reporter: Reporter, kind: str):
    reply = await ask(
        reporter.http, "POST", "/v1/reports", data=b"PK\x03\x04", headers={"Content-Type": kind}
    )
    assert reply.status == 415


@pytest.mark.parametrize(("parts", "status"), [(10_000, 413), (700, 422)])
async def test_a_form_of_thousands_of_parts_is_not_taken(
    hostile: System, reporter: Reporter, parts: int, status: int
):
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Origin": hostile.url}
    reply = await ask(reporter.http, "POST", "/", data=part * parts + b"--x--\r\n", headers=headers)
    assert reply.status == status


WRITING = [call for call in CALLS if call.body]


@pytest.mark.parametrize("call", WRITING, ids=[call.path for call in WRITING])
@pytest.mark.parametrize(
    "body",
    [b"[" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b'{"a": "\xff\xfe"}', b'{"a": 1e999}'],
    ids=["10,000 lists", "10,000 objects", "broken UTF-8", "a number without end"],
)
async def test_json_that_breaks_parsers_is_told_so(sac: Authority, call: Any, body: bytes):
    path = call.path.replace("{id}", "x").replace("{number}", "x")
    headers = {"Content-Type": "application/json"}
    reply = await ask(sac.http, call.method.upper(), path, data=body, headers=headers)
    assert reply.status in (400, 422)
    assert reply.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body", [b"description=%ff%fe&region1=%00", b"\xff\xfe=\xff", b"a" * 60_000, b"&" * 60_000]
)
async def test_a_form_of_broken_bytes_is_shown_again(hostile: System, reporter: Reporter, body: bytes):
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": hostile.url}
    reply = await ask(reporter.http, "POST", "/", data=body, headers=headers)
    assert reply.status in (400, 413, 422)


async def test_after_all_that_an_honest_report_is_taken(reporter: Reporter):
    assert (await reporter.reports(a_report())).status == 202
