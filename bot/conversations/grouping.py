"""A chat of the staff: what an officer does there is done as in their own chat with the bot, and heard by all.

What people say to one another there is theirs and is passed over; only commands and buttons mean anything. Whatever
asks for typed words, or shows more than the staff of a unit may see together, goes on in the officer's private chat.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.conversations import answering, mailbox
from bot.conversations.pressing import press
from bot.conversations.visit import Visit
from bot.office import Act, Office
from bot.petitions.codes import read_code
from bot.petitions.petition import Petition
from bot.review.officers import Officer
from bot.review.powers import Power, role_for
from bot.review.staff_chats import Purpose
from bot.views import grouping as views
from bot.views.message import Message
from bot.views.notice import told

SHARED = frozenset({"board", "receive", "take", "endorse", "recall", "approve", "answer", "discard"})
"""What may be shown in a staff chat; whatever else a button leads to is for the private chat of who pressed it."""

LEADERS = "leaders"
EVERY_UNIT = "all"


@dataclass(frozen=True, slots=True)
class Room:
    """A group: its number, the topic something happened in, whether it has topics, and the message replied to."""

    chat_id: int
    thread: int | None = None
    forum: bool = False
    replied: str = ""


Command = Callable[[Visit, Room, str], list[Message]]


def within(user_id: int, room: Room, of: Callable[[Visit, Room], Sequence[Message]]) -> Act:
    """An officer's turn in a group; who is no officer is told so."""

    def act(office: Office) -> Sequence[Message]:
        visit = Visit(office, user_id)
        return of(visit, room) if visit.officer else [told("chat.only_private")]

    return act


def pressed(visit: Visit, room: Room, data: str) -> list[Message]:
    """A button in a group."""
    verb, _, about = data.partition(":")[2].partition(":")
    if verb == "connect":
        return connect(visit, room, about)
    is_shared = verb in SHARED and _is_of(visit, room, _called(visit, about))
    return _shown(visit, is_shared, lambda: press(visit, data))


def reply(visit: Visit, room: Room, words: str) -> list[Message]:
    """/traloi: in a topic, under a message of ours, or with a code before all else; one that words speak of is none."""
    code, _ = answering.split(words)
    if code:
        petition, said = _called(visit, code), words
    elif petition := _of_topic(visit, room) or _called(visit, room.replied):
        said = f"{petition.code} {words}"
    else:
        return [told("group.which")]
    return _shown(visit, _is_of(visit, room, petition), lambda: answering.command(visit, said.strip()))


def mail(visit: Visit, room: Room, words: str) -> list[Message]:
    """/hopthu: in the private chat."""
    return _shown(visit, False, lambda: mailbox.command(visit, words))


def offer(visit: Visit, room: Room, _: str) -> list[Message]:
    """/ketnoi: an administrator says what this group is for."""
    officer = visit.officer
    if officer is None or role_for(officer, Power.APPOINT) is None:
        return [told("group.administrators_only")]
    return [views.offer(visit.office.staff_chats.of(room.chat_id), visit.office.catalogue.communes.of_today())]


def connect(visit: Visit, room: Room, what: str) -> list[Message]:
    """The group serves a unit, every unit, or the leaders, from now on."""
    officer, communes = visit.officer, {unit.code: unit for unit in visit.office.catalogue.communes.of_today()}
    role = role_for(officer, Power.APPOINT) if officer else None
    if officer is None or role is None:
        return [told("group.administrators_only")]
    if what not in {LEADERS, EVERY_UNIT, *communes}:
        return [told("button.old")]
    purpose = Purpose.LEADERS if what == LEADERS else Purpose.STAFF
    unit = what if what in communes else ""
    visit.office.staff_chats.set(purpose, unit, room.chat_id, room.forum, visit.office.at, officer.name)
    visit.office.traces.leave(visit.office.at, officer.id, role, "connect", f"chat:{room.chat_id}", what)
    begins = purpose is Purpose.STAFF and room.forum
    begun = visit.office.staffing.begin_topics(room.chat_id) if begins else 0
    return [views.connected(purpose, communes.get(unit), room.forum, begun)]


def disconnect(visit: Visit, room: Room, _: str) -> list[Message]:
    """/ngatketnoi: the group serves nothing any more."""
    officer = visit.officer
    role = role_for(officer, Power.APPOINT) if officer else None
    if officer is None or role is None:
        return [told("group.administrators_only")]
    if not visit.office.staff_chats.end(room.chat_id, visit.office.at, officer.name):
        return [told("group.not_connected")]
    visit.office.traces.leave(visit.office.at, officer.id, role, "disconnect", f"chat:{room.chat_id}")
    return [told("group.disconnected")]


COMMANDS: dict[str, Command] = {"traloi": reply, "hopthu": mail, "ketnoi": offer, "ngatketnoi": disconnect}
"""The commands of a staff chat; every other belongs to private chats."""


def gone(chat_id: int) -> Act:
    """The bot is in a group no more."""

    def act(office: Office) -> Sequence[Message]:
        office.staffing.chat_is_gone(chat_id)
        return []

    return act


def moved(chat_id: int, to: int) -> Act:
    """A group became a supergroup, which has another number."""

    def act(office: Office) -> Sequence[Message]:
        office.staff_chats.moved(chat_id, to)
        office.outbox.readdress(chat_id, to)
        return []

    return act


def _shown(visit: Visit, is_shared: bool, act: Callable[[], Sequence[Message]]) -> list[Message]:
    """What an act says: in the group where it may, else in the officer's private chat, and a line in the group.

    What is shown in the group leaves the private chat where it stands: its state is not even written.
    """
    visit.put(awaits="")
    messages = list(act())
    if is_shared and not visit.talk.awaits:
        return messages
    visit.close(messages)
    for message in messages:
        visit.office.tell(visit.chat_id, message, "desk")
    return [told("group.in_private", name=_name(visit.officer))] if messages else []


def _name(officer: Officer | None) -> str:
    return officer.name if officer else ""


def _called(visit: Visit, words: str) -> Petition | None:
    """The petition whose code stands in some words."""
    code = read_code(words)
    return visit.office.cases.register.petitions.by_code(code) if code else None


def _of_topic(visit: Visit, room: Room) -> Petition | None:
    number = visit.office.cases.topics.petition_of(room.chat_id, room.thread) if room.thread else None
    return visit.office.cases.register.petitions.by_id(number) if number else None


def _is_of(visit: Visit, room: Room, petition: Petition | None) -> bool:
    """Whether a group is where the staff of a petition hear of it."""
    return petition is not None and visit.office.staffing.is_heard_in(room.chat_id, petition)
