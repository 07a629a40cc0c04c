"""The people at the other end: what they type, press and send, and what they see."""

from __future__ import annotations

from typing import Any

from tests.wire.chats import Chat
from tests.wire.errors import Json
from tests.wire.formatting import commands_in, utf16_length
from tests.wire.messages import Kept, Shown
from tests.wire.params import Upload
from tests.wire.presses import Presses
from tests.wire.screens import button_on, keyboard_of, labels_of
from tests.wire.sending import LONGEST_TEXT
from tests.wire.world import World, whole

BLOCKED = "bot was blocked by the user"


class Citizens:
    """Everything a test does on behalf of people; what is queued is given back as the number of its update."""

    world: World
    presses: Presses

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
    def group(
        self, chat_id: int, title: str, *, kind: str = "supergroup", username: str = "", hears_all: bool = False
    ) -> int:
        """Let the bot be added to a group; as an administrator it hears all, else commands and replies alone."""
        if chat_id >= 0 or kind not in {"group", "supergroup"}:
            raise AssertionError("a group or supergroup has a negative number")
        chat = Chat(chat_id, kind, title=title, username=username, hears_all=hears_all, started=True)
        self.world.chats.add(chat)
        return self._member(chat, "left", "administrator" if hears_all else "member")

    @whole
    def migrate(self, chat_id: int, new_id: int) -> None:
        """Let a small group become a supergroup with another number."""
        old = self.world.chats.known(chat_id)
        old.moved_to = new_id
        new = Chat(new_id, "supergroup", title=old.title, hears_all=old.hears_all, started=True)
        self.world.chats.add(new)

    @whole
    def say(
        self, chat_id: int, text: str, *, user_id: int | None = None, reply_to: int | None = None, **extra: Any
    ) -> int:
        """Type a message; 0 when the bot is not shown it, as with the talk of a group."""
        if not 0 < utf16_length(text.strip()) <= LONGEST_TEXT:
            raise AssertionError("no Telegram client sends an empty text, or one of more than 4096 letters")
        entities = commands_in(text)
        content: Json = {"text": text, **({"entities": entities} if entities else {})}
        if reply_to is not None:
            chat = self._chat(chat_id)
            answered = self.world.messages.find(chat, reply_to, "message to be replied")
            content["reply_to_message"] = self.world.quoted(answered)
        return self._send(chat_id, user_id, content | extra)

    @whole
    def forward(self, chat_id: int, text: str, *, sender: str = "Người khác", **extra: Any) -> int:
        """Pass on what somebody else wrote."""
        origin = {"type": "hidden_user", "sender_user_name": sender, "date": self.world.now() - 60}
        return self._send(chat_id, None, {"text": text, "forward_origin": origin, **extra})

    @whole
    def send_photo(self, chat_id: int, caption: str = "", content: bytes = b"\xff\xd8 a picture", **extra: Any) -> int:
        """Send a picture; it can be fetched with getFile."""
        small = self.world.files.keep("photo", Upload("photo.jpg", content[:64], "image/jpeg"))
        large = self.world.files.keep("photo", Upload("photo.jpg", content, "image/jpeg"))
        sizes = [{**small, "width": 90, "height": 67}, {**large, "width": 1280, "height": 960}]
        return self._send(chat_id, None, {"photo": sizes, **_captioned(caption), **extra})

    @whole
    def send_document(
        self, chat_id: int, name: str, content: bytes = b"a file", caption: str = "", **extra: Any
    ) -> int:
        """Send a file; it can be fetched with getFile."""
        described = self.world.files.keep("document", Upload(name, content))
        document = {**described, "file_name": name, "mime_type": "application/octet-stream"}
        return self._send(chat_id, None, {"document": document, **_captioned(caption), **extra})

    @whole
    def send_voice(self, chat_id: int, seconds: int = 3, **extra: Any) -> int:
        """Speak instead of typing."""
        described = self.world.files.keep("voice", Upload("voice.ogg", b"OggS speech", "audio/ogg"))
        return self._send(chat_id, None, {"voice": {**described, "duration": seconds}, **extra})

    @whole
    def send_sticker(self, chat_id: int, emoji: str = "👍", **extra: Any) -> int:
        """Send a sticker."""
        described = self.world.files.keep("sticker", Upload("sticker.webp", b"RIFF sticker", "image/webp"))
        looks = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send(chat_id, None, {"sticker": {**described, **looks, "emoji": emoji}, **extra})

    @whole
    def send_contact(self, chat_id: int, phone_number: str, *, own: bool = True, **extra: Any) -> int:
        """Share a telephone number: one's own, or somebody else's from the address book."""
        name = self._chat(chat_id).first_name
        whose = {"user_id": chat_id} if own else {}
        return self._send(
            chat_id, None, {"contact": {"phone_number": phone_number, "first_name": name, **whose}, **extra}
        )

    @whole
    def send_location(self, chat_id: int, latitude: float, longitude: float, **extra: Any) -> int:
        """Share a place."""
        return self._send(chat_id, None, {"location": {"latitude": latitude, "longitude": longitude}, **extra})

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
        return self.world.updates.add("edited_message", message.json)

    @whole
    def press(
        self, chat_id: int, label_or_data: str, *, message_id: int | None = None, user_id: int | None = None
    ) -> int:
        """Press a button by its label or data: on that message, or on the last that has it; or a key, which types."""
        shown = [kept for kept in self._of_bot(chat_id) if message_id in {None, kept.id}]
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
    def block(self, chat_id: int) -> int:
        """Block the bot, or throw it out of a group."""
        chat = self.world.chats.known(chat_id)
        chat.closed = BLOCKED if chat.private else f"bot was kicked from the {chat.type} chat"
        return self._member(chat, "member", "kicked")

    @whole
    def unblock(self, chat_id: int) -> int:
        """Let the bot in again."""
        chat = self.world.chats.known(chat_id)
        chat.closed = ""
        return self._member(chat, "kicked", "member")

    @whole
    def deactivate(self, chat_id: int) -> None:
        """Delete one's account."""
        self.world.chats.known(chat_id).closed = "user is deactivated"

    @whole
    def expire_presses(self) -> None:
        """Let all presses so far be too old to answer."""
        self.presses.expire()

    def shown(self, chat_id: int) -> list[Shown]:
        """All messages of the bot in a chat, in order, as they stand now."""
        with self.world.lock:
            return [kept.shown() for kept in self._of_bot(chat_id)]

    def last(self, chat_id: int) -> Shown:
        """The last message of the bot in a chat."""
        shown = self.shown(chat_id)
        if not shown:
            raise AssertionError(f"the bot has written nothing in chat {chat_id}")
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

    def _of_bot(self, chat_id: int) -> list[Kept]:
        return [kept for kept in self.world.messages.of(chat_id) if kept.by_bot]

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
        return self.world.chats.person(user_id).as_user()

    def _send(self, chat_id: int, user_id: int | None, content: Json) -> int:
        chat = self._chat(chat_id)
        json = self.world.draft(chat, self._user(chat, user_id), content)
        self.world.messages.keep(Kept(chat, json, source=content.get("text", "")))
        return self.world.updates.add("message", json) if self._hears(chat, content) else 0

    def _hears(self, chat: Chat, content: Json) -> bool:
        """Whether the bot is shown a message of a group."""
        name = str(self.world.bot["username"])
        command, _, called = content.get("text", "").split(" ")[0].partition("@")
        spoken_to = command.startswith("/") and called.lower() in {"", name.lower()}
        answered = content.get("reply_to_message", {}).get("from", {}).get("id") == self.world.bot["id"]
        return chat.hears_all or spoken_to or answered

    def _query(self, message: Kept, user_id: int | None, data: str) -> int:
        query = self.presses.add(message, self._user(message.chat, user_id), data)
        return self.world.updates.add("callback_query", query)

    def _member(self, chat: Chat, old: str, new: str) -> int:
        """Tell the bot that its own place in a chat has changed."""
        actor = chat if chat.private else self.world.chats.person(1)
        change = {
            "chat": chat.as_chat(),
            "from": actor.as_user(),
            "date": self.world.now(),
            "old_chat_member": self._membership(old),
            "new_chat_member": self._membership(new),
        }
        return self.world.updates.add("my_chat_member", change)

    def _membership(self, status: str) -> Json:
        return {"user": self.world.bot, "status": status, **({"until_date": 0} if status == "kicked" else {})}


def _captioned(caption: str) -> Json:
    return {"caption": caption} if caption else {}
