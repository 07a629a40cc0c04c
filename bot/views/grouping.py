"""What a staff chat is told of itself: what it is for, and what it may be for."""

from collections.abc import Iterable, Sequence

from bot.review.staff_chats import Purpose, StaffChat
from bot.texts import say
from bot.views.message import Button, Message, pairs, pressed
from knowledge.units import Unit


def offer(now: Sequence[StaffChat], communes: Iterable[Unit]) -> Message:
    """What a group can be for."""
    units = [Button(f"{unit.kind} {unit.name}", pressed("connect", unit.code)) for unit in communes]
    every = Button(say("group.every_unit"), pressed("connect", "all"))
    leaders = Button(say("group.leaders"), pressed("connect", "leaders"))
    return Message((say("group.offer_again" if now else "group.offer"),), pairs([every, leaders, *units]))


def connected(purpose: Purpose, unit: Unit | None, forum: bool, begun: int) -> Message:
    """What the group is for from now on, and how many topics are begun in it."""
    if purpose is Purpose.LEADERS:
        return Message((say("group.connected_leaders"),))
    name = f"{unit.kind} {unit.name}" if unit else say("group.every_unit")
    topics = [say("group.topics_begin", number=begun)] if begun else []
    return Message((say("group.connected", unit=name), say("group.topics" if forum else "group.no_topics"), *topics))
