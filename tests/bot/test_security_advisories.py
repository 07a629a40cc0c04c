"""Packages with a known fault are named; where nobody answers, nothing is said to be checked."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests import advisories
from tests.advisories import locked, main


class Source:
    """Somebody who tells of advisories at an address of this machine."""

    def __init__(self) -> None:
        self.status = 200
        self.told: dict[str, list[str]] = {}
        self.body: bytes | None = None
        self.asked: list[dict[str, Any]] = []
        source = self

        class Told(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                source.asked += asked["queries"]
                said = [
                    {"vulns": [{"id": one} for one in ids]}
                    if (ids := source.told.get(query["package"]["name"]))
                    else {}
                    for query in asked["queries"]
                ]
                self.send_response(source.status)
                self.end_headers()
                self.wfile.write(json.dumps({"results": said}).encode() if source.body is None else source.body)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._http = HTTPServer(("127.0.0.1", 0), Told)
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def source() -> Iterator[Source]:
    opened = Source()
    yield opened
    opened.stop()


def test_every_locked_package_is_asked_about_once(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(source.address) == 0
    asked = {(query["package"]["name"], query["version"]) for query in source.asked}
    assert asked == {(one.name, one.version) for one in locked()}
    assert len(asked) == len(source.asked) > 90
    assert {"starlette", "ruff", "python-telegram-bot"} <= {name for name, _ in asked}
    assert capsys.readouterr().out.endswith(", 0 with an advisory\n")


def test_a_package_with_an_advisory_is_named(source: Source, capsys: pytest.CaptureFixture[str]) -> None:
    source.told = {"starlette": ["GHSA-2222-3333", "PYSEC-2026-1"]}
    assert main(source.address) == 1
    (version,) = [one.version for one in locked() if one.name == "starlette"]
    assert f"starlette {version}: GHSA-2222-3333, PYSEC-2026-1\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "body"),
    [(503, None), (200, b"<html>"), (200, b'{"results": [{}]}'), (200, b"[]"), (200, b'{"results": 5}')],
)
def test_where_nobody_answers_nothing_is_said_to_be_checked(
    source: Source, capsys: pytest.CaptureFixture[str], status: int, body: bytes | None
) -> None:
    source.status, source.body = status, body
    assert main(source.address) == 0
    assert capsys.readouterr().out.startswith(f"not checked: {source.address} does not answer")


def test_an_address_where_nobody_listens_is_not_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(advisories, "PATIENCE", 1.0)
    assert main("http://127.0.0.1:9") == 0
    assert capsys.readouterr().out == "not checked: http://127.0.0.1:9 does not answer (ConnectError)\n"
