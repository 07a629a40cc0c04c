"""Calls over real connections: what arrives, what is said of what does not, and that nothing goes out twice."""

import asyncio
import base64
import socket
import ssl
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot import calling
from bot.calling import Calls, calls_through
from bot.clock import Clock
from tests.wire.api import TOKEN, BotApi
from tests.wire.server import Server

AN = 101
PATIENCE = 60
SOON = 0.2
"""Seconds after which a call that nobody answers is given up here."""

WORDS = "Đăng ký khai sinh & <b>“một cửa”</b> + 100 % 😀"
YES = b'{"ok":true,"result":true}'
PASSWORD = "geheim"

Answer = Callable[["Called", asyncio.StreamWriter], Awaitable[None]]


class Called:
    """A call as it arrived: its first line, its headers, its body."""

    def __init__(self, head: str, body: bytes) -> None:
        self.line, *lines = head.splitlines()
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        self.body = body


class Listening:
    """Something that speaks HTTP as the test says, and remembers what came."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.calls: list[Called] = []
        self.connections = 0
        self.port = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while not writer.is_closing():
                await self._hear(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client left, or the test is over
        finally:
            writer.close()

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        called = Called(head, b"")
        self.calls.append(called)
        if called.line.startswith("CONNECT"):
            await tunnel(called.line.split()[1], reader, writer)
            return
        called.body = await reader.readexactly(int(called.headers.get("content-length", "0")))
        await self.answer(called, writer)


@asynccontextmanager
async def listening(answer: Answer, secure: ssl.SSLContext | None = None) -> AsyncIterator[Listening]:
    heard = Listening(answer)
    server = await asyncio.start_server(heard.converse, "127.0.0.1", 0, ssl=secure, limit=2**24)
    heard.port = server.sockets[0].getsockname()[1]
    try:
        yield heard
    finally:
        server.close()


def says(body: bytes = YES, status: str = "200 OK", *headers: str, after: float = 0) -> Answer:
    """Whoever answers so."""

    async def answer(_: Called, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(after)
        lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", "")
        writer.write("\r\n".join(lines).encode() + body)

    return answer


async def tunnel(to: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What a proxy does when it is asked to connect."""
    host, _, port = to.partition(":")
    there, back = await asyncio.open_connection(host, int(port))
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await asyncio.gather(carry(reader, back), carry(there, writer))


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(2**16):
        writer.write(piece)
    writer.close()


def bot_at(address: str, calls: Calls) -> Bot:
    return Bot(TOKEN, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot", request=calls)


@asynccontextmanager
async def a_bot_at(address: str, *, connections: int = 4, proxy: str | None = None) -> AsyncIterator[Bot]:
    """A bot that calls `address`, and does not ask first who it is: few here could tell it."""
    calls = Calls(connections, PATIENCE, proxy)
    try:
        yield bot_at(address, calls)
    finally:
        await calls.shutdown()


async def fault(kind: type[TelegramError], call: Awaitable[object]) -> str:
    """What is said of a call that fails; nowhere in it, and in nothing that led to it, stands the token."""
    with pytest.raises(TelegramError) as raised:
        await call
    error = raised.value
    assert type(error) is kind
    told = "".join(traceback.format_exception(error)) + str(error) + repr(error)
    assert TOKEN not in told
    assert TOKEN.partition(":")[2] not in told
    assert PASSWORD not in told
    return error.message


@pytest.fixture
def api() -> BotApi:
    api = BotApi()
    api.meet(AN, first_name="An")
    return api


@pytest.fixture
def server(api: BotApi) -> Iterator[Server]:
    with Server(api) as server:
        yield server


# What arrives


async def test_what_is_said_and_asked_arrives_as_it_was_meant(api: BotApi, server: Server) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Có “chứ”", callback_data="yes")]])
    async with bot_at(server.address, Calls(4)) as bot:
        sent = await bot.send_message(AN, WORDS, reply_markup=markup, protect_content=True)
        api.say(AN, WORDS)
        (update,) = await bot.get_updates(timeout=0)
    assert (sent.text, sent.has_protected_content) == (WORDS, True)
    assert (api.last(AN).text, api.last(AN).data) == (WORDS, ["yes"])
    assert update.message is not None
    assert update.message.text == WORDS


async def test_files_arrive_whole_and_come_back(api: BotApi, server: Server) -> None:
    large = bytes(range(256)) * 8_000 + b"\r\n--\r\n"
    async with bot_at(server.address, Calls(4)) as bot:
        sent = await bot.send_document(AN, large, filename="Đơn đề nghị.txt", caption=WORDS)
        assert sent.document is not None
        assert sent.document.file_name == "Đơn đề nghị.txt"
        assert bytes(await (await sent.document.get_file()).download_as_bytearray()) == large
    assert api.last(AN).text == WORDS


async def test_several_files_go_in_one_call_under_the_names_that_its_words_give_them() -> None:
    async with listening(says(b'{"ok":true,"result":[]}')) as telegram, a_bot_at(f"http://{telegram.address}") as bot:
        await bot.send_media_group(AN, [InputMediaDocument(b"one", filename="1.txt"), InputMediaDocument(b"two")])
    (called,) = telegram.calls
    assert called.line == f"POST /bot{TOKEN}/sendMediaGroup HTTP/1.1"
    assert called.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert called.body.count(b"attach://attached") == 2
    assert called.body.count(b'name="attached') == 2
    assert b"\r\n\r\none\r\n" in called.body
    assert b"\r\n\r\ntwo\r\n" in called.body


async def test_a_call_says_what_it_is_and_one_connection_serves_many() -> None:
    async with listening(says()) as telegram, a_bot_at(f"http://{telegram.address}") as bot:
        for _ in range(5):
            await bot.delete_webhook()
    assert telegram.connections == 1
    assert len(telegram.calls) == 5
    headers = telegram.calls[0].headers
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"] == Calls.USER_AGENT
    assert headers["accept-encoding"] == "identity"
    assert "cookie" not in telegram.calls[-1].headers


# What does not


async def test_nobody_there_is_a_fault_of_the_network() -> None:
    async with listening(says()) as telegram:
        gone = f"http://{telegram.address}"
    async with a_bot_at(gone) as bot:
        assert await fault(NetworkError, bot.get_me()) == "aiohttp.ClientConnectorError"


async def test_who_does_not_answer_in_time_is_not_waited_for() -> None:
    async with listening(says(after=60)) as telegram, a_bot_at(f"http://{telegram.address}") as bot:
        await fault(TimedOut, bot.send_message(AN, WORDS, read_timeout=SOON))
    assert len(telegram.calls) == 1


async def test_who_lets_a_connection_hang_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with a_bot_at(f"https://127.0.0.1:{silent.getsockname()[1]}") as bot:
            assert await fault(TimedOut, bot.send_message(AN, WORDS, connect_timeout=SOON)) == "Timed out"


async def test_who_stops_taking_a_file_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with a_bot_at(f"http://127.0.0.1:{silent.getsockname()[1]}") as bot:
            assert await fault(TimedOut, bot.send_document(AN, bytes(2**24), write_timeout=SOON)) == "Timed out"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"", "ServerDisconnectedError"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "ServerDisconnectedError"),
        (b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok":tr', "ClientPayloadError"),
        (b"220 smtp.example ESMTP\r\n\r\n", "ClientResponseError"),
    ],
)
async def test_an_answer_that_breaks_off_is_a_fault_and_the_call_is_not_repeated(said: bytes, kind: str) -> None:
    async def break_off(_: Called, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        writer.close()

    async with listening(break_off) as telegram, a_bot_at(f"http://{telegram.address}") as bot:
        assert await fault(NetworkError, bot.send_message(AN, WORDS)) == f"aiohttp.{kind}"
    assert len(telegram.calls) == 1


async def test_a_file_that_is_refused_before_it_is_there_is_a_fault() -> None:
    """Telegram ends an upload that is too large at its beginning."""

    async def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, a_bot_at(address) as bot:
        said = await fault(NetworkError, bot.send_document(AN, bytes(2**24)))
    assert said.startswith("aiohttp.")


async def test_a_connection_that_was_closed_meanwhile_is_not_used_again() -> None:
    closed = asyncio.Event()

    async def once(called: Called, writer: asyncio.StreamWriter) -> None:
        await says()(called, writer)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        closed.set()

    async with listening(once) as telegram, a_bot_at(f"http://{telegram.address}") as bot:
        for _ in range(3):
            await bot.delete_webhook()
            await closed.wait()
            closed.clear()
            await asyncio.sleep(0.05)
    assert (len(telegram.calls), telegram.connections) == (3, 3)


async def test_a_kept_connection_that_ends_under_a_call_doubles_nothing() -> None:
    """The server lets go of a quiet connection in the moment of the next call: nobody knows whether that arrived."""

    async def twice(called: Called, writer: asyncio.StreamWriter) -> None:
        if len(telegram.calls) == 2:
            writer.close()
        else:
            await says()(called, writer)

    async with listening(twice) as telegram, a_bot_at(f"http://{telegram.address}") as bot:
        await bot.delete_webhook()
        assert await fault(NetworkError, bot.delete_webhook()) == "aiohttp.ServerDisconnectedError"
        assert len(telegram.calls) == 2
        await bot.delete_webhook()
    assert (len(telegram.calls), telegram.connections) == (3, 2)


async def test_with_every_connection_in_use_a_call_waits_and_then_is_given_up() -> None:
    go_on = asyncio.Event()

    async def wait(called: Called, writer: asyncio.StreamWriter) -> None:
        await go_on.wait()
        await says()(called, writer)

    async with listening(wait) as telegram, a_bot_at(f"http://{telegram.address}", connections=1) as bot:
        first = asyncio.create_task(bot.delete_webhook())
        while not telegram.calls:
            await asyncio.sleep(0.01)
        assert "all connections" in await fault(TimedOut, bot.send_message(AN, WORDS, pool_timeout=SOON))
        second = asyncio.create_task(bot.delete_webhook(pool_timeout=PATIENCE))
        go_on.set()
        assert await first
        assert await second
    assert len(telegram.calls) == 2


async def test_who_gives_a_call_up_leaves_its_place_to_another() -> None:
    async with listening(says(after=60)) as telegram, a_bot_at(f"http://{telegram.address}", connections=1) as bot:
        given_up = asyncio.create_task(bot.delete_webhook())
        while not telegram.calls:
            await asyncio.sleep(0.01)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        telegram.answer = says()
        assert await bot.delete_webhook(pool_timeout=PATIENCE)
    assert (len(telegram.calls), telegram.connections) == (2, 2)


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        ("502 Bad Gateway", b"<html>bad gateway</html>", NetworkError, "Bad Gateway (502)"),
        ("429 Too Many Requests", b"slow down", NetworkError, "Too Many Requests (429)"),
        ("429 Too Many Requests", b'{"ok":false,"parameters":{"retry_after":7}}', RetryAfter, "Flood control exceeded"),
        ("302 Found", b"", NetworkError, "Found (302)"),
    ],
)
async def test_what_is_no_good_answer_is_as_the_library_says(
    status: str, body: bytes, kind: type[TelegramError], message: str
) -> None:
    elsewhere = "Location: http://127.0.0.1:9/"
    async with listening(says(body, status, elsewhere)) as telegram, a_bot_at(f"http://{telegram.address}") as bot:
        assert message in await fault(kind, bot.send_message(AN, WORDS))
    assert len(telegram.calls) == 1


async def test_it_ends_as_often_as_it_is_told_and_begins_again() -> None:
    async with listening(says()) as telegram:
        calls = Calls(1)
        bot = bot_at(f"http://{telegram.address}", calls)
        assert await bot.delete_webhook()
        await calls.shutdown()
        await calls.shutdown()
        assert "closed" in await fault(NetworkError, bot.delete_webhook())
        await calls.initialize()
        await calls.initialize()
        assert await bot.delete_webhook()
        await calls.shutdown()
    assert len(telegram.calls) == 2


def test_it_may_be_made_before_anything_runs() -> None:
    calls = Calls(1, 7)
    assert calls.read_timeout == 7
    asyncio.run(calls.shutdown())


# Through a proxy


@pytest.mark.parametrize(("user", "wanted"), [("", ""), (f"an%40ninhbinh:{PASSWORD}@", f"an@ninhbinh:{PASSWORD}")])
async def test_a_proxy_is_given_the_whole_address(user: str, wanted: str) -> None:
    async with (
        listening(says()) as proxy,
        a_bot_at("http://telegram.test", proxy=f"http://{user}{proxy.address}") as bot,
    ):
        await bot.delete_webhook()
        await bot.delete_webhook()
    assert {called.line for called in proxy.calls} == {f"POST http://telegram.test/bot{TOKEN}/deleteWebhook HTTP/1.1"}
    assert proxy.connections == 1
    for called in proxy.calls:
        assert called.headers["host"] == "telegram.test"
        assert base64.b64decode(called.headers.get("proxy-authorization", "").removeprefix("Basic ")).decode() == wanted


async def test_a_proxy_that_refuses_is_a_fault_that_names_nobody() -> None:
    async with (
        listening(says(b"", "407 Proxy Authentication Required")) as proxy,
        a_bot_at("http://telegram.test", proxy=f"http://an:{PASSWORD}@{proxy.address}") as bot,
    ):
        assert "(407)" in await fault(NetworkError, bot.delete_webhook())
    async with a_bot_at("https://telegram.test", proxy=f"http://an:{PASSWORD}@{proxy.address}") as bot:
        assert await fault(NetworkError, bot.delete_webhook()) == "aiohttp.ClientProxyConnectionError"


@pytest.mark.parametrize(
    ("proxy", "environment", "kind"),
    [
        (None, {}, Calls),
        ("http://10.0.0.1:3128", {}, Calls),
        ("https://an:geheim@10.0.0.1:3128", {}, Calls),
        ("http://10.0.0.1:3128", {"HTTPS_PROXY": "http://10.0.0.2:3128"}, Calls),
        ("socks5://10.0.0.1:1080", {}, HTTPXRequest),
        ("socks5h://10.0.0.1:1080", {}, HTTPXRequest),
        ("http://an:m%E1%BA%ADt@10.0.0.1:3128", {}, HTTPXRequest),
        (None, {"HTTPS_PROXY": "http://10.0.0.2:3128"}, HTTPXRequest),
        (None, {"all_proxy": "socks5://10.0.0.2:1080"}, HTTPXRequest),
        (None, {"NO_PROXY": "localhost"}, Calls),
    ],
)
async def test_what_aiohttp_cannot_do_is_left_to_the_librarys_client(
    proxy: str | None, environment: dict[str, str], kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    request = calls_through(proxy, connections=1, read_timeout=45)
    assert (type(request), request.read_timeout) == (kind, 45)
    await request.shutdown()


# Sealed


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of 127.0.0.1, by itself; the key stands in the same file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = Clock().now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=True)
        .sign(key, hashes.SHA256())
    )
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, form, plain)
    )
    return path


@pytest.fixture
def sealed(certificate: Path) -> ssl.SSLContext:
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(certificate)
    return secure


@pytest.fixture
def trusting(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    calling._trusted.cache_clear()
    yield
    calling._trusted.cache_clear()


async def test_whom_no_authority_knows_is_told_nothing(sealed: ssl.SSLContext) -> None:
    async with listening(says(), sealed) as telegram, a_bot_at(f"https://{telegram.address}") as bot:
        assert await fault(NetworkError, bot.delete_webhook()) == "aiohttp.ClientConnectorCertificateError"
    assert telegram.calls == []


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("scheme", ["", "http", "https"])
async def test_a_proxy_hears_of_a_sealed_call_whom_it_is_for_and_no_more(sealed: ssl.SSLContext, scheme: str) -> None:
    async with (
        listening(says(), sealed) as telegram,
        listening(says(), sealed if scheme == "https" else None) as between,
        a_bot_at(
            f"https://{telegram.address}", proxy=f"{scheme}://an:{PASSWORD}@{between.address}" if scheme else None
        ) as bot,
    ):
        assert await bot.delete_webhook()
        assert await bot.delete_webhook()
    assert (len(telegram.calls), telegram.connections) == (2, 1)
    assert [called.line for called in between.calls] == ([f"CONNECT {telegram.address} HTTP/1.1"] if scheme else [])
    authorized = base64.b64encode(f"an:{PASSWORD}".encode()).decode()
    assert [called.headers["proxy-authorization"] for called in between.calls] == [f"Basic {authorized}"][
        : len(between.calls)
    ]
