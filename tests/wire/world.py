"""Everything the pretended server knows, and the lock under which it changes."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from tests.wire.chats import IN, Chat, Chats
from tests.wire.errors import Json
from tests.wire.files import Files
from tests.wire.messages import Kept, Messages
from tests.wire.updates import Updates

Handler = Callable[[Json], Any]
P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class World:
    """One server with one bot on it."""

    bot: Json
    clock: Callable[[], float]
    chats: Chats = field(default_factory=Chats)
    messages: Messages = field(default_factory=Messages)
    updates: Updates = field(default_factory=Updates)
    files: Files = field(default_factory=Files)
    lock: threading.RLock = field(default_factory=threading.RLock)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _bells: set[Callable[[], object]] = field(default_factory=set)

    def now(self) -> int:
        """The moment as messages carry it."""
        return int(self.clock())

    def draft(self, chat: Chat, sender: Json, content: Json, answered: Kept | None = None) -> Json:
        """A new message, numbered and dated; what opens a topic is answered by whatever is said in it."""
        return {
            "message_id": self.messages.next_id(chat),
            "from": sender,
            "chat": chat.as_chat(),
            "date": self.now(),
            **self._place(chat, answered),
            **content,
        }

    def announce(self, chat: Chat, sender: Json, content: Json, topic: int = 0) -> int:
        """Let the chat itself say what happened in it; the bot hears this even of its own doings."""
        opening = self.messages.find(chat, topic, "message thread") if topic else None
        return self.publish(chat, self.draft(chat, sender, content, opening))

    def publish(self, chat: Chat, json: Json) -> int:
        """Put an announcement into its chat, and let the bot hear it if it is there."""
        self.messages.keep(Kept(chat, json))
        return self.updates.add("message", json) if chat.members.get(self.bot["id"]) in IN else 0

    def quoted(self, message: Kept) -> Json:
        """A message as another one that answers it carries it: not nested any deeper."""
        return {name: value for name, value in message.json.items() if name != "reply_to_message"}

    def _place(self, chat: Chat, answered: Kept | None) -> Json:
        """To what a message belongs by what it answers; outside of topics a supergroup has threads of answers too."""
        if answered is None:
            return {}
        place: Json = {"reply_to_message": self.quoted(answered)}
        if chat.type == "supergroup" and answered.chat.id == chat.id:
            place["message_thread_id"] = answered.json.get("message_thread_id", answered.id)
            if answered.topic:
                place["is_topic_message"] = True
        return place

    def ring(self) -> None:
        """Wake whoever waits for something to happen."""
        for bell in list(self._bells):
            bell()

    @contextmanager
    def listening(self, bell: Callable[[], object]) -> Iterator[None]:
        """Have the bell rung, from whatever thread, whenever something happens."""
        with self.lock:
            self._bells.add(bell)
        try:
            yield
        finally:
            with self.lock:
                self._bells.discard(bell)


class Inhabitant(Protocol):
    """Whatever lives in a world."""

    world: World


def whole(function: Callable[P, R]) -> Callable[P, R]:
    """Let nobody see a method of an inhabitant half done, and ring when it is."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        world = cast("Inhabitant", args[0]).world
        try:
            with world.lock:
                return function(*args, **kwargs)
        finally:
            world.ring()

    return guarded
