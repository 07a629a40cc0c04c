"""What the bot does to the topics of a forum."""

from __future__ import annotations

from tests.wire.chats import Chat, Topic
from tests.wire.errors import Json, MisuseError, bad_request
from tests.wire.world import Handler, World

LONGEST_NAME = 128
COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)


class Topics:
    """The methods about topics.

    Whoever does something to a topic, the chat announces it in the topic, also to the bot itself; that a topic was
    deleted is announced to nobody.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.methods: dict[str, Handler] = {
            "createForumTopic": self.create_forum_topic,
            "editForumTopic": self.edit_forum_topic,
            "closeForumTopic": lambda params: self._close(params, closed=True),
            "reopenForumTopic": lambda params: self._close(params, closed=False),
            "deleteForumTopic": self.delete_forum_topic,
        }

    def create_forum_topic(self, params: Json) -> Json:
        """A new topic."""
        chat = self._forum(params)
        if "can_manage_topics" not in chat.rights:
            raise bad_request("not enough rights to create a topic")
        name = clean_name(params.get("name", ""))
        color = params.get("icon_color", COLORS[0])
        if color not in COLORS:
            raise MisuseError(f"Telegram has no topics of the colour {color}")
        topic = create(self.world, chat, self.world.bot, name, color, params.get("icon_custom_emoji_id", ""))
        return {"message_thread_id": topic.id, **_looks(topic)}

    def edit_forum_topic(self, params: Json) -> bool:
        """Another name or another icon; neither given is as good as done."""
        chat, topic_id = self._asked(params)
        self._may_manage(chat, topic_id)
        wanted: Json = {}
        if "name" in params:
            wanted["name"] = clean_name(params["name"])
        if "icon_custom_emoji_id" in params:
            wanted["icon_custom_emoji_id"] = params["icon_custom_emoji_id"]
        if wanted:
            change(self.world, chat, self.world.bot, _existing(chat, topic_id), wanted)
        return True

    def delete_forum_topic(self, params: Json) -> bool:
        """A topic taken away with everything said in it."""
        chat, topic_id = self._asked(params)
        if "can_delete_messages" not in chat.rights:
            raise bad_request("not enough rights to delete the topic")
        delete(self.world, chat, _existing(chat, topic_id))
        return True

    def _close(self, params: Json, *, closed: bool) -> bool:
        chat, topic_id = self._asked(params)
        self._may_manage(chat, topic_id)
        close(self.world, chat, self.world.bot, _existing(chat, topic_id), closed=closed)
        return True

    def _forum(self, params: Json) -> Chat:
        chat = self.world.chats.open(params.get("chat_id"))
        if not chat.is_forum:
            raise bad_request("the chat is not a forum")
        return chat

    def _asked(self, params: Json) -> tuple[Chat, int]:
        chat, topic_id = self._forum(params), params.get("message_thread_id", 0)
        if topic_id <= 0:
            raise bad_request("invalid message thread identifier specified")
        return chat, topic_id

    def _may_manage(self, chat: Chat, topic_id: int) -> None:
        topic = chat.topics.get(topic_id)
        if topic and "can_manage_topics" not in chat.rights and topic.creator != self.world.bot["id"]:
            raise bad_request("not enough rights to edit the topic")


def clean_name(name: str) -> str:
    """The name as it is kept."""
    cleaned = " ".join(name.split())
    if not cleaned:
        raise bad_request("title must be non-empty")
    if len(cleaned) > LONGEST_NAME:
        raise MisuseError(f"Telegram cuts the name of a topic after {LONGEST_NAME} letters: {cleaned!r}")
    return cleaned


def create(world: World, chat: Chat, by: Json, name: str, color: int = COLORS[0], emoji: str = "") -> Topic:
    """Open a topic with the message that announces it and gives it its number."""
    json = world.draft(chat, by, {"is_topic_message": True})
    topic = Topic(json["message_id"], name, color, emoji, by["id"])
    world.publish(chat, {**json, "message_thread_id": topic.id, "forum_topic_created": _looks(topic)})
    chat.topics[topic.id] = topic
    return topic


def change(world: World, chat: Chat, by: Json, topic: Topic, wanted: Json) -> int:
    """Give a topic another name or icon."""
    changed = {name: value for name, value in wanted.items() if getattr(topic, name) != value}
    if not changed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    for name, value in changed.items():
        setattr(topic, name, value)
    return world.announce(chat, by, {"forum_topic_edited": changed}, topic.id)


def close(world: World, chat: Chat, by: Json, topic: Topic, *, closed: bool) -> int:
    """Close a topic, or open it again."""
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    return world.announce(chat, by, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, topic.id)


def delete(world: World, chat: Chat, topic: Topic) -> None:
    """Take a topic away with everything said in it."""
    del chat.topics[topic.id]
    for message in world.messages.of(chat.id):
        if message.topic == topic.id:
            world.messages.drop(message)


def _existing(chat: Chat, topic_id: int) -> Topic:
    if topic_id not in chat.topics:
        raise bad_request("TOPIC_ID_INVALID")
    return chat.topics[topic_id]


def _looks(topic: Topic) -> Json:
    emoji = {"icon_custom_emoji_id": topic.icon_custom_emoji_id} if topic.icon_custom_emoji_id else {}
    return {"name": topic.name, "icon_color": topic.icon_color, **emoji}
