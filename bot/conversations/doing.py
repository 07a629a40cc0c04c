"""What the acts of officers have in common: they begin at a button of the board, may ask for words, and end at it."""

from collections.abc import Callable
from typing import Any, ParamSpec

from bot.conversations.desk import Act, ByCode, Duty, duty_of, on_duty, shown, trace, turn_to
from bot.conversations.visit import Visit
from bot.petitions.life import State
from bot.petitions.petition import Petition
from bot.petitions.wording import WordsFault, fault_of
from bot.texts import say
from bot.views import handling as views
from bot.views.board import WAYS
from bot.views.message import Message, pressed
from bot.views.notice import told

P = ParamSpec("P")

LONGEST = 1000
"""Characters of what an officer writes to a citizen here."""

Heard = Callable[[Visit, str, str], list[Message]]


def at(verb: str) -> Callable[[Act[P]], ByCode[P]]:
    """An act behind a button of the board, for who has its power, in its states; what was done it traces itself."""
    way = WAYS[verb]
    return on_duty(way.power, states=way.states)


def done(visit: Visit, duty: Duty, verb: str, key: str, **values: object) -> list[Message]:
    """Something was done: written down, told, and the board as it is now."""
    trace(visit, duty, WAYS[verb].power)
    return shown(visit, duty.petition.code, say(key, code=duty.petition.code, **values))


def held(visit: Visit, duty: Duty, verb: str, *others: int) -> Duty | None:
    """The same at the petition as it is now, which nobody changes until the turn ends; None if it is too late for it.

    `others` are held with it, in the order of their numbers, as everywhere.
    """
    for number in sorted({duty.petition.id, *others}):
        visit.office.cases.register.petitions.hold(number)
    now, way = duty_of(visit, duty.petition.code, WAYS[verb].power), WAYS[verb]
    return now if now and now.petition.state in way.states else None


def move(visit: Visit, duty: Duty, wanted: State, note: str = "", **facts: Any) -> Petition:
    """Move a petition; `note` is what its sender reads. Raises MoveRefusedError."""
    return visit.office.cases.register.move_to(duty.petition, wanted, duty.actor, visit.office.at, note, **facts)


def ask_words(visit: Visit, duty: Duty, verb: str, key: str, *noted: str) -> list[Message]:
    """Words are asked for; `noted` were typed before."""
    turn_to(visit, duty, awaits=f"{verb}:{duty.petition.code}", noted=noted)
    return [views.asked(say(key, code=duty.petition.code, most=LONGEST), duty.petition.code)]


def ask_sure(visit: Visit, duty: Duty, verb: str, key: str) -> list[Message]:
    """Asked once more."""
    turn_to(visit, duty)
    return [views.sure(say(key, code=duty.petition.code), duty.petition.code, verb)]


def noted(visit: Visit, duty: Duty, verb: str) -> tuple[str, ...]:
    """What was typed for this and for no other petition, and is not sent yet."""
    return visit.talk.noted if visit.talk.awaits == f"{verb}:{duty.petition.code}" else ()


def unfit(text: str) -> Message | None:
    """What is wrong with an officer's words; they may be few, and a number alone says nothing."""
    if not any(letter.isalpha() for letter in text):
        return told("follow.nothing_said")
    if len(text) > LONGEST:
        return told("desk.too_long", number=len(text), most=LONGEST)
    return told("desk.not_vietnamese") if fault_of(text) is WordsFault.NOT_VIETNAMESE else None


def typed(take: Heard) -> Callable[[Visit, str, str], list[Message] | None]:
    """What takes the words that an officer's chat awaits for a petition; a screen opened since then lets go of it."""

    def heard(visit: Visit, code: str, words: str) -> list[Message] | None:
        if visit.talk.trail[-1:] == (pressed("board", code, "1"),):
            return take(visit, code, words)
        visit.put(awaits="", noted=())
        return None

    return heard
