"""What the bot does to messages that are already there."""

from __future__ import annotations

from tests.wire import keyboards
from tests.wire.errors import Json, MisuseError, bad_request
from tests.wire.messages import Kept
from tests.wire.sending import as_caption, as_text, body, caption
from tests.wire.world import Handler, World

UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
DELETABLE_SECONDS = 48 * 60 * 60


class Editing:
    """The methods that change or take away a message."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.methods: dict[str, Handler] = {
            "editMessageText": self.edit_message_text,
            "editMessageCaption": self.edit_message_caption,
            "editMessageReplyMarkup": self.edit_message_reply_markup,
            "deleteMessage": self.delete_message,
        }

    def edit_message_text(self, params: Json) -> Json:
        """Other words, and other buttons: an edit that names no buttons takes them away."""
        text = body(params, too_long="MESSAGE_TOO_LONG")
        message = self._editable(params)
        if "text" not in message.json:
            raise bad_request("there is no text in the message to edit")
        return self._change(message, params, ("text", "entities"), as_text(text), text.source)

    def edit_message_caption(self, params: Json) -> Json:
        """Other words under a picture or a file."""
        words = caption(params)
        message = self._editable(params)
        if "text" in message.json:
            raise bad_request("there is no caption in the message to edit")
        return self._change(message, params, ("caption", "caption_entities"), as_caption(words), words.source)

    def edit_message_reply_markup(self, params: Json) -> Json:
        """Other buttons under the same words."""
        message = self._editable(params)
        return self._change(message, params, (), {}, message.source)

    def delete_message(self, params: Json) -> bool:
        """A message taken away."""
        chat = self.world.chats.find(params.get("chat_id"))
        message = self.world.messages.find(chat, params.get("message_id"), "message to delete")
        may_any = "can_delete_messages" in chat.rights
        opens_topic = "forum_topic_created" in message.json
        if opens_topic or not (chat.private or message.by_bot or may_any):
            raise bad_request("message can't be deleted")
        if not may_any and self.world.now() - message.json["date"] > DELETABLE_SECONDS:
            raise bad_request("message can't be deleted for everyone")
        self.world.messages.drop(message)
        return True

    def _editable(self, params: Json) -> Kept:
        if "inline_message_id" in params:
            raise MisuseError("the double sends no inline messages, and has none to edit")
        chat = self.world.chats.find(params.get("chat_id"))
        message = self.world.messages.find(chat, params.get("message_id"), "message to edit")
        other_keyboard = message.markup is not None and "inline_keyboard" not in message.markup
        if not message.by_bot or other_keyboard or "forward_origin" in message.json:
            raise bad_request("message can't be edited")
        return message

    def _change(self, message: Kept, params: Json, names: tuple[str, ...], content: Json, source: str) -> Json:
        markup = keyboards.check(params.get("reply_markup"), private=message.chat.private, inline_only=True)
        rest = {name: part for name, part in message.json.items() if name not in {*names, "reply_markup"}}
        changed = {**rest, **content, **({"reply_markup": markup} if markup else {})}
        if changed == message.json:
            raise bad_request(UNCHANGED)
        message.json = {**changed, "edit_date": self.world.now()}
        message.markup, message.source = markup, source
        return message.json
