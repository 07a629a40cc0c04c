"""Groups, and what people do to them, to their topics and to the bot's place in them."""

from __future__ import annotations

from dataclasses import replace

from tests.wire import topics
from tests.wire.chats import IN, SUPERGROUPS, Chat, Topic
from tests.wire.errors import Json
from tests.wire.members import place_bot
from tests.wire.messages import Kept
from tests.wire.world import World, whole


class Groups:
    """What happens in groups besides talk; `by` is who does it, nobody in particular unless named."""

    world: World

    @whole
    def group(
        self,
        chat_id: int,
        title: str,
        *,
        username: str = "",
        forum: bool = False,
        admin: bool = False,
        can_manage_topics: bool = True,
        can_delete_messages: bool = True,
        by: int = 1,
    ) -> int:
        """Let the bot be added to a group, a supergroup if its number says so: -100 and ten digits."""
        if chat_id >= 0:
            raise AssertionError(f"a group has a negative number, not {chat_id}")
        kind = "supergroup" if chat_id < SUPERGROUPS else "group"
        if kind == "group" and (forum or username):
            raise AssertionError(f"{chat_id} is a small group: only supergroups, from -1000000000001 down, have this")
        chat = Chat(chat_id, kind, title=title, username=username, is_forum=forum, started=True)
        self.world.chats.add(chat)
        chat.members[by] = "creator"
        return self.grant(
            chat_id, admin=admin, can_manage_topics=can_manage_topics, can_delete_messages=can_delete_messages, by=by
        )

    @whole
    def grant(
        self,
        chat_id: int,
        *,
        admin: bool = True,
        can_manage_topics: bool = True,
        can_delete_messages: bool = True,
        by: int = 1,
    ) -> int:
        """Make the bot an administrator with such rights, or a plain member again."""
        chat = self.world.chats.known(chat_id)
        wanted = {
            "can_manage_topics": can_manage_topics and chat.type == "supergroup",
            "can_delete_messages": can_delete_messages,
        }
        rights = frozenset(right for right, held in wanted.items() if held and admin)
        return place_bot(self.world, chat, "administrator" if admin else "member", self._actor(chat, by), rights)

    @whole
    def join(self, chat_id: int, user_id: int, status: str = "member") -> int:
        """Let a person come into a group, or be its `administrator` or `creator`."""
        chat = self.world.chats.known(chat_id)
        if status not in IN:
            raise AssertionError(f"nobody joins as {status!r}")
        new = chat.members.get(user_id) not in IN
        chat.members[user_id] = status
        user = self.world.chats.person(user_id).as_user()
        return self.world.announce(chat, user, {"new_chat_members": [user]}) if new else 0

    @whole
    def leave(self, chat_id: int, user_id: int) -> int:
        """Let a person go out of a group."""
        chat = self.world.chats.known(chat_id)
        user = self._present(chat, user_id)
        chat.members[user_id] = "left"
        return self.world.announce(chat, user, {"left_chat_member": user})

    @whole
    def rename_group(self, chat_id: int, title: str, *, by: int = 1) -> int:
        """Give a group another title."""
        chat = self.world.chats.known(chat_id)
        chat.title = title
        return self.world.announce(chat, self._actor(chat, by), {"new_chat_title": title})

    @whole
    def set_forum(self, chat_id: int, *, on: bool) -> None:
        """Turn the topics of a supergroup on or off; the bot is not told."""
        chat = self.world.chats.known(chat_id)
        if chat.type != "supergroup":
            raise AssertionError("a small group becomes a forum by growing into a supergroup: migrate it")
        chat.is_forum = on
        if not on:
            chat.topics.clear()

    @whole
    def migrate(self, chat_id: int, new_id: int, *, forum: bool = False, by: int = 1) -> int:
        """Let a small group become a supergroup with another number; it says so in both."""
        old = self.world.chats.known(chat_id)
        if old.type != "group" or new_id >= SUPERGROUPS:
            raise AssertionError(f"{chat_id} cannot become the supergroup {new_id}")
        new = replace(old, id=new_id, type="supergroup", is_forum=forum, members=dict(old.members), topics={})
        self.world.chats.add(new)
        old.moved_to = new_id
        actor = self._actor(old, by)
        number = self.world.announce(old, actor, {"migrate_to_chat_id": new_id})
        self.world.announce(new, actor, {"migrate_from_chat_id": chat_id})
        return number

    @whole
    def disband(self, chat_id: int) -> None:
        """Delete a group with all that is in it; the bot is not told."""
        chat = self.world.chats.known(chat_id)
        small = chat.type == "group"
        chat.closed = "the group chat was deleted" if small else "bot was kicked from the supergroup chat"

    @whole
    def create_topic(self, chat_id: int, name: str, *, user_id: int) -> int:
        """Open a topic as a person; the number of the topic."""
        chat = self._forum(chat_id)
        return topics.create(self.world, chat, self._present(chat, user_id), topics.clean_name(name)).id

    @whole
    def rename_topic(self, chat_id: int, thread: int, name: str, *, user_id: int) -> int:
        """Give a topic another name as a person."""
        chat = self._forum(chat_id)
        user, topic = self._present(chat, user_id), self._topic(chat, thread)
        return topics.change(self.world, chat, user, topic, {"name": topics.clean_name(name)})

    @whole
    def close_topic(self, chat_id: int, thread: int, *, user_id: int) -> int:
        """Close a topic as a person."""
        chat = self._forum(chat_id)
        return topics.close(self.world, chat, self._present(chat, user_id), self._topic(chat, thread), closed=True)

    @whole
    def reopen_topic(self, chat_id: int, thread: int, *, user_id: int) -> int:
        """Open a closed topic again as a person."""
        chat = self._forum(chat_id)
        return topics.close(self.world, chat, self._present(chat, user_id), self._topic(chat, thread), closed=False)

    @whole
    def delete_topic(self, chat_id: int, thread: int) -> None:
        """Take a topic away with all that is in it, as some administrator; the bot is not told."""
        chat = self._forum(chat_id)
        topics.delete(self.world, chat, self._topic(chat, thread))

    def topics(self, chat_id: int) -> dict[int, Topic]:
        """The topics of a forum by their numbers, as they stand now."""
        with self.world.lock:
            return {number: replace(topic) for number, topic in self.world.chats.known(chat_id).topics.items()}

    def messages(self, chat_id: int, thread: int | None = None) -> list[Json]:
        """Everything in a chat or in a topic of it, also people's talk and announcements, in order, as it travels."""
        with self.world.lock:
            return [kept.json for kept in self.world.messages.of(chat_id) if thread in {None, kept.topic}]

    def _actor(self, chat: Chat, by: int = 1) -> Json:
        return chat.as_user() if chat.private else self.world.chats.person(by).as_user()

    def _present(self, chat: Chat, user_id: int) -> Json:
        """A person who does something in a group, and so is in it."""
        if chat.members.setdefault(user_id, "member") not in IN:
            raise AssertionError(f"{user_id} is no longer in the group {chat.id}")
        if chat.moved_to:
            raise AssertionError(f"the group {chat.id} has moved to {chat.moved_to}, where people now are")
        return self.world.chats.person(user_id).as_user()

    def _forum(self, chat_id: int) -> Chat:
        chat = self.world.chats.known(chat_id)
        if not chat.is_forum:
            raise AssertionError(f"{chat_id} has no topics")
        return chat

    def _topic(self, chat: Chat, thread: int) -> Topic:
        if thread not in chat.topics:
            raise AssertionError(f"{chat.id} has no topic {thread}, only {sorted(chat.topics)}")
        return chat.topics[thread]

    def _open_topic(self, chat: Chat, thread: int, user_id: int) -> Kept:
        """What opened the topic that somebody writes in."""
        topic = self._topic(chat, thread)
        if topic.closed and not chat.manages(user_id):
            raise AssertionError(f"the topic {thread} is closed: only administrators write in it")
        return self.world.messages.find(chat, thread, "message thread")
