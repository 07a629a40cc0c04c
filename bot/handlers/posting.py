"""A message of the outbox to its chat: in a forum of the staff, to the topic of its petition.

A topic is made when it is first needed and begins with what the petition says; one that somebody deleted is made anew.
A kill between the making and our note of it leaves an empty topic behind; no message is lost by it.
"""

import logging
from dataclasses import replace

from sqlalchemy import Connection
from telegram import Bot
from telegram.error import BadRequest, Forbidden

from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.handlers.menus import for_officer
from bot.handlers.shelf import read
from bot.handlers.showing import NO_TOPIC, PUT_OFF, NotSentError, Outcome, TopicGoneError, in_our_words, post
from bot.office import Offices
from bot.petitions.topics import LONGEST, Topic, TopicRepository
from bot.review.staff_chats import StaffChatRepository
from bot.staffing import Staffing
from bot.views.message import Message

log = logging.getLogger(__name__)


class Posting:
    """Posts messages, each to where it belongs in its chat."""

    def __init__(self, bot: Bot, database: Database, offices: Offices) -> None:
        self._bot = bot
        self._database = database
        self._offices = offices

    async def post(self, chat_id: int, message: Message) -> Outcome:
        """Send a message once. Raises what `showing.post` does, but for a topic that is gone."""
        try:
            if not _says_something(message):
                return await self._remove(chat_id, message.topic)
            if message.topic and await self._has_topics(chat_id):
                return await self._to_topic(chat_id, message)
        except Forbidden:
            return Outcome.BLOCKED
        ready = await read(message, self._offices.folder)
        outcome = await post(self._bot, chat_id, ready) if ready else Outcome.REFUSED
        if message.menu and outcome is Outcome.SENT:
            await for_officer(self._bot, chat_id, await self._offices.roles_of(chat_id) or ())
        return outcome

    async def follow(self, chat_id: int, to: int) -> None:
        """A group has another number from now on."""
        await self._database.run(lambda c: StaffChatRepository(c).moved(chat_id, to))

    async def _has_topics(self, chat_id: int) -> bool:
        chats = await self._database.run(lambda c: StaffChatRepository(c).of(chat_id))
        return any(chat.forum for chat in chats)

    async def _to_topic(self, chat_id: int, message: Message) -> Outcome:
        topic = await self._database.run(lambda c: TopicRepository(c).of(message.topic, chat_id))
        if topic is None:
            return await self._to_new_topic(chat_id, message)
        try:
            if not topic.title:
                return await self._begin(topic, message)
            await self._rename(topic, message.title)
            return await post(self._bot, chat_id, message, topic.thread_id)
        except TopicGoneError:
            await self._database.run(lambda c: TopicRepository(c).drop(message.topic, chat_id))
            return await self._to_new_topic(chat_id, message)

    async def _to_new_topic(self, chat_id: int, message: Message) -> Outcome:
        """Make the topic and begin it; without the right to make one, the chat is a plain one."""
        if await self._database.run(lambda c: self._head(c, message.topic)) is None:
            return Outcome.SENT  # it is not for a group any more
        try:
            with in_our_words():
                made = await self._bot.create_forum_topic(chat_id, message.title[:LONGEST])
        except BadRequest as refused:
            log.warning("no topics can be made in staff chat %s: %s", chat_id, refused.message)
            await self._database.run(lambda c: self._staffing(c).has_no_topics(chat_id))
            return await post(self._bot, chat_id, message)
        topic = Topic(message.topic, chat_id, made.message_thread_id, title="")
        await self._database.run(lambda c: TopicRepository(c).keep(topic))
        try:
            return await self._begin(topic, message)
        except TopicGoneError as gone:
            # Somebody deleted it before it said anything: the next try makes another one.
            await self._database.run(lambda c: TopicRepository(c).drop(message.topic, chat_id))
            raise NotSentError(PUT_OFF) from gone

    async def _begin(self, topic: Topic, message: Message) -> Outcome:
        """What the petition says stands first; until it does, the topic has no title with us."""
        head = await self._database.run(lambda c: self._head(c, topic.petition_id))
        if head and head.html != message.html:
            await post(self._bot, topic.chat_id, head, topic.thread_id)
        outcome = await post(self._bot, topic.chat_id, message, topic.thread_id)
        await self._database.run(lambda c: TopicRepository(c).keep(replace(topic, title=message.title)))
        return outcome

    def _head(self, connection: Connection, petition_id: int) -> Message | None:
        return self._staffing(connection).head_of(petition_id)

    def _staffing(self, connection: Connection) -> Staffing:
        return self._offices.staffing(connection, OutboxRepository(connection))

    async def _rename(self, topic: Topic, title: str) -> None:
        """The topic is called by what is due now. Raises TopicGoneError."""
        if topic.title == title:
            return
        try:
            with in_our_words():
                await self._bot.edit_forum_topic(topic.chat_id, topic.thread_id, name=title[:LONGEST])
        except BadRequest as refused:
            if "not_modified" not in refused.message.casefold():
                raise TopicGoneError from refused
        await self._database.run(lambda c: TopicRepository(c).keep(replace(topic, title=title)))

    async def _remove(self, chat_id: int, petition_id: int) -> Outcome:
        """The topic goes with all that it says; where that is not allowed, administrators are asked to see to it."""
        topic = await self._database.run(lambda c: TopicRepository(c).of(petition_id, chat_id))
        if topic is None:
            return Outcome.SENT
        try:
            with in_our_words():
                await self._bot.delete_forum_topic(chat_id, topic.thread_id)
        except BadRequest as refused:
            if not any(sign in refused.message.casefold() for sign in NO_TOPIC):
                log.warning("a topic of staff chat %s was not removed: %s", chat_id, refused.message)
                await self._database.run(lambda c: self._topic_stays(c, petition_id))
                return Outcome.SENT
        await self._database.run(lambda c: TopicRepository(c).drop(petition_id, chat_id))
        return Outcome.SENT

    def _topic_stays(self, connection: Connection, petition_id: int) -> None:
        self._staffing(connection).topic_stays(petition_id)


def _says_something(message: Message) -> bool:
    """Whether there is anything to show; a message without is for the topic itself: it goes."""
    return bool(message.paragraphs or message.files)
