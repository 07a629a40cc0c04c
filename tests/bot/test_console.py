"""The terminal as a Telegram: the same handlers, buttons by their numbers, several persons, a pipe or a keyboard."""

import io
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode

from bot.cli import main
from bot.clock import Clock
from bot.console import TOKEN, Session
from bot.console import Terminal as Api
from bot.database import Database
from bot.delivery.outbox import Fate, OutboxRepository
from bot.inbox.repository import InboxRepository
from bot.reports.tally import TallyRepository
from bot.review.officers import EVERYTHING, Officer, OfficerRepository, Role
from bot.settings import Settings
from bot.terminal import CITIZEN, PERSONS, Person, Screen, called, persons
from bot.texts import say
from bot.views.message import Message, plain, pressed
from knowledge.catalogue import Catalogue
from tests.bot.builders import DAY, PATIENCE, loaded_copy, no_settings, unkind_environment
from tests.conftest import Servers

PROMPT = plain(say("terminal.prompt"))
GREETING = plain(say("start.trial"))
NOT_FOUND = plain(say("ask.not_found"))
CHOICE = "tập thể lao động tiên tiến"
CLERK = PERSONS[2]


class Terminal:
    """A terminal that types lines and reads what is printed."""

    def __init__(self, database: Database, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]) -> None:
        self.database = database
        self._catalogue = catalogue
        self._capsys = capsys

    def session(self, person: Person = CITIZEN) -> Session:
        """A new conversation with whatever standard output is now."""
        return Session(Settings(today=DAY), Clock(DAY), self.database, self._catalogue, person)

    async def type(self, *lines: str, person: Person = CITIZEN) -> list[str]:
        """What is printed for each line of a pipe."""
        session, told = self.session(person), []
        pipe = OneByOne(lines, lambda: told.append(self._capsys.readouterr().out.strip()))
        await session.talk(pipe)
        return told[1:]

    def officers(self) -> list[Officer]:
        """Who is an officer now."""
        return self.database.read(lambda c: OfficerRepository(c).current())


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


def button(number: int, label: str) -> str:
    """A button as it is printed."""
    return plain(say("terminal.button", number=number, label=label))


async def test_each_line_of_a_pipe_is_answered_in_order(terminal: Terminal) -> None:
    told = await terminal.type("1.001193", "", "   ", "dang ky khai tu", "xyzzy qwerty")
    assert told[0].startswith("Đăng ký khai sinh\n\nLĩnh vực: ")
    assert told[1:3] == ["", ""]
    assert "\nĐăng ký khai tử\n" in f"\n{told[3]}"
    assert told[4].startswith(NOT_FOUND)
    assert terminal.database.read(lambda c: InboxRepository(c).waiting()) == 0
    assert terminal.database.read(lambda c: TallyRepository(c).of(DAY)) == {"answer": 2, "not_found": 1}


async def test_a_button_is_pressed_by_its_number(terminal: Terminal) -> None:
    answer, more = await terminal.type("1.001193", "3")
    labels = [
        say(f"button.{verb}") for verb in ("papers", "ways", "more", "history", "office", "wrong", "lodge", "commune")
    ]
    assert [line for line in answer.splitlines() if line.startswith("[")] == [
        button(number, label) for number, label in enumerate(labels, 1)
    ]
    assert plain(say("line.code", value="1.001193")) in more


async def test_a_choice_is_taken_by_its_number(terminal: Terminal) -> None:
    choice, picked = await terminal.type(CHOICE, "2")
    assert choice.endswith(f"\n{button(0, say('ask.none'))}")
    assert "[1]" not in choice
    assert "Tập thể lao động tiên tiến" in picked.partition("\n")[0]


async def test_a_choice_is_left_by_zero(terminal: Terminal) -> None:
    _, none = await terminal.type(CHOICE, "0")
    assert none.startswith(NOT_FOUND)


async def test_a_number_that_no_button_has_is_passed_on_and_said_to_be_none(terminal: Terminal) -> None:
    zero, _, high = await terminal.type("0", "1.001193", "88")
    assert zero.startswith(plain(say("ask.no_number", number=0)))
    assert high.startswith(plain(say("ask.no_number", number=88)))


async def test_commands_are_understood_at_the_terminal(terminal: Terminal) -> None:
    unknown, answer, how, greeted = await terminal.type("/khongcolenhnay", "/tracuu 1.001193", "/tracuu", "/start")
    assert unknown.startswith(plain(say("chat.unknown_command")))
    assert answer.startswith("Đăng ký khai sinh\n")
    assert how.startswith(plain(say("ask.how")))
    assert greeted.startswith(GREETING)


async def test_one_can_be_somebody_else_by_number_role_or_name(terminal: Terminal) -> None:
    told = await terminal.type("/vai 3", "/vai controller", "/VAI  lanh dao duyet", "/vai Quản trị", "/vai 2", "/vai 1")
    names = [*(person.name for person in PERSONS[2:]), PERSONS[1].name, CITIZEN.name]
    assert told == [plain(say("terminal.now", name=name)) for name in names]
    officers = terminal.officers()
    assert [(o.telegram_id, o.name) for o in officers] == [(person.id, person.name) for person in PERSONS[2:]]
    assert [set(officer.roles) for officer in officers] == [{person.role} for person in PERSONS[2:]]
    assert all(holding.scope == EVERYTHING for officer in officers for holding in officer.holdings)


async def test_whom_one_can_be_is_listed(terminal: Terminal) -> None:
    listed, unknown = await terminal.type("/vai", "/vai chu tich")
    assert listed == persons()
    assert f"3. {CLERK.name}" in listed.splitlines()
    assert unknown == "\n".join([plain(say("terminal.no_person")), persons()])
    assert terminal.officers() == []
    assert terminal.database.read(lambda c: InboxRepository(c).waiting()) == 0


async def test_a_command_that_only_begins_like_the_terminals_own_reaches_the_bot(terminal: Terminal) -> None:
    [told] = await terminal.type("/vaitro")
    assert told.startswith(plain(say("chat.unknown_command")))


async def test_staff_pass_the_checks_that_citizens_do_not(terminal: Terminal) -> None:
    told = await terminal.type("/chuatraloi", "/vai clerk", "/chuatraloi", "/vai 1", "/chuatraloi", "/vai", "/vai 2")
    refused = plain(say("chat.officers_only"))
    assert [one == refused for one in (told[0], told[2], told[4])] == [True, False, True]
    assert [officer.roles for officer in terminal.officers()] == [{person.role} for person in PERSONS[2:]]


async def test_one_may_begin_as_somebody_else(terminal: Terminal) -> None:
    [told] = await terminal.type("/chuatraloi", person=CLERK)
    assert told != plain(say("chat.officers_only"))
    assert terminal.officers()[0].telegram_id == CLERK.id


async def test_each_person_has_a_chat_and_buttons_of_their_own(terminal: Terminal) -> None:
    told = await terminal.type(CHOICE, "/vai 2", "1", "/vai 1", "2")
    assert told[2].startswith(plain(say("ask.no_number", number=1)))
    assert "Tập thể lao động tiên tiến" in told[4].partition("\n")[0]


async def test_what_was_offered_before_a_restart_can_be_chosen_after_it(terminal: Terminal) -> None:
    await terminal.type(CHOICE)
    (picked,) = await terminal.type("2")
    assert "Tập thể lao động tiên tiến" in picked.partition("\n")[0]


async def test_what_was_typed_by_nobody_else_can_be_given_twice(terminal: Terminal) -> None:
    for _ in range(2):
        await terminal.type("/vai clerk", "/vai citizen")
    assert len(terminal.database.read(lambda c: OfficerRepository(c).posts())) == len(PERSONS[2:])


def test_no_account_of_telegram_is_a_person_of_the_terminal() -> None:
    assert len({person.id for person in PERSONS}) == len(PERSONS)
    assert all(person.id < 0 for person in PERSONS[1:])
    assert {person.role for person in PERSONS} == {None, *Role}


@pytest.mark.parametrize("typed", ["", " ", "0", "7", "chu tich", "none"])
def test_nobody_is_called_so(typed: str) -> None:
    assert called(typed) is None


@pytest.mark.parametrize(
    "typed", ["3", "clerk", "CLERK", "Cán bộ một cửa", "can bo mot cua", " cán bộ  MỘT cửa ", CLERK.name]
)
def test_a_person_is_called_by_number_role_or_name(typed: str) -> None:
    assert called(typed) is CLERK


class Shown:
    """A bot of the real library whose Telegram is a screen."""

    def __init__(self) -> None:
        self.written = io.StringIO()
        self.screen = Screen(self.written)
        self.bot = Bot(TOKEN, request=Api(self.screen), get_updates_request=Api(self.screen))

    async def send(self, text: str, *rows: list[InlineKeyboardButton], chat: int = CITIZEN.id) -> int:
        sent = await self.bot.send_message(chat, text, ParseMode.HTML, reply_markup=markup(*rows))
        return sent.message_id

    async def mend(self, message_id: int, text: str, *rows: list[InlineKeyboardButton]) -> None:
        await self.bot.edit_message_text(text, CITIZEN.id, message_id, reply_markup=markup(*rows))

    def pressable(self) -> dict[str, str]:
        return dict(self.screen.keyboard().data)


def markup(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup(rows) if rows else None


def a_button(label: str, data: str = "") -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data or pressed("test", label))


@pytest.fixture
async def shown() -> AsyncIterator[Shown]:
    showing = Shown()
    async with showing.bot:
        yield showing


async def test_words_are_written_without_tags_and_empty_lines_stay(shown: Shown) -> None:
    await shown.send(
        '<b>Phí &lt; 8.000đ</b>\n\nXem <a href="https://dichvucong.gov.vn/?a=1&amp;b=2">Cổng <i>DVC</i></a>.'
    )
    assert shown.written.getvalue() == "Phí < 8.000đ\n\nXem Cổng DVC (https://dichvucong.gov.vn/?a=1&b=2).\n\n"


async def test_words_that_are_no_html_are_written_as_they_are(shown: Shown) -> None:
    await shown.bot.send_message(CITIZEN.id, "1 < 2 &lt; <b>3</b>")
    assert shown.written.getvalue() == "1 < 2 &lt; <b>3</b>\n\n"


async def test_words_on_buttons_take_the_numbers_after_those_that_are_numbers(shown: Shown) -> None:
    await shown.send(
        "Ông/bà cần mục nào?",
        [a_button("1"), a_button("2")],
        [a_button("Xem thêm"), InlineKeyboardButton("Cổng DVC", url="https://dichvucong.gov.vn")],
        [a_button("Quay lại"), a_button(plain(say("ask.none")), pressed("none"))],
    )
    assert shown.written.getvalue().splitlines()[1:] == [
        button(3, "Xem thêm"),
        button(4, "Quay lại"),
        button(0, say("ask.none")),
        plain(say("terminal.link", label="Cổng DVC", address="https://dichvucong.gov.vn")),
        "",
    ]
    assert shown.pressable() == {
        "1": pressed("test", "1"),
        "2": pressed("test", "2"),
        "3": pressed("test", "Xem thêm"),
        "4": pressed("test", "Quay lại"),
        "0": pressed("none"),
    }


async def test_numbers_belong_to_the_last_message_with_buttons(shown: Shown) -> None:
    assert shown.pressable() == {}
    await shown.send("một", [a_button("A")])
    await shown.send("hai", [a_button("B")])
    await shown.send("ba")
    await shown.send("bốn", [InlineKeyboardButton("Cổng DVC", url="https://dichvucong.gov.vn")])
    assert shown.pressable() == {"1": pressed("test", "B")}


async def test_a_mended_message_is_written_again_and_keeps_only_the_buttons_it_is_given(shown: Shown) -> None:
    first = await shown.send("một", [a_button("A")])
    second = await shown.send("hai", [a_button("B")])
    await shown.mend(first, "một, sửa")
    assert shown.pressable() == {"1": pressed("test", "B")}
    await shown.mend(second, "hai, sửa", [a_button("C")])
    assert shown.pressable() == {"1": pressed("test", "C")}
    await shown.mend(second, "hai, xong")
    assert shown.pressable() == {}
    written = shown.written.getvalue().split("\n\n")
    assert written == [
        f"một\n{button(1, 'A')}",
        f"hai\n{button(1, 'B')}",
        "một, sửa",
        f"hai, sửa\n{button(1, 'C')}",
        "hai, xong",
        "",
    ]


async def test_a_word_in_answer_to_a_button_is_written_and_takes_no_button_away(shown: Shown) -> None:
    await shown.send("một", [a_button("A")])
    await shown.bot.answer_callback_query("1")
    await shown.bot.answer_callback_query("1", "Đã ghi nhận.")
    assert shown.written.getvalue().endswith(f"{button(1, 'A')}\n\nĐã ghi nhận.\n\n")
    assert shown.pressable() == {"1": pressed("test", "A")}


def test_no_answer_is_waited_for() -> None:
    assert Api(Screen(io.StringIO())).read_timeout is None


async def test_a_message_to_somebody_else_says_to_whom_and_its_buttons_are_theirs(shown: Shown) -> None:
    await shown.send("một", [a_button("A")])
    await shown.send("việc mới", [a_button("Nhận")], chat=CLERK.id)
    await shown.send("chào", chat=987654321)
    assert shown.written.getvalue().split("\n\n")[1:] == [
        "\n".join([plain(say("terminal.to", name=CLERK.title)), "việc mới", button(1, "Nhận")]),
        "\n".join([plain(say("terminal.to", name="987654321")), "chào"]),
        "",
    ]
    assert shown.pressable() == {"1": pressed("test", "A")}
    shown.screen.person = CLERK
    assert shown.pressable() == {"1": pressed("test", "Nhận")}


async def test_a_file_is_written_with_its_name_and_what_it_says_where_it_is_text(shown: Shown) -> None:
    for name, content in (("dữ liệu.json", '{"tên": 1}\n'.encode()), ("anh.jpg", b"\xff\xd8\xff")):
        await shown.bot.send_document(CITIZEN.id, content, filename=name)
    await shown.bot.send_document(CLERK.id, b"x", filename="việc.txt")
    files = [plain(say("terminal.file", name=name)) for name in ("dữ liệu.json", "anh.jpg", "việc.txt")]
    to_clerk = plain(say("terminal.to", name=CLERK.title))
    assert shown.written.getvalue() == f'{files[0]}\n{{"tên": 1}}\n\n{files[1]}\n\n{to_clerk}\n{files[2]}\nx\n\n'


async def test_what_waits_for_persons_of_the_terminal_is_shown_after_a_line_and_what_is_for_others_is_left(
    terminal: Terminal,
) -> None:
    for chat in (CITIZEN.id, 987654321):
        body = Message((f"Cho {chat}",)).to_json()
        terminal.database.transact(
            lambda c, to=chat, body=body: OutboxRepository(c).put(to, [body], Clock().now(), about="test")  # type: ignore[misc]
        )
    answer, following = await terminal.type("1.001193", "1.001193")
    assert answer.endswith(f"\n\nCho {CITIZEN.id}")
    assert "987654321" not in answer + following
    told = terminal.database.read(lambda c: OutboxRepository(c).states("test"))
    assert [(one.chat_id, one.fate) for one in told] == [(CITIZEN.id, Fate.SENT), (987654321, Fate.QUEUED)]


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

    def until(self, shown: str) -> None:
        """Wait until the screen shows something."""
        seen, end = "", time.monotonic() + PATIENCE
        while shown not in seen:
            assert select.select([self._hand], [], [], max(0, end - time.monotonic()))[0], seen
            seen += os.read(self._hand, 65536).decode(errors="replace")

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


async def test_the_prompt_names_whoever_is_not_the_citizen(
    terminal: Terminal, keyboard: Keyboard, capsys: pytest.CaptureFixture[str]
) -> None:
    keyboard.type("/vai 3\n/vai 2\n/vai 1\n\x04")
    await terminal.session().talk(keyboard.lines)
    written = capsys.readouterr().out
    now = [plain(say("terminal.now", name=person.name)) for person in (CLERK, PERSONS[1], CITIZEN)]
    named = [plain(say("terminal.prompt_as", name=person.title)) for person in (CLERK, PERSONS[1])]
    assert written.endswith(f"{PROMPT}{now[0]}\n\n{named[0]} {now[1]}\n\n{named[1]} {now[2]}\n\n{PROMPT}")


@pytest.mark.bulk
def test_the_command_begins_in_a_role(
    servers: Servers,
    catalogue: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATABASE_URL", loaded_copy(servers, tmp_path))
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setattr("bot.cli.running.catalogue_of", lambda _: catalogue)
    refused = plain(say("chat.officers_only"))
    told = []
    for arguments in (["chat"], ["chat", "--as", "clerk"]):
        monkeypatch.setattr("sys.stdin", io.StringIO("/chuatraloi\n"))
        assert main(arguments) == 0
        told.append(capsys.readouterr().out.strip())
    assert told[0] == refused
    assert told[1] not in {"", refused}


def test_a_role_nobody_knows_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["chat", "--as", "chairman"])
    assert ended.value.code == 2
    assert "'clerk'" in capsys.readouterr().err


@pytest.mark.bulk
def test_a_person_may_leave_with_ctrl_c(servers: Servers, keyboard: Keyboard, tmp_path: Path) -> None:
    chatting = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        env=unkind_environment(MOTCUA_DATABASE_URL=loaded_copy(servers, tmp_path)),
        cwd=tmp_path,
        stdin=keyboard.lines,
        stdout=keyboard.lines,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # A run in the background hands down that Ctrl-C is ignored; a person at a keyboard has it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        keyboard.until(PROMPT)
        chatting.send_signal(signal.SIGINT)
        assert chatting.wait(PATIENCE) == 0
    finally:
        chatting.kill()
        chatting.wait()
