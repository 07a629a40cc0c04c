"""The pretended server over HTTP on this machine, for bots that run as processes of their own."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.wire.api import BotApi
from tests.wire.bodies import read_body
from tests.wire.errors import Json, LostError, MisuseError, RefusedError, bad_request
from tests.wire.polls import Poll
from tests.wire.routes import route


class Server:
    """A BotApi at an address; used with `with`, and raises at its end the mistakes the bot made.

    A client that dies is no event: its connection is let go in silence.
    """

    def __init__(self, api: BotApi, *, stall: float = 60) -> None:
        self.api = api
        self._http = _Http(api, stall)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def address(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def base_url(self) -> str:
        """What `Application.builder().base_url(...)` wants: the token follows it directly."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        """What `Application.builder().base_file_url(...)` wants."""
        return f"{self.address}/file/bot"

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.closing.set()
        self.api.world.ring()
        self._http.shutdown()
        self._http.server_close()
        self._http.hang_up()
        self._thread.join()
        if error is None:
            self._raise_what_went_wrong()

    def _raise_what_went_wrong(self) -> None:
        for error in self._http.errors:
            raise AssertionError("the pretended server itself has a fault") from error
        self.api.check()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    # A waiting getUpdates may outlive the test; nobody wants its answer.
    block_on_close = False
    request_queue_size = 64

    def __init__(self, api: BotApi, stall: float) -> None:
        self.api = api
        self.stall = stall
        self.closing = threading.Event()
        self.errors: list[BaseException] = []
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Conversation)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the conversations that clients keep open: their threads would wait for ever."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is the client's affair; anything else fails the test at its end."""
        error = sys.exception()
        if error and not isinstance(error, ConnectionError | TimeoutError):
            self.errors.append(error)


class _Conversation(BaseHTTPRequestHandler):
    """One connection with its requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Head and body leave in one packet: the client then reads once.
    wbufsize = -1
    server: _Http

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Nothing: the log of the BotApi tells more."""

    def _serve(self) -> None:
        try:
            target = route(self.path, self.server.api.token)
            params = self._params()
            if target.file_path:
                self._send_file(target.file_path)
                return
            envelope = self._call(target.method, params)
        except RefusedError as refused:
            envelope = refused.envelope()
        except MisuseError as misuse:
            envelope = bad_request(f"the bot is mistaken: {misuse}").envelope()
        except LostError as lost:
            self._lose(lost)
            return
        self._send(envelope.get("error_code", 200), "application/json", json.dumps(envelope).encode())

    def _params(self) -> dict[str, Any]:
        in_address = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionError("the client died in the middle of its request")
        return in_address | (read_body(self.headers.get("Content-Type", ""), body) if body else {})

    def _call(self, method: str, params: dict[str, Any]) -> Json:
        if method.lower() != "getupdates":
            return self.server.api.call(method, params)
        poll = Poll(self.server.api, params)
        self._wait(poll)
        return poll.answer()

    def _wait(self, poll: Poll) -> None:
        bell = threading.Event()
        deadline = time.monotonic() + poll.timeout
        with self.server.api.world.listening(bell.set):
            while not poll.ready() and not self.server.closing.is_set():
                left = deadline - time.monotonic()
                if left <= 0:
                    return
                bell.wait(left)
                bell.clear()

    def _lose(self, lost: LostError) -> None:
        if lost.timed_out:
            self.server.closing.wait(self.server.stall)
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _send_file(self, path: str) -> None:
        content = self.server.api.world.files.content(path)
        if content is None:
            raise RefusedError(404, "Not Found")
        self._send(200, "application/octet-stream", content)

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
