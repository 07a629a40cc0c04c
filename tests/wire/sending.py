"""Messages from the bot: new ones, forwarded ones, copies."""

from __future__ import annotations

from tests.wire import keyboards
from tests.wire.chats import Chat
from tests.wire.errors import Json, MisuseError, bad_request
from tests.wire.formatting import Formatted, read, utf16_length
from tests.wire.messages import Kept
from tests.wire.params import Upload
from tests.wire.world import Handler, World

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
# The parts of a message that make it what it is; the others say whose it is and when it came.
CONTENTS = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "photo",
    "document",
    "voice",
    "sticker",
    "contact",
    "location",
)


def body(params: Json, *, too_long: str = "message is too long") -> Formatted:
    """The text of a message, read and measured."""
    if not params.get("text"):
        raise bad_request("message text is empty")
    text = read(params["text"], params.get("parse_mode"), params.get("entities"))
    if not text.text:
        raise bad_request("text must be non-empty")
    if utf16_length(text.text) > LONGEST_TEXT:
        raise bad_request(too_long)
    return text


def caption(params: Json) -> Formatted:
    """The words under a picture, read and measured."""
    words = read(params.get("caption", ""), params.get("parse_mode"), params.get("caption_entities"))
    if utf16_length(words.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return words


def as_text(words: Formatted) -> Json:
    """A text as a message carries it."""
    return {"text": words.text, **({"entities": words.entities} if words.entities else {})}


def as_caption(words: Formatted) -> Json:
    """A caption as a message carries it."""
    if not words.text:
        return {}
    return {"caption": words.text, **({"caption_entities": words.entities} if words.entities else {})}


class Sending:
    """The methods that put a message into a chat."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.methods: dict[str, Handler] = {
            "sendMessage": self.send_message,
            "sendDocument": self.send_document,
            "sendPhoto": self.send_photo,
            "forwardMessage": self.forward_message,
            "copyMessage": self.copy_message,
        }

    def send_message(self, params: Json) -> Json:
        """A text."""
        text = body(params)
        return self._send(params, as_text(text), source=text.source).json

    def send_document(self, params: Json) -> Json:
        """A file with its name."""
        words = caption(params)
        described, upload = self.world.files.received("document", params.get("document"))
        content = {"document": {**described, "file_name": upload.name, "mime_type": upload.mime}, **as_caption(words)}
        return self._send(params, content, source=words.source, file=upload).json

    def send_photo(self, params: Json) -> Json:
        """A picture."""
        words = caption(params)
        described, upload = self.world.files.received("photo", params.get("photo"))
        content = {"photo": [{**described, "width": 800, "height": 600}], **as_caption(words)}
        return self._send(params, content, source=words.source, file=upload).json

    def forward_message(self, params: Json) -> Json:
        """A message carried to another chat with its sender's name."""
        original = self._original(params, "message to forward")
        origin = {"type": "user", "sender_user": original.json["from"], "date": original.json["date"]}
        content = {**self._content(original), "forward_origin": original.json.get("forward_origin", origin)}
        return self._send(params, content, source=original.source, file=original.file).json

    def copy_message(self, params: Json) -> Json:
        """A message said again as the bot's own."""
        original = self._original(params, "message to copy")
        content, source = self._content(original), original.source
        if "caption" in params:
            words = caption(params)
            bare = {name: part for name, part in content.items() if not name.startswith("caption")}
            content, source = {**bare, **as_caption(words)}, words.source
        sent = self._send(params, content, source=source, file=original.file)
        return {"message_id": sent.id}

    def _send(self, params: Json, content: Json, *, source: str, file: Upload | None = None) -> Kept:
        chat = self.world.chats.open(params.get("chat_id"))
        markup = keyboards.check(params.get("reply_markup"), private=chat.private)
        answered = self._answered(chat, params)
        json = self.world.draft(chat, self.world.bot, content, self._opening(chat, params, answered))
        if markup and "inline_keyboard" in markup:
            json["reply_markup"] = markup
        if params.get("protect_content"):
            json["has_protected_content"] = True
        return self.world.messages.keep(Kept(chat, json, by_bot=True, source=source, markup=markup, file=file))

    def _opening(self, chat: Chat, params: Json, answered: Kept | None) -> Kept | None:
        """What the new message stands below: the message it replies to, or else the one that opened its topic."""
        wanted = max(params.get("message_thread_id", 0), 0)
        if wanted and wanted not in chat.topics:
            raise bad_request("message thread not found")
        if wanted and answered and answered.topic != wanted:
            raise MisuseError("the double cannot reply in one topic to what stands in another")
        topic = chat.topics.get(wanted or (answered.topic if answered else 0))
        if topic and topic.closed and not ("can_manage_topics" in chat.rights or topic.creator == self.world.bot["id"]):
            raise bad_request("TOPIC_CLOSED")
        return answered or (self.world.messages.find(chat, wanted, "message thread") if wanted else None)

    def _answered(self, chat: Chat, params: Json) -> Kept | None:
        """The message that the new one replies to."""
        reply = params.get("reply_parameters")
        if reply is None:
            return None
        if not isinstance(reply, dict):
            raise bad_request("object expected as reply parameters")
        where = self.world.chats.find(reply["chat_id"]) if "chat_id" in reply else chat
        if reply.get("allow_sending_without_reply") and not self._holds(where, reply.get("message_id")):
            return None
        return self.world.messages.find(where, reply.get("message_id"), "message to be replied")

    def _holds(self, chat: Chat, message_id: object) -> bool:
        return any(message.id == message_id for message in self.world.messages.of(chat.id))

    def _original(self, params: Json, what: str) -> Kept:
        chat = self.world.chats.find(params.get("from_chat_id"))
        original = self.world.messages.find(chat, params.get("message_id"), what)
        if original.json.get("has_protected_content"):
            raise bad_request(f"message can't be {'forwarded' if 'forward' in what else 'copied'}")
        return original

    def _content(self, message: Kept) -> Json:
        return {name: message.json[name] for name in CONTENTS if name in message.json}
