"""Who is in reach of the bot: people, groups, and why some of them are closed to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.wire.errors import Json, RefusedError, bad_request, forbidden

# The numbers of supergroups lie below this one, those of small groups above it.
SUPERGROUPS = -1_000_000_000_000
IN = {"creator", "administrator", "member"}


@dataclass
class Topic:
    """A topic of a forum; its number is that of the message that created it."""

    id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str = ""
    creator: int = 0
    closed: bool = False


@dataclass
class Chat:
    """A person or a group; `closed` holds the words of the 403 it answers with."""

    id: int
    type: str = "private"
    first_name: str = "Công dân"
    last_name: str = ""
    username: str = ""
    title: str = ""
    language_code: str = "vi"
    started: bool = False
    closed: str = ""
    moved_to: int = 0
    is_forum: bool = False
    # What everybody, also the bot, is in a group, and what the bot may do there as an administrator.
    members: dict[int, str] = field(default_factory=dict)
    rights: frozenset[str] = frozenset()
    topics: dict[int, Topic] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        """Whether this is one person."""
        return self.type == "private"

    def as_chat(self) -> Json:
        """The chat as messages carry it."""
        names = ("first_name", "last_name", "username") if self.private else ("title", "username", "is_forum")
        return {"id": self.id, "type": self.type, **self._filled(*names)}

    def as_user(self) -> Json:
        """The person as messages carry them."""
        names = self._filled("first_name", "last_name", "username", "language_code")
        return {"id": self.id, "is_bot": False, **names}

    def manages(self, user_id: int) -> bool:
        """Whether somebody is an administrator here."""
        return self.members.get(user_id) in {"creator", "administrator"}

    def _filled(self, *names: str) -> Json:
        return {name: getattr(self, name) for name in names if getattr(self, name)}


class Chats:
    """Everybody the bot could know, by number."""

    def __init__(self) -> None:
        self._known: dict[int, Chat] = {}

    def add(self, chat: Chat) -> Chat:
        """Let a chat exist."""
        self._known[chat.id] = chat
        return chat

    def person(self, user_id: int) -> Chat:
        """The person of that number, who comes into being when first spoken of."""
        if user_id <= 0:
            raise AssertionError(f"a person has a positive number, not {user_id}")
        return self._known.get(user_id) or self.add(Chat(user_id))

    def known(self, chat_id: int) -> Chat:
        """The chat a test speaks of."""
        if chat_id not in self._known:
            raise AssertionError(f"nobody has met chat {chat_id}")
        return self._known[chat_id]

    def find(self, wanted: object) -> Chat:
        """The chat the bot asks for, if the bot may look into it."""
        if wanted is None:
            raise bad_request("chat_id is empty")
        chat = self._found(str(wanted).strip())
        if chat.moved_to:
            raise RefusedError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": chat.moved_to},
            )
        if chat.closed and not chat.private:
            raise forbidden(chat.closed)
        return chat

    def open(self, wanted: object) -> Chat:
        """The chat the bot asks for, if the bot may write to it."""
        chat = self.find(wanted)
        if chat.closed:
            raise forbidden(chat.closed)
        if chat.private and not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def _found(self, wanted: str) -> Chat:
        if re.fullmatch(r"-?\d+", wanted):
            found = self._known.get(int(wanted))
        else:
            # People cannot be found by their @name, only groups and channels can.
            public = [chat for chat in self._known.values() if not chat.private and chat.username]
            found = next((chat for chat in public if f"@{chat.username}".lower() == wanted.lower()), None)
        if found is None:
            raise bad_request("chat not found")
        return found
