"""What officers write to a citizen on the way: a question, or that there are not enough grounds yet.

board ──Hỏi thêm người dân──▶ type ──▶ preview ──Gửi──▶ told to the citizen, the clock stands
      ├─Ghi câu trả lời của người dân──▶ type what she said who has no chat ──▶ preview ──Ghi lại──▶ the clock goes on
      └─Chưa đủ cơ sở──▶ type why, for the staff ──▶ type what the citizen reads ──▶ preview ──Gửi──▶ told
"""

from bot.conversations.desk import Duty, moved_on
from bot.conversations.doing import ask_words, at, done, move, noted, typed, unfit
from bot.conversations.visit import Visit
from bot.petitions.life import State
from bot.petitions.petition import EventKind, Reader
from bot.petitions.wording import clean
from bot.views import handling as views
from bot.views.message import Message

BOTH = ("reason", "note")
"""What is typed of a petition that lacks grounds, in order."""


@at("inquire")
def inquire(visit: Visit, duty: Duty, send: str = "") -> list[Message]:
    """The citizen is asked for more: the question is typed, shown as she will read it, and sent."""
    question = noted(visit, duty, "inquire")
    if send != views.SEND or not question:
        return ask_words(visit, duty, "inquire", "desk.type_question")
    move(visit, duty, State.NEED_INFO, question[0])
    return done(visit, duty, "inquire", "desk.inquired")


@at("inquire")
def typed_question(visit: Visit, duty: Duty, words: str) -> list[Message]:
    """The question was typed; typed once more, anew."""
    text = clean(words)
    if wrong := unfit(text):
        return [wrong, *ask_words(visit, duty, "inquire", "desk.type_question", *visit.talk.noted)]
    visit.put(noted=(text,))
    return [views.preview(duty.petition.code, "inquire", text)]


@at("supply_for")
def supply_for(visit: Visit, duty: Duty, send: str = "") -> list[Message]:
    """What was asked is answered by somebody without a chat: her words are typed, shown, and kept as hers."""
    said = noted(visit, duty, "supply_for")
    if duty.petition.chat_id is not None:
        return moved_on(visit, duty)
    if send != views.SEND or not said:
        return ask_words(visit, duty, "supply_for", "desk.type_supply")
    visit.office.cases.register.supply(duty.petition, said[0], visit.office.at, duty.actor)
    return done(visit, duty, "supply_for", "desk.supplied")


@at("supply_for")
def typed_supply(visit: Visit, duty: Duty, words: str) -> list[Message]:
    """Her answer was typed; typed once more, anew."""
    text = clean(words)
    if wrong := unfit(text):
        return [wrong]
    visit.put(noted=(text,))
    return [views.to_keep(duty.petition.code, "supply_for", text)]


@at("set_aside")
def set_aside(visit: Visit, duty: Duty, send: str = "") -> list[Message]:
    """Not enough grounds yet: why, for the staff, and what the citizen reads of it."""
    given = noted(visit, duty, "set_aside")
    if send != views.SEND or len(given) < len(BOTH):
        return ask_words(visit, duty, "set_aside", "desk.type_reason")
    reason, note = given
    register, moved = visit.office.cases.register, move(visit, duty, State.INSUFFICIENT, note)
    register.record(moved, EventKind.NOTED, duty.actor, visit.office.at, Reader.STAFF, reason)
    return done(visit, duty, "set_aside", "desk.set_aside")


@at("set_aside")
def typed_grounds(visit: Visit, duty: Duty, words: str) -> list[Message]:
    """The reason first, then the note; typed once more, the note anew."""
    text, given = clean(words), visit.talk.noted
    if wrong := unfit(text):
        key = "desk.type_note" if given else "desk.type_reason"
        return [wrong, *ask_words(visit, duty, "set_aside", key, *given)]
    if not given:
        return ask_words(visit, duty, "set_aside", "desk.type_note", text)
    visit.put(noted=(given[0], text))
    return [views.preview(duty.petition.code, "set_aside", text, given[0])]


HEARD = {
    "inquire": typed(typed_question),
    "supply_for": typed(typed_supply),
    "set_aside": typed(typed_grounds),
}
"""What words are taken for, by what an officer's chat awaits."""
