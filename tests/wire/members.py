"""Who is in a group and as what, and what the bot is told when its own place there changes."""

from __future__ import annotations

from tests.wire.chats import IN, Chat
from tests.wire.errors import Json
from tests.wire.world import World

# What an administrator may do, as far as Telegram tells of it in each group.
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)


def member(world: World, chat: Chat, user_id: int) -> Json:
    """What somebody is in a chat."""
    bot = user_id == world.bot["id"]
    status = chat.members.get(user_id, "member" if chat.private else "left")
    return {
        "user": world.bot if bot else world.chats.person(user_id).as_user(),
        "status": status,
        **_details(chat, status, all_rights=not bot),
    }


def place_bot(world: World, chat: Chat, status: str, by: Json, rights: frozenset[str] = frozenset()) -> int:
    """Give the bot another place in a chat, or other rights in the same, and tell it."""
    bot = world.bot["id"]
    old = member(world, chat, bot)
    was_in, is_in = old["status"] in IN, status in IN
    if was_in and not is_in and not chat.private:
        world.announce(chat, by, {"left_chat_member": world.bot})
    chat.members[bot], chat.rights = status, rights
    change = {"chat": chat.as_chat(), "from": by, "date": world.now(), "old_chat_member": old}
    number = world.updates.add("my_chat_member", {**change, "new_chat_member": member(world, chat, bot)})
    if is_in and not was_in and not chat.private:
        world.announce(chat, by, {"new_chat_members": [world.bot]})
    return number


def _details(chat: Chat, status: str, *, all_rights: bool) -> Json:
    match status:
        case "creator":
            return {"is_anonymous": False}
        case "kicked":
            return {"until_date": 0}
        case "administrator":
            told = (*RIGHTS, *(["can_manage_topics"] if chat.type == "supergroup" else []))
            held = {right: all_rights or right == "can_manage_chat" or right in chat.rights for right in told}
            return {"can_be_edited": False, "is_anonymous": False, **held}
    return {}
