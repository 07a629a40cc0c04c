"""How Telegram is called: HTTP by aiohttp, which takes a fraction of the processor time of the library's own client.

A call goes out once: one that broke on its way may have arrived, and whoever made it knows whether it may be repeated.
Of a fault its kind alone is told, for aiohttp quotes addresses, and the address of a call holds the token.
"""

import asyncio
from collections.abc import AsyncIterator
from functools import cache
from ssl import SSLContext
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

import httpx
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

PATIENCE = 5.0
"""Seconds that a connection, and an answer, are waited for; here and below as the library has it."""

TO_LEAVE = 20.0
"""Seconds for each piece of an upload to leave; what has no files is written at once."""

FOR_A_PLACE = 1.0
"""Seconds that a call waits for the end of another where all connections are in use."""

PIECE = 64 * 1024
"""Bytes of an upload that leave together."""

JSON = {"Content-Type": "application/json"}

WITH_PROXY = frozenset({"http", "https", "all"})
"""What an environment names a proxy for."""


def calls_through(proxy: str | None, *, connections: int, read_timeout: float = PATIENCE) -> BaseRequest:
    """The way to Telegram, through a proxy if there is one.

    aiohttp has no SOCKS, takes a password for Latin letters and reads other environments than httpx: there the
    library's own client goes on, as slow as it is.
    """
    parts = urlsplit(proxy or "")
    theirs = parts.scheme.startswith("socks") if proxy else not WITH_PROXY.isdisjoint(getproxies())
    if theirs or not unquote(parts.netloc).isascii():
        return HTTPXRequest(connection_pool_size=connections, read_timeout=read_timeout, proxy=proxy)
    return Calls(connections, read_timeout, proxy)


class Calls(BaseRequest):
    """The Bot API over so many connections at the most; they are kept from one call to the next."""

    def __init__(self, connections: int, read_timeout: float = PATIENCE, proxy: str | None = None) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._proxy = proxy
        self._places = asyncio.Semaphore(connections)
        self._session: ClientSession | None = None
        self._is_over = False

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer is waited for, unless a call says otherwise."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Ready for calls, also after an end; connections are opened as they are needed."""
        self._is_over = False

    async def shutdown(self) -> None:
        """No calls any more; calls under way break."""
        self._is_over = True
        session, self._session = self._session, None
        if session:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and body of the answer. Raises TimedOut and NetworkError."""
        if self._is_over:
            raise RuntimeError("the way to Telegram is closed")
        session = self._session = self._session or self._open()
        limits = ClientTimeout(
            connect=_said(connect_timeout, PATIENCE), sock_read=_said(read_timeout, self._read_timeout)
        )
        await self._place(_said(pool_timeout, FOR_A_PLACE))
        try:
            async with asyncio.timeout(None) as leaving:
                body, headers = _written(url, request_data, leaving, _said(write_timeout, TO_LEAVE))
                call = session.request(
                    method, url, data=body, headers=headers, timeout=limits, proxy=self._proxy, allow_redirects=False
                )
                async with call as answer:
                    return answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except (ClientError, OSError) as error:
            raise NetworkError(f"aiohttp.{type(error).__name__}") from None
        finally:
            self._places.release()

    async def _place(self, patience: float | None) -> None:
        """Wait until a connection may be used. Raises TimedOut."""
        if not self._places.locked():
            await self._places.acquire()  # at once: no clock need be set
            return
        try:
            async with asyncio.timeout(patience):
                await self._places.acquire()
        except TimeoutError:
            raise TimedOut("all connections are in use; nothing was sent to Telegram") from None

    def _open(self) -> ClientSession:
        return ClientSession(
            # How many connections there are is for the places to say, which tell a full house from a silent one.
            connector=TCPConnector(limit=0, ssl=_trusted()),
            cookie_jar=DummyCookieJar(),
            # Packed answers would cost more processor time than their few bytes are worth.
            headers={"User-Agent": self.USER_AGENT, "Accept-Encoding": "identity"},
        )


@cache
def _trusted() -> SSLContext:
    """The authorities that the library's client trusts: certifi's, or those that SSL_CERT_FILE names."""
    trusted = httpx.create_ssl_context()
    trusted.set_alpn_protocols(["http/1.1"])
    return trusted


def _said(given: Any, usual: float | None) -> float | None:
    """The seconds that a call asks for itself, else the usual ones."""
    if given is BaseRequest.DEFAULT_NONE:
        return usual
    seconds: float | None = given
    return seconds


def _written(
    url: str, data: RequestData | None, leaving: asyncio.Timeout, patience: float | None
) -> tuple[bytes | AsyncIterator[bytes] | None, dict[str, str] | None]:
    """The body of a call with its headers."""
    if not data:
        return None, None
    if not data.contains_files:
        return data.json_payload, JSON
    # A form with files is written as ever, by what the library's own client writes it with.
    form = httpx.Request("POST", url, data=data.json_parameters, files=data.multipart_data)
    body = form.read()
    headers = {"Content-Type": form.headers["Content-Type"], "Content-Length": str(len(body))}
    return _pieces(body, leaving, patience), headers


async def _pieces(body: bytes, leaving: asyncio.Timeout, patience: float | None) -> AsyncIterator[bytes]:
    """What is uploaded, piece by piece; each is waited for anew, and after the last one only the answer is."""
    now = asyncio.get_running_loop().time
    for begin in range(0, len(body), PIECE):
        leaving.reschedule(None if patience is None else now() + patience)
        yield body[begin : begin + PIECE]
    leaving.reschedule(None)
