"""The messages of all chats, and a bot's message as a person sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count, takewhile

from tests.wire.chats import Chat
from tests.wire.errors import Json, MisuseError, bad_request
from tests.wire.keyboards import Rows, buttons_of, keys_of
from tests.wire.params import Upload


@dataclass
class Kept:
    """A message on the server; `json` is what travels, `markup` also what does not travel back."""

    chat: Chat
    json: Json
    by_bot: bool = False
    source: str = ""
    markup: Json | None = None
    file: Upload | None = None

    @property
    def id(self) -> int:
        """The number of the message in its chat."""
        return int(self.json["message_id"])

    @property
    def topic(self) -> int:
        """The topic the message stands in; 0 outside of all topics, where a thread is no topic."""
        return int(self.json["message_thread_id"]) if self.json.get("is_topic_message") else 0

    def shown(self) -> Shown:
        """The message on a screen, as it stands now."""
        return Shown(
            chat_id=self.chat.id,
            message_id=self.id,
            thread=self.topic,
            text=str(self.json.get("text") or self.json.get("caption", "")),
            html=self.source,
            buttons=buttons_of(self.markup),
            keyboard=keys_of(self.markup),
            file=self.file,
            json=self.json,
        )


@dataclass(frozen=True)
class Shown:
    """What a person sees of one message of the bot; `html` is the text as the bot sent it, `thread` its topic."""

    chat_id: int
    message_id: int
    text: str
    html: str
    thread: int = 0
    buttons: Rows = ()
    keyboard: tuple[tuple[str, ...], ...] = ()
    file: Upload | None = None
    json: Json = field(default_factory=dict, repr=False, compare=False)

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons under the message, in order."""
        return [label for row in self.buttons for label, _ in row]

    @property
    def data(self) -> list[str]:
        """The data of all buttons under the message, in order."""
        return [data for row in self.buttons for _, data in row]


class Messages:
    """All messages by chat and number."""

    def __init__(self) -> None:
        self._kept: dict[int, dict[int, Kept]] = {}
        self._numbers = count(1)
        self._numbers_of: dict[int, count[int]] = {}

    def next_id(self, chat: Chat) -> int:
        """A new number: people and small groups share one row of numbers, each supergroup has its own."""
        if chat.type == "supergroup":
            return next(self._numbers_of.setdefault(chat.id, count(1)))
        return next(self._numbers)

    def keep(self, message: Kept) -> Kept:
        """Put a message into its chat."""
        self._kept.setdefault(message.chat.id, {})[message.id] = message
        return message

    def drop(self, message: Kept) -> None:
        """Take a message out of its chat."""
        del self._kept[message.chat.id][message.id]

    def holds(self, chat_id: int, message_id: int) -> bool:
        """Whether a message is in its chat."""
        return message_id in self._kept.get(chat_id, {})

    def of(self, chat_id: int) -> list[Kept]:
        """The messages of a chat in order."""
        return [message for _, message in sorted(self._kept.get(chat_id, {}).items())]

    def since(self, chat_id: int, message_id: int) -> list[Kept]:
        """The messages of a chat with higher numbers than one, in order."""
        # Numbers only grow, so the newest stand last.
        newest_first = reversed(self._kept.get(chat_id, {}).values())
        return list(takewhile(lambda message: message.id > message_id, newest_first))[::-1]

    def find(self, chat: Chat, message_id: object, what: str) -> Kept:
        """The message the bot asks for, or the refusal that names what it was wanted for."""
        if message_id is None:
            raise bad_request("message identifier is not specified")
        if not isinstance(message_id, int):
            raise MisuseError(f"a message has a number, not {message_id!r}")
        found = self._kept.get(chat.id, {}).get(message_id)
        if found is None:
            raise bad_request(f"{what} not found")
        return found
