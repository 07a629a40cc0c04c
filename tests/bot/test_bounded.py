"""What a request may send beside its body, over a real socket."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.bounded import MOST, Bounded
from bot.web.serving import Server

FLOOD = 2**22
"""Bytes that somebody would send; what the system holds ready on both sides is less."""
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"


async def how_much(request: Request) -> Response:
    """The length of a body."""
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Where somebody listens."""
    app = Starlette(routes=[Route("/", how_much, methods=["GET", "POST"])])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, http=Bounded, ws="none", lifespan="off", log_config=None)
        serving = asyncio.create_task(Server(config).stay(listener))
        yield listener.getsockname()[1]
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def sent(port: int, head: bytes, flood: bytes = b"") -> bytes:
    """What comes back of a head and of what follows it for ever, or until the other side has enough."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head)
        for _ in range(FLOOD // len(flood) if flood else 0):
            writer.write(flood)
            await writer.drain()
        return await reader.read()
    except ConnectionError:
        return b"cut"
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("head", "flood"),
    [
        (b"GET /", b"a" * 1000),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: ", b"a" * 1000),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X-One: of many\r\n" * 50),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Trailer: of many\r\n" * 50),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 100),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n1;", b"a" * 1000),
    ],
    ids=["address", "one header", "headers", "trailers", "frames", "an extension"],
)
async def test_what_has_no_end_is_cut_off(port: int, head: bytes, flood: bytes) -> None:
    async with asyncio.timeout(10):
        answer = await sent(port, head, flood)
    assert answer == b"cut" or answer.startswith(b"HTTP/1.1 400 ")


async def test_a_long_body_is_none_of_it(port: int) -> None:
    length = MOST * 20
    whole = POST + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % length + b"a" * length
    piece = b"4000\r\n" + b"a" * 0x4000 + b"\r\n"
    pieces = POST + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + piece * 80 + b"0\r\n\r\n"
    for request in (whole, pieces):
        assert (await sent(port, request)).endswith(b"%d" % length)


async def test_each_request_of_a_connection_begins_anew(port: int) -> None:
    one = POST + b"X-Some: " + b"a" * 1000 + b"\r\nContent-Length: 1\r\n\r\na"
    last = POST + b"Content-Length: 1\r\nConnection: close\r\n\r\na"
    answer = await sent(port, one * (2 * MOST // 1000) + last)
    assert answer.count(b"HTTP/1.1 200 ") == 2 * MOST // 1000 + 1
