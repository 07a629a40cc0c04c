"""What the terminal chat shows, and to whom: messages as plain words, buttons by their numbers, persons to try."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TextIO

from bot.review.officers import Role
from bot.texts import say
from bot.views.message import plain
from knowledge.text.normalise import bare

Parameters = Mapping[str, Any]
"""What a method of the Bot API was called with."""

LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")

NONE = "none"
"""The verb of the button that leaves a choice; "gõ 0", say the choices."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody one can be at the terminal; the number is that of the account and of its private chat."""

    id: int
    text: str
    role: Role | None = None

    @property
    def title(self) -> str:
        """What the person is called here."""
        return plain(say(self.text))

    @property
    def name(self) -> str:
        """What the person is called among officers, where a try must not be taken for the real one."""
        return plain(say("role.tried", role=self.title)) if self.role else self.title


CITIZEN = Person(1, "role.citizen")

# No account of Telegram has a number below zero, so nobody who is tried here is ever a real officer.
PERSONS = (
    CITIZEN,
    Person(-1, "role.second_citizen"),
    Person(-2, "role.clerk", Role.CLERK),
    Person(-3, "role.controller", Role.CONTROLLER),
    Person(-4, "role.approver", Role.APPROVER),
    Person(-5, "role.administrator", Role.ADMINISTRATOR),
)


def called(typed: str) -> Person | None:
    """The person with this number in the list, role or name, written with marks or without."""
    sought = bare(typed)
    for number, person in enumerate(PERSONS, 1):
        if sought and sought in {str(number), person.role, bare(person.title), bare(person.name)}:
            return person
    return None


def persons() -> str:
    """Whom one can be, a numbered line each."""
    listed = [plain(say("terminal.person", number=n, name=p.name)) for n, p in enumerate(PERSONS, 1)]
    return "\n".join([plain(say("terminal.persons")), *listed])


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The numbers of a message's buttons, and what each button carries."""

    message_id: int = 0
    data: Mapping[str, str] = field(default_factory=dict)


class Screen:
    """What is written, and which numbers can be pressed: those of the last message with buttons, in each chat."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._keyboards: dict[int, Keyboard] = {}
        self.person = CITIZEN
        self.gone = False  # nobody reads what is written any more

    def keyboard(self) -> Keyboard:
        """What the person who types can press."""
        return self._keyboards.get(self.person.id, Keyboard())

    def show(self, message_id: int, message: Parameters) -> None:
        """A message, new or mended; one to somebody else says to whom."""
        chat_id = int(message["chat_id"])
        buttons = [b for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for b in row]
        numbers = numbered(button for button in buttons if "callback_data" in button)
        if numbers or message_id == self._keyboards.get(chat_id, Keyboard()).message_id:
            data = {number: button["callback_data"] for number, button in numbers.items()}
            self._keyboards[chat_id] = Keyboard(message_id, data)
        self.tell("\n".join([*self._heading(chat_id), words_of(message), *button_lines(buttons, numbers)]))

    def show_file(self, chat_id: int, name: str, content: bytes) -> None:
        """A file by its name, with what it says where that is text."""
        named = plain(say("terminal.file", name=name))
        self.tell("\n".join([*self._heading(chat_id), named, *text_of(content)]))

    def tell(self, words: str) -> None:
        """Write some lines and an empty one."""
        self.write(f"{words}\n\n")

    def write(self, words: str) -> None:
        """Write at once; who has left is not written to."""
        try:
            self._output.write(words)
            self._output.flush()
        except OSError:
            self.gone = True

    def _heading(self, chat_id: int) -> list[str]:
        if chat_id == self.person.id:
            return []
        names = (person.title for person in PERSONS if person.id == chat_id)
        return [plain(say("terminal.to", name=next(names, str(chat_id))))]


def text_of(content: bytes) -> list[str]:
    """What a file says; nothing where it is no text."""
    try:
        return [content.decode().rstrip()]
    except UnicodeDecodeError:
        return []


def words_of(message: Parameters) -> str:
    """The words of a message, with the address behind the words of a link."""
    text = str(message["text"])
    if message.get("parse_mode") is None:
        return text
    return html.unescape(TAG.sub("", LINK.sub(r"\2 (\1)", text)))


def numbered(buttons: Iterable[Parameters]) -> dict[str, Parameters]:
    """Buttons by what is typed for them: a number stays, 0 leaves a choice, others take the next free numbers."""
    pressable = list(buttons)
    own = [int(button["text"]) for button in pressable if button["text"].isdecimal()]
    free = count(max(own, default=0) + 1)
    return {_number(button) or str(next(free)): button for button in pressable}


def _number(button: Parameters) -> str:
    """The number a button has by itself, if any."""
    if button["text"].isdecimal():
        return str(button["text"])
    verb = button["callback_data"].split(":")[1:2]
    return "0" if verb == [NONE] else ""


def button_lines(buttons: Iterable[Parameters], numbers: Mapping[str, Parameters]) -> list[str]:
    """A line for each button that says more than its number."""
    pressable = [
        plain(say("terminal.button", number=number, label=button["text"]))
        for number, button in numbers.items()
        if number != button["text"]
    ]
    links = [plain(say("terminal.link", label=b["text"], address=b["url"])) for b in buttons if "url" in b]
    return [*pressable, *links]
