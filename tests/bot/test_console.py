"""The terminal as a Telegram: the same handlers, buttons by their numbers, a pipe as well as a keyboard."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.console import Session
from bot.database import Database
from bot.inbox.repository import InboxRepository
from bot.reports.tally import TallyRepository
from bot.settings import Settings
from bot.texts import say
from bot.views.message import plain
from bot.views.notice import not_found
from knowledge.catalogue import Catalogue
from tests.bot.builders import DAY, loaded_copy, unkind_environment
from tests.conftest import Servers

PROMPT = say("terminal.prompt")
GREETING = plain(say("start.trial"))


class Terminal:
    """A terminal that types lines and reads what is printed."""

    def __init__(self, database: Database, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]) -> None:
        self.database = database
        self._catalogue = catalogue
        self._capsys = capsys

    def session(self) -> Session:
        """A new conversation with whatever standard output is now."""
        return Session(Settings(today=DAY), Clock(DAY), self.database, self._catalogue)

    async def type(self, *lines: str) -> list[str]:
        """What is printed for each line of a pipe."""
        session, told = self.session(), []
        pipe = OneByOne(lines, lambda: told.append(self._capsys.readouterr().out.strip()))
        await session.talk(pipe)
        return told[1:]


class OneByOne(io.StringIO):
    """A pipe that gives a line and tells when the next one is asked for."""

    def __init__(self, lines: Sequence[str], asked: Callable[[], None]) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))
        self._asked = asked

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # as TextIO has it
        self._asked()
        return super().readline(-1 if size is None else size)


@pytest.fixture
def terminal(database: Database, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(database, catalogue, capsys)


async def test_each_line_of_a_pipe_is_answered_in_order(terminal: Terminal) -> None:
    told = await terminal.type("1.001193", "", "   ", "dang ky khai tu", "xyzzy qwerty")
    heads = [one.partition("\n")[0] for one in told]
    assert heads == ["Đăng ký khai sinh", "", "", "Đăng ký khai tử", plain(say("ask.not_found"))]
    assert terminal.database.read(lambda c: InboxRepository(c).waiting()) == 0
    assert terminal.database.read(lambda c: TallyRepository(c).of(DAY)) == {"answer": 2, "not_found": 1}


async def test_a_button_is_pressed_by_its_number(terminal: Terminal) -> None:
    answer, more = await terminal.type("1.001193", "1")
    assert answer.endswith(plain(say("terminal.button", number=1, label=say("button.details"))))
    assert plain(say("line.code", value="1.001193")) in more


async def test_a_choice_is_taken_by_its_number_or_left_by_zero(terminal: Terminal) -> None:
    asked = "tập thể lao động tiên tiến"
    choice, picked, again, none = await terminal.type(asked, "2", asked, "0")
    assert choice == again
    assert choice.endswith(plain(say("terminal.button", number=0, label=say("ask.none"))))
    assert "Tập thể lao động tiên tiến" in picked.partition("\n")[0]
    assert none == not_found().text


async def test_a_zero_without_a_choice_is_a_question_like_any_other(terminal: Terminal) -> None:
    assert await terminal.type("0") == [not_found().text]


async def test_commands_are_understood_at_the_terminal(terminal: Terminal) -> None:
    unknown, answer, how, greeted = await terminal.type("/khongcolenhnay", "/tracuu 1.001193", "/tracuu", "/start")
    assert unknown == plain(say("chat.unknown_command"))
    assert answer.startswith("Đăng ký khai sinh\n")
    assert how == plain(say("ask.how"))
    assert greeted.startswith(GREETING)


async def test_a_button_of_an_earlier_message_is_gone(terminal: Terminal) -> None:
    *_, last = await terminal.type("1.001193", "xyzzy qwerty", "1")
    assert plain(say("line.code", value="1.001193")) not in last


async def test_a_chat_whose_reader_left_ends(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.showing.PAUSES", ())
    monkeypatch.setattr("sys.stdout", Deaf())
    lines = io.StringIO("1.001193\n1.000689\n")
    await terminal.session().talk(lines)
    assert lines.read() == "1.000689\n"


class Deaf(io.StringIO):
    """An output nobody reads any more."""

    def write(self, _: str, /) -> int:
        raise BrokenPipeError


class Keyboard:
    """A person at a terminal: what is typed reaches `lines`."""

    def __init__(self) -> None:
        self._hand, screen = os.openpty()
        self.lines = os.fdopen(screen, "r", encoding="utf-8")

    def type(self, words: str) -> None:
        os.write(self._hand, words.encode())

    def seen(self) -> str:
        return os.read(self._hand, 65536).decode(errors="replace")

    def close(self) -> None:
        self.lines.close()
        os.close(self._hand)


@pytest.fixture
def keyboard() -> Iterator[Keyboard]:
    sitting = Keyboard()
    yield sitting
    sitting.close()


async def test_a_person_at_a_keyboard_is_greeted_and_prompted(
    terminal: Terminal, keyboard: Keyboard, capsys: pytest.CaptureFixture[str]
) -> None:
    keyboard.type("1.001193\n\x04")
    await terminal.session().talk(keyboard.lines)
    printed = capsys.readouterr().out
    assert printed.startswith(GREETING)
    assert printed.count(PROMPT) == 2
    assert printed.index(PROMPT) < printed.index("Đăng ký khai sinh")


def test_a_person_may_leave_with_ctrl_c(servers: Servers, keyboard: Keyboard, tmp_path: Path) -> None:
    chatting = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        env=unkind_environment(MOTCUA_DATABASE_URL=loaded_copy(servers, tmp_path)),
        cwd=tmp_path,
        stdin=keyboard.lines,
        stdout=keyboard.lines,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        shown, end = "", time.monotonic() + 30
        while PROMPT not in shown and time.monotonic() < end:
            shown += keyboard.seen()
        chatting.send_signal(signal.SIGINT)
        assert chatting.wait(15) == 0
    finally:
        chatting.kill()
        chatting.wait()
