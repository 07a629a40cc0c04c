"""What holds for the whole of the sources and of the chat, so that what is written tomorrow keeps to it too."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from telegram.error import TelegramError

from bot.conversations.commands import COMMANDS, command
from bot.conversations.visit import Visit
from bot.handlers.downloading import content_of
from bot.handlers.menus import OFFICERS_OWN
from bot.review.officers import Role
from bot.texts import say
from bot.views.message import plain
from bot.web.desk import rendering
from tests.bot.conftest import CITIZEN, Chat
from tests.bot.desk import Browser, OpenDesk

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "knowledge", "migrations")

one_database = pytest.mark.parametrize("kind", ["sqlite"])


@cache
def trees() -> Sequence[tuple[str, ast.Module]]:
    files = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return [(str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))) for path in files]


# What is secret is compared in constant time

SECRET_WORDS = (
    "secret",
    "password",
    "csrf",
    "hmac",
    "signature",
    "form_word",
    "webhook_word",
    "bot_token",
    "api_token",
)


def _named(node: ast.AST) -> str:
    return ast.unparse(node).casefold()


def plainly_compared() -> list[str]:
    """Comparisons of what is called like a secret."""
    return [
        f"{path}:{node.lineno} {_named(node)}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(how, ast.Eq | ast.NotEq) for how in node.ops)
        and not any(isinstance(side, ast.Constant) for side in (node.left, *node.comparators))
        and any(word in _named(side) for side in (node.left, *node.comparators) for word in SECRET_WORDS)
    ]


def test_nothing_secret_is_compared_letter_by_letter() -> None:
    assert plainly_compared() == []


def test_whoever_says_a_secret_is_heard_in_constant_time() -> None:
    heard = {path for path, _ in trees() if "compare_digest(" in (ROOT / path).read_text("utf-8")}
    assert heard >= {
        "bot/web/webhook.py",  # the word of the webhook
        "bot/web/desk/mini_app.py",  # what Telegram signed
        "bot/web/desk/desk.py",  # the word of a form
        "bot/petitions/sealing.py",  # the secret of a petition
        "bot/backup/sealing.py",  # a backup's own check
    }


# Nobody has the program ask an address of his choice

ASKS = frozenset(
    {"httpx", "requests", "aiohttp", "urllib.request", "urllib3", "http.client", "ftplib", "smtplib", "telnetlib"}
)
"""What opens a connection to somewhere."""
STARTS = frozenset({"subprocess", "pickle", "marshal", "shelve", "ctypes", "pty", "xmlrpc", "yaml"})
"""What starts another program, or makes whatever a text says."""

MAY_ASK = {"bot/calling.py", "bot/cli/doctor_telegram.py"}
"""Who asks by himself: the way of the library's calls, and whether Telegram answers at the address of the settings."""


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_nothing_but_telegram_is_ever_asked() -> None:
    asking = {(path, name) for path, tree in trees() for name in imported(tree) if name in ASKS and path not in MAY_ASK}
    assert asking == set()


def test_no_other_program_is_started_and_nothing_is_made_of_a_text() -> None:
    starting = {(path, name) for path, tree in trees() for name in imported(tree) if name.split(".")[0] in STARTS}
    called = {
        (path, node.func.id)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}
    }
    assert (starting, called) == (set(), set())


@one_database
@pytest.mark.parametrize("path", [__file__, "/etc/passwd", "", None])
async def test_a_file_that_is_said_to_lie_on_this_machine_is_not_read(chat: Chat, path: str | None) -> None:
    file_id = chat.api.world.files.keep("document", _upload())["file_id"]
    chat.api._methods["getFile"] = lambda _: {"file_id": file_id, "file_unique_id": "u", "file_path": path}
    with pytest.raises(TelegramError, match="elsewhere"):
        await content_of(chat.app.application.bot, file_id)


@one_database
@pytest.mark.parametrize(
    "path", ["http://169.254.169.254/latest/meta-data", "//evil.example/x", "../../../x", "@evil/"]
)
async def test_a_file_that_is_said_to_lie_at_another_address_is_asked_of_telegram_alone(
    chat: Chat, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def note(url: str, *_: object, **__: object) -> tuple[int, bytes]:
        asked.append(url)
        return 404, b"{}"

    file_id = chat.api.world.files.keep("document", _upload())["file_id"]
    bot = chat.app.application.bot
    chat.api._methods["getFile"] = lambda _: {"file_id": file_id, "file_unique_id": "u", "file_path": path}
    ask = chat.wire.do_request

    async def do(url: str, *given: Any, **named: Any) -> tuple[int, bytes]:
        return await (note if "/file/bot" in url else ask)(url, *given, **named)

    monkeypatch.setattr(chat.wire, "do_request", do)
    with pytest.raises(TelegramError):
        await content_of(bot, file_id)
    assert [url for url in asked if not url.startswith("https://api.telegram.org/file/bot")] == []
    assert len(asked) == 1


def _upload() -> Any:
    from tests.wire.params import Upload

    return Upload("don.pdf", b"%PDF-1.4", "application/pdf")


# No name leads out of its folder


@one_database
@pytest.mark.parametrize(
    "name", ["../desk.py", "..%2fdesk.py", "..%2f..%2f..%2fsettings.py", "%2fetc%2fpasswd", "desk.css%00"]
)
async def test_no_address_leads_to_a_file_that_is_not_for_browsers(desk: OpenDesk, name: str) -> None:
    browser = Browser(desk)
    known = rendering.asset("desk.css").removesuffix("desk.css")
    for folder in (known, "/banlamviec/tep/"):
        assert (await browser.get(folder + name)).status_code == 404
    assert (await browser.get(f"{known}desk.css")).status_code == 200
    await browser.client.aclose()


@pytest.fixture
async def desk(database: Any, catalogue: Any) -> Any:
    from tests.bot.desk import opened

    async for one in opened(database, catalogue):
        yield one


# Command by command

EACH = ("clerk", "controller", "approver", "administrator")

OFFICERS_COMMANDS: Mapping[str, tuple[str, ...]] = {
    "chuatraloi": ("clerk", "controller"),
    "hopthu": ("clerk", "controller", "approver"),
    "sotiepnhan": ("controller", "approver"),
    "niemyet": EACH,
    "banlamviec": EACH,
    "dexuat": ("clerk", "controller", "approver"),
    "thaydoi": EACH,
    "coquan": ("clerk", "controller", "administrator"),
    "hosoquy": ("clerk", "controller"),
    "baibo": EACH,
}
"""Which roles each command of officers is for; the table is written by hand."""

OF_BOTH = {"traloi", "canbo"}
"""Commands that answer everybody: with the own roles, or with what waits for one's own answer."""

REFUSALS = frozenset(
    {
        "chat.officers_only",
        "changing.for_staff",  # followed by what citizens see of the same
        "desk.not_yours",
        "appoint.administrators_only",
        "mailbox.not_yours",
        "register.not_yours",
        "contacting.not_yours",
        "reckoning.not_yours",
        "posting.not_yours",
        "proposal.not_yours",
    }
)


def test_every_command_is_anybodys_or_has_its_row() -> None:
    assert {*OFFICERS_COMMANDS, *OF_BOTH} >= set(OFFICERS_OWN) & set(COMMANDS)
    assert set(OFFICERS_COMMANDS) <= set(COMMANDS)


@one_database
def test_a_command_opens_for_its_roles_and_refuses_the_others(desk: OpenDesk) -> None:
    people = {**{role.value: desk.people[role] for role in Role}, "citizen": CITIZEN, "once an officer": 9999}

    def once(connection: Connection) -> None:
        office = desk.office(connection)
        office.officers.add(9999, Role.CONTROLLER, "", "Người cũ", office.at, "test")
        office.officers.end(9999, None, office.at, "test")

    desk.database.transact(once)
    refusals = {plain(say(key)) for key in REFUSALS}

    def is_refused(name: str, who: int) -> bool:
        def within(connection: Connection) -> bool:
            said = [message.text for message in command(Visit(desk.office(connection), who), name)]
            return said[0] in refusals

        return desk.database.transact(within)

    wrong = [
        (name, role, OFFICERS_COMMANDS[name])
        for name, (role, who) in product(OFFICERS_COMMANDS, people.items())
        if is_refused(name, who) != (role not in OFFICERS_COMMANDS[name])
    ]
    assert wrong == [], "\n".join(map(str, wrong))
