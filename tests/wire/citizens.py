"""The people at the other end: what they type, press and send, and what they see."""

from __future__ import annotations

from typing import Any

from tests.wire.chats import IN, Chat
from tests.wire.errors import Json
from tests.wire.formatting import commands_in, utf16_length
from tests.wire.groups import Groups
from tests.wire.members import place_bot
from tests.wire.messages import Kept, Shown
from tests.wire.params import Upload
from tests.wire.presses import Presses
from tests.wire.queries import Queries, Query
from tests.wire.screens import button_on, keyboard_of, labels_of
from tests.wire.sending import LONGEST_TEXT
from tests.wire.world import whole

BLOCKED = "bot was blocked by the user"


class Citizens(Groups):
    """Everything a test does on behalf of people; what is queued is given back as the number of its update.

    Whatever can be sent takes, beside its own, what `_send` takes: in a group `user_id`, in a forum `thread`.
    """

    presses: Presses
    queries: Queries

    @whole
    def meet(self, user_id: int, **names: str) -> None:
        """Let a person have opened the bot before: first_name, last_name, username, language_code."""
        person = self.world.chats.person(user_id)
        person.started = True
        for name, value in names.items():
            if not hasattr(person, name):
                raise AssertionError(f"a person has no {name}")
            setattr(person, name, value)

    @whole
    def say(self, chat_id: int, text: str, **extra: Any) -> int:
        """Type a message; 0 when the bot is not shown it, as with the talk of a group."""
        if not 0 < utf16_length(text.strip()) <= LONGEST_TEXT:
            raise AssertionError("no Telegram client sends an empty text, or one of more than 4096 letters")
        entities = commands_in(text)
        return self._send(chat_id, {"text": text, **({"entities": entities} if entities else {})}, **extra)

    @whole
    def forward(self, chat_id: int, text: str, *, sender: str = "Người khác", **extra: Any) -> int:
        """Pass on what somebody else wrote."""
        origin = {"type": "hidden_user", "sender_user_name": sender, "date": self.world.now() - 60}
        return self._send(chat_id, {"text": text, "forward_origin": origin}, **extra)

    @whole
    def send_photo(self, chat_id: int, caption: str = "", content: bytes = b"\xff\xd8 a picture", **extra: Any) -> int:
        """Send a picture; it can be fetched with getFile."""
        small = self.world.files.keep("photo", Upload("photo.jpg", content[:64], "image/jpeg"))
        large = self.world.files.keep("photo", Upload("photo.jpg", content, "image/jpeg"))
        sizes = [{**small, "width": 90, "height": 67}, {**large, "width": 1280, "height": 960}]
        return self._send(chat_id, {"photo": sizes, **_captioned(caption)}, **extra)

    @whole
    def send_document(
        self, chat_id: int, name: str, content: bytes = b"a file", caption: str = "", **extra: Any
    ) -> int:
        """Send a file; it can be fetched with getFile."""
        described = self.world.files.keep("document", Upload(name, content))
        document = {**described, "file_name": name, "mime_type": "application/octet-stream"}
        return self._send(chat_id, {"document": document, **_captioned(caption)}, **extra)

    @whole
    def send_voice(self, chat_id: int, seconds: int = 3, **extra: Any) -> int:
        """Speak instead of typing."""
        described = self.world.files.keep("voice", Upload("voice.ogg", b"OggS speech", "audio/ogg"))
        return self._send(chat_id, {"voice": {**described, "duration": seconds}}, **extra)

    @whole
    def send_sticker(self, chat_id: int, emoji: str = "👍", **extra: Any) -> int:
        """Send a sticker."""
        described = self.world.files.keep("sticker", Upload("sticker.webp", b"RIFF sticker", "image/webp"))
        looks = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send(chat_id, {"sticker": {**described, **looks, "emoji": emoji}}, **extra)

    @whole
    def send_contact(self, chat_id: int, phone_number: str, *, own: bool = True, **extra: Any) -> int:
        """Share a telephone number: one's own, or somebody else's from the address book."""
        name = self._chat(chat_id).first_name
        whose = {"user_id": chat_id} if own else {}
        contact = {"phone_number": phone_number, "first_name": name, **whose}
        return self._send(chat_id, {"contact": contact}, **extra)

    @whole
    def send_location(self, chat_id: int, latitude: float, longitude: float, **extra: Any) -> int:
        """Share a place."""
        return self._send(chat_id, {"location": {"latitude": latitude, "longitude": longitude}}, **extra)

    @whole
    def edit(self, chat_id: int, text: str, message_id: int | None = None) -> int:
        """Change one's own message: that one, or the last."""
        own = [kept for kept in self.world.messages.of(chat_id) if not kept.by_bot and "text" in kept.json]
        chosen = [kept for kept in own if message_id in {None, kept.id}]
        if not chosen:
            raise AssertionError(f"nobody wrote such a message in chat {chat_id}")
        message, entities = chosen[-1], commands_in(text)
        rest = {name: value for name, value in message.json.items() if name != "entities"}
        changed = {"text": text, "edit_date": self.world.now(), **({"entities": entities} if entities else {})}
        message.json = rest | changed
        return self.world.updates.add("edited_message", message.json) if self._hears(message) else 0

    @whole
    def press(
        self,
        chat_id: int,
        label_or_data: str,
        *,
        message_id: int | None = None,
        user_id: int | None = None,
        thread: int | None = None,
    ) -> int:
        """Press a button by its label or data: on that message, or on the last that has it; or a key, which types."""
        shown = [kept for kept in self._of_bot(chat_id, thread) if message_id in {None, kept.id}]
        for message in reversed(shown):
            if button := button_on(message.markup, label_or_data):
                if "callback_data" not in button:
                    raise AssertionError(f"{label_or_data!r} opens something, and tells the bot nothing: {button}")
                return self._query(message, user_id, button["callback_data"])
        if label_or_data in self.keys(chat_id):
            return self.say(chat_id, label_or_data, user_id=user_id)
        raise AssertionError(f"chat {chat_id} shows no button {label_or_data!r}, only {labels_of(shown)}")

    @whole
    def forge(self, chat_id: int, data: str, *, message_id: int | None = None, user_id: int | None = None) -> int:
        """Press a button that is no longer there, or never was."""
        shown = [kept for kept in self._of_bot(chat_id) if message_id in {None, kept.id}]
        if not shown:
            raise AssertionError(f"chat {chat_id} shows no message to press on")
        return self._query(shown[-1], user_id, data)

    @whole
    def type_inline(self, user_id: int, words: str) -> Query:
        """Type words behind the bot's name in some chat of one's own; the bot need not have been opened for it."""
        query = self.queries.add(self.world.chats.person(user_id).as_user(), words)
        query.update_id = self.world.updates.add("inline_query", query.json)
        return query

    @whole
    def block(self, chat_id: int) -> int:
        """Block the bot, or throw it out of a group."""
        chat = self.world.chats.known(chat_id)
        chat.closed = BLOCKED if chat.private else f"bot was kicked from the {chat.type} chat"
        return place_bot(self.world, chat, "kicked", self._actor(chat))

    @whole
    def unblock(self, chat_id: int) -> int:
        """Let the bot in again."""
        chat = self.world.chats.known(chat_id)
        chat.closed = ""
        return place_bot(self.world, chat, "member", self._actor(chat))

    @whole
    def deactivate(self, chat_id: int) -> None:
        """Delete one's account."""
        self.world.chats.known(chat_id).closed = "user is deactivated"

    @whole
    def expire_presses(self) -> None:
        """Let all presses so far be too old to answer."""
        self.presses.expire()

    def shown(self, chat_id: int, thread: int | None = None) -> list[Shown]:
        """All messages of the bot in a chat, or in a topic of it, in order, as they stand now."""
        with self.world.lock:
            return [kept.shown() for kept in self._of_bot(chat_id, thread)]

    def last(self, chat_id: int, thread: int | None = None) -> Shown:
        """The last message of the bot in a chat, or in a topic of it; thread 0 is what stands in no topic."""
        shown = self.shown(chat_id, thread)
        if not shown:
            raise AssertionError(f"the bot has written nothing in chat {chat_id}, thread {thread}")
        return shown[-1]

    def keys(self, chat_id: int) -> list[str]:
        """The labels of the keyboard that now stands in place of letters."""
        with self.world.lock:
            return keyboard_of(self._of_bot(chat_id))

    def toasts(self, chat_id: int) -> list[str]:
        """The notices that presses brought, in order of the presses; an empty one for an answer without words."""
        with self.world.lock:
            return [press.text for press in self.presses.of(chat_id) if press.answered]

    def unanswered(self, chat_id: int) -> int:
        """How many presses still show the little clock."""
        with self.world.lock:
            return sum(not press.answered for press in self.presses.of(chat_id))

    def _of_bot(self, chat_id: int, thread: int | None = None) -> list[Kept]:
        return [kept for kept in self.world.messages.of(chat_id) if kept.by_bot and thread in {None, kept.topic}]

    def _chat(self, chat_id: int) -> Chat:
        """The chat somebody writes in; a person who writes has thereby opened the bot."""
        if chat_id < 0:
            return self.world.chats.known(chat_id)
        person = self.world.chats.person(chat_id)
        if person.closed:
            raise AssertionError(f"{chat_id} has closed the chat ({person.closed}), and cannot write in it")
        person.started = True
        return person

    def _user(self, chat: Chat, user_id: int | None) -> Json:
        if chat.private:
            return chat.as_user()
        if user_id is None:
            raise AssertionError("in a group somebody in particular acts: name user_id")
        return self._present(chat, user_id)

    def _send(
        self,
        chat_id: int,
        content: Json,
        *,
        user_id: int | None = None,
        reply_to: int | None = None,
        thread: int = 0,
        **extra: Any,
    ) -> int:
        """Send something: in a group as somebody, perhaps in a topic, perhaps as a reply, which stays in its topic."""
        chat = self._chat(chat_id)
        sender = self._user(chat, user_id)
        opening = self._open_topic(chat, thread, sender["id"]) if thread else None
        if reply_to is not None:
            opening = self.world.messages.find(chat, reply_to, "message to be replied")
        json = self.world.draft(chat, sender, content | extra, opening)
        message = self.world.messages.keep(Kept(chat, json, source=content.get("text", "")))
        return self.world.updates.add("message", json) if self._hears(message) else 0

    def _hears(self, message: Kept) -> bool:
        """Whether the bot is shown a message: of a group all as an administrator, else commands and replies alone."""
        if message.chat.private or message.chat.manages(self.world.bot["id"]):
            return True
        if message.chat.members.get(self.world.bot["id"]) not in IN:
            return False
        command, _, called = message.json.get("text", "").split(" ")[0].partition("@")
        answered = message.json.get("reply_to_message", {})
        replied = answered.get("from", {}).get("id") == self.world.bot["id"] and "forum_topic_created" not in answered
        return replied or (command.startswith("/") and called.lower() in {"", str(self.world.bot["username"]).lower()})

    def _query(self, message: Kept, user_id: int | None, data: str) -> int:
        query = self.presses.add(message, self._user(message.chat, user_id), data)
        return self.world.updates.add("callback_query", query)


def _captioned(caption: str) -> Json:
    return {"caption": caption} if caption else {}
