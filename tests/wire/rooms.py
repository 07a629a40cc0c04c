"""What the bot may do with a chat as a whole."""

from __future__ import annotations

from tests.wire.errors import Json, bad_request
from tests.wire.members import member, place_bot
from tests.wire.world import Handler, World

ACTIONS = {
    "cancel",
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "record_audio",
    "upload_voice",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "pick_up_location",
    "record_video_note",
    "upload_video_note",
}


class Rooms:
    """The methods about chats."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.methods: dict[str, Handler] = {
            "getChat": self.get_chat,
            "getChatMember": self.get_chat_member,
            "getChatAdministrators": self.get_chat_administrators,
            "leaveChat": self.leave_chat,
            "sendChatAction": self.send_chat_action,
        }

    def get_chat(self, params: Json) -> Json:
        """All that is told about a chat."""
        chat = self.world.chats.find(params.get("chat_id"))
        gifts = (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        )
        return {
            **chat.as_chat(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts, chat.private),
        }

    def get_chat_member(self, params: Json) -> Json:
        """What somebody is in a group, and with which rights."""
        chat = self.world.chats.find(params.get("chat_id"))
        user_id = params.get("user_id", 0)
        if user_id <= 0:
            raise bad_request("invalid user_id specified")
        return member(self.world, chat, user_id)

    def get_chat_administrators(self, params: Json) -> list[Json]:
        """Who administers a group."""
        chat = self.world.chats.find(params.get("chat_id"))
        if chat.private:
            raise bad_request("there are no administrators in the private chat")
        return [member(self.world, chat, user_id) for user_id in chat.members if chat.manages(user_id)]

    def leave_chat(self, params: Json) -> bool:
        """The bot walks out of a group."""
        chat = self.world.chats.find(params.get("chat_id"))
        if chat.private:
            raise bad_request("chat member status can't be changed in private chats")
        place_bot(self.world, chat, "left", self.world.bot)
        chat.closed = f"bot is not a member of the {chat.type} chat"
        return True

    def send_chat_action(self, params: Json) -> bool:
        """The line that says the bot is typing."""
        if str(params.get("action", "")).lower() not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        self.world.chats.open(params.get("chat_id"))
        return True
